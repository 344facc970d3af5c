// Virtual time, attempts, the script and people's answers.
#include "engine/adapters/simulated/simulated_world.hpp"

#include <algorithm>
#include <utility>

#include "engine/adapters/simulated/performance.hpp"
#include "engine/adapters/simulated/surroundings.hpp"
#include "engine/core/money.hpp"

namespace dealwright::simulated {

using core::Outcome;
using core::OutcomeKind;
using core::Signal;
using ports::Result;
using values::Rational;
using values::TimePoint;

namespace {

// What this world says when it is asked how long a block takes and nothing says so: as on Ethereum.
constexpr values::Duration block_time_told = values::seconds(12);

// The first line of the script that speaks of a request and is not used up.
std::optional<std::size_t> line_for(const core::Terms& terms, const Setting& setting,
                                    const WorldRecord& record, const core::Request& request) {
  for (std::size_t i = 0; i < setting.script.size(); ++i) {
    const plan::OnAction& line = setting.script[i];
    if (!matches(terms, line.action, request)) continue;
    const auto* fails = std::get_if<plan::OutcomeFails>(&line.outcome);
    if (fails != nullptr && fails->times && record.used[i] >= *fails->times) continue;
    return i;
  }
  return std::nullopt;
}

bool is_frozen(const core::Terms& terms, const WorldRecord& record, const core::Request& request) {
  const auto frozen = record.frozen.find(terms.of(request.parts[0].action).action->module);
  return frozen != record.frozen.end() && frozen->second;
}

// What is refused is refused at once; only what happens takes its time.
bool is_refused(const core::Terms& terms, const Setting& setting, const WorldRecord& record,
                const core::Request& request) {
  const auto line = line_for(terms, setting, record, request);
  return is_frozen(terms, record, request) ||
         (line && std::holds_alternative<plan::OutcomeFails>(setting.script[*line].outcome));
}

// How long the world takes for a request: the longest of its actions. One without `takes` is in the
// next block.
values::Duration time_for(const core::Terms& terms, const Conditions& conditions,
                          const core::Request& request, values::Duration block_time) {
  values::Duration longest;
  for (const core::Part& part : request.parts) {
    const plan::Action& action = *terms.of(part.action).action;
    // What is asked of a place of its own, such as an exchange, waits for no block.
    const bool on_chain = std::ranges::any_of(action.calls, [](const plan::Call& call) {
      return call.contract.find('.') != std::string::npos;
    });
    values::Duration taken = on_chain ? block_time : values::Duration();
    if (action.takes) {
      const plan::Value value =
          plan::evaluate(*action.takes, WorldSurroundings(terms, conditions, part.locals));
      const auto* number = std::get_if<Rational>(&value);
      const auto whole =
          number == nullptr ? std::nullopt : std::optional(values::to_whole(*number));
      taken.milliseconds = whole && *whole ? **whole : 0;
    }
    longest = std::max(longest, taken);
  }
  return std::min(longest, values::duration_max);
}

}  // namespace

struct SimulatedWorld::Due {
  TimePoint at;
  enum class Kind : std::uint8_t { attempt, event, answer } kind = Kind::attempt;
  std::string attempt;
  std::size_t answer = 0;
};

SimulatedWorld::SimulatedWorld(const core::Terms& terms, Setting setting,
                               const values::Amount& capital)
    : terms_(terms), setting_(std::move(setting)) {
  record_.conditions.now = setting_.start;
  record_.conditions.prices = setting_.prices;
  record_.conditions.settings = setting_.settings;
  record_.used.resize(setting_.script.size());
  record_.conditions.wallet[terms.asset(terms.plan().capital.asset)] = capital;
  for (const core::PositionAmount& taken : adopted_in(terms, setting_)) {
    record_.conditions.positions[terms.of(taken.position).name] = {
        .open = true, .principal = taken.amount, .since = setting_.start};
  }
}

SimulatedWorld::SimulatedWorld(const core::Terms& terms, Setting setting, WorldRecord record)
    : terms_(terms), setting_(std::move(setting)), record_(std::move(record)) {
  for (const auto& [name, attempt] : record_.attempts) {
    if (attempt.stage == Stage::pending) pending_.emplace(attempt.due, name);
  }
}

Result<void> SimulatedWorld::perform(const core::Request& request) {
  if (const auto known = record_.attempts.find(request.attempt); known != record_.attempts.end()) {
    if (known->second.stage == Stage::finished) tell(request.attempt, known->second.outcome);
    return {};
  }
  Attempt& attempt = record_.attempts[request.attempt];
  attempt.request = request;
  attempt.due = record_.conditions.now;
  const auto chosen = chosen_.find(request.attempt);
  const bool refused = chosen == chosen_.end()
                           ? is_refused(terms_, setting_, record_, request)
                           : std::holds_alternative<plan::OutcomeFails>(chosen->second);
  if (!refused) {
    attempt.due = attempt.due + time_for(terms_, record_.conditions, request, setting_.block_time);
  }
  pending_.emplace(attempt.due, request.attempt);
  changed_.insert(request.attempt);
  return {};
}

Result<void> SimulatedWorld::look_up(const std::string& attempt) {
  const auto known = record_.attempts.find(attempt);
  if (known == record_.attempts.end()) {
    tell(attempt, {.kind = OutcomeKind::no_effect, .failure = "never_seen"});
    return {};
  }
  if (known->second.stage == Stage::hidden) {
    known->second.stage = Stage::finished;
    changed_.insert(attempt);
  }
  if (known->second.stage == Stage::finished) tell(attempt, known->second.outcome);
  return {};
}

Result<void> SimulatedWorld::cancel(const std::string& attempt) {
  const auto known = record_.attempts.find(attempt);
  if (known != record_.attempts.end() && known->second.stage == Stage::pending) {
    pending_.erase({known->second.due, attempt});
    known->second.stage = Stage::finished;
    known->second.outcome = {.kind = OutcomeKind::no_effect, .failure = "cancelled"};
    if (charges_.contains(attempt)) pay_fee(known->second);
    changed_.insert(attempt);
  }
  return look_up(attempt);
}

Result<ports::Answers> SimulatedWorld::read(const core::ReadValues& asked) {
  ports::Answers answers;
  for (const core::ReadingKey& key : asked.keys)
    answers.readings.push_back({.key = key, .value = value_of(key)});
  for (const core::Request& request : asked.quotes) {
    Conditions tried = record_.conditions;
    answers.quotes.push_back(
        {.attempt = request.attempt, .outcome = carry_out(terms_, tried, request, {})});
  }
  return answers;
}

Result<std::optional<Signal>> SimulatedWorld::next(std::optional<TimePoint> until) {
  while (record_.told.empty()) {
    const auto due = earliest();
    if (!due || (until && due->at > *until)) {
      if (until && *until > record_.conditions.now) record_.conditions.now = *until;
      return std::optional<Signal>();
    }
    record_.conditions.now = std::max(record_.conditions.now, due->at);
    switch (due->kind) {
      case Due::Kind::attempt: happen(record_.attempts.at(due->attempt)); break;
      case Due::Kind::event:
        record_.told.push_back(event(setting_.events[record_.next_event++]));
        break;
      case Due::Kind::answer:
        record_.told.push_back(
            {.at = record_.conditions.now, .what = record_.answers[due->answer].what});
        record_.answers.erase(record_.answers.begin() + static_cast<std::ptrdiff_t>(due->answer));
        break;
    }
  }
  Signal signal = std::move(record_.told.front());
  record_.told.pop_front();
  return std::optional(std::move(signal));
}

Result<void> SimulatedWorld::ask(const core::AskApproval& question) {
  const auto role = std::ranges::find(setting_.answers, question.role, &plan::RoleAnswer::role);
  if (role == setting_.answers.end()) return {};  // nobody answers
  const core::ApprovalAnswered answer{
      .step = question.step,
      .approval = question.approval,
      .bound_to = question.bound_to,
      .verdict = role->approves ? core::Verdict::approve : core::Verdict::refuse,
      .by = question.role};
  const bool asked_before = std::ranges::any_of(record_.answers, [&](const Answer& known) {
    return known.what.step == answer.step && known.what.approval == answer.approval &&
           known.what.bound_to == answer.bound_to;
  });
  if (!asked_before)
    record_.answers.push_back({.at = record_.conditions.now + role->after, .what = answer});
  return {};
}

std::optional<values::Amount> SimulatedWorld::amount_of(core::PositionId position) const {
  return WorldSurroundings(terms_, record_.conditions).amount_of(position);
}

void SimulatedWorld::let_go(core::PositionId position) {
  record_.conditions.positions.erase(terms_.of(position).name);
}

plan::Value SimulatedWorld::value_of(const core::ReadingKey& key) const {
  const WorldSurroundings surroundings(terms_, record_.conditions);
  switch (key.kind) {
    case core::ReadingKind::price:
      return surroundings.look_up({.op = plan::Op::price, .name = key.name}, {});
    case core::ReadingKind::query: return surroundings.query(key.name, key.args);
    case core::ReadingKind::volatility:
      return surroundings.look_up({.op = plan::Op::volatility, .name = key.name}, {});
    case core::ReadingKind::fee: return setting_.fee;
    case core::ReadingKind::block_time: {
      const bool is_set = setting_.block_time != values::Duration();
      return Rational((is_set ? setting_.block_time : block_time_told).milliseconds);
    }
  }
  return plan::Unavailable{"unknown"};
}

std::optional<SimulatedWorld::Due> SimulatedWorld::earliest() const {
  std::optional<Due> first;
  const auto consider = [&](Due due) {
    if (!first || due.at < first->at) first = std::move(due);
  };
  if (record_.next_event < setting_.events.size()) {
    consider({.at = setting_.start + setting_.events[record_.next_event].at,
              .kind = Due::Kind::event,
              .attempt = {}});
  }
  if (!pending_.empty()) {
    const auto& [at, name] = *pending_.begin();
    consider({.at = at, .kind = Due::Kind::attempt, .attempt = name});
  }
  for (std::size_t i = 0; i < record_.answers.size(); ++i) {
    consider({.at = record_.answers[i].at, .kind = Due::Kind::answer, .attempt = {}, .answer = i});
  }
  return first;
}

void SimulatedWorld::happen(Attempt& attempt) {
  const std::string name = attempt.request.attempt;
  pending_.erase({attempt.due, name});
  changed_.insert(name);
  const auto scripted = script_for(attempt.request);
  Bend bend;
  std::optional<std::string> fails;
  bool hidden = false;
  if (is_frozen(terms_, record_, attempt.request)) fails = "frozen";
  if (scripted) {
    if (const auto* line = std::get_if<plan::OutcomeFails>(&*scripted)) fails = line->name;
    if (const auto* line = std::get_if<plan::OutcomePays>(&*scripted)) bend.pays = line->ratio;
    if (const auto* line = std::get_if<plan::OutcomeFills>(&*scripted)) bend.fills = line->ratio;
    hidden = std::holds_alternative<plan::OutcomeUnknown>(*scripted);
  }
  attempt.outcome = fails ? Outcome{.kind = OutcomeKind::no_effect, .failure = *fails}
                          : carry_out(terms_, record_.conditions, attempt.request, bend);
  pay_fee(attempt);
  attempt.stage = hidden ? Stage::hidden : Stage::finished;
  tell(name,
       hidden ? Outcome{.kind = OutcomeKind::unknown, .failure = "no answer"} : attempt.outcome);
}

Signal SimulatedWorld::event(const plan::TimedEvent& event) {
  Signal signal{.at = record_.conditions.now, .what = core::TimePassed{}};
  if (const auto* move = std::get_if<plan::PriceMove>(&event.what)) {
    Rational& price = record_.conditions.prices[move->asset];
    const auto factor = add(Rational(1), move->by);
    const auto moved = factor ? multiply(price, *factor) : factor;
    if (moved) price = *moved;
  } else if (const auto* set = std::get_if<plan::WorldSetting>(&event.what)) {
    const plan::Value value =
        plan::evaluate(set->value, WorldSurroundings(terms_, record_.conditions));
    const auto* number = std::get_if<Rational>(&value);
    if (set->what.op == plan::Op::price && number != nullptr) {
      record_.conditions.prices[set->what.name] = *number;
    } else {
      bring_up_to_date();
      const std::string key = core::to_text(core::query_key(set->what.name, set->what.args));
      record_.conditions.settings[key] = value;
      record_.conditions.states.erase(key);  // what actions had made of it
    }
  } else if (const auto* freeze = std::get_if<plan::FreezeChange>(&event.what)) {
    // The deal speaks of its own name for the module.
    for (const plan::Module& module : terms_.plan().modules) {
      if (module.alias == freeze->module || module.name == freeze->module)
        record_.frozen[module.name] = freeze->frozen;
    }
  } else {
    const auto& act = std::get<plan::OperatorAct>(event.what);
    core::Commanded command{.by = "operator"};
    switch (act.verb) {
      case plan::OperatorVerb::pauses: command.command = core::Command::pause; break;
      case plan::OperatorVerb::resumes: command.command = core::Command::resume; break;
      case plan::OperatorVerb::cancels: command.command = core::Command::cancel; break;
      case plan::OperatorVerb::retries: command.command = core::Command::resume_step; break;
      case plan::OperatorVerb::skips: command.command = core::Command::skip_step; break;
    }
    if (const auto step = terms_.find_step(act.step)) command.step = *step;
    signal.what = command;
  }
  return signal;
}

// What has grown so far has grown by the settings as they were: each state whose age a query looks
// at takes that query's value, and interest becomes principal.
void SimulatedWorld::bring_up_to_date() {
  Conditions& conditions = record_.conditions;
  const WorldSurroundings surroundings(terms_, conditions);
  std::map<std::string, WorldState> grown;
  std::map<std::string, values::Amount> principals;
  for (const plan::Module& module : terms_.plan().modules) {
    for (const plan::Query& query : module.queries) {
      if (!query.model) continue;
      plan::walk(*query.model, [&](const plan::Expression& part) {
        constexpr std::string_view age = ".age";
        if (part.op != plan::Op::local || !part.name.ends_with(age)) return;
        const std::string state = part.name.substr(0, part.name.size() - age.size());
        if (!conditions.states.contains(state)) return;
        grown[state] = {.value = plan::evaluate(*query.model, surroundings),
                        .since = conditions.now};
      });
    }
  }
  for (const auto& [name, position] : conditions.positions) {
    if (!position.open) continue;
    if (const auto amount = surroundings.amount_of(terms_.position(name)))
      principals[name] = *amount;
  }
  for (auto& [state, value] : grown)
    conditions.states[state] = std::move(value);
  for (const auto& [name, amount] : principals) {
    conditions.positions[name].principal = amount;
    conditions.positions[name].since = conditions.now;
  }
}

// Using a line is part of the record.
std::optional<plan::ScriptedOutcome> SimulatedWorld::script_for(const core::Request& request) {
  if (const auto chosen = chosen_.find(request.attempt); chosen != chosen_.end())
    return chosen->second;
  const auto line = line_for(terms_, setting_, record_, request);
  if (!line) return std::nullopt;
  ++record_.used[*line];
  return setting_.script[*line].outcome;
}

void SimulatedWorld::tell(const std::string& attempt, const Outcome& outcome) {
  record_.told.push_back({.at = record_.conditions.now,
                          .what = core::ActionReported{.attempt = attempt, .outcome = outcome}});
}

void SimulatedWorld::pay_fee(Attempt& attempt) {
  attempt.outcome.fee = fee_of(attempt.request.attempt, attempt.outcome.kind);
  if (!terms_.find_bucket(terms_.plan().gas.payer)) return;
  values::Amount& purse = record_.conditions.wallet[terms_.asset(terms_.plan().gas.asset)];
  purse = core::difference_of(purse, values::smaller(purse, attempt.outcome.fee));
}

values::Amount SimulatedWorld::fee_of(const std::string& attempt, OutcomeKind kind) const {
  const auto asset = terms_.find_asset(terms_.plan().gas.asset);
  if (!asset) return {};
  const auto one = values::to_amount(setting_.fee, terms_.decimals(*asset), values::Rounding::up);
  const auto charged = charges_.find(attempt);
  if (!one || charged == charges_.end()) return one.value_or(values::Amount());
  const bool failed = kind == OutcomeKind::no_effect;
  const Charge& charge = charged->second;
  return values::multiply(*one, values::Amount(failed ? charge.when_failed : charge.when_done))
      .value_or(core::amount_max);
}

void SimulatedWorld::forget_attempts_but(const std::set<std::string>& known) {
  const auto is_forgotten = [&](const auto& entry) { return !known.contains(entry.first); };
  std::erase_if(record_.attempts, is_forgotten);
  std::erase_if(chosen_, is_forgotten);
  std::erase_if(charges_, is_forgotten);
  std::erase_if(pending_, [&](const auto& due) { return !known.contains(due.second); });
}

bool matches(const core::Terms& terms, const plan::ActionReference& reference,
             const core::Request& request) {
  if (reference.rung && *reference.rung != request.rung) return false;
  return std::ranges::any_of(request.parts, [&](const core::Part& part) {
    const core::ActionPlace& place = terms.of(part.action);
    if (!reference.step.empty() && terms.of(place.step).name != reference.step) return false;
    return plan::speaks_of(reference, *place.action);
  });
}

std::vector<core::PositionAmount> adopted_in(const core::Terms& terms, const Setting& setting) {
  std::vector<core::PositionAmount> adopted;
  for (const auto& [name, amount] : setting.adopted) {
    if (const auto position = terms.find_position(name))
      adopted.push_back({.position = *position, .amount = amount});
  }
  return adopted;
}

const plan::Position* unsaid_adoption(const core::Terms& terms, const Setting& setting) {
  for (const plan::Position& position : terms.plan().positions) {
    if (!position.adopted.empty() && !setting.adopted.contains(position.name)) return &position;
  }
  return nullptr;
}

}  // namespace dealwright::simulated
