// Least recently used entries go first.
#include "engine/adapters/evm/rpc/cache.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

namespace dealwright::rpc {
namespace {

std::string key_of(const Call& call) { return call.method + " " + call.params; }

// Methods whose answer is a fact of the block at the head.
constexpr std::array<std::string_view, 10> of_the_head{
    "eth_blockNumber", "eth_call",       "eth_feeHistory",       "eth_gasPrice",
    "eth_getBalance",  "eth_getCode",    "eth_getBlockByNumber", "eth_getStorageAt",
    "eth_getProof",    "eth_estimateGas"};
constexpr std::array<std::string_view, 3> of_the_chain{"eth_chainId", "net_version",
                                                       "eth_getBlockByHash"};

}  // namespace

Volatility volatility_of(const Call& call) {
  if (std::ranges::find(of_the_chain, call.method) != of_the_chain.end()) {
    return Volatility::never_changes;
  }
  const bool at_a_block = std::ranges::find(of_the_head, call.method) != of_the_head.end();
  if (!at_a_block) return Volatility::always_asked;
  // What is pending changes with every transaction that anybody sends.
  if (call.params.find("\"pending\"") != std::string::npos) return Volatility::always_asked;
  // Asked by the hash of a block (EIP-1898), which is one state for ever.
  if (call.params.find("\"blockHash\"") != std::string::npos) return Volatility::never_changes;
  return Volatility::with_the_head;
}

std::optional<std::string> Cache::find(const Call& call, values::TimePoint now) {
  const auto at = places_.find(key_of(call));
  if (at == places_.end()) return std::nullopt;
  const Place place = at->second;
  // A clock that went back makes an answer as old as one that is.
  const values::Duration age = now - place->kept_at;
  if (place->volatility == Volatility::with_the_head &&
      (age > head_answer_age_max || age < values::Duration{})) {
    drop(place);
    return std::nullopt;
  }
  entries_.splice(entries_.begin(), entries_, place);
  return place->result;
}

void Cache::keep(const Call& call, const std::string& result, values::TimePoint now) {
  const Volatility volatility = volatility_of(call);
  if (volatility == Volatility::always_asked || result == "null") return;
  const std::string key = key_of(call);
  if (const auto at = places_.find(key); at != places_.end()) drop(at->second);
  if (key.size() + result.size() > cached_bytes_max) return;
  entries_.push_front({.key = key, .result = result, .volatility = volatility, .kept_at = now});
  places_[key] = entries_.begin();
  bytes_ += key.size() + result.size();
  while (places_.size() > cached_answers_max || bytes_ > cached_bytes_max)
    drop(std::prev(entries_.end()));
}

void Cache::head_changed() {
  for (Place place = entries_.begin(); place != entries_.end();) {
    const Place next = std::next(place);
    if (place->volatility == Volatility::with_the_head) drop(place);
    place = next;
  }
}

void Cache::drop(Place place) {
  bytes_ -= place->key.size() + place->result.size();
  places_.erase(place->key);
  entries_.erase(place);
}

}  // namespace dealwright::rpc
