// Carries out an action, or the actions of a group one after the other on a copy of the record.
#include "engine/adapters/simulated/performance.hpp"

#include <algorithm>
#include <expected>
#include <string>
#include <utility>

#include "engine/adapters/simulated/money_inside.hpp"
#include "engine/adapters/simulated/surroundings.hpp"
#include "engine/core/flows.hpp"
#include "engine/core/money.hpp"

namespace dealwright::simulated {
namespace {

using core::Local;
using core::Terms;
using plan::Flow;
using plan::FlowKind;
using plan::MoneyKind;
using plan::Value;
using values::Amount;
using values::Rational;
using values::Rounding;
using Happened = std::expected<void, std::string>;

// A number that nobody fixed when it was decided to act: it hangs on what the action itself moves,
// and the call does not hold it. The quote of a swap is such; the size of a loan is not.
bool is_the_worlds(const plan::Action& action, const plan::NamedExpression& local) {
  bool hangs_on_locals = false;
  plan::walk(local.value,
             [&](const plan::Expression& e) { hangs_on_locals |= e.op == plan::Op::local; });
  bool in_call = false;
  const auto look = [&](const plan::Expression& e) {
    in_call |= e.op == plan::Op::local && e.name == local.name;
  };
  for (const plan::Call& call : action.calls) {
    for (const plan::Expression& argument : call.arguments)
      plan::walk(argument, look);
    if (call.sending) plan::walk(*call.sending, look);
  }
  return hangs_on_locals && !in_call;
}

class Performance {
 public:
  Performance(const Terms& terms, Conditions& conditions, const core::Request& request,
              const Bend& bend)
      : terms_(terms), conditions_(conditions), request_(request), bend_(bend), inside_(terms) {}

  core::Outcome run(const plan::Item& item) {
    const Happened happened = this->item(item);
    if (!happened) return {.kind = core::OutcomeKind::no_effect, .failure = happened.error()};
    outcome_.kind =
        bend_.fills || is_partial_ ? core::OutcomeKind::partial : core::OutcomeKind::done;
    for (const std::string& name : touched_) {
      const core::PositionId id = terms_.position(name);
      const auto now = WorldSurroundings(terms_, conditions_).amount_of(id);
      outcome_.positions.push_back(
          {.position = id, .amount = now.value_or(conditions_.positions[name].principal)});
    }
    return std::move(outcome_);
  }

 private:
  Happened item(const plan::Item& item) {
    if (const auto* one = std::get_if<plan::Action>(&item.what)) return action(*one);
    if (const auto* split = std::get_if<plan::Split>(&item.what)) return this->split(*split);
    return group(std::get<plan::Group>(item.what));
  }

  Happened group(const plan::Group& group) {
    core::AssetId asset;
    Amount owed;
    if (group.flash) {
      asset = terms_.asset(group.flash->asset);
      const Amount size = request_.flash.value_or(Amount());
      inside_.put(group.flash_holding, size);
      gain(asset, size);
      const Value rate =
          plan::evaluate({.op = plan::Op::query,
                          .name = group.flash_module + ".flash_fee",
                          .args = {{.op = plan::Op::asset, .name = group.flash->asset}}},
                         WorldSurroundings(terms_, conditions_));
      if (const auto* number = std::get_if<Rational>(&rate)) {
        const auto fee = multiply(core::in_units(terms_, asset, size), *number);
        const auto rounded = fee ? to_amount(*fee, terms_.decimals(asset), Rounding::up)
                                 : values::Number<Amount>(std::unexpected(fee.error()));
        if (rounded) outcome_.flash_fee = *rounded;
      }
      owed = core::sum_of(size, outcome_.flash_fee);
      locals_.push_back({.name = "flash.owed", .value = core::in_units(terms_, asset, owed)});
    }
    for (const plan::Item& inner : group.items) {
      if (const Happened happened = item(inner); !happened) return happened;
    }
    for (const plan::Expression& condition : group.requires_) {
      if (const Happened kept = keep(condition); !kept) return kept;
    }
    for (const plan::Expression& condition : group.ensures) {
      if (const Happened kept = keep(condition); !kept) return kept;
    }
    if (group.flash && (owed > last_result_of(group, asset) || !spend(asset, owed)))
      return std::unexpected("flash_not_repaid");
    return {};
  }

