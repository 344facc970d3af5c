// What JSON-RPC nodes say of transactions that were mined: receipts and logs. Read strictly: a
// field that is missing or of another form is said by name, because a lying node is a real one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/codec/malformed.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::codec {

// Where in the chain something stands.
struct BlockPlace {
  std::uint64_t number = 0;
  crypto::Hash hash;
  friend bool operator==(const BlockPlace&, const BlockPlace&) = default;
};

enum class LogStanding : std::uint8_t { mined, removed };  // removed: by a reorganisation

struct Log {
  values::Address address;
  std::vector<crypto::Hash> topics;  // at most 4
  crypto::Bytes data;
  BlockPlace block;
  crypto::Hash transaction;
  std::uint64_t transaction_index = 0;
  std::uint64_t log_index = 0;  // within the block; (transaction, block hash, index) names the log
  LogStanding standing = LogStanding::mined;
  friend bool operator==(const Log&, const Log&) = default;
};

enum class Outcome : std::uint8_t { succeeded, reverted };

struct Receipt {
  crypto::Hash transaction;
  BlockPlace block;
  std::uint64_t transaction_index = 0;
  values::Address from;
  std::optional<values::Address> to;
  std::optional<values::Address> created;  // the contract, when there was no `to`
  Outcome outcome = Outcome::reverted;
  std::uint64_t gas_used = 0;
  values::Amount gas_price;  // that was paid, in wei
  std::vector<Log> logs;
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

inline constexpr std::size_t topics_max = 4;
inline constexpr std::size_t logs_in_an_answer_max = 100'000;
inline constexpr unsigned answer_depth_max = 64;

// The result of eth_getTransactionReceipt: nothing for `null`, which proves nothing. Every log must
// stand in the receipt's own block and transaction.
[[nodiscard]] Decoded<std::optional<Receipt>> receipt_from_json(std::string_view json);
// The result of eth_getLogs.
[[nodiscard]] Decoded<std::vector<Log>> logs_from_json(std::string_view json);

}  // namespace dealwright::codec
