// Deaths, restarts and the passing of time.
#include "tests/support/chain/account_stage.hpp"

#include <utility>

#include "engine/adapters/signers/answer.hpp"

namespace dealwright::tests {

using ports::Error;
using ports::ErrorCode;

std::string to_text(AppendFault::Kind kind) {
  switch (kind) {
    case AppendFault::Kind::dies_before: return "dies before";
    case AppendFault::Kind::dies_after: return "dies after";
    case AppendFault::Kind::unsaid: return "is not told of";
    case AppendFault::Kind::refused: return "is refused";
  }
  return {};
}

ports::Result<std::vector<ports::Result<ports::Head>>> FaultyJournal::append(
    std::span<const ports::Append> made) {
  ++appends;
  const bool strikes = fault && fault->append == appends;
  const auto failed = [](ErrorCode code) {
    return std::unexpected(Error{.code = code, .what = "as the test wants it"});
  };
  if (strikes && fault->kind == AppendFault::Kind::dies_before) return failed(ErrorCode::stopped);
  if (strikes && fault->kind == AppendFault::Kind::refused) return failed(ErrorCode::no_space);
  auto heads = store_.append(made);
  if (strikes && fault->kind == AppendFault::Kind::dies_after) return failed(ErrorCode::stopped);
  if (strikes && fault->kind == AppendFault::Kind::unsaid) return failed(ErrorCode::unavailable);
  return heads;
}

AccountStage::AccountStage(std::size_t endpoints)
    : key_(*crypto::PrivateKey::from_bytes(std::vector<std::uint8_t>(32, 7))) {
  chain.set_mining(Mining::on_command);
  chain.set_balance(address(), values::power_of_ten(20).value());
  for (std::size_t i = 0; i < endpoints; ++i) {
    const auto port = static_cast<std::uint16_t>(first_port + i);
    transport.lead(port, chain);
    endpoints_.push_back(
        {.name = "node" + std::to_string(i + 1), .url = {.host = "chain", .port = port}});
  }
  const auto gwei = [](std::uint64_t n) { return values::Amount(n * 1'000'000'000); };
  policy = {.chain_id = 138,
            .confirmations = 2,
            .fee_max = gwei(100),
            .priority_fee_max = gwei(2),
            .stuck_after = values::seconds(6),
            .behind_max = values::seconds(8),
            .send_again_after = values::seconds(3),
            .examine_again_after = values::seconds(2)};
}

std::string AccountStage::live(std::uint64_t ticks, const std::function<void()>& world) {
  for (tick = 1; tick <= ticks; ++tick) {
    // A process that dies is started again at once, and finds the world as it is.
    while (!((account_ != nullptr || start()) && rounds())) {
      account_.reset();
      client_.reset();
      ++deaths;
      if (deaths > 1'000) return "it dies again and again";
      if (on_restart) on_restart();
    }
    if (world) world();
    if (all_over()) return {};
    now = now + values::seconds(1);
    if (mines_every != 0 && tick % mines_every == 0) chain.mine();
  }
  std::string left;
  for (const transactions::Order& order : orders) {
    const transactions::Transaction* const one = find(order.name);
    if (one != nullptr && transactions::is_over(one->status)) continue;
    left += "`" + order.name + "` is " +
            (one == nullptr ? "not there"
                            : std::string(machines::to_text(one->status)) + " (" + one->why + ")") +
            "; ";
  }
  return left + "trouble: " + (account_ ? account_->trouble() : "");
}

bool AccountStage::start() {
  const std::size_t quorum = endpoints_.size() > 2 ? 2 : 1;
  client_ =
      std::make_unique<rpc::Client>(rpc::Settings{.chain_id = policy.chain_id, .quorum = quorum},
                                    endpoints_, transport, [this] { return now; });
  auto opened = account::Account::open(policy, {.journal = journal,
                                                .client = *client_,
                                                .signer = signer_,
                                                .now = [this] { return now; },
                                                .explain = {},
                                                .differs = {},
                                                .intake = {}});
  if (!opened) return false;
  account_ = *std::move(opened);
  return true;
}

// False when the process has died.
bool AccountStage::rounds() {
  const auto taken = account_->order(orders);
  if (!taken && taken.error().code == ErrorCode::stopped) return false;
  account_->look_soon();
  for (int i = 0; i < 20; ++i) {
    const auto worked = account_->work();
    if (!worked)
      return worked.error().code != ErrorCode::stopped && worked.error().code != ErrorCode::fenced;
    if (!*worked) return true;
  }
  return true;
}

bool AccountStage::all_over() const {
  for (const transactions::Order& order : orders) {
    const transactions::Transaction* const one = find(order.name);
    if (one == nullptr || !transactions::is_over(one->status)) return false;
  }
  return true;
}

values::Address AccountStage::deploy(const crypto::Bytes& code) {
  values::Address contract;
  contract.bytes.fill(++contracts_);
  chain.set_code(contract, code);
  return contract;
}

void AccountStage::call(const std::string& name, const values::Address& contract) {
  orders.push_back({.name = name,
                    .to = contract,
                    .value = {},
                    .data = {},
                    .give_up_at = {},
                    .after = {},
                    .memo = {}});
}

std::uint64_t AccountStage::counted(const values::Address& contract) const {
  const ChainAccount there = chain.account(contract, chain.head());
  const auto slot = there.slots.find(values::Amount());
  return slot == there.slots.end() ? 0 : slot->second.limbs()[0];
}

std::string AccountStage::send_foreign(std::uint64_t nonce) {
  values::Address to;
  to.bytes.fill(0xee);
  const codec::Transaction transaction{.chain_id = 138,
                                       .nonce = nonce,
                                       .gas_price = {},
                                       .priority_fee_max = values::Amount(90'000'000'000),
                                       .fee_max = values::Amount(900'000'000'000),
                                       .gas_limit = 21'000,
                                       .to = to,
                                       .value = values::Amount(1),
                                       .data = {},
                                       .access_list = {}};
  const auto sent = chain.send(codec::sign(transaction, key_).value().bytes);
  return sent ? std::string() : sent.error().message;
}

signers::Result<signers::Answered> AccountStage::MoodySigner::sign(const signers::Asked& asked) {
  if (stage_.signer == SignerMood::away) {
    ++stage_.faults;
    return signers::fault(signers::FaultKind::unavailable, "the signer does not answer");
  }
  codec::Transaction transaction = asked.transaction;
  if (stage_.signer == SignerMood::lying) {
    ++stage_.faults;
    transaction.value = values::Amount(999);
  }
  return signers::check_answer(asked, codec::sign(transaction, stage_.key_).value().bytes);
}

}  // namespace dealwright::tests
