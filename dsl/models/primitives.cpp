// The table of primitives, and their evaluation on exact fractions. Where a contract counts in rays
// the integers of indexed_debt.hpp do the work, so that a model agrees with the chain to the last
// digit.
#include "dsl/models/primitives.hpp"

#include <algorithm>

#include "dsl/models/indexed_debt.hpp"
#include "dsl/models/term.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::models {

using values::Amount;
using values::Number;
using values::NumberError;
using values::Rational;
using values::Rounding;

namespace {

using enum Kind;

constexpr std::array signatures{
    Signature{Primitive::larger,
              "larger",
              {{{"x", unit_u}, {"y", unit_u}}},
              2,
              unit_u,
              "The larger of two numbers."},
    Signature{Primitive::smaller,
              "smaller",
              {{{"x", unit_u}, {"y", unit_u}}},
              2,
              unit_u,
              "The smaller of two numbers."},
    Signature{Primitive::absolute,
              "absolute",
              {{{"x", unit_u}}},
              1,
              unit_u,
              "The distance of a number from zero."},
    Signature{Primitive::square_root,
              "square_root",
              {{{"x", ratio}}},
              1,
              ratio,
              "The square root, rounded down to 18 decimals."},
    Signature{Primitive::simple_interest,
              "simple_interest",
              {{{"principal", unit_u}, {"rate", ratio}, {"age", duration}}},
              3,
              unit_u,
              "The interest alone on a principal at a yearly rate, on 365 days, not compounded."},
    Signature{Primitive::linear_index,
              "linear_index",
              {{{"rate", ratio}, {"age", duration}}},
              2,
              ratio,
              "The factor by which a deposit grows at a yearly rate, counted in whole seconds and "
              "in rays, rounded down."},
    Signature{Primitive::compounded_index,
              "compounded_index",
              {{{"rate", ratio}, {"age", duration}}},
              2,
              ratio,
              "The factor by which a debt grows at a yearly rate, compounded every second: three "
              "terms of the series, "
              "counted in rays."},
    Signature{Primitive::indexed_debt,
              "indexed_debt",
              {{{"scaled", unit_u}, {"index", ratio}}},
              2,
              unit_u,
              "What a scaled amount has grown to at an index."},
    Signature{Primitive::ray_mul,
              "ray_mul",
              {{{"x", ratio}, {"y", ratio}}},
              2,
              ratio,
              "The product at 27 decimals, half a unit rounded up."},
    Signature{Primitive::ray_div,
              "ray_div",
              {{{"x", ratio}, {"y", ratio}}},
              2,
              ratio,
              "The quotient at 27 decimals, half a unit rounded up."},
    Signature{Primitive::constant_product_out,
              "constant_product_out",
              {{{"reserve_in", unit_u}, {"reserve_out", unit_v}, {"give", unit_u}, {"fee", ratio}}},
              4,
              unit_v,
              "What a pool with a constant product pays for `give`."},
    Signature{Primitive::constant_product_in,
              "constant_product_in",
              {{{"reserve_in", unit_u}, {"reserve_out", unit_v}, {"take", unit_v}, {"fee", ratio}}},
              4,
              unit_u,
              "What a pool with a constant product asks for `take`."},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (static_cast<std::size_t>(signatures[i].primitive) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "signature_of looks up by position");

constexpr std::int64_t milliseconds_per_second = 1000;
constexpr std::int64_t milliseconds_per_year =
    static_cast<std::int64_t>(seconds_per_year) * milliseconds_per_second;
constexpr unsigned root_decimals = 18;

constexpr Rational one(1);

// A number, or `negative` when it is below zero.
Exact at_least_zero(const Exact& number) {
  if (number.number() && number.number()->is_negative()) {
    return Number<Rational>(std::unexpected(NumberError::negative));
  }
  return number;
}

Rational absolute(const Rational& x) { return x.is_negative() ? values::negate(x) : x; }

// sqrt(x) = sqrt(x * 10^36) / 10^18, and rounding down before an integer root changes nothing.
Number<Rational> square_root(const Rational& x) {
  const Number<Amount> scaled = values::to_amount(x, 2 * root_decimals, Rounding::down);
  if (!scaled) return std::unexpected(scaled.error());
  return Rational::from_amount(values::square_root(*scaled), root_decimals);
}

Number<Rational> simple_interest(const Rational& principal, const Rational& rate,
                                 const Rational& age) {
  return (Exact(principal) * rate * age / Rational(milliseconds_per_year)).number();
}

// The nearest ray, half up.
Number<Amount> to_ray(const Rational& x) {
  const Exact scaled = Exact(x) * Rational::from_amount(ray, 0) + Rational::fraction(1, 2);
  if (!scaled.number()) return std::unexpected(scaled.number().error());
  return values::to_amount(*scaled.number(), 0, Rounding::down);
}

Number<Rational> from_ray(const Number<Amount>& x) {
  if (!x) return std::unexpected(x.error());
  return Rational::from_amount(*x, ray_decimals);
}

using RayOperation = Number<Amount> (*)(const Amount&, const Amount&);
Number<Rational> on_rays(const Rational& x, const Rational& y, RayOperation operation) {
  const Number<Amount> a = to_ray(x);
  const Number<Amount> b = to_ray(y);
  if (!a) return std::unexpected(a.error());
  if (!b) return std::unexpected(b.error());
  return from_ray(operation(*a, *b));
}

// Whole seconds, as a block's timestamps count.
Number<std::uint64_t> to_seconds(const Rational& milliseconds) {
  const Exact exact = Exact(milliseconds) / Rational(milliseconds_per_second);
  if (!exact.number()) return std::unexpected(exact.number().error());
  const Number<Amount> seconds = values::to_amount(*exact.number(), 0, Rounding::down);
  if (!seconds) return std::unexpected(seconds.error());
  if (*seconds > Amount(~0ULL)) return std::unexpected(NumberError::overflow);
  return seconds->limbs()[0];
}

using Growth = Number<Amount> (*)(const Amount& rate, std::uint64_t seconds);
Number<Rational> index_of(const Rational& rate, const Rational& age, Growth growth) {
  const Number<Amount> in_ray = to_ray(rate);
  const Number<std::uint64_t> seconds = to_seconds(age);
  if (!in_ray) return std::unexpected(in_ray.error());
  if (!seconds) return std::unexpected(seconds.error());
  return from_ray(growth(*in_ray, *seconds));
}

Number<Rational> constant_product_out(const Rational& reserve_in, const Rational& reserve_out,
                                      const Rational& give, const Rational& fee) {
  const Exact given = at_least_zero(give) * at_least_zero(Exact(one) - at_least_zero(fee));
  return (given * at_least_zero(reserve_out) / (at_least_zero(reserve_in) + given)).number();
}

Number<Rational> constant_product_in(const Rational& reserve_in, const Rational& reserve_out,
                                     const Rational& take, const Rational& fee) {
  const Exact left = at_least_zero(Exact(reserve_out) - at_least_zero(take));
  const Exact kept = at_least_zero(Exact(one) - at_least_zero(fee));
  return (at_least_zero(reserve_in) * take / (left * kept)).number();
}

}  // namespace

std::span<const Signature> primitives() { return signatures; }

const Signature& signature_of(Primitive primitive) {
  return signatures[static_cast<std::size_t>(primitive)];
}

std::optional<Primitive> primitive_from_text(std::string_view name) {
  const auto found = std::ranges::find(signatures, name, &Signature::name);
  if (found == signatures.end()) return std::nullopt;
  return found->primitive;
}

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::unit_u: return "U";
    case Kind::unit_v: return "V";
    case Kind::ratio: return "ratio";
    case Kind::duration: return "duration";
  }
  DEALWRIGHT_UNREACHABLE("a Kind outside its list");
}

