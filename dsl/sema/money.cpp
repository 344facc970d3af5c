// Where money comes from: holdings used once, buckets drawn on, assets, places, and how much there
// can be at most.
#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;
using values::Rational;

namespace {

std::optional<Rational> share_of(const std::optional<Rational>& whole, const Rational& share) {
  if (!whole) return std::nullopt;
  auto part = values::multiply(*whole, share);
  return part ? std::optional<Rational>(*part) : std::nullopt;
}

std::optional<Rational> bucket_capital(const DealChecker& deal, std::string_view bucket,
                                       const std::optional<Rational>& capital) {
  const plan::Bucket* known = deal.bucket(bucket);
  return known == nullptr ? std::nullopt : share_of(capital, known->share);
}

void draw_on_bucket(DealChecker& deal, const Symbol& bucket, const std::string& asset, Node at,
                    Draw draw) {
  if (const plan::Bucket* known = deal.bucket(bucket.name);
      known != nullptr && known->untouchable) {
    Report(deal.found, Code::untouchable_touched, at)
        .says("`" + bucket.name + "` is untouchable: no action may draw from it")
        .also(bucket.declared, "declared untouchable here")
        .help("draw from another bucket");
  }
  if (asset != deal.capital_asset) {
    Draw foreign;
    foreign.what = bucket.name;
    foreign.key = asset;
    foreign.place = place_of(at);
    deal.foreign_draws.push_back(std::move(foreign));
  }
  draw.what = asset + " of `" + bucket.name + "`";
  draw.key = bucket.name + "/" + asset;
  if (asset == deal.capital_asset)
    draw.available = bucket_capital(deal, bucket.name, deal.capital_at_least);
  draw.place = place_of(at);
  std::vector<Draw>& draws =
      deal.current_step == no_step ? deal.start_draws : deal.steps[deal.current_step].draws;
  draws.push_back(std::move(draw));
}

class MoneyReader {
 public:
  MoneyReader(DealChecker& deal, std::string_view asset, std::string_view place)
      : deal_(deal), asset_(asset), place_(place) {}

  MoneyChecked read(Node node) {
    MoneyChecked checked = source(node);
    if (checked.asset.empty()) return {};
    if (!asset_.empty() && checked.asset != asset_) {
      Report report(deal_.found, Code::wrong_asset, node);
      report.says(asset_ + " is needed here, this is " + checked.asset);
      auto has = deal_.assets.find(checked.asset);
      auto wants = deal_.assets.find(asset_);
      if ((wants != deal_.assets.end() && wants->second.asset.counts_as == checked.asset) ||
          (has != deal_.assets.end() && has->second.asset.counts_as == asset_)) {
        report.help("they are two assets: turn one into the other first (`wrap`, `unwrap`)");
      }
      return {};
    }
    if (place_ != anywhere && checked.place != place_) {
      const auto named = [](std::string_view place) {
        return place.empty() ? std::string("on chain") : "at `" + std::string(place) + "`";
      };
      Report(deal_.found, Code::wrong_place, node)
          .says("money is needed " + named(place_) + ", this is " + named(checked.place))
          .help("carry it over first: `deposit` and `withdraw` of an exchange do that");
      return {};
    }
    return checked;
  }

 private:
  MoneyChecked source(Node node) {
    if (!node) return {};
    switch (node.kind()) {
      case Kind::argument: return source(argument_value(node));
      case Kind::parens: return source(node.first_child());
      case Kind::name: return named(node);
      case Kind::draw_all: return all_of(node);
      case Kind::draw_up_to: return up_to(node, {});
      case Kind::draw: return drawn(node, plan::MoneyKind::amount);
      case Kind::share: return share(node);
      case Kind::money:
      case Kind::sum: return sum(node);
      default: return no_money(node);
    }
  }

