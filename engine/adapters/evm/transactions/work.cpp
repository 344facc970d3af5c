// Work by status: what has no nonce waits, what has one is signed, sent and looked for.
#include "engine/adapters/evm/transactions/work.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace dealwright::transactions {
namespace {

void add(Work& work, const std::string& name, const Transaction& one) {
  switch (one.status) {
    case TransactionStatus::reserved:
    case TransactionStatus::bumping:
    case TransactionStatus::cancelling:
      work.to_sign.push_back(name);
      if (!one.attempts.empty()) work.to_look_for.push_back(name);
      return;
    case TransactionStatus::signed_: work.to_send.push_back(name); return;
    case TransactionStatus::sending:
      work.to_send.push_back(name);
      work.to_look_for.push_back(name);
      return;
    case TransactionStatus::unknown:
    case TransactionStatus::pending:
      work.to_send_again.push_back(name);
      work.to_look_for.push_back(name);
      return;
    case TransactionStatus::reconcile:
    case TransactionStatus::included_ok:
    case TransactionStatus::included_reverted:
    case TransactionStatus::included_cancelled: work.to_look_for.push_back(name); return;
    case TransactionStatus::planned:
    case TransactionStatus::held:
    case TransactionStatus::guarded:
    case TransactionStatus::simulated:
    case TransactionStatus::final_ok:
    case TransactionStatus::final_reverted:
    case TransactionStatus::final_cancelled:
    case TransactionStatus::postcheck_failed:
    case TransactionStatus::failed_pre:
    case TransactionStatus::external: return;
  }
}

}  // namespace

Work work_of(const AccountState& state) {
  Work work;
  for (const auto& [nonce, name] : state.by_nonce)
    add(work, name, state.orders.at(name));
  std::vector<const Transaction*> waiting;
  for (const std::string& name : state.waiting) {
    const Transaction& one = state.orders.at(name);
    const auto before = state.orders.find(one.order.after);
    const bool must_wait = before != state.orders.end() && !is_over(before->second.status);
    if (!must_wait) waiting.push_back(&one);
  }
  std::ranges::sort(waiting, {}, [](const Transaction* one) {
    return std::pair<values::TimePoint, std::string_view>(one->since, one->order.name);
  });
  for (const Transaction* one : waiting)
    work.to_examine.push_back(one->order.name);
  return work;
}

}  // namespace dealwright::transactions