  // What a flash loan is given back out of: nothing else of ours is in the transaction.
  [[nodiscard]] Amount last_result_of(const plan::Group& group, core::AssetId asset) const {
    Amount result;
    for (const plan::Action* action : plan::actions_of(group.items)) {
      for (const Flow& flow : action->flows) {
        if (flow.kind != FlowKind::receive || terms_.asset(flow.asset) != asset || !flow.target)
          continue;
        if (flow.target->kind == plan::TargetKind::bucket) {
          const auto have = conditions_.wallet.find(asset);  // where it came to rest
          result = have == conditions_.wallet.end() ? Amount() : have->second;
          continue;
        }
        result = inside_.of(flow.target->name).value_or(Amount());
      }
    }
    return result;
  }

  Happened keep(const plan::Expression& condition) {
    const Value value = plan::evaluate(condition, InGroup(*this));
    const auto* truth = std::get_if<bool>(&value);
    if (truth != nullptr && *truth) return {};
    return std::unexpected("ensures");
  }

  // Inside a group the holdings it makes are known by what they amount to.
  class InGroup final : public plan::Surroundings {
   public:
    explicit InGroup(const Performance& performance) : performance_(performance) {}
    [[nodiscard]] Value look_up(const plan::Expression& asked,
                                const std::vector<Value>& args) const override {
      const Terms& terms = performance_.terms_;
      if (asked.op == plan::Op::flash_owed) return local("flash.owed");
      if (asked.op == plan::Op::holding) {
        const auto found = performance_.inside_.of(asked.name);
        const auto holding = terms.find_holding(asked.name);
        if (!found || !holding) return plan::Unavailable{"it is not there"};
        return core::in_units(terms, terms.asset_of(*holding), *found);
      }
      return WorldSurroundings(terms, performance_.conditions_, performance_.locals_)
          .look_up(asked, args);
    }

   private:
    [[nodiscard]] Value local(const std::string& name) const {
      for (const Local& known : performance_.locals_) {
        if (known.name == name) return known.value;
      }
      return plan::Unavailable{"nothing is borrowed here"};
    }
    const Performance& performance_;
  };

  Happened action(const plan::Action& action) {
    if (part_ >= request_.parts.size()) return std::unexpected("malformed");
    const core::Part& part = request_.parts[part_++];
    if (!action.hops.empty()) return walk(action, part);
    std::vector<Local> locals;
    std::vector<std::optional<Amount>> paid(action.flows.size());
    std::optional<Rational> fills = bend_.fills;
    if (const Happened paying = pay_in(action, part, fills, paid, locals); !paying) return paying;
    if (action.fills && !fills) {
      // How much of the order is met hangs on what was asked; what moves hangs on how much is met.
      const Value value = evaluate(*action.fills, locals);
      const auto* part_filled = std::get_if<Rational>(&value);
      if (part_filled != nullptr && *part_filled < Rational(1)) {
        if (part_filled->is_negative() || part_filled->is_zero())
          return std::unexpected(nothing_filled(action));
        fills = *part_filled;
        is_partial_ = true;
        locals.clear();
        if (const Happened paying = pay_in(action, part, fills, paid, locals); !paying)
          return paying;
      }
    }
    const auto amounts = core::amounts_of(
        terms_, action, paid, locals,
        {.evaluate = [&](const plan::Expression& e,
                         std::span<const Local> known) { return evaluate(e, known); },
         .position =
             [&](core::PositionId id) {
               return WorldSurroundings(terms_, conditions_).amount_of(id);
             }});
    std::vector<Amount> moved;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      const Flow& flow = action.flows[i];
      if (!amounts[i]) return std::unexpected("unpriced");
      Amount amount = *amounts[i];
      if (flow.kind == FlowKind::receive && bend_.pays) {
        amount = scaled(terms_, terms_.asset(flow.asset), amount, *bend_.pays);
        core::add_flow_local(terms_, flow, amount, locals);
      }
      moved.push_back(amount);
    }
    for (const plan::Expression& condition : action.ensures) {
      const Value kept = evaluate(condition, locals);
      const auto* truth = std::get_if<bool>(&kept);
      if (truth == nullptr || !*truth) return std::unexpected(broken_promise(action));
    }
    // A protocol looks at itself as it stands before the action, also when it changes its states.
    for (const plan::NamedExpression& refusal : action.refuses) {
      const Value refused = evaluate(refusal.value, locals);
      const auto* truth = std::get_if<bool>(&refused);
      if (truth != nullptr && *truth) return std::unexpected(refusal.name);
    }
    std::optional<std::map<std::string, WorldState>> states = states_after(action, locals);
    for (std::size_t i = 0; i < moved.size(); ++i) {
      if (const Happened happened = move(action.flows[i], moved[i]); !happened) return happened;
    }
    if (states) conditions_.states = *std::move(states);
    outcome_.amounts.push_back(std::move(moved));
    return {};
  }

