// Requests and answers of Web3Signer.
#include "engine/adapters/signers/remote.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::signers {
namespace {

using codec::Transaction;
using nlohmann::json;

// What an answer's status means, before its body is looked at.
Result<void> accepted(const HttpAnswer& answer) {
  if (answer.body.size() > signer_answer_bytes_max) {
    return fault(FaultKind::unsafe, "the signer's answer has more than " +
                                        std::to_string(signer_answer_bytes_max) + " bytes");
  }
  const std::string status = std::to_string(answer.status);
  if (answer.status == 200) return {};
  if (answer.status == 404) {
    return fault(FaultKind::refused, "the signer does not hold this key (404)");
  }
  if (answer.status == 401 || answer.status == 403) {
    return fault(FaultKind::refused, "the signer does not let us sign (" + status + ")");
  }
  if (answer.status == 429 || answer.status >= 500) {
    return fault(FaultKind::unavailable, "the signer cannot answer now (" + status + ")");
  }
  return fault(FaultKind::refused,
               "the signer refuses (" + status + "): " + codec::shown(answer.body));
}

// Blanks, line ends and, from some versions, quotes around the text.
std::string_view bare(std::string_view text) {
  constexpr std::string_view around = " \r\n\t\"";
  const std::size_t first = text.find_first_not_of(around);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(around) - first + 1);
}

std::optional<crypto::Signature> signature_from(std::string_view text) {
  const auto bytes = crypto::from_hex(text);
  if (!bytes || bytes->size() != 65) return std::nullopt;
  crypto::Signature signature;
  std::copy_n(bytes->begin(), 32, signature.r.begin());
  std::copy_n(bytes->begin() + 32, 32, signature.s.begin());
  const std::uint8_t v = bytes->back();
  if (v != 0 && v != 1 && v != 27 && v != 28) return std::nullopt;
  signature.parity = v >= 27 ? static_cast<std::uint8_t>(v - 27) : v;
  return signature;
}

json access_list_of(const Transaction& transaction) {
  json list = json::array();
  for (const codec::AccessEntry& entry : transaction.access_list) {
    json keys = json::array();
    for (const crypto::Hash& key : entry.storage_keys)
      keys.push_back(crypto::to_hex(key));
    list.push_back({{"address", values::to_text(entry.address)}, {"storageKeys", keys}});
  }
  return list;
}

json fields_of(const Asked& asked) {
  const Transaction& transaction = asked.transaction;
  json fields = {{"from", values::to_text(asked.sender)},
                 {"chainId", codec::to_quantity(transaction.chain_id)},
                 {"nonce", codec::to_quantity(transaction.nonce)},
                 {"gas", codec::to_quantity(transaction.gas_limit)},
                 {"value", codec::to_quantity(transaction.value)},
                 {"data", crypto::to_hex(transaction.data)}};
  if (transaction.to) fields["to"] = values::to_text(*transaction.to);
  if (transaction.kind == codec::TransactionKind::dynamic_fee) {
    fields["maxFeePerGas"] = codec::to_quantity(transaction.fee_max);
    fields["maxPriorityFeePerGas"] = codec::to_quantity(transaction.priority_fee_max);
  } else {
    fields["gasPrice"] = codec::to_quantity(transaction.gas_price);
  }
  if (transaction.kind != codec::TransactionKind::legacy) {
    fields["accessList"] = access_list_of(transaction);
  }
  return fields;
}

std::unexpected<Fault> unreadable(const std::string& what) {
  return fault(FaultKind::unsafe, "the signer's answer " + what);
}

}  // namespace

HttpRequest ask_for_keys() { return {.method = Method::get, .path = "/api/v1/eth1/publicKeys"}; }

Result<std::vector<crypto::PublicKey>> keys_from(const HttpAnswer& answer) {
  if (auto right = accepted(answer); !right) return std::unexpected(right.error());
  const json list = json::parse(answer.body, nullptr, false);
  if (!list.is_array() || list.size() > signer_keys_max) {
    return unreadable("is no list of up to " + std::to_string(signer_keys_max) + " keys");
  }
  std::vector<crypto::PublicKey> keys;
  for (const json& entry : list) {
    auto bytes =
        entry.is_string() ? crypto::from_hex(entry.get_ref<const std::string&>()) : std::nullopt;
    // 64 bytes, or 65 with the mark of an uncompressed point in front.
    if (bytes && bytes->size() == 65 && bytes->front() == 4) bytes->erase(bytes->begin());
    if (!bytes || bytes->size() != 64) return unreadable("has a key that is none");
    std::ranges::copy(*bytes, keys.emplace_back().bytes.begin());
  }
  return keys;
}

HttpRequest ask_to_sign(const Asked& asked, const crypto::PublicKey& key) {
  const json body = {{"data", crypto::to_hex(codec::unsigned_bytes(asked.transaction))}};
  return {.method = Method::post,
          .path = "/api/v1/eth1/sign/" + crypto::to_hex(key.bytes),
          .body = body.dump()};
}

Result<Answered> signed_from(const Asked& asked, const HttpAnswer& answer) {
  if (auto right = accepted(answer); !right) return std::unexpected(right.error());
  const auto signature = signature_from(bare(answer.body));
  if (!signature) return unreadable("is no signature of 65 bytes");
  return check_signature(asked, *signature);
}

HttpRequest ask_for_transaction(const Asked& asked, std::uint64_t id) {
  const json body = {{"jsonrpc", "2.0"},
                     {"id", id},
                     {"method", "eth_signTransaction"},
                     {"params", json::array({fields_of(asked)})}};
  return {.method = Method::post, .path = "/", .body = body.dump()};
}

Result<Answered> transaction_from(const Asked& asked, const HttpAnswer& answer, std::uint64_t id) {
  if (auto right = accepted(answer); !right) return std::unexpected(right.error());
  const json body = json::parse(answer.body, nullptr, false);
  if (!body.is_object()) return unreadable("is no JSON object");
  if (!body.contains("id") || body.at("id") != id) return unreadable("is for another request");
  if (body.contains("error") && !body.at("error").is_null()) {
    return fault(FaultKind::refused,
                 "the signer refuses: " + codec::shown(body.at("error").dump()));
  }
  const auto result = body.find("result");
  const auto bytes = result != body.end() && result->is_string()
                         ? crypto::from_hex(result->get_ref<const std::string&>())
                         : std::nullopt;
  if (!bytes) return unreadable("has no bytes as its result");
  return check_answer(asked, *bytes);
}

}  // namespace dealwright::signers