  MoneyChecked no_money(Node node) {
    // What it is instead: an amount, or a broken expression that was reported.
    ExpressionPlace at = deal_.place();
    const std::size_t before = deal_.found.size();
    Checked checked = deal_.expressions(at).check(node);
    if (deal_.found.size() != before || checked.type.is(TypeKind::unknown)) return {};
    Report report(deal_.found, Code::wrong_type, node);
    report.says("money is needed here, this is only " + (checked.type.is(TypeKind::number)
                                                             ? "an amount: " + to_text(checked.type)
                                                             : in_words(checked.type)));
    auto buckets = deal_.scope.names(SymbolKind::bucket);
    if (checked.type.is(TypeKind::number) && !checked.type.unit.asset().empty() &&
        !buckets.empty()) {
      report.help("say where it comes from: `" + one_line(node.text()) + " from " + buckets.back() +
                  "`");
    }
    return {};
  }

  MoneyChecked named(Node node) {
    ExpressionPlace at = deal_.place();
    if (is_reserved(node.text()) && at.scope->find(node.text()) == nullptr) return no_money(node);
    const Symbol* symbol = deal_.expressions(at).symbol_named(node);
    if (symbol == nullptr) return {};
    if (symbol->kind == SymbolKind::rung) {
      StepFacts& ladder = deal_.steps[deal_.current_step];
      if (ladder.rung_used) {
        Report(deal_.found, Code::spent_twice, node)
            .says("the rung is spent twice")
            .also(ladder.rung_used, "first spent here");
        return {};
      }
      ladder.rung_used = place_of(node);
      MoneyChecked checked;
      checked.money.kind = plan::MoneyKind::rung;
      checked.money.asset = checked.asset = ladder.rung_asset;
      checked.paid_in = ladder.rung_asset;
      return checked;
    }
    if (symbol->kind == SymbolKind::bucket) {
      Report(deal_.found, Code::wrong_type, node)
          .says("say how much of bucket `" + symbol->name + "` is meant")
          .help("`all " + (asset_.empty() ? deal_.capital_asset : asset_) + " from " +
                symbol->name + "`, or an amount");
      return {};
    }
    if (symbol->kind == SymbolKind::position) {
      Report(deal_.found, Code::wrong_type, node)
          .says("`" + symbol->name + "` is a position, not money")
          .also(symbol->declared, "bound here")
          .help("take it out of its protocol first");
      return {};
    }
    if (symbol->kind != SymbolKind::holding) return no_money(node);
    const HoldingFacts* facts = spend(deal_, *symbol, node);
    if (facts == nullptr) return {};
    MoneyChecked checked;
    checked.money.kind = plan::MoneyKind::holding;
    checked.money.name = symbol->name;
    checked.money.asset = checked.asset = facts->asset;
    checked.place = facts->place;
    checked.paid_in = facts->paid_in;
    checked.at_most = facts->at_most;
    return checked;
  }

  const Symbol* bucket_or_holding(Node name) {
    const Symbol* symbol = deal_.place().scope->find(name.text());
    if (symbol != nullptr &&
        (symbol->kind == SymbolKind::bucket || symbol->kind == SymbolKind::holding))
      return symbol;
    if (symbol != nullptr) {
      Report(deal_.found, Code::wrong_kind_of_name, name)
          .says("`" + symbol->name + "` is " + std::string(with_article(symbol->kind)) +
                "; money comes from a bucket or a holding")
          .also(symbol->declared, "declared here");
      return nullptr;
    }
    std::vector<std::string_view> known;
    if (are_suggestions_useful(deal_.found))
      known = deal_.scope.names_of({SymbolKind::bucket, SymbolKind::holding});
    std::string meant = diagnostics::nearest(name.text(), std::span<const std::string_view>(known));
    Report report(deal_.found, Code::unknown_name, name);
    report.says("`" + std::string(name.text()) + "` is unknown");
    if (!meant.empty()) {
      report.here("did you mean `" + meant + "`?").replace_with(meant);
    } else if (known.size() <= listed_max && !known.empty()) {
      std::vector<std::string> all(known.begin(), known.end());
      std::ranges::sort(all);
      report.note("money comes from " + listed(all, "or"));
    } else {
      report.note("money comes from " + listed(deal_.scope.names(SymbolKind::bucket), "or") +
                  ", or from a holding");
    }
    return nullptr;
  }

