// Small contracts for tests, as the bytes that a real machine runs. The chain in this process knows
// them by these bytes and does the same without a machine.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/codec/receipt.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::tests {

struct ChainAccount {
  std::uint64_t nonce = 0;
  values::Amount balance;
  crypto::Bytes code;
  std::map<values::Amount, values::Amount> slots;
  friend bool operator==(const ChainAccount&, const ChainAccount&) = default;
};
using ChainState = std::map<values::Address, ChainAccount>;

// What one call did. The value has been moved already.
struct Ran {
  enum class End : std::uint8_t { stopped, reverted, out_of_gas } end = End::stopped;
  std::uint64_t gas = 0;  // beyond what every transaction takes; all that there is when it ran out
  crypto::Bytes data;     // returned, or of the revert
  std::vector<codec::Log> logs;  // address, topics and data alone
};
struct ProgramCall {
  values::Address self;
  values::Address sender;
  values::Amount value;
  crypto::Bytes data;
};
[[nodiscard]] Ran run_program(ChainState& state, const ProgramCall& call);

namespace programs {
[[nodiscard]] crypto::Bytes counts();            // adds one to slot 0 with every call
[[nodiscard]] crypto::Bytes reverts();           // with Error("no")
[[nodiscard]] crypto::Bytes burns();             // all gas that it gets
[[nodiscard]] crypto::Bytes reverts_when_set();  // when slot 0 is not zero
[[nodiscard]] crypto::Bytes logs();              // topic 1, the value as data
// Wrapped ether, known to the chain in this process alone: no machine runs these bytes. The taxed
// one keeps a hundredth of every deposit.
[[nodiscard]] crypto::Bytes wrapped_ether();
[[nodiscard]] crypto::Bytes taxed_ether();
}  // namespace programs

}  // namespace dealwright::tests
