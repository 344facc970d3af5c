// Writes and reads what a world is set up with: prices, settings and the script.
#include <optional>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/adapters/simulated/keep.hpp"

namespace dealwright::simulated {
namespace {

using Json = nlohmann::json;
using plan::Expression;
using values::Rational;

constexpr int depth_max = 160;

// What cannot be is thrown and caught in this file.
[[noreturn]] void refuse(const std::string& what) { throw std::invalid_argument(what); }

Rational number_from(const Json& json) {
  const auto number = values::rational_from_fraction(json.get<std::string>());
  if (!number) refuse("a number was expected");
  return *number;
}

values::Amount amount_in(const Json& json) {
  const auto amount = values::amount_from_digits(json.get<std::string>());
  if (!amount) refuse("an amount was expected");
  return *amount;
}

Json expression_to_json(const Expression& expression) {
  Json json{{"op", plan::to_text(expression.op)}};
  if (!expression.name.empty()) json["name"] = expression.name;
  if (!expression.number.is_zero()) json["number"] = values::to_fraction(expression.number);
  for (const Expression& arg : expression.args)
    json["args"].push_back(expression_to_json(arg));
  return json;
}

Expression expression_from(const Json& json) {
  const auto op = plan::op_from_text(json.at("op").get<std::string>());
  if (!op) refuse("there is no operation " + json.at("op").dump());
  Expression expression{.op = *op, .name = json.value("name", std::string())};
  if (json.contains("number")) expression.number = number_from(json.at("number"));
  if (json.contains("args")) {
    for (const Json& arg : json.at("args"))
      expression.args.push_back(expression_from(arg));
  }
  return expression;
}

Json value_to_json(const plan::Value& value) {
  if (const auto* number = std::get_if<Rational>(&value)) return values::to_fraction(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  if (const auto* text = std::get_if<std::string>(&value)) return {{"text", *text}};
  return {{"why", std::get<plan::Unavailable>(value).why}};
}

plan::Value value_from(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_string()) return number_from(json);
  if (json.contains("text")) return json.at("text").get<std::string>();
  return plan::Unavailable{json.at("why").get<std::string>()};
}

Json outcome_to_json(const plan::ScriptedOutcome& outcome) {
  if (const auto* fails = std::get_if<plan::OutcomeFails>(&outcome)) {
    Json json{{"fails", fails->name}};
    if (fails->times) json["times"] = *fails->times;
    return json;
  }
  if (const auto* pays = std::get_if<plan::OutcomePays>(&outcome))
    return {{"pays", values::to_fraction(pays->ratio)}};
  if (const auto* fills = std::get_if<plan::OutcomeFills>(&outcome))
    return {{"fills", values::to_fraction(fills->ratio)}};
  return {{"unknown", true}};
}

plan::ScriptedOutcome outcome_from(const Json& json) {
  if (json.contains("fails")) {
    plan::OutcomeFails fails{.name = json.at("fails").get<std::string>(), .times = std::nullopt};
    if (json.contains("times")) fails.times = json.at("times").get<unsigned>();
    return fails;
  }
  if (json.contains("pays")) return plan::OutcomePays{number_from(json.at("pays"))};
  if (json.contains("fills")) return plan::OutcomeFills{number_from(json.at("fills"))};
  if (!json.contains("unknown")) refuse("an outcome that nobody knows");
  return plan::OutcomeUnknown{};
}

Json line_to_json(const plan::OnAction& line) {
  Json json{{"step", line.action.step},
            {"action", line.action.action},
            {"outcome", outcome_to_json(line.outcome)}};
  if (line.action.rung) json["rung"] = *line.action.rung;
  return json;
}

plan::OnAction line_from(const Json& json) {
  plan::OnAction line{.action = {.step = json.at("step").get<std::string>(),
                                 .rung = std::nullopt,
                                 .action = json.at("action").get<std::string>()},
                      .outcome = outcome_from(json.at("outcome"))};
  if (json.contains("rung")) line.action.rung = json.at("rung").get<unsigned>();
  return line;
}

Json event_to_json(const plan::TimedEvent& event) {
  Json json{{"at", event.at.milliseconds}};
  if (const auto* move = std::get_if<plan::PriceMove>(&event.what)) {
    json["price"] = {{"asset", move->asset}, {"by", values::to_fraction(move->by)}};
  } else if (const auto* set = std::get_if<plan::WorldSetting>(&event.what)) {
    json["set"] = {{"what", expression_to_json(set->what)},
                   {"value", expression_to_json(set->value)}};
  } else if (const auto* act = std::get_if<plan::OperatorAct>(&event.what)) {
    json["operator"] = {{"verb", static_cast<unsigned>(act->verb)}, {"step", act->step}};
  } else {
    const auto& freeze = std::get<plan::FreezeChange>(event.what);
    json["freeze"] = {{"module", freeze.module}, {"frozen", freeze.frozen}};
  }
  return json;
}

plan::TimedEvent event_from(const Json& json) {
  plan::TimedEvent event{.at = {json.at("at").get<std::int64_t>()}, .what = plan::FreezeChange{}};
  if (const auto move = json.find("price"); move != json.end()) {
    event.what = plan::PriceMove{.asset = move->at("asset").get<std::string>(),
                                 .by = number_from(move->at("by"))};
  } else if (const auto set = json.find("set"); set != json.end()) {
    event.what = plan::WorldSetting{.what = expression_from(set->at("what")),
                                    .value = expression_from(set->at("value"))};
  } else if (const auto act = json.find("operator"); act != json.end()) {
    const unsigned verb = act->at("verb").get<unsigned>();
    if (verb > static_cast<unsigned>(plan::OperatorVerb::skips)) refuse("an act nobody knows");
    event.what = plan::OperatorAct{.verb = static_cast<plan::OperatorVerb>(verb),
                                   .step = act->at("step").get<std::string>()};
  } else {
    const Json& freeze = json.at("freeze");
    event.what = plan::FreezeChange{.module = freeze.at("module").get<std::string>(),
                                    .frozen = freeze.at("frozen").get<bool>()};
  }
  return event;
}

}  // namespace

std::string to_json(const Setting& setting) {
  Json json{{"start", setting.start.milliseconds},
            {"prices", Json::object()},
            {"settings", Json::object()},
            {"fee", values::to_fraction(setting.fee)},
            {"block_time", setting.block_time.milliseconds},
            {"script", Json::array()},
            {"events", Json::array()},
            {"answers", Json::array()}};
  for (const auto& [asset, price] : setting.prices)
    json["prices"][asset] = values::to_fraction(price);
  for (const auto& [name, value] : setting.settings)
    json["settings"][name] = value_to_json(value);
  // Absent where nothing is taken over, so that profiles of such deals are as they always were.
  for (const auto& [position, amount] : setting.adopted)
    json["adopted"][position] = values::to_digits(amount);
  for (const plan::OnAction& line : setting.script)
    json["script"].push_back(line_to_json(line));
  for (const plan::TimedEvent& event : setting.events)
    json["events"].push_back(event_to_json(event));
  for (const plan::RoleAnswer& answer : setting.answers) {
    json["answers"].push_back({{"role", answer.role},
                               {"approves", answer.approves},
                               {"after", answer.after.milliseconds}});
  }
  return json.dump();
}

std::expected<Setting, std::string> setting_from_json(std::string_view text) {
  const Json::parser_callback_t bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > depth_max) refuse("nested too deeply");
    return true;
  };
  try {
    const Json json = Json::parse(text, bounded);
    Setting setting{.start = {json.at("start").get<std::int64_t>()},
                    .fee = number_from(json.at("fee")),
                    .block_time = {json.at("block_time").get<std::int64_t>()}};
    for (const auto& [asset, price] : json.at("prices").items())
      setting.prices[asset] = number_from(price);
    for (const auto& [name, value] : json.at("settings").items())
      setting.settings[name] = value_from(value);
    if (const auto adopted = json.find("adopted"); adopted != json.end()) {
      for (const auto& [position, amount] : adopted->items())
        setting.adopted[position] = amount_in(amount);
    }
    for (const Json& line : json.at("script"))
      setting.script.push_back(line_from(line));
    for (const Json& event : json.at("events"))
      setting.events.push_back(event_from(event));
    for (const Json& answer : json.at("answers")) {
      setting.answers.push_back({.role = answer.at("role").get<std::string>(),
                                 .approves = answer.at("approves").get<bool>(),
                                 .after = {answer.at("after").get<std::int64_t>()}});
    }
    return setting;
  } catch (const std::exception& error) {
    return std::unexpected("the world's setting cannot be read: " + std::string(error.what()));
  }
}

}  // namespace dealwright::simulated
