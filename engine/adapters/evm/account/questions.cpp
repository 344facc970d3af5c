// Requests in as few round trips as the answers depend on each other: first the head, then
// everything about it. All numbers of one look are of one head.
#include "engine/adapters/evm/account/questions.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/adapters/evm/account/answers.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/codec/receipt.hpp"

namespace dealwright::account {

using rpc::Call;
using rpc::Client;
using rpc::ErrorClass;
using rpc::Outcome;
using transactions::AccountState;
using transactions::Examination;
using transactions::Examined;
using transactions::Inclusion;
using transactions::InPool;
using transactions::Look;
using transactions::Order;
using transactions::Policy;
using transactions::Rehearsal;
using transactions::Seen;
using transactions::SendAnswer;
using transactions::Transaction;
using transactions::TransactionStatus;

namespace {

std::string quoted(const std::string& text) { return "\"" + text + "\""; }
Call count_of(const values::Address& address, const std::string& block) {
  return {.method = "eth_getTransactionCount",
          .params = "[" + quoted(values::to_text(address)) + "," + quoted(block) + "]"};
}
Call block_at(const std::string& block) {
  return {.method = "eth_getBlockByNumber", .params = "[" + quoted(block) + ",false]"};
}
Call by_hash(const char* method, const crypto::Hash& hash) {
  return {.method = method, .params = "[" + quoted(crypto::to_hex(hash)) + "]"};
}
std::string object_of(const values::Address& from, const Order& order) {
  std::string object = "{\"from\":" + quoted(values::to_text(from)) +
                       ",\"to\":" + quoted(values::to_text(order.to)) +
                       ",\"value\":" + quoted(codec::to_quantity(order.value));
  if (!order.data.empty()) object += ",\"data\":" + quoted(crypto::to_hex(order.data));
  return object + "}";
}

std::expected<Block, std::string> head_from(const Outcome& outcome) {
  if (!outcome) return std::unexpected(outcome.error().what);
  auto block = block_from_json(*outcome);
  if (!block) return std::unexpected(std::move(block.error()));
  if (!*block) return std::unexpected("the node has no head");
  return **block;
}

// The last block that is final; the first one of all while the chain is that short.
std::uint64_t last_final(const Policy& policy, std::uint64_t head) {
  const std::uint64_t above = policy.confirmations == 0 ? 0 : policy.confirmations - 1;
  return head < above ? 0 : head - above;
}

template <class T>
std::optional<T> read(const Outcome& outcome, std::optional<T> (*reads)(std::string_view)) {
  return outcome ? reads(*outcome) : std::nullopt;
}

// What a rehearsal says, from the call and the estimate.
void rehearse(Examination& found, const Order& order, const Outcome& call, const Outcome& gas,
              const Explain& explain) {
  for (const Outcome* one : {&call, &gas}) {
    if (*one) continue;
    const rpc::Failure& failure = one->error();
    if (failure.is == ErrorClass::reverted) {
      found.rehearsal = Rehearsal::reverted;
      const auto data = crypto::from_hex(failure.answer.data);
      found.words = explain ? explain(order, data.value_or(crypto::Bytes())) : failure.what;
      return;
    }
    // The balance is judged with what is under way, so a node's word on it is not needed.
    if (failure.is == ErrorClass::insufficient_funds) continue;
    found.rehearsal = Rehearsal::unavailable;
    found.words = failure.what;
    return;
  }
  found.rehearsal = Rehearsal::passed;
  found.gas = read(gas, number_from_json);
}

}  // namespace

std::expected<std::vector<Examined>, std::string> examine(Client& client, const Policy& policy,
                                                          const AccountState& state,
                                                          const std::vector<std::string>& orders,
                                                          const Explain& explain) {
  const std::string address = quoted(values::to_text(state.address));
  const std::vector<Call> first{
      block_at("latest"),
      {.method = "eth_maxPriorityFeePerGas"},
      {.method = "eth_getBalance", .params = "[" + address + ",\"latest\"]"},
      count_of(state.address, "latest"),
      count_of(state.address, "pending"),
  };
  const auto of_head = client.batch(first);
  const auto head = head_from(of_head[0]);
  if (!head) return std::unexpected(head.error());
  // A head below what was seen is a node that lags: what it says of balances and nonces is old.
  if (head->place.number < state.highest_block)
    return std::unexpected("the node is behind block " + std::to_string(state.highest_block));
  const auto tip = read(of_head[1], amount_from_json);
  const auto balance = read(of_head[2], amount_from_json);
  const auto latest = read(of_head[3], number_from_json);
  const auto pending = read(of_head[4], number_from_json);
  if (!tip || !balance || !latest || !pending)
    return std::unexpected("the node does not say fees, balance and nonces of the account");

  std::vector<Call> second{
      count_of(state.address, codec::to_quantity(last_final(policy, head->place.number)))};
  for (const std::string& name : orders) {
    const std::string object = object_of(state.address, state.orders.at(name).order);
    second.push_back({.method = "eth_call", .params = "[" + object + ",\"latest\"]"});
    second.push_back({.method = "eth_estimateGas", .params = "[" + object + ",\"latest\"]"});
  }
  const auto answers = client.batch(second);
  const auto final_count = read(answers[0], number_from_json);
  if (!final_count) return std::unexpected("the node does not say the account's final nonce");

  std::vector<Examined> examined;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    Examination found{.balance = *balance,
                      .market = {.base_fee = head->base_fee, .priority_fee = *tip},
                      .block_gas_limit = head->gas_limit,
                      .nonce_latest = *latest,
                      .nonce_pending = *pending,
                      .nonce_final = *final_count};
    rehearse(found, state.orders.at(orders[i]).order, answers[1 + 2 * i], answers[2 + 2 * i],
             explain);
    examined.push_back({.order = orders[i], .found = std::move(found)});
  }
  return examined;
}

