// Exact ratios. Common factors are taken out before the products (Knuth, The Art of Computer
// Programming 4.5.1), so a result is in lowest terms without a reduction of its full size, and
// overflow is said exactly when it does not fit. Where all parts fit one word (nearly always) there
// are two short paths of 128 bits; the rest uses boost's cpp_int.
#include "dsl/values/rational.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

#include <boost/multiprecision/cpp_int.hpp>

#include "dsl/values/assertion.hpp"
#include "dsl/values/limbs.hpp"

namespace dealwright::values {

// The only maker of a Rational from parts that are already reduced.
struct LowestTerms {
  static Rational make(bool negative, const Rational::Limbs& numerator,
                       const Rational::Limbs& denominator) {
    Rational result;
    result.numerator_ = numerator;
    result.denominator_ = denominator;
    result.negative_ = negative && !result.is_zero();
    return result;
  }
  static Rational make(bool negative, limbs::Word128 numerator, limbs::Word128 denominator) {
    Rational result;
    result.numerator_[0] = limbs::low(numerator);
    result.numerator_[1] = limbs::high(numerator);
    result.denominator_[0] = limbs::low(denominator);
    result.denominator_[1] = limbs::high(denominator);
    result.negative_ = negative && numerator != 0;
    return result;
  }
  static Rational negated(const Rational& a) {
    Rational result = a;
    result.negative_ = !a.negative_ && !a.is_zero();
    return result;
  }
};

namespace {

namespace mp = boost::multiprecision;
// A product of two 512-bit parts, the sum of two such products, and a numerator times 10^77 all
// fit.
using Wide =
    mp::number<mp::cpp_int_backend<1152, 1152, mp::unsigned_magnitude, mp::unchecked, void>,
               mp::et_off>;
static_assert(sizeof(mp::limb_type) == sizeof(std::uint64_t));
using Limbs = Rational::Limbs;
using limbs::Word128;

Wide widen(const Limbs& words) {
  Wide wide;
  mp::import_bits(wide, words.begin(), words.end(), 64, false);
  return wide;
}

template <std::size_t N>
std::optional<std::array<std::uint64_t, N>> narrow(const Wide& wide) {
  const auto& words = wide.backend();
  if (words.size() > N) return std::nullopt;
  std::array<std::uint64_t, N> narrowed{};
  for (unsigned i = 0; i < words.size(); ++i)
    narrowed[i] = words.limbs()[i];
  return narrowed;
}

Number<Rational> from_reduced(bool negative, const Wide& numerator, const Wide& denominator) {
  const auto n = narrow<8>(numerator);
  const auto d = narrow<8>(denominator);
  if (!n || !d) return std::unexpected(NumberError::overflow);
  return LowestTerms::make(negative, *n, *d);
}

Wide wide_power_of_ten(unsigned n) {
  const auto power = power_of_ten(n);
  DEALWRIGHT_ASSERT(power.has_value());
  Wide wide;
  mp::import_bits(wide, power->limbs().begin(), power->limbs().end(), 64, false);
  return wide;
}

// Both parts fit one word.
bool small(const Rational& a) {
  return limbs::fits_word(a.numerator()) && limbs::fits_word(a.denominator());
}

std::uint64_t gcd(std::uint64_t a, std::uint64_t b) {
  if (a == 1 || b == 1) return 1;
  return std::gcd(a, b);
}

std::uint64_t remainder(Word128 a, std::uint64_t b) {
  return limbs::high(a) == 0 ? limbs::low(a) % b : limbs::low(a % b);
}

Word128 quotient(Word128 a, std::uint64_t b) {
  if (b == 1) return a;
  return limbs::high(a) == 0 ? limbs::low(a) / b : a / b;
}

// The sum of two signed magnitudes.
template <class Magnitude>
struct Signed {
  bool negative = false;
  Magnitude magnitude{};
};

template <class Magnitude>
Signed<Magnitude> combine(const Signed<Magnitude>& a, const Signed<Magnitude>& b) {
  if (a.negative == b.negative) return {a.negative, a.magnitude + b.magnitude};
  if (a.magnitude >= b.magnitude) return {a.negative, a.magnitude - b.magnitude};
  return {b.negative, b.magnitude - a.magnitude};
}

// a + b for one-word parts; nothing when the sum needs more than 128 bits.
std::optional<Rational> add_small(const Rational& a, const Rational& b) {
  const std::uint64_t a_denominator = a.denominator()[0];
  const std::uint64_t b_denominator = b.denominator()[0];
  const std::uint64_t common =
      a_denominator == b_denominator ? a_denominator : gcd(a_denominator, b_denominator);
  const std::uint64_t a_scale = b_denominator / common;
  const std::uint64_t b_scale = a_denominator / common;
  const Signed<Word128> left{a.is_negative(), static_cast<Word128>(a.numerator()[0]) * a_scale};
  const Signed<Word128> right{b.is_negative(), static_cast<Word128>(b.numerator()[0]) * b_scale};
  const Signed<Word128> sum = combine(left, right);
  if (left.negative == right.negative && sum.magnitude < left.magnitude) return std::nullopt;
  const std::uint64_t factor = common == 1 ? 1 : gcd(remainder(sum.magnitude, common), common);
  return LowestTerms::make(sum.negative, quotient(sum.magnitude, factor),
                           static_cast<Word128>(b_scale) * (b_denominator / factor));
}

Number<Rational> add_wide(const Rational& a, const Rational& b) {
  const Wide a_denominator = widen(a.denominator());
  const Wide b_denominator = widen(b.denominator());
  const Wide common = mp::gcd(a_denominator, b_denominator);
  const Wide a_scale = b_denominator / common;
  const Wide b_scale = a_denominator / common;
  const auto sum = combine(Signed<Wide>{a.is_negative(), widen(a.numerator()) * a_scale},
                           Signed<Wide>{b.is_negative(), widen(b.numerator()) * b_scale});
  const Wide factor = mp::gcd(sum.magnitude, common);
  return from_reduced(sum.negative, sum.magnitude / factor, b_scale * (b_denominator / factor));
}

Rational multiply_small(const Rational& a, const Rational& b) {
  const std::uint64_t left = gcd(a.numerator()[0], b.denominator()[0]);
  const std::uint64_t right = gcd(b.numerator()[0], a.denominator()[0]);
  return LowestTerms::make(
      a.is_negative() != b.is_negative(),
      static_cast<Word128>(a.numerator()[0] / left) * (b.numerator()[0] / right),
      static_cast<Word128>(a.denominator()[0] / right) * (b.denominator()[0] / left));
}

Number<Rational> multiply_wide(const Rational& a, const Rational& b) {
  const Wide a_numerator = widen(a.numerator());
  const Wide b_numerator = widen(b.numerator());
  const Wide a_denominator = widen(a.denominator());
  const Wide b_denominator = widen(b.denominator());
  const Wide left = mp::gcd(a_numerator, b_denominator);
  const Wide right = mp::gcd(b_numerator, a_denominator);
  return from_reduced(a.is_negative() != b.is_negative(),
                      (a_numerator / left) * (b_numerator / right),
                      (a_denominator / right) * (b_denominator / left));
}

std::strong_ordering compare_magnitudes(const Rational& a, const Rational& b) {
  if (a.denominator() == b.denominator()) return limbs::compare(a.numerator(), b.numerator());
  if (small(a) && small(b)) {
    const Word128 left = static_cast<Word128>(a.numerator()[0]) * b.denominator()[0];
    const Word128 right = static_cast<Word128>(b.numerator()[0]) * a.denominator()[0];
    return left <=> right;
  }
  const int order = Wide(widen(a.numerator()) * widen(b.denominator()))
                        .compare(Wide(widen(b.numerator()) * widen(a.denominator())));
  return order <=> 0;
}

std::uint64_t magnitude_of(std::int64_t whole) {
  return whole < 0 ? ~static_cast<std::uint64_t>(whole) + 1 : static_cast<std::uint64_t>(whole);
}

enum class Remainder : std::uint8_t { none, some };

// The quotient plus one where the rounding asks for it.
Number<Amount> rounded(const Amount& quotient, Remainder remainder, Rounding rounding) {
  if (remainder == Remainder::none) return quotient;
  switch (rounding) {
    case Rounding::down: return quotient;
    case Rounding::up: return add(quotient, Amount(1));
    case Rounding::exact: return std::unexpected(NumberError::not_exact);
  }
  DEALWRIGHT_UNREACHABLE("a Rounding outside its list");
}

}  // namespace

Number<Rational> Rational::fraction(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return std::unexpected(NumberError::division_by_zero);
  const std::uint64_t n = magnitude_of(numerator);
  const std::uint64_t d = magnitude_of(denominator);
  const std::uint64_t factor = gcd(n, d);
  return LowestTerms::make((numerator < 0) != (denominator < 0), n / factor, d / factor);
}

Number<Rational> Rational::from_amount(const Amount& a, unsigned decimals) {
  if (decimals > decimals_max) return std::unexpected(NumberError::overflow);
  Limbs numerator{};
  for (std::size_t i = 0; i < a.limbs().size(); ++i)
    numerator[i] = a.limbs()[i];
  if (decimals > limbs::word_decimals) {
    const Wide units = widen(numerator);
    const Wide scale = wide_power_of_ten(decimals);
    const Wide factor = mp::gcd(units, scale);
    return from_reduced(false, units / factor, scale / factor);
  }
  const std::uint64_t scale = limbs::word_power_of_ten(decimals);
  Limbs whole = numerator;
  const std::uint64_t rest = limbs::divide_word(whole, scale);
  if (rest == 0) return LowestTerms::make(false, whole, Limbs{1});
  const std::uint64_t factor = gcd(rest, scale);
  limbs::divide_word(numerator, factor);
  return LowestTerms::make(false, numerator, Limbs{scale / factor});
}

Number<Rational> Rational::from_parts(bool negative, const Limbs& numerator,
                                      const Limbs& denominator) {
  if (denominator == Limbs{}) return std::unexpected(NumberError::division_by_zero);
  if (limbs::fits_word(numerator) && limbs::fits_word(denominator)) {
    const std::uint64_t factor = gcd(numerator[0], denominator[0]);
    return LowestTerms::make(negative, Word128{numerator[0] / factor},
                             Word128{denominator[0] / factor});
  }
  const Wide n = widen(numerator);
  const Wide d = widen(denominator);
  const Wide factor = mp::gcd(n, d);
  return from_reduced(negative, n / factor, d / factor);
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  if (a.is_negative() != b.is_negative()) {
    return a.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return a.is_negative() ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

Number<Rational> add(const Rational& a, const Rational& b) {
  if (small(a) && small(b)) {
    if (const auto sum = add_small(a, b)) return *sum;
  }
  return add_wide(a, b);
}

Number<Rational> subtract(const Rational& a, const Rational& b) { return add(a, negate(b)); }

Number<Rational> multiply(const Rational& a, const Rational& b) {
  if (small(a) && small(b)) return multiply_small(a, b);
  return multiply_wide(a, b);
}

Number<Rational> divide(const Rational& a, const Rational& b) {
  if (b.is_zero()) return std::unexpected(NumberError::division_by_zero);
  return multiply(a, LowestTerms::make(b.is_negative(), b.denominator(), b.numerator()));
}

Rational negate(const Rational& a) { return LowestTerms::negated(a); }

Number<Amount> to_amount(const Rational& a, unsigned decimals, Rounding rounding) {
  if (a.is_negative()) return std::unexpected(NumberError::negative);
  if (decimals > decimals_max) return std::unexpected(NumberError::overflow);
  if (decimals <= limbs::word_decimals && limbs::fits_word(a.denominator())) {
    Limbs units = a.numerator();
    if (limbs::multiply_word(units, limbs::word_power_of_ten(decimals), 0) == 0) {
      const Remainder rest =
          limbs::divide_word(units, a.denominator()[0]) == 0 ? Remainder::none : Remainder::some;
      if (rest == Remainder::some && rounding == Rounding::exact)
        return std::unexpected(NumberError::not_exact);
      if (limbs::used_words(units) > 4) return std::unexpected(NumberError::overflow);
      return rounded(Amount({units[0], units[1], units[2], units[3]}), rest, rounding);
    }
  }
  Wide whole;
  Wide rest;
  mp::divide_qr(Wide(widen(a.numerator()) * wide_power_of_ten(decimals)), widen(a.denominator()),
                whole, rest);
  if (!rest.is_zero() && rounding == Rounding::exact)
    return std::unexpected(NumberError::not_exact);
  const auto units = narrow<4>(whole);
  if (!units) return std::unexpected(NumberError::overflow);
  return rounded(Amount(*units), rest.is_zero() ? Remainder::none : Remainder::some, rounding);
}

Number<std::int64_t> to_whole(const Rational& a) {
  if (!a.is_whole()) return std::unexpected(NumberError::not_exact);
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const std::uint64_t magnitude = a.numerator()[0];
  if (!limbs::fits_word(a.numerator()) || magnitude > largest + (a.is_negative() ? 1U : 0U)) {
    return std::unexpected(NumberError::overflow);
  }
  return static_cast<std::int64_t>(a.is_negative() ? ~magnitude + 1 : magnitude);
}

Number<unsigned> decimals_of(const Rational& a) {
  // Shown exactly by n decimals means that the denominator divides 10^n: it is made of twos and
  // fives alone.
  Limbs denominator = a.denominator();
  const auto take_out = [&denominator](std::uint64_t prime) {
    unsigned count = 0;
    for (Limbs divided = denominator; limbs::divide_word(divided, prime) == 0; ++count)
      denominator = divided;
    return count;
  };
  const unsigned decimals = std::max(take_out(2), take_out(5));
  if (denominator != Limbs{1} || decimals > decimals_max)
    return std::unexpected(NumberError::not_exact);
  return decimals;
}

}  // namespace dealwright::values
