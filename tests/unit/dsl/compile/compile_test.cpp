// Text to plan as a whole: what comes back when there is nothing to compile, or something is wrong.
#include "dsl/compile/compile.hpp"

#include <gtest/gtest.h>

#include "dsl/diagnostics/render.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::compile {
namespace {

CheckedText check(std::string text) {
  support::LibraryProvider provider;
  return check_text(std::make_shared<const diagnostics::Source>("d.deal", std::move(text)),
                    provider);
}

TEST(Compile, ReportsSyntaxAndMeaningInOrder) {
  const auto checked =
      check("use weth\ndeal d {\n  buckets of 1 ETH { a 50% }\n  stepp s { }\n}\n");
  ASSERT_EQ(checked.found.size(), 2U);
  EXPECT_EQ(checked.found[0].code, diagnostics::Code::shares_do_not_add_up);
  EXPECT_EQ(checked.found[1].code, diagnostics::Code::unexpected_text);
}

TEST(Compile, TakesAnyText) {
  for (const char* text :
       {"", "\n", "///", "{", "deal", "deal d", "deal d {", "use", "\xff\xfe", "}"})
    static_cast<void>(check(text));
  EXPECT_TRUE(check("").found.empty());
}

TEST(Compile, GivesNoPlanForADealThatIsNotThere) {
  const auto planned = plan_deal(check(""), "d", {});
  EXPECT_FALSE(planned.plan);
  EXPECT_TRUE(planned.found.empty());
}

TEST(Compile, GivesNoPlanWithoutItsParameters) {
  const auto checked = check(
      "deal d {\n  param a: ETH in 1 ETH .. 2 ETH\n  buckets of a { w 100% }\n  step s { require "
      "nav "
      "> 0 USD }\n}\n");
  ASSERT_TRUE(checked.found.empty());
  const auto missing = plan_deal(checked, "d", {});
  EXPECT_FALSE(missing.plan);
  ASSERT_EQ(missing.found.size(), 1U);
  EXPECT_EQ(missing.found.front().code, diagnostics::Code::value_missing);
  EXPECT_TRUE(plan_deal(checked, "d", {{"a", "1 ETH", "--param"}}).plan);
}

TEST(Compile, LeavesAScenarioOfAnotherFileAsItIs) {
  sema::ScenarioModel scenario;
  scenario.scenario.deal = "elsewhere";
  scenario.scenario.title = "x";
  EXPECT_EQ(plan_scenario(check(""), scenario, {}).title, "x");
}

}  // namespace
}  // namespace dealwright::compile
