// Parameters set, queries filled in, the allow-list computed.
#include "dsl/lower/lower.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "dsl/sema/hops.hpp"
#include "dsl/sema/instances.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::lower {
namespace {

void collect_calls(const std::vector<plan::Item>& items, std::set<plan::Allowed>& calls,
                   std::vector<std::string>& modules) {
  const auto add = [&](const std::vector<plan::Call>& list) {
    for (const plan::Call& call : list) {
      calls.insert({call.contract, call.signature});
      modules.push_back(call.contract.substr(0, call.contract.find('.')));
    }
  };
  for (const plan::Item& item : items) {
    if (const auto* action = std::get_if<plan::Action>(&item.what)) {
      add(action->calls);
      if (!action->module.empty()) modules.push_back(action->module);
      for (const plan::Hop& hop : action->hops) {
        for (const plan::Action& way : hop.ways) {
          add(way.calls);
          modules.push_back(way.module);
        }
      }
    } else if (const auto* group = std::get_if<plan::Group>(&item.what)) {
      add(group->calls);
      if (!group->flash_module.empty()) modules.push_back(group->flash_module);
      collect_calls(group->items, calls, modules);
    }
  }
}

// "USDC>WETH>USDC" of a parameter that is a route.
std::vector<std::string> tokens_of(const plan::Plan& plan, const plan::Action& action) {
  std::vector<std::string> tokens;
  if (action.name != plan::follow || action.locals.empty()) return tokens;
  const plan::Expression* route = &action.locals.front().value;
  if (const plan::Param* param =
          route->op == plan::Op::param ? plan::find_param(plan, route->name) : nullptr)
    route = &param->value;
  if (route->op != plan::Op::text) return tokens;
  for (std::size_t from = 0; from <= route->name.size();) {
    const std::size_t to = std::min(route->name.find('>', from), route->name.size());
    tokens.push_back(route->name.substr(from, to - from));
    from = to + 1;
  }
  return tokens;
}

// Where a route is known now, `follow` is the swaps along it.
void fill_hops(const sema::DealModel& deal, const plan::Plan& plan, std::vector<plan::Item>& items,
               std::vector<plan::Expression>& asked) {
  for (plan::Item& item : items) {
    if (auto* group = std::get_if<plan::Group>(&item.what)) {
      fill_hops(deal, plan, group->items, asked);
      continue;
    }
    auto* action = std::get_if<plan::Action>(&item.what);
    if (action == nullptr || action->name != plan::follow || !action->module.empty()) continue;
    const std::vector<std::string> tokens = tokens_of(plan, *action);
    const plan::Target target = action->flows.back().target.value_or(plan::Target());
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      plan::Hop hop;
      for (const auto& module : deal.modules) {
        auto way = sema::hop_through(*module, {.from = tokens[i], .to = tokens[i + 1]}, plan.assets,
                                     target, asked);
        if (!way) continue;
        way->id = action->id + "/" + std::to_string(i + 1) + "/" + module->name;
        hop.ways.push_back(*std::move(way));
      }
      action->hops.push_back(std::move(hop));
    }
  }
}

// What a position amounts to is its module's to say: the engine asks, whether or not the text does.
std::vector<plan::Expression> position_queries(const sema::DealModel& deal) {
  std::vector<plan::Expression> asked;
  for (const plan::Position& position : deal.plan.positions) {
    const std::string name = position.kind == plan::PositionKind::debt ? "owed" : "amount";
    for (const auto& module : deal.modules) {
      if (module->name != position.module || !module->queries.contains(name)) continue;
      plan::Expression of;
      of.op = plan::Op::position;
      of.name = position.name;
      plan::Expression query;
      query.op = plan::Op::query;
      query.name = module->name + "." + name;
      query.args = {std::move(of)};
      asked.push_back(std::move(query));
    }
  }
  return asked;
}

