// The names of a plan: all that references may lead to, names that occur twice, and steps that wait
// for each other.
#include <algorithm>
#include <unordered_map>

#include "dsl/plan/faults.hpp"

namespace dealwright::plan {
namespace {

std::string member_of(const std::string& module, const std::string& full) {
  return module + "." + full.substr(full.find('.') + 1);
}

template <class T>
void refuse_twice(std::string_view list, const std::vector<T>& items, std::string T::* name,
                  FaultList& faults) {
  KnownNames::Names names;
  faults.at.enter(list);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string& own = items[i].*name;
    faults.at.enter(i);
    if (own.empty()) faults.add("has no name");
    if (!own.empty() && !names.insert(own).second) faults.add("`" + own + "` occurs twice");
    faults.at.leave();
  }
  faults.at.leave();
}

void remember(const Module& module, KnownNames& known) {
  for (const std::string& own : {module.name, module.alias}) {
    known.modules.insert(own);
    for (const Query& query : module.queries)
      known.queries.insert(member_of(own, query.name));
    for (const Setting& setting : module.settings)
      known.settings.insert(member_of(own, setting.name));
    for (const Setting& state : module.states)
      known.states.insert(member_of(own, state.name));
  }
}

}  // namespace

KnownNames::KnownNames(const Plan& plan) {
  for (const Asset& asset : plan.assets)
    assets.insert(asset.name);
  for (const Param& param : plan.params)
    params.insert(param.name);
  for (const Bucket& bucket : plan.buckets)
    buckets.insert(bucket.name);
  for (const Holding& holding : plan.holdings)
    holdings.insert(holding.name);
  for (const Position& position : plan.positions)
    positions.insert(position.name);
  for (const Step& step : plan.steps) {
    steps.insert(step.name);
    if (step.ladder) ladders.insert(step.name);
  }
  for (const Module& module : plan.modules)
    remember(module, *this);
}

void find_name_faults(const Plan& plan, FaultList& faults) {
  if (plan.deal.empty()) faults.add("deal", "a deal has a name");
  refuse_twice("assets", plan.assets, &Asset::name, faults);
  refuse_twice("params", plan.params, &Param::name, faults);
  refuse_twice("buckets", plan.buckets, &Bucket::name, faults);
  refuse_twice("holdings", plan.holdings, &Holding::name, faults);
  refuse_twice("positions", plan.positions, &Position::name, faults);
  refuse_twice("steps", plan.steps, &Step::name, faults);
  refuse_twice("modules", plan.modules, &Module::alias, faults);
  refuse_twice("value_rules", plan.value_rules, &ValueRule::asset, faults);
  if (plan.steps.size() > steps_max)
    faults.add("steps", "more than " + std::to_string(steps_max) + " steps");
}

// Takes away steps that wait for nothing that is left; what cannot be taken away waits in a
// circle, or behind one.
void find_order_faults(const Plan& plan, FaultList& faults) {
  const std::size_t count = plan.steps.size();
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < count; ++i)
    places.emplace(plan.steps[i].name, i);
  std::vector<std::vector<std::size_t>> followers(count);
  std::vector<std::size_t> waits(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    for (const auto& all : plan.steps[i].after) {
      for (const AfterTerm& term : all) {
        const auto before = places.find(term.step);
        if (before == places.end()) continue;
        followers[before->second].push_back(i);
        ++waits[i];
      }
    }
  }
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < count; ++i) {
    if (waits[i] == 0) ready.push_back(i);
  }
  for (std::size_t next = 0; next < ready.size(); ++next) {
    for (const std::size_t follower : followers[ready[next]]) {
      if (--waits[follower] == 0) ready.push_back(follower);
    }
  }
  if (ready.size() == count) return;
  const auto stuck = std::find_if(waits.begin(), waits.end(), [](std::size_t n) { return n > 0; });
  faults.at.enter("steps");
  faults.at.enter(static_cast<std::size_t>(stuck - waits.begin()));
  faults.add("after", "steps wait for each other in a circle");
  faults.at.leave();
  faults.at.leave();
}

}  // namespace dealwright::plan
