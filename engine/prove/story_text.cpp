// Scenarios as text.
#include <algorithm>

#include "engine/prove/story.hpp"

namespace dealwright::prove {
namespace {

using plan::Expression;
using plan::Op;

constexpr unsigned decimals_shown = 18;

std::string plain(const Rational& value) {
  std::string text = values::to_decimal(value, decimals_shown);
  std::erase(text, ',');
  return text;
}

std::string number_text(const Expression& value) {
  if (value.op != Op::number) return plan::to_text(value);
  return plain(value.number) + (value.name.empty() ? "" : " " + value.name);
}

std::string duration_text(values::Duration duration) {
  struct Unit {
    std::int64_t milliseconds;
    const char* name;
  };
  constexpr Unit units[] = {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}};
  for (const Unit& unit : units) {
    if (duration.milliseconds != 0 && duration.milliseconds % unit.milliseconds == 0)
      return std::to_string(duration.milliseconds / unit.milliseconds) + unit.name;
  }
  return std::to_string(duration.milliseconds / 1'000) + "s";
}

class Writer {
 public:
  explicit Writer(const core::Terms& terms) : terms_(terms) {}

  std::string write(const plan::Scenario& scenario) {
    text_ = "scenario \"" + scenario.title + "\" for " + scenario.deal + " {\n";
    for (const auto& [name, value] : scenario.given)
      line("given " + name + " = " + number_text(value));
    if (!scenario.world.empty()) {
      line("world {");
      for (const plan::WorldSetting& setting : scenario.world)
        line("  " + setting_text(setting));
      line("}");
    }
    for (const plan::OnAction& on : scenario.outcomes)
      line("on " + action_text(on.action) + ": " + std::visit(Outcome{}, on.outcome));
    for (const plan::RoleAnswer& answer : scenario.answers)
      line(answer.role + (answer.approves ? " approves" : " rejects"));
    for (const plan::TimedEvent& event : scenario.events) {
      if (const auto* setting = std::get_if<plan::WorldSetting>(&event.what))
        line("at " + duration_text(event.at) + ": " + setting_text(*setting));
    }
    for (const plan::Expectation& expected : scenario.expectations)
      line("expect " + expected.text);
    return text_ + "}\n";
  }

 private:
  struct Outcome {
    std::string operator()(const plan::OutcomeFails& fails) const {
      if (!fails.times) return "fails " + fails.name + " forever";
      return "fails " + fails.name + " " + std::to_string(*fails.times) + " times";
    }
    std::string operator()(const plan::OutcomePays& pays) const {
      return "pays " + plain(pays.ratio);
    }
    std::string operator()(const plan::OutcomeFills& fills) const {
      return "fills " + plain(fills.ratio);
    }
    std::string operator()(const plan::OutcomeUnknown&) const { return "is unknown"; }
  };

  void line(const std::string& text) { text_ += "  " + text + "\n"; }

  static std::string action_text(const plan::ActionReference& action) {
    return action.action.empty() ? action.step : action.step + "." + action.action;
  }

  std::string setting_text(const plan::WorldSetting& setting) const {
    if (setting.what.op == Op::price)
      return setting.what.name + " = " + plain(setting.value.number) + " USD";
    const std::string type = type_of(setting.what);
    const std::string value = type == "duration" && values::to_whole(setting.value.number)
                                  ? duration_text({*values::to_whole(setting.value.number)})
                                  : plain(setting.value.number);
    return asked(setting.what) + " = " + value;
  }

  std::string type_of(const Expression& what) const {
    for (const plan::Module& module : terms_.plan().modules) {
      for (const plan::Setting& setting : module.settings) {
        if (setting.name == what.name && setting.arguments == what.args) return setting.type;
      }
      for (const plan::Query& query : module.queries) {
        if (query.name == what.name && query.arguments == what.args) return query.type;
      }
    }
    return {};
  }

  std::string asked(const Expression& what) const {
    std::string name = what.name;
    for (const plan::Module& module : terms_.plan().modules) {
      if (name.starts_with(module.name + ".")) {
        name = module.alias + name.substr(module.name.size());
        break;
      }
    }
    if (what.args.empty()) return name;
    name += "(";
    for (std::size_t i = 0; i < what.args.size(); ++i)
      name += (i == 0 ? "" : ", ") + plan::to_text(what.args[i]);
    return name + ")";
  }

  const core::Terms& terms_;
  std::string text_;
};

}  // namespace

std::string to_text(const core::Terms& terms, const plan::Scenario& scenario) {
  return Writer(terms).write(scenario);
}

}  // namespace dealwright::prove
