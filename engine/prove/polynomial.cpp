// Sorted lists of terms, merged.
#include "engine/prove/polynomial.hpp"

#include <algorithm>
#include <set>

#include "dsl/values/assertion.hpp"

namespace dealwright::prove {
namespace {

Monomial product(const Monomial& a, const Monomial& b) {
  Monomial result;
  result.reserve(a.size() + b.size());
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() || y != b.end()) {
    if (y == b.end() || (x != a.end() && x->variable < y->variable)) {
      result.push_back(*x++);
    } else if (x == a.end() || y->variable < x->variable) {
      result.push_back(*y++);
    } else {
      if (x->exponent + y->exponent != 0)
        result.push_back({.variable = x->variable, .exponent = x->exponent + y->exponent});
      ++x;
      ++y;
    }
  }
  return result;
}

Monomial without(const Monomial& monomial, VariableId variable) {
  Monomial rest;
  std::ranges::copy_if(monomial, std::back_inserter(rest),
                       [&](const Power& power) { return power.variable != variable; });
  return rest;
}

std::int32_t exponent_of(const Monomial& monomial, VariableId variable) {
  const auto found = std::ranges::find(monomial, variable, &Power::variable);
  return found == monomial.end() ? 0 : found->exponent;
}

}  // namespace

Polynomial::Polynomial(const Rational& number) {
  if (!number.is_zero()) terms_.push_back({.monomial = {}, .coefficient = number});
}

Polynomial::Polynomial(VariableId variable, std::int32_t exponent) {
  Term term{.monomial = {}, .coefficient = Rational(1)};
  if (exponent != 0) term.monomial.push_back({.variable = variable, .exponent = exponent});
  terms_.push_back(std::move(term));
}

Polynomial Polynomial::from(std::vector<Term> terms) {
  std::ranges::sort(terms, {}, &Term::monomial);
  Polynomial result;
  for (Term& term : terms) {
    if (!result.terms_.empty() && result.terms_.back().monomial == term.monomial) {
      Rational& sum = result.terms_.back().coefficient;
      sum = plus(sum, term.coefficient);
      if (sum.is_zero()) result.terms_.pop_back();
    } else if (!term.coefficient.is_zero()) {
      result.terms_.push_back(std::move(term));
    }
  }
  if (result.terms_.size() > terms_max) throw Outgrown{};
  return result;
}

bool Polynomial::is_number() const {
  return terms_.empty() || (terms_.size() == 1 && terms_[0].monomial.empty());
}

bool Polynomial::is_one() const { return is_number() && number() == Rational(1); }

Rational Polynomial::number() const {
  DEALWRIGHT_ASSERT(is_number());
  return terms_.empty() ? Rational() : terms_[0].coefficient;
}

Polynomial operator+(const Polynomial& a, const Polynomial& b) {
  Polynomial result;
  result.terms_.reserve(a.terms_.size() + b.terms_.size());
  auto x = a.terms_.begin();
  auto y = b.terms_.begin();
  while (x != a.terms_.end() || y != b.terms_.end()) {
    if (y == b.terms_.end() || (x != a.terms_.end() && x->monomial < y->monomial)) {
      result.terms_.push_back(*x++);
    } else if (x == a.terms_.end() || y->monomial < x->monomial) {
      result.terms_.push_back(*y++);
    } else {
      const Rational sum = plus(x->coefficient, y->coefficient);
      if (!sum.is_zero()) result.terms_.push_back({.monomial = x->monomial, .coefficient = sum});
      ++x;
      ++y;
    }
  }
  if (result.terms_.size() > terms_max) throw Outgrown{};
  return result;
}

Polynomial operator-(const Polynomial& a, const Polynomial& b) {
  Polynomial negative = b;
  for (Term& term : negative.terms_)
    term.coefficient = values::negate(term.coefficient);
  return a + negative;
}

Polynomial operator*(const Polynomial& a, const Polynomial& b) {
  if (a.is_one()) return b;
  if (b.is_one()) return a;
  if (a.terms_.size() * b.terms_.size() > terms_max * 4) throw Outgrown{};
  std::vector<Term> terms;
  terms.reserve(a.terms_.size() * b.terms_.size());
  for (const Term& x : a.terms_) {
    for (const Term& y : b.terms_) {
      terms.push_back({.monomial = product(x.monomial, y.monomial),
                       .coefficient = times(x.coefficient, y.coefficient)});
    }
  }
  return Polynomial::from(std::move(terms));
}

