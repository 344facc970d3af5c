// Every guard and limit is explained with the values that it compared.
#include "engine/scenario/explain.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/dry_run_table.hpp"
#include "engine/scenario/text_table.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::scenario {
namespace {

simulated::Setting world(std::string_view price) {
  return {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}},
          .settings = {{"discount_desk.price(USDTz)", tests::ratio(price)}}};
}

DryRun run_of(const core::Terms& terms, const simulated::Setting& setting) {
  auto run = dry_run(terms, setting);
  EXPECT_TRUE(run.has_value());
  return run ? *run : DryRun();
}

const WhyLine* find(const DryRun& run, Asked asked, std::string_view text) {
  const auto line = std::ranges::find_if(run.why_lines, [&](const WhyLine& one) {
    return one.asked == asked && one.text.find(text) != std::string::npos;
  });
  return line == run.why_lines.end() ? nullptr : &*line;
}

TEST(Explain, AGuardThatPassedSaysWhatItCompared) {
  const core::Terms terms(tests::loop_deal());
  const DryRun run = run_of(terms, world("3/5"));
  const WhyLine* when = find(run, Asked::when, "<= ceiling");
  ASSERT_NE(when, nullptr);
  EXPECT_EQ(when->answer, Answer::passed);
  EXPECT_NE(when->compared.find("is 0.6"), std::string::npos) << when->compared;
  EXPECT_NE(when->compared.find("ceiling is 0.65"), std::string::npos) << when->compared;
}

TEST(Explain, AGuardThatWaitsAndIsGivenUpIsSaidTwice) {
  const core::Terms terms(tests::loop_deal());
  const DryRun run = run_of(terms, world("9/10"));
  const WhyLine* when = find(run, Asked::when, "<= ceiling");
  ASSERT_NE(when, nullptr);
  EXPECT_EQ(when->answer, Answer::waits);
  const WhyLine* end = find(run, Asked::outcome, "the step is skipped");
  ASSERT_NE(end, nullptr);
  EXPECT_EQ(end->at, values::hours(24));
}

TEST(Explain, AnApprovalThatIsNotNeededSaysWhy) {
  const core::Terms terms(tests::loop_deal());
  const WhyLine* approve = nullptr;
  const DryRun run = run_of(terms, world("3/5"));
  approve = find(run, Asked::approve, "by senior_trader");
  ASSERT_NE(approve, nullptr);
  EXPECT_EQ(approve->answer, Answer::not_needed);
  EXPECT_NE(approve->compared.find("3,000,000 USD"), std::string::npos) << approve->compared;
}

TEST(Explain, ALimitSaysHowFarAnActionMovesIt) {
  const core::Terms terms(tests::loop_deal());
  const DryRun run = run_of(terms, world("3/5"));
  const WhyLine* limit = find(run, Asked::limit, "borrow: ltv <= 30%");
  ASSERT_NE(limit, nullptr);
  EXPECT_EQ(limit->answer, Answer::passed);
  EXPECT_NE(limit->compared.find("from 0% to 25%"), std::string::npos) << limit->compared;
}

TEST(Explain, WhatIsEnsuredIsLookedAtAfterTheActions) {
  const core::Terms terms(tests::loop_deal());
  const WhyLine* ensure = nullptr;
  const DryRun run = run_of(terms, world("3/5"));
  ensure = find(run, Asked::ensure, "health >= 2");
  ASSERT_NE(ensure, nullptr);
  EXPECT_EQ(ensure->answer, Answer::passed);
}

TEST(Explain, AStepThatIsStoppedSaysWhatStoppedIt) {
  const core::Terms terms(tests::loop_deal());
  simulated::Setting setting = world("3/5");
  setting.fee = tests::ratio("1/5");
  const DryRun run = run_of(terms, setting);
  const WhyLine* stopped = find(run, Asked::outcome, "the step is stopped");
  ASSERT_NE(stopped, nullptr);
  EXPECT_NE(stopped->compared.find("gas budget"), std::string::npos) << stopped->compared;
}

TEST(Samples, AreInOrderOfTimeAndEndWithTheDeal) {
  const core::Terms terms(tests::loop_deal());
  const DryRun run = run_of(terms, world("3/5"));
  ASSERT_GE(run.samples.size(), 3U);
  for (std::size_t i = 1; i < run.samples.size(); ++i)
    EXPECT_LE(run.samples[i - 1].at, run.samples[i].at);
  EXPECT_EQ(run.samples.front().measures.ltv, values::Rational());
  // 300 ETH pledged against 225,000 USDT.
  EXPECT_TRUE(std::ranges::any_of(run.samples, [](const Sample& sample) {
    return sample.measures.ltv == tests::ratio("1/4");
  }));
  EXPECT_EQ(run.samples.back().measures.ltv, values::Rational());
  EXPECT_EQ(run.samples.back().measures.owed, values::Rational());
}

TEST(DryRunTable, FitsThePage) {
  const core::Terms terms(tests::loop_deal());
  simulated::Setting setting = world("3/5");
  setting.script.push_back({.action = {.step = "redeem", .rung = 2},
                            .outcome = plan::OutcomeFails{"frozen", std::nullopt}});
  const std::string table = to_table(run_of(terms, setting), Explain::yes);
  for (std::size_t at = 0; at < table.size();) {
    const std::size_t end = table.find('\n', at);
    ASSERT_NE(end, std::string::npos);
    const std::string line = table.substr(at, end - at);
    EXPECT_LE(characters(line), table_columns) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
    at = end + 1;
  }
  EXPECT_EQ(table.find("(1 rungs)"), std::string::npos);
  EXPECT_NE(table.find("held (1 rung)"), std::string::npos) << table;
}

TEST(DryRunTable, ShowsWhatEachActionChangedAndNothingElse) {
  const core::Terms terms(tests::loop_deal());
  const DryRun run = run_of(terms, world("3/5"));
  const auto& before = run.actions[0].ledger;
  const auto all = changes(before, run.actions[1].ledger);
  ASSERT_EQ(all.size(), 2U);  // without fees: out of the holding, into the pledge
  EXPECT_EQ(difference(all[0]), "-300");
  EXPECT_EQ(place_of(all[0].after), "holding wrapped (working)");
  EXPECT_EQ(difference(all[1]), "+300");
  EXPECT_EQ(place_of(all[1].after), "pledged collateral (working)");
  EXPECT_TRUE(changes(before, before).empty());
}

TEST(TextTable, AlignsNumbersRightAndBreaksOneColumn) {
  TextTable table({{"name"}, {"amount", Align::right}, {"words", Align::wrapped}});
  table.row({"a", "1", std::string(60, 'x') + " " + std::string(60, 'y')});
  table.row({"long name", "1,000", ""});
  EXPECT_EQ(table.text("  "),
            "  name       amount  words\n"
            "  a               1  " +
                std::string(60, 'x') +
                "\n"
                "                     " +
                std::string(60, 'y') +
                "\n"
                "  long name   1,000\n");
}

TEST(TextTable, CountsCharactersAndNotBytes) {
  TextTable table({{""}, {""}});
  table.row({"ä", "b"});
  table.row({"cc", "d"});
  EXPECT_EQ(table.text(""), "ä   b\ncc  d\n");
}

}  // namespace
}  // namespace dealwright::scenario
