// Loans, loops and purchases with random sizes, caps, boxes and policies.
#include "tests/prove/proved_deals.hpp"

#include <algorithm>
#include <string>

#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::tests {

using namespace plan;

namespace {

Expression percent(std::int64_t n) {
  return {.op = Op::number,
          .number = values::Rational::fraction(n, 100).value(),
          .name = {},
          .args = {}};
}

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : dice_(seed) {}

  Plan make() {
    switch (dice_.from(0, 2)) {
      case 0: plan_ = lending_deal(); break;
      case 1: plan_ = loop_deal(); break;
      default: purchases(); break;
    }
    if (plan_.positions.empty()) return std::move(plan_);
    sizes();
    policies();
    box();
    limits();
    return std::move(plan_);
  }

 private:
  void sizes() {
    for (Step& step : plan_.steps) {
      for (Item& item : step.items) {
        auto* action = std::get_if<Action>(&item.what);
        if (action != nullptr && action->name == "borrow")
          action->locals[0].value = percent(dice_.from(5, 60));
      }
      step.ensures.clear();
      if (step.ladder) step.ladder->rungs_max = static_cast<unsigned>(dice_.from(1, 12));
    }
    if (dice_.one_in(2)) {
      plan_.gas = {.at_most = number(dice_.one_in(2) ? "1/2" : "1/10", "ETH"),
                   .asset = "ETH",
                   .payer = plan_.buckets.back().name};
    }
    if (dice_.one_in(3)) {
      std::erase_if(plan_.steps, [](const Step& step) { return step.kind == StepKind::defence; });
      std::erase_if(plan_.holdings,
                    [](const Holding& holding) { return holding.step == "top_up"; });
    }
  }

  void policies() {
    for (Step& step : plan_.steps) {
      step.retry = {.attempts = static_cast<unsigned>(dice_.from(0, 3)),
                    .every = values::seconds(dice_.from(1, 60)),
                    .doubling_to = {},
                    .only_on = {}};
      if (dice_.one_in(6)) step.on_failure.kind = FailureKind::skip;
      for (auto& all_of : step.after) {
        for (AfterTerm& term : all_of) {
          if (dice_.one_in(6)) term.mode = AfterMode::settled;
        }
      }
    }
  }

  void box() {
    plan_.assumed_for = values::days(dice_.from(2, 60));
    plan_.assumptions.clear();
    if (!dice_.one_in(12)) {
      plan_.assumptions.push_back({.kind = AssumptionKind::falls_at_most,
                                   .subject = "ETH",
                                   .event = {},
                                   .centre = {},
                                   .bound = percent(dice_.from(0, 60)),
                                   .quantity = {},
                                   .text = "ETH falls"});
    }
    plan_.assumptions.push_back({.kind = AssumptionKind::within,
                                 .subject = "USDT",
                                 .event = {},
                                 .centre = number("1", "USD"),
                                 .bound = percent(dice_.from(0, 5)),
                                 .quantity = named(Op::price, "USDT"),
                                 .text = "USDT within"});
    plan_.assumptions.push_back(
        {.kind = AssumptionKind::holds,
         .subject = {},
         .event = {},
         .centre = {},
         .bound = of(Op::less_or_equal,
                     {named(Op::query, "aave_v3.borrow_rate", {named(Op::asset, "USDT")}),
                      percent(dice_.from(0, 40))}),
         .quantity = {},
         .text = "rate"});
  }

  void limits() {
    for (Limit& limit : plan_.limits) {
      if (limit.kind != LimitKind::cap || limit.quantity.op != Op::ltv) continue;
      limit.bound = limit.mode == LimitMode::always ? percent(dice_.from(20, 99))
                                                    : percent(dice_.from(15, 70));
      limit.warn_at.reset();
      limit.text = (limit.mode == LimitMode::always ? "ltv always " : "ltv when increased ") +
                   to_text(limit.bound);
    }
    const bool has_lot = std::ranges::any_of(
        plan_.holdings, [](const Holding& holding) { return holding.name == "lot"; });
    std::erase_if(plan_.limits, [](const Limit& limit) {
      return limit.kind == LimitKind::cap && limit.quantity.op == Op::exposure;
    });
    if (has_lot) {
      const std::int64_t most = dice_.from(2, 60);
      plan_.limits.push_back(
          {.kind = LimitKind::cap,
           .text = "exposure " + std::to_string(most),
           .quantity = named(Op::exposure, "USDTz"),
           .comparison = Op::less_or_equal,
           .bound = of(Op::multiply, {percent(most), of(Op::nav)}),
           .mode = dice_.one_in(2) ? LimitMode::when_increased : LimitMode::always,
           .warn_at = {},
           .tightened_to = {},
           .tightened_when = {},
           .subject = {},
           .without = {}});
      plan_.value_rules = {{.asset = "USDTz", .basis = Basis::cost}};
    }
  }