  MoneyChecked all_of(Node node) {
    ExpressionPlace at = deal_.place();
    const std::string asset = deal_.expressions(at).token_named(node.child(Kind::asset_name));
    Node name = node.child(Kind::name);
    const Symbol* from = bucket_or_holding(name);
    if (from == nullptr || asset.empty()) return {};
    MoneyChecked checked;
    checked.asset = asset;
    checked.money.asset = asset;
    checked.money.name = from->name;
    checked.paid_in = asset;
    if (from->kind == SymbolKind::holding) {
      const HoldingFacts* facts = spend(deal_, *from, name);
      if (facts == nullptr) return {};
      if (facts->asset != asset) {
        Report(deal_.found, Code::wrong_asset, node)
            .says("`" + from->name + "` is " + facts->asset + ", there is no " + asset + " in it")
            .also(from->declared, "bound here");
        return {};
      }
      checked.money.kind = plan::MoneyKind::holding;
      checked.place = facts->place;
      checked.paid_in = facts->paid_in;
      checked.at_most = facts->at_most;
      return checked;
    }
    draw_on_bucket(deal_, *from, asset, node, {.takes_all = true});
    checked.money.kind = plan::MoneyKind::bucket;
    if (asset == deal_.capital_asset)
      checked.at_most = bucket_capital(deal_, from->name, deal_.capital_at_most);
    return checked;
  }

  // `300 USDT from x`, `up to E from x`.
  MoneyChecked drawn(Node node, plan::MoneyKind kind) {
    ExpressionPlace at = deal_.place();
    Node amount_node = node.child_at(0);
    Node name = node.child_at(1);
    if (!name) return source(amount_node);
    const Symbol* from = bucket_or_holding(name);
    Checked amount = deal_.expressions(at).check(amount_node);
    if (from == nullptr || amount.type.is(TypeKind::unknown)) return {};
    const std::optional<std::string> of = asset_of(amount, amount_node);
    if (!of) return {};
    const std::string& asset = *of;
    MoneyChecked checked;
    checked.asset = asset;
    checked.money.kind = kind;
    checked.money.asset = asset;
    checked.money.name = from->name;
    checked.paid_in = asset;
    checked.at_most = deal_.bound(amount.value, values::Rounding::up);
    if (from->kind == SymbolKind::holding) {
      const HoldingFacts* facts = spend(deal_, *from, name);
      if (facts == nullptr) return {};
      if (facts->asset != asset) {
        Report(deal_.found, Code::wrong_asset, node)
            .says("`" + from->name + "` is " + facts->asset + ", the amount is in " + asset)
            .also(from->declared, "bound here");
        return {};
      }
      checked.place = facts->place;
      checked.paid_in = facts->paid_in;
      if (facts->at_most && (!checked.at_most || *facts->at_most < *checked.at_most))
        checked.at_most = facts->at_most;
    } else {
      const bool exact = kind == plan::MoneyKind::amount;
      Draw draw{.exact = exact, .amount = checked.at_most};
      if (exact) draw.at_least = deal_.bound(amount.value, values::Rounding::down);
      draw_on_bucket(deal_, *from, asset, node, std::move(draw));
    }
    checked.money.expression = std::move(amount.value);
    return checked;
  }

  // The asset of an amount that is at least zero.
  std::optional<std::string> asset_of(const Checked& amount, Node node) {
    const std::string asset(amount.type.is_position() ? std::string_view(amount.type.asset)
                                                      : amount.type.unit.asset());
    const bool is_amount = amount.type.is_position() || amount.type.is(TypeKind::number);
    if (!is_amount || asset.empty() || asset == values::usd) {
      Report(deal_.found, Code::wrong_type, node)
          .says("an amount of an asset is needed here, this is " + in_words(amount.type));
      return std::nullopt;
    }
    const auto most = deal_.bound(amount.value, values::Rounding::up);
    if (most && most->is_negative()) {
      Report(deal_.found, Code::out_of_range, node).says("money cannot be less than 0");
      return std::nullopt;
    }
    return asset;
  }

