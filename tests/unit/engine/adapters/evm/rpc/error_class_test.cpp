// What errors mean: every measured answer of every client, and that all else is unknown.
#include "engine/adapters/evm/rpc/error_class.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dealwright::rpc {
namespace {

constexpr auto anvil = NodeKind::anvil;
constexpr auto hardhat = NodeKind::hardhat;
constexpr auto geth = NodeKind::geth;
constexpr auto besu = NodeKind::besu;

struct Measured {
  NodeKind node;
  const char* method;
  std::int64_t code;
  const char* text;
  ErrorClass is;
};

constexpr const char* send = "eth_sendRawTransaction";

const std::vector<Measured> table{
    // The same transaction again while it is pending.
    {anvil, send, -32003, "transaction already imported", ErrorClass::already_known},
    {hardhat, send, -32000, "Known transaction: 0x12", ErrorClass::already_known},
    {geth, send, -32000, "already known", ErrorClass::already_known},
    {besu, send, -32000, "Known transaction", ErrorClass::already_known},
    // A nonce that is consumed.
    {anvil, send, -32003, "nonce too low", ErrorClass::nonce_too_low},
    {hardhat, send, -32000, "Nonce too low. Expected nonce to be 3 but got 2.",
     ErrorClass::nonce_too_low},
    {geth, send, -32000, "nonce too low: next nonce 3, tx nonce 2", ErrorClass::nonce_too_low},
    {besu, send, -32001, "Nonce too low", ErrorClass::nonce_too_low},
    // A replacement that does not pay enough.
    {anvil, send, -32003, "replacement transaction underpriced",
     ErrorClass::replacement_underpriced},
    {hardhat, send, -32000, "Replacement transaction underpriced. A gasPrice of at least 2",
     ErrorClass::replacement_underpriced},
    {geth, send, -32000, "replacement transaction underpriced",
     ErrorClass::replacement_underpriced},
    {besu, send, -32000, "Replacement transaction underpriced",
     ErrorClass::replacement_underpriced},
    // Too little ether.
    {anvil, send, -32003, "Insufficient funds for gas * price + value",
     ErrorClass::insufficient_funds},
    {hardhat, send, -32000, "Sender doesn't have enough funds to send tx",
     ErrorClass::insufficient_funds},
    {geth, send, -32000, "insufficient funds for gas * price + value: balance 0",
     ErrorClass::insufficient_funds},
    {besu, send, -32004, "Upfront cost exceeds account balance", ErrorClass::insufficient_funds},
    // A gap: the others queue.
    {besu, send, -32006, "Transaction nonce is too distant", ErrorClass::nonce_too_high},
    // Gas below the intrinsic cost.
    {anvil, send, -32000, "intrinsic gas too low", ErrorClass::invalid},
    {hardhat, send, -32000, "Transaction requires at least 21000 gas but got 20000",
     ErrorClass::invalid},
    {geth, send, -32000, "intrinsic gas too low: gas 20000, minimum needed 21000",
     ErrorClass::invalid},
    {besu, send, -32003, "Intrinsic gas exceeds gas limit", ErrorClass::invalid},
    // Gas above the block's.
    {anvil, send, -32000, "intrinsic gas too high -- tx.gas_limit > env.block.gas_limit",
     ErrorClass::invalid},
    {hardhat, send, -32000, "Transaction gas limit is 90000000 and exceeds transaction gas cap",
     ErrorClass::invalid},
    {geth, send, -32000, "exceeds block gas limit", ErrorClass::invalid},
    {besu, send, -32005, "Transaction gas limit exceeds block gas limit", ErrorClass::invalid},
    // A fee under the base fee.
    {anvil, send, -32003, "max fee per gas less than block base fee", ErrorClass::underpriced},
    {hardhat, send, -32000, "maxFeePerGas (1) is too low for the next block, which has 7",
     ErrorClass::underpriced},
    {geth, send, -32000, "max fee per gas less than block base fee: address 0x12",
     ErrorClass::underpriced},
    {besu, send, -32009, "Gas price below configured minimum gas price", ErrorClass::underpriced},
    // Another chain's signature.
    {anvil, send, -32003, "invalid chain id for signer", ErrorClass::invalid},
    {hardhat, send, -32602, "Trying to send a raw transaction with an invalid chainId",
     ErrorClass::invalid},
    {geth, send, -32000, "invalid sender", ErrorClass::invalid},
    {geth, send, -32000, "invalid chain id for signer: have 1 want 138", ErrorClass::invalid},
    {besu, send, -32000, "Wrong chainId", ErrorClass::invalid},
    // Reverts of what is only tried.
    {anvil, "eth_call", 3, "execution reverted: no", ErrorClass::reverted},
    {hardhat, "eth_estimateGas", 3, "VM Exception while processing transaction",
     ErrorClass::reverted},
    {geth, "eth_estimateGas", 3, "execution reverted", ErrorClass::reverted},
    {besu, "eth_call", -32000, "Execution reverted", ErrorClass::reverted},
    // Blocks above the head.
    {anvil, "eth_getLogs", -32602, "BlockOutOfRange", ErrorClass::not_there},
    {geth, "eth_call", -32000, "header not found", ErrorClass::not_there},
    // The pool and the node's own rules.
    {geth, send, -32000, "txpool is full", ErrorClass::pool_full},
    {geth, send, -32000, "tx fee (2.10 ether) exceeds the configured cap (1.00 ether)",
     ErrorClass::fee_cap},
    {geth, send, -32000, "transaction underpriced: gas tip cap 1", ErrorClass::underpriced},
    // Providers.
    {geth, "eth_getLogs", -32005, "daily request limit exceeded", ErrorClass::rate_limited},
};

TEST(ErrorClass, IsTheMeasuredOneForEveryClient) {
  for (const Measured& row : table) {
    EXPECT_EQ(to_text(classify({row.node, row.method, row.code, row.text})), to_text(row.is))
        << to_text(row.node) << " " << row.method << " " << row.code << " " << row.text;
  }
}

TEST(ErrorClass, OfAMinedTransactionIsNeverThatItReverted) {
  // Hardhat answers 3 for a transaction that it mined.
  EXPECT_EQ(classify({hardhat, send, 3, "VM Exception while processing transaction"}),
            ErrorClass::unknown);
  EXPECT_EQ(classify({geth, send, 3, "execution reverted"}), ErrorClass::unknown);
}

TEST(ErrorClass, IsUnknownForWhatNobodyMeasured) {
  EXPECT_EQ(classify({NodeKind::other, send, -32000, "nonce too low"}), ErrorClass::unknown);
  EXPECT_EQ(classify({geth, send, -32000, "something new"}), ErrorClass::unknown);
  EXPECT_EQ(classify({geth, send, -32003, "nonce too low"}), ErrorClass::unknown);
  EXPECT_EQ(classify({besu, send, -32000, "something new"}), ErrorClass::unknown);
  EXPECT_EQ(classify({geth, "eth_getBalance", -32000, "already known"}), ErrorClass::unknown);
}

TEST(ErrorClass, OfACodeIsAnotherOnesInAnotherClient) {
  EXPECT_EQ(classify({besu, send, -32003, "x"}), ErrorClass::invalid);
  EXPECT_EQ(classify({anvil, send, -32003, "x"}), ErrorClass::unknown);
  // A rate limit of a provider, and gas above the block for Besu.
  EXPECT_EQ(classify({besu, send, -32005, "limit"}), ErrorClass::invalid);
  EXPECT_EQ(classify({geth, send, -32005, "limit"}), ErrorClass::unknown);
}

TEST(ErrorClass, FollowsFromAStatusWithoutAnAnswer) {
  for (const unsigned status : {401U, 402U, 403U, 429U})
    EXPECT_EQ(classify_status(status), ErrorClass::rate_limited);
  for (const unsigned status : {408U, 500U, 502U, 503U, 504U})
    EXPECT_EQ(classify_status(status), ErrorClass::unavailable);
  EXPECT_EQ(classify_status(400), ErrorClass::unknown);
  EXPECT_EQ(classify_status(404), ErrorClass::unknown);
}

TEST(NodeKind, IsReadFromTheClientsVersion) {
  EXPECT_EQ(node_kind_of("anvil/v1.7.1"), anvil);
  EXPECT_EQ(node_kind_of("HardhatNetwork/3.18.0/@nomicfoundation"), hardhat);
  EXPECT_EQ(node_kind_of("Geth/v1.16.0-stable/linux-amd64/go1.24"), geth);
  EXPECT_EQ(node_kind_of("besu/v25.1.0/linux-x86_64/openjdk-java-21"), besu);
  EXPECT_EQ(node_kind_of("Nethermind/v1.30"), NodeKind::other);
  EXPECT_EQ(node_kind_of(""), NodeKind::other);
}

TEST(GuideOnNodes, NamesEveryClassOfErrors) {
  std::ifstream file("docs/guides/nodes.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (auto i = 0; i <= static_cast<int>(ErrorClass::unknown); ++i) {
    const std::string_view name = to_text(static_cast<ErrorClass>(i));
    EXPECT_NE(page.find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace dealwright::rpc
