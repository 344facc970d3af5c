// One function for each kind of fact.
#include "engine/core/apply.hpp"

#include <algorithm>

#include "dsl/values/assertion.hpp"
#include "engine/core/money.hpp"
#include "engine/core/order.hpp"
#include "engine/core/posting.hpp"
#include "engine/core/set_aside.hpp"
#include "engine/core/view.hpp"

namespace dealwright::core {
namespace {

using machines::Begun;
using machines::DealEvent;
using machines::StepEvent;
using machines::TransactionEvent;
using values::Amount;

void feed(DealStatus& status, DealEvent event) {
  const auto next = machines::after(status, event);
  DEALWRIGHT_ASSERT(next.has_value());
  status = *next;
}

void feed(StepState& step, StepEvent event) {
  const auto next = machines::after(step.status, event, step.begun ? Begun::yes : Begun::no);
  DEALWRIGHT_ASSERT(next.has_value());
  step.status = *next;
}

void feed(OpenAttempt& attempt, std::initializer_list<TransactionEvent> events) {
  for (const TransactionEvent event : events) {
    const auto next = machines::after(attempt.life, event);
    DEALWRIGHT_ASSERT(next.has_value());
    attempt.life = *next;
  }
}

void wake(State& state, StepId id) {
  const auto place = std::ranges::lower_bound(state.alive, id);
  if (place == state.alive.end() || *place != id) state.alive.insert(place, id);
}

void rest(State& state, StepId id) {
  const auto place = std::ranges::lower_bound(state.alive, id);
  if (place != state.alive.end() && *place == id) state.alive.erase(place);
}

bool counts(const Terms& terms, StepId id) {
  return terms.of(id).kind != plan::StepKind::defence && !terms.only_on_failure(id);
}

void forget_run(StepState& step) {
  step.item = 0;
  step.rungs = 0;
  step.attempts = 0;
  step.begun = false;
  step.began_at.reset();
  step.guard = 0;
  step.waiting_since.reset();
  step.waiting_until.reset();
  step.retry_at.reset();
  step.ladder_left.reset();
  step.rung.reset();
  step.approvals.assign(step.approvals.size(), {});
  step.why.clear();
}

class Apply {
 public:
  Apply(const Terms& terms, State& state, values::TimePoint at)
      : terms_(terms), state_(state), at_(at) {}

