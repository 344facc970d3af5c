// All answers of one call are of one block.
#include "engine/adapters/evm/onchain/readings.hpp"

#include <utility>

#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/account/answers.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::onchain {
namespace {

using plan::Unavailable;
using plan::Value;
using values::Rational;

class Reader {
 public:
  Reader(const Source& source, const account::Block& head) : source_(source), head_(head) {}

  Value of(const core::ReadingKey& key) {
    switch (key.kind) {
      case core::ReadingKind::price: return price(key.name);
      case core::ReadingKind::fee: return fee();
      case core::ReadingKind::block_time: return block_time();
      case core::ReadingKind::query:
        return Unavailable{"`" + core::to_text(key) + "` is not read from a chain yet"};
      case core::ReadingKind::volatility:
        return Unavailable{"nobody has watched the price of " + key.name};
    }
    return Unavailable{"unknown"};
  }

 private:
  Value price(const std::string& asset) {
    if (asset == "USD") return Rational(1);
    const network::AssetEntry* const entry = network::find_asset(source_.book, asset);
    if (entry == nullptr || !entry->price)
      return Unavailable{"the network's book has no price for " + asset};
    const network::PriceSource& from = *entry->price;
    const auto* contract = network::find_contract(source_.book, from.contract);
    if (contract == nullptr) return Unavailable{"the book has no contract " + from.contract};
    abi::Values arguments;
    for (const std::string& name : from.arguments) {
      const network::AssetEntry* const token = network::find_asset(source_.book, name);
      const auto address = token != nullptr && token->address
                               ? values::Number<values::Address>(*token->address)
                               : values::address_from_text(name);
      if (!address) return Unavailable{"the price source of " + asset + " asks about nobody"};
      arguments.push_back({*address});
    }
    const auto data = abi::encode_call(from.function, arguments);
    if (!data) return Unavailable{data.error().what};
    const auto answer =
        source_.client.call({.method = "eth_call",
                             .params = "[{\"to\":\"" + values::to_text(contract->address) +
                                       "\",\"data\":\"" + crypto::to_hex(*data) + "\"},\"" +
                                       codec::to_quantity(head_.place.number) + "\"]"},
                            rpc::Weight::critical);
    if (!answer) return Unavailable{answer.error().what};
    const auto bytes = account::bytes_from_json(*answer);
    if (!bytes) return Unavailable{"the price source of " + asset + " answers no bytes"};
    const auto returned = abi::decode_return(from.function, *bytes, abi::Reading::lenient);
    if (!returned || from.output >= returned->size())
      return Unavailable{"the price source of " + asset + " answers something else"};
    if (is_too_old(from, *returned)) return Unavailable{"the price of " + asset + " is too old"};
    return scaled((*returned)[from.output], from.decimals, asset);
  }

  // A price of zero or below is no price.
  static Value scaled(const abi::Value& answer, unsigned decimals, const std::string& asset) {
    std::optional<values::Amount> number;
    if (const auto* plain = std::get_if<values::Amount>(&answer.of)) number = *plain;
    if (const auto* with_sign = std::get_if<abi::Integer>(&answer.of);
        with_sign != nullptr && with_sign->sign == abi::Integer::Sign::positive)
      number = with_sign->magnitude;
    if (!number || number->is_zero()) return Unavailable{asset + " has no price"};
    const auto price = Rational::from_amount(*number, decimals);
    if (!price) return Unavailable{"the price of " + asset + " does not fit"};
    return *price;
  }

  bool is_too_old(const network::PriceSource& from, const abi::Values& returned) const {
    if (!from.updated || !from.age_max || *from.updated >= returned.size()) return false;
    const auto* at = std::get_if<values::Amount>(&returned[*from.updated].of);
    if (at == nullptr) return true;
    const auto oldest = (head_.at.milliseconds - from.age_max->milliseconds) / 1000;
    return *at < values::Amount(oldest < 0 ? 0 : static_cast<std::uint64_t>(oldest));
  }

  // In whole units of the native coin.
  Value fee() {
    const auto wei = values::multiply(head_.base_fee, values::Amount(gas_of_an_action));
    if (!wei) return Unavailable{"the base fee does not fit"};
    const auto coins = Rational::from_amount(*wei, native_decimals);
    if (!coins) return Unavailable{"the base fee does not fit"};
    return *coins;
  }

  // From the last block to the one before it.
  Value block_time() {
    if (head_.place.number == 0) return Unavailable{"there is one block only"};
    const auto answer = source_.client.call(
        {.method = "eth_getBlockByNumber",
         .params = "[\"" + codec::to_quantity(head_.place.number - 1) + "\",false]"});
    if (!answer) return Unavailable{answer.error().what};
    const auto before = account::block_from_json(*answer);
    if (!before || !*before) return Unavailable{"the node does not have the block before its head"};
    return Rational((head_.at - (**before).at).milliseconds);
  }

  static constexpr unsigned native_decimals = 18;

  const Source& source_;
  const account::Block& head_;
};

}  // namespace

ports::Result<ports::Answers> read_values(const Source& source, const core::ReadValues& asked) {
  const auto unavailable = [](std::string what) {
    return std::unexpected(
        ports::Error{.code = ports::ErrorCode::unavailable, .what = std::move(what)});
  };
  // As it is now: a head that was kept may be two seconds old.
  const rpc::Call latest{.method = "eth_getBlockByNumber", .params = "[\"latest\",false]"};
  const auto outcomes = source.client.batch(std::span(&latest, 1));
  if (!outcomes[0]) return unavailable(outcomes[0].error().what);
  const auto head = account::block_from_json(*outcomes[0]);
  if (!head) return unavailable(head.error());
  if (!*head) return unavailable("the node has no head");
  Reader reader(source, **head);
  ports::Answers answers;
  for (const core::ReadingKey& key : asked.keys)
    answers.readings.push_back({.key = key, .value = reader.of(key)});
  // What an action would do is rehearsed before it is sent; no quote is made up before that.
  return answers;
}

}  // namespace dealwright::onchain
