// Which endpoints are asked, and in what order.
#include "engine/adapters/evm/rpc/fleet.hpp"

#include <gtest/gtest.h>

namespace dealwright::rpc {
namespace {

using Order = std::vector<std::size_t>;
constexpr values::TimePoint start{1'000'000};

Fleet three() {
  Fleet fleet({{.name = "a", .url = {}}, {.name = "b", .url = {}}, {.name = "c", .url = {}}});
  for (std::size_t i = 0; i < 3; ++i)
    fleet.met(i, Standing::usable, NodeKind::geth, "");
  return fleet;
}

TEST(Fleet, IsAskedInTheOrderItWasGiven) {
  EXPECT_EQ(three().order(start, Use::read), (Order{0, 1, 2}));
}

TEST(Fleet, LetsAFailedEndpointRestLongerEachTime) {
  Fleet fleet = three();
  fleet.failed(0, start, "time-out");
  EXPECT_EQ(fleet.order(start, Use::read), (Order{1, 2}));
  EXPECT_EQ(fleet.at(0).rests_until, start + rest_first);
  // Behind those that are known to answer.
  EXPECT_EQ(fleet.order(start + rest_first, Use::read), (Order{1, 2, 0}));
  fleet.failed(0, start, "time-out");
  EXPECT_EQ(fleet.at(0).rests_until, start + rest_first + rest_first);
  for (int i = 0; i < 100; ++i)
    fleet.failed(0, start, "time-out");
  EXPECT_EQ(fleet.at(0).rests_until, start + rest_max);
  fleet.met(0, Standing::usable, NodeKind::geth, "");
  fleet.failed(0, start, "time-out");
  EXPECT_EQ(fleet.at(0).rests_until, start + rest_first);
}

TEST(Fleet, AsksTheOneThatRestsLeastWhenAllRest) {
  Fleet fleet = three();
  fleet.failed(0, start, "");
  fleet.failed(0, start, "");
  fleet.failed(1, start, "");
  fleet.quarantine(2, "another chain");
  EXPECT_EQ(fleet.order(start, Use::read), (Order{1}));
}

TEST(Fleet, NeverAsksAQuarantinedEndpointUntilItIsReleased) {
  Fleet fleet = three();
  fleet.quarantine(0, "another chain");
  fleet.failed(0, start, "time-out");
  fleet.met(0, Standing::usable, NodeKind::geth, "");
  EXPECT_EQ(fleet.order(start + values::days(1), Use::read), (Order{1, 2}));
  EXPECT_EQ(fleet.at(0).reason, "another chain");
  fleet.release(0);
  EXPECT_EQ(fleet.order(start, Use::read), (Order{1, 2, 0}));
}

TEST(Fleet, SendsNothingThroughAnEndpointThatIsSyncing) {
  Fleet fleet = three();
  fleet.met(0, Standing::reading, NodeKind::geth, "syncing");
  EXPECT_EQ(fleet.order(start, Use::read), (Order{1, 2, 0}));
  EXPECT_EQ(fleet.order(start, Use::send), (Order{1, 2}));
}

TEST(Fleet, AsksAnEndpointThatIsBehindLast) {
  Fleet fleet = three();
  fleet.saw_head(0, 100);
  fleet.saw_head(1, 100 + blocks_behind_max);
  fleet.saw_head(2, 101 + blocks_behind_max);
  EXPECT_TRUE(fleet.is_behind(0));
  EXPECT_FALSE(fleet.is_behind(1));
  EXPECT_EQ(fleet.order(start, Use::read), (Order{1, 2, 0}));
  // Behind what the journal saw before a restart.
  fleet.know_head(1'000);
  EXPECT_EQ(fleet.order(start, Use::read), (Order{0, 1, 2}));
  EXPECT_TRUE(fleet.is_behind(1));
}

}  // namespace
}  // namespace dealwright::rpc