  void operator()(const DealStarted& fact) {
    feed(state_.status, DealEvent::start);
    state_.started_at = at_;
    state_.seed = fact.seed;
    fund(fact.capital);
    for (const PositionAmount& position : fact.adopted)
      adopt(position);
    for (const plan::Split& split : terms_.plan().splits)
      split_at_start(split);
    for (const StepId id : terms_.beginnings())
      wake(state_, id);
    for (const StepId id : terms_.defences())
      set_aside(terms_, state_, id);
  }
  void operator()(const Observed& fact) {
    for (const Reading& reading : fact.readings)
      state_.readings[reading.key] = reading.value;
  }
  void operator()(const StartValued& fact) {
    const auto nav = values::rational_from_fraction(fact.nav);
    DEALWRIGHT_ASSERT(nav.has_value());
    state_.starting_nav = *nav;
  }
  void operator()(const StepWaits& fact) {
    StepState& step = step_of(state_, fact.step);
    step.guard = fact.guard;
    if (!step.waiting_since) step.waiting_since = at_;
    step.waiting_until = fact.until;
  }
  void operator()(const ApprovalAsked& fact) {
    StepState& step = step_of(state_, fact.step);
    feed(step, StepEvent::ask);
    step.approvals[fact.approval] = {
        .status = ApprovalStatus::asked, .until = fact.until, .bound_to = state_.facts};
  }
  void operator()(const ApprovalGiven& fact) {
    StepState& step = step_of(state_, fact.step);
    feed(step, StepEvent::approve);
    step.approvals[fact.approval].status = ApprovalStatus::given;
    step.approvals[fact.approval].by = fact.by;
  }
  void operator()(const ApprovalRefused& fact) {
    StepState& step = step_of(state_, fact.step);
    step.approvals[fact.approval].status = ApprovalStatus::refused;
    step.approvals[fact.approval].by = fact.by;
  }
  void operator()(const StepStarted& fact) {
    StepState& step = step_of(state_, fact.step);
    if (step.status == StepStatus::waiting) feed(step, StepEvent::start);
    if (!step.begun) ++step.runs;
    step.begun = true;
    step.began_at = at_;
    step.ran_on = yielded_before(terms_, state_, fact.step);
    step.waiting_since.reset();
    step.waiting_until.reset();
    step.item = 0;
    step.attempts = 0;
    if (fact.source) step.ladder_left = fact.source;
    step.rung = fact.rung;
  }
  void operator()(const ActionRequested& fact) {
    StepState& step = step_of(state_, fact.step);
    step.open =
        OpenAttempt{.request = fact.request, .requested_at = at_, .give_up_at = fact.give_up_at};
    ++step.requests;
    for (const Part& part : fact.request.parts) {
      for (const Leg& leg : part.legs)
        use_set_aside(state_.books, step, leg.draws);
    }
    step.retry_at.reset();
    feed(*step.open, {TransactionEvent::guards_passed, TransactionEvent::simulation_passed,
                      TransactionEvent::reserve});
    reserve(state_.books, fact.request);
  }
  void operator()(const ActionSettled& fact) { settled(step_of(state_, fact.step), fact.outcome); }
  void operator()(const ActionUnknown& fact) {
    StepState& step = step_of(state_, fact.step);
    OpenAttempt& open = *step.open;
    if (open.life == TransactionStatus::reserved) {
      feed(open,
           {TransactionEvent::signed_durable, TransactionEvent::send, TransactionEvent::ambiguous});
    }
    open.look_up_at = fact.look_up_at;
    ++open.look_ups;
    step.why = fact.failure;
  }
  void operator()(const AttemptGivenUp& fact) { step_of(state_, fact.step).open->giving_up = true; }
  void operator()(const RetryScheduled& fact) { step_of(state_, fact.step).retry_at = fact.at; }
  void operator()(const SplitDone& fact) {
    StepState& step = step_of(state_, fact.step);
    divide(terms_, state_.books, std::get<plan::Split>(terms_.of(fact.step).items[step.item].what),
           fact.source);
    ++step.item;
  }
  void operator()(const RungEnded& fact) { rung_ended(fact, step_of(state_, fact.step)); }
  void operator()(const StepSettled& fact) { step_settled(fact); }
  void operator()(const StepResumed& fact) {
    StepState& step = step_of(state_, fact.step);
    feed(step, StepEvent::resume);
    // Its clocks start anew: the operator has seen that they ran out.
    step.began_at = at_;
    step.attempts = 0;
    step.waiting_since.reset();
    step.waiting_until.reset();
    step.why.clear();
    for (ApprovalState& approval : step.approvals) {
      if (approval.status != ApprovalStatus::given) approval = {};
    }
    if (counts(terms_, fact.step)) ++state_.unsettled;
    wake(state_, fact.step);
  }
  void operator()(const StepReopened& fact) {
    StepState& step = step_of(state_, fact.step);
    if (step.status != StepStatus::waiting) {
      feed(step, StepEvent::rerun);
      forget_run(step);
      ++step.reruns;
      if (counts(terms_, fact.step)) ++state_.unsettled;
    }
    wake(state_, fact.step);
  }
  void operator()(const DealMoved& fact) {
    feed(state_.status, fact.event);
    state_.why = fact.why;
    if (fact.event == DealEvent::complete) free_set_aside(terms_, state_);
  }
  void operator()(const LimitWarned& fact) { state_.limits[fact.limit.value].warned = true; }
  void operator()(const LimitBreached& fact) { state_.limits[fact.limit.value].breached = true; }
  void operator()(const LimitCleared& fact) { state_.limits[fact.limit.value] = {}; }
  void operator()(const GasSetAside& fact) {
    set_gas_aside(terms_, state_, fact.step, fact.amount);
  }
  void operator()(const PositionHandedOver& fact) {
    hand_over(fact.position);
    if (!has_open_position(state_)) free_set_aside(terms_, state_);
  }

 private:
  // Each bucket's share rounded down; the dust belongs to the first bucket.
  void fund(const Amount& capital) {
    const AssetId asset = terms_.asset(terms_.plan().capital.asset);
    std::vector<Amount> parts;
    Amount rest = capital;
    for (const plan::Bucket& bucket : terms_.plan().buckets) {
      const auto units = multiply(in_units(terms_, asset, capital), bucket.share);
      const auto part = units ? to_amount(*units, terms_.decimals(asset), values::Rounding::down)
                              : std::unexpected(units.error());
      DEALWRIGHT_ASSERT(part.has_value());
      rest = difference_of(rest, *part);
      parts.push_back(*part);
    }
    if (!parts.empty()) parts[0] = sum_of(parts[0], rest);
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
      state_.books.ledger.post({.from = outside(the_start, asset),
                                .to = resting(BucketId{i}, asset),
                                .amount = parts[i]});
    }
  }

