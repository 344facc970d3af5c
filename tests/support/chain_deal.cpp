// Plans written by hand.
#include "tests/support/chain_deal.hpp"

#include "tests/support/expressions.hpp"

namespace dealwright::tests {

using namespace plan;

namespace {

Plan empty_deal(std::string name) {
  return {
      .deal = std::move(name),
      .assets = {{.name = "AAA"}, {.name = "BBB"}},
      .capital = {.kind = MoneyKind::amount, .asset = "AAA", .expression = number("100", "AAA")},
      .buckets = {{.name = "safe", .share = ratio("1/2"), .untouchable = true},
                  {.name = "one", .share = ratio("1/2")}},
      .gas = {.asset = "AAA", .payer = "operator"},
      .modules = {{.name = "pool", .alias = "pool"}}};
}

Step changing(const std::string& name) {
  return {.name = name,
          .items = {{Action{
              .id = name + ".change",
              .module = "pool",
              .name = "change",
              .flows = {{.kind = FlowKind::pay,
                         .asset = "AAA",
                         .name = "give",
                         .money = Money{.kind = MoneyKind::amount,
                                        .asset = "AAA",
                                        .name = "one",
                                        .expression = number("1", "AAA")}},
                        {.kind = FlowKind::receive,
                         .asset = "BBB",
                         .name = "got",
                         .target = Target{TargetKind::bucket, "one"},
                         .amount = of(Op::multiply, {named(Op::local, "give"), number("2")})}},
              .fails = {"closed"}}}}};
}

Expression price_above(const std::string& asset, std::string_view bound) {
  return of(Op::greater, {named(Op::price, asset), number(bound, "USD")});
}

}  // namespace

Plan chain_deal(std::size_t steps) {
  Plan plan = empty_deal("chain");
  for (std::size_t i = 0; i < steps; ++i) {
    Step step = changing("s" + std::to_string(i));
    step.whens.push_back({.condition = price_above("AAA", "1")});
    if (i > 0) step.after = {{{AfterMode::done, "s" + std::to_string(i - 1)}}};
    plan.steps.push_back(std::move(step));
  }
  return plan;
}

Plan waiting_deal(const std::string& asset) {
  Plan plan = empty_deal("waiting");
  Step step = changing("s");
  step.whens.push_back({.condition = price_above(asset, "1000"), .within = values::days(30)});
  plan.steps.push_back(std::move(step));
  return plan;
}

}  // namespace dealwright::tests
