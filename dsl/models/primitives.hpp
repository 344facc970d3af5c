// The closed list of exact functions that the models of modules and the expressions of deals may
// call, each with its signature as data for the checker. One evaluator serves proof, dry run,
// scenario and live run.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
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
};

// What a parameter may be. `unit_u` and `unit_v` stand for any unit (an asset, USD, a price, a
// plain ratio), the same letter for the same unit throughout one signature.
enum class Kind : std::uint8_t { unit_u, unit_v, ratio, duration };

struct Parameter {
  std::string_view name;
  Kind kind = Kind::ratio;
};

inline constexpr std::size_t arguments_max = 4;

struct Signature {
  Primitive primitive = Primitive::larger;
  std::string_view name;  // as it is written in a module
  std::array<Parameter, arguments_max> slots{};
  std::size_t arity = 0;
  Kind result = Kind::ratio;
  std::string_view doc;

  [[nodiscard]] constexpr std::span<const Parameter> parameters() const {
    return std::span(slots).first(arity);
  }
};

/// The whole list, in the order of the enum.
[[nodiscard]] std::span<const Signature> primitives();
[[nodiscard]] const Signature& signature_of(Primitive primitive);
/// The primitive that is written like this; nothing for any other name.
[[nodiscard]] std::optional<Primitive> primitive_from_text(std::string_view name);
/// "constant_product_out(reserve_in: U, reserve_out: V, give: U, fee: ratio) -> V" is made of
/// these.
[[nodiscard]] std::string_view to_text(Kind kind);

/// The value of a primitive. Amounts are in whole units of their asset, durations in milliseconds;
/// there must be as many arguments as the signature has (asserted: the checker has counted them).
/// Exact unless the signature's doc names a rounding; what becomes an amount is rounded there,
/// against us. Fails with `negative` where a reserve, an amount to trade, a fee or what is left
/// after it would be below zero, with `division_by_zero` where a pool is empty or asked for all it
/// holds, with `overflow` where the result needs more bits than there are.
[[nodiscard]] values::Number<values::Rational> evaluate(
    Primitive primitive, std::span<const values::Rational> arguments);

}  // namespace dealwright::models
