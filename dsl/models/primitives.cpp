// The table of primitives, and their evaluation on exact fractions. Where a contract counts in rays
// the integers of indexed_debt.hpp do the work, so that a model agrees with the chain to the last
// digit.
#include "dsl/models/primitives.hpp"

#include <algorithm>
#include <array>

#include "dsl/models/concentrated_pool.hpp"
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

using enum ParameterKind;

constexpr std::array two_alike{PrimitiveParameter{"x", quantity, "U"},
                               PrimitiveParameter{"y", quantity, "U"}};
constexpr std::array one_quantity{PrimitiveParameter{"x", quantity, "U"}};
constexpr std::array one_ratio{PrimitiveParameter{"x", ratio, ""}};
constexpr std::array two_ratios{PrimitiveParameter{"x", ratio, ""},
                                PrimitiveParameter{"y", ratio, ""}};
constexpr std::array rate_and_age{PrimitiveParameter{"rate", ratio, ""},
                                  PrimitiveParameter{"age", duration, ""}};
constexpr std::array principal_rate_and_age{PrimitiveParameter{"principal", quantity, "U"},
                                            PrimitiveParameter{"rate", ratio, ""},
                                            PrimitiveParameter{"age", duration, ""}};
constexpr std::array scaled_and_index{PrimitiveParameter{"scaled", quantity, "U"},
                                      PrimitiveParameter{"index", ratio, ""}};
constexpr std::array pool_and_give{PrimitiveParameter{"reserve_in", quantity, "U"},
                                   PrimitiveParameter{"reserve_out", quantity, "V"},
                                   PrimitiveParameter{"give", quantity, "U"},
                                   PrimitiveParameter{"fee", ratio, ""}};
constexpr std::array pool_and_take{PrimitiveParameter{"reserve_in", quantity, "U"},
                                   PrimitiveParameter{"reserve_out", quantity, "V"},
                                   PrimitiveParameter{"take", quantity, "V"},
                                   PrimitiveParameter{"fee", ratio, ""}};

constexpr std::array amount_index_and_unit{PrimitiveParameter{"amount", quantity, "U"},
                                           PrimitiveParameter{"index", ratio, ""},
                                           PrimitiveParameter{"unit", quantity, "U"}};
constexpr std::array scaled_index_and_unit{PrimitiveParameter{"scaled", quantity, "U"},
                                           PrimitiveParameter{"index", ratio, ""},
                                           PrimitiveParameter{"unit", quantity, "U"}};
constexpr std::array account_and_threshold{PrimitiveParameter{"collateral", quantity, "U"},
                                           PrimitiveParameter{"debt", quantity, "U"},
                                           PrimitiveParameter{"threshold", ratio, ""}};

constexpr std::array asked_and_two{PrimitiveParameter{"asked", quantity, "U"},
                                   PrimitiveParameter{"then", quantity, "V"},
                                   PrimitiveParameter{"otherwise", quantity, "V"}};
constexpr std::array pool_give_and_rest{
    PrimitiveParameter{"reserve_in", quantity, "U"},
    PrimitiveParameter{"reserve_out", quantity, "V"}, PrimitiveParameter{"give", quantity, "U"},
    PrimitiveParameter{"fee", ratio, ""}, PrimitiveParameter{"otherwise", quantity, "V"}};

constexpr std::array concentrated_pool{
    PrimitiveParameter{"sqrt_price", ratio, ""}, PrimitiveParameter{"fell", ratio, ""},
    PrimitiveParameter{"wide", ratio, ""},       PrimitiveParameter{"band", ratio, ""},
    PrimitiveParameter{"low", ratio, ""},        PrimitiveParameter{"high", ratio, ""},
    PrimitiveParameter{"fee", ratio, ""},        PrimitiveParameter{"give", ratio, ""},
    PrimitiveParameter{"direction", ratio, ""}};

