// `deadline N blocks`: how long a transaction may take to be included.
#include "tests/unit/engine/core/decisions.hpp"
#include "tests/unit/engine/core/lending.hpp"

namespace dealwright::core {
namespace {

Plan with_deadline(unsigned blocks, unsigned retries) {
  Step open{.name = "open", .items = {{pledge("open.pledge", some_of("one", "10"))}}};
  open.deadline_blocks = blocks;
  open.retry = {.attempts = retries, .every = values::seconds(5)};
  return plan_with_bank({open});
}

TEST(Deadline, AnAttemptThatIsNotIncludedInItsBlocksIsCancelled) {
  Decisions deal(with_deadline(2, 0));
  deal.market = {block_reading(12'000)};
  deal.fund();
  EXPECT_EQ(deal.recorded<ActionRequested>().at(0).give_up_at, deal.now + values::seconds(24));
  EXPECT_EQ(next_timer(deal.terms, deal.state), deal.now + values::seconds(24));
  deal.wait(values::seconds(23));
  EXPECT_TRUE(deal.recorded<AttemptGivenUp>().empty());
  deal.wait(values::seconds(1));
  EXPECT_EQ(deal.recorded<AttemptGivenUp>().size(), 1U);
  EXPECT_TRUE(deal.requested<CancelAttempt>());
  deal.report("open.pledge#1", {.kind = OutcomeKind::no_effect, .failure = "cancelled"});
  EXPECT_EQ(deal.status("open"), "held");
  EXPECT_EQ(deal.step("open").why, "`open.pledge` failed: not included within 2 blocks");
}

TEST(Deadline, WhatWasCancelledForItsBlocksMayBeTriedAgain) {
  Decisions deal(with_deadline(1, 1));
  deal.market = {block_reading(12'000)};
  deal.fund();
  deal.wait(values::seconds(12));
  deal.report("open.pledge#1", {.kind = OutcomeKind::no_effect, .failure = "cancelled"});
  EXPECT_EQ(deal.recorded<RetryScheduled>().size(), 1U);
  deal.wait(values::seconds(5));
  EXPECT_EQ(deal.request().attempt, "open.pledge#2");
  deal.done();
  EXPECT_EQ(deal.status("open"), "done");
}

TEST(Deadline, TheCancelThatLosesTheRaceKeepsTheOutcome) {
  Decisions deal(with_deadline(1, 1));
  deal.market = {block_reading(12'000)};
  deal.fund();
  const Request asked = deal.request();
  deal.wait(values::seconds(12));
  ASSERT_TRUE(deal.requested<CancelAttempt>());
  deal.report(asked.attempt, expected_outcome(asked).value());
  EXPECT_EQ(deal.status("open"), "done");
  EXPECT_EQ(deal.amount("held"), "10");
}

TEST(Deadline, AnUnknownOutcomeIsCancelledToo) {
  Decisions deal(with_deadline(2, 1));
  deal.market = {block_reading(12'000)};
  deal.fund();
  deal.report("open.pledge#1", {.kind = OutcomeKind::unknown, .failure = "no answer"});
  deal.wait(values::seconds(24));
  EXPECT_TRUE(deal.requested<CancelAttempt>());
  // Nobody answers: when the step's time is over it is held, and nothing is tried again.
  deal.wait(values::minutes(30));
  EXPECT_EQ(deal.status("open"), "held");
  EXPECT_EQ(deal.step("open").why, "the outcome of `open.pledge#1` is not known");
  EXPECT_EQ(deal.recorded<ActionRequested>().size(), 1U);
}

TEST(Deadline, WithoutTheLengthOfABlockNothingIsSent) {
  Decisions deal(with_deadline(2, 0));
  deal.fund();
  EXPECT_EQ(deal.status("open"), "held");
  EXPECT_EQ(deal.step("open").why, "how long a block takes cannot be told");
  EXPECT_TRUE(deal.recorded<ActionRequested>().empty());
}

TEST(Deadline, AStepWithoutOneAsksForNoBlocks) {
  Decisions deal(
      plan_with_bank({{.name = "open", .items = {{pledge("open.pledge", some_of("one", "10"))}}}}));
  deal.fund();
  EXPECT_EQ(deal.recorded<ActionRequested>().at(0).give_up_at, std::nullopt);
  EXPECT_TRUE(deal.recorded<Observed>().empty());
}

}  // namespace
}  // namespace dealwright::core
