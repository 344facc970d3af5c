// `adopt`: positions that one deal leaves behind and another takes over.
#include "tests/unit/engine/core/decisions.hpp"
#include "tests/unit/engine/core/lending.hpp"

namespace dealwright::core {
namespace {

constexpr PositionId held{0};
constexpr PositionId loan{1};

values::Amount whole(std::uint64_t units) {
  return values::multiply(values::Amount(units), values::power_of_ten(18).value()).value();
}

// Owns BBB and takes over a debt of BBB and what secures it.
Plan taking_over() {
  Step repays{.name = "repays",
              .items = {{repay("repays.repay", {.kind = MoneyKind::up_to,
                                                .asset = "BBB",
                                                .name = "one",
                                                .expression = named(Op::position, "loan")})}}};
  Plan plan = plan_with_bank({repays});
  plan.capital = {.kind = MoneyKind::amount, .asset = "BBB", .expression = number("100", "BBB")};
  plan.positions[0].step.clear();
  plan.positions[0].adopted = "other.held";
  plan.positions[1].step.clear();
  plan.positions[1].adopted = "other.loan";
  plan.positions[1].left_open = false;
  return plan;
}

TEST(Adoption, WhatIsTakenOverIsOursFromTheStart) {
  Decisions deal(taking_over());
  deal.fund({{held, whole(7)}, {loan, whole(25)}});
  EXPECT_EQ(deal.amount("held"), "7");
  EXPECT_EQ(deal.amount("loan"), "25");
  // The pledged money belongs to the first bucket that may be touched.
  EXPECT_EQ(deal.state.books.ledger.balance(
                in_collateral(held, deal.terms.bucket("one"), deal.terms.asset("AAA"))),
            whole(7));
  // A tenth of a percent more is set aside, for what a loan may cost until the money arrives.
  const Request asked = deal.request();
  EXPECT_EQ(asked.parts.at(0).legs.at(0).expected,
            sum_of(whole(25),
                   values::divide(whole(25), values::Amount(1'000), values::Rounding::up).value()));
  EXPECT_EQ(deal.free("one", "BBB"), "4.975");
  // Nothing was owed but the 25.
  Outcome outcome = expected_outcome(asked).value();
  outcome.amounts.at(0).at(0) = whole(25);
  deal.report(asked.attempt, outcome);
  EXPECT_EQ(deal.amount("loan"), "0");
  EXPECT_EQ(deal.free("one", "BBB"), "5");
}

TEST(Adoption, NothingBeginsBeforeItIsKnownWhatEveryPositionAmountsTo) {
  Decisions deal(taking_over());
  deal.fund({{held, whole(7)}});
  EXPECT_EQ(deal.deal(), "waiting");
  EXPECT_TRUE(deal.facts.empty());
  const auto why = [&](std::vector<PositionAmount> adopted) {
    return deal.refused({.what = Funded{.capital = whole(1), .adopted = std::move(adopted)}});
  };
  EXPECT_EQ(why({{held, whole(7)}}),
            "`loan` is taken over from `other.loan`: what it amounts to has to be given");
  EXPECT_EQ(why({{held, whole(7)}, {held, whole(7)}, {loan, whole(1)}}),
            "`held` is taken over from `other.held`: what it amounts to has to be given once");
  EXPECT_EQ(why({{held, whole(7)}, {loan, whole(1)}, {PositionId{9}, whole(1)}}),
            "there is no such position");
  EXPECT_EQ(why({{held, whole(7)}, {loan, sum_of(amount_max, values::Amount(1))}}),
            "an amount that is taken over is too large");
  EXPECT_EQ(why({{held, whole(7)}, {loan, whole(1)}}), std::nullopt);
}

TEST(Adoption, APositionOfItsOwnIsNotTakenOver) {
  const Decisions deal(
      plan_with_bank({{.name = "open", .items = {{pledge("open.pledge", some_of("one", "10"))}}}}));
  EXPECT_EQ(deal.refused({.what = Funded{.capital = whole(1), .adopted = {{held, whole(7)}}}}),
            "`held` is not taken over from another deal");
}

// Pledges 10 AAA, borrows 4 BBB, and then waits for ever.
Plan leaving_behind() {
  Step open{.name = "open",
            .items = {{pledge("open.pledge", some_of("one", "10"))}, {borrow("open.borrow", "4")}}};
  Step waits = step("waits", {"open"});
  waits.items = {{pledge("waits.pledge", some_of("one", "1"))}};
  waits.at = values::days(9);
  Step help{.name = "help",
            .kind = StepKind::defence,
            .items = {{pledge("help.pledge", {.kind = MoneyKind::up_to,
                                              .asset = "AAA",
                                              .name = "two",
                                              .expression = number("5", "AAA")})}},
            .defence = Defence{.when = of(Op::greater, {of(Op::ltv), number("1/2")}), .times = 2}};
  std::get<Action>(help.items[0].what).opens.clear();
  return plan_with_bank({open, waits, help});
}

TEST(Adoption, ADealThatIsCancelledHandsItsPositionsOver) {
  Decisions deal(leaving_behind());
  deal.market = {price_reading("AAA", "10"), price_reading("BBB", "5"), fee_reading("1/100")};
  deal.fund();
  deal.done();
  deal.done();
  EXPECT_EQ(deal.free("two", "AAA"), "10");  // 2 x 5 of its 20 are for `help`
  const Signal takes{.what = TakenOver{.position = loan, .by = "next"}};
  EXPECT_EQ(deal.refused(takes), "a deal that is running keeps `loan`; cancel it first");
  deal.signal(Commanded{.command = Command::cancel, .by = "ann"});
  EXPECT_EQ(deal.deal(), "cancelled");
  EXPECT_TRUE(has_open_position(deal.state));
  EXPECT_EQ(deal.refused(takes), std::nullopt);
  deal.signal(TakenOver{.position = loan, .by = "next"});
  EXPECT_EQ(deal.amount("loan"), "0");
  EXPECT_EQ(deal.refused(takes), "`loan` is not open");
  EXPECT_EQ(deal.free("two", "AAA"), "10");  // what secures it is still ours to defend
  deal.signal(TakenOver{.position = held, .by = "next"});
  EXPECT_EQ(deal.amount("held"), "0");
  EXPECT_FALSE(has_open_position(deal.state));
  EXPECT_EQ(deal.free("two", "AAA"), "20");  // nothing is left to defend
  EXPECT_EQ(deal.recorded<PositionHandedOver>().size(), 2U);
}

TEST(Adoption, APositionThatAnAttemptIsOutForIsKept) {
  Decisions deal(leaving_behind());
  deal.market = {price_reading("AAA", "10"), price_reading("BBB", "5"), fee_reading("1/100")};
  deal.fund();
  deal.done();
  deal.signal(Commanded{.command = Command::cancel, .by = "ann"});
  EXPECT_EQ(deal.refused({.what = TakenOver{.position = held, .by = "next"}}),
            "`open` has an attempt out whose outcome is not known");
  EXPECT_EQ(deal.refused({.what = TakenOver{.position = PositionId{9}, .by = "next"}}),
            "there is no such position");
}

}  // namespace
}  // namespace dealwright::core