  MoneyChecked share(Node node) {
    ExpressionPlace at = deal_.place();
    Checked ratio =
        deal_.expressions(at).of_type(node.child_at(0), Type::plain(), "the part before `of`");
    MoneyChecked whole = source(node.child_at(1));
    if (ratio.type.is(TypeKind::unknown) || whole.asset.empty()) return {};
    auto part = deal_.bound(ratio.value, values::Rounding::up);
    if (part && (part->is_negative() || Rational(1) < *part)) {
      Report(deal_.found, Code::out_of_range, node.child_at(0))
          .says("a part of money is between 0% and 100%");
      return {};
    }
    MoneyChecked checked = whole;
    checked.money = {};
    checked.money.kind = plan::MoneyKind::share;
    checked.money.asset = whole.asset;
    checked.money.expression = std::move(ratio.value);
    checked.money.parts = {std::move(whole.money)};
    checked.at_most = part ? share_of(whole.at_most, *part) : std::nullopt;
    return checked;
  }

  // `up to E from a`, and what `+` adds to `a`.
  MoneyChecked up_to(Node node, const std::vector<Node>& more) {
    if (more.empty()) return drawn(node, plan::MoneyKind::up_to);
    ExpressionPlace at = deal_.place();
    Node amount_node = node.child_at(0);
    Checked amount = deal_.expressions(at).check(amount_node);
    if (amount.type.is(TypeKind::unknown)) return {};
    const std::optional<std::string> asset = asset_of(amount, amount_node);
    if (!asset) return {};
    const std::optional<Rational> most = deal_.bound(amount.value, values::Rounding::up);
    std::vector<Node> names{node.child_at(1)};
    names.insert(names.end(), more.begin(), more.end());
    MoneyChecked total;
    total.money.kind = plan::MoneyKind::sum;
    for (Node name : names) {
      if (!put_together(total, origin(name, *asset, most), name, node)) return {};
    }
    if (total.asset != *asset) {
      Report(deal_.found, Code::wrong_asset, node)
          .says("this money is " + total.asset + ", the amount is in " + *asset);
      return {};
    }
    MoneyChecked checked = total;
    checked.money = {};
    checked.money.kind = plan::MoneyKind::up_to;
    checked.money.asset = *asset;
    checked.money.expression = std::move(amount.value);
    checked.money.parts = {std::move(total.money)};
    if (most && (!checked.at_most || *most < *checked.at_most)) checked.at_most = most;
    return checked;
  }

  // All of a holding, a part of one, or what is there of a bucket: `up to` says how much of it.
  MoneyChecked origin(Node node, const std::string& asset, const std::optional<Rational>& most) {
    if (!node.is(Kind::name)) return source(node);
    const Symbol* from = bucket_or_holding(node);
    if (from == nullptr) return {};
    if (from->kind == SymbolKind::holding) return named(node);
    MoneyChecked checked;
    checked.asset = checked.money.asset = checked.paid_in = asset;
    checked.money.kind = plan::MoneyKind::bucket;
    checked.money.name = from->name;
    draw_on_bucket(deal_, *from, asset, node, {.amount = most});
    if (asset == deal_.capital_asset)
      checked.at_most = bucket_capital(deal_, from->name, deal_.capital_at_most);
    return checked;
  }

  MoneyChecked sum(Node node) {
    MoneyChecked total;
    total.money.kind = plan::MoneyKind::sum;
    std::vector<Node> parts;
    for (Node part : node.children()) {
      if (!part.is(Kind::sum_sign)) {
        parts.push_back(part);
      } else if (part.text() == "-") {
        Report(deal_.found, Code::wrong_type, part)
            .says("money can be put together with `+`, not subtracted")
            .help("draw an amount: `AMOUNT from HOLDING`");
        return {};
      }
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Node part = parts[i];
      if (!part.is(Kind::draw_up_to)) {
        if (!put_together(total, source(part), part, node)) return {};
        continue;
      }
      // What follows is what it is taken from, up to a source that says itself how much it is.
      std::vector<Node> more;
      while (i + 1 < parts.size() && !says_how_much(parts[i + 1]))
        more.push_back(parts[++i]);
      if (i + 1 < parts.size() && !parts[i + 1].is(Kind::draw_up_to))
        return two_meanings(part, parts[i + 1]);
      if (!put_together(total, up_to(part, more), part, node)) return {};
    }
    // One source alone is no sum.
    if (total.money.parts.size() == 1) {
      plan::Money only = std::move(total.money.parts.front());
      total.money = std::move(only);
    }
    return total;
  }

