// Look-ups by name, and the actions below a step.
#include "dsl/plan/plan.hpp"

#include <gtest/gtest.h>

#include "tests/support/plans.hpp"

namespace dealwright::tests {
namespace {

TEST(Plan, FindsByName) {
  const plan::Plan plan = every_construct();
  EXPECT_EQ(find_asset(plan, "USDT"), &plan.assets[1]);
  EXPECT_EQ(find_bucket(plan, "working"), &plan.buckets[1]);
  EXPECT_EQ(find_param(plan, "ceiling"), &plan.params[1]);
  EXPECT_EQ(find_step(plan, "redeem"), &plan.steps[1]);
  EXPECT_EQ(find_holding(plan, "lot"), &plan.holdings[1]);
  EXPECT_EQ(find_position(plan, "loan"), &plan.positions[1]);
  EXPECT_EQ(find_module(plan, "desk"), &plan.modules[0]);
  EXPECT_EQ(find_module(plan, "discount_desk"), &plan.modules[0]);
}

TEST(Plan, FindsNothingByAnotherName) {
  const plan::Plan plan = every_construct();
  EXPECT_EQ(find_asset(plan, "usdt"), nullptr);
  EXPECT_EQ(find_bucket(plan, ""), nullptr);
  EXPECT_EQ(find_param(plan, "x"), nullptr);
  EXPECT_EQ(find_step(plan, "buy.buy"), nullptr);
  EXPECT_EQ(find_holding(plan, "loan"), nullptr);
  EXPECT_EQ(find_position(plan, "lot"), nullptr);
  EXPECT_EQ(find_module(plan, "x"), nullptr);
}

TEST(Plan, TheDealsOwnNameOfAModuleGoesFirst) {
  plan::Plan plan;
  plan.modules = {{.name = "b", .alias = "a"}, {.name = "c", .alias = "b"}};
  EXPECT_EQ(find_module(plan, "b"), &plan.modules[1]);
}

TEST(Plan, ActionsOfAStepEnterGroupsInOrder) {
  const plan::Plan plan = every_construct();
  const auto actions = actions_of(plan.steps[0].items);
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(actions[0]->id, "buy.buy");
  EXPECT_EQ(actions[1]->id, "buy.lend");
}

}  // namespace
}  // namespace dealwright::tests
