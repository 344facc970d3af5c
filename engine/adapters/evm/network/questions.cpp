// Questions as JSON-RPC calls in batches, answers out of their hexadecimal forms.
#include "engine/adapters/evm/network/questions.hpp"

#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::network {
namespace {

using crypto::Bytes;

Answer<Bytes> bytes_in(const rpc::Outcome& outcome) {
  if (!outcome) return std::unexpected(outcome.error().what);
  auto bytes = crypto::from_hex(unquoted(*outcome));
  if (!bytes) return std::unexpected(std::string("the node's answer is no bytes"));
  return std::move(*bytes);
}

Answer<values::Amount> amount_in(const rpc::Outcome& outcome) {
  if (!outcome) return std::unexpected(outcome.error().what);
  const auto amount = codec::amount_from_quantity(unquoted(*outcome));
  if (!amount) return std::unexpected(std::string("the node's answer is no number"));
  return *amount;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace

std::string_view unquoted(std::string_view json) {
  if (json.size() < 2 || json.front() != '"' || json.back() != '"') return {};
  return json.substr(1, json.size() - 2);
}

std::string Questions::at_block() const { return quoted(codec::to_quantity(block_)); }

void Questions::add(std::string method, std::string params,
                    std::function<void(const rpc::Outcome&)> hear) {
  calls_.push_back({.method = std::move(method), .params = std::move(params)});
  ears_.push_back(std::move(hear));
}

void Questions::code(const values::Address& at, std::function<void(const Answer<Bytes>&)> hear) {
  add("eth_getCode", "[" + quoted(values::to_text(at)) + "," + at_block() + "]",
      [hear = std::move(hear)](const rpc::Outcome& outcome) { hear(bytes_in(outcome)); });
}

void Questions::storage(const values::Address& at, std::string_view slot,
                        std::function<void(const Answer<Bytes>&)> hear) {
  add("eth_getStorageAt",
      "[" + quoted(values::to_text(at)) + "," + quoted(slot) + "," + at_block() + "]",
      [hear = std::move(hear)](const rpc::Outcome& outcome) { hear(bytes_in(outcome)); });
}

void Questions::balance(const values::Address& of,
                        std::function<void(const Answer<values::Amount>&)> hear) {
  add("eth_getBalance", "[" + quoted(values::to_text(of)) + "," + at_block() + "]",
      [hear = std::move(hear)](const rpc::Outcome& outcome) { hear(amount_in(outcome)); });
}

void Questions::nonce(const values::Address& of, std::string_view when,
                      std::function<void(const Answer<values::Amount>&)> hear) {
  add("eth_getTransactionCount", "[" + quoted(values::to_text(of)) + "," + quoted(when) + "]",
      [hear = std::move(hear)](const rpc::Outcome& outcome) { hear(amount_in(outcome)); });
}

void Questions::call(const values::Address& to, const abi::Function& function,
                     const abi::Values& arguments,
                     std::function<void(const Answer<abi::Values>&)> hear) {
  const auto data = abi::encode_call(function, arguments);
  DEALWRIGHT_ASSERT(data.has_value());
  add("eth_call",
      "[{\"to\":" + quoted(values::to_text(to)) + ",\"data\":" + quoted(crypto::to_hex(*data)) +
          "}," + at_block() + "]",
      [function, hear = std::move(hear)](const rpc::Outcome& outcome) {
        const auto bytes = bytes_in(outcome);
        if (!bytes) return hear(std::unexpected(bytes.error()));
        auto results = abi::decode_return(function, *bytes, abi::Reading::lenient);
        if (!results) return hear(std::unexpected(results.error().what));
        hear(std::move(*results));
      });
}

void Questions::ask() {
  const std::vector<rpc::Call> calls = std::exchange(calls_, {});
  const auto ears = std::exchange(ears_, {});
  const std::vector<rpc::Outcome> outcomes = client_.batch(calls);
  DEALWRIGHT_ASSERT(outcomes.size() == ears.size());
  for (std::size_t i = 0; i < ears.size(); ++i)
    ears[i](outcomes[i]);
}

}  // namespace dealwright::network
