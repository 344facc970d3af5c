// Random deals by the hundred thousand, optimised: `random_deals FIRST COUNT`. What must hold is in
// trial.cpp. Every tenth deal is also killed once and has to end the same, and of every fiftieth
// all outcomes are visited, with equal states merged and without. A deal that fails is named with
// the command that runs it alone.
#include <charconv>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/names.hpp"
#include "tests/trials/trial.hpp"

namespace {

using dealwright::tests::Reached;

constexpr std::uint64_t crashed_every = 10;
constexpr std::uint64_t explored_every = 50;
// Fewer deals cannot be asked to reach everything.
constexpr std::uint64_t complete_from = 20'000;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int run(std::string_view program, std::uint64_t first, std::uint64_t count) {
  Reached reached;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    auto fault = dealwright::tests::fault_of_deal(seed, reached);
    if (!fault && (count == 1 || seed % crashed_every == 0))
      fault = dealwright::tests::fault_after_crash(seed, reached);
    if (!fault && (count == 1 || seed % explored_every == 0))
      fault = dealwright::tests::fault_of_merging(seed, reached);
    if (!fault) continue;
    std::cerr << "FAILED: random deal " << seed << ": " << *fault << "\nrun it alone: " << program
              << ' ' << seed << " 1\n";
    return 1;
  }
  std::cout << count << " random deals from " << first << ": " << reached.decisions
            << " decisions, " << reached.crashes << " crashes, " << reached.explored
            << " explored (" << reached.merges << " states merged);";
  for (const auto& [status, ends] : reached.ends)
    std::cout << ' ' << ends << ' ' << status;
  std::cout << "\n";
  for (std::size_t i = 0; i < reached.facts.size(); ++i) {
    std::cout << (i == 0 ? "facts: " : ", ") << dealwright::core::fact_names[i] << ' '
              << reached.facts[i];
  }
  std::cout << "\n";
  const auto missing = reached.missing();
  if (count < complete_from || !missing) return 0;
  std::cerr << "FAILED: no random deal reached " << *missing << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto first = argc == 3 ? number(argv[1]) : std::nullopt;
  const auto count = argc == 3 ? number(argv[2]) : std::nullopt;
  if (!first || !count) {
    std::cerr << "usage: random_deals FIRST COUNT\n";
    return 2;
  }
  return run(argv[0], *first, *count);
}
