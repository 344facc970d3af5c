// An account on the chain in this process, and one engine process after another that drives it: a
// journal that outlives them, a clock that goes a second at a time, faults on command, and a death
// at any append.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/adapters/evm/account/account.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "tests/support/chain/chain_transport.hpp"

namespace dealwright::tests {

// What happens at one append of the whole life, counted from 1.
struct AppendFault {
  enum class Kind : std::uint8_t {
    dies_before,  // nothing is written, and the process is gone
    dies_after,   // it is written, and the process is gone before it does anything about it
    unsaid,       // it is written, and the store says that it could not
    refused,      // it is not written: the disk is full
  };
  std::uint64_t append = 0;
  Kind kind = Kind::dies_before;
};
inline constexpr AppendFault::Kind append_fault_kinds[] = {
    AppendFault::Kind::dies_before, AppendFault::Kind::dies_after, AppendFault::Kind::unsaid,
    AppendFault::Kind::refused};
[[nodiscard]] std::string to_text(AppendFault::Kind kind);

class FaultyJournal final : public ports::JournalStore {
 public:
  std::optional<AppendFault> fault;
  std::uint64_t appends = 0;

  ports::Result<ports::Head> head(std::string_view stream) override { return store_.head(stream); }
  ports::Result<std::vector<ports::StreamHead>> heads(std::string_view after,
                                                      std::size_t most) override {
    return store_.heads(after, most);
  }
  ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override {
    return store_.take_over(streams);
  }
  ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override;
  ports::Result<std::vector<journal::Record>> read(std::string_view stream, std::uint64_t from,
                                                   std::size_t most) override {
    return store_.read(stream, from, most);
  }
  ports::Result<void> keep(std::span<const ports::Snapshot> snapshots) override {
    return store_.keep(snapshots);
  }
  ports::Result<std::optional<ports::Snapshot>> snapshot(std::string_view stream,
                                                         std::uint64_t at_most) override {
    return store_.snapshot(stream, at_most);
  }

 private:
  memory::MemoryJournal store_;
};

enum class SignerMood : std::uint8_t { honest, away, lying };

class AccountStage {
 public:
  explicit AccountStage(std::size_t endpoints);

  LocalChain chain{138};
  ChainTransport transport;
  FaultyJournal journal;
  transactions::Policy policy;
  values::TimePoint now{1'767'225'600'000};
  std::vector<transactions::Order> orders;  // given again to every process
  SignerMood signer = SignerMood::honest;
  std::uint64_t mines_every = 1;  // ticks; 0: no blocks
  std::uint64_t faults = 0;       // that have struck: a test whose fault never does proves nothing
  std::uint64_t deaths = 0;
  std::uint64_t tick = 0;
  std::function<void()> on_restart;  // what happens while no process runs

  static constexpr std::uint16_t first_port = 80;

  // Processes until every order is over and `stays_over`, or for so many ticks. What is wrong with
  // the run itself; empty when all are over. `world` acts after every tick.
  [[nodiscard]] std::string live(std::uint64_t ticks, const std::function<void()>& world);

  [[nodiscard]] account::Account& account() { return *account_; }
  [[nodiscard]] rpc::Client& client() { return *client_; }
  [[nodiscard]] const transactions::Transaction* find(const std::string& order) const {
    return account_ == nullptr ? nullptr : account_->find(order);
  }
  [[nodiscard]] values::Address address() const { return crypto::address_of(key_); }
  // A contract with this code, and an order that calls it.
  values::Address deploy(const crypto::Bytes& code);
  void call(const std::string& name, const values::Address& contract);
  [[nodiscard]] std::uint64_t counted(const values::Address& contract) const;
  // A transaction with our key that the journal knows nothing of, sent straight to the chain; its
  // fees beat any other. The error of the chain, or nothing.
  std::string send_foreign(std::uint64_t nonce);
  // The same bytes again, sent by somebody else.
  void send_bytes(const crypto::Bytes& bytes) { (void)chain.send(bytes); }

 private:
  [[nodiscard]] bool start();
  [[nodiscard]] bool rounds();
  [[nodiscard]] bool all_over() const;

  class MoodySigner final : public signers::Signer {
   public:
    explicit MoodySigner(AccountStage& stage) : stage_(stage) {}
    [[nodiscard]] values::Address address() const override { return stage_.address(); }
    [[nodiscard]] signers::Result<signers::Answered> sign(const signers::Asked& asked) override;

   private:
    AccountStage& stage_;
  };

  crypto::PrivateKey key_;
  MoodySigner signer_{*this};
  std::vector<rpc::Endpoint> endpoints_;
  std::unique_ptr<rpc::Client> client_;
  std::unique_ptr<account::Account> account_;
  std::uint8_t contracts_ = 0;
};

}  // namespace dealwright::tests
