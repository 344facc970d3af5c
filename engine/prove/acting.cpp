// Flows posted as forms: the counterpart of engine/core/flows and engine/core/posting; long because
// one item's way through the books is one thing.
#include "engine/prove/acting.hpp"

#include <algorithm>

namespace dealwright::prove {

using plan::Flow;
using plan::FlowKind;

// One item on its way through the books.
class OneAct {
 public:
  OneAct(const Acting& acting, const core::State& control, const Books& books,
         const std::vector<Polynomial>& kept, const Taking& taking, Ways& ways)
      : acting_(acting), terms_(acting.terms_), before_(control), taking_(taking), ways_(ways) {
    acted_.books = books;
    acted_.kept = kept;
    acted_.seen = control;
    acted_.outcome.kind =
        taking.fill == Fill::partly ? core::OutcomeKind::partial : core::OutcomeKind::done;
  }

  Acted run() {
    item(*taking_.item);
    if (!acted_.possible) return std::move(acted_);
    for (std::uint32_t i = 0; i < acted_.seen.books.positions.size(); ++i) {
      if (acted_.seen.books.positions[i] == core::PositionStatus::closed &&
          before_.books.positions[i] != core::PositionStatus::closed)
        acted_.outcome.positions.push_back({.position = core::PositionId{i}, .amount = {}});
    }
    const auto is_closed = [&](const auto& entry) {
      return acted_.seen.books.positions[entry.first.value] == core::PositionStatus::closed;
    };
    std::erase_if(acted_.books.debts, is_closed);
    std::erase_if(acted_.books.since, is_closed);
    return std::move(acted_);
  }

  Acted run(const plan::Split& split) {
    this->split(split);
    return std::move(acted_);
  }

 private:
  [[nodiscard]] Scene scene(const Books& books) const {
    return {.terms = terms_,
            .control = acted_.seen,
            .books = books,
            .market = acting_.market_,
            .variables = acting_.variables_,
            .kept = acted_.kept,
            .epoch = taking_.epoch,
            .rung = taking_.rung.empty() ? std::nullopt
                                         : std::optional(Form{.numerator = total_of(taking_.rung)}),
            .locals = locals_,
            .flash_owed = flash_owed_,
            .starting_nav = acting_.starting_nav_};
  }

  void item(const plan::Item& item) {
    if (!acted_.possible) return;
    if (const auto* one = std::get_if<plan::Action>(&item.what)) return action(*one);
    if (const auto* one = std::get_if<plan::Split>(&item.what)) return split(*one);
    group(std::get<plan::Group>(item.what));
  }

  void action(const plan::Action& action) {
    acts_ = action.id;
    locals_.clear();
    owners_.clear();
    carried_.clear();
    // Nothing is lent against what has been given back, not even late.
    for (const std::string& name : action.reads) {
      const core::PositionId read = terms_.position(name);
      if (acted_.seen.books.positions[read.value] == core::PositionStatus::closed)
        return impossible();
    }
    const Books before = acted_.books;
    core::Part part{.action = terms_.action_of(action), .locals = {}, .legs = {}};
    part.legs.resize(action.flows.size());
    std::vector<std::vector<Draw>> draws(action.flows.size());
    std::vector<std::vector<Draw>> asked(action.flows.size());
    std::vector<std::optional<Polynomial>> amounts(action.flows.size());
    Books left = before;  // what is drawn by one flow is gone for the next
    for (std::size_t i = 0; i < action.flows.size(); ++i) {
      const Flow& flow = action.flows[i];
      if (flow.kind != FlowKind::pay && flow.kind != FlowKind::lock) continue;
      if (!flow.money) return impossible();
      const Scene here = scene(left);
      const Sight sight(here);
      auto found = acting_.resolve(sight, *flow.money, taking_, ways_, acted_.kept);
      if (!found) return impossible();
      asked[i] = *found;
      fill(*found);
      for (const Draw& draw : *found)
        left.take(draw, Rational());
      draws[i] = std::move(*found);
      amounts[i] = total_of(draws[i]);
      acted_.draws_nothing_perhaps &= !acting_.variables_.surely_positive(*amounts[i]);
      acted_.has_sources = true;
      name(flow, *amounts[i]);
      part.legs[i].draws = {
          {.account = core::resting(terms_.open_bucket(), terms_.asset(flow.asset)), .amount = {}}};
    }
    work_out(action, before, amounts);
    post(action, draws, amounts);
    if (taking_.fill == Fill::partly && taking_.rung.empty()) give_back(asked, draws);
    for (const plan::Expression& promise : action.ensures)
      keep(promise);
    acted_.request.parts.push_back(std::move(part));
    acted_.outcome.amounts.emplace_back(action.flows.size());
    if (acted_.request.attempt.empty()) acted_.request.attempt = action.id;
  }

