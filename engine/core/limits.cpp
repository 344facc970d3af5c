// Caps, pledges, cover and the gas budget.
#include "engine/core/limits.hpp"

#include <algorithm>
#include <optional>

#include "dsl/plan/words.hpp"
#include "engine/core/money.hpp"
#include "engine/core/posting.hpp"
#include "engine/core/quantities.hpp"
#include "engine/core/requests.hpp"
#include "engine/core/set_aside.hpp"

namespace dealwright::core {
namespace {

using plan::FlowKind;
using plan::LimitKind;
using plan::Op;
using plan::Value;
using values::Amount;
using values::Rational;

const Judgement passes{.truth = Truth::yes, .why = {}};

Judgement blocked(const plan::Limit& limit, const std::string& why) {
  return {.truth = Truth::no, .why = "limit `" + limit.text + "`: " + why};
}

// The bound that holds now: the tighter one only ever tightens.
Value bound_of(const View& view, const plan::Limit& limit) {
  const Value bound = plan::evaluate(limit.bound, view);
  if (!limit.tightened_to || !limit.tightened_when) return bound;
  const Value when = plan::evaluate(*limit.tightened_when, view);
  const auto* holds = std::get_if<bool>(&when);
  if (holds != nullptr && !*holds) return bound;
  // It applies, or it cannot be told whether it does: the tighter of the two.
  const Value tighter = plan::evaluate(*limit.tightened_to, view);
  const auto* a = std::get_if<Rational>(&bound);
  const auto* b = std::get_if<Rational>(&tighter);
  if (a == nullptr) return bound;
  if (b == nullptr) return tighter;
  const bool at_most = limit.comparison == Op::less_or_equal || limit.comparison == Op::less;
  return (at_most ? *b < *a : *a < *b) ? tighter : bound;
}

bool keeps(Op comparison, const Rational& quantity, const Rational& bound) {
  if (comparison == Op::less) return quantity < bound;
  if (comparison == Op::less_or_equal) return quantity <= bound;
  if (comparison == Op::greater) return quantity > bound;
  if (comparison == Op::greater_or_equal) return quantity >= bound;
  return quantity == bound;
}

bool is_worse(Op comparison, const Rational& after, const Rational& before) {
  const bool at_most = comparison == Op::less_or_equal || comparison == Op::less;
  return at_most ? before < after : after < before;
}

// Less debt, or more that secures it, and nothing else: cannot raise a risk whatever the prices
// are.
bool lowers_risk(const Terms& terms, const Request& request) {
  bool lowers = false;
  for (const Part& part : request.parts) {
    for (const plan::Flow& flow : terms.of(part.action).action->flows) {
      if (flow.kind == FlowKind::owe || flow.kind == FlowKind::release) return false;
      if (flow.kind == FlowKind::settle || flow.kind == FlowKind::lock) lowers = true;
    }
  }
  return lowers;
}

// "ltv would be 32.47%".
std::string shown(const Terms& terms, const plan::Expression& quantity, const Value& value) {
  return plan::to_text(terms.plan(), quantity) + " would be " +
         plan::to_text(value, plan::unit_of(terms.plan(), quantity));
}

// Where the books stand once everything that is out is done as expected: two steps side by side
// must keep a cap together. Nothing when that is where they stand now.
std::optional<Books> with_open_attempts(const Turn& turn) {
  std::optional<Books> books;
  for (const StepId id : turn.state().alive) {
    const StepState& step = step_of(turn.state(), id);
    const auto expected = step.open ? expected_outcome(step.open->request) : std::nullopt;
    if (!expected) continue;
    Books tried = books ? *books : turn.state().books;
    void_reservations(tried, step.open->request);
    if (settle(turn.terms(), turn.state(), tried, step.open->request, *expected))
      books = std::move(tried);
  }
  return books;
}

class Trial {
 public:
  Trial(Turn& turn, StepId step, const Request& request, const Outcome& outcome)
      : turn_(turn), request_(request), apart_(with_open_attempts(turn)), after_(before()) {
    // The trial pays without a reservation: what the step drew, or set aside, is simply there.
    for (const Draw& aside : step_of(turn.state(), step).set_aside) {
      after_.ledger.void_reservation(aside);
    }
    possible_ = settle(turn.terms(), turn.state(), after_, request, outcome);
  }

  [[nodiscard]] const std::expected<void, std::string>& possible() const { return possible_; }

