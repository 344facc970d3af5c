// The transitions of the three lifecycles, each by the rule that it stands for.
#include <algorithm>

#include <gtest/gtest.h>

#include "engine/machines/deal.hpp"
#include "engine/machines/step.hpp"
#include "engine/machines/transaction.hpp"

namespace dealwright::machines {
namespace {

TransactionStatus walk(TransactionStatus from, std::initializer_list<TransactionEvent> events) {
  for (const TransactionEvent event : events) {
    const auto next = after(from, event);
    EXPECT_TRUE(next.has_value()) << to_text(event) << " in " << to_text(from);
    if (next) from = *next;
  }
  return from;
}

TEST(DealLife, RunsHoldsAndCompletes) {
  EXPECT_EQ(after(DealStatus::waiting, DealEvent::start), DealStatus::running);
  EXPECT_EQ(after(DealStatus::running, DealEvent::hold), DealStatus::holding);
  EXPECT_EQ(after(DealStatus::holding, DealEvent::proceed), DealStatus::running);
  EXPECT_EQ(after(DealStatus::running, DealEvent::complete), DealStatus::completed);
}

TEST(DealLife, NothingLeadsOutOfTheEnd) {
  for (const DealStatus end : {DealStatus::completed, DealStatus::failed, DealStatus::cancelled}) {
    EXPECT_TRUE(is_over(end));
    for (std::size_t event = 0; event < deal_events; ++event) {
      EXPECT_FALSE(after(end, static_cast<DealEvent>(event)).has_value());
    }
  }
}

TEST(DealLife, APausedDealNeitherCompletesNorHolds) {
  EXPECT_FALSE(after(DealStatus::paused, DealEvent::complete).has_value());
  EXPECT_FALSE(after(DealStatus::paused, DealEvent::hold).has_value());
  EXPECT_EQ(after(DealStatus::paused, DealEvent::resume), DealStatus::running);
}

TEST(StepLife, AHeldStepGoesOnWhereItWas) {
  EXPECT_EQ(after(StepStatus::held, StepEvent::resume, Begun::yes), StepStatus::running);
  EXPECT_EQ(after(StepStatus::held, StepEvent::resume, Begun::no), StepStatus::waiting);
}

TEST(StepLife, AnApprovalLeadsBackToTheGuards) {
  EXPECT_EQ(after(StepStatus::waiting, StepEvent::ask), StepStatus::awaiting_approval);
  EXPECT_EQ(after(StepStatus::awaiting_approval, StepEvent::approve), StepStatus::waiting);
  EXPECT_FALSE(after(StepStatus::awaiting_approval, StepEvent::start).has_value());
}

TEST(StepLife, ADoneStepOnlyRunsAgain) {
  for (std::size_t event = 0; event < step_events; ++event) {
    const auto kind = static_cast<StepEvent>(event);
    EXPECT_EQ(after(StepStatus::done, kind).has_value(), kind == StepEvent::rerun);
  }
}

TEST(TransactionLife, NothingIsSentThatIsNotSignedAndDurable) {
  for (std::size_t s = 0; s < transaction_statuses; ++s) {
    const auto status = static_cast<TransactionStatus>(s);
    const bool durable =
        status == TransactionStatus::signed_ || status == TransactionStatus::unknown;
    EXPECT_EQ(after(status, TransactionEvent::send).has_value(), durable) << to_text(status);
  }
}

TEST(TransactionLife, APauseBlocksTheReservationAndNothingElse) {
  EXPECT_FALSE(
      after(TransactionStatus::simulated, TransactionEvent::reserve, {.intake = Intake::paused})
          .has_value());
  EXPECT_EQ(
      after(TransactionStatus::simulated, TransactionEvent::reserve, {.intake = Intake::open}),
      TransactionStatus::reserved);
  EXPECT_EQ(
      after(TransactionStatus::pending, TransactionEvent::mined_ok, {.intake = Intake::paused}),
      TransactionStatus::included_ok);
}

TEST(TransactionLife, ANewNonceNeedsAFinalEndAndARetry) {
  for (std::size_t s = 0; s < transaction_statuses; ++s) {
    const auto status = static_cast<TransactionStatus>(s);
    const bool consumed =
        status == TransactionStatus::final_reverted ||
        status == TransactionStatus::final_cancelled || status == TransactionStatus::external;
    EXPECT_EQ(after(status, TransactionEvent::replan, {.retries = RetryBudget::left}).has_value(),
              consumed);
    EXPECT_FALSE(
        after(status, TransactionEvent::replan, {.retries = RetryBudget::spent}).has_value());
  }
}

TEST(TransactionLife, AReorganisationPutsAnIncludedOneBackAndAFinalOneNever) {
  EXPECT_EQ(after(TransactionStatus::included_ok, TransactionEvent::reorged),
            TransactionStatus::pending);
  EXPECT_FALSE(after(TransactionStatus::final_ok, TransactionEvent::reorged).has_value());
}

TEST(TransactionLife, AnOlderAttemptMayBeMinedWhateverTheNewerOneDoes) {
  for (const TransactionStatus status :
       {TransactionStatus::sending, TransactionStatus::unknown, TransactionStatus::pending,
        TransactionStatus::bumping, TransactionStatus::cancelling, TransactionStatus::reconcile}) {
    EXPECT_EQ(after(status, TransactionEvent::mined_ok), TransactionStatus::included_ok);
    EXPECT_TRUE(may_still_happen(status));
  }
}

TEST(TransactionLife, ShortWayOfTheSimulatedWorldEndsFinal) {
  using enum TransactionEvent;
  EXPECT_EQ(walk(TransactionStatus::planned, {guards_passed, simulation_passed, reserve,
                                              signed_durable, send, mined_ok, deep_enough}),
            TransactionStatus::final_ok);
}

TEST(StatusNames, ReadBackAsWhatTheyAre) {
  for (std::size_t i = 0; i < deal_statuses; ++i) {
    const auto status = static_cast<DealStatus>(i);
    EXPECT_EQ(deal_status_from_text(to_text(status)), status);
  }
  for (std::size_t i = 0; i < step_statuses; ++i) {
    const auto status = static_cast<StepStatus>(i);
    EXPECT_EQ(step_status_from_text(to_text(status)), status);
  }
  for (std::size_t i = 0; i < transaction_statuses; ++i) {
    const auto status = static_cast<TransactionStatus>(i);
    EXPECT_EQ(transaction_status_from_text(to_text(status)), status);
  }
  EXPECT_EQ(deal_status_from_text("sleeping"), std::nullopt);
  EXPECT_EQ(step_status_from_text("sleeping"), std::nullopt);
  EXPECT_EQ(transaction_status_from_text("sleeping"), std::nullopt);
}

// A reservation stands exactly as long as somebody has bytes of ours.
TEST(TransactionLife, MayStillHappenFromTheSignatureToTheEnd) {
  using enum TransactionStatus;
  for (const TransactionStatus status :
       {planned, guarded, simulated, reserved, held, failed_pre, final_ok, final_reverted,
        final_cancelled, postcheck_failed, external})
    EXPECT_FALSE(may_still_happen(status)) << to_text(status);
  for (const TransactionStatus status :
       {signed_, sending, pending, bumping, cancelling, unknown, reconcile, included_ok,
        included_reverted, included_cancelled})
    EXPECT_TRUE(may_still_happen(status)) << to_text(status);
}

TEST(DealLife, FollowsItsTableAndNothingElse) {
  const Diagram diagram = deal_diagram();
  for (std::size_t s = 0; s < deal_statuses; ++s) {
    for (std::size_t e = 0; e < deal_events; ++e) {
      const auto status = static_cast<DealStatus>(s);
      const auto event = static_cast<DealEvent>(e);
      const auto next = after(status, event);
      const auto row = std::ranges::find_if(diagram.transitions, [&](const Transition& one) {
        return one.from == to_text(status) && one.event == to_text(event);
      });
      ASSERT_EQ(next.has_value(), row != diagram.transitions.end())
          << to_text(status) << " " << to_text(event);
      if (next) EXPECT_EQ(to_text(*next), row->to);
    }
  }
}

// Where two rows differ by their guard, what it looks at chooses between them.
TEST(StepLife, FollowsItsTableAndNothingElse) {
  const Diagram diagram = step_diagram();
  for (std::size_t s = 0; s < step_statuses; ++s) {
    for (std::size_t e = 0; e < step_events; ++e) {
      const auto status = static_cast<StepStatus>(s);
      const auto event = static_cast<StepEvent>(e);
      for (const Begun begun : {Begun::no, Begun::yes}) {
        const auto next = after(status, event, begun);
        const bool listed = std::ranges::any_of(diagram.transitions, [&](const Transition& row) {
          return row.from == to_text(status) && row.event == to_text(event) &&
                 (!next || row.to == to_text(*next));
        });
        EXPECT_EQ(next.has_value(), listed) << to_text(status) << " " << to_text(event);
      }
    }
  }
}

// What the function says is what the table says: no transition beside the table, none missing.
TEST(TransactionLife, FollowsItsTableAndNothingElse) {
  const Diagram diagram = transaction_diagram();
  for (std::size_t s = 0; s < transaction_statuses; ++s) {
    for (std::size_t e = 0; e < transaction_events; ++e) {
      const auto status = static_cast<TransactionStatus>(s);
      const auto event = static_cast<TransactionEvent>(e);
      const auto next =
          after(status, event, {.intake = Intake::open, .retries = RetryBudget::left});
      bool listed = false;
      for (const Transition& row : diagram.transitions) {
        if (row.from != to_text(status) || row.event != to_text(event)) continue;
        listed = true;
        ASSERT_TRUE(next.has_value()) << row.from << " " << row.event;
        EXPECT_EQ(to_text(*next), row.to);
      }
      EXPECT_EQ(next.has_value(), listed) << to_text(status) << " " << to_text(event);
    }
  }
}

}  // namespace
}  // namespace dealwright::machines
