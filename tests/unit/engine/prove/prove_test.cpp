// Verdicts on whole deals, each figure derived by hand in the test.
#include "engine/prove/prove.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/scenario/play.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::prove {
namespace {

using namespace plan;
using tests::named;
using tests::number;
using tests::of;
using tests::ratio;

simulated::Setting calm() {
  return {.prices = {{"ETH", Rational(3000)}, {"USDT", Rational(1)}, {"USDTz", ratio("97/100")}},
          .settings = {{"discount_desk.price(USDTz)", ratio("3/5")},
                       {"redemption_window.pays()", ratio("1")},
                       {"redemption_window.delay()", Rational(21'600'000)}}};
}

std::vector<Assumption> box_of_the_loop() {
  return {{.kind = AssumptionKind::falls_at_most, .subject = "ETH", .bound = number("1/2")},
          {.kind = AssumptionKind::within,
           .centre = number("1", "USD"),
           .bound = number("1/50"),
           .quantity = named(Op::price, "USDT")},
          {.kind = AssumptionKind::holds,
           .bound = of(Op::less_or_equal,
                       {named(Op::query, "aave_v3.borrow_rate", {named(Op::asset, "USDT")}),
                        number("3/20")})}};
}

plan::Plan loop() {
  plan::Plan plan = tests::loop_deal();
  plan.assumed_for = values::days(30);
  plan.assumptions = box_of_the_loop();
  return plan;
}

// e^(15% * 30 / 365) at twelve decimals, upwards: interest that compounds at every moment.
Rational grown() { return over(Rational(1'012'405'079'664), Rational(1'000'000'000'000)); }

const LimitProof& find(const Proof& proof, std::string_view begins) {
  for (const LimitProof& limit : proof.limits) {
    if (limit.text.starts_with(begins)) return limit;
  }
  ADD_FAILURE() << "no limit " << begins;
  return proof.limits.front();
}

// Whether the engine comes to what one of the stories says.
bool some_story_comes_true(const plan::Plan& plan, const LimitProof& limit) {
  for (const Story& story : limit.stories) {
    plan::Plan given = plan;
    for (const auto& [name, value] : story.scenario.given) {
      for (Param& param : given.params) {
        if (param.name == name) param.value = value;
      }
    }
    const core::Terms terms(given);
    const auto played = scenario::play(terms, story.scenario, calm());
    if (played && !played->passed()) return true;
  }
  return false;
}

TEST(Prove, TheLoopKeepsItsLimitsWithTheFiguresByHand) {
  const core::Terms terms(loop());
  const Proof proof = prove(terms);
  for (const LimitProof& limit : proof.limits)
    EXPECT_EQ(limit.verdict, Verdict::proved) << limit.text << ": " << limit.why;
  EXPECT_TRUE(passes(proof));
  // A quarter of the collateral, at the very prices that it was borrowed at.
  EXPECT_EQ(find(proof, "ltv <= 30%").worst.value, ratio("1/4"));
  // 1/4 * (1.02 / 0.98) * 1 / (1 - 1/2) * e^(15% * 30 / 365).
  const LimitProof& always = find(proof, "ltv <= 70%");
  const Rational at_any_moment = times(ratio("51/98"), grown());
  EXPECT_EQ(always.worst.value, at_any_moment);
  EXPECT_TRUE(always.worst.reached);
  // ... / (1 - fall) = 70%.
  ASSERT_TRUE(always.breaks.has_value());
  EXPECT_EQ(always.breaks->move,
            minus(over(over(at_any_moment, Rational(2)), ratio("7/10")), Rational(1)));
}

TEST(Prove, ExposureCountsFeesInterestAndTheWorstPrices) {
  const core::Terms terms(loop());
  const Proof proof = prove(terms);
  const LimitProof& exposure = find(proof, "exposure");
  // In ETH at 1/2: 75 borrowed at 0.98 and counted at 1.02, over all of ours less fees and less
  // what is owed with its interest.
  const Rational lot = times(Rational(75), ratio("51/49"));
  const auto worst_at = [&](const Rational& capital) {
    const Rational debt =
        times(times(over(capital, Rational(1000)), lot), minus(grown(), Rational(1)));
    const Rational nav = minus(
        times(minus(capital, terms.plan().gas.at_most ? ratio("1/2") : Rational()), ratio("1/2")),
        debt);
    return over(times(over(capital, Rational(1000)), lot), nav);
  };
  EXPECT_EQ(exposure.at_defaults.value, worst_at(Rational(1000)));
  EXPECT_EQ(exposure.worst.value,
            terms.plan().gas.at_most ? worst_at(Rational(10)) : worst_at(Rational(1000)));
}

TEST(Prove, ALoanAboveItsCapIsRefutedByAStoryThatTheEnginePlays) {
  plan::Plan plan = loop();
  auto& borrow = std::get<Action>(plan.steps[0].items[2].what);
  borrow.locals[0].value = number("7/20");
  const core::Terms terms(plan);
  const Proof proof = prove(terms);
  const LimitProof& cap = find(proof, "ltv <= 30%");
  EXPECT_EQ(cap.verdict, Verdict::undecided);  // until somebody has played it
  EXPECT_EQ(cap.worst.value, ratio("7/20"));
  ASSERT_FALSE(cap.stories.empty());
  EXPECT_TRUE(some_story_comes_true(plan, cap));
}

TEST(Prove, NothingComesAfterWhatALimitBlocksForSure) {
  plan::Plan plan = loop();
  std::get<Action>(plan.steps[0].items[2].what).locals[0].value = number("1/2");
  const core::Terms terms(plan);
  const Proof proof = prove(terms);
  EXPECT_NE(find(proof, "ltv <= 30%").verdict, Verdict::proved);
  // The loan that would break it never comes to be.
  EXPECT_EQ(find(proof, "ltv <= 70%").verdict, Verdict::proved);
}

TEST(Prove, AFallThatIsTooDeepIsRefutedByAStoryThatTheEnginePlays) {
  plan::Plan plan = loop();
  plan.assumptions[0].bound = number("13/20");
  const core::Terms terms(plan);
  const Proof proof = prove(terms);
  const LimitProof& always = find(proof, "ltv <= 70%");
  EXPECT_EQ(always.verdict, Verdict::undecided);
  EXPECT_EQ(always.worst.value,
            times(times(ratio("51/196"), grown()), over(Rational(1), ratio("7/20"))));
  ASSERT_FALSE(always.stories.empty());
  EXPECT_TRUE(some_story_comes_true(plan, always)) << to_text(terms, always.stories[0].scenario);
}

TEST(Prove, WithoutAnAssumptionNothingBoundsThePrice) {
  plan::Plan plan = loop();
  plan.assumptions.clear();
  const core::Terms terms(plan);
  const Proof proof = prove(terms);
  const LimitProof& always = find(proof, "ltv <= 70%");
  EXPECT_NE(always.verdict, Verdict::proved);
  EXPECT_FALSE(always.worst.bounded);
  EXPECT_TRUE(std::ranges::any_of(proof.assumptions, [](const std::string& line) {
    return line.find("the price of ETH") != std::string::npos;
  }));
}

TEST(Prove, ARunThatOutlastsTheBoxIsWarnedOf) {
  const core::Terms terms(loop());
  const Proof proof = prove(terms);
  EXPECT_GT(proof.longest, values::days(30));
  EXPECT_TRUE(std::ranges::any_of(proof.warnings, [](const std::string& line) {
    return line.find("the longest run") != std::string::npos;
  }));
}

TEST(Prove, TheAnchorIsUntouchedInEveryState) {
  const core::Terms terms(loop());
  const Proof proof = prove(terms);
  ASSERT_FALSE(proof.plain.empty());
  EXPECT_EQ(proof.plain[0].text, "core untouched");
  EXPECT_EQ(proof.plain[0].verdict, Verdict::proved);
}

TEST(Prove, TheSameDealGivesTheSameProof) {
  const core::Terms terms(loop());
  const Proof a = prove(terms);
  const Proof b = prove(terms);
  EXPECT_EQ(a.states, b.states);
  EXPECT_EQ(a.boxes, b.boxes);
  for (std::size_t i = 0; i < a.limits.size(); ++i)
    EXPECT_EQ(a.limits[i].worst.value, b.limits[i].worst.value);
}

TEST(Prove, TooLittleWorkIsUndecidedAndNeverAPass) {
  plan::Plan plan = loop();
  plan.assumptions[0].bound = number("13/20");
  const core::Terms terms(plan);
  const Proof proof = prove(terms, {.boxes = 0});
  EXPECT_FALSE(passes(proof));
}

}  // namespace
}  // namespace dealwright::prove