  void impossible() { acted_.possible = false; }

  // What was asked for and not filled goes from its holding back to rest in its bucket.
  void give_back(const std::vector<std::vector<Draw>>& asked,
                 const std::vector<std::vector<Draw>>& filled) {
    for (std::size_t i = 0; i < asked.size(); ++i) {
      for (std::size_t d = 0; d < asked[i].size(); ++d) {
        const Draw& all = asked[i][d];
        if (all.account.kind != core::AccountKind::holding) continue;
        if (!acted_.books.entries.contains(all.account)) continue;
        const bool whole = all.part && all.part->is_one();
        acted_.books.transfer(
            {.account = all.account,
             .amount = all.amount - filled[i][d].amount,
             .part = whole ? std::optional(Polynomial(Rational(1))) : std::nullopt},
            core::resting(all.account.owner, all.account.asset), unknown_part());
      }
    }
  }

  void fill(std::vector<Draw>& draws) {
    if (taking_.fill == Fill::whole) return;
    const Polynomial part = fresh("part filled", {.low = Rational(), .high = Rational(1)});
    for (Draw& draw : draws) {
      draw.amount = draw.amount * part;
      if (draw.part) draw.part = *draw.part * part;
    }
  }

  // Arguments and `let`s, then the amounts of all flows, on the books as they were.
  void work_out(const plan::Action& action, const Books& before,
                std::vector<std::optional<Polynomial>>& amounts) {
    for (const plan::NamedExpression& local : action.locals) {
      const Scene here = scene(before);
      locals_.push_back({.name = local.name, .value = Sight(here).evaluate(local.value)});
    }
    for (std::size_t i = 0; i < action.flows.size(); ++i) {
      const Flow& flow = action.flows[i];
      if (amounts[i]) continue;
      const Scene here = scene(before);
      const Sight sight(here);
      if (flow.amount) {
        amounts[i] = amount_of(sight, sight.evaluate(*flow.amount), flow);
      } else if (flow.kind == FlowKind::release) {
        const auto form = sight.amount_of(terms_.position(flow.position));
        amounts[i] = form ? sight.as_polynomial(*form, flow_name(flow)) : anything(flow_name(flow));
      } else {
        // A route gives whatever its pools give.
        const bool walks = action.module.empty() && action.name == plan::follow;
        if (!walks) amounts[i] = so_far(action, amounts, flow);
        if (!amounts[i]) amounts[i] = anything(flow_name(flow));
      }
      name(flow, *amounts[i]);
    }
  }

  Polynomial amount_of(const Sight& sight, const Seen& seen, const Flow& flow) {
    if (const auto* form = std::get_if<Form>(&seen)) {
      // What hangs on something free is free itself, which keeps the sums short.
      return sight.as_polynomial(*form, flow_name(flow));
    }
    const Polynomial free = anything(flow_name(flow));
    if (const auto* extreme = std::get_if<Extreme>(&seen)) {
      for (const Form& one : extreme->of) {
        const Polynomial above = free * one.denominator - one.numerator;
        acted_.kept.push_back(extreme->largest ? above : Polynomial() - above);
      }
    }
    return free;
  }

  std::optional<Polynomial> so_far(const plan::Action& action,
                                   const std::vector<std::optional<Polynomial>>& amounts,
                                   const Flow& wanted) const {
    for (const FlowKind kind : {FlowKind::release, FlowKind::owe, FlowKind::pay, FlowKind::lock}) {
      std::optional<Polynomial> sum;
      for (std::size_t i = 0; i < amounts.size(); ++i) {
        const Flow& flow = action.flows[i];
        if (flow.kind != kind || flow.asset != wanted.asset || !amounts[i]) continue;
        if (&flow >= &wanted) continue;
        sum = sum.value_or(Polynomial()) + *amounts[i];
      }
      if (sum) return sum;
    }
    return std::nullopt;
  }

