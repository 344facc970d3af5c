// A number inside a formula: it carries its first failure along, so that the arithmetic of a
// contract or a paper reads here as it reads there, and one check at the end tells whether there is
// an answer.
#pragma once

#include <utility>

#include "dsl/values/amount.hpp"
#include "dsl/values/rational.hpp"
#include "dsl/values/rounding.hpp"

namespace dealwright::models {

// Why there is no answer when no arithmetic failed: a contract would refuse these arguments
// (nothing given, an empty pool, a price outside its range).
inline constexpr values::NumberError refused = values::NumberError::malformed;

template <class T>
class Term {
 public:
  // Both convert on purpose: a formula mixes plain numbers and results.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Term(T value) : number_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Term(values::Number<T> number) : number_(std::move(number)) {}

  [[nodiscard]] const values::Number<T>& number() const { return number_; }

  friend Term operator+(const Term& a, const Term& b) {
    return of(a, b, [](const T& x, const T& y) { return values::add(x, y); });
  }
  friend Term operator-(const Term& a, const Term& b) {
    return of(a, b, [](const T& x, const T& y) { return values::subtract(x, y); });
  }
  friend Term operator*(const Term& a, const Term& b) {
    return of(a, b, [](const T& x, const T& y) { return values::multiply(x, y); });
  }

  // What `operation` says of both numbers, or the first failure.
  template <class Operation>
  static Term of(const Term& a, const Term& b, Operation operation) {
    if (!a.number_) return a;
    if (!b.number_) return b;
    return operation(*a.number_, *b.number_);
  }

 private:
  values::Number<T> number_;
};

using Whole = Term<values::Amount>;    // integers, as contracts count
using Exact = Term<values::Rational>;  // fractions, nothing lost

inline Whole whole(std::uint64_t n) { return values::Amount(n); }

inline Whole divide(const Whole& a, const Whole& b, values::Rounding rounding) {
  return Whole::of(a, b, [rounding](const values::Amount& x, const values::Amount& y) {
    return values::divide(x, y, rounding);
  });
}

// Contracts divide rounding down.
inline Whole operator/(const Whole& a, const Whole& b) {
  return divide(a, b, values::Rounding::down);
}

inline Exact operator/(const Exact& a, const Exact& b) {
  return Exact::of(a, b, [](const values::Rational& x, const values::Rational& y) {
    return values::divide(x, y);
  });
}

}  // namespace dealwright::models