constexpr std::array signatures{
    PrimitiveSignature{Primitive::larger, "larger", two_alike, quantity, "U",
                       "The larger of two numbers."},
    PrimitiveSignature{Primitive::smaller, "smaller", two_alike, quantity, "U",
                       "The smaller of two numbers."},
    PrimitiveSignature{Primitive::absolute, "absolute", one_quantity, quantity, "U",
                       "The distance of a number from zero."},
    PrimitiveSignature{Primitive::square_root, "square_root", one_ratio, ratio, "",
                       "The square root, rounded down to 18 decimals."},
    PrimitiveSignature{
        Primitive::simple_interest, "simple_interest", principal_rate_and_age, quantity, "U",
        "The interest alone on a principal at a yearly rate, on 365 days, not compounded."},
    PrimitiveSignature{
        Primitive::linear_index, "linear_index", rate_and_age, ratio, "",
        "The factor by which a deposit grows at a yearly rate: whole seconds, rays, rounded down."},
    PrimitiveSignature{Primitive::compounded_index, "compounded_index", rate_and_age, ratio, "",
                       "The factor by which a debt grows at a yearly rate, compounded every "
                       "second: three terms of "
                       "the series, in rays."},
    PrimitiveSignature{Primitive::indexed_debt, "indexed_debt", scaled_and_index, quantity, "U",
                       "What a scaled amount has grown to at an index."},
    PrimitiveSignature{Primitive::ray_mul, "ray_mul", two_ratios, ratio, "",
                       "The product at 27 decimals, half a unit rounded up."},
    PrimitiveSignature{Primitive::ray_div, "ray_div", two_ratios, ratio, "",
                       "The quotient at 27 decimals, half a unit rounded up."},
    PrimitiveSignature{Primitive::constant_product_out, "constant_product_out", pool_and_give,
                       quantity, "V", "What a pool with a constant product pays for `give`."},
    PrimitiveSignature{Primitive::constant_product_in, "constant_product_in", pool_and_take,
                       quantity, "U", "What a pool with a constant product asks for `take`."},
    PrimitiveSignature{Primitive::nonzero, "nonzero", two_alike, quantity, "U",
                       "The first number, or the second where the first is zero."},
    PrimitiveSignature{Primitive::scaled_balance, "scaled_balance", amount_index_and_unit, quantity,
                       "U",
                       "An amount over an index, as a pool records it: whole units, half a unit "
                       "rounded up."},
    PrimitiveSignature{Primitive::grown_balance, "grown_balance", scaled_index_and_unit, quantity,
                       "U",
                       "What a recorded amount has grown to at an index: whole units, half a unit "
                       "rounded up."},
    PrimitiveSignature{Primitive::account_health, "account_health", account_and_threshold, ratio,
                       "",
                       "Collateral at its threshold over debt: values in USD rounded down to 8 "
                       "decimals, the result to the nearest at 18."},
    PrimitiveSignature{Primitive::where_zero, "where_zero", asked_and_two, quantity, "V",
                       "The second where the first is zero, else the third."},
    PrimitiveSignature{
        Primitive::pool_out, "pool_out", pool_give_and_rest, quantity, "V",
        "What a pool with a constant product pays for `give`; `otherwise` where one of "
        "its reserves is zero."},
    PrimitiveSignature{
        Primitive::concentrated_out, "concentrated_out", concentrated_pool, ratio, "",
        "What a pool with concentrated liquidity pays for `give`, both in base units; "
        "0 without a price."},
    PrimitiveSignature{
        Primitive::concentrated_price, "concentrated_price", concentrated_pool, ratio, "",
        "The square root of that pool's price after it, in Q64.96; 0 without a price."},
    PrimitiveSignature{Primitive::concentrated_fell, "concentrated_fell", concentrated_pool, ratio,
                       "", "1 when the price has then just fallen onto a tick, 0 otherwise."},
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
  // What a primitive gave is a whole number of rays: nothing is left to round.
  if (const Number<Amount> whole = values::to_amount(x, ray_decimals, Rounding::exact))
    return whole;
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

// A whole number of `unit`s; a fraction of one is refused, for a contract knows none.
Number<Amount> in_units_of(const Rational& x, const Rational& unit) {
  const Exact count = Exact(x) / unit;
  if (!count.number()) return std::unexpected(count.number().error());
  return values::to_amount(*count.number(), 0, Rounding::exact);
}

// `operation` on a balance in whole units and an index in rays.
Number<Rational> on_balance(const Rational& balance, const Rational& index, const Rational& unit,
                            RayOperation operation) {
  const Number<Amount> units = in_units_of(balance, unit);
  const Number<Amount> in_ray = to_ray(index);
  if (!units) return std::unexpected(units.error());
  if (!in_ray) return std::unexpected(in_ray.error());
  const Number<Amount> result = operation(*units, *in_ray);
  if (!result) return std::unexpected(result.error());
  const Number<Rational> whole = Rational::from_amount(*result, 0);
  if (!whole) return whole;
  return multiply(*whole, unit);
}

// As the account's figures are formed: base currency at 8 decimals, percentages in 1e4
// (percentMul), health in wads (wadDiv), both rounded half up. Source: Aave v3, GenericLogic.
Number<Rational> account_health(const Rational& collateral, const Rational& debt,
                                const Rational& threshold) {
  constexpr unsigned base_decimals = 8;
  constexpr unsigned percent_decimals = 4;
  const Number<Amount> pledged = values::to_amount(collateral, base_decimals, Rounding::down);
  const Number<Amount> owed = values::to_amount(debt, base_decimals, Rounding::down);
  const Number<Amount> part = values::to_amount(threshold, percent_decimals, Rounding::down);
  if (!pledged) return std::unexpected(pledged.error());
  if (!owed) return std::unexpected(owed.error());
  if (!part) return std::unexpected(part.error());
  const Whole percent = whole(10'000);
  const Whole wad = whole(1'000'000'000'000'000'000ULL);
  const Whole covered = (Whole(*pledged) * *part + percent / whole(2)) / percent;
  const Whole health = (covered * wad + Whole(*owed) / whole(2)) / *owed;
  if (!health.number()) return std::unexpected(health.number().error());
  return Rational::from_amount(*health.number(), root_decimals);
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

std::string_view kind_text(ParameterKind kind, std::string_view unit) {
  switch (kind) {
    case ParameterKind::quantity: return unit;
    case ParameterKind::ratio: return "ratio";
    case ParameterKind::duration: return "duration";
  }
  DEALWRIGHT_UNREACHABLE("a ParameterKind outside its list");
}

}  // namespace

std::span<const PrimitiveSignature> all_primitives() { return signatures; }

const PrimitiveSignature* find_primitive(std::string_view name) {
  const auto found = std::ranges::find(signatures, name, &PrimitiveSignature::name);
  return found == signatures.end() ? nullptr : &*found;
}

const PrimitiveSignature& signature_of(Primitive primitive) {
  return signatures[static_cast<std::size_t>(primitive)];
}

std::string to_text(const PrimitiveSignature& signature) {
  std::string text(signature.name);
  for (const PrimitiveParameter& parameter : signature.parameters) {
    text += &parameter == signature.parameters.data() ? "(" : ", ";
    text += parameter.name;
    text += ": ";
    text += kind_text(parameter.kind, parameter.unit);
  }
  text += ") -> ";
  text += kind_text(signature.result_kind, signature.result_unit);
  return text;
}

Number<Rational> evaluate(Primitive primitive, std::span<const Rational> arguments) {
  DEALWRIGHT_ASSERT(arguments.size() == signature_of(primitive).parameters.size());
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
    case Primitive::nonzero: return a[0].is_zero() ? a[1] : a[0];
    case Primitive::scaled_balance: return on_balance(a[0], a[1], a[2], ray_div);
    case Primitive::grown_balance: return on_balance(a[0], a[1], a[2], ray_mul);
    case Primitive::account_health: return account_health(a[0], a[1], a[2]);
    case Primitive::where_zero: return a[0].is_zero() ? a[1] : a[2];
    case Primitive::pool_out:
      if (a[0].is_zero() || a[1].is_zero()) return a[4];
      return constant_product_out(a[0], a[1], a[2], a[3]);
    case Primitive::concentrated_out: return banded_swap(a, BandedFigure::received);
    case Primitive::concentrated_price: return banded_swap(a, BandedFigure::sqrt_price);
    case Primitive::concentrated_fell: return banded_swap(a, BandedFigure::fell);
  }
  DEALWRIGHT_UNREACHABLE("a Primitive outside its list");
}

}  // namespace dealwright::models