  static bool says_how_much(Node part) {
    return part.is(Kind::draw) || part.is(Kind::draw_all) || part.is(Kind::draw_up_to);
  }

  // `up to 5 ETH from a + 3 ETH from b` could be 8 ETH, or 5 of which 3 may come from `b`.
  MoneyChecked two_meanings(Node up_to, Node next) {
    Report(deal_.found, Code::two_meanings, next)
        .says("`" + one_line(next.text()) +
              "` could be a part of what `up to` bounds, or come on top of it")
        .also(place_of(up_to), "at most this")
        .help("on top of it: `" + one_line(next.text()) + " + " + one_line(up_to.text()) +
              "`; within it: name what it is taken from without an amount");
    return {};
  }

  // Adds a part to a sum; `node` is the whole of it.
  bool put_together(MoneyChecked& total, MoneyChecked next, Node part, Node node) {
    if (next.asset.empty()) return false;
    const bool first = total.money.parts.empty();
    if (!first && next.asset != total.asset) {
      Report(deal_.found, Code::units_differ, node)
          .says(total.asset + " and " + next.asset + " cannot be put together")
          .also(place_of(part), next.asset);
      return false;
    }
    if (!first && next.place != total.place) {
      Report(deal_.found, Code::wrong_place, part)
          .says("this money is at another place than the money before it");
      return false;
    }
    if (const std::string twice = bucket_in_both(total.money, next.money); !twice.empty()) {
      Report(deal_.found, Code::spent_twice, part)
          .says("`" + twice + "` is drawn on twice in one sum")
          .help("draw the whole amount from it once");
      return false;
    }
    if (first) {
      total.asset = total.money.asset = next.asset;
      total.place = next.place;
      total.paid_in = next.paid_in;
      total.at_most = next.at_most;
    } else if (total.at_most && next.at_most) {
      auto sum = values::add(*total.at_most, *next.at_most);
      total.at_most = sum ? std::optional<Rational>(*sum) : std::nullopt;
    } else {
      total.at_most.reset();
    }
    total.money.parts.push_back(std::move(next.money));
    return true;
  }

  // A bucket that both draw on, or nothing.
  std::string bucket_in_both(const plan::Money& one, const plan::Money& other) const {
    for (const plan::Money& part : one.parts) {
      if (std::string found = bucket_in_both(part, other); !found.empty()) return found;
    }
    if (!is_drawn_on(one)) return {};
    return draws_on(other, one.name) ? one.name : std::string();
  }
  bool is_drawn_on(const plan::Money& money) const {
    return !money.name.empty() && money.kind != plan::MoneyKind::holding &&
           plan::find_bucket(deal_.model.plan, money.name) != nullptr;
  }
  bool draws_on(const plan::Money& money, const std::string& bucket) const {
    return (money.name == bucket && is_drawn_on(money)) ||
           std::ranges::any_of(money.parts,
                               [&](const plan::Money& part) { return draws_on(part, bucket); });
  }

  DealChecker& deal_;
  std::string asset_;
  std::string place_;
};

}  // namespace

MoneyChecked check_money(DealChecker& deal, Node node, std::string_view asset,
                         std::string_view place) {
  return MoneyReader(deal, asset, place).read(node);
}

void check_arrivals(DealChecker& deal) {
  if (deal.may_yield_anything || deal.capital_asset.empty()) return;
  for (const Draw& draw : deal.foreign_draws) {
    if (deal.arriving.contains(draw.key)) continue;
    Report(deal.found, Code::not_yet_there, draw.place)
        .says("`" + draw.what + "` never holds " + draw.key + ": the deal starts with " +
              deal.capital_asset + ", and no action yields " + draw.key)
        .help("draw on " + deal.capital_asset + ", or let an action yield " + draw.key);
  }
}

}  // namespace dealwright::sema
