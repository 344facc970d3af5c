// Generators and the way to GMP and back.
#include "tests/unit/dsl/values/edges.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

namespace dealwright::values {

void showValue(const Amount& a, std::ostream& out) { out << edges::exact(a).get_str(); }
void showValue(const Rational& a, std::ostream& out) { out << edges::exact(a).get_str(); }
void showValue(Rounding rounding, std::ostream& out) { out << static_cast<int>(rounding); }

}  // namespace dealwright::values

namespace dealwright::values::edges {
namespace {

// Every run tries the same numbers. rapidcheck reads this at the first property; RC_PARAMS from
// outside wins.
[[maybe_unused]] const int fixed_seed = setenv("RC_PARAMS", "seed=20260131 max_success=1500", 0);

template <std::size_t N>
mpz_class imported(const std::array<std::uint64_t, N>& words) {
  mpz_class value;
  mpz_import(value.get_mpz_t(), N, -1, sizeof(std::uint64_t), 0, 0, words.data());
  return value;
}

template <std::size_t N>
std::array<std::uint64_t, N> exported(const mpz_class& value) {
  std::array<std::uint64_t, N> words{};
  RC_ASSERT(value >= 0 && mpz_sizeinbase(value.get_mpz_t(), 2) <= 64 * N);
  mpz_export(words.data(), nullptr, -1, sizeof(std::uint64_t), 0, 0, value.get_mpz_t());
  return words;
}

// 0, 1, 2^k and 10^k with their neighbours, and the largest value, of at most `bits` bits.
std::vector<mpz_class> edges_of(unsigned bits) {
  std::vector<mpz_class> found;
  const mpz_class largest = power_of_two(bits) - 1;
  const auto around = [&](const mpz_class& centre) {
    for (int i = -1; i <= 1; ++i) {
      const mpz_class value = centre + i;
      if (value >= 0 && value <= largest) found.push_back(value);
    }
  };
  around(0);
  for (unsigned k = 31; k <= bits; k += 32) {
    around(power_of_two(k));
    around(power_of_two(k + 1));
  }
  for (const unsigned k : {1U, 2U, 6U, 18U, 19U, 20U, 38U, 57U, 76U, 77U})
    around(power_of_ten(k));
  return found;
}

// Making a generator costs more than a value from it, so each is made once.
rc::Gen<mpz_class> natural_of(unsigned bits) {
  const auto any_size = rc::gen::apply(
      [bits](const std::vector<std::uint64_t>& words, unsigned size) {
        mpz_class value;
        mpz_import(value.get_mpz_t(), words.size(), -1, sizeof(std::uint64_t), 0, 0, words.data());
        mpz_class reduced = value % power_of_two(std::min(bits, 1 + size % bits));
        return reduced;
      },
      rc::gen::resize(rc::kNominalSize, rc::gen::container<std::vector<std::uint64_t>>(
                                            8, rc::gen::arbitrary<std::uint64_t>())),
      rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<unsigned>()));
  const auto little =
      rc::gen::map(rc::gen::inRange<unsigned>(0, 200), [](unsigned n) { return mpz_class(n); });
  return rc::gen::weightedOneOf<mpz_class>(
      {{3, rc::gen::elementOf(edges_of(bits))}, {4, any_size}, {1, little}});
}

rc::Gen<Rational> rational_of(unsigned bits) {
  const auto build = [](bool negative, const mpz_class& numerator, const mpz_class& denominator) {
    const auto made = Rational::from_parts(negative, limbs_of(numerator), limbs_of(denominator));
    RC_ASSERT(made.has_value());
    return *made;
  };
  const auto positive =
      rc::gen::map(natural(bits), [](const mpz_class& n) { return n == 0 ? mpz_class(1) : n; });
  return rc::gen::apply(build, rc::gen::arbitrary<bool>(), natural(bits), positive);
}

}  // namespace

mpz_class power_of_two(unsigned n) {
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 2, n);
  return power;
}

mpz_class power_of_ten(unsigned n) {
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, n);
  return power;
}

mpz_class exact(const Amount& a) { return imported(a.limbs()); }

mpq_class exact(const Rational& a) {
  // Not canonicalised: a value that is not in lowest terms must be seen to differ.
  mpq_class value;
  value.get_num() = imported(a.numerator());
  value.get_den() = imported(a.denominator());
  return a.is_negative() ? mpq_class(-value) : value;
}

Amount amount_of(const mpz_class& value) { return Amount(exported<4>(value)); }

Rational::Limbs limbs_of(const mpz_class& value) { return exported<8>(value); }

Number<Amount> amount_or_overflow(const mpz_class& value) {
  if (value >= power_of_two(256)) return std::unexpected(NumberError::overflow);
  return amount_of(value);
}

Number<Rational> rational_or_overflow(mpq_class value) {
  value.canonicalize();
  const mpz_class numerator = abs(value.get_num());
  if (numerator >= power_of_two(512) || value.get_den() >= power_of_two(512)) {
    return std::unexpected(NumberError::overflow);
  }
  return Rational::from_parts(value < 0, limbs_of(numerator), limbs_of(value.get_den()));
}

Number<mpz_class> divided(const mpz_class& a, const mpz_class& b, Rounding rounding) {
  mpz_class quotient;
  switch (rounding) {
    case Rounding::down:
      mpz_fdiv_q(quotient.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
      return quotient;
    case Rounding::up:
      mpz_cdiv_q(quotient.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
      return quotient;
    case Rounding::exact:
      if (mpz_divisible_p(a.get_mpz_t(), b.get_mpz_t()) == 0)
        return std::unexpected(NumberError::not_exact);
      return mpz_class(a / b);
  }
  return std::unexpected(NumberError::malformed);
}

rc::Gen<mpz_class> natural(unsigned bits) {
  static std::map<unsigned, rc::Gen<mpz_class>> made;
  const auto found = made.find(bits);
  return found != made.end() ? found->second : made.emplace(bits, natural_of(bits)).first->second;
}

rc::Gen<Amount> amount() {
  static const auto made = rc::gen::map(natural(256), amount_of);
  return made;
}

rc::Gen<Rational> rational() {
  static const auto made = rc::gen::weightedOneOf<Rational>({{2, modest_rational()},
                                                             {1, rational_of(128)},
                                                             {1, rational_of(260)},
                                                             {1, rational_of(512)}});
  return made;
}

rc::Gen<Rational> modest_rational() {
  static const auto made = rc::gen::weightedOneOf<Rational>(
      {{2, rational_of(8)}, {2, rational_of(64)}, {1, rational_of(70)}});
  return made;
}

rc::Gen<Rounding> rounding() {
  return rc::gen::element(Rounding::down, Rounding::up, Rounding::exact);
}

}  // namespace dealwright::values::edges
