// Random deals with limits and a box, made so that some of the limits hold and some do not.
#pragma once

#include <cstdint>

#include "dsl/plan/plan.hpp"

namespace dealwright::tests {

// SplitMix64: a seed gives the same numbers everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  std::int64_t from(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t n) { return from(1, n) == 1; }

 private:
  std::uint64_t state_;
};

// The same seed gives the same plan.
[[nodiscard]] plan::Plan proved_deal(std::uint64_t seed);

}  // namespace dealwright::tests