  Judgement cap(const plan::Limit& limit) {
    turn_.begin_looking();
    const View before = turn_.view(this->before());
    const View after = turn_.view(after_);
    const Value then = plan::evaluate(limit.quantity, after);
    const Value bound = bound_of(after, limit);
    const Value now = plan::evaluate(limit.quantity, before);
    if (turn_.must_read()) return {.truth = Truth::unread, .why = {}};
    const auto* q = std::get_if<Rational>(&then);
    const auto* b = std::get_if<Rational>(&bound);
    if (q == nullptr || b == nullptr) {
      if (lowers_risk(turn_.terms(), request_)) return passes;
      return blocked(limit, "it cannot be told: " + to_text(q == nullptr ? then : bound));
    }
    if (keeps(limit.comparison, *q, *b)) return passes;
    const auto* was = std::get_if<Rational>(&now);
    if (was != nullptr && !is_worse(limit.comparison, *q, *was)) return passes;
    return blocked(limit, shown(turn_.terms(), limit.quantity, then));
  }

  Judgement cover(const plan::Limit& limit) {
    const auto position = turn_.terms().find_position(limit.subject);
    if (!position) return passes;
    turn_.begin_looking();
    const Value then = cover_of(turn_.view(after_), *position, limit.without);
    const Value now = cover_of(turn_.view(before()), *position, limit.without);
    if (turn_.must_read()) return {.truth = Truth::unread, .why = {}};
    const auto* left = std::get_if<Rational>(&then);
    if (left == nullptr) {
      if (lowers_risk(turn_.terms(), request_)) return passes;
      return blocked(limit, "it cannot be told: " + to_text(then));
    }
    if (!left->is_negative()) return passes;
    const auto* was = std::get_if<Rational>(&now);
    if (was != nullptr && *was <= *left) return passes;
    return blocked(limit, "what is owned would fall short of the debt by " +
                              plan::to_text(Value(negate(*left)), "USD"));
  }

 private:
  [[nodiscard]] const Books& before() const { return apart_ ? *apart_ : turn_.state().books; }

