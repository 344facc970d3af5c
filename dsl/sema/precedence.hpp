// Which step surely comes before which, in memory that grows with the deal and not with its square:
// steps are laid on chains, and a step remembers, for each other chain, how far along it everything
// is over before it starts.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace dealwright::sema {

// What all steps together remember, in entries of 8 bytes.
inline constexpr std::size_t reach_entries_max = 8'000'000;

class Precedence {
 public:
  Precedence() = default;
  // `sequence`: every step once, predecessors first. after[s]: any of (all of) the steps before s.
  Precedence(const std::vector<std::size_t>& sequence,
             const std::vector<std::vector<std::vector<std::size_t>>>& after);

  [[nodiscard]] bool comes_before(std::size_t first, std::size_t second) const;
  [[nodiscard]] bool are_ordered(std::size_t a, std::size_t b) const {
    return a == b || comes_before(a, b) || comes_before(b, a);
  }
  // True when there was more to remember than reach_entries_max: what is not ordered here may be.
  [[nodiscard]] bool is_incomplete() const { return is_incomplete_; }

 private:
  // chain -> how many of it are over, by chain
  using Reach = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  [[nodiscard]] Reach reach_of(const std::vector<std::size_t>& all_of) const;

  std::vector<std::uint32_t> chain_;
  std::vector<std::uint32_t> position_;
  std::vector<std::shared_ptr<const Reach>> reach_;  // other chains than its own
  bool is_incomplete_ = false;
};

}  // namespace dealwright::sema