Polynomial Polynomial::divided_by(const Term& product_term) const {
  Monomial inverse = product_term.monomial;
  for (Power& power : inverse)
    power.exponent = -power.exponent;
  std::vector<Term> terms;
  terms.reserve(terms_.size());
  for (const Term& term : terms_) {
    terms.push_back({.monomial = product(term.monomial, inverse),
                     .coefficient = over(term.coefficient, product_term.coefficient)});
  }
  return from(std::move(terms));
}

std::int32_t Polynomial::highest(VariableId variable) const {
  std::int32_t most = terms_.empty() ? 0 : exponent_of(terms_[0].monomial, variable);
  for (const Term& term : terms_)
    most = std::max(most, exponent_of(term.monomial, variable));
  return most;
}

std::int32_t Polynomial::lowest(VariableId variable) const {
  std::int32_t least = terms_.empty() ? 0 : exponent_of(terms_[0].monomial, variable);
  for (const Term& term : terms_)
    least = std::min(least, exponent_of(term.monomial, variable));
  return least;
}

Polynomial Polynomial::derivative(VariableId variable) const {
  std::vector<Term> terms;
  for (const Term& term : terms_) {
    const std::int32_t exponent = exponent_of(term.monomial, variable);
    if (exponent == 0) continue;
    Term lower{.monomial = without(term.monomial, variable),
               .coefficient = times(term.coefficient, Rational(exponent))};
    if (exponent != 1)
      lower.monomial = product(lower.monomial, {{.variable = variable, .exponent = exponent - 1}});
    terms.push_back(std::move(lower));
  }
  return from(std::move(terms));
}

Polynomial Polynomial::coefficient_of(VariableId variable, std::int32_t exponent) const {
  std::vector<Term> terms;
  for (const Term& term : terms_) {
    if (exponent_of(term.monomial, variable) == exponent)
      terms.push_back(
          {.monomial = without(term.monomial, variable), .coefficient = term.coefficient});
  }
  return from(std::move(terms));
}

Polynomial Polynomial::with(VariableId variable, const Rational& number) const {
  std::vector<Term> terms;
  for (const Term& term : terms_) {
    const std::int32_t exponent = exponent_of(term.monomial, variable);
    if (exponent == 0) {
      terms.push_back(term);
      continue;
    }
    DEALWRIGHT_ASSERT(exponent > 0 || !number.is_zero());
    if (number.is_zero()) continue;
    terms.push_back({.monomial = without(term.monomial, variable),
                     .coefficient = times(term.coefficient, power(number, exponent))});
  }
  return from(std::move(terms));
}

Polynomial Polynomial::with(VariableId variable, const Polynomial& other) const {
  Polynomial sum;
  for (const Term& term : terms_) {
    const std::int32_t exponent = exponent_of(term.monomial, variable);
    Polynomial part;
    part.terms_.push_back(
        {.monomial = without(term.monomial, variable), .coefficient = term.coefficient});
    if (exponent < 0 && other.terms_.size() != 1) throw Outgrown{};
    for (std::int32_t i = 0; i < (exponent < 0 ? -exponent : exponent); ++i)
      part = exponent < 0 ? part.divided_by(other.terms_[0]) : part * other;
    sum = sum + part;
  }
  return sum;
}

std::vector<VariableId> Polynomial::variables() const {
  std::set<VariableId> found;
  for (const Term& term : terms_) {
    for (const Power& power : term.monomial)
      found.insert(power.variable);
  }
  return {found.begin(), found.end()};
}

Form plus(const Form& a, const Form& b) {
  if (a.denominator == b.denominator)
    return {.numerator = a.numerator + b.numerator, .denominator = a.denominator};
  return {.numerator = a.numerator * b.denominator + b.numerator * a.denominator,
          .denominator = a.denominator * b.denominator};
}

Form minus(const Form& a, const Form& b) {
  return plus(a, {.numerator = Polynomial() - b.numerator, .denominator = b.denominator});
}

Form times(const Form& a, const Form& b) {
  return {.numerator = a.numerator * b.numerator, .denominator = a.denominator * b.denominator};
}

Form over(const Form& a, const Form& b) {
  if (b.numerator.terms().size() == 1) {
    return {.numerator = (a.numerator * b.denominator).divided_by(b.numerator.terms()[0]),
            .denominator = a.denominator};
  }
  return {.numerator = a.numerator * b.denominator, .denominator = a.denominator * b.numerator};
}

}  // namespace dealwright::prove
