// Mining and the pool's rules, in the words of anvil 1.7.
#include "tests/support/chain/local_chain.hpp"

#include <algorithm>
#include <utility>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::tests {

using values::Address;
using values::Amount;

namespace {

constexpr std::uint64_t genesis_time = 1'767'225'600;
constexpr std::uint64_t block_seconds = 12;
constexpr std::int64_t rejected = -32003;
constexpr std::int64_t failed = -32000;

Amount sum(const Amount& a, const Amount& b) { return values::add(a, b).value(); }
Amount less(const Amount& a, const Amount& b) { return values::subtract(a, b).value(); }
Amount times(const Amount& a, std::uint64_t n) { return values::multiply(a, Amount(n)).value(); }

std::unexpected<ChainError> error(std::int64_t code, std::string message) {
  return std::unexpected(ChainError{code, std::move(message), {}});
}

Amount fee_max_of(const codec::Transaction& transaction) {
  return transaction.kind == codec::TransactionKind::dynamic_fee ? transaction.fee_max
                                                                 : transaction.gas_price;
}
Amount tip_max_of(const codec::Transaction& transaction) {
  return transaction.kind == codec::TransactionKind::dynamic_fee ? transaction.priority_fee_max
                                                                 : transaction.gas_price;
}
Amount price_of(const codec::Transaction& transaction, const Amount& base_fee) {
  return values::smaller(fee_max_of(transaction), sum(base_fee, tip_max_of(transaction)));
}
// By more than a tenth in both.
bool pays_more(const codec::Transaction& one, const codec::Transaction& than) {
  const auto enough = [](const Amount& a, const Amount& b) { return times(a, 10) >= times(b, 11); };
  return enough(fee_max_of(one), fee_max_of(than)) && enough(tip_max_of(one), tip_max_of(than));
}

struct Executed {
  codec::Outcome outcome = codec::Outcome::succeeded;
  std::uint64_t gas = 0;
  std::vector<codec::Log> logs;
  crypto::Bytes data;
  bool ran_out = false;
};

// The call itself: all or nothing but the gas.
Executed execute(ChainState& state, const LocalChain::CallRequest& request) {
  ChainState before = state;
  Executed done{.gas = intrinsic_gas(request.data), .logs = {}, .data = {}};
  const Address to = request.to.value_or(Address{});
  ChainAccount& from = state[request.from];
  if (from.balance < request.value) {
    done.outcome = codec::Outcome::reverted;
    return done;
  }
  from.balance = less(from.balance, request.value);
  state[to].balance = sum(state[to].balance, request.value);
  Ran ran = run_program(
      state, {.self = to, .sender = request.from, .value = request.value, .data = request.data});
  done.gas += ran.gas;
  done.ran_out = ran.end == Ran::End::out_of_gas || done.gas > request.gas;
  if (done.ran_out) done.gas = request.gas;
  if (done.ran_out || ran.end == Ran::End::reverted) {
    state = std::move(before);
    done.outcome = codec::Outcome::reverted;
  } else {
    done.logs = std::move(ran.logs);
  }
  done.data = std::move(ran.data);
  return done;
}

// Includes it in a block on the state, fees and nonce included.
codec::Receipt include(ChainState& state, const codec::SignedTransaction& one,
                       const Amount& base_fee) {
  const codec::Transaction& transaction = one.transaction;
  const Amount price = price_of(transaction, base_fee);
  ChainAccount& sender = state[one.sender];
  ++sender.nonce;
  sender.balance = less(sender.balance, times(price, transaction.gas_limit));
  Executed done = execute(state, {.from = one.sender,
                                  .to = transaction.to,
                                  .value = transaction.value,
                                  .data = transaction.data,
                                  .gas = transaction.gas_limit});
  ChainAccount& payer = state[one.sender];
  payer.balance = sum(payer.balance, times(price, transaction.gas_limit - done.gas));
  return {.transaction = one.hash,
          .block = {},
          .from = one.sender,
          .to = transaction.to,
          .created = {},
          .outcome = done.outcome,
          .gas_used = done.gas,
          .gas_price = price,
          .logs = std::move(done.logs)};
}

}  // namespace

