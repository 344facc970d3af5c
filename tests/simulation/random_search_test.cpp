// Random deals, faults, people and downtimes, from seeds. A seed that fails prints how to see it
// again.
#include <cstdlib>
#include <iostream>
#include <memory>

#include <gtest/gtest.h>

#include "tests/simulation/stage.hpp"
#include "tests/simulation/worlds.hpp"

namespace dealwright::simulation {
namespace {

constexpr std::uint64_t seeds = 600;
constexpr std::uint32_t faults_max = 40;

// From DEALWRIGHT_SIMULATION_SEED and …_SEEDS; the fixed ones otherwise.
std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void simulate(std::uint64_t seed, Tally& tally) {
  Chance chance(seed);
  Stage stage(tally);
  const std::uint64_t deals = 1 + chance.below(3);
  for (std::uint64_t i = 0; i < deals; ++i) {
    const Play play = random_play(chance.below(100'000));
    stage.add(play.terms, play.setting);
  }
  ChanceFaults faults(chance.next(), static_cast<std::uint32_t>(chance.below(faults_max)));
  stage.play(faults, &chance);
  faults.heal();
  stage.look_at_the_end();
  for (const std::string& complaint : stage.complaints())
    ADD_FAILURE() << complaint;
}

TEST(RandomSearch, KeepsEveryInvariantUnderEveryFault) {
  Tally tally;
  // Looked at by the crash points.
  tally.looked_at(Invariant::ends_as_if_undisturbed);
  const std::uint64_t first = number_from("DEALWRIGHT_SIMULATION_SEED", 0);
  const bool one = std::getenv("DEALWRIGHT_SIMULATION_SEED") != nullptr;
  const std::uint64_t count = number_from("DEALWRIGHT_SIMULATION_SEEDS", one ? 1 : seeds);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    simulate(seed, tally);
    if (HasFailure()) {
      FAIL() << "seed " << seed << ". See it again: DEALWRIGHT_SIMULATION_SEED=" << seed
             << " build/asan/bin/test_simulation --gtest_filter=RandomSearch.*";
    }
  }
  std::cout << count << " seeds\n" << tally.report();
  if (one) return;
  for (const std::string& missing : tally.missing())
    ADD_FAILURE() << "never happened: " << missing;
}

}  // namespace
}  // namespace dealwright::simulation
