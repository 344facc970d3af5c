// One decision in the making: the state as far as it has come, the signal, and what was recorded
// and requested so far. The rules take a turn, look at its state and record facts; a fact is
// applied at once, so the next rule sees it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "engine/core/effect.hpp"
#include "engine/core/fact.hpp"
#include "engine/core/money.hpp"
#include "engine/core/signal.hpp"
#include "engine/core/state.hpp"
#include "engine/core/view.hpp"

namespace dealwright::core {

// How a condition stands. `unread`: a reading is missing that was now asked for; look again when it
// has come.
enum class Truth : std::uint8_t { yes, no, unread };
struct Judgement {
  Truth truth = Truth::no;
  std::string why;  // no: "`ltv <= 30%`: ltv is 31%" or why it cannot be told
};

class Turn {
 public:
  Turn(const Terms& terms, State state, const Signal& signal)
      : terms_(terms), state_(std::move(state)), signal_(signal), readings_(signal.readings) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  [[nodiscard]] const Terms& terms() const { return terms_; }
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] const Signal& signal() const { return signal_; }
  [[nodiscard]] values::TimePoint now() const { return signal_.at; }

  void record(FactKind what);
  void request(Effect effect) { effects_.push_back(std::move(effect)); }

  // The state's own books, or others that are tried, with the names of a step.
  [[nodiscard]] View view(const Scope& scope = {}) {
    return {terms_, state_, state_.books, readings_, scope};
  }
  [[nodiscard]] View view(const Books& books, const Scope& scope = {}) {
    return {terms_, state_, books, readings_, scope};
  }

  // Before looking, and after: whether something that was looked at is not there. Everything that
  // the turn looked at is then asked for together, because the signal that answers must carry all
  // of it.
  void begin_looking() { readings_.forget_missing(); }
  [[nodiscard]] bool must_read();
  // The world's own estimate of a request, when it came with the signal; asked for otherwise.
  [[nodiscard]] const Outcome* quote_for(const Request& request);
  [[nodiscard]] bool waits_for_readings() const { return reads_; }

  [[nodiscard]] Judgement judge(const plan::Expression& condition, const Scope& scope = {});

  struct Result {
    State state;
    std::vector<Fact> facts;
    std::vector<Effect> effects;
  };
  [[nodiscard]] Result finish();

 private:
  const Terms& terms_;
  State state_;
  const Signal& signal_;
  Readings readings_;
  std::vector<Fact> facts_;
  std::vector<Effect> effects_;
  bool reads_ = false;
  std::vector<Request> quotes_;  // looked at
};

// The names that the guards and actions of a step know. A ladder between two rungs speaks of the
// one to come.
[[nodiscard]] Scope scope_of(Turn& turn, StepId step);
[[nodiscard]] std::optional<RungSource> rung_of(const Turn& turn, StepId step);
// "5 USDT", "31%", "true", or why there is none.
[[nodiscard]] std::string to_text(const plan::Value& value);

}  // namespace dealwright::core
