// Arithmetic, comparisons and names.
#include "engine/prove/sight.hpp"

#include <algorithm>

#include "dsl/models/primitives.hpp"
#include "engine/prove/node_key.hpp"

namespace dealwright::prove {
namespace {

using plan::Expression;
using plan::Op;
using plan::Unavailable;

constexpr std::int64_t year_ms = 365LL * 24 * 3600 * 1000;

Seen unavailable(std::string why) { return Unavailable{std::move(why)}; }
Seen number(const Rational& value) { return Form{.numerator = Polynomial(value)}; }

Known negated(Known known) {
  if (known == Known::open) return known;
  return known == Known::yes ? Known::no : Known::yes;
}

Condition certain(bool holds) {
  return {.known = holds ? Known::yes : Known::no, .if_true = {}, .if_false = {}};
}

// Products of positive numbers that all terms share do not change a sign.
Polynomial without_shared(const Polynomial& polynomial) {
  Polynomial result = polynomial;
  for (const VariableId variable : polynomial.variables()) {
    std::int32_t least = 0;
    bool first = true;
    for (const Term& term : result.terms()) {
      const auto found = std::ranges::find(term.monomial, variable, &Power::variable);
      const std::int32_t exponent = found == term.monomial.end() ? 0 : found->exponent;
      least = first ? exponent : std::min(least, exponent);
      first = false;
    }
    if (least == 0) continue;
    result = result.divided_by(
        {.monomial = {{.variable = variable, .exponent = least}}, .coefficient = Rational(1)});
  }
  return result;
}

}  // namespace

Seen Sight::evaluate(const Expression& e) const {
  switch (e.op) {
    case Op::number:
    case Op::duration:
    case Op::time: return number(e.number);
    case Op::truth: return certain(!e.number.is_zero());
    case Op::text:
    case Op::asset: return e.name;
    case Op::add:
    case Op::subtract:
    case Op::negate: return sum(e);
    case Op::multiply:
    case Op::divide: return product(e);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal: return compare(e);
    case Op::all_of:
    case Op::any_of:
    case Op::not_: return logic(e);
    case Op::param:
    case Op::bucket:
    case Op::holding:
    case Op::position:
    case Op::rung:
    case Op::local:
    case Op::nav:
    case Op::profit:
    case Op::loss:
    case Op::ltv:
    case Op::ltv_of:
    case Op::exposure:
    case Op::health:
    case Op::price:
    case Op::volatility:
    case Op::cost:
    case Op::value:
    case Op::at_par:
    case Op::at_cost:
    case Op::at_market:
    case Op::flash_owed:
    case Op::query:
    case Op::setting:
    case Op::state:
    case Op::primitive: break;
  }
  return name(e);
}

std::optional<Form> Sight::form(const Expression& expression) const {
  Seen seen = evaluate(expression);
  if (auto* found = std::get_if<Form>(&seen)) return std::move(*found);
  return std::nullopt;
}

Condition Sight::condition(const Expression& expression) const {
  Seen seen = evaluate(expression);
  if (auto* found = std::get_if<Condition>(&seen)) return std::move(*found);
  // A guard that cannot be evaluated does not pass; here it may also be that it can be, later.
  return {};
}

Seen Sight::sum(const Expression& e) const {
  Form total;
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    const Seen seen = evaluate(e.args[i]);
    const auto* part = std::get_if<Form>(&seen);
    if (part == nullptr) {
      if (std::holds_alternative<Unavailable>(seen)) return seen;
      return unavailable("a sum of what is not one number");
    }
    const bool takes_away = e.op == Op::negate || (e.op == Op::subtract && i > 0);
    total = takes_away ? minus(total, *part) : plus(total, *part);
  }
  return total;
}

Seen Sight::product(const Expression& e) const {
  Form total{.numerator = Polynomial(Rational(1))};
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    const Seen seen = evaluate(e.args[i]);
    const auto* part = std::get_if<Form>(&seen);
    if (part == nullptr) {
      if (std::holds_alternative<Unavailable>(seen)) return seen;
      return unavailable("a product of what is not one number");
    }
    if (e.op == Op::divide && i > 0) {
      if (part->numerator.is_zero()) return unavailable("a division by zero");
      total = over(total, *part);
    } else {
      total = times(total, *part);
    }
  }
  return total;
}

