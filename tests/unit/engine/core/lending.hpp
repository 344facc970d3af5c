// A bank for the tests of positions: AAA is pledged, BBB is owed, and its health is what is pledged
// times 80% over what is owed.
#pragma once

#include "tests/unit/engine/core/small_deal.hpp"

namespace dealwright::core {

inline Module bank() {
  return {.name = "bank",
          .alias = "bank",
          .queries = {
              {.name = "bank.health",
               .type = "ratio",
               .model = of(Op::divide,
                           {of(Op::multiply, {named(Op::local, "bank:collateral"), number("4/5")}),
                            named(Op::local, "bank:debt")})}}};
}

inline Plan plan_with_bank(std::vector<Step> steps) {
  return {
      .deal = "small",
      .assets = {{.name = "AAA"}, {.name = "BBB"}},
      .capital = {.kind = MoneyKind::amount, .asset = "AAA", .expression = number("100", "AAA")},
      .buckets = {{.name = "safe", .share = ratio("1/2"), .untouchable = true},
                  {.name = "one", .share = ratio("3/10")},
                  {.name = "two", .share = ratio("1/5")}},
      .gas = {.asset = "AAA", .payer = "operator"},
      .positions = {{.name = "held",
                     .kind = PositionKind::collateral,
                     .asset = "AAA",
                     .module = "bank",
                     .step = "open",
                     .left_open = true},
                    {.name = "loan",
                     .kind = PositionKind::debt,
                     .asset = "BBB",
                     .module = "bank",
                     .step = "open",
                     .left_open = true}},
      .steps = std::move(steps),
      .modules = {bank()}};
}

inline Action pledge(std::string id, Money funds) {
  return {.id = std::move(id),
          .module = "bank",
          .name = "pledge",
          .flows = {{.kind = FlowKind::lock,
                     .asset = "AAA",
                     .name = "funds",
                     .money = std::move(funds),
                     .position = "held"}},
          .fails = {"closed"},
          .opens = {"held"}};
}

inline Action borrow(std::string id, std::string_view size) {
  return {.id = std::move(id),
          .module = "bank",
          .name = "borrow",
          .locals = {{"size", number(size, "BBB")}},
          .flows = {{.kind = FlowKind::owe,
                     .asset = "BBB",
                     .name = "loan",
                     .position = "loan",
                     .amount = named(Op::local, "size")},
                    {.kind = FlowKind::receive,
                     .asset = "BBB",
                     .name = "cash",
                     .target = to_one,
                     .amount = named(Op::local, "size")}},
          .fails = {"closed"},
          .reads = {"held"},
          .opens = {"loan"}};
}

inline Action repay(std::string id, Money pay) {
  return {.id = std::move(id),
          .module = "bank",
          .name = "repay",
          .flows = {{.kind = FlowKind::pay, .asset = "BBB", .name = "pay", .money = std::move(pay)},
                    {.kind = FlowKind::settle,
                     .asset = "BBB",
                     .name = "loan",
                     .position = "loan",
                     .amount = named(Op::local, "pay")}},
          .fails = {"closed"}};
}

inline Reading price_reading(std::string asset, std::string_view usd) {
  return {.key = {.kind = ReadingKind::price, .name = std::move(asset)}, .value = ratio(usd)};
}
inline Reading health_reading(std::string_view ratio_text) {
  return {.key = {.kind = ReadingKind::query, .name = "bank.health"}, .value = ratio(ratio_text)};
}
inline Reading fee_reading(std::string_view whole) {
  return {.key = {.kind = ReadingKind::fee}, .value = ratio(whole)};
}
inline Reading block_reading(std::int64_t milliseconds) {
  return {.key = {.kind = ReadingKind::block_time}, .value = values::Rational(milliseconds)};
}

}  // namespace dealwright::core
