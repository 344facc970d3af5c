// One random deal in its random world, run to its end and looked at after every decision. What must
// always hold is listed in trial.cpp; the first thing that does not ends the trial.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/core/fact.hpp"

namespace dealwright::tests {

// What trials have come across: a generator that never reaches something shows nothing about it.
struct Reached {
  std::array<std::uint64_t, std::variant_size_v<core::FactKind>> facts{};  // by kind
  std::array<std::uint64_t, 4> outcomes{};                                 // by OutcomeKind
  std::map<std::string, std::uint64_t> ends;                               // by status of the deal
  std::uint64_t decisions = 0;
  std::uint64_t crashes = 0;
  std::uint64_t explored = 0;  // deals whose every outcome was visited twice
  std::uint64_t merges = 0;
  std::uint64_t violations = 0;

  void add(const Reached& other);
  // The first kind of fact, of outcome or of end that no trial had; nothing when all were there.
  [[nodiscard]] std::optional<std::string> missing() const;
};

// What does not hold; nothing when everything does.
[[nodiscard]] std::optional<std::string> fault_of_deal(std::uint64_t seed, Reached& reached);
// The same deal, killed after one of its appends, has to end as if it had not been.
[[nodiscard]] std::optional<std::string> fault_after_crash(std::uint64_t seed, Reached& reached);

// Every outcome of the deal, once with equal states merged and once without: the same ways to end,
// the same expectations broken. Deals with too many outcomes for the second are left out.
[[nodiscard]] std::optional<std::string> fault_of_merging(std::uint64_t seed, Reached& reached);

}  // namespace dealwright::tests