std::expected<std::uint64_t, std::string> first_nonce(Client& client,
                                                      const values::Address& address) {
  const std::vector<Call> calls{count_of(address, "latest"), count_of(address, "pending")};
  const auto answers = client.batch(calls);
  const auto latest = read(answers[0], number_from_json);
  const auto pending = read(answers[1], number_from_json);
  if (!latest || !pending) {
    return std::unexpected("no node says the nonce of " + values::to_text(address) +
                           (answers[0] ? std::string() : ": " + answers[0].error().what));
  }
  if (*pending > *latest) {
    return std::unexpected("transactions of " + values::to_text(address) +
                           " that this journal does not know wait in the pool");
  }
  return *latest;
}

namespace {

// What is asked about one order, and where its answers stand.
struct Asked {
  std::string order;
  std::size_t receipts = 0;  // one for each attempt
  std::size_t pool = 0;      // one for each attempt
  std::optional<std::size_t> block;
};

Asked ask_about(std::vector<Call>& calls, const std::string& name, const Transaction& one) {
  Asked asked{.order = name, .receipts = calls.size()};
  for (const transactions::Attempt& attempt : one.attempts)
    calls.push_back(by_hash("eth_getTransactionReceipt", attempt.hash));
  asked.pool = calls.size();
  for (const transactions::Attempt& attempt : one.attempts)
    calls.push_back(by_hash("eth_getTransactionByHash", attempt.hash));
  if (one.inclusion) {
    asked.block = calls.size();
    calls.push_back(block_at(codec::to_quantity(one.inclusion->block.number)));
  }
  return asked;
}

// A receipt that is not of these bytes, or not from us, is a lie and no receipt.
std::optional<Inclusion> inclusion_from(const Outcome& outcome, const crypto::Hash& hash,
                                        const AccountState& state) {
  if (!outcome) return std::nullopt;
  auto receipt = codec::receipt_from_json(*outcome);
  if (!receipt || !*receipt) return std::nullopt;
  codec::Receipt& found = **receipt;
  if (found.transaction != hash || found.from != state.address) return std::nullopt;
  return Inclusion{.transaction = hash,
                   .block = found.block,
                   .outcome = found.outcome,
                   .gas_used = found.gas_used,
                   .gas_price = found.gas_price,
                   .logs = std::move(found.logs)};
}

Seen seen_from(const std::vector<Outcome>& answers, const Asked& asked, const AccountState& state) {
  const Transaction& one = state.orders.at(asked.order);
  Seen seen{.order = asked.order};
  for (std::size_t i = 0; i < one.attempts.size() && !seen.inclusion; ++i)
    seen.inclusion = inclusion_from(answers[asked.receipts + i], one.attempts[i].hash, state);
  bool all_asked = true;
  for (std::size_t i = 0; i < one.attempts.size(); ++i) {
    const Outcome& answer = answers[asked.pool + i];
    if (!answer) all_asked = false;
    if (answer && *answer != "null") seen.pool = InPool::there;
  }
  if (seen.pool != InPool::there && all_asked) seen.pool = InPool::not_there;
  if (asked.block && answers[*asked.block]) {
    if (const auto block = block_from_json(*answers[*asked.block]); block && *block)
      seen.block_there = (*block)->place.hash;
  }
  return seen;
}

// Which transaction of the account has a nonce, in the blocks up to the last final one: by the
// nonces of their ends, halving. Endpoints have to agree on each. Nothing when that cannot be
// proved: it is not final, or nodes do not have the state of old blocks any more.
std::optional<crypto::Hash> who_used(Client& client, const values::Address& address,
                                     std::uint64_t nonce, std::uint64_t last_block) {
  const auto count_at = [&](std::uint64_t number) {
    return read(client.call(count_of(address, codec::to_quantity(number)), rpc::Weight::critical),
                number_from_json);
  };
  const auto at_end = count_at(last_block);
  if (!at_end || *at_end <= nonce) return std::nullopt;
  std::uint64_t low = last_block < blocks_searched_max ? 0 : last_block - blocks_searched_max;
  std::uint64_t high = last_block;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto count = count_at(middle);
    if (!count) return std::nullopt;
    if (*count > nonce) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  const Outcome block = client.call({.method = "eth_getBlockByNumber",
                                     .params = "[" + quoted(codec::to_quantity(high)) + ",true]"},
                                    rpc::Weight::critical);
  return block ? transaction_in_block(*block, address, nonce) : std::nullopt;
}

}  // namespace

