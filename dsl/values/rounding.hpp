// Named rounding and the reasons a number cannot be had. Every operation that can lose a fraction
// takes a Rounding.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

namespace dealwright::values {

// `down` is toward zero, `up` is away from zero. Money rounds against us: what we pay and owe goes
// up, what we get and own goes down. `exact` refuses to lose a fraction.
enum class Rounding : std::uint8_t { down, up, exact };

enum class NumberError : std::uint8_t {
  overflow,  // the result needs more bits than the type has
  negative,  // an unsigned result would be below zero
  division_by_zero,
  not_exact,          // Rounding::exact, and a fraction would be lost
  malformed,          // text that is not a number of this kind
  too_many_decimals,  // more digits after the point than the asset has
};

template <class T>
using Number = std::expected<T, NumberError>;

// Plain words for a message: "the number is too large".
[[nodiscard]] std::string_view describe(NumberError error);

}  // namespace dealwright::values
