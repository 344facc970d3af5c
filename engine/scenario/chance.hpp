// Chance that can be repeated: whole numbers from a seed and a stream, the same on every machine.
// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). For
// simulations; nothing that has to be secret.
#pragma once

#include <cstdint>

namespace dealwright::scenario {

// Millionths: a probability of one half is 500'000.
inline constexpr std::int64_t whole_in_ppm = 1'000'000;

class Chance {
 public:
  // Streams of one seed do not resemble each other.
  Chance(std::uint64_t seed, std::uint64_t stream);

  [[nodiscard]] std::uint64_t bits();
  // From 0 to `count` - 1, each as likely; `count` is positive and below 2^32.
  [[nodiscard]] std::int64_t below(std::int64_t count);
  // From `low` to `high`, both included, each as likely.
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high);
  [[nodiscard]] bool happens(std::int64_t ppm) { return below(whole_in_ppm) < ppm; }
  // Nearly normal around 0 with a standard deviation of 65'536: the sum of twelve equal ones
  // (Irwin-Hall), which ends at six deviations.
  [[nodiscard]] std::int64_t deviation();
  static constexpr std::int64_t one_deviation = 65'536;

 private:
  std::uint64_t state_;
};

// The largest whole number whose square is not above `n`, which is not negative.
[[nodiscard]] std::int64_t root_of(std::int64_t n);

}  // namespace dealwright::scenario
