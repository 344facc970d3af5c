// What a durable step costs: many deals at once and one alone over SQLite with a sync for every
// commit, recovery, and a million deals that wait. Steps take the ordinary plan, guards, ledger,
// codec and hash; their effects are acknowledged at once, in this process. `make bench`.
#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/core/requests.hpp"
#include "engine/runtime/engine.hpp"
#include "tests/support/chain_deal.hpp"
#include "tests/support/expressions.hpp"

namespace {

using namespace dealwright;
using runtime::DealNumber;
using runtime::Engine;
using Clock = std::chrono::steady_clock;

constexpr std::size_t steps_a_deal = 5;
const values::TimePoint start{1'767'225'600'000};

values::Amount capital() {
  return values::to_amount(values::Rational(100), 18, values::Rounding::exact).value();
}

// Where attempts are acknowledged, of all deals.
struct Outbox {
  struct Report {
    DealNumber deal;
    core::Signal signal;
  };
  std::vector<Report> reports;
};

class PromptWorld final : public ports::World, public ports::Operators {
 public:
  PromptWorld(Outbox& outbox, std::string price) : outbox_(outbox), price_(std::move(price)) {}
  DealNumber deal = 0;

  values::TimePoint now() override { return start; }
  ports::Result<void> perform(const core::Request& request) override {
    core::Outcome outcome = *core::expected_outcome(request);
    outbox_.reports.push_back({deal,
                               {.at = start,
                                .what = core::ActionReported{.attempt = request.attempt,
                                                             .outcome = std::move(outcome)}}});
    return {};
  }
  ports::Result<void> look_up(const std::string&) override { return {}; }
  ports::Result<void> cancel(const std::string&) override { return {}; }
  ports::Result<ports::Answers> read(const core::ReadValues& asked) override {
    ports::Answers answers;
    for (const core::ReadingKey& key : asked.keys)
      answers.readings.push_back({.key = key, .value = tests::ratio(price_)});
    return answers;
  }
  ports::Result<std::optional<core::Signal>> next(std::optional<values::TimePoint>) override {
    return std::optional<core::Signal>();
  }
  ports::Result<void> ask(const core::AskApproval&) override { return {}; }

 private:
  Outbox& outbox_;
  std::string price_;
};

// A file that goes with the object, on the disk that we stand on.
struct Folder {
  std::filesystem::path path =
      std::filesystem::current_path() / "build" / ("durable_bench-" + std::to_string(::getpid()));
  Folder() {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

// Deals of one plan on a journal of their own.
class Fleet {
 public:
  Fleet(const plan::Plan& plan, const std::string& file, std::string price = "10")
      : terms(std::make_shared<const core::Terms>(plan)),
        identity(plan::identity(plan)),
        json(plan::to_canonical_json(plan)),
        journal(sqlite::SqliteJournal::open_for_engine(file, "bench").value()),
        price_(std::move(price)) {}

  // Enters and takes in so many new deals, two commits for all of them.
  void begin(Engine& engine, std::size_t count) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < count; ++i)
      ids.push_back("deal-" + std::to_string(++made));
    std::vector<ports::NewDeal> orders;
    for (const std::string& id : ids) {
      orders.push_back({.id = id,
                        .key = {},
                        .plan = identity,
                        .plan_json = json,
                        .profile = "{}",
                        .created = start,
                        .by = "bench"});
    }
    if (!journal->create(orders)) std::abort();
    take_in(engine, ids);
  }
  void take_in(Engine& engine, const std::vector<std::string>& ids) {
    std::vector<runtime::Admission> admissions;
    std::vector<PromptWorld*> worlds;
    for (const std::string& id : ids) {
      auto world = std::make_unique<PromptWorld>(outbox, price_);
      worlds.push_back(world.get());
      admissions.push_back({.id = id,
                            .plan = identity,
                            .terms = terms,
                            .outside = {.world = *world, .operators = *world},
                            .capital = capital()});
      kept.push_back(std::move(world));
    }
    const auto numbers = engine.admit(admissions);
    for (std::size_t i = 0; i < worlds.size(); ++i)
      worlds[i]->deal = (*numbers)[i].value();
  }

