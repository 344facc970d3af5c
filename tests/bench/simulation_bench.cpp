// What simulating the flagship costs, from its checked text: a dry run with all its tables and
// explanations, one life by chance, and the exploration of every outcome. `make bench`; the targets
// in a release build are 50 ms for a dry run, 2 ms for a life (10,000 in 20 s on one core), and
// 10 s for the exploration.
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "dsl/compile/compile.hpp"
#include "dsl/plan/canonical.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/dry_run_table.hpp"
#include "engine/scenario/monte_carlo.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/library_provider.hpp"

namespace {

using namespace dealwright;

// The flagship at its defaults, where the desk sells at 0.60.
struct Flagship {
  compile::CheckedText checked;
  std::optional<core::Terms> terms;
  simulated::Setting world;

  Flagship() {
    std::ifstream file("workflows/freeze_resistant_loop/deal.deal");
    support::LibraryProvider provider;
    checked = compile::check_text(
        std::make_shared<const diagnostics::Source>(
            "flagship.deal", std::string(std::istreambuf_iterator<char>(file), {})),
        provider);
    auto planned = compile::plan_deal(checked, "freeze_resistant_loop", {});
    if (planned.plan) terms.emplace(*std::move(planned.plan));
    world.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}};
    world.settings = {{"discount_desk.price(USDTz)", values::Rational::fraction(3, 5).value()}};
    world.fee = values::Rational::fraction(1, 500).value();
  }
};

const Flagship& flagship() {
  static const Flagship one;
  return one;
}

void dry_run_flagship(benchmark::State& state) {
  const Flagship& deal = flagship();
  if (!deal.terms) state.SkipWithError("run in the root of the repository");
  for (auto _ : state) {
    const auto run = scenario::dry_run(*deal.terms, deal.world);
    if (!run || run->status != "completed") state.SkipWithError("the dry run did not complete");
    benchmark::DoNotOptimize(scenario::to_table(*run, scenario::Explain::yes).data());
  }
}

void lives_by_chance(benchmark::State& state) {
  const Flagship& deal = flagship();
  if (!deal.terms) state.SkipWithError("run in the root of the repository");
  const scenario::Subject subject{.terms = &*deal.terms,
                                  .identity = plan::identity(deal.terms->plan()),
                                  .capital = scenario::capital_of(*deal.terms).value(),
                                  .length = values::days(30)};
  const auto lottery = scenario::Lottery::open(subject, deal.world, {}, values::hours(12));
  std::uint64_t run = 0;
  for (auto _ : state) {
    const auto life = lottery->live(run++);
    if (!life) state.SkipWithError("a life stopped");
    benchmark::DoNotOptimize(life->actions);
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(dry_run_flagship)->Unit(benchmark::kMillisecond);
BENCHMARK(lives_by_chance)->Unit(benchmark::kMillisecond);

}  // namespace
