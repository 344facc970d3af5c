// Writes and reads the record of a world.
#include "engine/adapters/simulated/keep.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

#include "engine/journal/codec.hpp"

namespace dealwright::simulated {
namespace {

using core::Terms;
using Json = nlohmann::json;  // sorted keys

constexpr int depth_max = 24;

Json value_to_json(const plan::Value& value) {
  if (const auto* number = std::get_if<values::Rational>(&value))
    return values::to_fraction(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  if (const auto* text = std::get_if<std::string>(&value)) return {{"text", *text}};
  return {{"why", std::get<plan::Unavailable>(value).why}};
}

std::string_view name_of(Stage stage) {
  switch (stage) {
    case Stage::pending: return "pending";
    case Stage::hidden: return "hidden";
    case Stage::finished: return "finished";
  }
  return {};
}

// What cannot be is thrown and caught in this file.
[[noreturn]] void refuse(const std::string& what) { throw std::invalid_argument(what); }

template <class T>
T taken(const values::Number<T>& number, const char* what) {
  if (!number) refuse(std::string(what) + " was expected");
  return *number;
}

plan::Value value_from_json(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_string())
    return taken(values::rational_from_fraction(json.get<std::string>()), "a number");
  if (json.is_object() && json.contains("text")) return json.at("text").get<std::string>();
  return plan::Unavailable{json.at("why").get<std::string>()};
}

values::Rational number_from_json(const Json& json) {
  return taken(values::rational_from_fraction(json.get<std::string>()), "a number");
}
values::Amount amount_from_json(const Json& json) {
  return taken(values::amount_from_digits(json.get<std::string>()), "an amount");
}
values::TimePoint time_from_json(const Json& json) { return {json.get<std::int64_t>()}; }

Json attempt_to_json(const Terms& terms, const Attempt& attempt) {
  return {{"request", Json::parse(journal::encode(terms, attempt.request))},
          {"stage", name_of(attempt.stage)},
          {"due", attempt.due.milliseconds},
          {"outcome", Json::parse(journal::encode(terms, attempt.outcome))}};
}

Attempt attempt_from_json(const Terms& terms, const Json& json) {
  Attempt attempt;
  auto request = journal::decode_request(terms, json.at("request").dump());
  if (!request) refuse(request.error());
  auto outcome = journal::decode_outcome(terms, json.at("outcome").dump());
  if (!outcome) refuse(outcome.error());
  attempt.request = std::move(*request);
  attempt.outcome = std::move(*outcome);
  attempt.due = time_from_json(json.at("due"));
  const std::string stage = json.at("stage").get<std::string>();
  for (const Stage known : {Stage::pending, Stage::hidden, Stage::finished}) {
    if (name_of(known) != stage) continue;
    attempt.stage = known;
    return attempt;
  }
  refuse("`" + stage + "` is no stage of an attempt");
}

Json conditions_to_json(const Terms& terms, const Conditions& conditions) {
  Json json{{"now", conditions.now.milliseconds}, {"prices", Json::object()},
            {"settings", Json::object()},         {"states", Json::object()},
            {"positions", Json::object()},        {"wallet", Json::object()}};
  for (const auto& [name, price] : conditions.prices)
    json["prices"][name] = values::to_fraction(price);
  for (const auto& [name, value] : conditions.settings)
    json["settings"][name] = value_to_json(value);
  for (const auto& [name, value] : conditions.states)
    json["states"][name] = value_to_json(value);
  for (const auto& [name, position] : conditions.positions) {
    json["positions"][name] = {{"open", position.open},
                               {"principal", values::to_digits(position.principal)},
                               {"since", position.since.milliseconds}};
  }
  for (const auto& [asset, amount] : conditions.wallet) {
    json["wallet"][terms.of(asset).name] = values::to_digits(amount);
  }
  return json;
}

Conditions conditions_from_json(const Terms& terms, const Json& json) {
  Conditions conditions;
  conditions.now = time_from_json(json.at("now"));
  for (const auto& [name, price] : json.at("prices").items())
    conditions.prices[name] = number_from_json(price);
  for (const auto& [name, value] : json.at("settings").items())
    conditions.settings[name] = value_from_json(value);
  for (const auto& [name, value] : json.at("states").items())
    conditions.states[name] = value_from_json(value);
  for (const auto& [name, position] : json.at("positions").items()) {
    conditions.positions[name] = {.open = position.at("open").get<bool>(),
                                  .principal = amount_from_json(position.at("principal")),
                                  .since = time_from_json(position.at("since"))};
  }
  for (const auto& [name, amount] : json.at("wallet").items()) {
    const auto asset = terms.find_asset(name);
    if (!asset) refuse("the plan has no asset `" + name + "`");
    conditions.wallet[*asset] = amount_from_json(amount);
  }
  return conditions;
}

}  // namespace

std::string to_json(const Terms& terms, const WorldRecord& record) {
  Json json{{"conditions", conditions_to_json(terms, record.conditions)},
            {"attempts", Json::object()},
            {"frozen", record.frozen},
            {"used", record.used},
            {"next_event", record.next_event}};
  for (const auto& [name, attempt] : record.attempts)
    json["attempts"][name] = attempt_to_json(terms, attempt);
  return json.dump();
}

std::expected<WorldRecord, std::string> record_from_json(const Terms& terms,
                                                         std::string_view text) {
  const Json::parser_callback_t bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > depth_max) refuse("nested too deeply");
    return true;
  };
  try {
    const Json json = Json::parse(text, bounded);
    WorldRecord record;
    record.conditions = conditions_from_json(terms, json.at("conditions"));
    for (const auto& [name, attempt] : json.at("attempts").items()) {
      record.attempts[name] = attempt_from_json(terms, attempt);
    }
    record.frozen = json.at("frozen").get<std::map<std::string, bool>>();
    record.used = json.at("used").get<std::vector<std::uint32_t>>();
    record.next_event = json.at("next_event").get<std::size_t>();
    return record;
  } catch (const std::exception& error) {
    return std::unexpected("the world's record cannot be read: " + std::string(error.what()));
  }
}

}  // namespace dealwright::simulated
