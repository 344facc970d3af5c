// Explorations of random deals against plain enumeration.
#include <algorithm>
#include <set>

#include "engine/scenario/explore.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/random_deals.hpp"
#include "tests/trials/trial.hpp"

namespace dealwright::tests {
namespace {

using namespace plan;

constexpr std::size_t steps_max = 3;
constexpr std::uint64_t plain_states_max = 300;

std::set<std::string> broken(const scenario::Explored& explored) {
  std::set<std::string> texts;
  for (const scenario::Violation& violation : explored.violations)
    texts.insert(violation.text);
  return texts;
}

std::string listed(const std::set<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts)
    list += (list.empty() ? "{" : ", ") + text;
  return list + "}";
}

}  // namespace

std::optional<std::string> fault_of_merging(std::uint64_t seed, Reached& reached) {
  RandomDeal random = random_deal(seed);
  if (random.plan.steps.size() > steps_max) return std::nullopt;
  // Plain enumeration takes every attempt for itself: with one retry in some deals it still ends.
  for (Step& step : random.plan.steps)
    step.retry.attempts = seed % 4 == 0 ? std::min(step.retry.attempts, 1U) : 0;
  // Everything is chosen; nothing is scripted.
  random.scenario.outcomes.clear();
  random.scenario.events.clear();
  random.scenario.explore = true;
  random.scenario.expectations = {
      {.kind = ExpectationKind::limits_hold, .text = "limits hold"},
      {.kind = ExpectationKind::untouched, .subject = "safe", .text = "safe untouched"},
      {.condition = of(Op::greater_or_equal, {of(Op::nav), number("100", "USD")}),
       .throughout = true,
       .text = "nav >= 100 USD throughout"}};
  random.plan.assumptions = {
      {.kind = AssumptionKind::falls_at_most, .subject = "AAA", .bound = number("1/2")}};
  const core::Terms terms(random.plan);
  const simulated::Setting profile{.fee = random.fee};
  const auto plain =
      scenario::explore(terms, random.scenario, profile,
                        {.merging = scenario::Merging::off, .most_states = plain_states_max});
  if (!plain) return plain.error().what;
  if (!plain->complete) return std::nullopt;
  const auto merged = scenario::explore(terms, random.scenario, profile);
  if (!merged) return merged.error().what;
  if (merged->shapes != plain->shapes) {
    return "with equal states merged it ends as " + listed(merged->shapes) + ", without as " +
           listed(plain->shapes);
  }
  if (broken(*merged) != broken(*plain)) {
    return "with equal states merged it breaks " + listed(broken(*merged)) + ", without " +
           listed(broken(*plain));
  }
  ++reached.explored;
  reached.merges += merged->merges;
  reached.violations += merged->violations.size();
  return std::nullopt;
}

}  // namespace dealwright::tests
