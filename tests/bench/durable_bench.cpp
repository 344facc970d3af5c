// What a durable step costs: many deals at once and one alone over SQLite with a sync for every
// commit, with effects that are acknowledged in this process or by another one; the same appends
// written straight to SQLite and to a file, in the same groups; and recovery. `make bench`.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <unordered_map>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "engine/audit/journal_audit.hpp"
#include "engine/journal/bundle.hpp"
#include "tests/bench/fleet.hpp"
#include "tests/support/chain_deal.hpp"

namespace {

using namespace dealwright;
using namespace dealwright::bench;
using runtime::DealNumber;
using runtime::Engine;

constexpr std::size_t steps_a_deal = 5;

double at(std::vector<double>& times, double part) {
  std::ranges::sort(times);
  return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
}

// Keeps so many deals under way until `deals` have ended; how long each took, in milliseconds.
// `begin(count)` makes new deals and gives their numbers.
template <class Begin>
std::vector<double> keep_under_way(Engine& engine, Effects& effects, std::size_t at_once,
                                   std::size_t deals, const Begin& begin) {
  struct UnderWay {
    Clock::time_point since;
    std::size_t reports = 0;
  };
  std::unordered_map<DealNumber, UnderWay> under_way;
  std::vector<double> times;
  std::vector<DealNumber> ending;
  std::size_t begun = 0;
  const auto go_on = [&](std::size_t count) {
    const auto since = Clock::now();
    for (const DealNumber number : begin(count))
      under_way[number] = {.since = since};
    begun += count;
  };
  go_on(at_once);
  while (times.size() < deals) {
    if (!engine.take_round()) std::abort();
    std::size_t room = 0;
    std::erase_if(ending, [&](DealNumber number) {
      if (!engine.retire(number)) return false;
      times.push_back(seconds_since(under_way[number].since) * 1e3);
      under_way.erase(number);
      ++room;
      return true;
    });
    if (room > 0 && begun < deals) go_on(std::min(room, deals - begun));
    const auto wait =
        engine.has_ready() ? Acknowledger::Wait::for_none : Acknowledger::Wait::for_one;
    if (under_way.empty()) break;
    for (Effects::Report& report : effects.reports(wait)) {
      if (++under_way[report.deal].reports == steps_a_deal) ending.push_back(report.deal);
      if (!engine.post(report.deal, std::move(report.signal))) std::abort();
    }
  }
  return times;
}

constexpr std::size_t deals_a_run = 8'000;

void many_deals(benchmark::State& state, Effects& effects) {
  const auto at_once = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    const Folder folder;
    Fleet fleet(tests::chain_deal(steps_a_deal), folder.path / "journal.db", effects);
    Engine engine(fleet.journal(), {.round_deals_max = at_once});
    const auto begun = Clock::now();
    std::vector<double> times =
        keep_under_way(engine, effects, at_once, deals_a_run,
                       [&](std::size_t count) { return fleet.begin(engine, count); });
    const double took = seconds_since(begun);
    constexpr auto steps = static_cast<double>(deals_a_run * steps_a_deal);
    state.SetIterationTime(took);
    state.counters["steps/s"] = steps / took;
    state.counters["p50_ms"] = at(times, 0.5);
    state.counters["p99_ms"] = at(times, 0.99);
    state.counters["bytes/step"] = static_cast<double>(folder.bytes()) / steps;
    const auto audit = audit::audit(fleet.journal(), fleet.journal(), {});
    if (!audit || audit->streams != deals_a_run || !audit->findings.empty())
      return state.SkipWithError("the journal does not pass the audit");
  }
}

void concurrent_deals(benchmark::State& state) {
  PromptEffects effects;
  many_deals(state, effects);
}
void concurrent_deals_acknowledged(benchmark::State& state) {
  SentEffects effects;
  many_deals(state, effects);
}

// The appends of such a run as a store is given them: batches of bytes.
class Captured final : public NoJournal {
 public:
  struct Row {
    std::int64_t stream;
    std::int64_t first;
    std::int64_t records;
    std::string body;
  };
  std::vector<std::vector<Row>> batches;

  ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override {
    std::vector<Row>& batch = batches.emplace_back();
    for (const ports::Append& one : appends) {
      const auto stream = static_cast<std::int64_t>(
          streams_.try_emplace(std::string(one.stream), streams_.size()).first->second);
      Row& row =
          batch.emplace_back(Row{.stream = stream,
                                 .first = static_cast<std::int64_t>(one.records.front().sequence),
                                 .records = static_cast<std::int64_t>(one.records.size()),
                                 .body = {}});
      journal::pack(one.records, row.body);
    }
    return NoJournal::append(appends);
  }

