// Short ways to write the expressions of a plan in tests.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::tests {

// A ratio from "3/10" or "-2".
inline values::Rational ratio(std::string_view text) {
  const auto value = values::rational_from_fraction(text);
  DEALWRIGHT_ASSERT(value.has_value());
  return *value;
}

inline plan::Expression number(std::string_view fraction, std::string unit = {}) {
  return {.op = plan::Op::number, .number = ratio(fraction), .name = std::move(unit)};
}

inline plan::Expression truth(std::int64_t zero_or_one) {
  return {.op = plan::Op::truth, .number = values::Rational(zero_or_one)};
}

inline plan::Expression text(std::string content) {
  return {.op = plan::Op::text, .name = std::move(content)};
}

inline plan::Expression duration(values::Duration length) {
  return {.op = plan::Op::duration, .number = values::Rational(length.milliseconds)};
}

// named(Op::price, "ETH"), named(Op::query, "desk.price", {…})
inline plan::Expression named(plan::Op op, std::string name,
                              std::vector<plan::Expression> args = {}) {
  return {.op = op, .name = std::move(name), .args = std::move(args)};
}

// of(Op::less_or_equal, {of(Op::ltv), number("3/10")})
inline plan::Expression of(plan::Op op, std::vector<plan::Expression> args = {}) {
  return {.op = op, .args = std::move(args)};
}

}  // namespace dealwright::tests
