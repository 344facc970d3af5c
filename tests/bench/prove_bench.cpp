// How long a proof takes: the flagship deal (target 50 ms in a release build), and two legs side by
// side of growing length, each action with four outcomes (target 1 s for twenty steps).
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "dsl/compile/compile.hpp"
#include "engine/prove/prove.hpp"
#include "tests/support/library_provider.hpp"

namespace {

using namespace dealwright;

plan::Plan plan_of(const std::string& text, const std::string& deal) {
  support::LibraryProvider provider;
  const auto checked = compile::check_text(
      std::make_shared<const diagnostics::Source>("bench.deal", text), provider);
  auto planned = compile::plan_deal(checked, deal, {});
  return planned.plan ? *std::move(planned.plan) : plan::Plan();
}

std::string flagship() {
  std::ifstream file("workflows/freeze_resistant_loop/deal.deal");
  return {std::istreambuf_iterator<char>(file), {}};
}

// Two legs of sales that fill partly, fail or are never heard of again.
std::string two_legs(std::int64_t steps) {
  std::string text =
      "use exchange\n\ndeal legs {\n"
      "  param size: USDC = 20_000 USDC in 100 USDC .. 100_000 USDC\n"
      "  buckets of size { left 50%, right 50% }\n"
      "  assume for 10d { ETH falls at most 30%, USDC within 1% of 1 USD }\n"
      "  limits { exposure(ETH) <= 100% of nav always }\n";
  for (const std::string leg : {"left", "right"}) {
    text += "  step " + leg + "0 { exchange.deposit(all USDC from " + leg + ") -> " + leg +
            "_money0 }\n";
    for (std::int64_t i = 1; i < steps / 2; ++i) {
      const std::string before = std::to_string(i - 1);
      const std::string now = std::to_string(i);
      const bool buys = i % 2 == 1;
      text += "  step " + leg + now + " after " + leg + before + " {\n    exchange.";
      text += buys ? "limit_buy(ETH, pay: " + leg + "_money" + before + ", max_price: 5_000)"
                   : "limit_sell(" + leg + "_money" + before + ", min_price: 1)";
      text += " -> " + leg + "_money" + now + "\n  }\n";
    }
  }
  return text + "}\n";
}

void measure(benchmark::State& state, const std::string& text, const std::string& deal) {
  plan::Plan plan = plan_of(text, deal);
  if (plan.steps.empty()) {
    state.SkipWithError("there is no plan: run in the root of the repository");
    return;
  }
  const core::Terms terms(std::move(plan));
  std::size_t states = 0;
  std::uint64_t boxes = 0;
  for (auto _ : state) {
    const prove::Proof proof = prove::prove(terms);
    states = proof.states;
    boxes = proof.boxes;
    benchmark::DoNotOptimize(proof.limits.data());
  }
  state.counters["states"] = static_cast<double>(states);
  state.counters["boxes"] = static_cast<double>(boxes);
}

void prove_flagship(benchmark::State& state) {
  measure(state, flagship(), "freeze_resistant_loop");
}
void prove_two_legs(benchmark::State& state) { measure(state, two_legs(state.range(0)), "legs"); }

BENCHMARK(prove_flagship)->Unit(benchmark::kMillisecond);
BENCHMARK(prove_two_legs)->Arg(4)->Arg(10)->Arg(20)->Arg(50)->Unit(benchmark::kMillisecond);

}  // namespace
