// Ratios from and to text: the literals of the language, the canonical fractions of plans, and
// decimals for people.
#include <algorithm>
#include <optional>

#include <boost/multiprecision/cpp_int.hpp>

#include "dsl/values/assertion.hpp"
#include "dsl/values/limbs.hpp"
#include "dsl/values/rational.hpp"

namespace dealwright::values {
namespace {

using Limbs = Rational::Limbs;

constexpr unsigned fraction_digits_max = 155;  // of 2^512 - 1

// Digits with single underscores between them, from the front of `text`; empty when there are none.
std::string_view take_digits(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size()) {
    if (limbs::is_digit(text[n])) {
      ++n;
    } else if (text[n] == '_' && n > 0 && n + 1 < text.size() && limbs::is_digit(text[n + 1])) {
      n += 2;
    } else {
      break;
    }
  }
  const std::string_view digits = text.substr(0, n);
  text.remove_prefix(n);
  return digits;
}

// The parts of a literal, before anything is computed.
struct Literal {
  std::string_view whole;
  std::string_view fraction;
  int exponent = 0;
};

Number<int> exponent_from(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::unexpected(NumberError::malformed);
  int exponent = 0;
  for (const char c : text) {
    if (!limbs::is_digit(c)) return std::unexpected(NumberError::malformed);
    exponent = std::min(exponent * 10 + (c - '0'), number_exponent_max + 1);
  }
  if (exponent > number_exponent_max) return std::unexpected(NumberError::overflow);
  return negative ? -exponent : exponent;
}

Number<Literal> split(std::string_view text) {
  Literal literal;
  literal.whole = take_digits(text);
  if (literal.whole.empty()) return std::unexpected(NumberError::malformed);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    literal.fraction = take_digits(text);
    if (literal.fraction.empty()) return std::unexpected(NumberError::malformed);
  }
  if (text.starts_with('e')) {
    const auto exponent = exponent_from(text.substr(1));
    if (!exponent) return std::unexpected(exponent.error());
    literal.exponent = *exponent;
    text = {};
  }
  if (!text.empty()) return std::unexpected(NumberError::malformed);
  return literal;
}

// Appends the digits of `text`; the number of digits, or nothing when they no longer fit.
std::optional<int> append_digits(Limbs& value, std::string_view text) {
  int count = 0;
  for (const char c : text) {
    if (c == '_') continue;
    if (!limbs::append_digit(value, c)) return std::nullopt;
    if (++count > number_digits_max) return std::nullopt;
  }
  return count;
}

// value *= 10^n; false when it no longer fits.
bool scale_up(Limbs& value, int n) {
  for (; n > 0; --n) {
    if (limbs::multiply_word(value, 10, 0) != 0) return false;
  }
  return true;
}

// A number of canonical form: no leading zero but "0" itself.
Number<Limbs> canonical_digits(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0'))
    return std::unexpected(NumberError::malformed);
  if (!std::ranges::all_of(text, limbs::is_digit)) return std::unexpected(NumberError::malformed);
  if (text.size() > fraction_digits_max) return std::unexpected(NumberError::overflow);
  Limbs value{};
  for (const char c : text) {
    if (!limbs::append_digit(value, c)) return std::unexpected(NumberError::overflow);
  }
  return value;
}

// |a| * 10^shift to at most `places` decimals, half away from zero.
std::string shifted_decimal(const Rational& a, unsigned shift, unsigned places) {
  namespace mp = boost::multiprecision;
  using Wide =
      mp::number<mp::cpp_int_backend<1152, 1152, mp::unsigned_magnitude, mp::unchecked, void>,
                 mp::et_off>;
  const auto widen = [](const auto& words) {
    Wide wide;
    mp::import_bits(wide, words.begin(), words.end(), 64, false);
    return wide;
  };
  places = std::min(places, decimals_max);
  const auto scale = power_of_ten(places);
  const auto units = power_of_ten(shift);
  DEALWRIGHT_ASSERT(scale.has_value() && units.has_value());
  const Wide denominator = widen(a.denominator());
  // Twice the number plus one half of the last place, over two: at most 512 + 256 + 8 bits.
  const Wide doubled =
      widen(a.numerator()) * widen(scale->limbs()) * widen(units->limbs()) * 2U + denominator;
  const Wide rounded = doubled / (denominator * 2U);
  std::array<std::uint64_t, 18> words{};
  for (unsigned i = 0; i < rounded.backend().size(); ++i)
    words[i] = rounded.backend().limbs()[i];
  const std::string text = limbs::with_point(limbs::to_digits(words), places);
  return a.is_negative() && text != "0" ? "-" + text : text;
}

}  // namespace

Number<Rational> rational_from_text(std::string_view text) {
  const auto literal = split(text);
  if (!literal) return std::unexpected(literal.error());
  Limbs numerator{};
  if (!append_digits(numerator, literal->whole)) return std::unexpected(NumberError::overflow);
  const auto decimals = append_digits(numerator, literal->fraction);
  if (!decimals || *decimals > static_cast<int>(decimals_max))
    return std::unexpected(NumberError::overflow);
  // 10^(77 + 77) still fits the 512 bits of a denominator.
  Limbs denominator{1};
  if (!scale_up(numerator, literal->exponent - *decimals) ||
      !scale_up(denominator, *decimals - literal->exponent)) {
    return std::unexpected(NumberError::overflow);
  }
  return Rational::from_parts(false, numerator, denominator);
}

std::string to_fraction(const Rational& a) {
  std::string text = a.is_negative() ? "-" : "";
  text += limbs::to_digits(a.numerator());
  if (!a.is_whole()) text += "/" + limbs::to_digits(a.denominator());
  return text;
}

Number<Rational> rational_from_fraction(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t slash = text.find('/');
  const auto numerator = canonical_digits(text.substr(0, slash));
  if (!numerator) return std::unexpected(numerator.error());
  if (negative && *numerator == Limbs{}) return std::unexpected(NumberError::malformed);
  if (slash == std::string_view::npos) return Rational::from_parts(negative, *numerator, Limbs{1});
  const auto denominator = canonical_digits(text.substr(slash + 1));
  if (!denominator) return std::unexpected(denominator.error());
  if (*denominator == Limbs{}) return std::unexpected(NumberError::division_by_zero);
  const auto read = Rational::from_parts(negative, *numerator, *denominator);
  // One value has one text: "2/4" and "3/1" are refused.
  if (read && (read->is_whole() || read->denominator() != *denominator)) {
    return std::unexpected(NumberError::malformed);
  }
  return read;
}

std::string to_decimal(const Rational& a, unsigned places) { return shifted_decimal(a, 0, places); }

std::string to_percent(const Rational& a, unsigned places) {
  return shifted_decimal(a, 2, places) + "%";
}

}  // namespace dealwright::values
