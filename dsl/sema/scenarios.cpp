// Scenarios: every name they speak of must be the deal's, every value of the right unit.
#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/action_reference.hpp"
#include "dsl/sema/deal_checker.hpp"
#include "dsl/sema/given.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Op;
using syntax::Kind;
using syntax::Node;
using values::Rational;

namespace {

constexpr std::string_view deal_statuses[] = {"waiting",   "running", "holding",  "paused",
                                              "completed", "failed",  "cancelled"};
constexpr std::string_view step_statuses[] = {
    "waiting", "awaiting_approval", "running", "done", "skipped", "held", "failed"};

class ScenarioReader {
 public:
  ScenarioReader(DealChecker& deal, Node node) : deal_(deal), node_(node) {}

  ScenarioModel run() {
    ScenarioModel model;
    model.declared = place_of(node_.child(Kind::text));
    scenario_.title = text_of(node_.child(Kind::text));
    scenario_.deal = deal_.model.name;
    for (Node item : node_.children())
      read(item);
    model.asked = std::move(asked_);
    model.scenario = std::move(scenario_);
    return model;
  }

 private:
  Expressions expressions() {
    place_ = deal_.place();
    place_.asked = &asked_;
    return Expressions(deal_.found, place_);
  }

  void read(Node item) {
    switch (item.kind()) {
      case Kind::given: return read_given(item);
      case Kind::world:
        for (Node setting : item.children())
          read_world(setting);
        return;
      case Kind::on_action: return read_outcome(item);
      case Kind::at_event: return read_event(item);
      case Kind::role_answer: return read_answer(item);
      case Kind::crash: {
        plan::Crash crash;
        auto reference = action_named(item.child_at(0), item.child(Kind::which));
        if (!reference) return;
        crash.after = std::move(*reference);
        const std::string_view point = item.child(Kind::crash_point).text();
        crash.point = point == "sent"   ? plan::CrashPoint::sent
                      : point == "done" ? plan::CrashPoint::done
                                        : plan::CrashPoint::recorded;
        scenario_.crashes.push_back(std::move(crash));
        return;
      }
      case Kind::explore: scenario_.explore = true; return;
      case Kind::expect: return read_expectation(item);
      default: return;  // title, deal's name
    }
  }

  void read_given(Node item) {
    Node name = item.child(Kind::name);
    if (const ParamModel* known = deal_.param(name.text()))
      return give(*known, name, item.child_at(1));
    std::vector<std::string> candidates;
    for (const ParamModel& param : deal_.model.params)
      candidates.push_back(param.name);
    unknown(name, "`" + deal_.model.name + "` has no parameter `" + std::string(name.text()) + "`",
            candidates);
  }

  void give(const ParamModel& param, Node name, Node value) {
    const auto same = [&](const auto& entry) { return entry.first == param.name; };
    if (std::any_of(scenario_.given.begin(), scenario_.given.end(), same)) {
      Report(deal_.found, Code::clause_repeated, name).says("`" + param.name + "` is given twice");
      return;
    }
    if (param.type.is(TypeKind::route) && value.is(Kind::text)) {
      if (auto route = read_route(param, deal_.model.plan.assets, text_of(value), place_of(value),
                                  deal_.found))
        scenario_.given.emplace_back(param.name, std::move(*route));
      return;
    }
    Checked checked = expressions().of_type(value, param.type, "`" + param.name + "`");
    if (checked.type.is(TypeKind::unknown)) return;
    if (!checked.constant) {
      Report(deal_.found, Code::not_constant, value)
          .says("`" + param.name + "` needs a fixed value, this can change");
      return;
    }
    if (fits(param, checked.value, place_of(value), deal_.found))
      scenario_.given.emplace_back(param.name, std::move(checked.value));
  }

  void unknown(Node at, std::string message, const std::vector<std::string>& candidates) {
    report_unknown(deal_.found, at, std::move(message), candidates);
  }

  enum class Moment : std::uint8_t { at_the_start, later };

  void read_world(Node node) {
    auto read = read_setting(node, Moment::at_the_start);
    if (!read) return;
    const auto [first, fresh] = set_.emplace(plan::to_text(read->what), place_of(node));
    if (!fresh) {
      Report(deal_.found, Code::clause_repeated, node)
          .says("`" + one_line(node.child_at(0).text()) + "` is set twice")
          .also(first->second, "first here");
    }
    scenario_.world.push_back(std::move(*read));
  }

