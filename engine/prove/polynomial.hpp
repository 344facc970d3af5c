// Sums of products of variables with exact coefficients, exponents of either sign: what an amount
// is in terms of the prices, rates, times, fractions and parameters that nobody knows yet. Equal
// sums are equal values. Every variable stands for a number that is not negative.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/prove/exact.hpp"

namespace dealwright::prove {

// A sum with more products than this is given up (Outgrown).
inline constexpr std::size_t terms_max = 4'096;

struct VariableId {
  std::uint32_t value = 0;
  friend constexpr auto operator<=>(VariableId, VariableId) = default;
};

struct Power {
  VariableId variable;
  std::int32_t exponent = 0;
  friend constexpr auto operator<=>(const Power&, const Power&) = default;
};
// Sorted by variable, no exponent is zero.
using Monomial = std::vector<Power>;

struct Term {
  Monomial monomial;
  Rational coefficient;
  friend bool operator==(const Term&, const Term&) = default;
};

class Polynomial {
 public:
  Polynomial() = default;  // 0
  // NOLINTNEXTLINE(google-explicit-constructor): numbers are polynomials
  Polynomial(const Rational& number);
  explicit Polynomial(VariableId variable, std::int32_t exponent = 1);

  [[nodiscard]] const std::vector<Term>& terms() const { return terms_; }
  [[nodiscard]] bool is_zero() const { return terms_.empty(); }
  [[nodiscard]] bool is_one() const;
  [[nodiscard]] bool is_number() const;
  // Of a number; 0 for no terms.
  [[nodiscard]] Rational number() const;

  friend bool operator==(const Polynomial&, const Polynomial&) = default;
  friend Polynomial operator+(const Polynomial& a, const Polynomial& b);
  friend Polynomial operator-(const Polynomial& a, const Polynomial& b);
  friend Polynomial operator*(const Polynomial& a, const Polynomial& b);

  // The one product, with everything else of the polynomial divided by it: needs a single term.
  [[nodiscard]] Polynomial divided_by(const Term& product) const;
  // The highest and lowest exponent of a variable; 0 where it does not occur in a term.
  [[nodiscard]] std::int32_t highest(VariableId variable) const;
  [[nodiscard]] std::int32_t lowest(VariableId variable) const;
  [[nodiscard]] Polynomial derivative(VariableId variable) const;
  // The sum of the terms with this exponent, without the variable.
  [[nodiscard]] Polynomial coefficient_of(VariableId variable, std::int32_t exponent) const;
  // With a number in place of a variable; a zero needs exponents of at least 0 (asserted).
  [[nodiscard]] Polynomial with(VariableId variable, const Rational& number) const;
  // With a polynomial in place of a variable; exponents must be at least 0 unless it is one term.
  [[nodiscard]] Polynomial with(VariableId variable, const Polynomial& other) const;
  [[nodiscard]] std::vector<VariableId> variables() const;

 private:
  static Polynomial from(std::vector<Term> terms);
  std::vector<Term> terms_;  // by monomial, no coefficient is zero
};

// numerator / denominator, the denominator not negative anywhere.
struct Form {
  Polynomial numerator;
  Polynomial denominator = Rational(1);
  friend bool operator==(const Form&, const Form&) = default;
};
[[nodiscard]] Form plus(const Form& a, const Form& b);
[[nodiscard]] Form minus(const Form& a, const Form& b);
[[nodiscard]] Form times(const Form& a, const Form& b);
// b is taken to be positive.
[[nodiscard]] Form over(const Form& a, const Form& b);

}  // namespace dealwright::prove
