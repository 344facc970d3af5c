// The page on the plan's format tells the truth: its example is the small plan, its digest is that
// plan's.
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/names.hpp"
#include "tests/support/plans.hpp"

namespace dealwright::tests {
namespace {

std::string page() {
  std::ifstream file("docs/PLAN_FORMAT.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PlanFormat, TheExampleOnThePageIsTheSmallPlan) {
  const std::string text = page();
  const std::string opening = "```json\n";
  const std::size_t begin = text.find(opening);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t end = text.find("```", begin + opening.size());
  EXPECT_EQ(text.substr(begin + opening.size(), end - begin - opening.size()),
            to_pretty_json(small_plan()));
}

TEST(PlanFormat, TheDigestOnThePageIsTheSmallPlans) {
  EXPECT_NE(page().find(values::to_hex(identity(small_plan()))), std::string::npos);
}

TEST(PlanFormat, ThePageNamesEveryOperation) {
  const std::string text = page();
  for (std::uint8_t i = 0; !plan::to_text(static_cast<plan::Op>(i)).empty(); ++i) {
    const std::string name = "`" + std::string(plan::to_text(static_cast<plan::Op>(i))) + "`";
    EXPECT_NE(text.find(name), std::string::npos) << name;
  }
}

TEST(PlanFormat, ThePageNamesTheLimits) {
  const std::string text = page();
  for (const std::size_t limit : {plan::json_depth_max, plan::json_values_max, plan::plan_bytes_max,
                                  plan::steps_max, plan::expression_depth_max}) {
    EXPECT_NE(text.find(std::to_string(limit)), std::string::npos) << limit;
  }
}

}  // namespace
}  // namespace dealwright::tests
