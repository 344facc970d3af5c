// How fast text becomes a tree: the flagship deal repeated to a megabyte, and a generated deal of
// 10,000 lines. `make bench`; the target is 20 MB/s in a release build.
#include <cstddef>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "dsl/syntax/parse.hpp"

namespace {

using dealwright::diagnostics::Source;
using dealwright::syntax::parse;

constexpr std::size_t megabyte = 1'000'000;

std::string flagship() {
  std::ifstream file("workflows/freeze_resistant_loop/deal.deal");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string repeated(const std::string& text, std::size_t bytes) {
  // `use` lines stand once, at the top.
  const std::size_t body = text.find("\n\n") + 1;
  std::string result = text.substr(0, body);
  while (result.size() < bytes)
    result += text.substr(body);
  return result;
}

std::string generated(std::size_t lines) {
  std::string text =
      "use weth\n\ndeal generated {\n  param a: ETH = 10 ETH in 1 ETH .. 20 ETH\n  buckets of a { "
      "working 100% }\n";
  for (std::size_t i = 0; i * 5 < lines; ++i) {
    const std::string n = std::to_string(i);
    text += "  step s" + n + (i == 0 ? "" : " after s" + std::to_string(i - 1)) + " {\n";
    text += "    require nav > " + n + " USD and price(ETH) >= 1_000 USD  // enough\n";
    text += "    weth.wrap(1 ETH from working)    -> wrapped" + n + "\n";
    text += "    weth.unwrap(wrapped" + n + ")           -> working\n  }\n";
  }
  return text + "}\n";
}

void measure(benchmark::State& state, std::string text) {
  if (text.size() < 1000)
    state.SkipWithError("the text is not there: run in the root of the repository");
  const auto source = std::make_shared<const Source>("bench.deal", std::move(text));
  for (auto _ : state) {
    auto parsed = parse(source);
    if (!parsed.found.empty()) state.SkipWithError("the text has mistakes");
    benchmark::DoNotOptimize(parsed.tree.nodes().data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(source->text().size()));
}

void parse_flagship(benchmark::State& state) { measure(state, repeated(flagship(), megabyte)); }
void parse_generated(benchmark::State& state) {
  measure(state, generated(static_cast<std::size_t>(state.range(0))));
}

BENCHMARK(parse_flagship)->Unit(benchmark::kMillisecond);
BENCHMARK(parse_generated)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
