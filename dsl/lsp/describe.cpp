// From the checked model to sentences.
#include "dsl/lsp/describe.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "dsl/lsp/features.hpp"

namespace dealwright::lsp {

using sema::KnownName;
using sema::NameKind;
using syntax::Kind;
using syntax::Node;

namespace {

std::string ticked(std::string_view name) { return "`" + std::string(name) + "`"; }

// "`a`, `b` and `c`"
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += ticked(names[i]);
  }
  return text;
}

const plan::Step* step_of(const sema::DealModel& deal, std::string_view name) {
  for (const plan::Step& step : deal.plan.steps) {
    if (step.name == name) return &step;
  }
  return nullptr;
}

// The steps and other parts of the file that speak of it, in order, each once.
std::vector<std::string> spoken_of_in(const Analysis& analysis, const KnownName& name) {
  std::vector<std::string> places;
  for (const Use& use : uses_of(analysis, name)) {
    if (use.declares) continue;
    const std::vector<Node> path = path_to(analysis.tree(), use.span.begin);
    std::string place;
    for (const Node node : path) {
      switch (node.kind()) {
        case Kind::step:
        case Kind::ladder:
        case Kind::defend: place = std::string(node.child(Kind::name).text()); break;
        case Kind::limits: place = "limits"; break;
        case Kind::scenario: place = "scenarios"; break;
        default: break;  // what stands inside one of these
      }
    }
    if (!place.empty() && std::ranges::find(places, place) == places.end())
      places.push_back(std::move(place));
  }
  return places;
}

std::string holding_facts(const Analysis& analysis, const KnownName& name,
                          const sema::DealModel& deal) {
  std::string text;
  const auto held = std::ranges::find_if(
      deal.plan.holdings, [&](const plan::Holding& known) { return known.name == name.name; });
  if (held != deal.plan.holdings.end() && !held->asset.empty()) {
    text += "So much " + held->asset;
    if (!held->step.empty()) {
      text += ", yielded in step " + ticked(held->step);
    } else {
      text += ", from a split at the start";
    }
    if (!held->place.empty()) text += ", at " + ticked(held->place);
    text += ".\n";
  }
  const Node declared = declaration_of(analysis, name);
  if (declared.is(Kind::action)) text += "From `" + heading_of(declared) + "`.\n";
  const std::vector<std::string> places = spoken_of_in(analysis, name);
  text += places.empty() ? "Nothing names it later: it rests in its bucket.\n"
                         : "Named in " + listed(places) + ".\n";
  return text;
}

std::string position_facts(const Analysis& analysis, const KnownName& name,
                           const sema::DealModel& deal) {
  std::string text;
  const auto open = std::ranges::find_if(
      deal.plan.positions, [&](const plan::Position& known) { return known.name == name.name; });
  if (open != deal.plan.positions.end()) {
    text += open->kind == plan::PositionKind::debt ? "What is owed" : "What is pledged";
    if (!open->asset.empty()) text += ", in " + open->asset;
    if (!open->module.empty()) text += ", at " + ticked(open->module);
    if (!open->step.empty()) text += ", opened in step " + ticked(open->step);
    if (!open->adopted.empty()) text += ", taken over from " + ticked(open->adopted);
    text += ".\n";
    if (open->left_open) text += "It is meant to stay open when the deal completes.\n";
  }
  const Node declared = declaration_of(analysis, name);
  if (declared.is(Kind::action)) text += "From `" + heading_of(declared) + "`.\n";
  const std::vector<std::string> places = spoken_of_in(analysis, name);
  if (!places.empty()) text += "Named in " + listed(places) + ".\n";
  return text;
}

std::string bucket_facts(const KnownName& name, const sema::DealModel& deal) {
  const auto bucket = std::ranges::find_if(
      deal.plan.buckets, [&](const plan::Bucket& known) { return known.name == name.name; });
  if (bucket == deal.plan.buckets.end()) return {};
  std::string text = "A part of the capital.\n";
  if (bucket->untouchable)
    text += "Untouchable: no action may draw on it, pledge it or pay fees out of it.\n";
  if (deal.plan.gas.payer == name.name) text += "Fees are paid from it.\n";
  return text;
}

std::string step_facts(const KnownName& name, const sema::DealModel& deal) {
  const plan::Step* step = step_of(deal, name.name);
  if (step == nullptr) return {};
  std::string text;
  const auto actions = plan::actions_of(step->items);
  std::vector<std::string> names;
  for (const plan::Action* action : actions)
    names.push_back((action->module.empty() ? "" : action->module + ".") + action->name);
  if (!names.empty()) text += "Does " + listed(names) + ".\n";
  std::vector<std::string> after;
  for (const auto& all : step->after) {
    for (const plan::AfterTerm& term : all)
      after.push_back(term.step);
  }
  if (!after.empty()) {
    text += "Waits for " + listed(after) + ".\n";
  } else if (step->kind == plan::StepKind::step) {
    text += "May start at once.\n";
  }
  text += "Time-out " + values::to_text(step->timeout);
  if (step->retry.attempts > 0)
    text += ", " + counted(step->retry.attempts, "retry") + " every " +
            values::to_text(step->retry.every);
  switch (step->on_failure.kind) {
    case plan::FailureKind::hold: text += ", then hold.\n"; break;
    case plan::FailureKind::skip: text += ", then skip.\n"; break;
    case plan::FailureKind::fail: text += ", then the deal fails.\n"; break;
    case plan::FailureKind::then_step:
      text += ", then " + ticked(step->on_failure.then_step) + ".\n";
      break;
  }
  if (step->ladder && step->ladder->rungs_max > 0)
    text += "At most " + counted(step->ladder->rungs_max, "rung") + ".\n";
  return text;
}