 private:
  std::unordered_map<std::string, std::size_t> streams_;
};

const std::vector<std::vector<Captured::Row>>& appends_of(std::size_t at_once) {
  static std::unordered_map<std::size_t, Captured> captured;
  Captured& journal = captured[at_once];
  if (!journal.batches.empty()) return journal.batches;
  PromptEffects effects;
  Market market(effects, "10");
  const auto terms = std::make_shared<const core::Terms>(tests::chain_deal(steps_a_deal));
  std::deque<Market> markets;
  std::size_t made = 0;
  Engine engine(journal, {.round_deals_max = at_once});
  keep_under_way(engine, effects, at_once, deals_a_run, [&](std::size_t count) {
    std::vector<DealNumber> numbers;
    for (std::size_t i = 0; i < count; ++i) {
      Market& around = markets.emplace_back(effects, "10");
      around.deal = engine
                        .admit({.id = "deal-" + std::to_string(++made),
                                .plan = {},
                                .terms = terms,
                                .outside = {.world = around, .operators = around},
                                .capital = capital()})
                        .value();
      numbers.push_back(around.deal);
    }
    return numbers;
  });
  return journal.batches;
}

void report_appends(benchmark::State& state, double took) {
  state.SetIterationTime(took);
  state.counters["steps/s"] = static_cast<double>(deals_a_run * steps_a_deal) / took;
}

// Rows of one plain table, no index, no heads that are compared: what SQLite itself takes.
void same_appends_in_sqlite(benchmark::State& state) {
  const auto& batches = appends_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    const Folder folder;
    sqlite3* database = nullptr;
    sqlite3_open((folder.path / "rows.db").c_str(), &database);
    sqlite3_exec(database,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                 "CREATE TABLE rows (stream INTEGER, first INTEGER, records INTEGER, body BLOB)",
                 nullptr, nullptr, nullptr);
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database, "INSERT INTO rows VALUES (?, ?, ?, ?)", -1, &insert, nullptr);
    const auto begun = Clock::now();
    for (const auto& batch : batches) {
      sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
      for (const Captured::Row& row : batch) {
        sqlite3_bind_int64(insert, 1, row.stream);
        sqlite3_bind_int64(insert, 2, row.first);
        sqlite3_bind_int64(insert, 3, row.records);
        sqlite3_bind_blob(insert, 4, row.body.data(), static_cast<int>(row.body.size()),
                          SQLITE_STATIC);
        sqlite3_step(insert);
        sqlite3_reset(insert);
      }
      if (sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
        return state.SkipWithError(sqlite3_errmsg(database));
    }
    report_appends(state, seconds_since(begun));
    sqlite3_finalize(insert);
    sqlite3_close(database);
  }
}

