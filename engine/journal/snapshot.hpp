// The state that the records of a deal lead to, as bytes that a store keeps, so that reading can
// begin behind them. A snapshot is only ever a shorter way: what it says is what the records say,
// and one that cannot be used is passed over.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "dsl/values/digest.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::journal {

// Of the bytes; a reader passes over every other one.
inline constexpr std::uint32_t snapshot_format = 1;
// Records behind a snapshot before the next one is worth its bytes.
inline constexpr std::uint64_t snapshot_every = 1'000;

[[nodiscard]] std::string snapshot_of(const core::Terms& terms, const values::Digest& plan,
                                      const core::State& state);
// The error says why it is no snapshot of a deal with this plan.
[[nodiscard]] std::expected<core::State, std::string> state_of(const core::Terms& terms,
                                                               const values::Digest& plan,
                                                               std::string_view snapshot);

}  // namespace dealwright::journal
