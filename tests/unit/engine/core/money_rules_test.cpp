// The rules of money, limits, operators and evidence, one small deal each.
#include "tests/unit/engine/core/small_deal.hpp"

namespace dealwright::core {
namespace {

// --- money

TEST(Money, AnUntouchableBucketIsRefusedWhateverThePlanSays) {
  Step greedy = step("a");
  greedy.items = {{change("a.change", some_of("safe", "1"), to_one)}};
  const Deal small({greedy});
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "bucket `safe` is untouchable");
  EXPECT_EQ(small.in("safe", "AAA"), "50");
}

TEST(Money, MoreThanThereIsIsNeverAskedFor) {
  Step greedy = step("a");
  greedy.items = {{change("a.change", some_of("one", "31"), to_one)}};
  const Deal small({greedy});
  EXPECT_EQ(small.why("a"), "31 AAA are needed, `one` has 30 AAA");
}

TEST(Money, WhatIsPaidFromTwoBucketsComesBackToBoth) {
  Step both = step("a");
  Money sum{.kind = MoneyKind::sum,
            .asset = "AAA",
            .parts = {some_of("one", "20"), some_of("two", "10")}};
  both.items = {{change("a.change", sum, {TargetKind::holding, "h"})}};
  const Deal small({both});
  // Nothing later names the holding: it comes to rest where it was drawn from, by shares.
  EXPECT_EQ(small.in("one", "BBB"), "40");
  EXPECT_EQ(small.in("two", "BBB"), "20");
}

TEST(Money, ASplitDividesByItsShares) {
  Step splitting = step("a");
  splitting.items.insert(splitting.items.begin(),
                         Item{Split{.source = some_of("one", "10"),
                                    .parts = {{"x", ratio("1/4")}, {"y", ratio("3/4")}}}});
  splitting.items[1] = {change("a.change", holding("y", "AAA"), to_one)};
  const Deal small({splitting}, [](Plan& plan, simulated::Setting&) {
    Deal::hold(plan, "x", "AAA", "a");
    Deal::hold(plan, "y", "AAA", "a");
  });
  EXPECT_EQ(small.in("one", "BBB"), "15");
  EXPECT_EQ(small.in("one", "AAA"), "22.5");
}

// --- limits

Limit exposure_cap(std::string_view share, LimitMode mode) {
  return {.text = "exposure(BBB)",
          .quantity = named(Op::exposure, "BBB"),
          .bound = of(Op::multiply, {number(share), of(Op::nav)}),
          .mode = mode};
}

TEST(Limits, AnActionThatWouldBreakACapIsNotAskedFor) {
  const Deal small({step("a")}, [](Plan& plan, simulated::Setting&) {
    plan.limits = {exposure_cap("1/200", LimitMode::when_increased)};
  });
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "limit `exposure(BBB)`: exposure(BBB) would be 10 USD");
  EXPECT_EQ(small.in("one", "AAA"), "30");
}

TEST(Limits, StepsSideBySideKeepACapTogether) {
  std::vector<Step> both{step("a"), step("b")};
  for (Step& one : both) {
    auto& action = std::get<Action>(one.items[0].what);
    action.takes = tests::duration(values::minutes(5));
    action.flows[1].amount = of(Op::multiply, {named(Op::local, "give"), number("2")});
  }
  const Deal small(both, [](Plan& plan, simulated::Setting&) {
    plan.limits = {{.text = "exposure(BBB) <= 15 USD",
                    .quantity = named(Op::exposure, "BBB"),
                    .bound = number("15", "USD")}};
  });
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.status("b"), "held");
  EXPECT_EQ(small.why("b"), "limit `exposure(BBB) <= 15 USD`: exposure(BBB) would be 20 USD");
}

TEST(Limits, ATighterCapHoldsWhileItsConditionDoes) {
  const auto tightened = [](std::string_view when) {
    return [when](Plan& plan, simulated::Setting&) {
      Limit limit = exposure_cap("1/2", LimitMode::when_increased);
      limit.tightened_to = number("5", "USD");
      limit.tightened_when = price_over(when);
      plan.limits = {limit};
    };
  };
  EXPECT_EQ(Deal({step("a")}, tightened("9")).status("a"), "held");
  EXPECT_EQ(Deal({step("a")}, tightened("11")).status("a"), "done");
}

