// What positions require: closed or meant to stay open, no failing away from one, defences that
// lower risk, and nothing pledged that must not be.
#include <algorithm>
#include <utility>

#include "dsl/sema/closing_proofs.hpp"
#include "dsl/sema/skips.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

namespace {

void check_left_open(DealChecker& deal, Skips& skips) {
  const ClosingProofs proofs(deal);
  for (const auto& [name, position] : deal.positions) {
    if (position.left_open || !position.bound) continue;
    if (position.step != no_step &&
        (deal.steps[position.step].in_circle ||
         deal.steps[position.step].step.kind == plan::StepKind::defence))
      continue;  // reported for what it is
    const StepFacts* may_miss = nullptr;
    const auto surely_runs = [&](std::size_t step) {
      if (deal.steps[step].step.kind != plan::StepKind::defence &&
          !skips.may_skip(step, position.step))
        return true;
      may_miss = &deal.steps[step];
      return false;
    };
    const std::vector<std::size_t> proven = proofs.steps_that_prove(name, position);
    if (std::any_of(proven.begin(), proven.end(), surely_runs)) continue;
    // A closing step on a circle never runs, which was reported.
    if (std::any_of(position.closed_by.begin(), position.closed_by.end(), [&](std::size_t step) {
          return deal.steps[step].in_circle || surely_runs(step);
        }))
      continue;
    const bool debt = position.kind == plan::PositionKind::debt;
    Report report(deal.found, Code::left_open, position.bound);
    report.says("`" + name + "` may still be open when the deal completes")
        .here(!position.adopted.empty() ? "taken over here"
              : debt                    ? "borrowed here"
                                        : "opened here");
    if (may_miss != nullptr)
      report.also(may_miss->name, "this would see to it, but may be skipped");
    report.help(debt ? "repay it and add a guard such as `when " + name + ".owed == 0 " +
                           position.asset + ", else hold`, or write `leave open " + name + "`"
                     : "take it out in a later step, or write `leave open " + name + "`");
  }
}

// The pool keeps a collateral that its debt still needs, so the step would fail there and then.
void check_still_needed(DealChecker& deal) {
  const ClosingProofs proofs(deal);
  for (const auto& [debt_name, debt] : deal.positions) {
    for (const std::string& secured_by : debt.secured_by) {
      const auto found = deal.positions.find(secured_by);
      if (found == deal.positions.end()) continue;
      const PositionFacts& collateral = found->second;
      const std::vector<std::size_t> proven = proofs.steps_that_prove(debt_name, debt);
      for (const std::size_t closing : collateral.closed_by) {
        if (deal.steps[closing].in_circle || debt.step == no_step ||
            (debt.step != closing && !deal.begun.comes_before(debt.step, closing)))
          continue;
        const auto is_before = [&](std::size_t step) {
          return deal.done.comes_before(step, closing);
        };
        // A guard of the closing step itself is looked at before it acts, unless it is an `ensure`;
        // then nothing but the guard is lost.
        const bool gone = std::ranges::any_of(
            proven, [&](std::size_t step) { return step == closing || is_before(step); });
        if (gone || std::ranges::any_of(debt.closed_by, is_before)) continue;
        Report(deal.found, Code::still_needed, collateral.closed)
            .says("`" + secured_by + "` is taken out while `" + debt_name +
                  "` may still be owed: the protocol refuses that")
            .also(debt.bound, "borrowed against it here")
            .help("add `when " + debt_name + ".owed == 0 " + debt.asset + ", else hold` to `" +
                  deal.steps[closing].step.name + "`");
      }
    }
  }
}

// Nothing of the step can fail any more once the position is there.
bool is_opened_last(const StepFacts& facts, const std::string& position) {
  const auto actions = plan::actions_of(facts.step.items);
  if (actions.empty()) return true;
  const auto& opens = actions.back()->opens;
  return std::find(opens.begin(), opens.end(), position) != opens.end();
}

// `on failure fail` and `else fail` end the deal and leave its positions to nobody.
void check_failing(DealChecker& deal, Skips& skips) {
  // The first positions in the order of steps are enough: one that is open says it all.
  std::vector<std::pair<const std::string*, const PositionFacts*>> open;
  for (const auto& [name, position] : deal.positions) {
    if (position.bound) open.emplace_back(&name, &position);
  }
  bool told_default = false;
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    const StepFacts& facts = deal.steps[index];
    const bool by_default = facts.step.on_failure.kind == plan::FailureKind::fail && !facts.failing;
    const Place failing = facts.failing        ? facts.failing
                          : facts.failing_when ? facts.failing_when
                          : by_default         ? deal.default_failing
                                               : Place{};
    if (!failing || facts.in_circle) continue;
    if (by_default && !facts.failing_when && told_default) continue;
    for (const auto& [name, position] : open) {
      if (!skips.spend_work()) return;
      const bool guard_only = !facts.failing && !by_default;
      const bool opened_before =
          position->step == no_step ||
          (position->step == index ? !guard_only && !is_opened_last(facts, *name)
                                   : deal.begun.comes_before(position->step, index));
      if (!opened_before) continue;
      const bool closed_before = std::any_of(position->closed_by.begin(), position->closed_by.end(),
                                             [&, opener = position->step](std::size_t step) {
                                               return deal.settled.comes_before(step, index) &&
                                                      !skips.may_skip(step, opener);
                                             });
      if (closed_before) continue;
      told_default = told_default || by_default;
      Report(deal.found, Code::fails_with_open_position, failing)
          .says("step `" + facts.step.name + "` would fail the deal while `" + *name +
                "` may be open")
          .also(position->bound, position->adopted.empty() ? "opened here" : "taken over here")
          .help(guard_only ? "use `else hold`: nothing is unwound, and defence and monitoring go on"
                           : "use `on failure hold`: nothing is unwound, and defence and "
                             "monitoring go on");
      break;
    }
  }
}

