// What an error answer of a node means. The same code means different things in different clients,
// so the table is by client, method, code and text; what is not in it is unknown, and unknown is
// never read as "not done".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace dealwright::rpc {

enum class NodeKind : std::uint8_t { anvil, hardhat, geth, besu, other };
// From the answer to web3_clientVersion: "anvil/v1.7.1", "Geth/v1.16.0-stable/linux-amd64/go1.24".
[[nodiscard]] NodeKind node_kind_of(std::string_view client_version);
[[nodiscard]] std::string_view to_text(NodeKind kind);

enum class ErrorClass : std::uint8_t {
  already_known,            // the node has these very bytes: as good as accepted
  nonce_too_low,            // the nonce is consumed; by whom is to be looked up
  nonce_too_high,           // a gap that this node does not queue
  replacement_underpriced,  // the nonce has a pending transaction that pays about as much
  underpriced,              // under the node's minimum or the base fee
  fee_cap,                  // over the node's own limit on fees
  insufficient_funds,
  pool_full,
  invalid,       // structurally: no node takes these bytes
  reverted,      // a call or an estimate; never said of something that was sent
  not_there,     // blocks or state that this node does not have
  rate_limited,  // also: no right, no quota
  unavailable,   // not reached, or not able to answer now
  unknown,
};
[[nodiscard]] std::string_view to_text(ErrorClass error);

// Methods by what an error of theirs can mean.
enum class MethodKind : std::uint8_t { send, simulate, read };
[[nodiscard]] MethodKind method_kind_of(std::string_view method);

struct ErrorSeen {
  NodeKind node = NodeKind::other;
  std::string_view method;
  std::int64_t code = 0;
  std::string_view text;
};
[[nodiscard]] ErrorClass classify(const ErrorSeen& error);
// Of an answer without a JSON-RPC error: 429, 503 and their like.
[[nodiscard]] ErrorClass classify_status(unsigned http_status);

// Whether asking the same thing of another endpoint, or later, can give another answer.
[[nodiscard]] bool asking_again_can_help(ErrorClass error);

}  // namespace dealwright::rpc
