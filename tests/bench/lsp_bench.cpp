// How long an author waits: findings after a keystroke and completion, in the flagship and in
// 10,000 lines, as 99th percentiles over many keystrokes; memory over 10,000 edits; and an answer
// for every byte of the flagship and each truncation there. `make bench`. The targets, in a release
// build: findings 15 ms (flagship) and 150 ms (10,000 lines), completion 20 ms, memory flat.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "dsl/lsp/features.hpp"
#include "dsl/lsp/server.hpp"
#include "tests/support/long_deal.hpp"
#include "tests/support/memory_surroundings.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using dealwright::support::MemorySurroundings;

const std::string uri = "file:///p/deal.deal";

std::string flagship() {
  std::ifstream file("workflows/freeze_resistant_loop/deal.deal");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string json(std::string_view text) { return dealwright::lsp::json_text(text); }

class Editor {
 public:
  explicit Editor(const std::string& text) : server_(surroundings_, "bench") {
    tell(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"capabilities":{}}})");
    tell(R"({"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":)" +
         json(uri) + R"(,"version":0,"text":)" + json(text) + "}}}");
  }

  // What the server sends until it has nothing left to do.
  std::size_t tell(std::string_view message) {
    std::size_t bytes = 0;
    server_.receive(message);
    while (server_.has_work()) {
      for (const std::string& sent : server_.work())
        bytes += sent.size();
    }
    return bytes;
  }

  // One character is written, or taken away again.
  std::size_t type(std::size_t line, std::size_t character, bool writes) {
    const auto place = [&](std::size_t at) {
      return R"({"line":)" + std::to_string(line) + R"(,"character":)" + std::to_string(at) + "}";
    };
    return tell(
        R"({"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":)" +
        json(uri) + R"(,"version":)" + std::to_string(++version_) +
        R"(},"contentChanges":[{"range":{"start":)" + place(character) + R"(,"end":)" +
        place(character + (writes ? 0 : 1)) + R"(},"text":)" + (writes ? R"("x")" : R"("")") +
        "}]}}");
  }

  std::size_t complete(std::size_t line, std::size_t character) {
    return tell(
        R"({"jsonrpc":"2.0","id":1,"method":"textDocument/completion","params":{"textDocument":{"uri":)" +
        json(uri) + R"(},"position":{"line":)" + std::to_string(line) + R"(,"character":)" +
        std::to_string(character) + "}}}");
  }

 private:
  MemorySurroundings surroundings_;
  dealwright::lsp::Server server_;
  int version_ = 0;
};

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void report(benchmark::State& state, std::vector<double> times) {
  std::ranges::sort(times);
  const auto at = [&](double part) {
    return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
  };
  state.counters["p50_ms"] = at(0.5);
  state.counters["p99_ms"] = at(0.99);
  state.counters["max_ms"] = times.back();
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

void keystrokes(benchmark::State& state, const std::string& text, std::size_t count) {
  Editor editor(text);
  const std::size_t lines = lines_in(text);
  std::vector<double> times;
  for (auto _ : state) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t line = i / 2 * 7919 % lines;  // what is written is taken away next
      const auto begun = Clock::now();
      benchmark::DoNotOptimize(editor.type(line, 0, i % 2 == 0));
      times.push_back(milliseconds(Clock::now() - begun));
    }
  }
  report(state, std::move(times));
}

void completions(benchmark::State& state, const std::string& text, std::size_t count) {
  Editor editor(text);
  const std::size_t lines = lines_in(text);
  std::vector<double> times;
  for (auto _ : state) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto begun = Clock::now();
      benchmark::DoNotOptimize(editor.complete(i * 7919 % lines, i % 40));
      times.push_back(milliseconds(Clock::now() - begun));
    }
  }
  report(state, std::move(times));
}

void keystrokes_flagship(benchmark::State& state) { keystrokes(state, flagship(), 400); }
void keystrokes_10000_lines(benchmark::State& state) {
  keystrokes(state, dealwright::support::long_deal(10'000), 100);
}
void completions_flagship(benchmark::State& state) { completions(state, flagship(), 1'000); }
void completions_10000_lines(benchmark::State& state) {
  completions(state, dealwright::support::long_deal(10'000), 400);
}

// Pages of this process that are in memory, in KiB.
double resident_kib() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

void memory_over_10000_edits(benchmark::State& state) {
  Editor editor(flagship());
  double early = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < 10'000; ++i) {
      benchmark::DoNotOptimize(editor.type(i % 70, 0, i / 70 % 2 == 0));
      if (i == 500) early = resident_kib();
    }
  }
  state.counters["after_500_kib"] = early;
  state.counters["after_10000_kib"] = resident_kib();
  if (resident_kib() > early * 1.2) state.SkipWithError("memory grows with the edits");
}

// Every byte offset of the flagship, and the text cut there: completion and hover.
void every_truncation(benchmark::State& state) {
  const std::string whole = flagship();
  const std::vector<std::string> modules = {"aave_v3", "weth"};
  std::vector<double> times;
  for (auto _ : state) {
    for (std::size_t at = 0; at <= whole.size(); ++at) {
      MemorySurroundings surroundings;
      const auto source =
          std::make_shared<const dealwright::diagnostics::Source>(uri, whole.substr(0, at));
      const auto begun = Clock::now();
      const auto analysis = dealwright::lsp::analyse(uri, {{uri, source}}, surroundings);
      const auto offset = static_cast<std::uint32_t>(at);
      auto offered = dealwright::lsp::complete(analysis->text(), offset, *analysis, modules);
      benchmark::DoNotOptimize(offered.items.data());
      auto page = dealwright::lsp::hover(*analysis, offset, {});
      benchmark::DoNotOptimize(page);
      times.push_back(milliseconds(Clock::now() - begun));
    }
  }
  report(state, std::move(times));
}

BENCHMARK(keystrokes_flagship)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(keystrokes_10000_lines)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(completions_flagship)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(completions_10000_lines)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(memory_over_10000_edits)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(every_truncation)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
