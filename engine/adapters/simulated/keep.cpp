// Writes and reads the record of a world, row by row.
#include "engine/adapters/simulated/keep.hpp"

#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/journal/codec.hpp"

namespace dealwright::simulated {
namespace {

using core::Terms;
using Json = nlohmann::json;  // sorted keys

constexpr int depth_max = 24;
constexpr std::string_view clock_row = "clock";
// How many reports can be on their way, so that their rows sort by their numbers.
constexpr std::size_t told_digits = 8;

constexpr std::array<std::pair<Stage, std::string_view>, 3> stages{
    {{Stage::pending, "pending"}, {Stage::hidden, "hidden"}, {Stage::finished, "finished"}}};
constexpr std::array<std::pair<core::Command, std::string_view>, 5> commands{
    {{core::Command::pause, "pause"},
     {core::Command::resume, "resume"},
     {core::Command::cancel, "cancel"},
     {core::Command::resume_step, "resume_step"},
     {core::Command::skip_step, "skip_step"}}};

// What cannot be is thrown and caught in this file.
[[noreturn]] void refuse(const std::string& what) { throw std::invalid_argument(what); }

template <class T>
T taken(const values::Number<T>& number, const char* what) {
  if (!number) refuse(std::string(what) + " was expected");
  return *number;
}
template <class T>
T taken(std::expected<T, std::string> found) {
  if (!found) refuse(found.error());
  return *std::move(found);
}

template <class Table, class Value>
std::string name_in(const Table& table, Value value) {
  for (const auto& [known, name] : table) {
    if (known == value) return std::string(name);
  }
  return {};
}
template <class Table>
auto value_in(const Table& table, const std::string& name) {
  for (const auto& [known, text] : table) {
    if (text == name) return known;
  }
  refuse("`" + name + "` is not known");
}

Json parsed(std::string_view text) {
  const Json::parser_callback_t bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > depth_max) refuse("nested too deeply");
    return true;
  };
  return Json::parse(text, bounded);
}

Json value_to_json(const plan::Value& value) {
  if (const auto* number = std::get_if<values::Rational>(&value))
    return values::to_fraction(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  if (const auto* text = std::get_if<std::string>(&value)) return {{"text", *text}};
  return {{"why", std::get<plan::Unavailable>(value).why}};
}

values::Rational number_from(const Json& json) {
  return taken(values::rational_from_fraction(json.get<std::string>()), "a number");
}
values::Amount amount_from(const Json& json) {
  return taken(values::amount_from_digits(json.get<std::string>()), "an amount");
}
values::TimePoint time_from(const Json& json) { return {json.get<std::int64_t>()}; }

plan::Value value_from(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_string()) return number_from(json);
  if (json.is_object() && json.contains("text")) return json.at("text").get<std::string>();
  return plan::Unavailable{json.at("why").get<std::string>()};
}

core::StepId step_from(const Terms& terms, const Json& json) {
  const auto step = terms.find_step(json.get<std::string>());
  if (!step) refuse("the plan has no step " + json.dump());
  return *step;
}

Json answer_to_json(const Terms& terms, const core::ApprovalAnswered& answer) {
  return {{"step", terms.of(answer.step).name},
          {"approval", answer.approval},
          {"bound_to", answer.bound_to},
          {"approves", answer.verdict == core::Verdict::approve},
          {"by", answer.by}};
}

core::ApprovalAnswered answer_from(const Terms& terms, const Json& json) {
  return {
      .step = step_from(terms, json.at("step")),
      .approval = json.at("approval").get<std::uint32_t>(),
      .bound_to = json.at("bound_to").get<std::uint64_t>(),
      .verdict = json.at("approves").get<bool>() ? core::Verdict::approve : core::Verdict::refuse,
      .by = json.at("by").get<std::string>()};
}

bool is_about_a_step(core::Command command) {
  return command == core::Command::resume_step || command == core::Command::skip_step;
}

