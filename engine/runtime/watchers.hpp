// Which deals wait on which reading, so that a change of a price wakes those that look at it and
// touches no other.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/core/reading.hpp"
#include "engine/runtime/timers.hpp"

namespace dealwright::runtime {

class Watchers {
 public:
  // The deal watches these keys from now on and no others.
  void watch(DealNumber deal, std::span<const core::ReadingKey> keys);
  // In the order of their numbers.
  [[nodiscard]] std::vector<DealNumber> of(const core::ReadingKey& key) const;
  [[nodiscard]] std::size_t keys() const { return numbers_.size(); }

 private:
  struct Place {
    std::uint32_t key = 0;
    std::uint32_t at = 0;  // in the key's list
    friend bool operator==(const Place&, const Place&) = default;
  };
  [[nodiscard]] std::uint32_t number_of(const core::ReadingKey& key);
  void leave(DealNumber deal);

  std::map<core::ReadingKey, std::uint32_t> numbers_;
  std::vector<std::vector<DealNumber>> deals_;  // by key
  std::vector<std::vector<Place>> places_;      // by deal
};

}  // namespace dealwright::runtime