TEST(Limits, ACapThatTheMarketBreaksIsRecordedAndClearedAgain) {
  Step late = step("b");
  late.at = values::days(9);
  const Deal small({step("a"), late}, [](Plan& plan, simulated::Setting& setting) {
    plan.limits = {exposure_cap("1/50", LimitMode::always)};
    plan.value_rules = {{"BBB", Basis::market}};
    setting.events = {{values::days(1), PriceMove{"BBB", ratio("9")}},
                      {values::days(2), PriceMove{"BBB", ratio("-9/10")}}};
  });
  std::vector<std::string> seen;
  for (const auto& record : small.journal.read("deal", 1, 1000).value()) {
    if (record.kind.starts_with("limit_")) seen.push_back(record.kind);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"limit_breached", "limit_cleared"}));
}

// --- operators

TEST(Operators, AnAnswerToAStateThatIsGoneIsRefused) {
  Step asking = step("a");
  asking.approvals = {{.role = "boss", .when = std::nullopt, .within = values::days(40)}};
  Deal small({asking});
  ASSERT_EQ(small.status("a"), "awaiting_approval");
  const ApprovalState& asked = step_of(small.state(), small.terms->step("a")).approvals[0];
  Signal answer{.at = small.world->now(),
                .what = ApprovalAnswered{.step = small.terms->step("a"),
                                         .approval = 0,
                                         .bound_to = asked.bound_to + 1,
                                         .verdict = core::Verdict::approve,
                                         .by = "ann"}};
  const auto stale = small.run->take(answer);
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().what, "the approval was given for a state that is gone");
  std::get<ApprovalAnswered>(answer.what).bound_to = asked.bound_to;
  ASSERT_TRUE(small.run->take(answer).has_value());
  ASSERT_TRUE(small.run->run(std::nullopt).has_value());
  EXPECT_EQ(small.status("a"), "done");
}

TEST(Operators, AStepWithAnAttemptOutCanNeitherBeSkippedNorResumed) {
  Step slow = step("a");
  std::get<Action>(slow.items[0].what).takes = tests::duration(values::days(40));
  slow.timeout = values::days(50);
  Deal small({slow});
  for (const Command command : {Command::skip_step, Command::resume_step}) {
    const auto refused = small.run->take(
        {.at = small.world->now(),
         .what = Commanded{.command = command, .step = small.terms->step("a"), .by = "ann"}});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().what, "`a` has an attempt out whose outcome is not known");
  }
}

TEST(Operators, ACommandThatMakesNoSenseSaysWhy) {
  Deal small({step("a")});
  const auto refused = small.run->take(
      {.at = small.world->now(), .what = Commanded{.command = Command::pause, .by = "ann"}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().what, "a deal that is completed cannot pause");
}

// --- evidence

TEST(Evidence, ThatClaimsMoreThanWasAskedHoldsTheStepAndPostsNothing) {
  Step slow = step("a");
  std::get<Action>(slow.items[0].what).takes = tests::duration(values::days(40));
  slow.timeout = values::days(50);
  Deal small({slow});
  const values::Amount huge = sum_of(values::power_of_ten(20).value(), values::Amount(1));
  ASSERT_TRUE(small.run
                  ->take({.at = small.world->now(),
                          .what = ActionReported{.attempt = "a.change#1",
                                                 .outcome = {.kind = OutcomeKind::done,
                                                             .amounts = {{huge, huge}}}}})
                  .has_value());
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "`a.change#1`: the evidence takes more than was asked");
  EXPECT_EQ(small.in("one", "AAA"), "30");
}

TEST(Decide, IsTheFoldOfItsFactsAndDoesNotDependOnWhenItIsAsked) {
  const Deal small({step("a")});
  const Signal signal{.at = small.world->now(), .what = TimePassed{}};
  const Decision first = decide(*small.terms, small.state(), signal);
  const Decision second = decide(*small.terms, small.state(), signal);
  EXPECT_EQ(first.state, second.state);
  EXPECT_TRUE(first.facts.empty());
}

}  // namespace
}  // namespace dealwright::core
