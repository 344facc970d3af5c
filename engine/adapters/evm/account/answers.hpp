// Results of nodes as values. Strict: a form that is not the one of the standard is no answer.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "dsl/values/time.hpp"
#include "engine/adapters/evm/codec/receipt.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::account {

struct Block {
  codec::BlockPlace place;
  crypto::Hash parent;
  values::TimePoint at;  // its own time, whole seconds
  values::Amount base_fee;
  std::uint64_t gas_limit = 0;
};

// Of eth_getBlockByNumber; nothing for `null`.
[[nodiscard]] std::expected<std::optional<Block>, std::string> block_from_json(
    std::string_view json);
// Of the same with whole transactions: the one that this sender has under this nonce in it.
[[nodiscard]] std::optional<crypto::Hash> transaction_in_block(std::string_view json,
                                                               const values::Address& sender,
                                                               std::uint64_t nonce);
[[nodiscard]] std::optional<values::Amount> amount_from_json(std::string_view json);
[[nodiscard]] std::optional<std::uint64_t> number_from_json(std::string_view json);
[[nodiscard]] std::optional<crypto::Bytes> bytes_from_json(std::string_view json);

}  // namespace dealwright::account