std::string module_facts(const KnownName& name) {
  if (name.module == nullptr) return "Its file could not be understood.\n";
  std::vector<std::string> actions;
  for (const auto& [action, signature] : name.module->actions)
    actions.push_back(action);
  std::vector<std::string> queries;
  for (const auto& [query, signature] : name.module->queries)
    queries.push_back(query);
  std::string text;
  if (!actions.empty()) text += "Actions: " + listed(actions) + ".\n";
  if (!queries.empty()) text += "Queries: " + listed(queries) + ".\n";
  return text;
}

std::string action_facts(const KnownName& name) {
  if (name.action == nullptr) return {};
  std::string text;
  if (!name.action->fails.empty()) text += "Fails as " + listed(name.action->fails) + ".\n";
  if (!name.action->unsure.empty())
    text += "May have happened all the same after " + listed(name.action->unsure) +
            ": never retried.\n";
  return text;
}

}  // namespace

std::string counted(std::size_t n, std::string_view noun) {
  std::string text = std::to_string(n) + " " + std::string(noun);
  if (n == 1) return text;
  if (text.ends_with("ry")) return text.substr(0, text.size() - 1) + "ies";
  return text + "s";
}

std::string type_of(const KnownName& name) {
  if (name.type.is(sema::TypeKind::unknown) || name.type.is(sema::TypeKind::bucket)) return {};
  return sema::to_text(name.type);
}

std::string declared_as(const Analysis& analysis, const KnownName& name) {
  const Node declared = declaration_of(analysis, name);
  switch (name.kind) {
    case NameKind::holding:
    case NameKind::position: {
      const std::string type = type_of(name);
      return std::string(sema::to_text(name.kind)) + " " + name.name +
             (type.empty() ? "" : ": " + type);
    }
    case NameKind::bucket: return "bucket " + (declared ? heading_of(declared) : name.name);
    case NameKind::module:
      if (name.module == nullptr) return "module " + name.name;
      return "protocol " + name.module->name +
             (name.module->name == name.name ? "" : " as " + name.name);
    case NameKind::parameter:
    case NameKind::result:
    case NameKind::role:
    case NameKind::variable:
    case NameKind::outcome:
      return std::string(sema::to_text(name.kind)) + " " +
             (declared.is(Kind::parameter) || declared.is(Kind::result_decl) ? heading_of(declared)
                                                                             : name.name);
    case NameKind::asset:
      if (declared) {
        std::string_view text = declared.text();
        if (text.find('\n') == std::string_view::npos) return std::string(text);
      }
      return "asset " + name.name;
    case NameKind::market:
    case NameKind::cycle:
    case NameKind::deal:
    case NameKind::strategy:
    case NameKind::param:
    case NameKind::step:
    case NameKind::contract:
    case NameKind::setting:
    case NameKind::state:
    case NameKind::query:
    case NameKind::action:
    case NameKind::local: break;
  }
  return declared ? heading_of(declared) : std::string(sema::to_text(name.kind)) + " " + name.name;
}

std::string facts_of(const Analysis& analysis, const KnownName& name) {
  const sema::DealModel* deal = analysis.deal(name.owner);
  switch (name.kind) {
    case NameKind::holding: return deal == nullptr ? "" : holding_facts(analysis, name, *deal);
    case NameKind::position: return deal == nullptr ? "" : position_facts(analysis, name, *deal);
    case NameKind::bucket: return deal == nullptr ? "" : bucket_facts(name, *deal);
    case NameKind::step: return deal == nullptr ? "" : step_facts(name, *deal);
    case NameKind::module: return module_facts(name);
    case NameKind::action: return action_facts(name);
    case NameKind::role: return "A person of this role has to approve.\n";
    case NameKind::variable: return "Stands for any asset.\n";
    case NameKind::outcome: return "A way in which " + ticked(name.owner) + " fails.\n";
    case NameKind::query:
      return name.query != nullptr && name.query->is_setting ? "A world can set it.\n" : "";
    case NameKind::setting: return "A world can set it.\n";
    case NameKind::state: return "The simulated protocol remembers it.\n";
    case NameKind::asset:
    case NameKind::deal:
    case NameKind::strategy:
    case NameKind::param:
    case NameKind::contract:
    case NameKind::parameter:
    case NameKind::result:
    case NameKind::local:
    case NameKind::market:
    case NameKind::cycle: return {};
  }
  return {};
}

std::string page_of(const Analysis& analysis, const KnownName& name) {
  std::string page = "```deal\n" + declared_as(analysis, name) + "\n```\n";
  Node declared;
  if (name.kind == NameKind::module) {
    if (name.module != nullptr) declared = name.module->node;
  } else if (name.kind != NameKind::holding && name.kind != NameKind::position) {
    declared = declaration_of(analysis, name);
  }
  const std::string documentation = documentation_of(declared);
  if (!documentation.empty()) page += documentation + "\n\n";
  page += facts_of(analysis, name);
  while (page.ends_with('\n'))
    page.pop_back();
  return page;
}

std::string asset_line(const Analysis& analysis, std::string_view name) {
  for (const plan::Asset& asset : analysis.checked->model.assets) {
    if (asset.name != name) continue;
    std::string text = counted(asset.decimals, "decimal");
    if (!asset.counts_as.empty()) text += ", counts as " + asset.counts_as;
    if (!asset.redeems_into.empty()) text += ", redeems into " + asset.redeems_into;
    return text;
  }
  return {};
}

}  // namespace dealwright::lsp