  // What a position that the deal takes over amounts to: `loan = 12_000 USDT`.
  std::optional<plan::WorldSetting> read_taken_over(Node what, Node value, Checked target,
                                                    Moment moment) {
    const auto known = deal_.positions.find(target.value.name);
    if (known == deal_.positions.end() || known->second.adopted.empty()) {
      Report(deal_.found, Code::wrong_kind_of_name, what)
          .says(
              "`" + one_line(what.text()) +
              "` is opened by a step, which says what it amounts to; a world says it of positions "
              "that the deal takes over");
      return std::nullopt;
    }
    if (moment == Moment::later) {
      Report(deal_.found, Code::wrong_kind_of_name, what)
          .says("what `" + one_line(what.text()) + "` amounts to is known when the deal starts")
          .help("set it in `world { … }`");
      return std::nullopt;
    }
    const auto amount = expressions().constant(value, Type::amount(known->second.asset),
                                               "`" + one_line(what.text()) + "`");
    if (!amount) return std::nullopt;
    if (!(Rational(0) < *amount)) {
      Report(deal_.found, Code::out_of_range, value)
          .says("what is taken over amounts to more than nothing");
      return std::nullopt;
    }
    plan::WorldSetting setting;
    setting.what = std::move(target.value);
    setting.value.op = Op::number;
    setting.value.number = *amount;
    return setting;
  }

  // `ETH = 3_000 USD`, `desk.price(USDTz) = 0.60`, `issuer.pays = 99.8%`.
  std::optional<plan::WorldSetting> read_setting(Node item, Moment moment) {
    Node what = item.child_at(0);
    Node value = item.child_at(1);
    if (!what || !value) return std::nullopt;
    plan::WorldSetting setting;
    if (what.is(Kind::asset_name)) {
      std::string asset = expressions().token_named(what);
      Checked price = expressions().of_type(value, Type::value(),
                                            "the price of `" + std::string(what.text()) + "`");
      if (asset.empty() || price.type.is(TypeKind::unknown)) return std::nullopt;
      setting.what.op = Op::price;
      setting.what.name = std::move(asset);
      setting.value = std::move(price.value);
      return setting;
    }
    Checked target = expressions().check(what);
    if (target.type.is(TypeKind::unknown)) return std::nullopt;
    if (target.value.op == Op::position)
      return read_taken_over(what, value, std::move(target), moment);
    if (target.value.op == Op::query && !is_set_by_world(target.value.name)) {
      Report(deal_.found, Code::wrong_kind_of_name, what)
          .says("`" + one_line(what.text()) +
                "` follows from the module's model; a world sets prices and settings")
          .help("set what it is computed from");
      return std::nullopt;
    }
    if (target.value.op != Op::query && target.value.op != Op::setting) {
      Report(deal_.found, Code::wrong_kind_of_name, what)
          .says("a world sets prices and settings of modules, `" + one_line(what.text()) +
                "` is neither");
      return std::nullopt;
    }
    Checked checked = expressions().of_type(value, target.type, "`" + one_line(what.text()) + "`");
    if (checked.type.is(TypeKind::unknown)) return std::nullopt;
    setting.what = std::move(target.value);
    setting.value = std::move(checked.value);
    return setting;
  }

  bool is_set_by_world(const std::string& full_name) const {
    const std::size_t dot = full_name.find('.');
    for (const std::string& alias : deal_.scope.names(SymbolKind::module)) {
      const Module* module = deal_.scope.find(alias)->module;
      if (module == nullptr || module->name != full_name.substr(0, dot)) continue;
      auto query = module->queries.find(full_name.substr(dot + 1));
      return query == module->queries.end() || query->second.is_setting;
    }
    return true;
  }

  const plan::Step* step_named(std::string_view name) const {
    const auto known = deal_.step_index.find(name);
    return known == deal_.step_index.end() ? nullptr : &deal_.model.plan.steps[known->second];
  }

  std::optional<plan::ActionReference> action_named(Node node, Node which = {}) {
    return sema::action_named(deal_, expressions(), node, which);
  }

