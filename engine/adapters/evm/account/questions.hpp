// What an account asks of nodes: whether an order would succeed, what became of those under way,
// and to take bytes. Answers become news; what cannot be had is said as such, never guessed.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/rpc/client.hpp"
#include "engine/adapters/evm/transactions/account_state.hpp"
#include "engine/adapters/evm/transactions/news.hpp"
#include "engine/adapters/evm/transactions/policy.hpp"

namespace dealwright::account {

// Why a call was reverted, in words, from the bytes that came with it.
using Explain =
    std::function<std::string(const transactions::Order& order, crypto::ByteView revert)>;

// Orders are rehearsed at the head, all in two requests. The error says why nobody answers.
[[nodiscard]] std::expected<std::vector<transactions::Examined>, std::string> examine(
    rpc::Client& client, const transactions::Policy& policy,
    const transactions::AccountState& state, const std::vector<std::string>& orders,
    const Explain& explain);

// What the chain expects next of an account that this journal does not know yet. Fails while
// something of it waits in the pool: nobody knows then where its nonces go on.
[[nodiscard]] std::expected<std::uint64_t, std::string> first_nonce(rpc::Client& client,
                                                                    const values::Address& address);

// How far back the transaction that used a nonce is searched for: nodes keep the states of the last
// 128 blocks.
inline constexpr std::uint64_t blocks_searched_max = 120;

// One moment of the chain, with what it says of these orders.
[[nodiscard]] std::expected<transactions::Look, std::string> look(
    rpc::Client& client, const transactions::Policy& policy,
    const transactions::AccountState& state, const std::vector<std::string>& orders);

[[nodiscard]] transactions::SendAnswered send(rpc::Client& client, const std::string& order,
                                              const transactions::Attempt& attempt);

}  // namespace dealwright::account