// Only what a world says by itself: reports, answers, commands that are scripted, and that time
// passes.
Json signal_to_json(const Terms& terms, const core::Signal& signal) {
  Json json{{"at", signal.at.milliseconds}};
  if (const auto* report = std::get_if<core::ActionReported>(&signal.what)) {
    json["report"] = {{"attempt", report->attempt},
                      {"outcome", Json::parse(journal::encode(terms, report->outcome))}};
  } else if (const auto* answer = std::get_if<core::ApprovalAnswered>(&signal.what)) {
    json["answer"] = answer_to_json(terms, *answer);
  } else if (const auto* act = std::get_if<core::Commanded>(&signal.what)) {
    json["command"] = {{"command", name_in(commands, act->command)}, {"by", act->by}};
    if (is_about_a_step(act->command)) json["command"]["step"] = terms.of(act->step).name;
  }
  return json;
}

core::Signal signal_from(const Terms& terms, const Json& json) {
  core::Signal signal{.at = time_from(json.at("at")), .what = core::TimePassed{}};
  if (const auto report = json.find("report"); report != json.end()) {
    signal.what = core::ActionReported{
        .attempt = report->at("attempt").get<std::string>(),
        .outcome = taken(journal::decode_outcome(terms, report->at("outcome").dump()))};
  } else if (const auto answer = json.find("answer"); answer != json.end()) {
    signal.what = answer_from(terms, *answer);
  } else if (const auto act = json.find("command"); act != json.end()) {
    core::Commanded command{.command = value_in(commands, act->at("command").get<std::string>()),
                            .by = act->at("by").get<std::string>()};
    if (is_about_a_step(command.command)) command.step = step_from(terms, act->at("step"));
    signal.what = std::move(command);
  }
  return signal;
}

Attempt attempt_from(const Terms& terms, const Json& json) {
  return {.request = taken(journal::decode_request(terms, json.at("request").dump())),
          .stage = value_in(stages, json.at("stage").get<std::string>()),
          .due = time_from(json.at("due")),
          .outcome = taken(journal::decode_outcome(terms, json.at("outcome").dump()))};
}

// Rows that have to keep their order carry their number, with zeros before it.
std::string numbered(std::size_t number) {
  std::string digits = std::to_string(number);
  return std::string(told_digits - std::min(told_digits, digits.size()), '0') + digits;
}

void read_row(const Terms& terms, const RowKey& key, const Json& json, WorldRecord& record) {
  Conditions& conditions = record.conditions;
  if (key.kind == clock_row) {
    conditions.now = time_from(json.at("now"));
    record.next_event = json.at("next_event").get<std::size_t>();
    record.used = json.at("used").get<std::vector<std::uint32_t>>();
  } else if (key.kind == "price") {
    conditions.prices[key.name] = number_from(json);
  } else if (key.kind == "setting") {
    conditions.settings[key.name] = value_from(json);
  } else if (key.kind == "state") {
    conditions.states[key.name] = {.value = value_from(json.at("value")),
                                   .since = time_from(json.at("since"))};
  } else if (key.kind == "position") {
    conditions.positions[key.name] = {.open = json.at("open").get<bool>(),
                                      .principal = amount_from(json.at("principal")),
                                      .since = time_from(json.at("since"))};
  } else if (key.kind == "wallet") {
    const auto asset = terms.find_asset(key.name);
    if (!asset) refuse("the plan has no asset `" + key.name + "`");
    conditions.wallet[*asset] = amount_from(json);
  } else if (key.kind == "frozen") {
    record.frozen[key.name] = json.get<bool>();
  } else if (key.kind == "told") {
    record.told.push_back(signal_from(terms, json));
  } else if (key.kind == "answer") {
    record.answers.push_back(
        {.at = time_from(json.at("at")), .what = answer_from(terms, json.at("what"))});
  } else if (key.kind == attempt_rows) {
    record.attempts[key.name] = attempt_from(terms, json);
  } else {
    refuse("`" + key.kind + "` is not part of a world");
  }
}

}  // namespace