  Happened pay_in(const plan::Action& action, const core::Part& part,
                  const std::optional<Rational>& fills, std::vector<std::optional<Amount>>& paid,
                  std::vector<Local>& locals) {
    for (std::size_t i = 0; i < action.flows.size(); ++i) {
      const Flow& flow = action.flows[i];
      if (flow.kind != FlowKind::pay && flow.kind != FlowKind::lock) continue;
      auto amount = pays(flow, part.legs[i]);
      if (!amount) return std::unexpected(amount.error());
      if (fills) *amount = scaled(terms_, terms_.asset(flow.asset), *amount, *fills);
      paid[i] = *amount;
      core::add_flow_local(terms_, flow, *amount, locals);
    }
    add_locals(action, part, locals);
    return {};
  }

  // An order that nobody meets at its price is as one whose price has moved away.
  static std::string nothing_filled(const plan::Action& action) {
    const bool has_moved = std::ranges::find(action.fails, "price_moved") != action.fails.end();
    return has_moved || action.fails.empty() ? "price_moved" : action.fails.front();
  }

  // Hop by hop, each through the exchange that pays most for what has come so far.
  Happened walk(const plan::Action& action, const core::Part& part) {
    auto amount = pays(action.flows.front(), part.legs.front());
    if (!amount) return std::unexpected(amount.error());
    if (bend_.fills) {
      *amount = scaled(terms_, terms_.asset(action.flows.front().asset), *amount, *bend_.fills);
    }
    const Amount given = *amount;
    for (const plan::Hop& hop : action.hops) {
      std::optional<Swapped> best;
      for (const plan::Action& way : hop.ways) {
        auto swapped = swap(way, *amount);
        if (swapped && (!best || swapped->got > best->got)) best = std::move(swapped);
      }
      if (!best) return std::unexpected("no_liquidity");
      *amount = best->got;
      conditions_.states = std::move(best->states);
    }
    Amount got = *amount;
    if (bend_.pays) got = scaled(terms_, terms_.asset(action.flows.back().asset), got, *bend_.pays);
    for (const auto& [flow, moved] :
         {std::pair{&action.flows.front(), given}, {&action.flows.back(), got}}) {
      if (const Happened happened = move(*flow, moved); !happened) return happened;
    }
    outcome_.amounts.push_back({given, got});
    return {};
  }

  struct Swapped {
    Amount got;
    std::map<std::string, WorldState> states;
  };
  // What one exchange pays for an amount, and how it stands after that.
  std::optional<Swapped> swap(const plan::Action& way, const Amount& give) {
    std::vector<Local> locals;
    for (const Flow& flow : way.flows) {
      if (flow.kind == FlowKind::pay) core::add_flow_local(terms_, flow, give, locals);
    }
    for (const plan::NamedExpression& local : way.locals)
      locals.push_back({.name = local.name, .value = evaluate(local.value, locals)});
    const auto receipt = std::ranges::find(way.flows, FlowKind::receive, &Flow::kind);
    if (receipt == way.flows.end() || !receipt->amount) return std::nullopt;
    const auto got = core::amount_from(terms_, evaluate(*receipt->amount, locals),
                                       terms_.asset(receipt->asset), Rounding::down);
    if (!got) return std::nullopt;
    core::add_flow_local(terms_, *receipt, *got, locals);
    auto states = states_after(way, locals);
    return Swapped{.got = *got, .states = states ? *std::move(states) : conditions_.states};
  }

  // In order: a line sees what the lines above it have set. One that cannot be told changes
  // nothing.
  std::optional<std::map<std::string, WorldState>> states_after(const plan::Action& action,
                                                                std::span<const Local> locals) {
    if (action.model.empty()) return std::nullopt;
    auto before = conditions_.states;
    for (const plan::NamedExpression& change : action.model) {
      Value value = evaluate(change.value, locals);
      if (std::holds_alternative<plan::Unavailable>(value)) continue;
      conditions_.states[change.name] = {.value = std::move(value), .since = conditions_.now};
    }
    return std::exchange(conditions_.states, std::move(before));
  }

  // A contract that reverts for its post-condition does so under the name that the module gives it,
  // if it has one.
  static std::string broken_promise(const plan::Action& action) {
    for (const char* name : {"slippage", "price_moved"}) {
      if (std::ranges::find(action.fails, name) != action.fails.end()) return name;
    }
    return "ensures";
  }

