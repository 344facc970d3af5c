// A chain in this process: blocks, a pool, accounts and the few contracts of programs.hpp, with
// everything that can happen to a transaction on command. No clock: blocks come when they are
// asked for, or with each transaction. tests/conformance/chain holds it against a real node.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/adapters/evm/codec/receipt.hpp"
#include "engine/adapters/evm/codec/transaction.hpp"
#include "tests/support/chain/programs.hpp"

namespace dealwright::tests {

struct MinedTransaction {
  codec::SignedTransaction signed_transaction;
  crypto::Bytes bytes;
  codec::Receipt receipt;
};
struct ChainBlock {
  codec::BlockPlace place;
  crypto::Hash parent;
  std::uint64_t timestamp = 0;  // seconds
  values::Amount base_fee;
  std::vector<MinedTransaction> transactions;
  std::shared_ptr<const ChainState> after;
};
// As JSON-RPC says it.
struct ChainError {
  std::int64_t code = 0;
  std::string message;
  std::string data;
};

enum class Mining : std::uint8_t { with_each_transaction, on_command };

class LocalChain {
 public:
  static constexpr std::uint64_t gas_limit = 30'000'000;

  explicit LocalChain(std::uint64_t chain_id);

  [[nodiscard]] std::uint64_t chain_id() const { return chain_id_; }
  void set_mining(Mining mining) { mining_ = mining; }
  void set_base_fee(const values::Amount& wei) { base_fee_ = wei; }
  void set_balance(const values::Address& address, const values::Amount& wei);
  void set_code(const values::Address& address, const crypto::Bytes& code);
  void set_slot(const values::Address& address, const values::Amount& slot,
                const values::Amount& value);

  // The hash, when it is taken into the pool.
  std::expected<crypto::Hash, ChainError> send(const crypto::Bytes& bytes);
  void mine();
  // True when it was in the pool.
  bool drop(const crypto::Hash& hash);
  // The last blocks are replaced by as many empty ones. What was in them is in no pool.
  void reorganise(std::uint64_t depth);
  // The last blocks are gone.
  void roll_back(std::uint64_t depth);

  [[nodiscard]] const ChainBlock& head() const { return blocks_.back(); }
  [[nodiscard]] const ChainBlock* block(std::uint64_t number) const;
  [[nodiscard]] const ChainBlock* block(const crypto::Hash& hash) const;
  [[nodiscard]] const MinedTransaction* mined(const crypto::Hash& hash) const;
  [[nodiscard]] const MinedTransaction* pooled(const crypto::Hash& hash) const;
  [[nodiscard]] ChainAccount account(const values::Address& address, const ChainBlock& at) const;
  [[nodiscard]] std::uint64_t pending_nonce(const values::Address& address) const;
  [[nodiscard]] const values::Amount& base_fee() const { return base_fee_; }

  struct CallRequest {
    values::Address from;
    std::optional<values::Address> to;
    values::Amount value;
    crypto::Bytes data;
    std::uint64_t gas = gas_limit;
  };
  struct Called {
    crypto::Bytes returned;
    std::uint64_t gas = 0;  // whole
  };
  [[nodiscard]] std::expected<Called, ChainError> call(const CallRequest& request,
                                                       const ChainBlock& at) const;

 private:
  void add_block(std::vector<MinedTransaction> transactions, ChainState state);
  [[nodiscard]] ChainState& draft();

  std::uint64_t chain_id_;
  Mining mining_ = Mining::with_each_transaction;
  values::Amount base_fee_{1'000'000'000};
  std::vector<ChainBlock> blocks_;
  // By sender and nonce.
  std::map<values::Address, std::map<std::uint64_t, MinedTransaction>> pool_;
  std::uint64_t salt_ = 0;  // two blocks with the same content have different hashes
};

// Every transaction's own gas (EIP-2028, EIP-7623 left aside).
[[nodiscard]] std::uint64_t intrinsic_gas(const crypto::Bytes& data);

}  // namespace dealwright::tests
