// Look-ups by name in a plan, and the actions below a step.
#include "dsl/plan/plan.hpp"

namespace dealwright::plan {
namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& list, std::string_view name) {
  for (const Named& item : list) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

void collect_actions(const std::vector<Item>& items, std::vector<const Action*>& found) {
  for (const Item& item : items) {
    if (const auto* action = std::get_if<Action>(&item.what)) found.push_back(action);
    if (const auto* group = std::get_if<Group>(&item.what)) collect_actions(group->items, found);
  }
}

}  // namespace

const Asset* find_asset(const Plan& plan, std::string_view name) {
  return find_named(plan.assets, name);
}
const Bucket* find_bucket(const Plan& plan, std::string_view name) {
  return find_named(plan.buckets, name);
}
const Param* find_param(const Plan& plan, std::string_view name) {
  return find_named(plan.params, name);
}
const Step* find_step(const Plan& plan, std::string_view name) {
  return find_named(plan.steps, name);
}
const Holding* find_holding(const Plan& plan, std::string_view name) {
  return find_named(plan.holdings, name);
}
const Position* find_position(const Plan& plan, std::string_view name) {
  return find_named(plan.positions, name);
}

const Module* find_module(const Plan& plan, std::string_view name) {
  // The deal's own name for it goes first: two uses of one protocol differ only in that.
  for (const Module& module : plan.modules) {
    if (module.alias == name) return &module;
  }
  return find_named(plan.modules, name);
}

std::vector<const Action*> actions_of(const std::vector<Item>& items) {
  std::vector<const Action*> found;
  collect_actions(items, found);
  return found;
}

}  // namespace dealwright::plan
