// The scenarios of the loop deal, and what each line of a scenario does.
#include "engine/scenario/play.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::scenario {
namespace {

using namespace plan;
using tests::named;
using tests::number;
using tests::of;
using tests::ratio;

WorldSetting price(std::string asset, std::string_view usd) {
  return {named(Op::price, std::move(asset)), number(usd, "USD")};
}
WorldSetting desk_price(std::string_view at) {
  return {named(Op::query, "discount_desk.price", {named(Op::asset, "USDTz")}), number(at)};
}
WorldSetting issuer_pays(std::string_view part) {
  return {named(Op::setting, "redemption_window.pays"), number(part)};
}

Scenario base(std::string title) {
  return {.title = std::move(title),
          .deal = "freeze_resistant_loop",
          .world = {price("ETH", "3000"), price("USDT", "1"), desk_price("3/5"), issuer_pays("1")}};
}

Expectation status(std::string subject, std::string is,
                   std::optional<unsigned> rung = std::nullopt) {
  return {.kind = ExpectationKind::status,
          .subject = subject,
          .rung = rung,
          .status = is,
          .text = subject + " is " + is};
}
Expectation that(Expression condition, bool throughout = false) {
  std::string text = to_text(condition);
  return {.condition = std::move(condition), .throughout = throughout, .text = std::move(text)};
}
Expression compare(Op op, Expression a, Expression b) {
  return of(op, {std::move(a), std::move(b)});
}
Expression in_bucket(std::string name, std::string asset) {
  return named(Op::bucket, std::move(name), {named(Op::asset, std::move(asset))});
}
Expression owed() { return named(Op::query, "aave_v3.owed", {named(Op::position, "loan")}); }

Played played(const Scenario& scenario, std::int64_t capital = 1'000) {
  const core::Terms terms(tests::loop_deal(capital));
  auto result = play(terms, scenario, {});
  EXPECT_TRUE(result.has_value()) << result.error().what;
  for (const Verdict& verdict : result->verdicts) {
    EXPECT_TRUE(verdict.held) << scenario.title << ": " << verdict.text << ": " << verdict.why;
  }
  return *result;
}

TEST(Play, TheWholeLoopCompletesWithAProfit) {
  Scenario scenario = base("the whole loop");
  scenario.expectations = {status("deal", "completed"),
                           that(compare(Op::equal, in_bucket("core", "ETH"), number("500", "ETH"))),
                           that(compare(Op::equal, owed(), number("0", "USDT"))),
                           that(compare(Op::greater, of(Op::profit), number("0", "USD")))};
  played(scenario);
}

TEST(Play, AFrozenSecondTrancheHoldsAndADefenceActs) {
  Scenario scenario = base("the issuer freezes after the first tranche");
  scenario.world[3] = issuer_pays("499/500");
  scenario.outcomes = {
      {{.step = "redeem", .rung = 2}, OutcomeFails{.name = "frozen", .times = std::nullopt}}};
  scenario.crashes = {
      {{.step = "open_credit", .rung = std::nullopt, .action = "borrow"}, CrashPoint::sent}};
  scenario.events = {{values::days(10), PriceMove{"ETH", ratio("-2/5")}}};
  scenario.expectations = {
      status("redeem", "done", 1),
      status("redeem", "held"),
      {.kind = ExpectationKind::ran, .subject = "top_up", .text = "top_up ran"},
      that(compare(Op::equal, in_bucket("core", "ETH"), number("500", "ETH"))),
      that(compare(Op::less_or_equal, of(Op::ltv), number("7/10")), true),
      status("deal", "holding")};
  EXPECT_EQ(played(scenario).crashes, 1U);
}

TEST(Play, WhatIsRefusedIsRefusedAtOnce) {
  Scenario scenario = base("frozen from the second tranche on");
  scenario.outcomes = {
      {{.step = "redeem", .rung = 2}, OutcomeFails{.name = "frozen", .times = std::nullopt}}};
  scenario.expectations = {status("redeem", "held"), status("unlock", "held")};
  // The first tranche takes six hours; then three retries after 15, 30 and 60 seconds.
  EXPECT_EQ(played(scenario).took, values::hours(6) + values::seconds(15 + 30 + 60));
}

TEST(Play, WithoutADiscountNothingIsDone) {
  Scenario scenario = base("no discount, no trade");
  scenario.world[2] = desk_price("99/100");
  scenario.expectations = {
      status("open_credit", "skipped"), status("redeem", "skipped"),
      that(compare(Op::equal, in_bucket("working", "ETH"), number("300", "ETH"))),
      status("deal", "completed")};
  played(scenario);
}

TEST(Play, ABorrowThatIsRefusedThreeTimesIsTriedAFourthTime) {
  Scenario scenario = base("the borrow is refused three times");
  scenario.outcomes = {{{.step = "open_credit", .rung = std::nullopt, .action = "borrow"},
                        OutcomeFails{.name = "no_liquidity", .times = 3}}};
  scenario.expectations = {status("open_credit", "done"), status("deal", "completed")};
  const Played result = played(scenario);
  EXPECT_EQ(result.failures.size(), 3U);
}

TEST(Play, DeclaredFailuresThatNeverHappenedAreListed) {
  Scenario scenario = base("one refusal");
  scenario.outcomes = {{{.step = "open_credit", .rung = std::nullopt, .action = "borrow"},
                        OutcomeFails{"paused", 1U}}};
  const core::Terms terms(tests::loop_deal());
  const auto run = play(terms, scenario, {});
  ASSERT_TRUE(run.has_value());
  const auto missing = never_happened(terms, {*run});
  const auto lists = [&](const std::string& action, const std::string& name) {
    return std::ranges::find(missing, std::pair(action, name)) != missing.end();
  };
  EXPECT_FALSE(lists("open_credit.borrow", "paused"));
  EXPECT_TRUE(lists("open_credit.borrow", "no_liquidity"));
  EXPECT_TRUE(lists("redeem.redeem", "frozen"));
}

TEST(Play, ABorrowThatIsRefusedFourTimesHoldsTheDeal) {
  Scenario scenario = base("the borrow is refused four times");
  scenario.outcomes = {{{.step = "open_credit", .rung = std::nullopt, .action = "borrow"},
                        OutcomeFails{.name = "no_liquidity", .times = 4}}};
  scenario.expectations = {status("open_credit", "held"), status("deal", "holding")};
  played(scenario);
}

TEST(Play, ALargeDealWaitsForTheSeniorTrader) {
  Scenario scenario = base("a large deal waits for the senior trader");
  scenario.answers = {{.role = "senior_trader", .approves = true, .after = values::hours(2)}};
  scenario.expectations = {status("open_credit", "done"), status("deal", "completed")};
  EXPECT_EQ(played(scenario, 5'000).took, values::hours(2 + 6 * 4));
}

TEST(Play, ALargeDealWithoutAnAnswerIsHeld) {
  Scenario scenario = base("nobody answers");
  scenario.expectations = {
      status("open_credit", "held"),
      status("deal", "holding"),
      {.kind = ExpectationKind::untouched, .subject = "working", .text = "working untouched"}};
  played(scenario, 5'000);
}

TEST(Play, ARefusalHoldsTheStep) {
  Scenario scenario = base("the senior trader refuses");
  scenario.answers = {{.role = "senior_trader", .approves = false, .after = values::hours(1)}};
  scenario.expectations = {status("open_credit", "held"), status("deal", "holding")};
  played(scenario, 5'000);
}

TEST(Play, AnUnknownBorrowIsLookedUpAndNeverDoneTwice) {
  Scenario scenario = base("the borrow gets no answer");
  scenario.outcomes = {
      {{.step = "open_credit", .rung = std::nullopt, .action = "borrow"}, OutcomeUnknown{}}};
  scenario.expectations = {status("deal", "completed"),
                           that(compare(Op::equal, owed(), number("0", "USDT")))};
  played(scenario);
}

TEST(Play, AnIssuerThatPaysTooLittleDoesNotClimb) {
  Scenario scenario = base("the issuer pays 90%");
  scenario.world[3] = issuer_pays("9/10");
  scenario.expectations = {
      status("redeem", "held"), status("deal", "holding"),
      that(compare(Op::equal, named(Op::holding, "lot"), number("325000", "USDTz")))};
  played(scenario);
}

TEST(Play, AHeldLadderThatIsResumedRepaysWithTheNewMoney) {
  Scenario scenario = base("the freeze ends and the operator resumes");
  scenario.outcomes = {{{.step = "redeem", .rung = 2}, OutcomeFails{.name = "frozen", .times = 4}}};
  scenario.events = {{values::days(3), OperatorAct{OperatorVerb::retries, "redeem"}}};
  scenario.expectations = {status("redeem", "done"), status("unlock", "done"),
                           status("deal", "completed"),
                           that(compare(Op::equal, owed(), number("0", "USDT")))};
  played(scenario);
}

TEST(Play, AFrozenModuleRefusesUntilItThaws) {
  Scenario scenario = base("the issuer is frozen for a day");
  scenario.events = {{values::hours(1), FreezeChange{"issuer", true}},
                     {values::days(1), FreezeChange{"issuer", false}},
                     {values::days(2), OperatorAct{OperatorVerb::retries, "redeem"}}};
  scenario.expectations = {status("redeem", "done"), status("deal", "completed")};
  played(scenario);
}

TEST(Play, ACancelledDealMovesNoMoneyAndKeepsItsDefences) {
  Scenario scenario = base("cancelled with an open loan");
  scenario.events = {{values::hours(1), OperatorAct{OperatorVerb::cancels, ""}},
                     {values::days(10), PriceMove{"ETH", ratio("-2/5")}}};
  scenario.expectations = {
      status("deal", "cancelled"),
      status("repay", "waiting"),
      {.kind = ExpectationKind::ran, .subject = "top_up", .text = "top_up ran"},
      that(compare(Op::equal, in_bucket("core", "ETH"), number("500", "ETH")))};
  played(scenario);
}

TEST(Play, APausedDealTracksWhatIsOutAndBeginsNothing) {
  Scenario scenario = base("paused for a day");
  scenario.events = {{values::hours(1), OperatorAct{OperatorVerb::pauses, ""}},
                     {values::days(1), OperatorAct{OperatorVerb::resumes, ""}}};
  scenario.expectations = {status("deal", "completed")};
  EXPECT_EQ(played(scenario).took, values::days(1) + values::hours(6));
}

TEST(Play, ABrokenExpectationSaysWhatWasFoundAndWhen) {
  Scenario scenario = base("wrong on purpose");
  scenario.expectations = {status("deal", "failed"),
                           that(compare(Op::less, of(Op::ltv), number("1/10")), true)};
  const core::Terms terms(tests::loop_deal());
  const auto result = play(terms, scenario, {});
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->passed());
  EXPECT_EQ(result->verdicts[0].why, "the deal is completed");
  EXPECT_EQ(result->verdicts[1].why, "after 0s: ltv is 25%");
}

}  // namespace
}  // namespace dealwright::scenario
