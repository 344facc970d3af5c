// The fields of everything that is recorded, each listed once: journals write and read by these
// lists, digests are taken over them, so that they cannot drift apart. A new field is added at the
// end of its list and read as its default where an older record does not have it.
#pragma once

#include <concepts>
#include <type_traits>

#include "engine/core/fact.hpp"
#include "engine/core/state.hpp"

namespace dealwright::core {

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

// visit(name, field) for each field in order; `x` may be const.
template <class V, Is<Cost> T>
void fields(V& visit, T& x) {
  visit("asset", x.asset);
  visit("amount", x.amount);
}
template <class V, Is<Draw> T>
void fields(V& visit, T& x) {
  visit("account", x.account);
  visit("amount", x.amount);
}
template <class V, Is<Entry> T>
void fields(V& visit, T& x) {
  visit("account", x.account);
  visit("balance", x.balance);
  visit("reserved", x.reserved);
  visit("gone", x.gone);
  visit("costs", x.costs);
}
template <class V, Is<ReadingKey> T>
void fields(V& visit, T& x) {
  visit("kind", x.kind);
  visit("name", x.name);
  visit("args", x.args);
}
template <class V, Is<Reading> T>
void fields(V& visit, T& x) {
  visit("key", x.key);
  visit("value", x.value);
}
template <class V, Is<Local> T>
void fields(V& visit, T& x) {
  visit("name", x.name);
  visit("value", x.value);
}
template <class V, Is<Leg> T>
void fields(V& visit, T& x) {
  visit("draws", x.draws);
  visit("expected", x.expected);
}
template <class V, Is<Part> T>
void fields(V& visit, T& x) {
  visit("action", x.action);
  visit("locals", x.locals);
  visit("legs", x.legs);
}
template <class V, Is<Request> T>
void fields(V& visit, T& x) {
  visit("attempt", x.attempt);
  visit("parts", x.parts);
  visit("flash", x.flash);
  visit("rung", x.rung);
}
template <class V, Is<PositionAmount> T>
void fields(V& visit, T& x) {
  visit("position", x.position);
  visit("amount", x.amount);
}
template <class V, Is<Outcome> T>
void fields(V& visit, T& x) {
  visit("kind", x.kind);
  visit("failure", x.failure);
  visit("amounts", x.amounts);
  visit("positions", x.positions);
  visit("fee", x.fee);
  visit("flash_fee", x.flash_fee);
}

// --- facts
template <class V, Is<DealStarted> T>
void fields(V& visit, T& x) {
  visit("capital", x.capital);
  visit("seed", x.seed);
  visit("adopted", x.adopted);
}
template <class V, Is<Observed> T>
void fields(V& visit, T& x) {
  visit("readings", x.readings);
}
template <class V, Is<StartValued> T>
void fields(V& visit, T& x) {
  visit("nav", x.nav);
}
template <class V, Is<StepWaits> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("guard", x.guard);
  visit("until", x.until);
}
template <class V, Is<ApprovalAsked> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("approval", x.approval);
  visit("until", x.until);
}
template <class V, Is<ApprovalGiven> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("approval", x.approval);
  visit("by", x.by);
  visit("why", x.why);
}
template <class V, Is<ApprovalRefused> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("approval", x.approval);
  visit("by", x.by);
  visit("why", x.why);
}
template <class V, Is<StepStarted> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("source", x.source);
  visit("rung", x.rung);
}
template <class V, Is<ActionRequested> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("request", x.request);
  visit("give_up_at", x.give_up_at);
}
template <class V, Is<ActionSettled> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("attempt", x.attempt);
  visit("outcome", x.outcome);
}
template <class V, Is<ActionUnknown> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("attempt", x.attempt);
  visit("failure", x.failure);
  visit("look_up_at", x.look_up_at);
}
template <class V, Is<AttemptGivenUp> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("attempt", x.attempt);
}
template <class V, Is<RetryScheduled> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("at", x.at);
}
template <class V, Is<SplitDone> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("source", x.source);
}
template <class V, Is<RungEnded> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("climb", x.climb);
}
template <class V, Is<StepSettled> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("event", x.event);
  visit("why", x.why);
}
template <class V, Is<StepResumed> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("by", x.by);
  visit("why", x.why);
}
template <class V, Is<StepReopened> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
}
template <class V, Is<DealMoved> T>
void fields(V& visit, T& x) {
  visit("event", x.event);
  visit("why", x.why);
  visit("by", x.by);
}
template <class V, Is<LimitWarned> T>
void fields(V& visit, T& x) {
  visit("limit", x.limit);
  visit("value", x.value);
}
template <class V, Is<LimitBreached> T>
void fields(V& visit, T& x) {
  visit("limit", x.limit);
  visit("value", x.value);
}
template <class V, Is<LimitCleared> T>
void fields(V& visit, T& x) {
  visit("limit", x.limit);
}

template <class V, Is<GasSetAside> T>
void fields(V& visit, T& x) {
  visit("step", x.step);
  visit("amount", x.amount);
}
template <class V, Is<PositionHandedOver> T>
void fields(V& visit, T& x) {
  visit("position", x.position);
  visit("to", x.to);
}

// --- state, for digests and snapshots
template <class V, Is<Books> T>
void fields(V& visit, T& x) {
  visit("ledger", x.ledger.entries());
  visit("positions", x.positions);
  visit("holdings", x.holdings);
}
template <class V, Is<OpenAttempt> T>
void fields(V& visit, T& x) {
  visit("request", x.request);
  visit("life", x.life);
  visit("requested_at", x.requested_at);
  visit("look_up_at", x.look_up_at);
  visit("look_ups", x.look_ups);
  visit("giving_up", x.giving_up);
  visit("give_up_at", x.give_up_at);
}
template <class V, Is<ApprovalState> T>
void fields(V& visit, T& x) {
  visit("status", x.status);
  visit("until", x.until);
  visit("bound_to", x.bound_to);
  visit("by", x.by);
}
template <class V, Is<StepState> T>
void fields(V& visit, T& x) {
  visit("status", x.status);
  visit("runs", x.runs);
  visit("reruns", x.reruns);
  visit("item", x.item);
  visit("rungs", x.rungs);
  visit("attempts", x.attempts);
  visit("requests", x.requests);
  visit("yields", x.yields);
  visit("ran_on", x.ran_on);
  visit("begun", x.begun);
  visit("began_at", x.began_at);
  visit("guard", x.guard);
  visit("waiting_since", x.waiting_since);
  visit("waiting_until", x.waiting_until);
  visit("retry_at", x.retry_at);
  visit("ladder_left", x.ladder_left);
  visit("rung", x.rung);
  visit("approvals", x.approvals);
  visit("open", x.open);
  visit("set_aside", x.set_aside);
  visit("why", x.why);
  visit("gas_aside", x.gas_aside);
}
template <class V, Is<LimitState> T>
void fields(V& visit, T& x) {
  visit("warned", x.warned);
  visit("breached", x.breached);
}
template <class V, Is<State> T>
void fields(V& visit, T& x) {
  visit("status", x.status);
  visit("why", x.why);
  visit("facts", x.facts);
  visit("now", x.now);
  visit("started_at", x.started_at);
  visit("books", x.books);
  visit("steps", x.steps);
  visit("limits", x.limits);
  visit("readings", x.readings);
  visit("starting_nav", x.starting_nav);
  visit("alive", x.alive);
  visit("unsettled", x.unsettled);
  visit("seed", x.seed);
}

}  // namespace dealwright::core