Rows rows_of(const Terms& terms, const WorldRecord& record) {
  const Conditions& conditions = record.conditions;
  Rows rows;
  const auto put = [&](std::string_view kind, std::string name, const Json& json) {
    rows[{std::string(kind), std::move(name)}] = json.dump();
  };
  put(clock_row, "",
      {{"now", conditions.now.milliseconds},
       {"next_event", record.next_event},
       {"used", record.used}});
  for (const auto& [name, price] : conditions.prices)
    put("price", name, values::to_fraction(price));
  for (const auto& [name, value] : conditions.settings)
    put("setting", name, value_to_json(value));
  for (const auto& [name, state] : conditions.states) {
    put("state", name,
        {{"value", value_to_json(state.value)}, {"since", state.since.milliseconds}});
  }
  for (const auto& [name, position] : conditions.positions) {
    put("position", name,
        {{"open", position.open},
         {"principal", values::to_digits(position.principal)},
         {"since", position.since.milliseconds}});
  }
  for (const auto& [asset, amount] : conditions.wallet)
    put("wallet", terms.of(asset).name, values::to_digits(amount));
  for (const auto& [module, frozen] : record.frozen)
    put("frozen", module, frozen);
  for (std::size_t i = 0; i < record.told.size(); ++i)
    put("told", numbered(i), signal_to_json(terms, record.told[i]));
  for (std::size_t i = 0; i < record.answers.size(); ++i) {
    put("answer", numbered(i),
        {{"at", record.answers[i].at.milliseconds},
         {"what", answer_to_json(terms, record.answers[i].what)}});
  }
  return rows;
}

std::string row_of(const Terms& terms, const Attempt& attempt) {
  return Json{{"request", Json::parse(journal::encode(terms, attempt.request))},
              {"stage", name_in(stages, attempt.stage)},
              {"due", attempt.due.milliseconds},
              {"outcome", Json::parse(journal::encode(terms, attempt.outcome))}}
      .dump();
}

std::expected<WorldRecord, std::string> record_from_rows(const Terms& terms, const Rows& rows) {
  WorldRecord record;
  if (!rows.contains({std::string(clock_row), ""}))
    return std::unexpected("the world's record has no clock");
  for (const auto& [key, text] : rows) {
    try {
      read_row(terms, key, parsed(text), record);
    } catch (const std::exception& error) {
      return std::unexpected("the world's record cannot be read: " + key.kind + " `" + key.name +
                             "`: " + error.what());
    }
  }
  return record;
}

std::string to_json(const Terms& terms, const core::Signal& signal) {
  return signal_to_json(terms, signal).dump();
}

std::expected<core::Signal, std::string> signal_from_json(const Terms& terms,
                                                          std::string_view text) {
  try {
    return signal_from(terms, parsed(text));
  } catch (const std::exception& error) {
    return std::unexpected("a report of the world cannot be read: " + std::string(error.what()));
  }
}

std::string to_json(const Terms& terms, const WorldRecord& record) {
  Rows rows = rows_of(terms, record);
  for (const auto& [name, attempt] : record.attempts)
    rows[{std::string(attempt_rows), name}] = row_of(terms, attempt);
  Json json = Json::object();
  for (const auto& [key, text] : rows)
    json[key.kind][key.name] = Json::parse(text);
  return json.dump();
}

std::expected<WorldRecord, std::string> record_from_json(const Terms& terms,
                                                         std::string_view text) {
  try {
    const Json json = parsed(text);
    Rows rows;
    for (const auto& [kind, entries] : json.items()) {
      for (const auto& [name, value] : entries.items())
        rows[{kind, name}] = value.dump();
    }
    return record_from_rows(terms, rows);
  } catch (const std::exception& error) {
    return std::unexpected("the world's record cannot be read: " + std::string(error.what()));
  }
}

}  // namespace dealwright::simulated
