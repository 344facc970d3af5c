// What positions require: closed or meant to stay open, no failing away from one, defences that
// lower risk, and nothing pledged that must not be.
#include <algorithm>
#include <utility>

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using plan::Op;
using syntax::Kind;
using syntax::Node;

namespace {

// `loan.owed == 0 USDT` somewhere in what must hold.
bool says_gone(const Expression& condition, const std::string& position) {
  if (condition.op == Op::all_of) {
    return std::any_of(condition.args.begin(), condition.args.end(),
                       [&](const Expression& part) { return says_gone(part, position); });
  }
  if (condition.op != Op::equal || condition.args.size() != 2) return false;
  const auto is_zero = [](const Expression& side) {
    return side.op == Op::number && side.number.is_zero();
  };
  const auto is_position = [&](const Expression& side) {
    if (side.op == Op::position) return side.name == position;
    return side.op == Op::query && side.args.size() == 1 && side.args.front().op == Op::position &&
           side.args.front().name == position;
  };
  return (is_zero(condition.args[0]) && is_position(condition.args[1])) ||
         (is_zero(condition.args[1]) && is_position(condition.args[0]));
}

bool is_proved_gone(const plan::Step& step, const std::string& position) {
  for (const plan::When& when : step.whens) {
    if (when.otherwise != plan::Otherwise::skip && says_gone(when.condition, position)) return true;
  }
  const auto says = [&](const Expression& condition) { return says_gone(condition, position); };
  return std::any_of(step.requires_.begin(), step.requires_.end(), says) ||
         std::any_of(step.ensures.begin(), step.ensures.end(), says);
}

// Whether `step` may come out as skipped although `opener` was done.
class Skips {
 public:
  Skips(const DealChecker& deal, std::size_t opener)
      : deal_(deal), opener_(opener), known_(deal.steps.size(), Known::open) {}

  bool may_skip(std::size_t start) {
    // Predecessors first, without recursion: a deal may have many steps.
    std::vector<std::size_t> pending{start};
    while (!pending.empty()) {
      const std::size_t step = pending.back();
      if (known_[step] != Known::open) {
        pending.pop_back();
        continue;
      }
      const StepFacts& facts = deal_.steps[step];
      bool skips = facts.skips_by_itself || (facts.is_then && facts.after.empty());
      bool complete = true;
      const auto look = [&](std::size_t before) {
        if (before == opener_ || deal_.begun.comes_before(before, opener_) ||
            deal_.steps[before].in_circle)
          return;
        if (known_[before] == Known::open) {
          complete = false;
          pending.push_back(before);
        } else {
          skips = skips || known_[before] == Known::yes;
        }
      };
      if (!skips) {
        for (std::size_t way = 0; way < facts.after.size(); ++way) {
          for (std::size_t term = 0; term < facts.after[way].size(); ++term) {
            if (facts.step.after[way][term].mode == plan::AfterMode::done)
              look(facts.after[way][term]);
          }
        }
        for (std::size_t producer : facts.uses) {
          if (producer != step) look(producer);
        }
      }
      if (!complete) continue;
      known_[step] = skips ? Known::yes : Known::no;
      pending.pop_back();
    }
    return known_[start] == Known::yes;
  }

 private:
  enum class Known : std::uint8_t { open, yes, no };
  const DealChecker& deal_;
  std::size_t opener_;
  std::vector<Known> known_;
};

void check_left_open(DealChecker& deal) {
  for (const auto& [name, position] : deal.positions) {
    if (position.left_open || !position.bound) continue;
    if (position.step != no_step && deal.steps[position.step].in_circle) continue;
    const bool proved = std::any_of(
        deal.steps.begin(), deal.steps.end(),
        [&, &held = name](const StepFacts& facts) { return is_proved_gone(facts.step, held); });
    if (proved) continue;
    Skips skips(deal, position.step);
    const StepFacts* may_miss = nullptr;
    bool closed = false;
    for (std::size_t step : position.closed_by) {
      if (!deal.steps[step].in_circle && !skips.may_skip(step)) closed = true;
      may_miss = &deal.steps[step];
    }
    if (closed) continue;
    const bool debt = position.kind == plan::PositionKind::debt;
    Report report(deal.found, Code::left_open, position.bound);
    report.says("`" + name + "` may still be open when the deal completes")
        .here(debt ? "borrowed here" : "opened here");
    if (may_miss != nullptr) report.also(may_miss->name, "closes it, but may be skipped");
    report.help(debt ? "repay it and add a guard such as `when " + name + ".owed == 0 " +
                           position.asset + ", else hold`, or write `leave open " + name + "`"
                     : "take it out in a later step, or write `leave open " + name + "`");
  }
}

void check_failing(DealChecker& deal) {
  bool told_default = false;
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    const StepFacts& facts = deal.steps[index];
    if (facts.step.on_failure.kind != plan::FailureKind::fail || facts.in_circle) continue;
    for (const auto& [name, position] : deal.positions) {
      if (position.step == no_step || !position.bound) continue;
      const bool opened_before = position.step == index
                                     ? plan::actions_of(facts.step.items).size() > 1
                                     : deal.begun.comes_before(position.step, index);
      if (!opened_before) continue;
      Skips skips(deal, position.step);
      const bool closed_before =
          std::any_of(position.closed_by.begin(), position.closed_by.end(), [&](std::size_t step) {
            return deal.settled.comes_before(step, index) && !skips.may_skip(step);
          });
      if (closed_before) continue;
      if (!facts.failing && told_default) break;
      told_default = told_default || !facts.failing;
      Report(deal.found, Code::fails_with_open_position,
             facts.failing ? facts.failing : deal.default_failing)
          .says("step `" + facts.step.name + "` would fail the deal while `" + name +
                "` may be open")
          .also(position.bound, "opened here")
          .help("use `on failure hold`: nothing is unwound, and defence and monitoring go on");
      break;
    }
  }
}

void check_defences(DealChecker& deal) {
  for (const StepFacts& facts : deal.steps) {
    if (facts.step.kind != plan::StepKind::defence) continue;
    bool lowers = false;
    bool raises = false;
    for (const plan::Action* action : plan::actions_of(facts.step.items)) {
      for (const plan::Flow& flow : action->flows) {
        if (flow.kind == plan::FlowKind::settle) lowers = true;
        if (flow.kind == plan::FlowKind::lock && action->opens.empty()) lowers = true;
        if ((flow.kind == plan::FlowKind::owe || flow.kind == plan::FlowKind::release) && !raises) {
          raises = true;
          Report(deal.found, Code::raises_risk, deal.action_places[action->id])
              .says("a defence may only lower risk, `" + action->name + "` " +
                    (flow.kind == plan::FlowKind::owe ? "borrows more" : "takes collateral away"));
        }
      }
    }
    if (!lowers && !raises && !facts.node.is_broken() &&
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
  check_left_open(deal);
  check_failing(deal);
  check_defences(deal);
  check_pledges(deal);
}

}  // namespace dealwright::sema
