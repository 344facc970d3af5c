// Checked 256-bit arithmetic. Sums and small operands go word by word; the rest through 512 bits of
// boost's cpp_int, which cannot overflow on the way, and the size is checked at the end.
#include "dsl/values/amount.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include "dsl/values/assertion.hpp"
#include "dsl/values/limbs.hpp"

namespace dealwright::values {
namespace {

namespace mp = boost::multiprecision;
using Wide = mp::number<mp::cpp_int_backend<512, 512, mp::unsigned_magnitude, mp::unchecked, void>,
                        mp::et_off>;
static_assert(sizeof(mp::limb_type) == sizeof(std::uint64_t));

template <std::size_t N>
Wide widen(const std::array<std::uint64_t, N>& words) {
  Wide wide;
  mp::import_bits(wide, words.begin(), words.end(), 64, false);
  return wide;
}

Number<Amount> narrow(const Wide& wide) {
  const auto& words = wide.backend();
  if (words.size() > 4) return std::unexpected(NumberError::overflow);
  std::array<std::uint64_t, 4> limbs{};
  for (unsigned i = 0; i < words.size(); ++i)
    limbs[i] = words.limbs()[i];
  return Amount(limbs);
}

enum class Remainder : std::uint8_t { none, some };

// The quotient plus one where the rounding asks for it; false where it would lose a fraction and
// may not.
template <class Quotient>
bool round(Quotient& quotient, Remainder remainder, Rounding rounding) {
  if (remainder == Remainder::none) return true;
  switch (rounding) {
    case Rounding::down: return true;
    case Rounding::up: quotient += 1; return true;
    case Rounding::exact: return false;
  }
  DEALWRIGHT_UNREACHABLE("a Rounding outside its list");
}

Number<Amount> divide_wide(const Wide& a, const Wide& b, Rounding rounding) {
  Wide quotient;
  Wide remainder;
  mp::divide_qr(a, b, quotient, remainder);
  // Adding one cannot wrap: no quotient of a product of two amounts has all 512 bits set.
  const Remainder rest = remainder.is_zero() ? Remainder::none : Remainder::some;
  if (!round(quotient, rest, rounding)) return std::unexpected(NumberError::not_exact);
  return narrow(quotient);
}

// The quotient of a product of two words by a word: at most 128 bits, and one more never wraps.
Number<Amount> divide_small(limbs::Word128 a, std::uint64_t b, Rounding rounding) {
  const bool one_word = limbs::high(a) == 0;  // a machine division instead of a library call
  limbs::Word128 quotient = one_word ? limbs::low(a) / b : a / b;
  const Remainder rest =
      (one_word ? limbs::low(a) % b : a % b) == 0 ? Remainder::none : Remainder::some;
  if (!round(quotient, rest, rounding)) return std::unexpected(NumberError::not_exact);
  return Amount({limbs::low(quotient), limbs::high(quotient), 0, 0});
}

bool small(const Amount& a) { return limbs::fits_word(a.limbs()); }

}  // namespace

Number<Amount> add(const Amount& a, const Amount& b) {
  auto sum = a.limbs();
  if (limbs::add(sum, b.limbs()) != 0) return std::unexpected(NumberError::overflow);
  return Amount(sum);
}

Number<Amount> subtract(const Amount& a, const Amount& b) {
  auto difference = a.limbs();
  if (limbs::subtract(difference, b.limbs()) != 0) return std::unexpected(NumberError::negative);
  return Amount(difference);
}

Number<Amount> multiply(const Amount& a, const Amount& b) {
  if (small(a) && small(b)) {
    const auto product = static_cast<limbs::Word128>(a.limbs()[0]) * b.limbs()[0];
    return Amount({limbs::low(product), limbs::high(product), 0, 0});
  }
  const auto product = limbs::product(a.limbs(), b.limbs());
  if (limbs::used_words(product) > 4) return std::unexpected(NumberError::overflow);
  return Amount({product[0], product[1], product[2], product[3]});
}

Number<Amount> divide(const Amount& a, const Amount& b, Rounding rounding) {
  if (b.is_zero()) return std::unexpected(NumberError::division_by_zero);
  if (small(a) && small(b)) return divide_small(a.limbs()[0], b.limbs()[0], rounding);
  return divide_wide(widen(a.limbs()), widen(b.limbs()), rounding);
}

Number<Amount> mul_div(const Amount& a, const Amount& b, const Amount& c, Rounding rounding) {
  if (c.is_zero()) return std::unexpected(NumberError::division_by_zero);
  if (small(a) && small(b) && small(c)) {
    const auto product = static_cast<limbs::Word128>(a.limbs()[0]) * b.limbs()[0];
    return divide_small(product, c.limbs()[0], rounding);
  }
  return divide_wide(widen(limbs::product(a.limbs(), b.limbs())), widen(c.limbs()), rounding);
}

Amount square_root(const Amount& a) {
  const auto root = narrow(mp::sqrt(widen(a.limbs())));
  DEALWRIGHT_ASSERT(root.has_value());
  return *root;
}

Number<Amount> power_of_ten(unsigned n) {
  if (n > decimals_max) return std::unexpected(NumberError::overflow);
  std::array<std::uint64_t, 4> power{1};
  unsigned left = n;
  for (; left > limbs::word_decimals; left -= limbs::word_decimals) {
    limbs::multiply_word(power, limbs::ten_to_19, 0);
  }
  limbs::multiply_word(power, limbs::word_power_of_ten(left), 0);
  return Amount(power);
}

std::string to_digits(const Amount& a) { return limbs::to_digits(a.limbs()); }

Number<Amount> amount_from_digits(std::string_view digits) {
  constexpr std::size_t digits_max = 78;  // of 2^256 - 1
  if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) {
    return std::unexpected(NumberError::malformed);
  }
  for (const char c : digits) {
    if (!limbs::is_digit(c)) return std::unexpected(NumberError::malformed);
  }
  if (digits.size() > digits_max) return std::unexpected(NumberError::overflow);
  std::array<std::uint64_t, 4> value{};
  for (const char c : digits) {
    if (!limbs::append_digit(value, c)) return std::unexpected(NumberError::overflow);
  }
  return Amount(value);
}

std::string to_decimal(const Amount& a, unsigned decimals) {
  DEALWRIGHT_ASSERT(decimals <= decimals_max);
  return limbs::with_point(to_digits(a), decimals);
}

}  // namespace dealwright::values
