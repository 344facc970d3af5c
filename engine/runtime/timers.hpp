// When deals want to be looked at again: one heap for all of them. Setting a deal's timer anew
// makes the older one void; void ones are dropped when they come up, so setting costs no search.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "dsl/values/time.hpp"

namespace dealwright::runtime {

using DealNumber = std::uint32_t;  // the place of a deal in an engine

class Timers {
 public:
  // Without a time the deal has no timer any more.
  void set(DealNumber deal, std::optional<values::TimePoint> at);
  [[nodiscard]] std::optional<values::TimePoint> next();
  // The deals whose time has come, at most `most` of them, the earliest first and equal ones in the
  // order of their numbers; their timers are gone.
  [[nodiscard]] std::vector<DealNumber> take_due(values::TimePoint now, std::size_t most);

 private:
  struct Entry {
    values::TimePoint at;
    DealNumber deal = 0;
    std::uint32_t setting = 0;
    friend bool operator>(const Entry& a, const Entry& b) {
      return a.at != b.at ? a.at > b.at : a.deal > b.deal;
    }
  };
  struct Set {
    std::uint32_t setting = 0;  // counts the calls of `set`
    bool runs = false;
    values::TimePoint at;
  };
  [[nodiscard]] bool is_void(const Entry& entry) const;
  void drop_void();

  std::vector<Set> sets_;  // by deal
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
};

}  // namespace dealwright::runtime
