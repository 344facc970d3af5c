// The table, measured with the clients that it names. Order matters: the first row that fits.
#include "engine/adapters/evm/rpc/error_class.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "dsl/values/assertion.hpp"

namespace dealwright::rpc {
namespace {

struct Row {
  std::optional<NodeKind> node;  // nothing: any
  std::optional<MethodKind> method;
  std::optional<std::int64_t> code;
  std::string_view text;  // in lower case, anywhere in the message; empty: any
  ErrorClass is;
};

constexpr auto send = MethodKind::send;
constexpr auto simulate = MethodKind::simulate;
constexpr auto read = MethodKind::read;
constexpr auto anvil = NodeKind::anvil;
constexpr auto hardhat = NodeKind::hardhat;
constexpr auto geth = NodeKind::geth;
constexpr auto besu = NodeKind::besu;

constexpr std::array rows{
    // anvil 1.7
    Row{anvil, send, -32003, "transaction already imported", ErrorClass::already_known},
    Row{anvil, send, -32003, "nonce too low", ErrorClass::nonce_too_low},
    Row{anvil, send, -32003, "replacement transaction underpriced",
        ErrorClass::replacement_underpriced},
    Row{anvil, send, -32003, "insufficient funds", ErrorClass::insufficient_funds},
    Row{anvil, send, -32000, "intrinsic gas too", ErrorClass::invalid},  // low and high
    Row{anvil, send, -32003, "intrinsic gas too", ErrorClass::invalid},
    Row{anvil, send, -32003, "less than block base fee", ErrorClass::underpriced},
    Row{anvil, send, -32003, "invalid chain id", ErrorClass::invalid},
    Row{anvil, simulate, 3, "", ErrorClass::reverted},
    Row{anvil, simulate, -32003, "insufficient funds", ErrorClass::insufficient_funds},
    Row{anvil, std::nullopt, -32602, "blockoutofrange", ErrorClass::not_there},
    // Hardhat 3.18. Its error 3 for something sent is no row: the transaction was mined.
    Row{hardhat, send, -32000, "known transaction", ErrorClass::already_known},
    Row{hardhat, send, -32000, "nonce too low", ErrorClass::nonce_too_low},
    Row{hardhat, send, -32000, "replacement transaction underpriced",
        ErrorClass::replacement_underpriced},
    Row{hardhat, send, -32000, "doesn't have enough funds", ErrorClass::insufficient_funds},
    Row{hardhat, send, -32000, "transaction requires at least", ErrorClass::invalid},
    Row{hardhat, send, -32000, "exceeds transaction gas cap", ErrorClass::invalid},
    Row{hardhat, send, -32000, "is too low for the next block", ErrorClass::underpriced},
    Row{hardhat, send, -32602, "invalid chainid", ErrorClass::invalid},
    Row{hardhat, simulate, 3, "", ErrorClass::reverted},
    // geth
    Row{geth, send, -32000, "already known", ErrorClass::already_known},
    Row{geth, send, -32000, "nonce too low", ErrorClass::nonce_too_low},
    Row{geth, send, -32000, "nonce too high", ErrorClass::nonce_too_high},
    Row{geth, send, -32000, "replacement transaction underpriced",
        ErrorClass::replacement_underpriced},
    Row{geth, send, -32000, "transaction underpriced", ErrorClass::underpriced},
    Row{geth, send, -32000, "insufficient funds", ErrorClass::insufficient_funds},
    Row{geth, send, -32000, "intrinsic gas too low", ErrorClass::invalid},
    Row{geth, send, -32000, "exceeds block gas limit", ErrorClass::invalid},
    Row{geth, send, -32000, "less than block base fee", ErrorClass::underpriced},
    Row{geth, send, -32000, "invalid sender", ErrorClass::invalid},
    Row{geth, send, -32000, "chain id", ErrorClass::invalid},
    Row{geth, send, -32000, "exceeds the configured cap", ErrorClass::fee_cap},
    Row{geth, send, -32000, "txpool is full", ErrorClass::pool_full},
    Row{geth, simulate, 3, "", ErrorClass::reverted},
    Row{geth, simulate, -32000, "execution reverted", ErrorClass::reverted},
    Row{geth, simulate, -32000, "insufficient funds", ErrorClass::insufficient_funds},
    Row{geth, std::nullopt, -32000, "header not found", ErrorClass::not_there},
    Row{geth, std::nullopt, -32000, "missing trie node", ErrorClass::not_there},
    // Besu: its codes say more than its texts.
    Row{besu, send, -32000, "known transaction", ErrorClass::already_known},
    Row{besu, send, -32001, "", ErrorClass::nonce_too_low},
    Row{besu, send, -32000, "replacement transaction underpriced",
        ErrorClass::replacement_underpriced},
    Row{besu, send, -32004, "", ErrorClass::insufficient_funds},
    Row{besu, send, -32006, "", ErrorClass::nonce_too_high},
    Row{besu, send, -32003, "", ErrorClass::invalid},
    Row{besu, send, -32005, "", ErrorClass::invalid},
    Row{besu, send, -32009, "", ErrorClass::underpriced},
    Row{besu, send, -32000, "chainid", ErrorClass::invalid},
    Row{besu, send, -32000, "chain id", ErrorClass::invalid},
    Row{besu, simulate, -32000, "revert", ErrorClass::reverted},
    // Providers in front of any client. Reads alone: of what was sent nothing is known.
    Row{std::nullopt, read, -32005, "limit", ErrorClass::rate_limited},
    Row{std::nullopt, simulate, -32005, "limit", ErrorClass::rate_limited},
    Row{std::nullopt, read, 429, "", ErrorClass::rate_limited},
    Row{std::nullopt, simulate, 429, "", ErrorClass::rate_limited},
};

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

}  // namespace

NodeKind node_kind_of(std::string_view client_version) {
  const std::string lower = in_lower_case(client_version);
  const auto begins = [&](std::string_view name) { return lower.starts_with(name); };
  if (begins("anvil/")) return anvil;
  if (begins("hardhat")) return hardhat;
  if (begins("geth/")) return geth;
  if (begins("besu/")) return besu;
  return NodeKind::other;
}

std::string_view to_text(NodeKind kind) {
  switch (kind) {
    case NodeKind::anvil: return "anvil";
    case NodeKind::hardhat: return "hardhat";
    case NodeKind::geth: return "geth";
    case NodeKind::besu: return "besu";
    case NodeKind::other: return "a client that is not known";
  }
  DEALWRIGHT_UNREACHABLE("node kind");
}

std::string_view to_text(ErrorClass error) {
  switch (error) {
    case ErrorClass::already_known: return "already known";
    case ErrorClass::nonce_too_low: return "nonce too low";
    case ErrorClass::nonce_too_high: return "nonce too high";
    case ErrorClass::replacement_underpriced: return "replacement underpriced";
    case ErrorClass::underpriced: return "underpriced";
    case ErrorClass::fee_cap: return "over the node's fee cap";
    case ErrorClass::insufficient_funds: return "insufficient funds";
    case ErrorClass::pool_full: return "pool full";
    case ErrorClass::invalid: return "invalid";
    case ErrorClass::reverted: return "reverted";
    case ErrorClass::not_there: return "not there";
    case ErrorClass::rate_limited: return "rate limited";
    case ErrorClass::unavailable: return "unavailable";
    case ErrorClass::unknown: return "unknown";
  }
  DEALWRIGHT_UNREACHABLE("error class");
}

MethodKind method_kind_of(std::string_view method) {
  if (method == "eth_sendRawTransaction" || method == "eth_sendTransaction") return send;
  if (method == "eth_call" || method == "eth_estimateGas") return simulate;
  return read;
}

ErrorClass classify(const ErrorSeen& error) {
  const MethodKind method = method_kind_of(error.method);
  const std::string text = in_lower_case(error.text);
  for (const Row& row : rows) {
    const bool fits =
        (!row.node || *row.node == error.node) && (!row.method || *row.method == method) &&
        (!row.code || *row.code == error.code) && text.find(row.text) != std::string::npos;
    if (fits) return row.is;
  }
  return ErrorClass::unknown;
}

ErrorClass classify_status(unsigned http_status) {
  if (http_status == 401 || http_status == 402 || http_status == 403 || http_status == 429) {
    return ErrorClass::rate_limited;
  }
  if (http_status == 408 || http_status >= 500) return ErrorClass::unavailable;
  return ErrorClass::unknown;
}

bool asking_again_can_help(ErrorClass error) {
  switch (error) {
    case ErrorClass::not_there:
    case ErrorClass::rate_limited:
    case ErrorClass::unavailable:
    case ErrorClass::unknown: return true;
    case ErrorClass::already_known:
    case ErrorClass::nonce_too_low:
    case ErrorClass::nonce_too_high:
    case ErrorClass::replacement_underpriced:
    case ErrorClass::underpriced:
    case ErrorClass::fee_cap:
    case ErrorClass::insufficient_funds:
    case ErrorClass::pool_full:
    case ErrorClass::invalid:
    case ErrorClass::reverted: return false;
  }
  DEALWRIGHT_UNREACHABLE("error class");
}

}  // namespace dealwright::rpc
