// Whether anything grows that should not: what a step costs among many deals and in an old one,
// what deals that wait take in memory, what a timer or a price wakes. `make bench`.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include "tests/bench/fleet.hpp"
#include "tests/support/chain_deal.hpp"

// jemalloc's, when it is the allocator.
extern "C" int mallctl(const char* name, void* old_value, std::size_t* old_size, void* new_value,
                       std::size_t new_size) __attribute__((weak));

namespace {

using namespace dealwright;
using namespace dealwright::bench;
using runtime::DealNumber;
using runtime::Engine;

// Pages of this process that are in memory, with what the allocator keeps for later.
std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// What is allocated and not freed: unlike pages, it does not depend on what ran before in this
// process.
std::size_t allocated_bytes() {
  if (mallctl == nullptr) return ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
  std::uint64_t epoch = 1;
  std::size_t bytes = 0;
  std::size_t size = sizeof bytes;
  if (mallctl("epoch", nullptr, nullptr, &epoch, sizeof epoch) != 0) std::abort();
  if (mallctl("stats.allocated", &bytes, &size, nullptr, 0) != 0) std::abort();
  return bytes;
}

void report_memory(benchmark::State& state, std::size_t before, std::size_t deals) {
  state.counters["bytes/deal"] =
      static_cast<double>(allocated_bytes() - before) / static_cast<double>(deals);
  state.counters["resident_mib"] = static_cast<double>(resident_bytes()) / 1024 / 1024;
}

// Of this process: what other work on the machine does not change much.
double processor_seconds() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

runtime::Admission one_of(std::string id, std::shared_ptr<const core::Terms> terms,
                          Market& market) {
  return {.id = std::move(id),
          .plan = {},
          .terms = std::move(terms),
          .outside = {.world = market, .operators = market},
          .capital = capital()};
}

// Five-step deals, one after another, among so many others that wait: on the disk and in memory.
void step_among_deals(benchmark::State& state) {
  const auto others = static_cast<std::size_t>(state.range(0));
  constexpr std::size_t batch = 4'096;
  constexpr std::size_t deals = 2'000;
  constexpr std::size_t at_once = 100;
  constexpr std::size_t steps = 5;
  for (auto _ : state) {
    const Folder folder;
    PromptEffects effects;
    Fleet waiting(tests::waiting_deal("AAA"), folder.path / "journal.db", effects);
    Engine engine(waiting.journal(), {.awake_max = 1'000, .round_deals_max = batch});
    for (std::size_t made = 0; made < others; made += batch) {
      waiting.begin(engine, std::min(batch, others - made));
      run_dry(engine, effects);
    }
    const auto terms = std::make_shared<const core::Terms>(tests::chain_deal(steps));
    Market market(effects, "10");
    std::deque<Market> markets;
    const double processor = processor_seconds();
    const auto begun = Clock::now();
    for (std::size_t made = 0; made < deals; made += at_once) {
      std::vector<runtime::Admission> admissions;
      for (std::size_t i = 0; i < at_once; ++i) {
        admissions.push_back(
            one_of("step-" + std::to_string(made + i), terms, markets.emplace_back(effects, "10")));
      }
      const auto admitted = engine.admit(admissions);
      for (std::size_t i = 0; i < at_once; ++i)
        markets[made + i].deal = (*admitted)[i].value();
      run_dry(engine, effects);
      for (std::size_t i = 0; i < at_once; ++i) {
        if (!engine.retire(markets[made + i].deal)) std::abort();
      }
    }
    const double took = seconds_since(begun);
    state.SetIterationTime(took);
    state.counters["us/step"] = took * 1e6 / static_cast<double>(deals * steps);
    state.counters["cpu_us/step"] =
        (processor_seconds() - processor) * 1e6 / static_cast<double>(deals * steps);
  }
}

// One deal that waits, and a price that changes so often: each change is a fact of it. What the
// last thousand, or all of fewer, cost; and taking the deal up again.
void fact_by_age(benchmark::State& state) {
  const auto facts = static_cast<std::size_t>(state.range(0));
  const std::size_t measured = std::min<std::size_t>(facts, 1'000);
  for (auto _ : state) {
    const Folder folder;
    PromptEffects effects;
    const auto journal =
        sqlite::SqliteJournal::open_for_engine(folder.path / "journal.db", "bench").value();
    const auto terms = std::make_shared<const core::Terms>(tests::waiting_deal("AAA"));
    Market market(effects, "10");
    const core::ReadingKey key{.name = "AAA"};
    Clock::time_point begun;
    double processor = 0;
    {
      Engine engine(*journal, {});
      if (!engine.admit(one_of("deal", terms, market))) std::abort();
      run_dry(engine, effects);
      for (std::size_t i = 0; i < facts; ++i) {
        if (i == facts - measured) {
          begun = Clock::now();
          processor = processor_seconds();
        }
        market.set_price(std::to_string(10 + i % 900));
        if (engine.news(std::span(&key, 1), start) != 1) std::abort();
        run_dry(engine, effects);
      }
    }
    const double took = seconds_since(begun);
    const double used = processor_seconds() - processor;
    state.SetIterationTime(took);
    state.counters["us/fact"] = took * 1e6 / static_cast<double>(measured);
    state.counters["cpu_us/fact"] = used * 1e6 / static_cast<double>(measured);
    state.counters["facts"] = static_cast<double>(journal->head("deal")->sequence);
    const auto again = Clock::now();
    Engine engine(*journal, {});
    if (!engine.admit(one_of("deal", terms, market))) std::abort();
    run_dry(engine, effects);
    state.counters["take_up_ms"] = seconds_since(again) * 1e3;
  }
}

void take_all_in(Engine& engine, Effects& effects,
                 const std::vector<std::shared_ptr<const core::Terms>>& terms, std::size_t deals,
                 Market& market) {
  constexpr std::size_t batch = 4'096;
  for (std::size_t from = 0; from < deals; from += batch) {
    std::vector<runtime::Admission> admissions;
    for (std::size_t i = from; i < std::min(deals, from + batch); ++i)
      admissions.push_back(one_of("deal-" + std::to_string(i), terms[i % terms.size()], market));
    if (!engine.admit(admissions)) std::abort();
    run_dry(engine, effects);
  }
}

// A million deals of one plan that wait for a price, ten more that wait for another one.
void waiting_deals(benchmark::State& state) {
  const auto deals = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    NoJournal journal;
    PromptEffects effects;
    Market market(effects, "10");
    const std::size_t before = allocated_bytes();
    Engine engine(journal, {.awake_max = 1'000, .round_deals_max = 4'096});
    const auto begun = Clock::now();
    take_all_in(engine, effects, {std::make_shared<const core::Terms>(tests::waiting_deal("AAA"))},
                deals, market);
    const double loaded = seconds_since(begun);
    state.SetIterationTime(loaded);
    state.counters["load_s"] = loaded;
    report_memory(state, before, deals);
    const core::ReadingKey other{.name = "BBB"};
    auto rare = std::make_shared<const core::Terms>(tests::waiting_deal("BBB"));
    for (int i = 0; i < 10; ++i) {
      if (!engine.admit(one_of("rare-" + std::to_string(i), rare, market))) std::abort();
    }
    run_dry(engine, effects);
    const auto news = Clock::now();
    const std::size_t woken = engine.news(std::span(&other, 1), start);
    run_dry(engine, effects);
    state.counters["price_ms"] = seconds_since(news) * 1e3;
    state.counters["woken_by_price"] = static_cast<double>(woken);
    plan::Plan soon = tests::waiting_deal("AAA");
    soon.steps[0].whens[0].within = values::hours(1);
    auto timed = std::make_shared<const core::Terms>(std::move(soon));
    std::vector<runtime::Admission> admissions;
    for (int i = 0; i < 1'000; ++i)
      admissions.push_back(one_of("soon-" + std::to_string(i), timed, market));
    if (!engine.admit(admissions)) std::abort();
    run_dry(engine, effects);
    const auto fired = Clock::now();
    if (engine.time_is(start + values::hours(1)) != 1'000) std::abort();
    run_dry(engine, effects);
    state.counters["thousand_timers_ms"] = seconds_since(fired) * 1e3;
  }
}

// Nothing shared: each deal its own plan.
void distinct_plans(benchmark::State& state) {
  constexpr std::size_t plans = 10'000;
  for (auto _ : state) {
    NoJournal journal;
    PromptEffects effects;
    Market market(effects, "10");
    const std::size_t before = allocated_bytes();
    const auto begun = Clock::now();
    std::vector<std::shared_ptr<const core::Terms>> terms;
    for (std::size_t i = 0; i < plans; ++i) {
      plan::Plan plan = tests::waiting_deal("AAA");
      plan.deal = "waiting" + std::to_string(i);
      terms.push_back(std::make_shared<const core::Terms>(std::move(plan)));
    }
    Engine engine(journal, {.awake_max = 1'000, .round_deals_max = 4'096});
    take_all_in(engine, effects, terms, plans, market);
    state.SetIterationTime(seconds_since(begun));
    report_memory(state, before, plans);
  }
}

void once(benchmark::internal::Benchmark* bench) {
  bench->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);
}
BENCHMARK(step_among_deals)->Arg(10)->Arg(1'000)->Arg(100'000)->Apply(once);
BENCHMARK(fact_by_age)->Arg(10)->Arg(1'000)->Arg(10'000)->Apply(once);
BENCHMARK(waiting_deals)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Apply(once);
BENCHMARK(distinct_plans)->Apply(once);

}  // namespace
