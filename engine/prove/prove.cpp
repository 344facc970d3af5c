// One proof: walk, measure, search, and say what was found in words.
#include "engine/prove/prove.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include "engine/prove/duration_of_run.hpp"
#include "engine/prove/measures.hpp"
#include "engine/prove/node_key.hpp"
#include "engine/prove/words.hpp"

namespace dealwright::prove {
namespace {

using plan::LimitKind;
using plan::LimitMode;
using plan::Op;

class Prover {
 public:
  Prover(const core::Terms& terms, const Options& options)
      : terms_(terms),
        options_(options),
        market_(terms, variables_),
        walk_(terms, market_, variables_),
        work_{.left = options.boxes} {
    for (const plan::Limit& limit : terms.plan().limits)
      measures_.emplace_back(terms, variables_, limit);
    for (const plan::Module& module : terms.plan().modules) {
      const auto has_health = std::ranges::any_of(module.queries, [&](const plan::Query& query) {
        return query.name == module.name + ".health" && query.model;
      });
      if (!has_health) continue;
      liquidations_.emplace_back(
          terms, variables_,
          plan::Limit{.kind = LimitKind::cap,
                      .text = module.alias + ".health >= 1 always",
                      .quantity = {.op = Op::query,
                                   .number = {},
                                   .name = module.name + ".health",
                                   .args = {}},
                      .comparison = Op::greater_or_equal,
                      .bound = {.op = Op::number, .number = Rational(1), .name = {}, .args = {}},
                      .mode = LimitMode::always,
                      .warn_at = {},
                      .tightened_to = {},
                      .tightened_when = {},
                      .subject = {},
                      .without = {}});
    }
  }

  Proof run() {
    complete_ = walk_.run({.state = [&](const Node& node) { see(node); },
                           .step = [&](const Step& step) { return see(step); }});
    proof_.states = walk_.states();
    for (std::size_t i = 0; i < measures_.size(); ++i)
      proof_.limits.push_back(limit(i));
    plain();
    liquidation();
    assumptions();
    proof_.longest = longest_run(terms_);
    never_done();
    if (terms_.plan().assumed_for && *terms_.plan().assumed_for < proof_.longest) {
      proof_.warnings.push_back("the longest run takes " + values::to_words(proof_.longest) +
                                ", the assumptions hold for " +
                                values::to_words(*terms_.plan().assumed_for) +
                                ": after that nothing is proved");
    }
    proof_.boxes = options_.boxes - work_.left;
    return std::move(proof_);
  }

 private:
  [[nodiscard]] Scene scene(const Node& node, const Epoch& epoch) {
    return {.terms = terms_,
            .control = node.control,
            .books = node.books,
            .market = market_,
            .variables = variables_,
            .kept = node.kept,
            .epoch = epoch,
            .rung = {},
            .locals = {},
            .flash_owed = {},
            .starting_nav = walk_.starting_nav()};
  }

  void see(const Node& node) {
    if (!seen_.insert(node.books_key).second) return;
    const Scene now = scene(node, now_epoch);
    const Sight sight(now);
    for (auto* list : {&measures_, &liquidations_}) {
      for (Measures& measures : *list) {
        const plan::Limit& limit = measures.limit();
        const bool always = limit.kind == LimitKind::repayable ||
                            (limit.kind == LimitKind::cap && limit.mode == LimitMode::always);
        if (!always) continue;
        try {
          measures.look(sight, node.path, std::nullopt);
        } catch (const Outgrown&) {
          measures.give_up();
        }
      }
    }
    see_pledges(node);
    see_untouchable(node);
  }

  // False when a limit keeps the step from being done.
  bool see(const Step& step) {
    const auto [known, is_new] = steps_.try_emplace(
        step.before.books_key + ">" + key_of_books(step.after) + step.epoch, true);
    if (!is_new) return known->second;
    const Scene before = scene(step.before, step.epoch);
    const Scene after = scene(step.after, step.epoch);
    for (Measures& measures : measures_) {
      const plan::Limit& limit = measures.limit();
      if (limit.kind == LimitKind::never_pledge) continue;
      try {
        known->second &=
            measures.look_at_action(Sight(before), Sight(after),
                                    terms_.of(step.id).items[step.item], step.after.path, step.id);
      } catch (const Outgrown&) {
        measures.give_up();
      }
    }
    return known->second;
  }