  // Nothing borrowed: a part is sold at no less than a floor.
  void purchases() {
    const std::int64_t share = dice_.from(10, 90);
    const std::int64_t floor = dice_.from(80, 99);
    plan_ = {
        .deal = "purchases",
        .documentation = {},
        .assets = {{.name = "ETH"}, {.name = "USDC", .decimals = 6}},
        .params = {{.name = "size",
                    .type = "USDC",
                    .value = number("20000", "USDC"),
                    .low = number("1000", "USDC"),
                    .high = number("90000", "USDC")}},
        .capital = {.kind = MoneyKind::amount,
                    .asset = "USDC",
                    .name = {},
                    .expression = named(Op::param, "size"),
                    .parts = {}},
        .buckets = {{.name = "safe",
                     .share = values::Rational::fraction(100 - share, 100).value(),
                     .untouchable = true},
                    {.name = "trading", .share = values::Rational::fraction(share, 100).value()}},
        .gas = {.at_most = {}, .asset = "ETH", .payer = "operator"}};
    const auto asset = [](const char* name) { return named(Op::asset, name); };
    const Expression there = named(Op::query, "pool.price", {asset("USDC"), asset("ETH")});
    plan_.modules = {{.name = "pool",
                      .alias = "pool",
                      .digest = {},
                      .abis = {},
                      .queries = {{.name = "pool.price",
                                   .arguments = {asset("USDC"), asset("ETH")},
                                   .type = "ETH per USDC",
                                   .read = {},
                                   .model = {},
                                   .initial = number("1/3000")}},
                      .settings = {},
                      .states = {}}};
    // At least so much of what the market gives.
    const Expression least =
        of(Op::multiply, {of(Op::divide, {named(Op::value, "USDC", {named(Op::local, "give")}),
                                          named(Op::price, "ETH")}),
                          percent(floor)});
    Action swap{
        .id = "buy.swap",
        .module = "pool",
        .name = "swap",
        .locals = {{"least", least}},
        .flows = {{.kind = FlowKind::pay,
                   .asset = "USDC",
                   .name = "give",
                   .money = Money{.kind = MoneyKind::bucket,
                                  .asset = "USDC",
                                  .name = "trading",
                                  .expression = {},
                                  .parts = {}},
                   .target = {},
                   .position = {},
                   .amount = {}},
                  {.kind = FlowKind::receive,
                   .asset = "ETH",
                   .name = "got",
                   .money = {},
                   .target = Target{TargetKind::holding, "bought"},
                   .position = {},
                   .amount = of(Op::multiply, {named(Op::local, "give"), there})}},
        .calls = {},
        .ensures = {of(Op::greater_or_equal, {named(Op::local, "got"), named(Op::local, "least")})},
        .evidence = {},
        .fails = {"slippage"},
        .may_fill_partly = dice_.one_in(2)};
    plan_.holdings = {{.name = "bought", .asset = "ETH", .place = {}, .step = "buy"}};
    Step buy{.name = "buy",
             .documentation = {},
             .after = {},
             .whens = {},
             .requires_ = {},
             .approvals = {},
             .items = {{swap}}};
    buy.accept_partial = dice_.one_in(2);
    buy.retry = {.attempts = 2, .every = values::seconds(20), .doubling_to = {}, .only_on = {}};
    plan_.steps = {buy};
    plan_.assumed_for = values::days(dice_.from(2, 20));
    plan_.assumptions = {{.kind = AssumptionKind::falls_at_most,
                          .subject = "ETH",
                          .event = {},
                          .centre = {},
                          .bound = percent(dice_.from(0, 40)),
                          .quantity = {},
                          .text = "ETH falls"},
                         {.kind = AssumptionKind::within,
                          .subject = "USDC",
                          .event = {},
                          .centre = number("1", "USD"),
                          .bound = percent(dice_.from(0, 3)),
                          .quantity = named(Op::price, "USDC"),
                          .text = "USDC within"}};
    const std::int64_t loss = dice_.from(1, 50);
    const std::int64_t exposure = dice_.from(5, 99);
    plan_.limits = {{.kind = LimitKind::cap,
                     .text = "loss " + std::to_string(loss),
                     .quantity = of(Op::loss),
                     .comparison = Op::less_or_equal,
                     .bound = of(Op::multiply, {percent(loss), named(Op::value, "USDC",
                                                                     {named(Op::param, "size")})}),
                     .mode = LimitMode::always,
                     .warn_at = {},
                     .tightened_to = {},
                     .tightened_when = {},
                     .subject = {},
                     .without = {}},
                    {.kind = LimitKind::cap,
                     .text = "exposure " + std::to_string(exposure),
                     .quantity = named(Op::exposure, "ETH"),
                     .comparison = Op::less_or_equal,
                     .bound = of(Op::multiply, {percent(exposure), of(Op::nav)}),
                     .mode = dice_.one_in(2) ? LimitMode::when_increased : LimitMode::always,
                     .warn_at = {},
                     .tightened_to = {},
                     .tightened_when = {},
                     .subject = {},
                     .without = {}}};
  }

  Dice dice_;
  Plan plan_;
};

}  // namespace

Plan proved_deal(std::uint64_t seed) { return Maker(seed).make(); }

}  // namespace dealwright::tests
