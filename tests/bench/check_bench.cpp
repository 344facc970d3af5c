// How fast a text is checked: the flagship deal with its modules, and generated deals of 1,000,
// 10,000 and 100,000 lines, whose cost has to grow with their length. `make bench`; the targets are
// 10 ms for the flagship and 150 ms for 10,000 lines in a release build.
#include <cstddef>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "dsl/compile/compile.hpp"
#include "tests/support/library_provider.hpp"

namespace {

using dealwright::compile::check_text;
using dealwright::diagnostics::Source;

std::string flagship() {
  std::ifstream file("workflows/freeze_resistant_loop/deal.deal");
  return {std::istreambuf_iterator<char>(file), {}};
}

// Steps of seven lines: money moves, a position opens and closes, guards are looked at.
std::string generated(std::size_t lines) {
  std::string text =
      "use weth\nuse aave_v3 as aave\n\ndeal generated {\n"
      "  param a: ETH = 10 ETH in 1 ETH .. 20 ETH\n  buckets of a { working 100% }\n"
      "  limits { ltv <= 30% when increased }\n";
  for (std::size_t i = 0; i * 7 < lines; ++i) {
    const std::string n = std::to_string(i);
    text += "  step s" + n + (i == 0 ? "" : " after s" + std::to_string(i - 1)) + " {\n";
    text += "    require nav > " + n + " USD and price(ETH) >= 1_000 USD per ETH  // enough\n";
    text += "    weth.wrap(1 ETH from working)    -> wrapped" + n + "\n";
    text += "    aave.supply(wrapped" + n + ")            -> held" + n + "\n";
    text += "    aave.withdraw(held" + n + ")             -> freed" + n + "\n";
    text += "    weth.unwrap(freed" + n + ")              -> working\n  }\n";
  }
  return text + "}\n";
}

void measure(benchmark::State& state, std::string text) {
  if (text.size() < 1000)
    state.SkipWithError("the text is not there: run in the root of the repository");
  const auto source = std::make_shared<const Source>("bench.deal", std::move(text));
  dealwright::support::LibraryProvider provider;
  for (auto _ : state) {
    auto checked = check_text(source, provider);
    if (!checked.found.empty()) state.SkipWithError("the text has mistakes");
    benchmark::DoNotOptimize(checked.model.deals.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(source->text().size()));
}

void check_flagship(benchmark::State& state) { measure(state, flagship()); }
void check_generated(benchmark::State& state) {
  measure(state, generated(static_cast<std::size_t>(state.range(0))));
}

void plan_generated(benchmark::State& state) {
  dealwright::support::LibraryProvider provider;
  const auto checked =
      check_text(std::make_shared<const Source>(
                     "bench.deal", generated(static_cast<std::size_t>(state.range(0)))),
                 provider);
  for (auto _ : state) {
    auto planned = dealwright::compile::plan_deal(checked, "generated", {});
    if (!planned.plan) state.SkipWithError("there is no plan");
    benchmark::DoNotOptimize(planned.plan->steps.data());
  }
}

BENCHMARK(check_flagship)->Unit(benchmark::kMillisecond);
BENCHMARK(check_generated)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(plan_generated)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