std::uint64_t intrinsic_gas(const crypto::Bytes& data) {
  std::uint64_t gas = 21'000;
  for (const std::uint8_t byte : data)
    gas += byte == 0 ? 4 : 16;
  return gas;
}

LocalChain::LocalChain(std::uint64_t chain_id) : chain_id_(chain_id) { add_block({}, {}); }

void LocalChain::set_balance(const Address& address, const Amount& wei) {
  draft()[address].balance = wei;
}
void LocalChain::set_code(const Address& address, const crypto::Bytes& code) {
  draft()[address].code = code;
}
void LocalChain::set_slot(const Address& address, const Amount& slot, const Amount& value) {
  draft()[address].slots[slot] = value;
}

// The head's own state: as nodes for tests do, a setting changes no block.
ChainState& LocalChain::draft() {
  auto copy = std::make_shared<ChainState>(*blocks_.back().after);
  ChainState& state = *copy;
  blocks_.back().after = std::move(copy);
  return state;
}

std::expected<crypto::Hash, ChainError> LocalChain::send(const crypto::Bytes& bytes) {
  const auto decoded = codec::decode_signed(bytes);
  if (!decoded) return error(failed, "failed to decode signed transaction");
  const codec::Transaction& transaction = decoded->transaction;
  if (transaction.chain_id != chain_id_) return error(rejected, "invalid chain id for signer");
  if (pooled(decoded->hash) != nullptr) return error(rejected, "transaction already imported");
  const ChainAccount sender = account(decoded->sender, head());
  if (transaction.nonce < sender.nonce) return error(rejected, "nonce too low");
  if (transaction.gas_limit < intrinsic_gas(transaction.data))
    return error(failed, "intrinsic gas too low");
  if (transaction.gas_limit > gas_limit)
    return error(failed, "intrinsic gas too high -- tx.gas_limit > env.block.gas_limit");
  if (fee_max_of(transaction) < base_fee_)
    return error(rejected, "max fee per gas less than block base fee");
  const Amount needed =
      sum(times(fee_max_of(transaction), transaction.gas_limit), transaction.value);
  if (sender.balance < needed) return error(rejected, "Insufficient funds for gas * price + value");
  auto& slots = pool_[decoded->sender];
  if (const auto there = slots.find(transaction.nonce);
      there != slots.end() && !pays_more(transaction, there->second.signed_transaction.transaction))
    return error(rejected, "replacement transaction underpriced");
  slots.insert_or_assign(
      transaction.nonce,
      MinedTransaction{.signed_transaction = *decoded, .bytes = bytes, .receipt = {}});
  if (mining_ == Mining::with_each_transaction) mine();
  return decoded->hash;
}

void LocalChain::mine() {
  ChainState state = *head().after;
  std::vector<MinedTransaction> mined;
  std::uint64_t gas = 0;
  for (auto& [sender, slots] : pool_) {
    for (auto at = slots.begin(); at != slots.end();) {
      const codec::Transaction& transaction = at->second.signed_transaction.transaction;
      const std::uint64_t next = state[sender].nonce;
      if (transaction.nonce < next) {  // its nonce was used
        at = slots.erase(at);
        continue;
      }
      const Amount most =
          sum(times(fee_max_of(transaction), transaction.gas_limit), transaction.value);
      if (transaction.nonce != next || fee_max_of(transaction) < base_fee_ ||
          gas + transaction.gas_limit > gas_limit || state[sender].balance < most)
        break;
      at->second.receipt = include(state, at->second.signed_transaction, base_fee_);
      gas += transaction.gas_limit;
      mined.push_back(std::move(at->second));
      at = slots.erase(at);
    }
  }
  std::erase_if(pool_, [](const auto& one) { return one.second.empty(); });
  add_block(std::move(mined), std::move(state));
}

