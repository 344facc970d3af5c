// The chain in this process as a node: JSON-RPC over a transport without a network, and faults of
// the way on command. Several endpoints may lead to one chain, or to several.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "engine/adapters/evm/rpc/transport.hpp"
#include "tests/support/chain/local_chain.hpp"

namespace dealwright::tests {

// What happens to one request on its way.
enum class Way : std::uint8_t {
  clear,
  not_connected,  // nothing arrives
  lost_before,    // nothing arrives, and nobody can know
  lost_after,     // the node acts on it, its answer does not arrive
  overloaded,     // status 503, nothing is done
};

// An answer that is not the chain's.
struct Lie {
  enum class Deed : std::uint8_t { nothing, as_asked } deed = Deed::nothing;
  ChainError error;
  std::string result;  // JSON: instead of an error; only for what is done as asked
};
using Lying = std::function<std::optional<Lie>(const std::string& method)>;

class ChainTransport final : public rpc::Transport {
 public:
  // The endpoint at this port leads to the chain, which outlives the object.
  void lead(std::uint16_t port, LocalChain& chain) { chains_[port] = &chain; }
  // Asked about each call, batched ones included: the worst way of a batch is the way of all.
  std::function<Way(const std::string& method)> on_the_way;
  Lying lies;
  // A node that is behind by so many blocks, by port.
  std::map<std::uint16_t, std::uint64_t> blocks_behind;

  [[nodiscard]] std::expected<rpc::HttpReply, rpc::TransportFault> post(
      const rpc::PostRequest& request) override;

  [[nodiscard]] std::uint64_t sends() const { return sends_; }

 private:
  std::map<std::uint16_t, LocalChain*> chains_;
  std::uint64_t sends_ = 0;  // of bytes that reached a node
};

// The answer to the text of a request, single or batch.
[[nodiscard]] std::string answer(LocalChain& chain, const std::string& request,
                                 std::uint64_t blocks_behind, const Lying& lies);

}  // namespace dealwright::tests
