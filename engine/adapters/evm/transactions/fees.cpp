// Fees by EIP-1559: a multiple of the base fee and a tip, capped.
#include "engine/adapters/evm/transactions/fees.hpp"

namespace dealwright::transactions {
namespace {

using values::Amount;

// Fees stay far below 2^256; a lying node's number becomes the largest and fails the cap.
Amount sum(const Amount& a, const Amount& b) { return values::add(a, b).value_or(Amount::max()); }
Amount times(const Amount& a, std::uint64_t n) {
  return values::multiply(a, Amount(n)).value_or(Amount::max());
}
Amount an_eighth_more(const Amount& a) {
  const auto part = values::divide(a, Amount(bump_divisor), values::Rounding::up);
  // One wei more where an eighth of little is nothing.
  return sum(a, values::larger(part.value_or(Amount::max()), Amount(1)));
}

}  // namespace

std::optional<Fees> fees_for(const Policy& policy, const Market& market) {
  const Amount tip = values::smaller(market.priority_fee, policy.priority_fee_max);
  if (sum(market.base_fee, tip) > policy.fee_max) return std::nullopt;
  const Amount wanted = sum(times(market.base_fee, policy.base_fee_times), tip);
  return Fees{.priority_fee_max = tip, .fee_max = values::smaller(wanted, policy.fee_max)};
}

std::optional<Fees> bumped(const Policy& policy, const Market& market, const Fees& before) {
  Fees more{.priority_fee_max = an_eighth_more(before.priority_fee_max),
            .fee_max = an_eighth_more(before.fee_max)};
  if (more.fee_max > policy.fee_max) return std::nullopt;
  if (const auto fresh = fees_for(policy, market)) {
    more.priority_fee_max = values::larger(more.priority_fee_max, fresh->priority_fee_max);
    more.fee_max = values::larger(more.fee_max, fresh->fee_max);
  }
  more.fee_max = values::larger(more.fee_max, more.priority_fee_max);
  if (more.fee_max > policy.fee_max) return std::nullopt;
  return more;
}

bool is_priced_out(const Market& market, const Fees& fees) {
  return fees.fee_max < sum(market.base_fee, Amount(1));
}

}  // namespace dealwright::transactions
