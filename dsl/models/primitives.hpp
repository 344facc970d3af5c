// The closed list of exact functions that the models of modules and the expressions of deals may
// call, each with its signature as data for the checker. One evaluator serves proof, dry run,
// scenario and live run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dsl/values/rational.hpp"

namespace dealwright::models {

enum class Primitive : std::uint8_t {
  larger,
  smaller,
  absolute,
  square_root,
  simple_interest,
  linear_index,
  compounded_index,
  indexed_debt,
  ray_mul,
  ray_div,
  constant_product_out,
  constant_product_in,
  nonzero,
  scaled_balance,
  grown_balance,
  account_health,
  where_zero,
  pool_out,
  concentrated_out,
  concentrated_price,
  concentrated_fell,
};

// What a parameter may be. A quantity may have any unit (an asset, USD, a price, none), and the
// same letter stands for the same unit throughout a signature.
enum class ParameterKind : std::uint8_t { quantity, ratio, duration };

struct PrimitiveParameter {
  std::string_view name;
  ParameterKind kind = ParameterKind::ratio;
  std::string_view unit;  // of a quantity: "U", "V"
};

struct PrimitiveSignature {
  Primitive primitive = Primitive::larger;
  std::string_view name;  // as it is written in a module
  std::span<const PrimitiveParameter> parameters;
  ParameterKind result_kind = ParameterKind::ratio;
  std::string_view result_unit;
  std::string_view doc;
};

inline constexpr std::size_t parameters_max = 9;

/// The whole list, in the order of the enum.
[[nodiscard]] std::span<const PrimitiveSignature> all_primitives();
/// The primitive that is written like this; null for any other name. Valid for the life of the
/// program.
[[nodiscard]] const PrimitiveSignature* find_primitive(std::string_view name);
[[nodiscard]] const PrimitiveSignature& signature_of(Primitive primitive);
/// As the reference shows it: "simple_interest(principal: U, rate: ratio, age: duration) -> U".
[[nodiscard]] std::string to_text(const PrimitiveSignature& signature);

/// The value of a primitive. Amounts are in whole units of their asset, durations in milliseconds;
/// there must be as many arguments as the signature has (asserted: the checker has counted them).
/// Exact unless the signature's doc names a rounding; what becomes an amount is rounded there,
/// against us. Fails with `negative` where a reserve, an amount to trade, a fee or what is left
/// after it would be below zero, with `division_by_zero` where a pool is empty or asked for all it
/// holds, with `overflow` where the result needs more bits than there are.
[[nodiscard]] values::Number<values::Rational> evaluate(
    Primitive primitive, std::span<const values::Rational> arguments);

}  // namespace dealwright::models
