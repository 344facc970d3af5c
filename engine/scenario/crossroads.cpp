// The digest of a crossroads: a packed state without its times, and what the world still has in
// hand.
#include "engine/scenario/crossroads.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/failure.hpp"
#include "engine/core/order.hpp"
#include "engine/core/turn.hpp"
#include "engine/runtime/packed_state.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;
using values::TimePoint;

// "open_credit.borrow" of "open_credit.borrow#3": how many there were before is the past.
std::string_view without_number(std::string_view attempt) {
  return attempt.substr(0, attempt.rfind('#'));
}

State timeless(const State& known) {
  State state = known;
  state.facts = 0;
  state.now = {};
  state.started_at = {};
  state.readings.clear();
  state.why.clear();
  for (core::StepState& step : state.steps) {
    step.requests = 0;
    step.why.clear();
    step.began_at.reset();
    step.waiting_since.reset();
    if (step.waiting_until) step.waiting_until = TimePoint();
    if (step.retry_at) step.retry_at = TimePoint();
    for (core::ApprovalState& approval : step.approvals) {
      approval.until = {};
      approval.bound_to = 0;
    }
    if (!step.open) continue;
    step.open->requested_at = {};
    step.open->look_up_at = {};
    step.open->give_up_at.reset();
    step.open->request.attempt = without_number(step.open->request.attempt);
  }
  return state;
}

// The times at which something happens by itself, in a fixed order of what it is; what is due
// already is due now.
class Agenda {
 public:
  Agenda(const Terms& terms, const Crossroads& at) : now_(at.world.record().conditions.now) {
    for (std::uint32_t i = 0; i < at.state.steps.size(); ++i)
      step(terms, at, core::StepId{i});
  }
  // The place of each in the order of time, equal ones at one place.
  [[nodiscard]] std::string places() const {
    std::vector<TimePoint> sorted = times_;
    std::ranges::sort(sorted);
    const auto same = std::ranges::unique(sorted);
    sorted.erase(same.begin(), same.end());
    std::string places;
    for (const TimePoint time : times_) {
      const auto place = std::ranges::lower_bound(sorted, time) - sorted.begin();
      places += std::to_string(place) + ",";
    }
    return places;
  }

 private:
  void step(const Terms& terms, const Crossroads& at, core::StepId id) {
    const core::StepState& step = core::step_of(at.state, id);
    if (step.open) {
      const auto known = at.world.record().attempts.find(step.open->request.attempt);
      if (known != at.world.record().attempts.end() &&
          known->second.stage == simulated::Stage::pending)
        add(known->second.due);
      if (step.open->life == core::TransactionStatus::unknown) add(step.open->look_up_at);
    }
    add(step.waiting_until);
    add(step.retry_at);
    add(core::timeout_of(terms, at.state, id));
    for (const core::ApprovalState& approval : step.approvals) {
      if (approval.status == core::ApprovalStatus::asked) add(approval.until);
    }
    if (step.status == core::StepStatus::waiting) add(core::not_before(terms, at.state, id));
  }
  void add(const std::optional<TimePoint>& time) {
    if (time) times_.push_back(std::max(*time, now_));
  }

  TimePoint now_;
  std::vector<TimePoint> times_;
};

class Key {
 public:
  void add(std::string_view field) {
    text_ += std::to_string(field.size());
    text_ += ':';
    text_ += field;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void add_question(const Terms& terms, const Crossroads& at, Key& key) {
  if (!at.question) return key.add("nothing");
  const auto* request = std::get_if<core::Request>(&*at.question);
  key.add(request == nullptr ? words_of(terms, *at.question)
                             : std::string(without_number(request->attempt)));
}

// What is out and decided, and what was said to the engine and has not reached it.
void add_attempts(const Terms& terms, const Crossroads& at, Key& key) {
  const simulated::WorldRecord& world = at.world.record();
  for (const core::StepState& step : at.state.steps) {
    if (!step.open) continue;
    const std::string& attempt = step.open->request.attempt;
    const auto choice = at.chosen.attempts.find(attempt);
    key.add(choice == at.chosen.attempts.end() ? "undecided" : choice->second);
    const auto known = world.attempts.find(attempt);
    key.add(known == world.attempts.end() ? "not there"
                                          : std::to_string(static_cast<int>(known->second.stage)));
    for (const core::Signal& signal : world.told) {
      const auto* report = std::get_if<core::ActionReported>(&signal.what);
      if (report != nullptr && report->attempt == attempt) key.add("told");
    }
  }
  for (const core::ApprovalAnswered& answer : at.chosen.answers) {
    key.add(terms.of(answer.step).name);
    key.add(answer.verdict == core::Verdict::approve ? "approves" : "rejects");
  }
}

std::string exact(const plan::Value& value) {
  const auto* number = std::get_if<values::Rational>(&value);
  return number == nullptr ? core::to_text(value) : values::to_fraction(*number);
}

void add_world(const Terms& terms, const simulated::WorldRecord& world, Key& key) {
  for (const auto& [asset, price] : world.conditions.prices)
    key.add(asset + values::to_fraction(price));
  for (const auto& [name, position] : world.conditions.positions)
    key.add(name + values::to_digits(position.principal));
  for (const auto& [asset, amount] : world.conditions.wallet)
    key.add(terms.of(asset).name + values::to_digits(amount));
  for (const auto& [name, kept] : world.conditions.states)
    key.add(name + exact(kept.value));
  for (const auto& [module, frozen] : world.frozen)
    key.add(module + (frozen ? "frozen" : ""));
  for (const std::uint32_t used : world.used)
    key.add(std::to_string(used));
  key.add(std::to_string(world.next_event));
}

}  // namespace

values::Digest digest_of(const Terms& terms, const Crossroads& at) {
  Key key;
  State state = timeless(at.state);
  for (const auto& [action, failure] : at.chosen.doomed) {
    key.add(terms.of(action).action->id);
    key.add(failure);
    // How often it has failed already is a question of time.
    core::step_of(state, terms.of(action).step).attempts = 0;
  }
  key.add(runtime::pack(state));
  key.add(at.market == Market::moved ? "moved" : "calm");
  key.add(at.costs == Costs::most ? "most" : "least");
  key.add(at.failing == Failing::each ? "each" : "for good");
  add_question(terms, at, key);
  key.add(Agenda(terms, at).places());
  add_attempts(terms, at, key);
  add_world(terms, at.world.record(), key);
  return values::sha256(key.text());
}

}  // namespace dealwright::scenario