  void post(const plan::Action& action, const std::vector<std::vector<Draw>>& draws,
            const std::vector<std::optional<Polynomial>>& amounts) {
    for (std::size_t i = 0; i < action.flows.size(); ++i) {
      const Flow& flow = action.flows[i];
      const core::AssetId asset = terms_.asset(flow.asset);
      switch (flow.kind) {
        case FlowKind::pay: pay(draws[i], asset); break;
        case FlowKind::lock: lock(draws[i], terms_.position(flow.position)); break;
        case FlowKind::receive: receive(action, flow, asset, *amounts[i]); break;
        case FlowKind::owe: owe(terms_.position(flow.position), *amounts[i]); break;
        case FlowKind::settle: settle(terms_.position(flow.position), *amounts[i]); break;
        case FlowKind::release: release(terms_.position(flow.position), *amounts[i]); break;
      }
    }
    for (const std::string& closed : action.closes) {
      const core::PositionId id = terms_.position(closed);
      if (acted_.books.collateral(id).is_zero() && !acted_.books.debts.contains(id))
        set(id, core::PositionStatus::closed);
    }
  }

  void pay(const std::vector<Draw>& draws, core::AssetId asset) {
    for (const Draw& draw : draws) {
      Costs cost = acted_.books.take(draw, unknown_part());
      if (cost.empty()) cost = {{asset, draw.amount}};
      for (const auto& [of, amount] : cost)
        add_to(carried_, of, amount);
      belongs(draw.account.owner, draw.amount);
    }
  }

  void lock(const std::vector<Draw>& draws, core::PositionId position) {
    opened(position);
    const Polynomial grown = growth_of(position);
    for (const Draw& draw : draws) {
      const Costs costs = acted_.books.take(draw, unknown_part());
      acted_.books.put(core::in_collateral(position, draw.account.owner, draw.account.asset),
                       without_growth(draw.amount, grown), costs);
      belongs(draw.account.owner, draw.amount);
    }
  }

  void opened(core::PositionId position) {
    if (acted_.seen.books.positions[position.value] == core::PositionStatus::open) {
      if (acting_.market_.grows_without_end(position)) {
        count_anew(position);
      } else {
        acted_.books.changed.insert(position);
      }
      return;
    }
    acted_.books.changed.erase(position);
    set(position, core::PositionStatus::open);
    acted_.books.since[position] = taking_.epoch;
  }

  void count_anew(core::PositionId position) {
    const Polynomial grown = growth_of(position);
    const auto debt = acted_.books.debts.find(position);
    if (debt != acted_.books.debts.end()) debt->second = debt->second * grown;
    for (auto& [account, entry] : acted_.books.entries) {
      if (account.kind == core::AccountKind::collateral && account.index == position.value)
        entry.balance = entry.balance * grown;
    }
    acted_.books.since[position] = taking_.epoch;
  }

  [[nodiscard]] Polynomial growth_of(core::PositionId position) const {
    const Scene here = scene(acted_.books);
    const auto grown = Sight(here).growth(position);
    if (!grown) throw Outgrown{};
    return *grown;
  }

  // An amount as of the opening of its position.
  static Polynomial without_growth(const Polynomial& amount, const Polynomial& grown) {
    return grown.is_one() ? amount : amount.divided_by(grown.terms()[0]);
  }

  void owe(core::PositionId position, const Polynomial& amount) {
    opened(position);
    Polynomial& debt = acted_.books.debts[position];
    debt = debt + without_growth(amount, growth_of(position));
  }

  void settle(core::PositionId position, const Polynomial& amount) {
    if (terms_.of(position).kind == plan::PositionKind::collateral)
      return release(position, amount);
    const Polynomial owed = acted_.books.debts[position];
    const Polynomial grown = growth_of(position);
    const Polynomial left = owed * grown - amount;
    const Scene here = scene(acted_.books);
    const Sight sight(here);
    const bool stays_open = std::ranges::find(acted_.kept, left) != acted_.kept.end();
    if (left.is_zero() ||
        (!stays_open && sight.not_negative(left) != Known::yes && ways_.choose(2) == 0)) {
      acted_.kept.push_back(Polynomial() - left);
      set(position, core::PositionStatus::closed);
      return;
    }
    acted_.kept.push_back(left);
    acted_.books.changed.insert(position);
    if (sight.positive(left) == Known::yes) {
      acted_.books.debts[position] = without_growth(left, grown);
      return;
    }
    // Something is left, nobody knows how much; as a part of what was owed it keeps its place
    // beside the prices.
    acted_.books.debts[position] = owed * fresh("part of " + terms_.of(position).name + " left",
                                                {.low = Rational(), .high = Rational(1)}, true);
  }

