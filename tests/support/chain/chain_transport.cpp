// The methods that the client of a chain uses, and those with which tests steer a chain.
#include "tests/support/chain/chain_transport.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::tests {
namespace {

using codec::to_quantity;
using nlohmann::json;
using values::Address;
using values::Amount;

struct Refusal {
  ChainError error;
};
[[noreturn]] void refuse(std::int64_t code, std::string message, std::string data = {}) {
  throw Refusal{{code, std::move(message), std::move(data)}};
}

template <class T>
auto must(T read) {
  if (!read) refuse(-32602, "invalid params");
  return *read;
}
std::string text(const json& value) {
  if (!value.is_string()) refuse(-32602, "invalid params");
  return value.get<std::string>();
}
Address address(const json& value) { return must(values::address_from_text(text(value))); }
crypto::Hash hash(const json& value) { return must(crypto::hash_from_hex(text(value))); }
Amount amount(const json& value) { return must(codec::amount_from_quantity(text(value))); }

class Node {
 public:
  Node(LocalChain& chain, std::uint64_t behind) : chain_(chain) {
    const std::uint64_t number = chain_.head().place.number;
    head_ = chain_.block(number - std::min(number, behind));
  }

  json call(const std::string& method, const json& params) {
    if (method == "eth_chainId") return to_quantity(chain_.chain_id());
    if (method == "web3_clientVersion") return "anvil/v1.7.1";
    if (method == "eth_syncing") return false;
    if (method == "eth_blockNumber") return to_quantity(head_->place.number);
    if (method == "eth_maxPriorityFeePerGas") return "0x3b9aca00";
    if (method == "eth_gasPrice") return to_quantity(chain_.base_fee());
    if (method == "eth_getBlockByNumber") return block(find(params.at(0)), params.at(1) == true);
    if (method == "eth_getBlockByHash") {
      return block(visible(chain_.block(hash(params.at(0)))), false);
    }
    if (method == "eth_getBalance") return to_quantity(account(params).balance);
    if (method == "eth_getCode") return crypto::to_hex(account(params).code);
    if (method == "eth_getTransactionCount") {
      if (params.size() > 1 && params.at(1) == "pending")
        return to_quantity(chain_.pending_nonce(address(params.at(0))));
      return to_quantity(account(params).nonce);
    }
    if (method == "eth_getStorageAt") return storage(params);
    if (method == "eth_getTransactionReceipt") return receipt(hash(params.at(0)));
    if (method == "eth_getTransactionByHash") return transaction(hash(params.at(0)));
    if (method == "eth_call") return crypto::to_hex(called(params).returned);
    if (method == "eth_estimateGas") return to_quantity(called(params).gas);
    if (method == "eth_sendRawTransaction") return send(params);
    return steer(method, params);
  }

 private:
  json steer(const std::string& method, const json& params) {
    if (method == "evm_mine") {
      chain_.mine();
      return "0x0";
    }
    if (method == "evm_setAutomine") {
      chain_.set_mining(params.at(0).get<bool>() ? Mining::with_each_transaction
                                                 : Mining::on_command);
      return nullptr;
    }
    if (method == "anvil_dropTransaction") {
      const crypto::Hash dropped = hash(params.at(0));
      return chain_.drop(dropped) ? json(crypto::to_hex(dropped)) : json(nullptr);
    }
    if (method == "anvil_reorg") {
      chain_.reorganise(params.at(0).get<std::uint64_t>());
      return nullptr;
    }
    if (method == "anvil_rollback") {
      chain_.roll_back(params.at(0).get<std::uint64_t>());
      return nullptr;
    }
    if (method == "anvil_setBalance") {
      chain_.set_balance(address(params.at(0)), amount(params.at(1)));
      return nullptr;
    }
    if (method == "anvil_setCode") {
      chain_.set_code(address(params.at(0)), must(crypto::from_hex(text(params.at(1)))));
      return nullptr;
    }
    if (method == "anvil_setStorageAt") {
      const auto value = must(crypto::from_hex(text(params.at(2))));
      chain_.set_slot(address(params.at(0)), amount(params.at(1)), codec::amount_of_bytes(value));
      return true;
    }
    if (method == "anvil_setNextBlockBaseFeePerGas") {
      chain_.set_base_fee(amount(params.at(0)));
      return nullptr;
    }
    refuse(-32601, "Method not found");
  }

