// What the tests of contract arithmetic share: digits into amounts, and GMP's view of 256-bit
// contracts, in which an overflow anywhere stops the call.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <gmpxx.h>

#include "dsl/values/amount.hpp"
#include "tests/unit/dsl/values/edges.hpp"

namespace dealwright::models::judge {

inline values::Amount units(std::string_view digits) {
  const auto amount = values::amount_from_digits(digits);
  if (!amount) throw std::invalid_argument(std::string(digits));
  return *amount;
}

// "1500000", or why there is none: what a failed comparison prints.
inline std::string shown(const values::Number<values::Amount>& amount) {
  return amount ? values::to_digits(*amount) : std::string(values::describe(amount.error()));
}

struct Reverted {};  // thrown where a contract's call would stop

// A value that a contract can hold.
inline mpz_class word(const mpz_class& value) {
  if (value < 0 || value >= values::edges::power_of_two(256)) throw Reverted{};
  return value;
}

inline mpz_class up(const mpz_class& a, const mpz_class& b) {
  mpz_class quotient;
  mpz_cdiv_q(quotient.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
  return quotient;
}

// Whether `got` is what `formula` computes, or an error where it reverts.
template <class Formula>
bool agrees(const values::Number<values::Amount>& got, Formula formula) {
  try {
    const mpz_class expected = formula();
    return got && values::edges::exact(*got) == expected;
  } catch (const Reverted&) {
    return !got;
  }
}

}  // namespace dealwright::models::judge