  // What came with the position came from outside; what it is owed to went there.
  void adopt(const PositionAmount& taken) {
    const AssetId asset = terms_.asset_of(taken.position);
    const Account world = outside(the_start, asset);
    state_.books.positions[taken.position.value] = PositionStatus::open;
    if (terms_.of(taken.position).kind == plan::PositionKind::debt) {
      state_.books.ledger.post(
          {.from = owed(taken.position, asset), .to = world, .amount = taken.amount});
    } else {
      state_.books.ledger.post({.from = world,
                                .to = in_collateral(taken.position, terms_.open_bucket(), asset),
                                .amount = taken.amount});
    }
  }

  void hand_over(PositionId position) {
    const AssetId asset = terms_.asset_of(position);
    const Account world = outside(the_start, asset);
    Ledger& ledger = state_.books.ledger;
    if (terms_.of(position).kind == plan::PositionKind::debt) {
      const Account debt = owed(position, asset);
      ledger.post({.from = world, .to = debt, .amount = ledger.balance(debt)});
    } else {
      for (const Draw& draw : ledger.accounts(AccountKind::collateral, position.value, asset))
        ledger.post({.from = draw.account, .to = world, .amount = draw.amount});
    }
    state_.books.positions[position.value] = PositionStatus::closed;
  }

  void split_at_start(const plan::Split& split) {
    const std::vector<Reading> none;
    Readings readings(none);
    const auto source =
        resolve(View(terms_, state_, state_.books, readings), split.source, std::nullopt);
    if (source) divide(terms_, state_.books, split, *source);
  }

  void settled(StepState& step, const Outcome& outcome) {
    OpenAttempt& open = *step.open;
    if (open.life == TransactionStatus::reserved) {
      feed(open, {TransactionEvent::signed_durable, TransactionEvent::send});
    }
    void_reservations(state_.books, open.request);
    switch (outcome.kind) {
      case OutcomeKind::done:
      case OutcomeKind::partial: {
        feed(open, {TransactionEvent::mined_ok, TransactionEvent::deep_enough});
        const auto posted = settle(terms_, state_, state_.books, open.request, outcome);
        DEALWRIGHT_ASSERT(posted.has_value());  // `decide` tried it
        if (outcome.kind == OutcomeKind::partial && !step.rung) give_back(open.request, outcome);
        if (step.rung) take_from_ladder(step, open.request, outcome);
        ++step.item;
        ++step.yields;
        step.attempts = 0;
        break;
      }
      case OutcomeKind::no_effect:
        feed(open, {TransactionEvent::mined_reverted, TransactionEvent::deep_enough});
        ++step.attempts;
        break;
      case OutcomeKind::unknown: DEALWRIGHT_ASSERT(false && "an unknown outcome settles nothing");
    }
    // After the money has moved: what the action had reserved is not the fee's to take.
    use_gas_aside(terms_, state_.books, step, outcome.fee);
    pay_fee(terms_, state_.books, outcome.fee);
    step.open.reset();
  }

  // What was asked for and not taken goes from its holding back to rest in its bucket.
  void give_back(const Request& request, const Outcome& outcome) {
    for (std::size_t p = 0; p < request.parts.size(); ++p) {
      for (std::size_t i = 0; i < request.parts[p].legs.size(); ++i) {
        const std::vector<Draw>& draws = request.parts[p].legs[i].draws;
        if (draws.empty()) continue;
        const std::vector<Draw> used = take(draws, outcome.amounts[p][i]);
        for (const Draw& draw : draws) {
          if (draw.account.kind != AccountKind::holding) continue;
          const auto taken = std::ranges::find(used, draw.account, &Draw::account);
          const Amount part = taken == used.end() ? Amount() : taken->amount;
          state_.books.ledger.transfer({.from = draw.account,
                                        .to = resting(draw.account.owner, draw.account.asset),
                                        .amount = difference_of(draw.amount, part)});
        }
      }
    }
  }

  // The first action of a rung is the one that takes it.
  void take_from_ladder(StepState& step, const Request& request, const Outcome& outcome) const {
    Amount taken;
    for (std::size_t p = 0; p < request.parts.size(); ++p) {
      const plan::Action& action = *terms_.of(request.parts[p].action).action;
      for (std::size_t i = 0; i < action.flows.size(); ++i) {
        if (action.flows[i].money && action.flows[i].money->kind == plan::MoneyKind::rung) {
          taken = sum_of(taken, outcome.amounts[p][i]);
        }
      }
    }
    step.ladder_left = difference_of(*step.ladder_left, values::smaller(taken, *step.ladder_left));
  }