  const ChainBlock* visible(const ChainBlock* one) const {
    return one != nullptr && one->place.number <= head_->place.number ? one : nullptr;
  }
  const ChainBlock* find(const json& name) const {
    const std::string tag = text(name);
    if (tag == "latest" || tag == "pending") return head_;
    if (tag == "earliest") return chain_.block(std::uint64_t{0});
    return visible(chain_.block(must(codec::number_from_quantity(tag))));
  }
  ChainAccount account(const json& params) const {
    const ChainBlock* const at = params.size() > 1 ? find(params.at(1)) : head_;
    if (at == nullptr) refuse(-32602, "BlockOutOfRange");
    return chain_.account(address(params.at(0)), *at);
  }
  json storage(const json& params) const {
    const ChainAccount there = chain_.account(address(params.at(0)), *head_);
    const auto slot = there.slots.find(amount(params.at(1)));
    const codec::Word word = codec::word_of(slot == there.slots.end() ? Amount() : slot->second);
    return crypto::to_hex(word);
  }
  json block(const ChainBlock* one, bool whole) const {
    if (one == nullptr) return nullptr;
    json hashes = json::array();
    for (const MinedTransaction& mined : one->transactions)
      hashes.push_back(whole ? transaction(mined.signed_transaction.hash)
                             : json(crypto::to_hex(mined.signed_transaction.hash)));
    return {{"number", to_quantity(one->place.number)},
            {"hash", crypto::to_hex(one->place.hash)},
            {"parentHash", crypto::to_hex(one->parent)},
            {"timestamp", to_quantity(one->timestamp)},
            {"gasLimit", to_quantity(LocalChain::gas_limit)},
            {"baseFeePerGas", to_quantity(one->base_fee)},
            {"transactions", std::move(hashes)}};
  }
  json receipt(const crypto::Hash& which) const {
    const MinedTransaction* const mined = chain_.mined(which);
    if (mined == nullptr || mined->receipt.block.number > head_->place.number) return nullptr;
    const codec::Receipt& one = mined->receipt;
    json logs = json::array();
    for (const codec::Log& log : one.logs) {
      json topics = json::array();
      for (const crypto::Hash& topic : log.topics)
        topics.push_back(crypto::to_hex(topic));
      logs.push_back({{"address", values::to_text(log.address)},
                      {"topics", std::move(topics)},
                      {"data", crypto::to_hex(log.data)},
                      {"blockNumber", to_quantity(log.block.number)},
                      {"blockHash", crypto::to_hex(log.block.hash)},
                      {"transactionHash", crypto::to_hex(log.transaction)},
                      {"transactionIndex", to_quantity(log.transaction_index)},
                      {"logIndex", to_quantity(log.log_index)},
                      {"removed", false}});
    }
    return {{"transactionHash", crypto::to_hex(one.transaction)},
            {"transactionIndex", to_quantity(one.transaction_index)},
            {"blockNumber", to_quantity(one.block.number)},
            {"blockHash", crypto::to_hex(one.block.hash)},
            {"from", values::to_text(one.from)},
            {"to", one.to ? json(values::to_text(*one.to)) : json(nullptr)},
            {"contractAddress", nullptr},
            {"status", one.outcome == codec::Outcome::succeeded ? "0x1" : "0x0"},
            {"gasUsed", to_quantity(one.gas_used)},
            {"cumulativeGasUsed", to_quantity(one.gas_used)},
            {"effectiveGasPrice", to_quantity(one.gas_price)},
            {"logs", std::move(logs)}};
  }
  json transaction(const crypto::Hash& which) const {
    const MinedTransaction* const mined = chain_.mined(which);
    const bool seen = mined != nullptr && mined->receipt.block.number <= head_->place.number;
    const MinedTransaction* const one = seen ? mined : chain_.pooled(which);
    if (one == nullptr) return nullptr;
    return {{"hash", crypto::to_hex(which)},
            {"from", values::to_text(one->signed_transaction.sender)},
            {"nonce", to_quantity(one->signed_transaction.transaction.nonce)},
            {"blockNumber", seen ? json(to_quantity(one->receipt.block.number)) : json(nullptr)}};
  }
  LocalChain::Called called(const json& params) const {
    const json& object = params.at(0);
    LocalChain::CallRequest request;
    if (object.contains("from")) request.from = address(object["from"]);
    if (object.contains("to")) request.to = address(object["to"]);
    if (object.contains("value")) request.value = amount(object["value"]);
    if (object.contains("data")) request.data = must(crypto::from_hex(text(object["data"])));
    const ChainBlock* const at = params.size() > 1 ? find(params.at(1)) : head_;
    if (at == nullptr) refuse(-32602, "BlockOutOfRange");
    auto done = chain_.call(request, *at);
    if (!done) throw Refusal{done.error()};
    return *done;
  }
  json send(const json& params) {
    const auto sent = chain_.send(must(crypto::from_hex(text(params.at(0)))));
    if (!sent) throw Refusal{sent.error()};
    return crypto::to_hex(*sent);
  }