  void add_locals(const plan::Action& action, const core::Part& part, std::vector<Local>& locals) {
    for (const plan::NamedExpression& local : action.locals) {
      const auto fixed = std::ranges::find(part.locals, local.name, &Local::name);
      if (fixed != part.locals.end() && !is_the_worlds(action, local)) {
        locals.push_back(*fixed);
        continue;
      }
      Value value = evaluate(local.value, locals);
      if (std::holds_alternative<plan::Unavailable>(value) && fixed != part.locals.end())
        value = fixed->value;
      locals.push_back({.name = local.name, .value = std::move(value)});
    }
  }

  Value evaluate(const plan::Expression& expression, std::span<const Local> known) const {
    return plan::evaluate(expression, WorldSurroundings(terms_, conditions_, known));
  }

  std::expected<Amount, std::string> pays(const Flow& flow, const core::Leg& leg) {
    if (leg.draws.empty() && flow.money) return inside_.take(*flow.money, InGroup(*this));
    const Amount set_aside = core::total_of(leg.draws);
    if (!flow.money || flow.money->kind != MoneyKind::up_to) return set_aside;
    // `up to loan.owed` is settled by what is owed when it happens.
    const auto debt = core::debt_paid_off(terms_, *flow.money);
    const auto owed = debt ? WorldSurroundings(terms_, conditions_).amount_of(*debt) : std::nullopt;
    return owed ? values::smaller(set_aside, *owed) : set_aside;
  }

  Happened split(const plan::Split& split) {
    const auto amount = inside_.take(split.source, InGroup(*this));
    if (!amount) return std::unexpected(amount.error());
    Amount rest = *amount;
    for (std::size_t i = 0; i < split.parts.size(); ++i) {
      Amount part = rest;
      if (i + 1 < split.parts.size()) {
        part = scaled(terms_, terms_.asset(split.source.asset), *amount, split.parts[i].share);
      }
      rest = core::difference_of(rest, part);
      inside_.put(split.parts[i].holding, part);
    }
    return {};
  }

  Happened move(const Flow& flow, const Amount& amount) {
    const core::AssetId asset = terms_.asset(flow.asset);
    switch (flow.kind) {
      case FlowKind::pay:
        if (!spend(asset, amount)) return std::unexpected("no_money");
        return {};
      case FlowKind::lock:
        if (!spend(asset, amount)) return std::unexpected("no_money");
        change(flow.position, [&](const Amount& now) { return core::sum_of(now, amount); });
        return {};
      case FlowKind::receive:
        gain(asset, amount);
        if (flow.target && flow.target->kind == plan::TargetKind::holding) {
          const Amount before = inside_.of(flow.target->name).value_or(Amount());
          inside_.put(flow.target->name, core::sum_of(before, amount));
        }
        return {};
      case FlowKind::owe:
        change(flow.position, [&](const Amount& now) { return core::sum_of(now, amount); });
        return {};
      case FlowKind::settle:
      case FlowKind::release:
        change(flow.position, [&](const Amount& now) {
          return core::difference_of(now, values::smaller(now, amount));
        });
        return {};
    }
    return {};
  }

  // Interest up to now becomes principal before anything else changes.
  template <class How>
  void change(const std::string& name, How how) {
    WorldPosition& position = conditions_.positions[name];
    const auto now = WorldSurroundings(terms_, conditions_).amount_of(terms_.position(name));
    position.principal = how(now.value_or(position.principal));
    position.since = conditions_.now;
    position.open = !position.principal.is_zero();
    if (std::ranges::find(touched_, name) == touched_.end()) touched_.push_back(name);
  }

  void gain(core::AssetId asset, const Amount& amount) {
    Amount& have = conditions_.wallet[asset];
    have = core::sum_of(have, amount);
  }
  bool spend(core::AssetId asset, const Amount& amount) {
    Amount& have = conditions_.wallet[asset];
    if (amount > have) return false;
    have = core::difference_of(have, amount);
    return true;
  }

  const Terms& terms_;
  Conditions& conditions_;
  const core::Request& request_;
  const Bend& bend_;
  core::Outcome outcome_;
  std::size_t part_ = 0;
  bool is_partial_ = false;
  std::vector<std::string> touched_;
  MoneyInside inside_;
  std::vector<Local> locals_;
};

}  // namespace

core::Outcome carry_out(const Terms& terms, Conditions& conditions, const core::Request& request,
                        const Bend& bend) {
  const core::ActionPlace& place = terms.of(request.parts.at(0).action);
  Conditions tried = conditions;
  core::Outcome outcome =
      Performance(terms, tried, request, bend).run(terms.of(place.step).items[place.item]);
  if (outcome.kind != core::OutcomeKind::no_effect) conditions = std::move(tried);
  return outcome;
}

}  // namespace dealwright::simulated
