// The rules of order, guards and failures, one small deal each.
#include "tests/unit/engine/core/small_deal.hpp"

namespace dealwright::core {
namespace {

// --- order

TEST(Order, StepsFollowTheirPredecessors) {
  const Deal small({step("a"), step("b", {"a"})});
  EXPECT_EQ(small.deal(), "completed");
  EXPECT_EQ(small.in("one", "BBB"), "4");
}

TEST(Order, WhatComesAfterASkippedStepIsSkipped) {
  Step first = step("a");
  first.whens = {{price_over("11"), std::nullopt, Otherwise::skip}};
  const Deal small({first, step("b", {"a"}), step("c", {"b"})});
  EXPECT_EQ(small.status("c"), "skipped");
  EXPECT_EQ(small.why("c"), "`b` was skipped");
  EXPECT_EQ(small.deal(), "completed");
}

TEST(Order, AfterSettledRunsWhateverBecameOfTheOther) {
  Step first = step("a");
  first.whens = {{price_over("11"), std::nullopt, Otherwise::hold}};
  Step second = step("b");
  second.after = {{{AfterMode::settled, "a"}}};
  const Deal small({first, second});
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.status("b"), "done");
  EXPECT_EQ(small.deal(), "holding");
}

TEST(Order, OneOfTwoIsEnoughWhereTheTextSaysOr) {
  Step skipped = step("a");
  skipped.whens = {{price_over("11"), std::nullopt, Otherwise::skip}};
  Step either = step("c");
  either.after = {{{AfterMode::done, "a"}}, {{AfterMode::done, "b"}}};
  const Deal small({skipped, step("b"), either});
  EXPECT_EQ(small.status("c"), "done");
}

TEST(Order, AStepWithATimeWaitsForIt) {
  Step late = step("a");
  late.at = values::days(3);
  const Deal small({late});
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.took(), values::days(3));
}

TEST(Order, AStepWhoseHoldingNeverCameToBeIsSkipped) {
  Step first = step("a");
  first.items = {{change("a.change", some_of("one", "1"), {TargetKind::holding, "h"})}};
  first.on_failure.kind = FailureKind::skip;
  Step second = step("b");
  second.after = {{{AfterMode::settled, "a"}}};
  Action back = change("b.change", holding("h", "BBB"), to_one);
  back.flows[0].asset = "BBB";
  second.items = {{back}};
  const Deal small({first, second}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", std::nullopt})};
  });
  EXPECT_EQ(small.status("b"), "skipped");
  EXPECT_EQ(small.why("b"), "`h` never came to be");
}

// --- guards

TEST(Guards, AWhenWaitsAsLongAsItMayAndThenSkips) {
  Step waiting = step("a");
  waiting.whens = {{price_over("11"), values::hours(24), Otherwise::skip}};
  const Deal small({waiting});
  EXPECT_EQ(small.status("a"), "skipped");
  EXPECT_EQ(small.took(), values::hours(24));
  EXPECT_EQ(small.why("a"), "`price(AAA) > 11 USD` does not hold: price(AAA) is 10 USD per AAA");
}

TEST(Guards, AWhenPassesAsSoonAsTheMarketComes) {
  Step waiting = step("a");
  waiting.whens = {{price_over("11"), values::hours(24), Otherwise::skip}};
  const Deal small({waiting}, [](Plan&, simulated::Setting& setting) {
    setting.events = {{values::hours(5), PriceMove{"AAA", ratio("1/5")}}};
  });
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.took(), values::hours(5));
}

TEST(Guards, AGuardThatCannotBeToldDoesNotPass) {
  Step guarded = step("a");
  guarded.requires_ = {compare(Op::greater, named(Op::price, "BBB"), number("0", "USD"))};
  const Deal small({guarded},
                   [](Plan&, simulated::Setting& setting) { setting.prices.erase("BBB"); });
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "`price(BBB) > 0 USD` cannot be told: the world sets no price of BBB");
}

