// What goes wrong, and where: every call that an engine makes on what lies outside asks here first.
// One seed is one history of faults.
#pragma once

#include <cstdint>
#include <vector>

namespace dealwright::simulation {

// Numbers from a seed (splitmix64): the same on every machine.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] std::uint64_t next();
  // From 0 to below `bound`, which is not 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  [[nodiscard]] bool once_in(std::uint64_t times) { return below(times) == 0; }

 private:
  std::uint64_t state_;
};

enum class Site : std::uint8_t { append, take_over, perform, look_up, cancel, ask, read, next };

enum class Fault : std::uint8_t {
  none,
  die_before,         // the process ends before the call has done anything
  die_after,          // it ends when the call has done its work, and before it knows
  no_space,           // the disk is full
  unavailable,        // nothing happened; trying again can help
  ambiguous_lost,     // no answer, and it never arrived
  ambiguous_reached,  // no answer, although it arrived
  confused,           // an answer that makes no sense, for a while
  lost,               // a report never arrives
  twice,              // a report arrives a second time
  late,               // a report arrives behind the next one
};

class Faults {
 public:
  virtual ~Faults() = default;
  [[nodiscard]] virtual Fault at(Site site) = 0;
  // A process begins.
  virtual void begin_life() {}
};

class NoFaults final : public Faults {
 public:
  [[nodiscard]] Fault at(Site /*site*/) override { return Fault::none; }
};

// Dies at given points and nowhere else. Before and after each call that changes something is one
// point each, counted from 0 in every life.
class CrashPoints final : public Faults {
 public:
  // The first life ends at deaths[0], the second at deaths[1], …
  explicit CrashPoints(std::vector<std::uint64_t> deaths) : deaths_(std::move(deaths)) {}
  [[nodiscard]] Fault at(Site site) override;
  void begin_life() override;
  // Points that the present life has passed.
  [[nodiscard]] std::uint64_t passed() const { return next_point_; }

 private:
  std::vector<std::uint64_t> deaths_;
  std::size_t life_ = 0;
  bool begun_ = false;
  std::uint64_t next_point_ = 0;
};

// Anything anywhere, until it has done enough; then all is well for good.
class ChanceFaults final : public Faults {
 public:
  ChanceFaults(std::uint64_t seed, std::uint32_t most)
      : chance_(seed), left_(most), rarity_(6 + chance_.below(60)) {}
  [[nodiscard]] Fault at(Site site) override;
  [[nodiscard]] bool is_over() const { return left_ == 0; }
  void heal() { left_ = 0; }

 private:
  Chance chance_;
  std::uint32_t left_;
  std::uint64_t rarity_;  // one call in so many goes wrong
};

}  // namespace dealwright::simulation
