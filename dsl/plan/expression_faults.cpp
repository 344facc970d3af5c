// What is wrong with one expression of a plan: operands, names, and numbers that its operation does
// not allow.
#include "dsl/plan/arity.hpp"
#include "dsl/plan/faults.hpp"
#include "dsl/values/unit.hpp"

namespace dealwright::plan {
namespace {

using values::Rational;

void inspect_names(const Expression& e, const KnownNames& known, Scope scope, FaultList& faults);
void inspect_number(const Expression& e, FaultList& faults);

}  // namespace

void find_expression_faults(const Expression& e, const KnownNames& known, Scope scope,
                            FaultList& faults) {
  const Arity arity = arity_of(e.op);
  if (e.args.size() < arity.least || e.args.size() > arity.most)
    faults.add("args", "wrong number of operands");
  if (!scope.in_read) inspect_names(e, known, scope, faults);
  inspect_number(e, faults);
}

namespace {

void inspect_names(const Expression& e, const KnownNames& known, Scope scope, FaultList& faults) {
  switch (e.op) {
    case Op::param: return faults.resolve("name", e.name, known.params, "parameter");
    case Op::bucket: return faults.resolve("name", e.name, known.buckets, "bucket");
    case Op::holding:
    case Op::cost: return faults.resolve("name", e.name, known.holdings, "holding");
    case Op::position:
    case Op::ltv_of: return faults.resolve("name", e.name, known.positions, "position");
    case Op::exposure:
    case Op::price:
    case Op::volatility:
    case Op::value:
    case Op::at_par:
    case Op::at_cost:
    case Op::at_market: return faults.resolve("name", e.name, known.assets, "asset");
    case Op::asset:
      if (e.name != values::usd) faults.resolve("name", e.name, known.assets, "asset");
      return;
    case Op::query: return faults.resolve("name", e.name, known.queries, "query");
    case Op::setting:
      // A query whose model is a setting is one by its own name.
      if (!known.queries.contains(e.name))
        faults.resolve("name", e.name, known.settings, "setting");
      return;
    case Op::state: return faults.resolve("name", e.name, known.states, "state");
    case Op::rung:
      if (!scope.in_ladder) faults.add("a rung outside of a ladder");
      return;
    case Op::flash_owed:
      if (!scope.in_flash) faults.add("`flash.owed` outside of a flash loan");
      return;
    case Op::number:
    case Op::truth:
    case Op::text:
    case Op::duration:
    case Op::time:
    case Op::local:
    case Op::nav:
    case Op::profit:
    case Op::loss:
    case Op::ltv:
    case Op::health:
    case Op::primitive:
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::negate:
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal:
    case Op::all_of:
    case Op::any_of:
    case Op::not_: return;
  }
}

void inspect_number(const Expression& e, FaultList& faults) {
  if (e.op == Op::truth && !e.number.is_zero() && e.number != Rational(1))
    faults.add("number", "a truth is 0 or 1");
  if (e.op == Op::duration || e.op == Op::time) {
    const auto whole = values::to_whole(e.number);
    if (!whole || *whole < 0) faults.add("number", "whole milliseconds, not below 0");
    if (whole && e.op == Op::duration && *whole > values::duration_max.milliseconds) {
      faults.add("number", "a duration is at most 100 years");
    }
  }
}

}  // namespace

}  // namespace dealwright::plan
