// Positions that a deal takes over from others of its journal: which deals they are is chosen once,
// when the deal is entered, and pinned with its profile.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/app/exit_code.hpp"
#include "engine/core/ids.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/deal_catalogue.hpp"
#include "engine/ports/journal_store.hpp"

namespace dealwright::app {

struct Takeover {
  std::string position;  // as the deal that takes it over calls it
  std::string from;      // the other deal's id
  std::string theirs;    // what it is called there
  friend bool operator==(const Takeover&, const Takeover&) = default;
};

// For every position that the plan takes over, the deal that leaves it behind: the one named by
// `given` ("first_half=first_half-2"), or the only one there is. Refused in words when there is
// none, when there are several, or when the position is not what the plan believes it to be.
[[nodiscard]] std::expected<std::vector<Takeover>, Failure> choose_takeovers(
    ports::JournalStore& journal, ports::DealCatalogue& catalogue, const core::Terms& terms,
    const std::vector<std::string>& given);

// As they stand in a profile.
[[nodiscard]] std::string to_json(const std::vector<Takeover>& takeovers);
[[nodiscard]] std::optional<std::vector<Takeover>> takeovers_from_json(std::string_view text);

// Which deal a position was handed over to; nothing while it was not.
[[nodiscard]] std::expected<std::optional<std::string>, std::string> taker_of(
    ports::JournalStore& journal, const core::Terms& terms, const std::string& id,
    core::PositionId position);

}  // namespace dealwright::app
