// The page of a plan names everything in it, in words, and fits the width of a page.
#include "engine/app/plan_page.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/app/page.hpp"
#include "engine/app/plan_words.hpp"
#include "tests/support/plans.hpp"

namespace dealwright::app {
namespace {

using diagnostics::Colour;

// Whether the text holds `words` one after the other, whatever the columns between them.
bool holds(const std::string& text, const std::string& words) {
  std::istringstream in(text);
  std::string squeezed;
  for (std::string word; in >> word;)
    squeezed += word + " ";
  return squeezed.find(words + " ") != std::string::npos;
}

TEST(PlanPage, NamesEveryPartOfThePlan) {
  const plan::Plan plan = tests::every_construct();
  const PlanWords words(plan);
  const std::string page = plan_page(plan, Colour::none);
  EXPECT_TRUE(holds(page, "deal " + plan.deal));
  EXPECT_TRUE(holds(page, values::to_hex(plan::identity(plan))));
  for (const auto& param : plan.params)
    EXPECT_TRUE(holds(page, param.name)) << param.name;
  for (const auto& bucket : plan.buckets)
    EXPECT_TRUE(holds(page, bucket.name)) << bucket.name;
  for (const auto& limit : plan.limits)
    EXPECT_TRUE(holds(page, words.of(limit))) << words.of(limit);
  for (const auto& assumption : plan.assumptions)
    EXPECT_TRUE(holds(page, words.of(assumption))) << words.of(assumption);
  for (const auto& step : plan.steps) {
    EXPECT_TRUE(holds(page, step.name)) << step.name;
    for (const plan::Action* action : plan::actions_of(step.items))
      EXPECT_TRUE(holds(page, words.of(*action))) << action->id;
    for (const auto& when : step.whens)
      EXPECT_TRUE(holds(page, "when " + words.of(when))) << step.name;
    for (const auto& approval : step.approvals)
      EXPECT_TRUE(holds(page, "approved " + words.of(approval))) << step.name;
  }
  for (const auto& allowed : plan.allow_list)
    EXPECT_TRUE(holds(page, allowed.contract + " " + allowed.signature)) << allowed.signature;
  for (const auto& module : plan.modules)
    EXPECT_TRUE(holds(page, values::short_hex(module.digest))) << module.name;
}

TEST(PlanPage, FitsAPage) {
  std::istringstream lines(plan_page(tests::every_construct(), Colour::none));
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(columns(line), page_columns) << line;
}

TEST(PlanPage, OrdersStepsAsThePlanDoes) {
  const plan::Plan plan = tests::every_construct();
  const std::string page = plan_page(plan, Colour::none);
  std::size_t at = page.find("\nsteps\n");
  std::size_t number = 0;
  for (const auto& step : plan.steps) {
    at = page.find("\n  " + std::to_string(++number) + " ", at);
    ASSERT_NE(at, std::string::npos) << step.name;
    EXPECT_EQ(page.substr(at + 6, step.name.size()), step.name);
  }
}

TEST(PlanPage, ShowsWhatSharesOfTheCapitalAmountTo) {
  plan::Plan plan = tests::small_plan();
  plan.capital.expression =
      plan::Expression{plan::Op::number, values::Rational(10), plan.capital.asset, {}};
  plan.capital.kind = plan::MoneyKind::amount;
  plan.buckets = {{"core", *values::Rational::fraction(1, 4), true},
                  {"working", *values::Rational::fraction(3, 4), false}};
  const std::string page = plan_page(plan, Colour::none);
  EXPECT_TRUE(holds(page, "core 25% 2.5 " + plan.capital.asset + " untouchable")) << page;
  EXPECT_TRUE(holds(page, "working 75% 7.5 " + plan.capital.asset)) << page;
}

}  // namespace
}  // namespace dealwright::app