  void release(core::PositionId position, const Polynomial& amount) {
    const core::AssetId asset = terms_.asset_of(position);
    std::vector<Draw> all =
        acted_.books.accounts(core::AccountKind::collateral, position.value, asset);
    const Polynomial recorded = total_of(all);
    const Polynomial grown = growth_of(position);
    const bool whole = recorded * grown == amount;
    acted_.books.changed.insert(position);
    const Polynomial part = whole ? Polynomial(Rational(1))
                                  : fresh("part released of " + terms_.of(position).name,
                                          {.low = Rational(), .high = Rational(1)});
    for (Draw draw : all) {
      draw.amount = whole ? draw.amount : draw.amount * part;
      draw.part = part;
      Costs cost = acted_.books.take(draw, part);
      const Polynomial released = draw.amount * grown;
      if (cost.empty()) cost = {{asset, released}};
      for (const auto& [of, one] : cost)
        add_to(carried_, of, one);
      belongs(draw.account.owner, released);
    }
    if (acted_.books.collateral(position).is_zero()) set(position, core::PositionStatus::closed);
  }

  void receive(const plan::Action& action, const Flow& flow, core::AssetId asset,
               const Polynomial& amount) {
    if (!flow.target) return impossible();
    const Costs costs = costs_of(asset);
    carried_.clear();
    if (flow.target->kind == plan::TargetKind::bucket) {
      acted_.books.put(core::resting(terms_.bucket(flow.target->name), asset), amount, costs);
      return;
    }
    const core::HoldingId holding = terms_.holding(flow.target->name);
    acted_.seen.books.holdings[holding.value] = core::HoldingStatus::bound;
    const auto shares = divided(action, amount);
    Costs rest = costs;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      Costs part;
      for (auto& [of, cost] : rest) {
        Polynomial one = cost;
        if (i + 1 < shares.size())
          one = cost *
                fresh("part of the cost of " + flow.name, {.low = Rational(), .high = Rational(1)});
        part.emplace_back(of, one);
        cost = cost - one;
      }
      const core::Account to = terms_.is_named_later(holding)
                                   ? core::in_holding(holding, shares[i].first, asset)
                                   : core::resting(shares[i].first, asset);
      acted_.books.put(to, shares[i].second, part);
    }
  }

  [[nodiscard]] Costs costs_of(core::AssetId asset) const {
    const bool plain = std::ranges::all_of(carried_, [&](const auto& cost) {
      return terms_.priced_as(cost.first) == terms_.priced_as(asset);
    });
    return plain ? Costs() : carried_;
  }