std::expected<Look, std::string> look(Client& client, const Policy& policy,
                                      const AccountState& state,
                                      const std::vector<std::string>& orders) {
  const std::vector<Call> first{block_at("latest"), {.method = "eth_maxPriorityFeePerGas"}};
  const auto of_head = client.batch(first);
  const auto head = head_from(of_head[0]);
  if (!head) return std::unexpected(head.error());
  const auto tip = read(of_head[1], amount_from_json);
  if (!tip) return std::unexpected("the node suggests no priority fee");
  client.head_changed(head->place.number);

  // The nonce of the very head that was named, so that a block between two questions cannot look
  // like a nonce that somebody else used.
  std::vector<Call> second{count_of(state.address, codec::to_quantity(head->place.number))};
  std::vector<Asked> asked;
  for (const std::string& name : orders) {
    asked.push_back(ask_about(second, name, state.orders.at(name)));
  }
  const auto answers = client.batch(second);
  const auto latest = read(answers[0], number_from_json);
  if (!latest) return std::unexpected("the node does not say the account's nonce");
  Look found{.head = head->place,
             .market = {.base_fee = head->base_fee, .priority_fee = *tip},
             .nonce_latest = *latest,
             .behind_for = {},
             .seen = {}};
  for (const Asked& one : asked) {
    found.seen.push_back(seen_from(answers, one, state));
    Seen& seen = found.seen.back();
    const Transaction& about = state.orders.at(one.order);
    if (about.status == TransactionStatus::reconcile && !seen.inclusion && *latest > *about.nonce)
      seen.taken_by =
          who_used(client, state.address, *about.nonce, last_final(policy, head->place.number));
  }
  return found;
}

transactions::SendAnswered send(Client& client, const std::string& order,
                                const transactions::Attempt& attempt) {
  const Outcome outcome =
      client.call({.method = "eth_sendRawTransaction",
                   .params = "[" + quoted(crypto::to_hex(attempt.bytes)) + "]"});
  transactions::SendAnswered answered{.order = order, .hash = attempt.hash, .words = {}};
  if (outcome) {
    const bool ours = *outcome == quoted(crypto::to_hex(attempt.hash));
    answered.answer = ours ? SendAnswer::accepted : SendAnswer::ambiguous;
    if (!ours) answered.words = "the node speaks of another transaction";
    return answered;
  }
  answered.words = outcome.error().what;
  switch (outcome.error().is) {
    case ErrorClass::already_known: answered.answer = SendAnswer::accepted; break;
    case ErrorClass::nonce_too_low: answered.answer = SendAnswer::nonce_too_low; break;
    case ErrorClass::replacement_underpriced:
      answered.answer = SendAnswer::replacement_underpriced;
      break;
    case ErrorClass::underpriced: answered.answer = SendAnswer::underpriced; break;
    case ErrorClass::invalid: answered.answer = SendAnswer::invalid; break;
    case ErrorClass::nonce_too_high:
    case ErrorClass::fee_cap:
    case ErrorClass::insufficient_funds:
    case ErrorClass::pool_full:
    case ErrorClass::reverted:
    case ErrorClass::not_there:
    case ErrorClass::rate_limited:
    case ErrorClass::unavailable:
    case ErrorClass::unknown: answered.answer = SendAnswer::ambiguous; break;
  }
  return answered;
}

}  // namespace dealwright::account