  std::shared_ptr<const core::Terms> terms;
  values::Digest identity;
  std::string json;
  std::unique_ptr<sqlite::SqliteJournal> journal;
  Outbox outbox;
  std::deque<std::unique_ptr<PromptWorld>> kept;
  std::size_t made = 0;

 private:
  std::string price_;
};

void concurrent_deals(benchmark::State& state) {
  const auto at_once = static_cast<std::size_t>(state.range(0));
  constexpr std::size_t deals = 8'000;
  for (auto _ : state) {
    const Folder folder;
    Fleet fleet(tests::chain_deal(steps_a_deal), folder.path / "journal.db");
    Engine engine(*fleet.journal, {.round_deals_max = at_once});
    const auto begun = Clock::now();
    fleet.begin(engine, at_once);
    std::size_t ended = 0;
    while (ended < deals) {
      if (!engine.take_round()) std::abort();
      std::size_t room = 0;
      auto reports = std::exchange(fleet.outbox.reports, {});
      for (Outbox::Report& report : reports) {
        if (!engine.post(report.deal, std::move(report.signal))) std::abort();
      }
      for (DealNumber number = 0; number < engine.deals() && reports.empty(); ++number) {
        if (engine.holds(number) && engine.retire(number)) ++room;
      }
      ended += room;
      if (room > 0 && ended < deals) fleet.begin(engine, std::min(room, deals - ended));
    }
    const std::chrono::duration<double> took = Clock::now() - begun;
    state.SetIterationTime(took.count());
    state.counters["steps/s"] = static_cast<double>(deals * steps_a_deal) / took.count();
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path))
      bytes += file.file_size();
    state.counters["bytes/step"] =
        static_cast<double>(bytes) / static_cast<double>(deals * steps_a_deal);
  }
}
BENCHMARK(concurrent_deals)
    ->Arg(16)
    ->Arg(256)
    ->Arg(1024)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// One after another, nobody to share a sync with: the median of a deal's five steps.
void one_deal_alone(benchmark::State& state) {
  constexpr std::size_t deals = 400;
  for (auto _ : state) {
    const Folder folder;
    Fleet fleet(tests::chain_deal(steps_a_deal), folder.path / "journal.db");
    Engine engine(*fleet.journal, {});
    std::vector<double> times;
    for (std::size_t i = 0; i < deals; ++i) {
      const auto begun = Clock::now();
      fleet.begin(engine, 1);
      const DealNumber number = fleet.kept.back()->deal;
      while (!engine.retire(number)) {
        if (!engine.take_round()) std::abort();
        for (Outbox::Report& report : std::exchange(fleet.outbox.reports, {})) {
          if (!engine.post(report.deal, std::move(report.signal))) std::abort();
        }
      }
      times.push_back(std::chrono::duration<double>(Clock::now() - begun).count());
    }
    std::ranges::sort(times);
    state.SetIterationTime(times[times.size() / 2]);
    state.counters["p50_ms"] = times[times.size() / 2] * 1e3;
    state.counters["p99_ms"] = times[times.size() * 99 / 100] * 1e3;
  }
}
BENCHMARK(one_deal_alone)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