  // Whose a receipt is: by what was paid in or released, else by the position it is issued against.
  std::vector<std::pair<core::BucketId, Polynomial>> divided(const plan::Action& action,
                                                             const Polynomial& amount) {
    std::vector<std::pair<core::BucketId, Polynomial>> weights = owners_;
    for (const std::string& name : action.reads) {
      if (!weights.empty()) break;
      const core::PositionId position = terms_.position(name);
      for (const Draw& draw : acted_.books.accounts(core::AccountKind::collateral, position.value,
                                                    terms_.asset_of(position)))
        weights.emplace_back(draw.account.owner, draw.amount);
    }
    if (weights.empty()) return {{terms_.open_bucket(), amount}};
    Polynomial sum;
    for (const auto& [owner, weight] : weights)
      sum = sum + weight;
    if (weights.size() == 1 || sum == amount) {
      if (weights.size() == 1) weights[0].second = amount;
      return weights;
    }
    Polynomial rest = amount;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      Polynomial part = rest;
      if (i + 1 < weights.size())
        part = rest * fresh("part of the owner " + std::to_string(i),
                            {.low = Rational(), .high = Rational(1)});
      weights[i].second = part;
      rest = rest - part;
    }
    return weights;
  }

  void belongs(core::BucketId owner, const Polynomial& weight) {
    const auto known =
        std::ranges::find(owners_, owner, &std::pair<core::BucketId, Polynomial>::first);
    if (known == owners_.end()) {
      owners_.emplace_back(owner, weight);
    } else {
      known->second = known->second + weight;
    }
  }

  void split(const plan::Split& split) {
    const Scene here = scene(acted_.books);
    const Sight sight(here);
    const auto source = acting_.resolve(sight, split.source, taking_, ways_, acted_.kept);
    if (!source) return impossible();
    for (const plan::Split::Part& part : split.parts)
      acted_.seen.books.holdings[terms_.holding(part.holding).value] = core::HoldingStatus::bound;
    for (const Draw& draw : *source) {
      const Polynomial unknown = unknown_part();
      const Costs costs = acted_.books.take(draw, unknown);
      for (const plan::Split::Part& part : split.parts) {
        const core::HoldingId holding = terms_.holding(part.holding);
        Costs shared;
        for (const auto& [of, cost] : costs)
          shared.emplace_back(of, cost * Polynomial(part.share));
        acted_.books.put(terms_.is_named_later(holding)
                             ? core::in_holding(holding, draw.account.owner, draw.account.asset)
                             : core::resting(draw.account.owner, draw.account.asset),
                         draw.amount * Polynomial(part.share), shared);
      }
    }
  }

  void group(const plan::Group& group) {
    core::AssetId asset;
    Polynomial owed;
    core::HoldingId borrowed;
    if (group.flash) {
      asset = terms_.asset(group.flash->asset);
      borrowed = terms_.holding(group.flash_holding);
      const Scene here = scene(acted_.books);
      const Sight sight(here);
      std::optional<Form> size;
      if (group.flash->expression) size = sight.form(*group.flash->expression);
      const Polynomial amount = size ? sight.as_polynomial(*size, "flash size")
                                     : anything("flash size at " + taking_.epoch);
      const auto rate = sight.form(
          {.op = plan::Op::query,
           .number = {},
           .name = group.flash_module + ".flash_fee",
           .args = {
               {.op = plan::Op::asset, .number = {}, .name = group.flash->asset, .args = {}}}});
      owed = amount;
      if (rate) owed = owed + amount * sight.as_polynomial(*rate, "flash fee");
      flash_owed_ = Form{.numerator = owed};
      acted_.seen.books.holdings[borrowed.value] = core::HoldingStatus::bound;
      acted_.books.put(core::in_holding(borrowed, terms_.open_bucket(), asset), amount, {});
      acted_.request.flash = values::Amount();
    }
    for (const plan::Item& inner : group.items)
      item(inner);
    if (!acted_.possible) return;
    for (const auto* conditions : {&group.requires_, &group.ensures}) {
      for (const plan::Expression& condition : *conditions)
        keep(condition);
    }
    if (group.flash) give_back(group, asset, owed);
  }

  // Out of the group's last result of that asset.
  void give_back(const plan::Group& group, core::AssetId asset, const Polynomial& owed) {
    const std::string& name = terms_.of(asset).name;
    const plan::Target* target = nullptr;
    for (const plan::Action* action : plan::actions_of(group.items)) {
      for (const Flow& flow : action->flows) {
        if (flow.kind == FlowKind::receive && flow.asset == name && flow.target)
          target = &*flow.target;
      }
    }
    if (target == nullptr) return impossible();
    std::vector<Draw> from;
    const core::Account rests =
        core::resting(target->kind == plan::TargetKind::bucket ? terms_.bucket(target->name)
                                                               : terms_.open_bucket(),
                      asset);
    if (target->kind == plan::TargetKind::holding &&
        terms_.is_named_later(terms_.holding(target->name))) {
      from = acted_.books.accounts(core::AccountKind::holding, terms_.holding(target->name).value,
                                   asset);
    } else {
      from = {{.account = rests, .amount = acted_.books.balance(rests), .part = Rational(1)}};
    }
    const Polynomial left = total_of(from) - owed;
    acted_.kept.push_back(left);
    if (from.size() != 1) throw Outgrown{};
    acted_.books.take({.account = from[0].account, .amount = owed, .part = std::nullopt},
                      unknown_part());
  }

  // A promise that is kept, as conditions; where it bounds something that is otherwise free from
  // below, that something is written by how much it exceeds the bound.
  void keep(const plan::Expression& promise) {
    const Scene here = scene(acted_.books);
    const Condition condition = Sight(here).condition(promise);
    if (condition.known == Known::no) return impossible();
    for (const Polynomial& known : condition.if_true) {
      if (!put_above(known)) acted_.kept.push_back(known);
    }
  }

  bool put_above(const Polynomial& known) {
    for (const VariableId id : known.variables()) {
      const Variable variable = acting_.variables_.of(id);
      const bool free = (variable.role == Role::reading || variable.role == Role::more) &&
                        variable.epoch == taking_.epoch && variable.range.low.is_zero() &&
                        !variable.range.high && !variable.at_the_time;
      if (!free || known.highest(id) != 1 || known.lowest(id) < 0) continue;
      const Polynomial slope = known.coefficient_of(id, 1);
      if (slope.terms().size() != 1 || slope.terms()[0].coefficient.is_negative()) continue;
      const Polynomial bound =
          (Polynomial() - known.coefficient_of(id, 0)).divided_by(slope.terms()[0]);
      if (bound.is_zero()) continue;
      const bool is_amount = std::ranges::none_of(
          bound.terms(), [](const Term& term) { return term.coefficient.is_negative(); });
      Variable by{.name = (is_amount ? "times the least of " : "excess of ") + variable.name,
                  .role = Role::more,
                  .subject = variable.subject,
                  .epoch = taking_.epoch,
                  .range = {.low = is_amount ? Rational(1) : Rational(), .high = std::nullopt},
                  .at_the_time = {},
                  .positive = is_amount,
                  .at_default = {}};
      const Polynomial excess(acting_.variables_.get(by));
      const Polynomial value = is_amount ? bound * excess : bound + excess;
      if (variable.role == Role::reading) acting_.variables_.finds(excess, value);
      substitute(id, value);
      return true;
    }
    return false;
  }

  void substitute(VariableId id, const Polynomial& value) {
    for (auto& [account, entry] : acted_.books.entries) {
      entry.balance = entry.balance.with(id, value);
      for (auto& [of, cost] : entry.costs)
        cost = cost.with(id, value);
    }
    for (auto& [position, debt] : acted_.books.debts)
      debt = debt.with(id, value);
    for (Polynomial& known : acted_.kept)
      known = known.with(id, value);
    for (NamedSeen& local : locals_) {
      if (auto* form = std::get_if<Form>(&local.value)) {
        form->numerator = form->numerator.with(id, value);
        form->denominator = form->denominator.with(id, value);
      }
    }
    if (flash_owed_) flash_owed_->numerator = flash_owed_->numerator.with(id, value);
  }

  void set(core::PositionId position, core::PositionStatus status) {
    acted_.seen.books.positions[position.value] = status;
  }

  void name(const Flow& flow, const Polynomial& amount) {
    if (flow.name.empty()) return;
    locals_.push_back({.name = flow.name, .value = Form{.numerator = amount}});
  }

  [[nodiscard]] std::string flow_name(const Flow& flow) const {
    return "amount of " + flow.name + " of " + acts_ + " at " + taking_.epoch;
  }

  Polynomial anything(const std::string& what) {
    return Polynomial(acting_.variables_.get({.name = what,
                                              .role = Role::more,
                                              .subject = what,
                                              .epoch = taking_.epoch,
                                              .range = {},
                                              .at_the_time = {},
                                              .positive = false,
                                              .at_default = {}}));
  }

  Polynomial unknown_part() {
    return fresh("part of a cost", {.low = Rational(), .high = Rational(1)});
  }

  Polynomial fresh(const std::string& what, const Range& range, bool positive = false) {
    const std::string name = what + " " + std::to_string(named_++) + " in " + taking_.epoch;
    return Polynomial(acting_.variables_.get({.name = name,
                                              .role = Role::fraction,
                                              .subject = what,
                                              .epoch = taking_.epoch,
                                              .range = range,
                                              .at_the_time = {},
                                              .positive = positive,
                                              .at_default = {}}));
  }

  const Acting& acting_;
  const core::Terms& terms_;
  const core::State& before_;
  const Taking& taking_;
  Ways& ways_;
  Acted acted_;
  std::vector<NamedSeen> locals_;
  std::vector<std::pair<core::BucketId, Polynomial>> owners_;
  Costs carried_;
  std::optional<Form> flash_owed_;
  std::string acts_;  // the action that is being done
  int named_ = 0;
};

Acted Acting::act(const core::State& control, const Books& books,
                  const std::vector<Polynomial>& kept, const Taking& taking, Ways& ways) const {
  return OneAct(*this, control, books, kept, taking, ways).run();
}

Acted Acting::split(const core::State& control, const Books& books,
                    const std::vector<Polynomial>& kept, const Taking& taking,
                    const plan::Split& split, Ways& ways) const {
  return OneAct(*this, control, books, kept, taking, ways).run(split);
}

}  // namespace dealwright::prove
