// The two quotes of a constant-product pool, in the order of operations of the contract.
#include "dsl/models/constant_product.hpp"

#include "dsl/models/term.hpp"

namespace dealwright::models {

using values::Amount;
using values::Number;

namespace {

bool is_empty(const Reserves& reserves) { return reserves.in.is_zero() || reserves.out.is_zero(); }

}  // namespace

Number<Amount> amount_out(const Reserves& reserves, const Amount& give, const KeptAfterFee& fee) {
  if (give.is_zero() || is_empty(reserves)) return std::unexpected(refused);
  const Whole given = Whole(give) * whole(fee.kept);
  return (given * reserves.out / (Whole(reserves.in) * whole(fee.of) + given)).number();
}

Number<Amount> amount_in(const Reserves& reserves, const Amount& take, const KeptAfterFee& fee) {
  if (take.is_zero() || is_empty(reserves)) return std::unexpected(refused);
  const Whole left = Whole(reserves.out) - take;
  return (Whole(reserves.in) * take * whole(fee.of) / (left * whole(fee.kept)) + whole(1)).number();
}

}  // namespace dealwright::models