Seen Sight::compare(const Expression& e) const {
  if (e.args.size() != 2) return unavailable("a comparison of two");
  const Seen a = evaluate(e.args[0]);
  const Seen b = evaluate(e.args[1]);
  for (const Seen* side : {&a, &b}) {
    if (std::holds_alternative<Unavailable>(*side)) return *side;
  }
  if (e.op == Op::less) return ordered(b, a, true);
  if (e.op == Op::less_or_equal) return ordered(b, a, false);
  if (e.op == Op::greater) return ordered(a, b, true);
  if (e.op == Op::greater_or_equal) return ordered(a, b, false);
  const auto* x = std::get_if<Form>(&a);
  const auto* y = std::get_if<Form>(&b);
  Condition equal;
  if (x != nullptr && y != nullptr) {
    const Polynomial difference = x->numerator * y->denominator - y->numerator * x->denominator;
    if (difference.is_zero()) {
      equal.known = Known::yes;
    } else if (positive(difference) == Known::yes ||
               positive(Polynomial() - difference) == Known::yes) {
      equal.known = Known::no;
    } else {
      equal.if_true = {difference, Polynomial() - difference};
    }
  } else if (const auto* p = std::get_if<std::string>(&a)) {
    const auto* q = std::get_if<std::string>(&b);
    if (q != nullptr) equal = certain(*p == *q);
  }
  if (e.op == Op::equal) return equal;
  std::swap(equal.if_true, equal.if_false);
  equal.known = negated(equal.known);
  return equal;
}

Condition Sight::ordered(const Seen& greater, const Seen& lesser, bool strictly) const {
  const auto* a = std::get_if<Form>(&greater);
  const auto* b = std::get_if<Form>(&lesser);
  if (a != nullptr && b != nullptr) return ordered(*a, *b, strictly);
  // x >= larger(a, b) is x >= a and x >= b.
  const auto* many = std::get_if<Extreme>(&lesser);
  if (a != nullptr && many != nullptr && many->largest) {
    Condition all{.known = Known::yes, .if_true = {}, .if_false = {}};
    for (const Form& one : many->of) {
      const Condition part = ordered(*a, one, strictly);
      if (part.known == Known::no) return part;
      if (part.known == Known::open) all.known = Known::open;
      all.if_true.insert(all.if_true.end(), part.if_true.begin(), part.if_true.end());
    }
    return all;
  }
  return {};
}

Condition Sight::ordered(const Form& greater, const Form& lesser, bool strictly) const {
  const Polynomial difference =
      greater.numerator * lesser.denominator - lesser.numerator * greater.denominator;
  Condition result{
      .known = Known::open, .if_true = {difference}, .if_false = {Polynomial() - difference}};
  if (strictly) {
    result.known = positive(difference);
  } else {
    result.known = not_negative(difference);
  }
  return result;
}

Known Sight::not_negative(const Polynomial& polynomial) const {
  if (polynomial.is_zero()) return Known::yes;
  const Polynomial plain = without_shared(polynomial);
  const Box box = scene_.variables.box({&plain}, scene_.epoch);
  const auto least = least_of(plain, box);
  if (least && !least->is_negative()) return Known::yes;
  const auto opposite = least_of(Polynomial() - plain, box);
  if (opposite && is_positive(*opposite)) return Known::no;
  if (scene_.variables.surely_positive(Polynomial() - plain)) return Known::no;
  return Known::open;
}

Known Sight::positive(const Polynomial& polynomial) const {
  if (scene_.variables.surely_positive(polynomial)) return Known::yes;
  return negated(not_negative(Polynomial() - polynomial));
}

