// JSON of nodes, read by field.
#include "engine/adapters/evm/account/answers.hpp"

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::account {
namespace {

using nlohmann::json;

constexpr int depth_max = 16;

json parsed(std::string_view text) {
  const json::parser_callback_t not_too_deep = [](int depth, json::parse_event_t, json&) {
    return depth <= depth_max;
  };
  return json::parse(text, not_too_deep, false);
}

std::string text_of(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace

std::expected<std::optional<Block>, std::string> block_from_json(std::string_view text) {
  const json object = parsed(text);
  if (object.is_null()) return std::optional<Block>();
  if (!object.is_object()) return std::unexpected("a block that is no object");
  const auto number = codec::number_from_quantity(text_of(object, "number"));
  const auto at = codec::number_from_quantity(text_of(object, "timestamp"));
  const auto gas_limit = codec::number_from_quantity(text_of(object, "gasLimit"));
  const auto base_fee = codec::amount_from_quantity(text_of(object, "baseFeePerGas"));
  const auto hash = crypto::hash_from_hex(text_of(object, "hash"));
  const auto parent = crypto::hash_from_hex(text_of(object, "parentHash"));
  constexpr std::uint64_t seconds_max = std::uint64_t{1} << 50U;
  if (!number || !at || !gas_limit || !hash || !parent || *at > seconds_max)
    return std::unexpected("a block without number, hash, parent, time or gas limit");
  if (!base_fee) return std::unexpected("a block without base fee: the chain has no EIP-1559");
  return Block{.place = {.number = *number, .hash = *hash},
               .parent = *parent,
               .at = {static_cast<std::int64_t>(*at) * 1000},
               .base_fee = *base_fee,
               .gas_limit = *gas_limit};
}

std::optional<crypto::Hash> transaction_in_block(std::string_view text,
                                                 const values::Address& sender,
                                                 std::uint64_t nonce) {
  const json object = parsed(text);
  if (!object.is_object()) return std::nullopt;
  const auto list = object.find("transactions");
  if (list == object.end() || !list->is_array()) return std::nullopt;
  for (const json& one : *list) {
    if (!one.is_object()) continue;
    const auto from = values::address_from_text(text_of(one, "from"));
    const auto its_nonce = codec::number_from_quantity(text_of(one, "nonce"));
    if (from && its_nonce && *from == sender && *its_nonce == nonce)
      return crypto::hash_from_hex(text_of(one, "hash"));
  }
  return std::nullopt;
}

std::optional<values::Amount> amount_from_json(std::string_view text) {
  const json value = parsed(text);
  if (!value.is_string()) return std::nullopt;
  const auto read = codec::amount_from_quantity(value.get_ref<const std::string&>());
  return read ? std::optional(*read) : std::nullopt;
}

std::optional<std::uint64_t> number_from_json(std::string_view text) {
  const json value = parsed(text);
  if (!value.is_string()) return std::nullopt;
  const auto read = codec::number_from_quantity(value.get_ref<const std::string&>());
  return read ? std::optional(*read) : std::nullopt;
}

std::optional<crypto::Bytes> bytes_from_json(std::string_view text) {
  const json value = parsed(text);
  return value.is_string() ? crypto::from_hex(value.get_ref<const std::string&>()) : std::nullopt;
}

}  // namespace dealwright::account
