// What changed between two plans. The order of the calls is the order in which a reviewer wants to
// know; what weakens a limit goes first whatever it belongs to.
#include "dsl/plan/difference.hpp"

#include <algorithm>
#include <iterator>

#include "dsl/plan/changes.hpp"

namespace dealwright::plan {
namespace {

void compare_allow_lists(const Sides& sides, Changes& changes);
void compare_rest(const Sides& sides, Changes& changes);
int rank(const Change& change);

}  // namespace

std::vector<Change> compare(const Plan& before, const Plan& after) {
  if (before == after) return {};
  const Sides sides{before, after};
  Changes changes;
  compare_limits(sides, changes);
  compare_waivers(sides, changes);
  compare_buckets(sides, changes);
  compare_gas(sides, changes);
  compare_assumptions(sides, changes);
  compare_params(sides, changes);
  compare_allow_lists(sides, changes);
  compare_rest(sides, changes);
  compare_steps(sides, changes);
  Changes ordered;
  for (const int wanted : {0, 1, 2}) {
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(ordered),
                 [wanted](const Change& change) { return rank(change) == wanted; });
  }
  return ordered;
}

namespace {

int rank(const Change& change) {
  if (change.kind == ChangeKind::weaker) return 0;
  if (change.area == "allow-list" && change.kind == ChangeKind::added) return 1;
  return 2;
}

void compare_allow_lists(const Sides& sides, Changes& changes) {
  compare_list(
      sides.before.allow_list, sides.after.allow_list, "allow-list",
      [](const Allowed& allowed) { return allowed.contract + "." + allowed.signature; }, changes);
}

std::string describe_split(const Split& split) {
  std::string text;
  for (const Split::Part& part : split.parts)
    text += (text.empty() ? "" : ", ") + part.holding;
  return text;
}

// Everything whose change is told and not judged.
void compare_rest(const Sides& sides, Changes& changes) {
  const Plan& before = sides.before;
  const Plan& after = sides.after;
  const auto by_name = [](const auto& item) { return item.name; };
  if (before.deal != after.deal) {
    changes.push_back({ChangeKind::changed, "deal",
                       "the deal " + in_ticks(before.deal) + " is now " + in_ticks(after.deal)});
  }
  if (before.documentation != after.documentation) {
    changes.push_back({ChangeKind::changed, "deal", "the deal's documentation"});
  }
  if (const std::string fields = changed_fields(before.capital, after.capital); !fields.empty()) {
    changes.push_back({ChangeKind::changed, "deal", "what the deal starts with: " + fields});
  }
  compare_list(before.assets, after.assets, "asset", by_name, changes);
  compare_list(
      before.value_rules, after.value_rules, "value rule",
      [](const ValueRule& rule) { return rule.asset; }, changes);
  compare_list(
      before.modules, after.modules, "module", [](const Module& module) { return module.alias; },
      changes);
  compare_list(before.holdings, after.holdings, "holding", by_name, changes);
  compare_list(before.positions, after.positions, "position", by_name, changes);
  compare_list(before.splits, after.splits, "split", describe_split, changes);
}

}  // namespace

}  // namespace dealwright::plan
