// Answers that need not be asked for again, by how soon they can change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "dsl/values/time.hpp"
#include "engine/adapters/evm/rpc/message.hpp"

namespace dealwright::rpc {

enum class Volatility : std::uint8_t {
  never_changes,  // named by a hash, or the chain's id
  with_the_head,  // the same until the next block, and for no longer than head_answer_age_max
  always_asked,   // what is sent, what is pending, receipts: a stale answer would mislead
};
[[nodiscard]] Volatility volatility_of(const Call& call);

inline constexpr values::Duration head_answer_age_max = values::seconds(2);
inline constexpr std::size_t cached_answers_max = 10'000;
inline constexpr std::size_t cached_bytes_max = std::size_t{64} * 1024 * 1024;

class Cache {
 public:
  [[nodiscard]] std::optional<std::string> find(const Call& call, values::TimePoint now);
  // Does nothing for calls that are always asked, and for `null`: what is not there yet may come.
  void keep(const Call& call, const std::string& result, values::TimePoint now);
  // A new block, or a reorganisation.
  void head_changed();

  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::string key;
    std::string result;
    Volatility volatility = Volatility::always_asked;
    values::TimePoint kept_at;
  };
  using Place = std::list<Entry>::iterator;
  void drop(Place place);

  std::list<Entry> entries_;  // the last used in front
  std::map<std::string, Place, std::less<>> places_;
  std::size_t bytes_ = 0;
};

}  // namespace dealwright::rpc
