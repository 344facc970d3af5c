// Facts as canonical JSON and back, both written by hand: one is on the path of every step, the
// other on that of every recovery. Things are named, so that a journal can be read without the
// process that wrote it.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "dsl/values/digest.hpp"
#include "engine/core/fact.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"
#include "engine/journal/record.hpp"
#include "engine/journal/upcast.hpp"

namespace dealwright::journal {

// The version that is written. Each kind has its own; they only grow, and every version ever
// written stays readable.
[[nodiscard]] std::uint32_t version_of(const core::FactKind& fact);

[[nodiscard]] std::string encode(const core::Terms& terms, const core::FactKind& fact);

// The error says what is wrong with the record: an unknown kind or version stops the reader.
[[nodiscard]] std::expected<core::Fact, std::string> decode(const core::Terms& terms,
                                                            const Record& record);
// The same with other steps than this release's from older versions to today's.
[[nodiscard]] std::expected<core::Fact, std::string> decode(const core::Terms& terms,
                                                            const Record& record,
                                                            std::span<const Upcaster> steps);

// The whole state as canonical JSON, and its digest: two states with one digest are the same state.
[[nodiscard]] std::string encode(const core::Terms& terms, const core::State& state);
[[nodiscard]] std::expected<core::State, std::string> decode_state(const core::Terms& terms,
                                                                   std::string_view json);
[[nodiscard]] values::Digest digest_of(const core::Terms& terms, const core::State& state);
// Requests and outcomes on their own, for worlds that keep them.
[[nodiscard]] std::string encode(const core::Terms& terms, const core::Request& request);
[[nodiscard]] std::string encode(const core::Terms& terms, const core::Outcome& outcome);
[[nodiscard]] std::expected<core::Request, std::string> decode_request(const core::Terms& terms,
                                                                       std::string_view json);
[[nodiscard]] std::expected<core::Outcome, std::string> decode_outcome(const core::Terms& terms,
                                                                       std::string_view json);

}  // namespace dealwright::journal