  void rung_ended(const RungEnded& fact, StepState& step) {
    collect(fact.step);
    if (fact.climb == Climb::climbed) ++step.rungs;
    step.item = 0;
    step.attempts = 0;
    step.rung.reset();
    step.began_at.reset();
    step.guard = 0;
    step.waiting_since.reset();
    step.waiting_until.reset();
    step.approvals.assign(step.approvals.size(), {});
    wake_successors(fact.step);
  }

  // What the last action of the rung yielded goes to what the ladder collects; everything else of
  // the rung that nothing later takes comes to rest.
  void collect(StepId id) {
    const plan::Step& step = terms_.of(id);
    const auto actions = plan::actions_of(step.items);
    if (!step.ladder || actions.empty()) return;
    std::optional<HoldingId> into;
    if (!step.ladder->collects.empty()) into = terms_.holding(step.ladder->collects);
    for (const plan::Flow& flow : actions.back()->flows) {
      if (flow.kind != plan::FlowKind::receive || !flow.target) continue;
      if (flow.target->kind != plan::TargetKind::holding) continue;
      move_all(terms_, state_.books, terms_.holding(flow.target->name), into);
    }
  }

  void step_settled(const StepSettled& fact) {
    StepState& step = step_of(state_, fact.step);
    const bool was_settled = machines::is_settled(step.status);
    feed(step, fact.event);
    step.why = fact.why;
    step.ran_on = yielded_before(terms_, state_, fact.step);
    step.retry_at.reset();
    step.waiting_since.reset();
    step.waiting_until.reset();
    if (!was_settled && counts(terms_, fact.step)) --state_.unsettled;
    if (step.status != StepStatus::held || !step.open) rest(state_, fact.step);
    const auto& defence = terms_.of(fact.step).defence;
    if (defence && step.runs >= defence->times && step.status != StepStatus::held)
      free_set_aside(terms_, state_, fact.step);
    wake_successors(fact.step);
  }

  // Those that wait for it, and those that have to run again because of it.
  void wake_successors(StepId id) {
    for (const StepId successor : terms_.successors(id)) {
      if (!machines::is_settled(step_of(state_, successor).status) ||
          must_rerun(terms_, state_, successor)) {
        wake(state_, successor);
      }
    }
  }

  const Terms& terms_;
  State& state_;
  values::TimePoint at_;
};

}  // namespace

void apply(const Terms& terms, State& state, const Fact& fact) {
  Apply visitor(terms, state, fact.at);
  std::visit(visitor, fact.what);
  ++state.facts;
  state.now = fact.at;
}

State initial_state(const Terms& terms) {
  State state;
  state.books.positions.resize(terms.plan().positions.size());
  state.books.holdings.resize(terms.plan().holdings.size());
  state.steps.resize(terms.plan().steps.size());
  for (std::size_t i = 0; i < state.steps.size(); ++i) {
    state.steps[i].approvals.resize(terms.plan().steps[i].approvals.size());
    if (counts(terms, StepId{static_cast<std::uint32_t>(i)})) ++state.unsettled;
  }
  state.limits.resize(terms.plan().limits.size());
  return state;
}

Amount recorded_amount(const Terms& terms, const Books& books, PositionId position) {
  const AssetId asset = terms.asset_of(position);
  return terms.of(position).kind == plan::PositionKind::debt
             ? books.ledger.balance(owed(position, asset))
             : books.ledger.in_collateral(position, asset);
}

std::uint64_t yielded_before(const Terms& terms, const State& state, StepId id) {
  std::uint64_t sum = 0;
  for (const auto& all_of : terms.after(id)) {
    for (const AfterPlace& term : all_of) {
      const StepState& before = step_of(state, term.step);
      if (term.mode == plan::AfterMode::settled) {
        sum += before.yields;
        sum += before.runs;
      } else {
        sum += before.reruns;
      }
    }
  }
  return sum;
}

bool has_open_position(const State& state) {
  return std::ranges::find(state.books.positions, PositionStatus::open) !=
         state.books.positions.end();
}

bool is_open(const Terms& /*terms*/, const State& state) {
  if (!machines::is_over(state.status)) return state.status != DealStatus::waiting;
  return has_open_position(state);
}

}  // namespace dealwright::core