  void read_outcome(Node item) {
    Node target = item.child_at(0);
    const Node which = item.child(Kind::which);
    auto reference = action_named(target, which);
    if (!reference) return;
    plan::OnAction on;
    Node outcome = item.child_at(which ? 2 : 1);
    switch (outcome.kind()) {
      case Kind::outcome_fails: {
        plan::OutcomeFails fails;
        Node name = outcome.child(Kind::name);
        fails.name = std::string(name.text());
        std::vector<std::string> known;
        for (const plan::Action* action : plan::actions_of(step_named(reference->step)->items)) {
          if (!plan::speaks_of(*reference, *action)) continue;
          known.insert(known.end(), action->fails.begin(), action->fails.end());
          known.insert(known.end(), action->unsure.begin(), action->unsure.end());
        }
        if (std::find(known.begin(), known.end(), fails.name) == known.end()) {
          std::string meant = diagnostics::nearest(fails.name, known);
          Report report(deal_.found, Code::unknown_name, name);
          report.says("`" + one_line(target.text()) + "` does not fail as `" + fails.name + "`")
              .note("it fails as " + listed(known, "or"));
          if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
          return;
        }
        if (Node times = outcome.child(Kind::times)) {
          fails.times = expressions().whole(times.child(Kind::whole), 1'000'000, 1);
        } else if (!outcome.child(Kind::forever)) {
          fails.times = 1;
        }
        on.outcome = std::move(fails);
        break;
      }
      case Kind::outcome_pays:
      case Kind::outcome_fills: {
        auto ratio = expressions().constant(
            outcome.first_child(), Type::plain(),
            outcome.is(Kind::outcome_pays) ? "what it pays" : "what it fills");
        if (!ratio) return;
        if (ratio->is_negative() || (outcome.is(Kind::outcome_fills) && Rational(1) < *ratio)) {
          Report(deal_.found, Code::out_of_range, outcome.first_child())
              .says(outcome.is(Kind::outcome_pays) ? "it pays 0% or more" : "it fills 0% to 100%");
          return;
        }
        if (outcome.is(Kind::outcome_pays)) {
          on.outcome = plan::OutcomePays{*ratio};
        } else {
          on.outcome = plan::OutcomeFills{*ratio};
        }
        break;
      }
      case Kind::outcome_unknown: on.outcome = plan::OutcomeUnknown{}; break;
      default: return;
    }
    on.action = std::move(*reference);
    scenario_.outcomes.push_back(std::move(on));
  }

  void read_event(Node item) {
    plan::TimedEvent event;
    event.at = expressions().duration(item.child(Kind::duration));
    Node what = item.child_at(1);
    switch (what.kind()) {
      case Kind::price_move: {
        plan::PriceMove move;
        move.asset = expressions().token_named(what.child(Kind::asset_name));
        const bool falls = what.child(Kind::fall_or_rise).text() == "falls";
        auto by = expressions().constant(what.child_at(2), Type::plain(), "how far it moves");
        if (!by || move.asset.empty()) return;
        if (by->is_negative() || (falls && Rational(1) < *by)) {
          Report(deal_.found, Code::out_of_range, what.child_at(2))
              .says(falls ? "a price falls by 0% to 100%" : "a price rises by 0% or more");
          return;
        }
        move.by = falls ? values::negate(*by) : *by;
        event.what = std::move(move);
        break;
      }
      case Kind::world_setting: {
        auto setting = read_setting(what, Moment::later);
        if (!setting) return;
        event.what = std::move(*setting);
        break;
      }
      case Kind::operator_act: {
        plan::OperatorAct act;
        const std::string_view verb = what.child(Kind::operator_verb).text();
        act.verb = verb == "pauses"    ? plan::OperatorVerb::pauses
                   : verb == "resumes" ? plan::OperatorVerb::resumes
                   : verb == "cancels" ? plan::OperatorVerb::cancels
                   : verb == "retries" ? plan::OperatorVerb::retries
                                       : plan::OperatorVerb::skips;
        const bool about_step =
            act.verb == plan::OperatorVerb::retries || act.verb == plan::OperatorVerb::skips;
        Node step = what.child(Kind::name);
        if (about_step != static_cast<bool>(step)) {
          Report(deal_.found, Code::wrong_arguments, what)
              .says(about_step ? "say which step the operator " + std::string(verb)
                               : "`operator " + std::string(verb) + "` is about the whole deal");
          return;
        }
        if (step) {
          auto reference = action_named(step);
          if (!reference) return;
          act.step = reference->step;
        }
        event.what = std::move(act);
        break;
      }
      case Kind::freeze_change: {
        Node name = what.child(Kind::name);
        const Symbol* symbol = deal_.scope.find(name.text());
        if (symbol == nullptr || symbol->kind != SymbolKind::module || symbol->module == nullptr) {
          unknown(name, "`" + std::string(name.text()) + "` is not a module of the deal",
                  deal_.scope.names(SymbolKind::module));
          return;
        }
        event.what = plan::FreezeChange{symbol->module->name,
                                        what.child(Kind::freeze_verb).text() == "freezes"};
        break;
      }
      default: return;
    }
    scenario_.events.push_back(std::move(event));
  }