void LocalChain::add_block(std::vector<MinedTransaction> transactions, ChainState state) {
  ChainBlock block{.base_fee = base_fee_, .transactions = std::move(transactions)};
  block.place.number = blocks_.empty() ? 0 : head().place.number + 1;
  block.timestamp = blocks_.empty() ? genesis_time : head().timestamp + block_seconds;
  if (!blocks_.empty()) block.parent = head().place.hash;
  std::string content = "block " + std::to_string(block.place.number) + " " +
                        std::to_string(salt_++) + " " + crypto::to_hex(block.parent);
  block.place.hash = crypto::keccak256(content);
  std::uint64_t log_index = 0;
  for (std::size_t i = 0; i < block.transactions.size(); ++i) {
    codec::Receipt& receipt = block.transactions[i].receipt;
    receipt.block = block.place;
    receipt.transaction_index = i;
    for (codec::Log& log : receipt.logs) {
      log.block = block.place;
      log.transaction = receipt.transaction;
      log.transaction_index = i;
      log.log_index = log_index++;
    }
  }
  block.after = std::make_shared<const ChainState>(std::move(state));
  blocks_.push_back(std::move(block));
}

bool LocalChain::drop(const crypto::Hash& hash) {
  for (auto& [sender, slots] : pool_) {
    for (const auto& [nonce, one] : slots) {
      if (one.signed_transaction.hash != hash) continue;
      slots.erase(nonce);
      return true;
    }
  }
  return false;
}

void LocalChain::reorganise(std::uint64_t depth) {
  roll_back(depth);
  for (std::uint64_t i = 0; i < depth; ++i)
    add_block({}, *head().after);
}

void LocalChain::roll_back(std::uint64_t depth) {
  const std::uint64_t most = blocks_.size() - 1;
  blocks_.resize(blocks_.size() - std::min(depth, most));
}

const ChainBlock* LocalChain::block(std::uint64_t number) const {
  return number < blocks_.size() ? &blocks_[number] : nullptr;
}
const ChainBlock* LocalChain::block(const crypto::Hash& hash) const {
  const auto at =
      std::ranges::find_if(blocks_, [&](const ChainBlock& one) { return one.place.hash == hash; });
  return at == blocks_.end() ? nullptr : &*at;
}
const MinedTransaction* LocalChain::mined(const crypto::Hash& hash) const {
  for (const ChainBlock& block : blocks_) {
    for (const MinedTransaction& one : block.transactions) {
      if (one.signed_transaction.hash == hash) return &one;
    }
  }
  return nullptr;
}
const MinedTransaction* LocalChain::pooled(const crypto::Hash& hash) const {
  for (const auto& [sender, slots] : pool_) {
    for (const auto& [nonce, one] : slots) {
      if (one.signed_transaction.hash == hash) return &one;
    }
  }
  return nullptr;
}

ChainAccount LocalChain::account(const Address& address, const ChainBlock& at) const {
  const auto found = at.after->find(address);
  return found == at.after->end() ? ChainAccount{} : found->second;
}

std::uint64_t LocalChain::pending_nonce(const Address& address) const {
  std::uint64_t next = account(address, head()).nonce;
  const auto slots = pool_.find(address);
  while (slots != pool_.end() && slots->second.contains(next))
    ++next;
  return next;
}

std::expected<LocalChain::Called, ChainError> LocalChain::call(const CallRequest& request,
                                                               const ChainBlock& at) const {
  ChainState state = *at.after;
  if (state[request.from].balance < request.value)
    return error(rejected, "Insufficient funds for gas * price + value");
  Executed done = execute(state, request);
  if (done.ran_out) return error(failed, "EVM error: OutOfGas");
  if (done.outcome == codec::Outcome::reverted)
    return std::unexpected(ChainError{3, "execution reverted", crypto::to_hex(done.data)});
  return Called{.returned = std::move(done.data), .gas = done.gas};
}

}  // namespace dealwright::tests