Polynomial Sight::as_polynomial(const Form& form, const std::string& name) const {
  if (form.denominator.is_one()) return form.numerator;
  if (form.denominator.terms().size() == 1)
    return form.numerator.divided_by(form.denominator.terms()[0]);
  // Equal forms are one variable, different ones are not.
  const std::string own =
      name + " at " + scene_.epoch + ": " + key_of(form.numerator) + "/" + key_of(form.denominator);
  if (const auto known = scene_.variables.find(own)) return Polynomial(*known);
  Range range;
  Work work{.left = 200};
  const Box box = scene_.variables.box({&form.numerator, &form.denominator}, scene_.epoch);
  const Worst most = largest({.form = form, .kept = {}, .box = box}, work);
  if (most.height == Height::at_most) range.high = most.value;
  const Worst least = largest(
      {.form = {.numerator = Polynomial() - form.numerator, .denominator = form.denominator},
       .kept = {},
       .box = box},
      work);
  if (least.height == Height::at_most && least.value.is_negative())
    range.low = values::negate(least.value);
  return Polynomial(scene_.variables.get({.name = own,
                                          .role = Role::more,
                                          .subject = name,
                                          .epoch = scene_.epoch,
                                          .range = range,
                                          .at_the_time = {},
                                          .positive = is_positive(range.low),
                                          .at_default = {}}));
}

Seen Sight::logic(const Expression& e) const {
  if (e.op == Op::not_) {
    if (e.args.size() != 1) return unavailable("`not` of one");
    const Seen inner = evaluate(e.args[0]);
    const auto* found = std::get_if<Condition>(&inner);
    if (found == nullptr) return inner;
    return Condition{
        .known = negated(found->known), .if_true = found->if_false, .if_false = found->if_true};
  }
  const bool all = e.op == Op::all_of;
  Condition result = certain(all);
  std::vector<Polynomial>& together = all ? result.if_true : result.if_false;
  for (const Expression& part : e.args) {
    const Condition one = condition(part);
    if (one.known == (all ? Known::no : Known::yes)) return one;
    if (one.known == Known::open) result.known = Known::open;
    const auto& known = all ? one.if_true : one.if_false;
    together.insert(together.end(), known.begin(), known.end());
  }
  return result;
}

// Whatever is not below zero.
Seen Sight::anything(const Expression& e) const {
  return Form{.numerator =
                  Polynomial(scene_.variables.get({.name = plan::to_text(e) + " at " + scene_.epoch,
                                                   .role = Role::more,
                                                   .subject = e.name,
                                                   .epoch = scene_.epoch,
                                                   .range = {},
                                                   .at_the_time = {},
                                                   .positive = false,
                                                   .at_default = {}}))};
}

// A product with a reading in it that may be anything may be anything itself, and says what would
// have to be read for it.
bool Sight::may_be_anything(const Seen& seen) const {
  const auto* form = std::get_if<Form>(&seen);
  if (form == nullptr || !form->denominator.is_one() || form->numerator.terms().size() != 1 ||
      form->numerator.terms()[0].coefficient.is_negative())
    return false;
  return std::ranges::any_of(form->numerator.terms()[0].monomial, [&](const Power& factor) {
    const Variable& variable = scene_.variables.of(factor.variable);
    return variable.role == Role::reading && variable.epoch == scene_.epoch &&
           factor.exponent == 1 && variable.range == Range{} && !variable.at_the_time;
  });
}

// The first, or where that is zero the last: which of the two a pool's own state decides.
Seen Sight::first_or_last(const Expression& e) const {
  if (e.args.size() != 2) return unavailable("arguments are missing");
  const Seen first = evaluate(e.args[0]);
  if (const auto* form = std::get_if<Form>(&first)) {
    if (form->numerator.is_zero()) return evaluate(e.args[1]);
    if (form->numerator.is_number()) return first;
  }
  return pool_or_last(e);
}

Seen Sight::pool_or_last(const Expression& e) const {
  if (e.args.empty()) return unavailable("arguments are missing");
  Seen last = evaluate(e.args.back());
  return may_be_anything(last) ? last : anything(e);
}