  void see_pledges(const Node& node) {
    for (const auto& [account, entry] : node.books.entries) {
      if (account.kind != core::AccountKind::collateral) continue;
      const plan::Asset& asset = terms_.of(account.asset);
      pledged_.insert(asset.name);
      if (!asset.counts_as.empty()) pledged_.insert(asset.counts_as);
    }
  }

  void see_untouchable(const Node& node) {
    for (std::uint32_t i = 0; i < terms_.plan().buckets.size(); ++i) {
      const core::BucketId bucket{i};
      if (!terms_.of(bucket).untouchable) continue;
      for (std::uint32_t a = 0; a < terms_.plan().assets.size(); ++a) {
        const core::Account account = core::resting(bucket, core::AssetId{a});
        const Polynomial now = node.books.balance(account);
        const auto [first, is_first] = untouched_.try_emplace(account, now);
        if (is_first || now == first->second) continue;
        // More may come to rest there; less may not.
        const Polynomial more = now - first->second;
        const Scene here = scene(node, now_epoch);
        if (Sight(here).not_negative(more) != Known::yes) touched_.insert(i);
      }
    }
  }

  LimitProof limit(std::size_t i) {
    const plan::Limit& limit = terms_.plan().limits[i];
    LimitProof proof{.limit = i, .text = limit.text};
    for (const plan::Waiver& waiver : terms_.plan().waivers) {
      const std::string quantity =
          limit.kind == LimitKind::cap ? plan::to_text(limit.quantity) : limit.subject;
      if (waiver.subject == quantity) proof.waived = waiver.because;
    }
    if (limit.kind == LimitKind::never_pledge) return pledge(std::move(proof), limit.subject);
    const Measures& measures = measures_[i];
    proof.measure = measures.kind();
    proof.of = measures.of();
    std::vector<Measures::Found> beyond;
    const Measures::Found ranges = measures.search(false, work_, &beyond);
    const Measures::Found defaults = measures.search(true, work_, nullptr);
    proof.reaches_anything = ranges.at != nullptr;
    proof.worst = figure(measures, ranges);
    proof.at_defaults = figure(measures, defaults);
    if (!measures.trouble().empty()) {
      proof.why = measures.trouble();
    } else if (!complete_) {
      proof.why = "there are more states than " + std::to_string(nodes_max);
    } else if (ranges.over) {
      proof.why = "the bound that was found does not keep it, and no counterexample was played";
    } else {
      proof.verdict = Verdict::proved;
    }
    proof.breaks = break_point(measures, ranges);
    if (proof.verdict != Verdict::proved) tell_stories(proof, limit, std::move(beyond));
    return proof;
  }

  LimitProof pledge(LimitProof proof, const std::string& asset) const {
    proof.reaches_anything = false;
    if (pledged_.contains(asset)) {
      proof.why = "`" + asset + "` can be pledged";
    } else if (complete_) {
      proof.verdict = Verdict::proved;
    } else {
      proof.why = "there are more states than " + std::to_string(nodes_max);
    }
    return proof;
  }

  void tell_stories(LimitProof& proof, const plan::Limit& limit,
                    std::vector<Measures::Found> beyond) {
    std::ranges::sort(beyond, [](const Measures::Found& a, const Measures::Found& b) {
      if (a.worst.reached != b.worst.reached) return a.worst.reached;
      if (a.worst.height != b.worst.height) return a.worst.height == Height::at_most;
      if (a.worst.value != b.worst.value) return a.worst.value > b.worst.value;
      return a.at->path < b.at->path;
    });
    std::set<std::string> told;
    for (const Measures::Found& found : beyond) {
      if (proof.stories.size() >= stories_max) break;
      try {
        Story story = tell({.terms = terms_,
                            .variables = variables_,
                            .market = market_,
                            .nominal_prices = options_.nominal_prices,
                            .path = walk_.path_to(found.at->path),
                            .kept = found.at->kept,
                            .at = found.worst.at,
                            .epoch = found.at->epoch,
                            .blocked = found.at->step,
                            .limit = limit.text});
        if (told.insert(to_text(terms_, story.scenario)).second)
          proof.stories.push_back(std::move(story));
      } catch (const Outgrown&) {
        continue;  // numbers that no scenario can write: another one may do
      }
    }
  }

