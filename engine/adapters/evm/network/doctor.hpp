// Whether a chain is what a profile says: endpoints, finality, code and decimals at every address,
// prices, and what the accounts hold and have allowed. Reads only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/adapters/evm/network/profile.hpp"
#include "engine/adapters/evm/rpc/fleet.hpp"
#include "engine/adapters/evm/rpc/transport.hpp"

namespace dealwright::network {

enum class Topic : std::uint8_t {
  endpoints,
  finality,
  contracts,
  executor,
  assets,
  accounts,
  deal,  // what one needs of the book; nobody asks the chain for it
};
[[nodiscard]] std::string_view to_text(Topic topic);

enum class Verdict : std::uint8_t {
  good,
  note,     // worth knowing
  warning,  // nothing is wrong yet
  bad,      // money must not go there
  unknown,  // could not be asked
};
[[nodiscard]] std::string_view to_text(Verdict verdict);

struct Check {
  Topic topic = Topic::endpoints;
  Verdict verdict = Verdict::good;
  std::string subject;  // the entry's name
  std::string found;    // one line for people; what contracts say is shown escaped
};

// Accounts, tokens and contracts of the book make this many questions at most; the rest is noted.
inline constexpr std::size_t allowances_asked_max = 20'000;

struct Surroundings {
  std::vector<rpc::Endpoint> endpoints;  // of the profile, their addresses read
  rpc::Transport* transport = nullptr;
  std::function<values::TimePoint()> clock;  // never goes back
  values::TimePoint wall;                    // what time it is
};

// By topic, in the order of the profile. Where no endpoint can be used, only what it says of them.
[[nodiscard]] std::vector<Check> examine(const Profile& profile, const Surroundings& surroundings);

[[nodiscard]] bool is_reached(const std::vector<Check>& checks);  // some endpoint could be used
[[nodiscard]] bool is_sound(const std::vector<Check>& checks);    // nothing bad, nothing unknown

}  // namespace dealwright::network
