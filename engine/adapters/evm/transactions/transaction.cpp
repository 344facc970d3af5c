// What follows from a transaction alone.
#include "engine/adapters/evm/transactions/transaction.hpp"

#include <algorithm>

namespace dealwright::transactions {
namespace {

values::Amount or_most(const values::Number<values::Amount>& number) {
  return number ? *number : values::Amount::max();
}

values::Amount outlay_of(const Order& order, const Draft& draft) {
  const values::Amount fees =
      or_most(values::multiply(draft.fees.fee_max, values::Amount(draft.gas_limit)));
  return draft.purpose == Purpose::cancel ? fees : or_most(values::add(fees, order.value));
}

}  // namespace

bool is_over(TransactionStatus status) {
  switch (status) {
    case TransactionStatus::final_ok:
    case TransactionStatus::final_reverted:
    case TransactionStatus::final_cancelled:
    case TransactionStatus::postcheck_failed:
    case TransactionStatus::failed_pre:
    case TransactionStatus::external: return true;
    case TransactionStatus::planned:
    case TransactionStatus::guarded:
    case TransactionStatus::simulated:
    case TransactionStatus::reserved:
    case TransactionStatus::signed_:
    case TransactionStatus::sending:
    case TransactionStatus::pending:
    case TransactionStatus::bumping:
    case TransactionStatus::cancelling:
    case TransactionStatus::unknown:
    case TransactionStatus::reconcile:
    case TransactionStatus::included_ok:
    case TransactionStatus::included_reverted:
    case TransactionStatus::included_cancelled:
    case TransactionStatus::held: return false;
  }
  return false;
}

const Attempt* find_attempt(const Transaction& transaction, const crypto::Hash& hash) {
  const auto at = std::ranges::find(transaction.attempts, hash, &Attempt::hash);
  return at == transaction.attempts.end() ? nullptr : &*at;
}

values::Amount fee_of(const Inclusion& inclusion) {
  return or_most(values::multiply(inclusion.gas_price, values::Amount(inclusion.gas_used)));
}

values::Amount outlay_of(const Transaction& transaction) {
  if (is_over(transaction.status)) return {};
  values::Amount most;
  for (const Attempt& attempt : transaction.attempts)
    most = values::larger(most, outlay_of(transaction.order, attempt.terms));
  if (transaction.draft)
    most = values::larger(most, outlay_of(transaction.order, *transaction.draft));
  return most;
}

}  // namespace dealwright::transactions