Seen Sight::primitive(const Expression& e) const {
  const models::PrimitiveSignature* found = models::find_primitive(e.name);
  if (found == nullptr) return unavailable("there is no primitive `" + e.name + "`");
  switch (found->primitive) {
    case models::Primitive::nonzero: return first_or_last(e);
    case models::Primitive::pool_out: return pool_or_last(e);
    case models::Primitive::where_zero:
    case models::Primitive::concentrated_out:
    case models::Primitive::concentrated_price:
    case models::Primitive::concentrated_fell: return anything(e);
    case models::Primitive::larger:
    case models::Primitive::smaller:
    case models::Primitive::absolute:
    case models::Primitive::square_root:
    case models::Primitive::simple_interest:
    case models::Primitive::linear_index:
    case models::Primitive::compounded_index:
    case models::Primitive::indexed_debt:
    case models::Primitive::ray_mul:
    case models::Primitive::ray_div:
    case models::Primitive::constant_product_out:
    case models::Primitive::constant_product_in:
    case models::Primitive::scaled_balance:
    case models::Primitive::grown_balance:
    case models::Primitive::account_health: break;
  }
  std::vector<Form> args;
  for (const Expression& arg : e.args) {
    const Seen seen = evaluate(arg);
    const auto* one = std::get_if<Form>(&seen);
    if (one == nullptr) {
      if (std::holds_alternative<Unavailable>(seen)) return seen;
      return unavailable("`" + e.name + "` of what is not one number");
    }
    args.push_back(*one);
  }
  if (args.size() != found->parameters.size()) return unavailable("arguments are missing");
  const Form one{.numerator = Polynomial(Rational(1))};
  const Form year{.numerator = Polynomial(Rational(year_ms))};
  switch (found->primitive) {
    case models::Primitive::larger: return Extreme{.largest = true, .of = args};
    case models::Primitive::smaller: return Extreme{.largest = false, .of = args};
    case models::Primitive::absolute:
      return Extreme{.largest = true, .of = {args[0], minus(Form{}, args[0])}};
    case models::Primitive::simple_interest:
      return over(times(times(args[0], args[1]), args[2]), year);
    case models::Primitive::linear_index: return plus(one, over(times(args[0], args[1]), year));
    case models::Primitive::indexed_debt:
    case models::Primitive::ray_mul: return times(args[0], args[1]);
    case models::Primitive::ray_div: return over(args[0], args[1]);
    case models::Primitive::constant_product_out: {
      // Several rungs at once are not one large one.
      if (scene_.rung) return unavailable("`" + e.name + "` of rungs is not followed");
      const Form given = times(args[2], minus(one, args[3]));
      return over(times(given, args[1]), plus(args[0], given));
    }
    case models::Primitive::account_health:
      if (args[1].numerator.is_zero()) return unavailable("there is no debt");
      return over(times(args[0], args[2]), args[1]);
    case models::Primitive::square_root:
    case models::Primitive::compounded_index: break;  // rising in every argument
    case models::Primitive::constant_product_in:
    case models::Primitive::scaled_balance:
    case models::Primitive::grown_balance:
    case models::Primitive::nonzero:
    case models::Primitive::pool_out:
    case models::Primitive::where_zero:
    case models::Primitive::concentrated_out:
    case models::Primitive::concentrated_price:
    case models::Primitive::concentrated_fell:
      return unavailable("`" + e.name + "` is not followed");
  }
  std::string key = e.name;
  std::vector<Rational> low;
  std::vector<Rational> high;
  for (const Form& arg : args) {
    const Polynomial as_one = as_polynomial(arg, e.name + " argument at " + scene_.epoch);
    const Box box = scene_.variables.box({&as_one}, scene_.epoch);
    const auto least = lower(as_one, box);
    const auto most = upper(as_one, box);
    low.push_back(least && !least->is_negative() ? *least : Rational());
    if (most) high.push_back(*most);
    for (const VariableId variable : as_one.variables())
      key += " " + scene_.variables.of(variable).name;
  }
  Range range;
  if (const auto least = models::evaluate(found->primitive, low)) range.low = *least;
  if (high.size() == args.size()) {
    if (const auto most = models::evaluate(found->primitive, high)) range.high = *most;
  }
  return Form{.numerator = Polynomial(scene_.variables.get({.name = key + " at " + scene_.epoch,
                                                            .role = Role::more,
                                                            .subject = e.name,
                                                            .epoch = scene_.epoch,
                                                            .range = range,
                                                            .at_the_time = {},
                                                            .positive = is_positive(range.low),
                                                            .at_default = {}}))};
}

}  // namespace dealwright::prove