Number<Rational> evaluate(Primitive primitive, std::span<const Rational> arguments) {
  DEALWRIGHT_ASSERT(arguments.size() == signature_of(primitive).arity);
  const auto& a = arguments;
  switch (primitive) {
    case Primitive::larger: return std::max(a[0], a[1]);
    case Primitive::smaller: return std::min(a[0], a[1]);
    case Primitive::absolute: return absolute(a[0]);
    case Primitive::square_root: return square_root(a[0]);
    case Primitive::simple_interest: return simple_interest(a[0], a[1], a[2]);
    case Primitive::linear_index: return index_of(a[0], a[1], linear_interest);
    case Primitive::compounded_index: return index_of(a[0], a[1], compounded_interest);
    case Primitive::indexed_debt: return multiply(a[0], a[1]);
    case Primitive::ray_mul: return on_rays(a[0], a[1], ray_mul);
    case Primitive::ray_div: return on_rays(a[0], a[1], ray_div);
    case Primitive::constant_product_out: return constant_product_out(a[0], a[1], a[2], a[3]);
    case Primitive::constant_product_in: return constant_product_in(a[0], a[1], a[2], a[3]);
  }
  DEALWRIGHT_UNREACHABLE("a Primitive outside its list");
}

}  // namespace dealwright::models
