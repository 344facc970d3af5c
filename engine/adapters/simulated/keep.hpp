// A world as text and back, so that a file can hold it while no engine runs. Its record is rows, so
// that a store writes only those that changed; its setting is one text, written once.
#pragma once

#include <compare>
#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "engine/adapters/simulated/setting.hpp"
#include "engine/adapters/simulated/world_record.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::simulated {

// "price" of "ETH", "attempt" of "open.wrap#1".
struct RowKey {
  std::string kind;
  std::string name;
  friend auto operator<=>(const RowKey&, const RowKey&) = default;
};
using Rows = std::map<RowKey, std::string>;
inline constexpr std::string_view attempt_rows = "attempt";

// Everything but the attempts, of which there are many.
[[nodiscard]] Rows rows_of(const core::Terms& terms, const WorldRecord& record);
// The text of an attempt's row.
[[nodiscard]] std::string row_of(const core::Terms& terms, const Attempt& attempt);
// The error says what is wrong; any texts give a record or an error.
[[nodiscard]] std::expected<WorldRecord, std::string> record_from_rows(const core::Terms& terms,
                                                                       const Rows& rows);
[[nodiscard]] std::string to_json(const core::Terms& terms, const core::Signal& signal);
[[nodiscard]] std::expected<core::Signal, std::string> signal_from_json(const core::Terms& terms,
                                                                        std::string_view json);

// All rows as one canonical JSON: equal records give equal bytes.
[[nodiscard]] std::string to_json(const core::Terms& terms, const WorldRecord& record);
[[nodiscard]] std::expected<WorldRecord, std::string> record_from_json(const core::Terms& terms,
                                                                       std::string_view json);

// Canonical JSON too.
[[nodiscard]] std::string to_json(const Setting& setting);
[[nodiscard]] std::expected<Setting, std::string> setting_from_json(std::string_view json);

}  // namespace dealwright::simulated
