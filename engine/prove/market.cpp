// Assumptions read into boxes, looks turned into variables.
#include "engine/prove/market.hpp"

#include <algorithm>

#include "engine/core/reading.hpp"

namespace dealwright::prove {
namespace {

using plan::AssumptionKind;
using plan::Expression;
using plan::Op;

const Rational zero;
const Rational one(1);

bool is_look(const Expression& e) { return e.op == Op::query || e.op == Op::setting; }

std::string key_of(const Expression& asked) {
  return core::to_text(core::query_key(asked.name, asked.args));
}

// Numbers of the text and parameters at their defaults: assumptions speak of nothing else.
class Constants final : public plan::Surroundings {
 public:
  explicit Constants(const plan::Plan& plan) : plan_(plan) {}
  [[nodiscard]] plan::Value look_up(const Expression& asked,
                                    const std::vector<plan::Value>& /*args*/) const override {
    const plan::Param* param =
        asked.op == Op::param ? plan::find_param(plan_, asked.name) : nullptr;
    if (param != nullptr && !param->low) return plan::evaluate(param->value, *this);
    return plan::Unavailable{"not a number of the text"};
  }

 private:
  const plan::Plan& plan_;
};

const plan::Query* query_named(const plan::Plan& plan, const core::ReadingKey& key) {
  for (const plan::Module& module : plan.modules) {
    for (const plan::Query& query : module.queries) {
      if (core::query_key(query.name, query.arguments) == key) return &query;
    }
  }
  return nullptr;
}

// An upper bound of e^x, at twelve decimals; none where it would be astronomic.
std::optional<Rational> exponential(const Rational& x) {
  if (x.is_zero()) return one;
  if (Rational(32) < x) return std::nullopt;
  Rational sum(1);
  Rational term(1);
  std::int64_t n = 0;
  // From twice x on each term is at most half of the one before it.
  const Rational little = over(one, Rational(1'000'000'000'000'000));
  while (Rational(n) < times(x, Rational(2)) || little < term) {
    ++n;
    // Rounded up, so that the digits stay few.
    const auto rounded =
        values::to_amount(over(times(term, x), Rational(n)), 24, values::Rounding::up);
    if (!rounded) return std::nullopt;
    term = exact(Rational::from_amount(*rounded, 24));
    sum = plus(sum, term);
  }
  sum = plus(sum, term);
  const auto rounded = values::to_amount(sum, 12, values::Rounding::up);
  if (!rounded) return std::nullopt;
  return exact(Rational::from_amount(*rounded, 12));
}

}  // namespace

VariableId Variables::get(Variable variable) {
  const auto [place, is_new] =
      by_name_.try_emplace(variable.name, static_cast<std::uint32_t>(all_.size()));
  if (is_new) all_.push_back(std::move(variable));
  return {place->second};
}

void Variables::finds(const Polynomial& variable, Polynomial reading) {
  all_[variable.variables().at(0).value].found = std::move(reading);
}

std::optional<VariableId> Variables::find(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? std::nullopt : std::optional(VariableId{found->second});
}

Box Variables::box(const std::vector<const Polynomial*>& polynomials, const Epoch& epoch) const {
  Box box;
  for (const Polynomial* polynomial : polynomials) {
    for (const VariableId id : polynomial->variables()) {
      const Variable& variable = of(id);
      const bool narrow = variable.at_the_time && variable.epoch == epoch;
      box.emplace(id, narrow ? *variable.at_the_time : variable.range);
    }
  }
  return box;
}

bool Variables::surely_positive(const Polynomial& polynomial) const {
  bool some = false;
  for (const Term& term : polynomial.terms()) {
    if (term.coefficient.is_negative()) return false;
    some |= std::ranges::all_of(term.monomial,
                                [&](const Power& factor) { return of(factor.variable).positive; });
  }
  return some;
}

Market::Market(const core::Terms& terms, Variables& variables)
    : terms_(terms),
      variables_(variables),
      window_(terms.plan().assumed_for.value_or(values::duration_max)) {
  for (std::size_t i = 0; i < terms.plan().assumptions.size(); ++i)
    read_assumption(i);
  for (std::uint32_t i = 0; i < terms.plan().positions.size(); ++i)
    read_interest(core::PositionId{i});
}

std::optional<Rational> Market::number(const Expression& expression) const {
  const plan::Value value = plan::evaluate(expression, Constants(terms_.plan()));
  const auto* found = std::get_if<Rational>(&value);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

// "USDT per USDTz": nothing is had for nothing.
bool Market::is_a_price(const std::string& key) const {
  for (const plan::Module& module : terms_.plan().modules) {
    for (const plan::Query& query : module.queries) {
      if (core::to_text(core::query_key(query.name, query.arguments)) == key)
        return query.type.find(" per ") != std::string::npos;
    }
  }
  return false;
}

void Market::read_assumption(std::size_t i) {
  const plan::Assumption& line = terms_.plan().assumptions[i];
  const auto bound = number(line.bound);
  switch (line.kind) {
    case AssumptionKind::may: used_.insert(i); return;  // every failure is looked at anyway
    case AssumptionKind::falls_at_most:
    case AssumptionKind::rises_at_most: {
      if (!bound || bound->is_negative()) break;
      PriceBox& box = prices_[line.subject];
      auto& side = line.kind == AssumptionKind::falls_at_most ? box.falls : box.rises;
      side = side ? std::min(*side, *bound) : *bound;
      box.from.push_back(i);
      return;
    }
    case AssumptionKind::within: {
      if (!bound || bound->is_negative() || !line.centre || !line.quantity) break;
      const auto centre = number(*line.centre);
      const Range near{.low = std::max(zero, minus(one, *bound)), .high = plus(one, *bound)};
      if (line.quantity->op == Op::price && centre && !centre->is_negative()) {
        PriceBox& box = prices_[line.quantity->name];
        box.within = Range{.low = times(near.low, *centre), .high = times(*near.high, *centre)};
        box.from.push_back(i);
        return;
      }
      const Expression* look = &*line.quantity;
      std::optional<Expression> beside;
      if (look->op == Op::multiply && look->args.size() == 2 && look->args[1].op == Op::price) {
        beside = look->args[1];
        look = &look->args[0];
      }
      if (!is_look(*look) || (!centre && line.centre->op != Op::price)) break;
      ReadingBox& box = readings_[key_of(*look)];
      if (box.known) break;  // a second line about it: the first one bounds it already
      box = {.range = near,
             .centre = *line.centre,
             .off = *bound,
             .divided_by = beside,
             .from = {i},
             .known = true};
      return;
    }
    case AssumptionKind::holds:
      if (read_condition(line.bound, i)) return;
      break;
  }
  unreadable_.insert(i);
}

bool Market::read_condition(const Expression& condition, std::size_t i) {
  if (condition.op == Op::all_of) {
    return std::ranges::all_of(condition.args,
                               [&](const Expression& part) { return read_condition(part, i); });
  }
  if (condition.args.size() != 2) return false;
  if (const auto bound = number(condition.args[1]))
    return narrow(condition.args[0], condition.op, *bound, i);
  if (const auto bound = number(condition.args[0])) {
    Op turned = condition.op;
    if (turned == Op::less || turned == Op::less_or_equal) {
      turned = Op::greater_or_equal;
    } else if (turned == Op::greater || turned == Op::greater_or_equal) {
      turned = Op::less_or_equal;
    }
    return narrow(condition.args[1], turned, *bound, i);
  }
  return false;
}

// Bounds are closed: a little more than `<` says.
bool Market::narrow(const Expression& what, Op comparison, const Rational& bound, std::size_t i) {
  Range* range = nullptr;
  std::vector<std::size_t>* from = nullptr;
  if (what.op == Op::price) {
    PriceBox& box = prices_[what.name];
    if (!box.within) box.within = Range{};
    range = &*box.within;
    from = &box.from;
  } else if (is_look(what)) {
    ReadingBox& box = readings_[key_of(what)];
    if (box.centre) return false;
    box.known = true;
    range = &box.range;
    from = &box.from;
  } else {
    return false;
  }
  if (bound.is_negative()) return false;
  const bool caps = comparison == Op::less || comparison == Op::less_or_equal;
  const bool floors = comparison == Op::greater || comparison == Op::greater_or_equal;
  if (!caps && !floors && comparison != Op::equal) return false;
  if (!floors && (!range->high || bound < *range->high)) range->high = bound;
  if (!caps && range->low < bound) range->low = bound;
  from->push_back(i);
  return true;
}

Form Market::price(core::AssetId asset, const Epoch& epoch) {
  const std::string name = terms_.of(terms_.priced_as(asset)).name;
  const auto found = prices_.find(name);
  Variable look{.name = "price of " + name + " at " + epoch,
                .role = Role::price,
                .subject = name,
                .epoch = epoch,
                .range = {},
                .at_the_time = {},
                .positive = true,
                .at_default = {}};
  if (found == prices_.end()) {
    free_.insert("the price of " + name);
    return {.numerator = Polynomial(variables_.get(std::move(look)))};
  }
  const PriceBox& box = found->second;
  used_.insert(box.from.begin(), box.from.end());
  if (box.within) {
    look.range = *box.within;
    return {.numerator = Polynomial(variables_.get(std::move(look)))};
  }
  // Parts of the highest price so far (falls), else multiples of the lowest (rises).
  const VariableId scale = variables_.get({.name = "scale of " + name,
                                           .role = Role::scale,
                                           .subject = name,
                                           .epoch = {},
                                           .range = {},
                                           .at_the_time = {},
                                           .positive = true,
                                           .at_default = {}});
  if (box.falls) {
    const Rational deepest = std::max(zero, minus(one, *box.falls));
    look.at_the_time = Range{.low = deepest, .high = one};
    look.range = {.low = zero, .high = one};
    if (box.rises) {
      // The highest price is at most so much above any earlier one; a later one at most so much
      // below it.
      look.range.low = std::min(deepest, over(one, plus(one, *box.rises)));
    }
  } else {
    look.at_the_time = Range{.low = one, .high = plus(one, *box.rises)};
    look.range = {.low = one, .high = std::nullopt};
  }
  return {.numerator = Polynomial(scale) * Polynomial(variables_.get(std::move(look)))};
}

Form Market::reading(const std::string& key, const Epoch& epoch) {
  const auto found = readings_.find(key);
  Variable look{.name = key + " at " + epoch,
                .role = Role::reading,
                .subject = key,
                .epoch = epoch,
                .range = {},
                .at_the_time = {},
                .positive = is_a_price(key),
                .at_default = {}};
  if (found == readings_.end() || !found->second.known) {
    free_.insert("`" + key + "`");
    return {.numerator = Polynomial(variables_.get(std::move(look)))};
  }
  const ReadingBox& box = found->second;
  used_.insert(box.from.begin(), box.from.end());
  look.range = box.range;
  look.positive |= is_positive(box.range.low);
  if (!box.centre) return {.numerator = Polynomial(variables_.get(std::move(look)))};
  look.name = key + " beside its centre at " + epoch;
  look.role = Role::more;
  Form value{.numerator = Polynomial(variables_.get(std::move(look)))};
  const auto centre = number(*box.centre);
  value = times(value, centre ? Form{.numerator = Polynomial(*centre)}
                              : price(terms_.asset(box.centre->name), epoch));
  if (box.divided_by) value = over(value, price(terms_.asset(box.divided_by->name), epoch));
  return value;
}

Form Market::parameter(const plan::Param& param, const Rational& value) {
  const auto low = param.low ? number(*param.low) : std::nullopt;
  const auto high = param.high ? number(*param.high) : std::nullopt;
  if (!low || !high) return {.numerator = Polynomial(value)};
  if (low->is_negative()) throw Outgrown{};  // variables are not below zero
  return {.numerator = Polynomial(variables_.get({.name = "parameter " + param.name,
                                                  .role = Role::parameter,
                                                  .subject = param.name,
                                                  .epoch = {},
                                                  .range = {.low = *low, .high = *high},
                                                  .at_the_time = {},
                                                  .positive = is_positive(*low),
                                                  .at_default = value}))};
}

void Market::find_rates(const Expression& model, std::vector<Expression>& rates, int depth) const {
  constexpr int depth_max = 16;
  if (depth > depth_max) throw Outgrown{};
  if (model.op == Op::primitive && !model.args.empty()) {
    if (model.name == "simple_interest" && model.args.size() == 3) rates.push_back(model.args[1]);
    if (model.name == "linear_index" || model.name == "compounded_index")
      rates.push_back(model.args[0]);
  }
  if (model.op == Op::query) {
    const plan::Query* query = query_named(terms_.plan(), core::query_key(model.name, model.args));
    if (query != nullptr && query->model) find_rates(*query->model, rates, depth + 1);
  }
  for (const Expression& part : model.args)
    find_rates(part, rates, depth);
}

void Market::read_interest(core::PositionId position) {
  const std::string& name = terms_.of(position).name;
  const auto& key = terms_.amount_query(position);
  const plan::Query* query = key ? query_named(terms_.plan(), *key) : nullptr;
  if (query == nullptr || !query->model || query->model->op == Op::position) return;
  std::vector<Expression> rates;
  find_rates(*query->model, rates, 0);
  if (rates.size() != 1) {
    not_followed_.insert(name);
    return;
  }
  if (const auto fixed = number(rates[0])) {
    interest_[name] = {.rate = {}, .most = *fixed, .grown = grown_at(*fixed)};
    return;
  }
  Interest interest{
      .rate = is_look(rates[0]) ? key_of(rates[0]) : std::string(), .most = {}, .grown = {}};
  const auto known = readings_.find(interest.rate);
  if (known != readings_.end() && known->second.known && !known->second.centre)
    interest.most = known->second.range.high;
  if (interest.most) interest.grown = grown_at(*interest.most);
  interest_[name] = interest;
}

std::optional<Rational> Market::grown_at(const Rational& rate) const {
  constexpr std::int64_t year_ms = 365LL * 24 * 3600 * 1000;
  return exponential(over(times(rate, Rational(window_.milliseconds)), Rational(year_ms)));
}

const Market::Interest* Market::interest_of(const std::string& position) const {
  const auto found = interest_.find(position);
  return found == interest_.end() ? nullptr : &found->second;
}

bool Market::grows_without_end(core::PositionId position) const {
  const Interest* interest = interest_of(terms_.of(position).name);
  return interest != nullptr && !interest->grown;
}

std::optional<Polynomial> Market::growth(core::PositionId position, const Epoch& since,
                                         const Epoch& epoch) {
  const std::string& name = terms_.of(position).name;
  if (not_followed_.contains(name)) return std::nullopt;
  const Interest* interest = interest_of(name);
  if (interest == nullptr || since == epoch) return Polynomial(one);
  if (interest->grown && *interest->grown == one) return Polynomial(one);
  const auto known = readings_.find(interest->rate);
  if (known != readings_.end()) {
    used_.insert(known->second.from.begin(), known->second.from.end());
  } else if (!interest->rate.empty()) {
    free_.insert("`" + interest->rate + "`");
  }
  const std::string from = interest->grown ? std::string() : " since " + since;
  return Polynomial(variables_.get({.name = "growth of " + name + from + " at " + epoch,
                                    .role = Role::growth,
                                    .subject = name,
                                    .epoch = epoch,
                                    .range = {.low = one, .high = interest->grown},
                                    .at_the_time = {},
                                    .positive = true,
                                    .at_default = {}}));
}

Form Market::age(const std::string& position, const Epoch& epoch) {
  return {.numerator = Polynomial(
              variables_.get({.name = "age of " + position + " at " + epoch,
                              .role = Role::time,
                              .subject = position,
                              .epoch = epoch,
                              .range = {.low = zero, .high = Rational(window_.milliseconds)},
                              .at_the_time = {},
                              .positive = false,
                              .at_default = {}}))};
}

}  // namespace dealwright::prove
