// Ray arithmetic and the two interest factors, in the order of operations of the contracts.
#include "dsl/models/indexed_debt.hpp"

#include "dsl/models/term.hpp"

namespace dealwright::models {

using values::Amount;
using values::Number;

namespace {

Whole ray_product(const Whole& a, const Whole& b) { return (a * b + Whole(ray) / whole(2)) / ray; }

}  // namespace

Number<Amount> ray_mul(const Amount& a, const Amount& b) { return ray_product(a, b).number(); }

Number<Amount> ray_div(const Amount& a, const Amount& b) {
  return ((Whole(a) * ray + Whole(b) / whole(2)) / b).number();
}

Number<Amount> linear_interest(const Amount& rate, std::uint64_t seconds) {
  return (Whole(ray) + Whole(rate) * whole(seconds) / whole(seconds_per_year)).number();
}

Number<Amount> compounded_interest(const Amount& rate, std::uint64_t seconds) {
  if (seconds == 0) return ray;
  const Whole year = whole(seconds_per_year);
  const Whole exponent = whole(seconds);
  const Whole minus_one = whole(seconds - 1);
  const Whole minus_two = whole(seconds > 2 ? seconds - 2 : 0);
  const Whole square = ray_product(rate, rate) / (year * year);  // of the rate per second
  const Whole cube = ray_product(square, rate) / year;
  const Whole second = exponent * minus_one * square / whole(2);
  const Whole third = exponent * minus_one * minus_two * cube / whole(6);
  return (Whole(ray) + Whole(rate) * exponent / year + second + third).number();
}

}  // namespace dealwright::models
