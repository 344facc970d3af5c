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
#include "tests/support/long_deal.hpp"

namespace {

using dealwright::compile::check_text;
using dealwright::diagnostics::Source;

std::string flagship() {
  std::ifstream file("workflows/freeze_resistant_loop/deal.deal");
  return {std::istreambuf_iterator<char>(file), {}};
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
  measure(state, dealwright::support::long_deal(static_cast<std::size_t>(state.range(0))));
}

void plan_generated(benchmark::State& state) {
  dealwright::support::LibraryProvider provider;
  const auto checked = check_text(
      std::make_shared<const Source>(
          "bench.deal", dealwright::support::long_deal(static_cast<std::size_t>(state.range(0)))),
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