void check_defences(DealChecker& deal) {
  for (const StepFacts& facts : deal.steps) {
    if (facts.step.kind != plan::StepKind::defence) continue;
    bool lowers = false;
    bool raises = false;
    const auto raise = [&](const plan::Action& action, const std::string& how) {
      if (!raises)
        Report(deal.found, Code::raises_risk, deal.action_places[action.id])
            .says("a defence may only lower risk, `" + action.name + "` " + how);
      raises = true;
    };
    for (const plan::Action* action : plan::actions_of(facts.step.items)) {
      for (const plan::Flow& flow : action->flows) {
        if (flow.kind == plan::FlowKind::settle) lowers = true;
        if (flow.kind == plan::FlowKind::lock && action->opens.empty()) lowers = true;
        if (flow.kind == plan::FlowKind::owe) raise(*action, "borrows more");
        if (flow.kind == plan::FlowKind::release) raise(*action, "takes collateral away");
      }
      if (!action->opens.empty())
        raise(*action, "opens a position of its own: add to one that is open with `into:`");
    }
    if (!lowers && !raises && !facts.node.is_broken() && !deal.may_yield_anything &&
        !plan::actions_of(facts.step.items).empty()) {
      Report(deal.found, Code::raises_risk, facts.name)
          .says("defence `" + facts.step.name +
                "` lowers no risk: it neither adds to a collateral nor repays a debt")
          .help("supply `into:` a position that is open, or repay");
    }
  }
}

void check_pledges(DealChecker& deal) {
  for (const plan::Limit& limit : deal.model.plan.limits) {
    if (limit.kind != plan::LimitKind::never_pledge) continue;
    for (const StepFacts& facts : deal.steps) {
      for (const plan::Action* action : plan::actions_of(facts.step.items)) {
        for (const plan::Flow& flow : action->flows) {
          if (flow.kind != plan::FlowKind::lock) continue;
          auto asset = deal.assets.find(flow.asset);
          const bool same =
              flow.asset == limit.subject ||
              (asset != deal.assets.end() && asset->second.asset.counts_as == limit.subject);
          if (!same) continue;
          Report(deal.found, Code::pledged, deal.action_places[action->id])
              .says(flow.asset + " becomes collateral here, the limits say `" + limit.text + "`")
              .help("supply another asset, or remove the limit");
        }
      }
    }
  }
}

}  // namespace

void check_positions(DealChecker& deal) {
  Skips skips(deal);
  check_left_open(deal, skips);
  check_failing(deal, skips);
  check_still_needed(deal);
  if (skips.is_exhausted()) report_entangled(deal);
  check_defences(deal);
  check_pledges(deal);
}

}  // namespace dealwright::sema
