// What durability costs: appends of two records each, in groups that share one sync, through the
// SQLite store, beside the same bytes as plain rows of SQLite and as a raw file with fdatasync, in
// one run on one disk. Then what a record costs the processor: encode, hash, pack, and back again.
// `make bench`; the folder is $DEALWRIGHT_BENCH_DIR or the system's temporary one.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/core/state.hpp"
#include "engine/journal/bundle.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"
#include "tests/support/deals.hpp"

namespace {

using namespace dealwright;

class Folder {
 public:
  Folder() {
    const char* wanted = std::getenv("DEALWRIGHT_BENCH_DIR");
    std::string pattern =
        std::string(wanted == nullptr ? std::filesystem::temp_directory_path() : wanted) +
        "/journal-bench-XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// The records of a whole deal, as its run leaves them.
struct RealDeal {
  core::Terms terms{tests::lending_deal()};
  values::Digest plan = plan::identity(terms.plan());
  std::vector<journal::Record> records;

  RealDeal() {
    const values::Amount capital = scenario::capital_of(terms).value();
    const simulated::Setting setting{
        .prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}};
    memory::MemoryJournal store;
    simulated::SimulatedWorld world(terms, setting, capital);
    runtime::DealRun run(terms, "deal", plan,
                         {.journal = store, .world = world, .operators = world});
    if (!run.begin(capital) || !run.run(setting.start + values::days(60))) std::abort();
    records = store.read("deal", 1, 1'000'000).value();
  }
};
const RealDeal& real_deal() {
  static const RealDeal deal;
  return deal;
}

// One action's result and the next one's intent: what a durable step appends.
std::vector<journal::Record> step_after(const std::string& stream, const ports::Head& head) {
  const auto& real = real_deal().records;
  std::vector<journal::Record> records;
  const values::Digest* previous = &head.hash;
  std::uint64_t sequence = head.sequence;
  for (const char* kind : {"action_settled", "action_requested"}) {
    const auto found = std::find_if(real.begin(), real.end(),
                                    [&](const journal::Record& one) { return one.kind == kind; });
    journal::Record record = *found;
    record.stream = stream;
    record.sequence = ++sequence;
    record.epoch = head.epoch;
    record.previous = *previous;
    record.hash = journal::hash_of(record);
    records.push_back(std::move(record));
    previous = &records.back().hash;
  }
  return records;
}

void journal_appends(benchmark::State& state) {
  const Folder folder;
  const auto store =
      sqlite::SqliteJournal::open_for_engine(folder.file("journal.db"), "bench").value();
  const auto group = static_cast<std::size_t>(state.range(0));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < group; ++i)
    names.push_back("deal-" + std::to_string(i));
  const std::vector<std::string_view> streams(names.begin(), names.end());
  auto heads = store->take_over(streams).value();
  for (auto _ : state) {
    std::vector<std::vector<journal::Record>> records;
    std::vector<ports::Append> batch;
    for (std::size_t i = 0; i < group; ++i) {
      records.push_back(step_after(names[i], heads[i]));
      batch.push_back({.stream = names[i], .expected = heads[i], .records = records.back()});
    }
    const auto results = store->append(batch);
    if (!results) return state.SkipWithError(results.error().what.c_str());
    for (std::size_t i = 0; i < group; ++i)
      heads[i] = *(*results)[i];
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// The bytes that the store would keep for one append.
std::string body() {
  std::string bytes;
  journal::pack(step_after("deal-0", {}), bytes);
  return bytes;
}

void plain_rows(benchmark::State& state) {
  const Folder folder;
  sqlite3* database = nullptr;
  sqlite3_open(folder.file("rows.db").c_str(), &database);
  sqlite3_exec(database,
               "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
               "CREATE TABLE rows (number INTEGER PRIMARY KEY, body BLOB)",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, "INSERT INTO rows (body) VALUES (?)", -1, &insert, nullptr);
  const std::string bytes = body();
  for (auto _ : state) {
    sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      sqlite3_bind_blob(insert, 1, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    if (sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
      return state.SkipWithError(sqlite3_errmsg(database));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  sqlite3_finalize(insert);
  sqlite3_close(database);
}

void raw_file(benchmark::State& state) {
  const Folder folder;
  const int file = ::open(folder.file("raw").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  std::string bytes;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    bytes += body();
  for (auto _ : state) {
    if (::write(file, bytes.data(), bytes.size()) < 0 || ::fdatasync(file) != 0)
      return state.SkipWithError("the disk failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  ::close(file);
}

void groups(benchmark::internal::Benchmark* bench) {
  bench->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();
}
BENCHMARK(raw_file)->Apply(groups);
BENCHMARK(plain_rows)->Apply(groups);
BENCHMARK(journal_appends)->Apply(groups);

std::vector<core::FactKind> facts_of(const RealDeal& deal, std::string_view kind) {
  std::vector<core::FactKind> facts;
  for (const journal::Record& record : deal.records) {
    if (kind.empty() || record.kind == kind)
      facts.push_back(journal::decode(deal.terms, record).value().what);
  }
  return facts;
}

void encode_facts(benchmark::State& state, const char* kind) {
  const RealDeal& deal = real_deal();
  const auto facts = facts_of(deal, kind);
  for (auto _ : state) {
    for (const core::FactKind& fact : facts)
      benchmark::DoNotOptimize(journal::encode(deal.terms, fact));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(facts.size()));
}
BENCHMARK_CAPTURE(encode_facts, small, "step_started");
BENCHMARK_CAPTURE(encode_facts, settled, "action_settled");
BENCHMARK_CAPTURE(encode_facts, requested, "action_requested");
BENCHMARK_CAPTURE(encode_facts, all, "");

template <class Act>
void of_records(benchmark::State& state, const Act& act) {
  const RealDeal& deal = real_deal();
  for (auto _ : state)
    act(deal);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(deal.records.size()));
}
void hash_records(benchmark::State& state) {
  of_records(state, [](const RealDeal& deal) {
    for (const journal::Record& record : deal.records)
      benchmark::DoNotOptimize(journal::hash_of(record));
  });
}
BENCHMARK(hash_records);
void decode_records(benchmark::State& state) {
  of_records(state, [](const RealDeal& deal) {
    for (const journal::Record& record : deal.records)
      benchmark::DoNotOptimize(journal::decode(deal.terms, record));
  });
}
BENCHMARK(decode_records);
void pack_records(benchmark::State& state) {
  of_records(state, [](const RealDeal& deal) {
    std::string out;
    journal::pack(deal.records, out);
    benchmark::DoNotOptimize(out);
  });
}
BENCHMARK(pack_records);
void unpack_records(benchmark::State& state) {
  std::string bytes;
  journal::pack(real_deal().records, bytes);
  of_records(state, [&](const RealDeal&) {
    std::vector<journal::Record> records;
    benchmark::DoNotOptimize(journal::unpack(bytes, "deal", 1, {}, records));
  });
}
BENCHMARK(unpack_records);
// All that recovery does with the records of a deal.
void replay_records(benchmark::State& state) {
  of_records(state, [](const RealDeal& deal) {
    benchmark::DoNotOptimize(journal::replay(deal.terms, deal.plan, "deal", deal.records));
  });
}
BENCHMARK(replay_records);
void encode_state(benchmark::State& state) {
  const RealDeal& deal = real_deal();
  const auto end = journal::replay(deal.terms, deal.plan, "deal", deal.records).value();
  for (auto _ : state)
    benchmark::DoNotOptimize(journal::encode(deal.terms, end));
  state.counters["bytes"] = static_cast<double>(journal::encode(deal.terms, end).size());
}
BENCHMARK(encode_state);

}  // namespace
