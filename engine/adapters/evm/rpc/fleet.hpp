// Several endpoints of one chain: which of them can be asked now, and in what order. Time is an
// argument; nothing is sent here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/adapters/evm/rpc/error_class.hpp"
#include "engine/adapters/evm/rpc/url.hpp"

namespace dealwright::rpc {

struct Endpoint {
  std::string name;  // what people call it; its address is never shown
  Url url;
};

enum class Standing : std::uint8_t {
  unmet,        // not yet asked who it is, or to be asked again after it was away
  usable,       // of our chain, and answering
  reading,      // syncing or without a view of the head: nothing is sent through it
  resting,      // failed; asked again at `rests_until`
  quarantined,  // of another chain, or caught lying: never asked until somebody releases it
};
[[nodiscard]] std::string_view to_text(Standing standing);

struct EndpointState {
  Endpoint endpoint;
  Standing standing = Standing::unmet;
  std::string reason;     // why it rests, is quarantined or only read from
  unsigned failures = 0;  // one after the other
  values::TimePoint rests_until;
  std::uint64_t head = 0;  // the highest block it spoke of
  NodeKind node = NodeKind::other;
};

inline constexpr std::size_t endpoints_max = 16;
// A failed endpoint rests a second, then twice as long each time, at most a minute.
inline constexpr values::Duration rest_first = values::seconds(1);
inline constexpr values::Duration rest_max = values::minutes(1);
// An endpoint this many blocks behind the highest one is asked last.
inline constexpr std::uint64_t blocks_behind_max = 3;

enum class Use : std::uint8_t { read, send };

class Fleet {
 public:
  // At least one endpoint (asserted), at most endpoints_max, each with a name of its own.
  explicit Fleet(std::vector<Endpoint> endpoints);

  // By number: those that may be asked, the preferred first: usable before unmet before behind.
  // When all that are not quarantined rest, the one whose rest ends first: better late than not.
  [[nodiscard]] std::vector<std::size_t> order(values::TimePoint now, Use use) const;

  void met(std::size_t i, Standing standing, NodeKind node, std::string reason);
  void answered(std::size_t i);
  void failed(std::size_t i, values::TimePoint now, std::string reason);
  void quarantine(std::size_t i, std::string reason);
  // For an operator who has looked into it.
  void release(std::size_t i);
  void saw_head(std::size_t i, std::uint64_t number);
  // From the journal, so that an endpoint that lost blocks is known after a restart too.
  void know_head(std::uint64_t number);

  [[nodiscard]] const EndpointState& at(std::size_t i) const { return states_[i]; }
  [[nodiscard]] const std::vector<EndpointState>& states() const { return states_; }
  [[nodiscard]] bool is_behind(std::size_t i) const;

 private:
  std::vector<EndpointState> states_;
  std::uint64_t highest_ = 0;
};

}  // namespace dealwright::rpc