// Only what the plan speaks of: another asset in the prelude does not change a deal's identity.
void keep_used_assets(plan::Plan& plan) {
  std::set<std::string> used;
  const auto note = [&](const plan::Expression& expression) {
    plan::walk(expression, [&](const plan::Expression& part) {
      used.insert(part.name);
      for (std::size_t at = part.name.find(" per ");
           part.op == plan::Op::number && at != std::string::npos; at = std::string::npos) {
        used.insert(part.name.substr(0, at));
        used.insert(part.name.substr(at + 5));
      }
    });
  };
  const auto note_money = [&](auto&& self, const plan::Money& money) -> void {
    used.insert(money.asset);
    if (money.expression) note(*money.expression);
    for (const plan::Money& part : money.parts)
      self(self, part);
  };
  note_money(note_money, plan.capital);
  used.insert(plan.gas.asset);
  for (const plan::Param& param : plan.params) {
    note(param.value);
    if (param.low) note(*param.low);
    if (param.high) note(*param.high);
    for (const plan::Asset& asset : plan.assets) {
      if (param.type.find(asset.name) != std::string::npos) used.insert(asset.name);
    }
  }
  for (const plan::Assumption& assumption : plan.assumptions) {
    used.insert(assumption.subject);
    note(assumption.bound);
    if (assumption.centre) note(*assumption.centre);
    if (assumption.quantity) note(*assumption.quantity);
  }
  for (const plan::ValueRule& rule : plan.value_rules)
    used.insert(rule.asset);
  for (const plan::Limit& limit : plan.limits) {
    used.insert(limit.subject);
    used.insert(limit.without.begin(), limit.without.end());
    note(limit.quantity);
    note(limit.bound);
    if (limit.warn_at) note(*limit.warn_at);
    if (limit.tightened_to) note(*limit.tightened_to);
    if (limit.tightened_when) note(*limit.tightened_when);
  }
  for (const plan::Holding& holding : plan.holdings)
    used.insert(holding.asset);
  for (const plan::Position& position : plan.positions)
    used.insert(position.asset);
  for (const plan::Split& split : plan.splits)
    note_money(note_money, split.source);
  for (const plan::Step& step : plan.steps) {
    for (const plan::When& when : step.whens)
      note(when.condition);
    for (const plan::Expression& condition : step.requires_)
      note(condition);
    for (const plan::Expression& condition : step.ensures)
      note(condition);
    for (const plan::Approval& approval : step.approvals) {
      if (approval.when) note(*approval.when);
    }
    if (step.defence) note(step.defence->when);
    if (step.ladder) {
      note_money(note_money, step.ladder->source);
      for (const plan::Expression& size : step.ladder->sizes)
        note(size);
      note(step.ladder->climb);
    }
    for (const plan::Action* action : plan::actions_of(step.items)) {
      for (const plan::Flow& flow : action->flows) {
        used.insert(flow.asset);
        if (flow.amount) note(*flow.amount);
      }
      for (const plan::NamedExpression& local : action->locals)
        note(local.value);
      for (const plan::Hop& hop : action->hops) {
        for (const plan::Action& way : hop.ways) {
          for (const plan::Flow& flow : way.flows)
            used.insert(flow.asset);
        }
      }
    }
  }
  for (const plan::Module& module : plan.modules) {
    for (const plan::Query& query : module.queries) {
      for (const plan::Expression& argument : query.arguments)
        note(argument);
      if (query.model) note(*query.model);
    }
  }
  // What a used asset counts as or redeems into is used too, and so on to the end of the chain.
  std::map<std::string, const plan::Asset*> by_name;
  for (const plan::Asset& asset : plan.assets)
    by_name.emplace(asset.name, &asset);
  std::vector<std::string> pending(used.begin(), used.end());
  while (!pending.empty()) {
    const auto asset = by_name.find(pending.back());
    pending.pop_back();
    if (asset == by_name.end()) continue;
    for (const std::string& other : {asset->second->counts_as, asset->second->redeems_into}) {
      if (used.insert(other).second) pending.push_back(other);
    }
  }
  std::erase_if(plan.assets, [&](const plan::Asset& asset) { return !used.contains(asset.name); });
}

}  // namespace

plan::Plan lower(const sema::DealModel& deal,
                 const std::map<std::string, plan::Expression>& values) {
  plan::Plan plan = deal.plan;
  for (std::size_t i = 0; i < plan.params.size(); ++i) {
    auto given = values.find(plan.params[i].name);
    DEALWRIGHT_ASSERT(given != values.end() || deal.params[i].initial.has_value());
    plan.params[i].value = given != values.end() ? given->second : *deal.params[i].initial;
  }
  std::vector<plan::Expression> asked = deal.asked;
  for (plan::Step& step : plan.steps)
    fill_hops(deal, plan, step.items, asked);
  std::set<plan::Allowed> calls;
  std::vector<std::string> modules;
  for (const plan::Step& step : plan.steps)
    collect_calls(step.items, calls, modules);
  for (const plan::Position& position : plan.positions)
    modules.push_back(position.module);
  plan.allow_list.assign(calls.begin(), calls.end());
  for (plan::Expression& query : position_queries(deal))
    asked.push_back(std::move(query));
  plan.modules =
      sema::instantiate(deal.modules, deal.aliases, plan.assets, plan.positions, modules, asked);
  keep_used_assets(plan);
  return plan;
}

plan::Scenario lower(const sema::ScenarioModel& model, const sema::DealModel& deal,
                     const plan::Plan& plan) {
  plan::Scenario scenario = model.scenario;
  const auto listed = [&](const std::string& name, const std::vector<plan::Expression>& arguments) {
    for (const plan::Module& module : plan.modules) {
      for (const plan::Query& query : module.queries) {
        if (query.name == name && query.arguments == arguments) return true;
      }
      for (const plan::Setting& setting : module.settings) {
        if (setting.name == name && setting.arguments == arguments) return true;
      }
    }
    return false;
  };
  for (plan::Module& module : sema::instantiate(deal.modules, deal.aliases, deal.plan.assets,
                                                plan.positions, {}, model.asked)) {
    for (plan::Query& query : module.queries) {
      if (!listed(query.name, query.arguments)) scenario.queries.push_back(std::move(query));
    }
    for (plan::Setting& setting : module.settings) {
      if (!listed(setting.name, setting.arguments)) scenario.settings.push_back(std::move(setting));
    }
  }
  return scenario;
}

}  // namespace dealwright::lower
