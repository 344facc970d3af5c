// Where in a value something is wrong, put together from the inside out. Used by this room alone.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "engine/adapters/evm/abi/type.hpp"

namespace dealwright::abi {

struct Misfit {
  std::string place;  // "amounts[2].x"
  std::string what;
};

// The step from a value into its part.
[[nodiscard]] inline std::string step_into(const Type& around, const Type& part,
                                           std::size_t index) {
  if (around.kind == TypeKind::tuple && !part.name.empty()) return "." + part.name;
  return "[" + std::to_string(index) + "]";
}

[[nodiscard]] inline Misfit further_out(std::string step, Misfit inner) {
  return {std::move(step) + inner.place, std::move(inner.what)};
}

[[nodiscard]] inline Malformed said(const Misfit& misfit) {
  const std::string place = misfit.place.starts_with('.') ? misfit.place.substr(1) : misfit.place;
  if (place.empty()) return {misfit.what};
  return {(place.starts_with('[') ? "value " + place : "`" + place + "`") + ": " + misfit.what};
}

}  // namespace dealwright::abi
