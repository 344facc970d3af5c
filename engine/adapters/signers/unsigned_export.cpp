// The export is written from the transaction and read back from its bytes; the fields are for
// people, and are held against the bytes.
#include "engine/adapters/signers/unsigned_export.hpp"

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/codec/checksum.hpp"

namespace dealwright::signers {
namespace {

using codec::Transaction;
using nlohmann::json;

json written(const Asked& asked) {
  const Transaction& transaction = asked.transaction;
  json whole = {{"format", export_format},
                {"kind", codec::to_text(transaction.kind)},
                {"chain_id", std::to_string(transaction.chain_id)},
                {"from", codec::to_checksummed(asked.sender)},
                {"nonce", std::to_string(transaction.nonce)},
                {"value", values::to_digits(transaction.value)},
                {"gas_limit", std::to_string(transaction.gas_limit)},
                {"data", crypto::to_hex(transaction.data)},
                {"bytes", crypto::to_hex(codec::unsigned_bytes(transaction))},
                {"signing_hash", crypto::to_hex(codec::signing_hash(transaction))}};
  if (transaction.to) whole["to"] = codec::to_checksummed(*transaction.to);
  if (transaction.kind == codec::TransactionKind::dynamic_fee) {
    whole["fee_max"] = values::to_digits(transaction.fee_max);
    whole["priority_fee_max"] = values::to_digits(transaction.priority_fee_max);
  } else {
    whole["gas_price"] = values::to_digits(transaction.gas_price);
  }
  return whole;
}

std::unexpected<Fault> wrong(const std::string& what) {
  return fault(FaultKind::malformed, "the exported transaction " + what);
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \r\n\t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \r\n\t") - first + 1);
}

}  // namespace

std::string export_unsigned(const Asked& asked) { return written(asked).dump(2) + "\n"; }

Result<Asked> import_unsigned(std::string_view text) {
  if (text.size() > export_bytes_max) {
    return wrong("has more than " + std::to_string(export_bytes_max) + " bytes");
  }
  const json whole = json::parse(text, nullptr, false);
  if (!whole.is_object()) return wrong("is no JSON object");
  if (whole.value("format", json()) != export_format) {
    return wrong("is of a format that is not known: 1 is");
  }
  const auto text_at = [&](const char* name) {
    const auto at = whole.find(name);
    return at != whole.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  const auto bytes = crypto::from_hex(text_at("bytes"));
  if (!bytes) return wrong("has no `bytes`");
  const auto transaction = codec::decode_unsigned(*bytes);
  if (!transaction) return wrong("has `bytes` that are none: " + transaction.error().what);
  const auto sender = codec::address_from_checksummed(text_at("from"));
  if (!sender) return wrong("has a `from` that is none: " + sender.error().what);
  Asked asked{.transaction = *transaction, .sender = *sender};
  const json right = written(asked);
  for (const auto& [name, value] : whole.items()) {
    if (!right.contains(name)) return wrong("has a field `" + name + "` that its bytes have not");
    if (right.at(name) != value) return wrong("says another `" + name + "` than its bytes do");
  }
  if (whole.size() != right.size()) return wrong("lacks fields");
  return asked;
}

Result<Answered> import_signed(const Asked& asked, std::string_view text) {
  const auto bytes = crypto::from_hex(without_blanks(text));
  if (!bytes) {
    return fault(FaultKind::malformed,
                 "a signed transaction is written as 0x and hexadecimal digits");
  }
  return check_answer(asked, *bytes);
}

}  // namespace dealwright::signers
