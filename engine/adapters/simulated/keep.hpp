// A world's record as bytes and back, so that a file can hold it while no engine runs.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "engine/adapters/simulated/world_record.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::simulated {

// Canonical JSON: equal records give equal bytes.
[[nodiscard]] std::string to_json(const core::Terms& terms, const WorldRecord& record);
// The error says what is wrong; any bytes give a record or an error.
[[nodiscard]] std::expected<WorldRecord, std::string> record_from_json(const core::Terms& terms,
                                                                       std::string_view json);

}  // namespace dealwright::simulated