  Turn& turn_;
  const Request& request_;
  std::optional<Books> apart_;  // what is out done as expected, where something is out
  Books after_;                 // and this request too
  std::expected<void, std::string> possible_;
};

Judgement pledge(const Terms& terms, const plan::Limit& limit, const Request& request) {
  for (const Part& part : request.parts) {
    for (const plan::Flow& flow : terms.of(part.action).action->flows) {
      if (flow.kind != FlowKind::lock) continue;
      // What counts as an asset is pledged as that asset.
      if (flow.asset == limit.subject ||
          terms.of(terms.asset(flow.asset)).counts_as == limit.subject)
        return blocked(limit, "it would be pledged");
    }
  }
  return passes;
}

Amount fees_so_far(const State& state, AssetId asset) {
  Amount sum;
  for (const Entry& entry : state.books.ledger.entries()) {
    if (entry.account.kind == AccountKind::fees && entry.account.asset == asset)
      sum = sum_of(sum, entry.balance);
  }
  return sum;
}

// What was spent, what this action costs, and what is set aside for the defences' own.
Judgement within_gas(Turn& turn, StepId step) {
  const plan::Gas& gas = turn.terms().plan().gas;
  if (!gas.at_most) return passes;
  turn.begin_looking();
  const AssetId asset = turn.terms().asset(gas.asset);
  const View view = turn.view();
  const Value budget = plan::evaluate(*gas.at_most, view);
  const Value fee = view.reading({.kind = ReadingKind::fee});
  if (turn.must_read()) return {.truth = Truth::unread, .why = {}};
  const auto* most = std::get_if<Rational>(&budget);
  const auto* next = std::get_if<Rational>(&fee);
  if (most == nullptr || next == nullptr) {
    return {.truth = Truth::no,
            .why = "the fee cannot be told: " + to_text(most == nullptr ? budget : fee)};
  }
  const Amount aside = gas_aside_of_others(turn.state(), step);
  const Amount taken = sum_of(fees_so_far(turn.state(), asset), aside);
  // What is out will cost as much as this, by all one knows.
  const auto out = std::ranges::count_if(
      turn.state().alive, [&](StepId id) { return step_of(turn.state(), id).open.has_value(); });
  const auto coming = multiply(*next, Rational(static_cast<std::int64_t>(out) + 1));
  const auto sum = coming ? add(in_units(turn.terms(), asset, taken), *coming) : coming;
  if (sum && *sum <= *most) return passes;
  std::string why = "the gas budget of " + to_text(budget) + " " + gas.asset +
                    " does not cover another " + to_text(fee);
  if (!aside.is_zero())
    why += " beside the " + to_text(turn.terms(), asset, aside) + " set aside for defences";
  return {.truth = Truth::no, .why = std::move(why)};
}

// What the request would come to: as the core expects, else as the world quotes it.
std::optional<Outcome> outcome_of(Turn& turn, const Request& request) {
  if (auto expected = expected_outcome(request)) return expected;
  const Outcome* quote = turn.quote_for(request);
  return quote == nullptr ? std::nullopt : std::optional(*quote);
}

}  // namespace

Judgement allowed(Turn& turn, StepId step, const Request& request) {
  const Terms& terms = turn.terms();
  if (const Judgement gas = within_gas(turn, step); gas.truth != Truth::yes) return gas;
  if (terms.plan().limits.empty()) return passes;
  for (const plan::Limit& limit : terms.plan().limits) {
    if (limit.kind != LimitKind::never_pledge) continue;
    if (Judgement judgement = pledge(terms, limit, request); judgement.truth != Truth::yes)
      return judgement;
  }
  const auto outcome = outcome_of(turn, request);
  if (!outcome) return {.truth = Truth::unread, .why = {}};
  // It is expected to fail: then nothing moves, and the world's own answer is what counts.
  if (outcome->kind != OutcomeKind::done && outcome->kind != OutcomeKind::partial) return passes;
  Trial trial(turn, step, request, *outcome);
  if (!trial.possible()) return {.truth = Truth::no, .why = trial.possible().error()};
  Judgement result = passes;
  for (const plan::Limit& limit : terms.plan().limits) {
    if (limit.kind == LimitKind::never_pledge) continue;
    const Judgement judgement =
        limit.kind == LimitKind::cap ? trial.cap(limit) : trial.cover(limit);
    if (judgement.truth == Truth::no) return judgement;
    if (judgement.truth == Truth::unread)
      result = judgement;  // the others may have readings to ask for too
  }
  return result;
}

void look_ahead(Turn& turn) {
  const View view = turn.view();
  for (std::uint32_t i = 0; i < turn.terms().plan().limits.size(); ++i)
    static_cast<void>(headroom(view, LimitId{i}));
  if (turn.terms().plan().gas.at_most) static_cast<void>(view.reading({.kind = ReadingKind::fee}));
}

void watch_limits(Turn& turn) {
  for (std::uint32_t i = 0; i < turn.terms().plan().limits.size(); ++i) {
    const plan::Limit& limit = turn.terms().plan().limits[i];
    const bool watched =
        limit.kind == LimitKind::cap && (limit.mode == plan::LimitMode::always || limit.warn_at);
    if (!watched) continue;
    turn.begin_looking();
    const View view = turn.view();
    const Value quantity = plan::evaluate(limit.quantity, view);
    const Value bound = bound_of(view, limit);
    const Value warning = limit.warn_at ? plan::evaluate(*limit.warn_at, view) : bound;
    if (turn.must_read()) continue;
    const auto* q = std::get_if<Rational>(&quantity);
    const auto* b = std::get_if<Rational>(&bound);
    const auto* w = std::get_if<Rational>(&warning);
    if (q == nullptr || b == nullptr || w == nullptr) continue;
    const LimitState& known = turn.state().limits[i];
    const bool breached = limit.mode == plan::LimitMode::always && !keeps(limit.comparison, *q, *b);
    const bool warned = limit.warn_at && !keeps(limit.comparison, *q, *w);
    const auto value = [&] {
      return plan::to_text(quantity, plan::unit_of(turn.terms().plan(), limit.quantity));
    };
    if (breached && !known.breached)
      turn.record(LimitBreached{.limit = LimitId{i}, .value = value()});
    if (warned && !known.warned) turn.record(LimitWarned{.limit = LimitId{i}, .value = value()});
    if (!breached && !warned && (known.breached || known.warned))
      turn.record(LimitCleared{.limit = LimitId{i}});
  }
}

std::optional<Headroom> headroom(const View& view, LimitId id) {
  const plan::Limit& limit = view.terms().of(id);
  if (limit.kind == LimitKind::never_pledge) return std::nullopt;
  Headroom room;
  if (limit.kind == LimitKind::repayable) {
    const auto position = view.terms().find_position(limit.subject);
    if (!position) return std::nullopt;
    room.quantity = cover_of(view, *position, limit.without);
    room.bound = Rational();
    room.left = room.quantity;
    return room;
  }
  room.quantity = plan::evaluate(limit.quantity, view);
  room.bound = bound_of(view, limit);
  const auto* q = std::get_if<Rational>(&room.quantity);
  const auto* b = std::get_if<Rational>(&room.bound);
  if (q == nullptr || b == nullptr) {
    room.left = q == nullptr ? room.quantity : room.bound;
    return room;
  }
  const bool at_most = limit.comparison == Op::less_or_equal || limit.comparison == Op::less;
  const auto left = at_most ? subtract(*b, *q) : subtract(*q, *b);
  room.left =
      left ? Value(*left) : Value(plan::Unavailable{std::string(values::describe(left.error()))});
  return room;
}

}  // namespace dealwright::core