// The limit of the disk: one write and one fdatasync for each batch.
void same_appends_in_a_file(benchmark::State& state) {
  const auto& batches = appends_of(static_cast<std::size_t>(state.range(0)));
  std::vector<std::string> bytes;
  for (const auto& batch : batches) {
    std::string& all = bytes.emplace_back();
    for (const Captured::Row& row : batch)
      all += row.body;
  }
  for (auto _ : state) {
    const Folder folder;
    const int file =
        ::open((folder.path / "raw").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::vector<double> times;
    const auto begun = Clock::now();
    for (const std::string& batch : bytes) {
      const auto since = Clock::now();
      if (::write(file, batch.data(), batch.size()) != static_cast<ssize_t>(batch.size()) ||
          ::fdatasync(file) != 0)
        return state.SkipWithError("the disk failed");
      times.push_back(seconds_since(since) * 1e3);
    }
    report_appends(state, seconds_since(begun));
    state.counters["sync_p50_ms"] = at(times, 0.5);
    ::close(file);
  }
}

// One after another, nobody to share a sync with: entering a deal, taking it in and its five steps;
// the steps alone too, from when it is taken in.
void one_deal(benchmark::State& state, Effects& effects) {
  constexpr std::size_t deals = 400;
  for (auto _ : state) {
    const Folder folder;
    Fleet fleet(tests::chain_deal(steps_a_deal), folder.path / "journal.db", effects);
    Engine engine(fleet.journal(), {});
    std::vector<double> times;
    std::vector<double> steps;
    for (std::size_t i = 0; i < deals; ++i) {
      const auto begun = Clock::now();
      const DealNumber number = fleet.begin(engine, 1).front();
      const auto taken_in = Clock::now();
      std::size_t reports = 0;
      while (!engine.retire(number)) {
        if (!engine.take_round()) std::abort();
        if (reports == steps_a_deal || engine.has_ready()) continue;
        for (Effects::Report& report : effects.reports(Acknowledger::Wait::for_one)) {
          ++reports;
          if (!engine.post(report.deal, std::move(report.signal))) std::abort();
        }
      }
      times.push_back(seconds_since(begun) * 1e3);
      steps.push_back(seconds_since(taken_in) * 1e3);
    }
    state.SetIterationTime(at(times, 0.5) / 1e3);
    state.counters["p50_ms"] = at(times, 0.5);
    state.counters["p99_ms"] = at(times, 0.99);
    state.counters["steps_p50_ms"] = at(steps, 0.5);
    state.counters["steps_p99_ms"] = at(steps, 0.99);
  }
}
void one_deal_alone(benchmark::State& state) {
  PromptEffects effects;
  one_deal(state, effects);
}
void one_deal_alone_acknowledged(benchmark::State& state) {
  SentEffects effects;
  one_deal(state, effects);
}

// The fewest syncs that the steps of a deal alone can do with: one for its start with the first
// request, one for each result with the request that follows.
void syncs_of_one_deal(benchmark::State& state) {
  const std::string bytes(1'400, 'x');
  for (auto _ : state) {
    const Folder folder;
    const int file =
        ::open((folder.path / "raw").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::vector<double> times;
    for (int i = 0; i < 400; ++i) {
      const auto begun = Clock::now();
      for (std::size_t sync = 0; sync <= steps_a_deal; ++sync) {
        if (::write(file, bytes.data(), bytes.size()) < 0 || ::fdatasync(file) != 0)
          return state.SkipWithError("the disk failed");
      }
      times.push_back(seconds_since(begun) * 1e3);
    }
    state.SetIterationTime(at(times, 0.5) / 1e3);
    state.counters["p50_ms"] = at(times, 0.5);
    state.counters["p99_ms"] = at(times, 0.99);
    ::close(file);
  }
}

// From a closed file to every open deal waiting again.
void recover_open_deals(benchmark::State& state) {
  const auto deals = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    const Folder folder;
    const std::string file = folder.path / "journal.db";
    const plan::Plan plan = tests::waiting_deal("AAA");
    PromptEffects effects;
    {
      Fleet fleet(plan, file, effects);
      Engine engine(fleet.journal(), {.awake_max = deals, .round_deals_max = 1'024});
      fleet.begin(engine, deals);
      run_dry(engine, effects);
    }
    const auto begun = Clock::now();
    Fleet fleet(plan, file, effects);
    Engine engine(fleet.journal(), {.awake_max = 10'000, .round_deals_max = 1'024});
    std::vector<std::string> ids;
    ports::DealQuery query{
        .scope = ports::DealScope::open, .status = {}, .after = {}, .most = 10'000};
    do {
      const auto page = fleet.journal().list(query).value();
      for (const ports::DealEntry& deal : page.deals)
        ids.push_back(deal.id);
      query.after = page.next;
    } while (!query.after.empty());
    fleet.take_in(engine, ids);
    run_dry(engine, effects);
    if (engine.counts().deals != deals) std::abort();
    state.SetIterationTime(seconds_since(begun));
  }
}

void once(benchmark::internal::Benchmark* bench) {
  bench->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);
}
BENCHMARK(concurrent_deals)->Arg(16)->Arg(256)->Arg(1024)->Apply(once);
BENCHMARK(concurrent_deals_acknowledged)->Arg(256)->Apply(once);
BENCHMARK(same_appends_in_sqlite)->Arg(256)->Apply(once);
BENCHMARK(same_appends_in_a_file)->Arg(256)->Apply(once);
BENCHMARK(one_deal_alone)->Apply(once);
BENCHMARK(one_deal_alone_acknowledged)->Apply(once);
BENCHMARK(syncs_of_one_deal)->Apply(once);
BENCHMARK(recover_open_deals)->Arg(10'000)->Apply(once);

}  // namespace
