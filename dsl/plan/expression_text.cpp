// Expressions in the language's own syntax, with as few parentheses as it allows, and the names of
// the operations.
#include <utility>

#include "dsl/plan/expression.hpp"
#include "dsl/plan/names.hpp"

namespace dealwright::plan {
namespace {

using values::Rational;

// How tightly a construct binds, loosest first: the order of the rules in the grammar.
enum class Level : std::uint8_t {
  any_of,
  all_of,
  negation,
  comparison,
  sum,
  product,
  share,
  minus,
  basis,
  postfix
};

struct Printed {
  std::string text;
  Level level = Level::postfix;
};

Printed print(const Expression& e, std::size_t depth);

std::string enclosed(const Expression& e, Level least, std::size_t depth) {
  Printed inner = print(e, depth + 1);
  if (inner.level >= least) return std::move(inner.text);
  return "(" + inner.text + ")";
}

constexpr Level above(Level level) {
  return static_cast<Level>(static_cast<std::uint8_t>(level) + 1);
}

std::string with_underscores(std::string text) {
  for (char& c : text) {
    if (c == ',') c = '_';
  }
  return text;
}

// A plain number below 1 with at most two decimals as a percentage reads best as one.
bool reads_as_percent(const Expression& e) {
  if (e.op != Op::number || !e.name.empty() || e.number.is_negative() || e.number.is_whole())
    return false;
  if (e.number > Rational(1)) return false;
  const auto decimals = values::decimals_of(e.number);
  return decimals && *decimals <= 4;
}

Printed print_number(const Expression& e) {
  if (e.number.is_negative()) {
    Expression positive = e;
    positive.number = values::negate(e.number);
    Printed inner = print_number(positive);
    return {"-" + std::move(inner.text), inner.level < Level::minus ? inner.level : Level::minus};
  }
  if (reads_as_percent(e)) return {.text = values::to_percent(e.number, 2)};
  const std::string unit = e.name.empty() ? "" : " " + e.name;
  if (const auto decimals = values::decimals_of(e.number)) {
    return {.text = with_underscores(values::to_decimal(e.number, *decimals)) + unit};
  }
  // 1/3 has no literal: it is written as the division it is.
  const std::string fraction = values::to_fraction(e.number);
  const std::size_t bar = fraction.find('/');
  return {fraction.substr(0, bar) + unit + " / " + fraction.substr(bar + 1), Level::product};
}

std::string print_duration(const Rational& milliseconds) {
  const auto whole = values::to_whole(milliseconds);
  if (whole && *whole >= 0) return values::to_text(values::Duration{*whole});
  return values::to_fraction(milliseconds) + "ms";
}

std::string print_time(const Rational& milliseconds) {
  const auto whole = values::to_whole(milliseconds);
  if (whole && *whole >= 0) return values::to_text(values::TimePoint{*whole});
  return values::to_fraction(milliseconds) + "ms";
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string print_arguments(const Expression& e, std::size_t depth) {
  std::string out;
  for (const Expression& arg : e.args) {
    if (!out.empty()) out += ", ";
    out += enclosed(arg, Level::any_of, depth);
  }
  return out;
}

std::string print_call(const Expression& e, std::size_t depth) {
  return e.args.empty() ? e.name : e.name + "(" + print_arguments(e, depth) + ")";
}

// Operands from left to right; `first` and `later` say how tightly an operand must bind to stand
// bare.
Printed print_chain(const Expression& e, Level own, Level first, Level later, std::size_t depth) {
  if (e.args.size() == 1) return print(e.args[0], depth + 1);
  const std::string sign = " " + std::string(to_text(e.op)) + " ";
  std::string out;
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    if (i != 0) out += sign;
    out += enclosed(e.args[i], i == 0 ? first : later, depth);
  }
  return {std::move(out), own};
}

Printed print_basis(const Expression& e, std::string_view basis, std::size_t depth) {
  std::string inner;
  if (!e.args.empty()) inner = enclosed(e.args[0], Level::postfix, depth);
  return {inner + " at " + std::string(basis), Level::basis};
}

Printed print_multiply(const Expression& e, std::size_t depth) {
  // All of something is `100% of it`; elsewhere a whole number is a count.
  const bool all_of_it = !e.args.empty() && e.args[0].op == Op::number && e.args[0].name.empty() &&
                         e.args[0].number == Rational(1);
  if (e.args.size() == 2 && (all_of_it || reads_as_percent(e.args[0]))) {
    return {(all_of_it ? "100%" : enclosed(e.args[0], Level::minus, depth)) + " of " +
                enclosed(e.args[1], Level::share, depth),
            Level::share};
  }
  return print_chain(e, Level::product, Level::product, above(Level::product), depth);
}

Printed print(const Expression& e, std::size_t depth) {
  if (depth >= expression_depth_max) return {.text = "..."};
  switch (e.op) {
    case Op::number: return print_number(e);
    case Op::truth: return {.text = e.number.is_zero() ? "false" : "true"};
    case Op::text: return {.text = quoted(e.name)};
    case Op::duration: return {.text = print_duration(e.number)};
    case Op::time: return {.text = print_time(e.number)};
    case Op::asset:
    case Op::param:
    case Op::bucket:
    case Op::holding:
    case Op::local: return {.text = e.name};
    case Op::position: return {.text = e.name + ".amount"};
    case Op::rung:
    case Op::nav:
    case Op::profit:
    case Op::loss:
    case Op::ltv:
    case Op::health: return {.text = std::string(to_text(e.op))};
    case Op::ltv_of: return {.text = "ltv(" + e.name + ")"};
    case Op::exposure: return {.text = "exposure(" + e.name + ")"};
    case Op::price: return {.text = "price(" + e.name + ")"};
    case Op::volatility:
      return {.text = "volatility(" + e.name + (e.args.empty() ? "" : ", ") +
                      print_arguments(e, depth) + ")"};
    case Op::cost: return {.text = "cost(" + e.name + ")"};
    case Op::value: return {.text = "value(" + print_arguments(e, depth) + ")"};
    case Op::at_par: return print_basis(e, "par", depth);
    case Op::at_cost: return print_basis(e, "cost", depth);
    case Op::at_market: return print_basis(e, "market", depth);
    case Op::flash_owed: return {.text = "flash.owed"};
    case Op::query:
    case Op::setting:
    case Op::state:
    case Op::primitive: return {.text = print_call(e, depth)};
    case Op::add:
    case Op::subtract: return print_chain(e, Level::sum, Level::sum, above(Level::sum), depth);
    case Op::multiply: return print_multiply(e, depth);
    case Op::divide:
      return print_chain(e, Level::product, Level::product, above(Level::product), depth);
    case Op::negate:
      return {"-" + (e.args.empty() ? std::string() : enclosed(e.args[0], Level::basis, depth)),
              Level::minus};
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal:
      return print_chain(e, Level::comparison, Level::sum, Level::sum, depth);
    case Op::all_of:
      return print_chain(e, Level::all_of, Level::all_of, above(Level::all_of), depth);
    case Op::any_of:
      return print_chain(e, Level::any_of, Level::any_of, above(Level::any_of), depth);
    case Op::not_:
      return {
          "not " + (e.args.empty() ? std::string() : enclosed(e.args[0], Level::comparison, depth)),
          Level::negation};
  }
  return {.text = "..."};
}

}  // namespace

std::string to_text(const Expression& expression) { return print(expression, 0).text; }

std::string_view to_text(Op op) {
  switch (op) {
    case Op::number: return "number";
    case Op::truth: return "truth";
    case Op::text: return "text";
    case Op::asset: return "asset";
    case Op::duration: return "duration";
    case Op::time: return "time";
    case Op::param: return "param";
    case Op::bucket: return "bucket";
    case Op::holding: return "holding";
    case Op::position: return "position";
    case Op::rung: return "rung";
    case Op::local: return "local";
    case Op::nav: return "nav";
    case Op::profit: return "profit";
    case Op::loss: return "loss";
    case Op::ltv: return "ltv";
    case Op::ltv_of: return "ltv_of";
    case Op::exposure: return "exposure";
    case Op::health: return "health";
    case Op::price: return "price";
    case Op::volatility: return "volatility";
    case Op::cost: return "cost";
    case Op::value: return "value";
    case Op::at_par: return "at_par";
    case Op::at_cost: return "at_cost";
    case Op::at_market: return "at_market";
    case Op::flash_owed: return "flash_owed";
    case Op::query: return "query";
    case Op::setting: return "setting";
    case Op::state: return "state";
    case Op::primitive: return "primitive";
    case Op::add: return "+";
    case Op::subtract: return "-";
    case Op::multiply: return "*";
    case Op::divide: return "/";
    case Op::negate: return "negate";
    case Op::equal: return "==";
    case Op::not_equal: return "!=";
    case Op::less: return "<";
    case Op::less_or_equal: return "<=";
    case Op::greater: return ">";
    case Op::greater_or_equal: return ">=";
    case Op::all_of: return "and";
    case Op::any_of: return "or";
    case Op::not_: return "not";
  }
  return {};
}

std::optional<Op> op_from_text(std::string_view text) { return from_name<Op>(text); }

}  // namespace dealwright::plan