  [[nodiscard]] Figure figure(const Measures& measures, const Measures::Found& found) const {
    Figure figure;
    if (found.at == nullptr) return figure;
    figure.bounded = found.worst.height == Height::at_most;
    figure.value = measures.negated() ? values::negate(found.worst.value) : found.worst.value;
    // What is counted from above zero is not below it.
    if (measures.limit().quantity.op == Op::loss && figure.value.is_negative())
      figure.value = Rational();
    figure.reached = found.worst.reached && found.at->exact;
    figure.where = where(variables_, found.worst.at, found.at->epoch);
    for (const Happening& happening : walk_.path_to(found.at->path))
      figure.path.push_back(happening.what);
    return figure;
  }

  // How far the price of one asset alone has to move, at the worst case, for the limit to break.
  [[nodiscard]] std::optional<BreakPoint> break_point(const Measures& measures,
                                                      const Measures::Found& found) const {
    if (found.at == nullptr || found.worst.height != Height::at_most) return std::nullopt;
    std::optional<BreakPoint> nearest;
    for (const auto& [id, value] : found.worst.at) {
      const Variable& variable = variables_.of(id);
      if (variable.role != Role::price || variable.epoch != found.at->epoch ||
          !variable.at_the_time)
        continue;
      auto others = found.worst.at;
      others.erase(id);
      try {
        const Form left = with_values(found.at->form, others);
        const Polynomial gap = left.numerator - left.denominator * Polynomial(found.at->most);
        if (gap.highest(id) != 1 || gap.lowest(id) < 0) continue;
        const Rational slope = gap.coefficient_of(id, 1).number();
        const Rational rest = gap.coefficient_of(id, 0).number();
        const Rational at = values::negate(over(rest, slope));
        if (!is_positive(at) || is_positive(minus(at, Rational(1)))) continue;
        const Rational move = minus(at, Rational(1));
        if (!nearest || nearest->move < move)
          nearest = BreakPoint{.asset = variable.subject, .move = move};
      } catch (const Outgrown&) {
        continue;  // no break point is worth less than a wrong one
      }
    }
    (void)measures;
    return nearest;
  }

  // A proof about what never happens says little.
  void never_done() {
    std::set<std::pair<core::StepId, std::size_t>> done;
    for (const Happening& happening : walk_.happenings()) {
      if (happening.event == Event::done) done.insert({happening.step, happening.item});
    }
    for (std::uint32_t s = 0; s < terms_.plan().steps.size(); ++s) {
      const plan::Step& step = terms_.plan().steps[s];
      const std::size_t items =
          step.ladder ? std::min<std::size_t>(1, step.items.size()) : step.items.size();
      for (std::size_t item = 0; item < items; ++item) {
        if (done.contains({core::StepId{s}, item})) continue;
        proof_.warnings.push_back("`" + step.name +
                                  "` is never done in any run: nothing is said of it");
        break;
      }
    }
  }

  void plain() {
    const auto add = [&](const std::string& text, bool holds, const std::string& why) {
      proof_.plain.push_back({.text = text,
                              .verdict = holds && complete_ ? Verdict::proved : Verdict::undecided,
                              .why = holds && complete_ ? "" : why});
    };
    const std::string too_many = "there are more states than " + std::to_string(nodes_max);
    for (std::uint32_t i = 0; i < terms_.plan().buckets.size(); ++i) {
      const plan::Bucket& bucket = terms_.plan().buckets[i];
      if (!bucket.untouchable) continue;
      const bool touched = touched_.contains(i) || terms_.plan().gas.payer == bucket.name;
      add(bucket.name + " untouched", !touched,
          touched ? "money of it moves in some run" : too_many);
    }
    add("every run ends: complete, or holding with what it waits for", true, too_many);
    add("no money lost: every amount that leaves an account arrives in another", true, too_many);
    if (terms_.plan().gas.at_most) {
      add("fees never above " + plan::to_text(*terms_.plan().gas.at_most), true, too_many);
    }
  }