  void read_answer(Node item) {
    plan::RoleAnswer answer;
    Node role = item.child(Kind::name);
    answer.role = std::string(role.text());
    std::vector<std::string> roles;
    for (const plan::Step& step : deal_.model.plan.steps) {
      for (const plan::Approval& approval : step.approvals)
        roles.push_back(approval.role);
    }
    if (std::find(roles.begin(), roles.end(), answer.role) == roles.end()) {
      std::sort(roles.begin(), roles.end());
      roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
      unknown(role, "`" + deal_.model.name + "` asks no `" + answer.role + "` for approval", roles);
      return;
    }
    answer.approves = item.child(Kind::answer).text() == "approves";
    if (Node after = item.child(Kind::duration)) answer.after = expressions().duration(after);
    scenario_.answers.push_back(std::move(answer));
  }

  void read_expectation(Node item) {
    plan::Expectation expectation;
    expectation.text = one_line(item.text());
    expectation.line = item.tree()->source()->position(item.span().begin).line;
    Node what = item.first_child();
    switch (what.kind()) {
      case Kind::limits_hold: expectation.kind = plan::ExpectationKind::limits_hold; break;
      case Kind::stays_untouched: {
        expectation.kind = plan::ExpectationKind::untouched;
        Node name = what.child(Kind::name);
        if (deal_.bucket(name.text()) == nullptr) {
          unknown(name,
                  "`" + deal_.model.name + "` has no bucket `" + std::string(name.text()) + "`",
                  deal_.scope.names(SymbolKind::bucket));
          return;
        }
        expectation.subject = std::string(name.text());
        break;
      }
      case Kind::did_run: {
        expectation.kind = plan::ExpectationKind::ran;
        auto reference = action_named(what.child(Kind::name));
        if (!reference) return;
        expectation.subject = reference->step;
        break;
      }
      case Kind::has_status: {
        expectation.kind = plan::ExpectationKind::status;
        Node subject = what.child_at(0);
        Node status = what.child(Kind::status);
        expectation.status = std::string(status.text());
        const bool whole_deal = subject.is(Kind::name) && subject.text() == "deal";
        if (whole_deal) {
          expectation.subject = "deal";
        } else {
          auto reference = action_named(subject);
          if (!reference) return;
          expectation.subject = reference->step;
          expectation.rung = reference->rung;
        }
        const auto has = [&](const auto& list) {
          return std::find(std::begin(list), std::end(list), status.text()) != std::end(list);
        };
        if (whole_deal ? !has(deal_statuses) : !has(step_statuses)) {
          std::vector<std::string> known;
          if (whole_deal) {
            known.assign(std::begin(deal_statuses), std::end(deal_statuses));
          } else {
            known.assign(std::begin(step_statuses), std::end(step_statuses));
          }
          Report(deal_.found, Code::wrong_kind_of_name, status)
              .says(std::string(whole_deal ? "a deal" : "a step") + " is never `" +
                    expectation.status + "`")
              .note("it is " + listed(known, "or"));
          return;
        }
        break;
      }
      case Kind::holds_true: {
        expectation.kind = plan::ExpectationKind::condition;
        expectation.condition = expressions().condition(what.first_child());
        expectation.throughout = static_cast<bool>(what.child(Kind::throughout));
        break;
      }
      default: return;
    }
    scenario_.expectations.push_back(std::move(expectation));
  }

  DealChecker& deal_;
  Node node_;
  ExpressionPlace place_;
  std::map<std::string, Place> set_;  // what the world sets
  plan::Scenario scenario_;
  std::vector<plan::Expression> asked_;
};

}  // namespace

ScenarioModel check_scenario(DealChecker& deal, Node node) {
  return ScenarioReader(deal, node).run();
}

}  // namespace dealwright::sema
