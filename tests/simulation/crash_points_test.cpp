// Every point at which a process can die, one after another: the deal ends as if it had not.
#include <gtest/gtest.h>

#include "tests/simulation/stage.hpp"
#include "tests/simulation/worlds.hpp"

namespace dealwright::simulation {
namespace {

struct Outcome {
  End end;
  std::uint64_t points = 0;
  std::vector<std::string> complaints;
};

Outcome play(const Play& play, std::vector<std::uint64_t> deaths, Tally& tally) {
  Stage stage(tally);
  stage.add(play.terms, play.setting);
  CrashPoints faults(std::move(deaths));
  stage.play(faults, nullptr);
  Outcome outcome{.end = std::move(stage.ends().front()), .points = faults.passed()};
  outcome.complaints = stage.complaints();
  return outcome;
}

void expect_same(const Play& what, const Outcome& whole, const Outcome& crashed) {
  EXPECT_TRUE(crashed.complaints.empty()) << what.name << ": " << crashed.complaints.front();
  EXPECT_EQ(crashed.end.state, whole.end.state) << what.name;
  EXPECT_EQ(crashed.end.world, whole.end.world) << what.name;
}

TEST(CrashPoints, TheFlagshipEndsTheSameAfterADeathAtAnyOfThem) {
  Tally tally;
  for (const Play& flagship : flagships()) {
    const Outcome whole = play(flagship, {}, tally);
    ASSERT_TRUE(whole.complaints.empty()) << whole.complaints.front();
    EXPECT_EQ(whole.end.status, flagship.status) << flagship.name;
    ASSERT_GE(whole.points, 40U) << flagship.name;
    for (std::uint64_t point = 0; point < whole.points; ++point) {
      SCOPED_TRACE("dies at point " + std::to_string(point));
      expect_same(flagship, whole, play(flagship, {point}, tally));
      if (HasFailure()) return;
    }
  }
}

TEST(CrashPoints, TheFlagshipEndsTheSameAfterASecondDeathSoonAfter) {
  constexpr std::uint64_t soon = 6;
  Tally tally;
  const Play flagship = flagships().front();
  const Outcome whole = play(flagship, {}, tally);
  for (std::uint64_t first = 0; first < whole.points; ++first) {
    for (std::uint64_t second = 0; second < soon; ++second) {
      SCOPED_TRACE("dies at point " + std::to_string(first) + ", then at " +
                   std::to_string(second));
      expect_same(flagship, whole, play(flagship, {first, second}, tally));
      if (HasFailure()) return;
    }
  }
}

void expect_any_two_deaths_to_change_nothing(const Play& small) {
  Tally tally;
  const Outcome whole = play(small, {}, tally);
  ASSERT_TRUE(whole.complaints.empty()) << whole.complaints.front();
  ASSERT_EQ(whole.end.status, small.status) << small.name;
  for (std::uint64_t first = 0; first < whole.points; ++first) {
    for (std::uint64_t second = 0; second < whole.points - first; ++second) {
      SCOPED_TRACE("dies at point " + std::to_string(first) + ", then at " +
                   std::to_string(second));
      expect_same(small, whole, play(small, {first, second}, tally));
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(CrashPoints, ASmallDealEndsTheSameAfterAnyTwoDeaths) {
  expect_any_two_deaths_to_change_nothing(lending());
}

TEST(CrashPoints, ADealThatTakesPositionsOverEndsTheSameAfterAnyTwoDeaths) {
  expect_any_two_deaths_to_change_nothing(taking_over());
}

}  // namespace
}  // namespace dealwright::simulation
