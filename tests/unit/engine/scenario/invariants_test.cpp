// What holds for every deal in every world, for a first few random deals under the sanitizers; the
// optimised `random_deals` goes on to a hundred thousand of them.
#include <gtest/gtest.h>

#include "tests/trials/trial.hpp"

namespace dealwright::scenario {
namespace {

constexpr std::uint64_t deals = 400;
constexpr std::uint64_t crashed_deals = 120;

TEST(RandomDeals, LoseNoMoneyTouchNothingUntouchableAndReplayToTheSame) {
  tests::Reached reached;
  for (std::uint64_t seed = 0; seed < deals; ++seed) {
    const auto fault = tests::fault_of_deal(seed, reached);
    ASSERT_EQ(fault, std::nullopt) << "random deal " << seed;
  }
  // The generator reaches every end, or the test would show little.
  EXPECT_GT(reached.ends["completed"], 20U);
  EXPECT_GT(reached.ends["holding"], 20U);
  EXPECT_GT(reached.ends["failed"], 10U);
}

TEST(RandomDeals, EndTheSameAfterACrash) {
  tests::Reached reached;
  for (std::uint64_t seed = 0; seed < crashed_deals; ++seed) {
    const auto fault = tests::fault_after_crash(seed, reached);
    ASSERT_EQ(fault, std::nullopt) << "random deal " << seed;
  }
  EXPECT_GT(reached.crashes, 20U);
}

TEST(RandomDeals, SayWhatNoneOfThemReached) {
  tests::Reached nothing;
  EXPECT_EQ(nothing.missing(), "the fact deal_started");
  nothing.facts.fill(1);
  EXPECT_EQ(nothing.missing(), "the outcome done");
  nothing.outcomes.fill(1);
  EXPECT_EQ(nothing.missing(), "a deal that is completed at its end");
  tests::Reached more;
  for (const char* status : {"completed", "holding", "failed", "cancelled", "paused"})
    more.ends[status] = 1;
  nothing.add(more);
  EXPECT_EQ(nothing.missing(), std::nullopt);
}

}  // namespace
}  // namespace dealwright::scenario