  LocalChain& chain_;
  const ChainBlock* head_ = nullptr;
};

json answer_one(LocalChain& chain, const json& request, std::uint64_t behind, const Lying& lies) {
  json reply = {{"jsonrpc", "2.0"}, {"id", request.at("id")}};
  const auto method = request.at("method").get<std::string>();
  const std::optional<Lie> lie = lies ? lies(method) : std::nullopt;
  try {
    if (lie && lie->deed == Lie::Deed::nothing) throw Refusal{lie->error};
    reply["result"] = Node(chain, behind).call(method, request.value("params", json::array()));
    if (lie && lie->result.empty()) throw Refusal{lie->error};
    if (lie) reply["result"] = json::parse(lie->result);
  } catch (const Refusal& refusal) {
    reply.erase("result");
    reply["error"] = {{"code", refusal.error.code}, {"message", refusal.error.message}};
    if (!refusal.error.data.empty()) reply["error"]["data"] = refusal.error.data;
  } catch (const json::exception&) {
    reply["error"] = {{"code", -32602}, {"message", "invalid params"}};
  }
  return reply;
}

}  // namespace

std::string answer(LocalChain& chain, const std::string& request, std::uint64_t blocks_behind,
                   const Lying& lies) {
  const json asked = json::parse(request);
  if (!asked.is_array()) return answer_one(chain, asked, blocks_behind, lies).dump();
  json replies = json::array();
  for (const json& one : asked)
    replies.push_back(answer_one(chain, one, blocks_behind, lies));
  return replies.dump();
}

std::expected<rpc::HttpReply, rpc::TransportFault> ChainTransport::post(
    const rpc::PostRequest& request) {
  const auto chain = chains_.find(request.url->port);
  const auto fault = [](rpc::Delivery delivery, const char* what) {
    return std::unexpected(rpc::TransportFault{delivery, what});
  };
  if (chain == chains_.end()) return fault(rpc::Delivery::not_sent, "nobody listens");
  const json asked = json::parse(request.body);
  Way way = Way::clear;
  bool sends = false;
  const auto look_at = [&](const json& one) {
    const std::string method = one.at("method");
    sends = sends || method == "eth_sendRawTransaction";
    if (on_the_way) way = std::max(way, on_the_way(method));
  };
  if (asked.is_array()) {
    for (const json& one : asked)
      look_at(one);
  } else {
    look_at(asked);
  }
  if (way == Way::not_connected) return fault(rpc::Delivery::not_sent, "refused");
  if (way == Way::lost_before) return fault(rpc::Delivery::maybe_sent, "timed out");
  if (way == Way::overloaded) return rpc::HttpReply{.status = 503, .body = "busy"};
  if (sends) ++sends_;
  const auto behind = blocks_behind.find(request.url->port);
  std::string reply = answer(*chain->second, std::string(request.body),
                             behind == blocks_behind.end() ? 0 : behind->second, lies);
  if (way == Way::lost_after) return fault(rpc::Delivery::maybe_sent, "timed out");
  return rpc::HttpReply{.status = 200, .body = std::move(reply)};
}

}  // namespace dealwright::tests
