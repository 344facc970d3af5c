// The expressions of a plan and their one evaluator: guards, limits, sizes, queries' models. The
// same function serves dry run, scenario, proof and live run, so a deal means the same in each.
// Numbers are exact and in whole units of their asset (1.5 ETH is 3/2); what becomes an amount is
// rounded by name where it becomes one.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsl/values/rational.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::plan {

enum class Op : std::uint8_t {
  // values written in the text
  number,    // number; name = its unit for people ("USDT", "USDT per USDTz", "" for a ratio)
  truth,     // number 1 or 0
  text,      // name
  asset,     // name: an asset standing as an argument
  duration,  // number in milliseconds
  time,      // number in milliseconds since 1970
  // names of the deal; `name` says which, the answer is unavailable until it came to be
  param,     // a parameter
  bucket,    // free balance of a bucket, in the asset in args[0]
  holding,   // the amount of a holding
  position,  // the recorded amount of a position (principal of a debt, units of a collateral)
  rung,      // the amount of the current rung
  local,     // a `let` or an argument inside an action, query or model; "now", "deadline", "self";
             // "loan.age" of a
  // position; "MODULE:collateral" and "MODULE:debt", the USD value of all own positions there
  // what the language knows (section 4 of the language reference, "Quantities")
  nav,
  profit,
  loss,
  ltv,         // over all positions; 0 without debt
  ltv_of,      // name = position
  exposure,    // name = asset
  health,      // lowest over all protocols
  price,       // name = asset: USD per whole unit
  volatility,  // name = asset, args[0] = duration
  cost,        // name = holding: what was paid for it, in args[0] (an asset)
  value,       // name = asset; args[0] = amount -> USD
  at_par,      // name = asset; args[0] = amount -> amount of the asset it redeems into
  at_cost,     // name = holding's asset; args[0] -> USD
  at_market,   // name = asset; args[0] -> USD
  flash_owed,  // amount + fee of the enclosing flash loan
  query,       // name = "module.query"; args
  setting,     // name = "module.setting"; args: what a simulated world sets
  state,       // name = "module.state"; args: what a simulated world keeps
  primitive,   // name = one of the closed list in dsl/models; args
  // arithmetic and logic on args
  add,
  subtract,
  multiply,
  divide,
  negate,
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  all_of,  // and
  any_of,  // or
  not_,
};

// How deep expressions may nest; long sums, products, `and` and `or` are lists of operands and do
// not nest.
inline constexpr std::size_t expression_depth_max = 256;

struct Expression {
  Op op = Op::truth;
  values::Rational number;
  std::string name;
  std::vector<Expression> args;
  friend bool operator==(const Expression&, const Expression&) = default;
};

// Unavailable (monostate) is a value: a guard that meets it does not pass.
struct Unavailable {
  std::string why;  // "`loan` is not open yet"
  friend bool operator==(const Unavailable&, const Unavailable&) = default;
};
using Value = std::variant<Unavailable, values::Rational, bool, std::string>;

// What the evaluator asks of its surroundings: every Op that is not arithmetic or a literal, with
// its arguments evaluated. Unavailable arguments never reach it (but for `and`, `or`, see
// evaluate).
class Surroundings {
 public:
  virtual ~Surroundings() = default;
  [[nodiscard]] virtual Value look_up(const Expression& asked,
                                      const std::vector<Value>& args) const = 0;
};

// Pure and total: operands of the wrong kind or number and nesting beyond expression_depth_max are
// unavailable too. Unavailable spreads through arithmetic and comparisons; `false and x` is false
// and `true or x` is true whatever x; overflow and division by zero are unavailable and say so.
// `and`/`or` look at operands in order, so `x and false` is as unavailable as x. `+`, `*`, `and`
// and `or` take any number of operands.
[[nodiscard]] Value evaluate(const Expression& expression, const Surroundings& surroundings);

// The text form, in the language's own syntax: "ltv <= 30%". Used in tables and messages.
[[nodiscard]] std::string to_text(const Expression& expression);

// Calls visit(e) for the expression and everything below it, outer first.
void walk(const Expression& expression, const std::function<void(const Expression&)>& visit);

// Names for the canonical form: Op::less_or_equal is "<=", Op::at_par "at_par".
[[nodiscard]] std::string_view to_text(Op op);
[[nodiscard]] std::optional<Op> op_from_text(std::string_view text);

}  // namespace dealwright::plan
