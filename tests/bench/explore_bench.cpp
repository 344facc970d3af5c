// Every outcome of the flagship, whoever answers, wherever the market goes within its box and
// whatever it costs; from its text. `make bench`; the target is under 10 s. Transactions cost what
// they cost in the simulated network.
#include <algorithm>
#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include "engine/scenario/explore.hpp"
#include "tests/support/deal_texts.hpp"
#include "tests/support/expressions.hpp"

namespace {

using namespace dealwright;

void explore_flagship(benchmark::State& state) {
  const tests::DealText text = tests::deal_of("workflows/freeze_resistant_loop/deal.deal");
  const core::Terms terms(text.plan);
  const auto scenario = std::ranges::find_if(text.scenarios, &plan::Scenario::explore);
  if (scenario == text.scenarios.end()) return state.SkipWithError("no scenario explores");
  const simulated::Setting profile{
      .prices = {{"ETH", tests::ratio("3000")}, {"USDT", tests::ratio("1")}},
      .settings = {{"discount_desk.price(USDTz)", tests::ratio("3/5")}},
      .fee = tests::ratio("1/500")};
  for (auto _ : state) {
    const auto explored = scenario::explore(terms, *scenario, profile);
    if (!explored) return state.SkipWithError("it was not explored");
    if (!explored->complete)
      return state.SkipWithError("more states than the bench looks at: the target is missed");
    state.counters["states"] = static_cast<double>(explored->states);
    state.counters["transitions"] = static_cast<double>(explored->transitions);
    state.counters["merges"] = static_cast<double>(explored->merges);
    state.counters["violations"] = static_cast<double>(explored->violations.size());
  }
}

BENCHMARK(explore_flagship)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
