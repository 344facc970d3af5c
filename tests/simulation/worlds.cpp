// Worlds as scenarios would describe them.
#include "tests/simulation/worlds.hpp"

#include "engine/scenario/play.hpp"
#include "tests/support/deal_texts.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/random_deals.hpp"

namespace dealwright::simulation {
namespace {

using tests::ratio;

simulated::Setting calm() {
  simulated::Setting setting;
  setting.prices = {
      {"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}, {"USDTz", ratio("3/5")}};
  setting.settings["discount_desk.price(USDTz)"] = ratio("3/5");
  setting.fee = ratio("1/500");
  setting.answers = {{.role = "senior_trader", .approves = true, .after = values::minutes(40)}};
  return setting;
}

plan::TimedEvent falls(values::Duration at, const char* asset, const char* by) {
  return {.at = at, .what = plan::PriceMove{.asset = asset, .by = ratio(by)}};
}

plan::OnAction fails(const char* step, const char* action, const char* name,
                     std::optional<std::uint32_t> times,
                     std::optional<std::uint32_t> rung = std::nullopt) {
  plan::OnAction line;
  line.action = {.step = step, .rung = rung, .action = action};
  line.outcome = plan::OutcomeFails{.name = name, .times = times};
  return line;
}

}  // namespace

std::vector<Play> flagships() {
  const auto terms = std::make_shared<const core::Terms>(
      tests::deal_of("workflows/freeze_resistant_loop/deal.deal").plan);
  std::vector<Play> plays;
  plays.push_back({"all goes well", "completed", terms, calm()});

  simulated::Setting frozen = calm();
  frozen.script = {fails("redeem", "redeem", "frozen", std::nullopt, 2)};
  plays.push_back({"redemption freezes after the first tranche", "holding", terms, frozen});

  simulated::Setting fallen = calm();
  fallen.events = {falls(values::hours(2), "ETH", "-1/5"), falls(values::days(1), "ETH", "-1/5")};
  plays.push_back({"ETH falls and is defended", "completed", terms, fallen});

  simulated::Setting rough = calm();
  rough.script = {fails("open_credit", "borrow", "no_liquidity", 2),
                  fails("redeem", "redeem", "limit_reached", 2, 3),
                  fails("repay", "repay", "paused", 3)};
  plays.push_back({"failures and retries", "completed", terms, rough});
  return plays;
}

Play lending() {
  return {"lending", "completed", std::make_shared<const core::Terms>(tests::lending_deal()),
          calm()};
}

Play taking_over() {
  const auto terms = std::make_shared<const core::Terms>(
      tests::deal_of("tests/language/accepted/adopted_position.deal").plan);
  simulated::Setting setting = calm();
  setting.prices["WETH"] = values::Rational(3000);
  setting.prices["USDC"] = values::Rational(1);
  for (const auto& [name, units] :
       {std::pair("debt_of_theirs", 3'000), {"collateral_of_theirs", 10}}) {
    const unsigned decimals = terms->decimals(terms->asset_of(terms->find_position(name).value()));
    setting.adopted[name] =
        values::to_amount(values::Rational(units), decimals, values::Rounding::exact).value();
  }
  return {"takes over", "completed", terms, setting};
}

Play random_play(std::uint64_t seed) {
  if (seed % 40 == 0) return taking_over();
  if (seed % 4 == 0) {
    auto plays = flagships();
    return std::move(plays[(seed / 4) % plays.size()]);
  }
  const tests::RandomDeal random = tests::random_deal(seed);
  auto terms = std::make_shared<const core::Terms>(random.plan);
  const simulated::Setting setting = scenario::setting_of(*terms, random.scenario, {});
  return {"random " + std::to_string(seed), "", std::move(terms), setting};
}

}  // namespace dealwright::simulation
