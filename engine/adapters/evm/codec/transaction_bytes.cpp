// Transactions to bytes: the lists of fields of the three kinds, with and without signature.
#include <array>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/codec/rlp.hpp"
#include "engine/adapters/evm/codec/transaction.hpp"

namespace dealwright::codec {
namespace {

using crypto::Bytes;
using crypto::Signature;

void append_to(Bytes& content, const Transaction& transaction) {
  if (transaction.to) {
    append_rlp_bytes(content, transaction.to->bytes);
  } else {
    append_rlp_bytes(content, {});
  }
}

void append_access_list(Bytes& content, const Transaction& transaction) {
  Bytes entries;
  for (const AccessEntry& entry : transaction.access_list) {
    Bytes keys;
    for (const crypto::Hash& key : entry.storage_keys)
      append_rlp_bytes(keys, key.bytes);
    Bytes fields;
    append_rlp_bytes(fields, entry.address.bytes);
    append_rlp_list(fields, keys);
    append_rlp_list(entries, fields);
  }
  append_rlp_list(content, entries);
}

void append_signature(Bytes& content, std::uint64_t v, const Signature& signature) {
  append_rlp_number(content, v);
  append_rlp_number(content, amount_of(signature.r));
  append_rlp_number(content, amount_of(signature.s));
}

Bytes legacy_fields(const Transaction& transaction) {
  Bytes content;
  append_rlp_number(content, transaction.nonce);
  append_rlp_number(content, transaction.gas_price);
  append_rlp_number(content, transaction.gas_limit);
  append_to(content, transaction);
  append_rlp_number(content, transaction.value);
  append_rlp_bytes(content, transaction.data);
  return content;
}

Bytes typed_fields(const Transaction& transaction) {
  Bytes content;
  append_rlp_number(content, transaction.chain_id);
  append_rlp_number(content, transaction.nonce);
  if (transaction.kind == TransactionKind::dynamic_fee) {
    append_rlp_number(content, transaction.priority_fee_max);
    append_rlp_number(content, transaction.fee_max);
  } else {
    append_rlp_number(content, transaction.gas_price);
  }
  append_rlp_number(content, transaction.gas_limit);
  append_to(content, transaction);
  append_rlp_number(content, transaction.value);
  append_rlp_bytes(content, transaction.data);
  append_access_list(content, transaction);
  return content;
}

// The bytes in front of the list (EIP-2718); none for legacy ones.
Bytes envelope(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::legacy: return {};
    case TransactionKind::access_list: return {1};
    case TransactionKind::dynamic_fee: return {2};
  }
  DEALWRIGHT_UNREACHABLE("transaction kind");
}

Bytes wrapped(TransactionKind kind, const Bytes& content) {
  Bytes result = envelope(kind);
  append_rlp_list(result, content);
  return result;
}

}  // namespace

std::string_view to_text(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::legacy: return "legacy";
    case TransactionKind::access_list: return "EIP-2930";
    case TransactionKind::dynamic_fee: return "EIP-1559";
  }
  DEALWRIGHT_UNREACHABLE("transaction kind");
}

Bytes unsigned_bytes(const Transaction& transaction) {
  if (transaction.kind != TransactionKind::legacy) {
    return wrapped(transaction.kind, typed_fields(transaction));
  }
  Bytes content = legacy_fields(transaction);
  if (transaction.chain_id != 0) {
    append_rlp_number(content, transaction.chain_id);
    append_rlp_number(content, std::uint64_t{0});
    append_rlp_number(content, std::uint64_t{0});
  }
  return wrapped(transaction.kind, content);
}

crypto::Hash signing_hash(const Transaction& transaction) {
  return crypto::keccak256(crypto::ByteView(unsigned_bytes(transaction)));
}

Bytes signed_bytes(const Transaction& transaction, const Signature& signature) {
  if (transaction.kind != TransactionKind::legacy) {
    Bytes content = typed_fields(transaction);
    append_signature(content, signature.parity, signature);
    return wrapped(transaction.kind, content);
  }
  DEALWRIGHT_ASSERT(transaction.chain_id <= chain_id_max);
  const std::uint64_t base = transaction.chain_id == 0 ? 27 : 35 + 2 * transaction.chain_id;
  Bytes content = legacy_fields(transaction);
  append_signature(content, base + signature.parity, signature);
  return wrapped(transaction.kind, content);
}

Decoded<SignedBytes> sign(const Transaction& transaction, const crypto::PrivateKey& key) {
  if (auto fault = fault_of(transaction)) return std::unexpected(std::move(*fault));
  if (transaction.chain_id == 0) {
    return malformed("a transaction without a chain id could be replayed on any chain");
  }
  // Chains take this one and burn the gas for nothing.
  if (!transaction.to && transaction.data.empty()) {
    return malformed("a transaction without recipient and data would create an empty contract");
  }
  SignedBytes result;
  result.bytes = signed_bytes(transaction, crypto::sign(signing_hash(transaction), key));
  if (result.bytes.size() > transaction_bytes_max) {
    return malformed("the transaction has " + std::to_string(result.bytes.size()) +
                     " bytes, nodes take at most " + std::to_string(transaction_bytes_max));
  }
  result.hash = crypto::keccak256(crypto::ByteView(result.bytes));
  return result;
}

}  // namespace dealwright::codec
