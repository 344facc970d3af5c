// Field by field, so that an operator sees what a signer tried to change.
#include "engine/adapters/signers/answer.hpp"

#include <cstddef>

#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::signers {
namespace {

using codec::Transaction;
using values::Amount;

std::string shown(const Amount& amount) { return values::to_digits(amount); }
std::string shown(std::uint64_t number) { return std::to_string(number); }
std::string shown(codec::TransactionKind kind) { return std::string(codec::to_text(kind)); }
std::string shown(const std::optional<values::Address>& to) {
  return to ? codec::to_checksummed(*to) : "a new contract";
}
std::string shown(const crypto::Bytes& data) {
  return std::to_string(data.size()) + " bytes, " + codec::shown(crypto::to_hex(data));
}
std::string shown(const std::vector<codec::AccessEntry>& list) {
  return std::to_string(list.size()) + " entries";
}

template <class Field>
void compare(std::vector<std::string>& found, const char* name, const Field& asked,
             const Field& answered) {
  if (asked == answered) return;
  found.push_back(std::string(name) + ": asked " + shown(asked) + ", signed " + shown(answered));
}

}  // namespace

std::vector<std::string> differences(const Transaction& asked, const Transaction& answered) {
  std::vector<std::string> found;
  compare(found, "the kind", asked.kind, answered.kind);
  compare(found, "the chain id", asked.chain_id, answered.chain_id);
  compare(found, "the nonce", asked.nonce, answered.nonce);
  compare(found, "the recipient", asked.to, answered.to);
  compare(found, "the value", asked.value, answered.value);
  compare(found, "the data", asked.data, answered.data);
  compare(found, "the gas limit", asked.gas_limit, answered.gas_limit);
  compare(found, "the gas price", asked.gas_price, answered.gas_price);
  compare(found, "the highest fee", asked.fee_max, answered.fee_max);
  compare(found, "the highest priority fee", asked.priority_fee_max, answered.priority_fee_max);
  compare(found, "the access list", asked.access_list, answered.access_list);
  return found;
}

Result<Answered> check_answer(const Asked& asked, crypto::ByteView signed_bytes) {
  const auto decoded = codec::decode_signed(signed_bytes);
  if (!decoded) {
    return fault(FaultKind::unsafe, "the signer's answer is no transaction that a chain takes: " +
                                        decoded.error().what);
  }
  const auto found = differences(asked.transaction, decoded->transaction);
  if (!found.empty()) {
    std::string what = "the signer signed another transaction than it was asked to: ";
    for (std::size_t i = 0; i < found.size(); ++i)
      what += (i == 0 ? "" : "; ") + found[i];
    return fault(FaultKind::unsafe, std::move(what));
  }
  if (decoded->sender != asked.sender) {
    return fault(FaultKind::unsafe, "the signer signed for " +
                                        codec::to_checksummed(decoded->sender) + ", not for " +
                                        codec::to_checksummed(asked.sender));
  }
  return Answered{.bytes = {signed_bytes.begin(), signed_bytes.end()}, .hash = decoded->hash};
}

Result<Answered> check_signature(const Asked& asked, const crypto::Signature& signature) {
  if (const auto wrong = codec::fault_of(asked.transaction)) {
    return fault(FaultKind::refused, wrong->what);
  }
  return check_answer(asked, codec::signed_bytes(asked.transaction, crypto::lowered(signature)));
}

}  // namespace dealwright::signers
