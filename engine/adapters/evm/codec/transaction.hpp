// Transactions: legacy with replay protection (EIP-155), with access list (EIP-2930) and with
// dynamic fee (EIP-1559). Encoding, signing, and strict decoding with the sender recovered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/codec/malformed.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/curve.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::codec {

enum class TransactionKind : std::uint8_t { legacy, access_list, dynamic_fee };
[[nodiscard]] std::string_view to_text(TransactionKind kind);  // "EIP-1559"

struct AccessEntry {
  values::Address address;
  std::vector<crypto::Hash> storage_keys;
  friend bool operator==(const AccessEntry&, const AccessEntry&) = default;
};

// Fees are in wei for one unit of gas. Fields that a kind does not have stay as they are here.
struct Transaction {
  TransactionKind kind = TransactionKind::dynamic_fee;
  // 0 only for legacy transactions that any chain would take. We decode those and never sign them.
  std::uint64_t chain_id = 0;
  std::uint64_t nonce = 0;
  values::Amount gas_price;         // legacy, access_list
  values::Amount priority_fee_max;  // dynamic_fee
  values::Amount fee_max;           // dynamic_fee: priority fee included
  std::uint64_t gas_limit = 0;
  std::optional<values::Address> to;  // nothing: creates a contract
  values::Amount value;               // wei
  crypto::Bytes data;
  std::vector<AccessEntry> access_list;  // access_list, dynamic_fee
  friend bool operator==(const Transaction&, const Transaction&) = default;
};

struct SignedTransaction {
  Transaction transaction;
  crypto::Signature signature;
  crypto::Hash hash;  // of the signed bytes: the transaction's name on chain
  values::Address sender;
  friend bool operator==(const SignedTransaction&, const SignedTransaction&) = default;
};

// EIP-2681; and what nodes take over their networks (geth's txMaxSize).
inline constexpr std::uint64_t nonce_max = UINT64_MAX - 1;
inline constexpr std::size_t transaction_bytes_max = std::size_t{128} * 1024;
// The highest chain id whose legacy v fits 64 bits: (2^64 - 1 - 36) / 2.
inline constexpr std::uint64_t chain_id_max = (UINT64_MAX - 36) / 2;

// Why no chain could take it; nothing when it is well formed. Checked before signing and after
// decoding.
[[nodiscard]] std::optional<Malformed> fault_of(const Transaction& transaction);

// What is signed: with its hash, and as the bytes that offline signers are given.
[[nodiscard]] crypto::Bytes unsigned_bytes(const Transaction& transaction);
[[nodiscard]] crypto::Hash signing_hash(const Transaction& transaction);
// What is sent.
[[nodiscard]] crypto::Bytes signed_bytes(const Transaction& transaction,
                                         const crypto::Signature& signature);

struct SignedBytes {
  crypto::Bytes bytes;
  crypto::Hash hash;
};
// Fails for a transaction with a fault, and for one without a chain id.
[[nodiscard]] Decoded<SignedBytes> sign(const Transaction& transaction,
                                        const crypto::PrivateKey& key);

// Only canonical bytes, only signatures with a low s, only with a sender.
[[nodiscard]] Decoded<SignedTransaction> decode_signed(crypto::ByteView bytes);
// As unsigned_bytes writes it.
[[nodiscard]] Decoded<Transaction> decode_unsigned(crypto::ByteView bytes);

}  // namespace dealwright::codec
