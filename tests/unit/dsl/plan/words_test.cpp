// Expressions read as the author wrote them, and values have their unit.
#include "dsl/plan/words.hpp"

#include <map>

#include <gtest/gtest.h>

#include "tests/support/expressions.hpp"

namespace dealwright::plan {
namespace {

using tests::named;
using tests::number;
using tests::of;
using tests::ratio;

Plan lending() {
  Plan plan;
  plan.assets = {
      {.name = "ETH"}, {.name = "USDT", .decimals = 6}, {.name = "USDTz", .decimals = 6}};
  plan.params = {{.name = "ceiling", .type = "USDT per USDTz", .value = number("13/20")}};
  plan.holdings = {{.name = "lot", .asset = "USDTz"}};
  plan.positions = {
      {.name = "loan", .kind = PositionKind::debt, .asset = "USDT", .module = "aave_v3"}};
  plan.modules = {{.name = "aave_v3",
                   .alias = "aave",
                   .queries = {{.name = "aave_v3.owed",
                                .arguments = {named(Op::position, "loan")},
                                .type = "USDT"},
                               {.name = "aave_v3.health", .type = "ratio"}}},
                  {.name = "discount_desk",
                   .alias = "desk",
                   .queries = {{.name = "discount_desk.price",
                                .arguments = {named(Op::asset, "USDTz")},
                                .type = "USDT per USDTz"}}}};
  return plan;
}

const Expression owed = named(Op::query, "aave_v3.owed", {named(Op::position, "loan")});
const Expression desk_price = named(Op::query, "discount_desk.price", {named(Op::asset, "USDTz")});

class Answers final : public Surroundings {
 public:
  explicit Answers(std::map<std::string, Value> by_text) : by_text_(std::move(by_text)) {}
  [[nodiscard]] Value look_up(const Expression& asked, const std::vector<Value>&) const override {
    const auto found = by_text_.find(plan::to_text(asked));
    return found == by_text_.end() ? Value(Unavailable{"it is not known"}) : found->second;
  }

 private:
  std::map<std::string, Value> by_text_;
};

TEST(Words, ModulesHaveTheDealsNames) {
  EXPECT_EQ(to_text(lending(), of(Op::less_or_equal, {desk_price, named(Op::param, "ceiling")})),
            "desk.price(USDTz) <= ceiling");
  EXPECT_EQ(alias_of(lending(), "aave_v3"), "aave");
  EXPECT_EQ(alias_of(lending(), "nobody"), "nobody");
}

TEST(Words, WhatAModuleSaysOfAPositionIsThePositionsOwn) {
  EXPECT_EQ(to_text(lending(), of(Op::equal, {owed, number("0", "USDT")})), "loan.owed == 0 USDT");
}

TEST(Words, UnitsFollowTheParts) {
  const Plan plan = lending();
  EXPECT_EQ(unit_of(plan, owed), "USDT");
  EXPECT_EQ(unit_of(plan, desk_price), "USDT per USDTz");
  EXPECT_EQ(unit_of(plan, of(Op::ltv)), "ratio");
  EXPECT_EQ(unit_of(plan, of(Op::nav)), "USD");
  EXPECT_EQ(unit_of(plan, named(Op::price, "ETH")), "USD per ETH");
  EXPECT_EQ(unit_of(plan, of(Op::multiply, {desk_price, named(Op::holding, "lot")})), "USDT");
  EXPECT_EQ(unit_of(plan, of(Op::multiply, {number("1/4"), of(Op::nav)})), "USD");
  EXPECT_EQ(unit_of(plan, of(Op::divide, {owed, owed})), "ratio");
  EXPECT_EQ(unit_of(plan, of(Op::divide, {owed, named(Op::holding, "lot")})), "USDT per USDTz");
  EXPECT_EQ(unit_of(plan, of(Op::subtract, {owed, owed})), "USDT");
  EXPECT_EQ(unit_of(plan, of(Op::rung)), "");
}

TEST(Words, RatiosArePercentUpToOneAndTimesAbove) {
  EXPECT_EQ(to_text(Value(ratio("3247/10000")), "ratio"), "32.47%");
  EXPECT_EQ(to_text(Value(ratio("33/10")), "ratio"), "3.3");
  EXPECT_EQ(to_text(Value(ratio("-1/4")), "ratio"), "-25%");
}

TEST(Words, AmountsTimesAndLengthsHaveTheirForm) {
  EXPECT_EQ(to_text(Value(ratio("175107742937/1000000")), "USDT"), "175,107.742937 USDT");
  EXPECT_EQ(to_text(Value(ratio("1499997/2")), "USD"), "749,998.5 USD");
  EXPECT_EQ(to_text(Value(values::Rational(21'600'000)), "duration"), "6h");
  EXPECT_EQ(to_text(Value(values::Rational(12)), ""), "12");
  EXPECT_EQ(to_text(Value(true), "truth"), "true");
  EXPECT_EQ(to_text(Value(Unavailable{"`loan` is not open yet"}), "USDT"),
            "`loan` is not open yet");
}

TEST(Words, AComparisonSaysBothSidesUnlessOneIsWritten) {
  const Answers answers({{"discount_desk.price(USDTz)", ratio("3/5")},
                         {"ceiling", ratio("13/20")},
                         {"ltv", ratio("31/100")}});
  EXPECT_EQ(compared(lending(), of(Op::less_or_equal, {desk_price, named(Op::param, "ceiling")}),
                     answers),
            "desk.price(USDTz) is 0.6 USDT per USDTz, ceiling is 0.65 USDT per USDTz");
  EXPECT_EQ(compared(lending(), of(Op::less_or_equal, {of(Op::ltv), number("3/10")}), answers),
            "ltv is 31%");
  EXPECT_EQ(compared(lending(), tests::truth(0), answers), "it is false");
}

}  // namespace
}  // namespace dealwright::plan
