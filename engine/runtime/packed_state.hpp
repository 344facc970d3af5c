// A deal's state as few bytes, for deals that only wait. Never leaves the process: journals and
// snapshots have formats of their own.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/state.hpp"

namespace dealwright::runtime {

[[nodiscard]] std::string pack(const core::State& state);
// Of what `pack` wrote in this process; asserted.
[[nodiscard]] core::State unpack(std::string_view bytes);

}  // namespace dealwright::runtime
