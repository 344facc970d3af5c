// Which actions a line of a scenario speaks of.
#include "dsl/plan/scenario.hpp"

#include <gtest/gtest.h>

namespace dealwright::plan {
namespace {

bool speaks(std::string action, const char* id, const char* name) {
  return speaks_of({.step = "repay", .rung = std::nullopt, .action = std::move(action)},
                   {.id = id, .name = name});
}

TEST(ActionReference, WithoutAnActionSpeaksOfAll) {
  EXPECT_TRUE(speaks("", "repay.repay", "repay"));
  EXPECT_TRUE(speaks("", "repay.wrap#2", "wrap"));
}

TEST(ActionReference, ANameSpeaksOfEveryActionThatHasIt) {
  EXPECT_TRUE(speaks("repay", "repay.repay", "repay"));
  EXPECT_TRUE(speaks("repay", "repay.repay#2", "repay"));
  EXPECT_FALSE(speaks("repay", "repay.wrap", "wrap"));
}

TEST(ActionReference, ANumberSpeaksOfOne) {
  EXPECT_TRUE(speaks("repay#1", "repay.repay", "repay"));
  EXPECT_FALSE(speaks("repay#1", "repay.repay#2", "repay"));
  EXPECT_TRUE(speaks("repay#2", "repay.repay#2", "repay"));
  EXPECT_FALSE(speaks("repay#2", "repay.repay", "repay"));
  EXPECT_FALSE(speaks("repay#2", "repay.repay#21", "repay"));
}

}  // namespace
}  // namespace dealwright::plan