TEST(Guards, AnEnsureThatFailsHoldsTheStepAfterItActed) {
  Step ensured = step("a");
  ensured.ensures = {compare(Op::greater, named(Op::bucket, "one", {named(Op::asset, "BBB")}),
                             number("5", "BBB"))};
  const Deal small({ensured});
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.in("one", "BBB"), "2");
}

TEST(Guards, MayCallThePrimitives) {
  Step guarded = step("a");
  guarded.requires_ = {
      compare(Op::equal, named(Op::primitive, "larger", {number("2"), number("3")}), number("3"))};
  EXPECT_EQ(Deal({guarded}).status("a"), "done");
  guarded.requires_ = {
      compare(Op::equal, named(Op::primitive, "no_such", {number("2")}), number("3"))};
  EXPECT_EQ(Deal({guarded}).status("a"), "held");
}

// --- failures

TEST(Failure, RetriesDoubleUpToTheLongest) {
  Step retried = step("a");
  retried.retry = {.attempts = 4, .every = values::seconds(10), .doubling_to = values::seconds(30)};
  const Deal small({retried}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", 4U})};
  });
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.took(), values::seconds(10 + 20 + 30 + 30));
}

TEST(Failure, OnlyTheNamedFailuresAreRetried) {
  Step retried = step("a");
  retried.retry = {.attempts = 4,
                   .every = values::seconds(10),
                   .doubling_to = std::nullopt,
                   .only_on = {"slow"}};
  const Deal small({retried}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", 1U})};
  });
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "`a.change` failed: closed");
}

TEST(Failure, AnotherStepRunsInsteadWhereThePolicySaysThen) {
  Step first = step("a");
  first.on_failure = {.kind = FailureKind::then_step, .then_step = "rescue"};
  const Deal failing({first, step("rescue")}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", std::nullopt})};
  });
  EXPECT_EQ(failing.status("a"), "failed");
  EXPECT_EQ(failing.status("rescue"), "done");
  const Deal fine({first, step("rescue")});
  EXPECT_EQ(fine.status("rescue"), "waiting");
  EXPECT_EQ(fine.deal(), "completed");
}

TEST(Failure, AFailedStepFailsTheDeal) {
  Step first = step("a");
  first.on_failure.kind = FailureKind::fail;
  const Deal small({first, step("b", {"a"})}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", std::nullopt})};
  });
  EXPECT_EQ(small.deal(), "failed");
  EXPECT_EQ(small.status("b"), "skipped");
}

TEST(Failure, WhatTakesTooLongIsCancelledAndHeldWithoutARetry) {
  Step slow = step("a");
  std::get<Action>(slow.items[0].what).takes = tests::duration(values::hours(2));
  slow.timeout = values::minutes(30);
  slow.retry = {.attempts = 5, .every = values::seconds(1)};
  const Deal small({slow});
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "`a.change` was not done in time");
  EXPECT_EQ(small.took(), values::minutes(30));
  EXPECT_EQ(small.in("one", "AAA"), "30");
}

TEST(Failure, AnUnknownOutcomeIsLookedUpAndNeverTriedAgain) {
  Step unknown = step("a");
  unknown.retry = {.attempts = 5, .every = values::seconds(1)};
  const Deal small({unknown}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeUnknown{})};
  });
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.in("one", "AAA"), "29");  // once
}

TEST(Failure, APartialFillGivesTheRestBackAndHolds) {
  Step first = step("a");
  first.items = {{change("a.change", some_of("one", "10"), {TargetKind::holding, "h"})}};
  Step second = step("b", {"a"});
  Action back = change("b.change", holding("h", "BBB"), to_one);
  back.flows[0].asset = "BBB";
  second.items = {{back}};
  const auto script = [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFills{ratio("1/4")})};
  };
  const Deal held({first, second}, script);
  EXPECT_EQ(held.status("a"), "held");
  EXPECT_EQ(held.in("one", "AAA"), "27.5");
  first.accept_partial = true;
  const Deal accepted({first, second}, script);
  EXPECT_EQ(accepted.status("b"), "done");
}

}  // namespace
}  // namespace dealwright::core
