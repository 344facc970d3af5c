// How many operands each operation of an expression takes.
#pragma once

#include <cstddef>
#include <limits>

#include "dsl/plan/expression.hpp"

namespace dealwright::plan {

struct Arity {
  std::size_t least = 0;
  std::size_t most = 0;
};

inline constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

[[nodiscard]] constexpr Arity arity_of(Op op) {
  switch (op) {
    case Op::number:
    case Op::truth:
    case Op::text:
    case Op::asset:
    case Op::duration:
    case Op::time:
    case Op::param:
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
    case Op::flash_owed: return {0, 0};
    case Op::bucket:
    case Op::volatility:
    case Op::cost:
    case Op::value:
    case Op::at_par:
    case Op::at_cost:
    case Op::at_market:
    case Op::negate:
    case Op::not_: return {1, 1};
    case Op::query:
    case Op::setting:
    case Op::state:
    case Op::primitive: return {0, any_number};
    case Op::add:
    case Op::multiply:
    case Op::all_of:
    case Op::any_of: return {1, any_number};
    case Op::subtract:
    case Op::divide:
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal: return {2, 2};
  }
  return {};
}

[[nodiscard]] constexpr bool is_comparison(Op op) {
  return op == Op::equal || op == Op::not_equal || op == Op::less || op == Op::less_or_equal ||
         op == Op::greater || op == Op::greater_or_equal;
}

}  // namespace dealwright::plan