// From a closed file to every open deal waiting again.
void recover_open_deals(benchmark::State& state) {
  const auto deals = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    const Folder folder;
    const std::string file = folder.path / "journal.db";
    const plan::Plan plan = tests::waiting_deal("AAA");
    {
      Fleet fleet(plan, file);
      Engine engine(*fleet.journal, {.awake_max = deals, .round_deals_max = 1'024});
      fleet.begin(engine, deals);
      while (engine.take_round().value() == runtime::Progress::worked) {
      }
    }
    const auto begun = Clock::now();
    Fleet fleet(plan, file);
    Engine engine(*fleet.journal, {.awake_max = 10'000, .round_deals_max = 1'024});
    std::vector<std::string> ids;
    ports::DealQuery query{
        .scope = ports::DealScope::open, .status = {}, .after = {}, .most = 10'000};
    do {
      const auto page = fleet.journal->list(query).value();
      for (const ports::DealEntry& deal : page.deals)
        ids.push_back(deal.id);
      query.after = page.next;
    } while (!query.after.empty());
    fleet.take_in(engine, ids);
    while (engine.take_round().value() == runtime::Progress::worked) {
    }
    if (engine.counts().deals != deals) std::abort();
    state.SetIterationTime(std::chrono::duration<double>(Clock::now() - begun).count());
  }
}
BENCHMARK(recover_open_deals)
    ->Arg(10'000)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// Keeps nothing: the memory of the engine alone is measured.
class NoJournal final : public ports::JournalStore {
 public:
  ports::Result<ports::Head> head(std::string_view) override { return ports::Head{}; }
  ports::Result<std::vector<ports::StreamHead>> heads(std::string_view, std::size_t) override {
    return std::vector<ports::StreamHead>{};
  }
  ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override {
    return std::vector<ports::Head>(streams.size(), ports::Head{.epoch = 1});
  }
  ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override {
    std::vector<ports::Result<ports::Head>> heads;
    for (const ports::Append& one : appends) {
      heads.emplace_back(ports::Head{.sequence = one.records.back().sequence,
                                     .epoch = one.expected.epoch,
                                     .hash = one.records.back().hash});
    }
    return heads;
  }
  ports::Result<std::vector<journal::Record>> read(std::string_view, std::uint64_t,
                                                   std::size_t) override {
    return std::vector<journal::Record>{};
  }
  ports::Result<void> keep(std::span<const ports::Snapshot>) override { return {}; }
  ports::Result<std::optional<ports::Snapshot>> snapshot(std::string_view, std::uint64_t) override {
    return std::optional<ports::Snapshot>();
  }
};

// Whether a step of an old deal costs more than one of a young deal: one deal of so many steps, no
// disk.
void step_by_age(benchmark::State& state) {
  const auto steps = static_cast<std::size_t>(state.range(0));
  const auto terms = std::make_shared<const core::Terms>(tests::chain_deal(steps));
  for (auto _ : state) {
    NoJournal journal;
    Outbox outbox;
    PromptWorld world(outbox, "10");
    Engine engine(journal, {});
    const auto begun = Clock::now();
    if (!engine.admit(
            {.id = "deal",
             .plan = {},
             .terms = terms,
             .outside = {.world = world, .operators = world},
             .capital = values::to_amount(values::Rational(1'000'000), 18, values::Rounding::exact)
                            .value()}))
      std::abort();
    while (engine.take_round().value() == runtime::Progress::worked) {
      for (Outbox::Report& report : std::exchange(outbox.reports, {})) {
        if (!engine.post(report.deal, std::move(report.signal))) std::abort();
      }
    }
    const std::chrono::duration<double> took = Clock::now() - begun;
    state.SetIterationTime(took.count());
    state.counters["us/step"] = took.count() * 1e6 / static_cast<double>(steps);
  }
}
BENCHMARK(step_by_age)
    ->Arg(5)
    ->Arg(100)
    ->Arg(1'000)
    ->UseManualTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void take_all_in(Engine& engine, const std::vector<std::shared_ptr<const core::Terms>>& terms,
                 std::size_t deals, PromptWorld& world) {
  constexpr std::size_t batch = 4'096;
  for (std::size_t from = 0; from < deals; from += batch) {
    std::vector<runtime::Admission> admissions;
    for (std::size_t i = from; i < std::min(deals, from + batch); ++i) {
      admissions.push_back({.id = "deal-" + std::to_string(i),
                            .plan = {},
                            .terms = terms[i % terms.size()],
                            .outside = {.world = world, .operators = world},
                            .capital = capital()});
    }
    if (!engine.admit(admissions)) std::abort();
    while (engine.take_round().value() == runtime::Progress::worked) {
    }
  }
}

// A million deals of one plan that wait for a price, ten more that wait for another one.
void waiting_deals(benchmark::State& state) {
  const auto deals = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    NoJournal journal;
    Outbox outbox;
    PromptWorld world(outbox, "10");
    const std::size_t before = resident_bytes();
    Engine engine(journal, {.awake_max = 1'000, .round_deals_max = 4'096});
    const auto begun = Clock::now();
    take_all_in(engine, {std::make_shared<const core::Terms>(tests::waiting_deal("AAA"))}, deals,
                world);
    const std::chrono::duration<double> loaded = Clock::now() - begun;
    state.SetIterationTime(loaded.count());
    state.counters["load_s"] = loaded.count();
    state.counters["bytes/deal"] =
        static_cast<double>(resident_bytes() - before) / static_cast<double>(deals);
    const core::ReadingKey other{.name = "BBB"};
    auto rare = std::make_shared<const core::Terms>(tests::waiting_deal("BBB"));
    for (int i = 0; i < 10; ++i) {
      if (!engine.admit({.id = "rare-" + std::to_string(i),
                         .plan = {},
                         .terms = rare,
                         .outside = {.world = world, .operators = world},
                         .capital = capital()}))
        std::abort();
    }
    while (engine.take_round().value() == runtime::Progress::worked) {
    }
    const auto news = Clock::now();
    const std::size_t woken = engine.news(std::span(&other, 1), start);
    while (engine.take_round().value() == runtime::Progress::worked) {
    }
    state.counters["woken_by_price"] = static_cast<double>(woken);
    state.counters["price_ms"] = std::chrono::duration<double>(Clock::now() - news).count() * 1e3;
  }
}
BENCHMARK(waiting_deals)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// A thousand timers among a hundred thousand deals.
void fire_timers(benchmark::State& state) {
  NoJournal journal;
  Outbox outbox;
  PromptWorld world(outbox, "10");
  Engine engine(journal, {.awake_max = 1'000, .round_deals_max = 4'096});
  plan::Plan soon = tests::waiting_deal("AAA");
  soon.steps[0].whens[0].within = values::hours(1);
  take_all_in(engine, {std::make_shared<const core::Terms>(tests::waiting_deal("AAA"))}, 100'000,
              world);
  auto terms = std::make_shared<const core::Terms>(soon);
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<runtime::Admission> admissions;
    for (int i = 0; i < 1'000; ++i) {
      admissions.push_back({.id = "soon-" + std::to_string(state.iterations()) + "-" +
                                  std::to_string(i) + "-" + std::to_string(engine.deals()),
                            .plan = {},
                            .terms = terms,
                            .outside = {.world = world, .operators = world},
                            .capital = capital()});
    }
    if (!engine.admit(admissions)) std::abort();
    while (engine.take_round().value() == runtime::Progress::worked) {
    }
    state.ResumeTiming();
    if (engine.time_is(start + values::hours(1)) != 1'000) std::abort();
    while (engine.take_round().value() == runtime::Progress::worked) {
    }
  }
}
BENCHMARK(fire_timers)->Iterations(10)->Unit(benchmark::kMillisecond);

// Nothing shared: each deal its own plan.
void distinct_plans(benchmark::State& state) {
  constexpr std::size_t plans = 10'000;
  for (auto _ : state) {
    NoJournal journal;
    Outbox outbox;
    PromptWorld world(outbox, "10");
    const std::size_t before = resident_bytes();
    std::vector<std::shared_ptr<const core::Terms>> terms;
    for (std::size_t i = 0; i < plans; ++i) {
      plan::Plan plan = tests::waiting_deal("AAA");
      plan.deal = "waiting" + std::to_string(i);
      terms.push_back(std::make_shared<const core::Terms>(std::move(plan)));
    }
    Engine engine(journal, {.awake_max = 1'000, .round_deals_max = 4'096});
    take_all_in(engine, terms, plans, world);
    state.counters["bytes/deal"] =
        static_cast<double>(resident_bytes() - before) / static_cast<double>(plans);
  }
}
BENCHMARK(distinct_plans)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
