// One account at work: orders come in, are made durable, sent, and followed until they are final.
// Start reading at `work`. Record, then act: nothing is signed for a nonce that is not durable,
// nothing is sent whose bytes are not. Everything in memory can be lost at any point. One thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/adapters/evm/account/account_journal.hpp"
#include "engine/adapters/evm/account/questions.hpp"
#include "engine/adapters/evm/rpc/client.hpp"
#include "engine/adapters/evm/transactions/account_state.hpp"
#include "engine/adapters/evm/transactions/news.hpp"
#include "engine/adapters/evm/transactions/policy.hpp"
#include "engine/adapters/signers/signer.hpp"
#include "engine/machines/transaction.hpp"
#include "engine/ports/journal_store.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::account {

// What lies around an account. All of it outlives it.
struct Outside {
  ports::JournalStore& journal;
  rpc::Client& client;
  signers::Signer& signer;
  std::function<values::TimePoint()> now;  // wall time
  Explain explain;                         // may be empty
  // How the effects of what was mined differ from those that were declared, in words; empty when
  // they do not. Fails when that cannot be known now. May be empty itself.
  std::function<std::expected<std::string, std::string>(const transactions::Order& order,
                                                        const transactions::Inclusion& where)>
      differs;
  // A kill switch, a disk that is full. May be empty: open.
  std::function<machines::Intake()> intake;
};

// Orders that are rehearsed in one round.
inline constexpr std::size_t examined_at_once_max = 40;

class Account {
 public:
  // Takes the account's stream over, and enters its first record when there is none. `unavailable`
  // when that needs a node and none answers.
  [[nodiscard]] static ports::Result<std::unique_ptr<Account>> open(
      const transactions::Policy& policy, Outside outside);

  // All of them or none, durable when it returns; the same name again is the same order.
  // `refused`: a name without length or too long, too many orders, or one that no chain would take.
  [[nodiscard]] ports::Result<void> order(std::span<const transactions::Order> orders);
  // The order is not wanted any more: what can still be prevented is.
  [[nodiscard]] ports::Result<void> give_up(const std::string& order, const std::string& why);
  // An operator has looked into why it halted; it goes on with the chain's next nonce.
  [[nodiscard]] ports::Result<void> release(const std::string& by);

  // One round: rehearse, sign, send, look, each as far as it is due. True when something became
  // durable, so that another round may find more to do. An error is the journal's; nodes and
  // signers that do not answer are waited for.
  [[nodiscard]] ports::Result<bool> work();
  // When `work` has something to do again though nothing new arrives; nothing while all is over.
  [[nodiscard]] std::optional<values::TimePoint> next_due() const;
  // A block has come, or might have: the next round looks.
  void look_soon() { next_look_ = {}; }
  // The same for those that are held or wait for a rehearsal.
  void examine_soon() { examine_at_.clear(); }

  // How an order stands, as it is durable; nothing when it was never given. Valid until the next
  // call that may change it.
  [[nodiscard]] ports::Result<const transactions::Transaction*> look_up(const std::string& order);

  // As it is durable; empty after an append has failed, until the journal was read again.
  [[nodiscard]] const transactions::AccountState& state() const { return state_; }
  [[nodiscard]] const transactions::Transaction* find(const std::string& order) const;
  // What went wrong last with nodes or signer, for people; empty when nothing did.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  [[nodiscard]] const ports::Head& head() const { return journal_.head(); }

 private:
  Account(const transactions::Policy& policy, Outside outside, values::Address address);
  [[nodiscard]] ports::Result<void> load();
  [[nodiscard]] ports::Result<bool> take(transactions::NewsKind news, std::string_view cause);
  [[nodiscard]] ports::Result<bool> examine_all(values::TimePoint now);
  [[nodiscard]] ports::Result<bool> sign_all(values::TimePoint now);
  [[nodiscard]] ports::Result<bool> send_all(values::TimePoint now);
  [[nodiscard]] ports::Result<bool> look(values::TimePoint now);
  [[nodiscard]] ports::Result<bool> record(std::vector<transactions::Fact> facts,
                                           std::string_view cause);
  void find_differences(transactions::Look& found);
  void note_head(transactions::Look& found, values::TimePoint now);

  transactions::Policy policy_;
  Outside outside_;
  AccountJournal journal_;
  transactions::AccountState state_;
  bool must_load_ = false;  // an append failed: memory is ahead of the journal
  std::string trouble_;
  // When each is due again. Lost with the process, which is harmless: all of it is idempotent.
  std::map<std::string, values::TimePoint> examine_at_;
  std::map<std::string, values::TimePoint> send_at_;
  std::optional<values::TimePoint> sign_at_;
  std::optional<values::TimePoint> next_look_;
  std::uint64_t highest_head_ = 0;
  std::optional<values::TimePoint> behind_since_;
  std::string signer_fault_;  // it signed something else: it is not asked again
};

// How often the chain is looked at while something is under way.
inline constexpr values::Duration look_every = values::seconds(1);

}  // namespace dealwright::account