  void liquidation() {
    for (const Measures& measures : liquidations_) {
      if (measures.empty()) continue;
      const Measures::Found found = measures.search(false, work_, nullptr);
      const auto breaks = break_point(measures, found);
      const std::string name = measures.limit().text.substr(0, measures.limit().text.find('.'));
      if (found.over || !measures.trouble().empty()) {
        proof_.warnings.push_back("`" + name +
                                  "` may liquidate inside the box, and what happens then is not "
                                  "followed");
      } else if (breaks) {
        proof_.assumptions.push_back("`" + name + "` liquidates nothing: it would from " +
                                     breaks->asset + " " + values::to_percent(breaks->move, 1) +
                                     ", which is outside the box");
      }
    }
  }

  void assumptions() {
    const auto& lines = terms_.plan().assumptions;
    for (const std::size_t i : market_.used())
      proof_.assumptions.push_back("the box: " + lines[i].text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (market_.used().contains(i)) continue;
      const bool unread = market_.unreadable().contains(i);
      proof_.warnings.push_back("`" + lines[i].text + "` was not used" +
                                (unread ? ": it is not of a kind that can be" : ""));
    }
    for (const std::string& free : market_.free())
      proof_.assumptions.push_back("nothing about " + free + ": it may be anything");
    proof_.assumptions.emplace_back("prices do not move between a decision and its inclusion");
    proof_.assumptions.emplace_back(
        "an action that is done moves what its module declares and keeps what it ensures");
    proof_.assumptions.emplace_back("nobody resumes, skips or cancels a step");
    proof_.assumptions.emplace_back(
        "amounts are large beside one base unit: rounding is left out of the figures");
  }

  const core::Terms& terms_;
  const Options& options_;
  Variables variables_;
  Market market_;
  Walk walk_;
  Work work_;
  std::deque<Measures> measures_;
  std::deque<Measures> liquidations_;
  std::set<std::string> seen_;         // books that were looked at
  std::map<std::string, bool> steps_;  // and steps: whether they may be done
  std::set<std::string> pledged_;
  std::map<core::Account, Polynomial> untouched_;
  std::set<std::uint32_t> touched_;
  bool complete_ = false;
  Proof proof_;
};

Proof all_undecided(const core::Terms& terms) {
  Proof proof;
  for (std::size_t i = 0; i < terms.plan().limits.size(); ++i) {
    proof.limits.push_back({.limit = i,
                            .text = terms.plan().limits[i].text,
                            .why = "its sums grow beyond what is followed"});
  }
  proof.longest = longest_run(terms);
  return proof;
}

}  // namespace

Proof prove(const core::Terms& terms, const Options& options) {
  try {
    return Prover(terms, options).run();
  } catch (const Outgrown&) {
    return all_undecided(terms);
  }
}

void confirm(LimitProof& limit, std::optional<std::size_t> story) {
  if (!story) {
    limit.stories.clear();
    return;
  }
  limit.verdict = Verdict::refuted;
  limit.why.clear();
  limit.stories = {limit.stories.at(*story)};
}

bool passes(const Proof& proof) {
  return std::ranges::all_of(proof.limits,
                             [](const LimitProof& limit) {
                               return limit.verdict == Verdict::proved ||
                                      (limit.verdict == Verdict::undecided && limit.waived);
                             }) &&
         std::ranges::all_of(
             proof.plain, [](const PlainProof& plain) { return plain.verdict == Verdict::proved; });
}

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved: return "proved";
    case Verdict::refuted: return "refuted";
    case Verdict::undecided: break;
  }
  return "undecided";
}

}  // namespace dealwright::prove
