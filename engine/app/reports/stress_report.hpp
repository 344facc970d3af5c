// What a stress came to: the grid world by world, the lives by chance as spreads. As text, JSON and
// a page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/terms.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/monte_carlo.hpp"
#include "engine/scenario/stress.hpp"

namespace dealwright::app {

struct ChanceReport {
  scenario::ChanceOptions options;
  std::vector<std::string> assumptions;
  std::vector<scenario::Life> lives;
};

struct StressReport {
  const core::Terms& terms;
  values::Duration length;  // of a life
  values::Duration at;      // of the shock
  scenario::Life calm;
  std::vector<scenario::AssumedLine> assumed;
  std::vector<scenario::GridCase> cases;
  std::vector<scenario::Life> lives;  // of the cases
  std::optional<ChanceReport> chance;
};

// Every world of the grid, or a line for each shock and freeze with the worst of the others.
enum class GridLines : std::uint8_t { grouped, all };
[[nodiscard]] std::string as_text(const StressReport& report, GridLines lines);
[[nodiscard]] std::string as_json(const StressReport& report);
[[nodiscard]] std::string stress_page(const StressReport& report);

// Limits that were breached in any world or life.
[[nodiscard]] bool any_breach(const StressReport& report);

// How lives ended, by status, in the order of the words.
[[nodiscard]] std::string ends_in_words(const std::vector<scenario::Life>& lives);
// In how many lives a limit was breached.
[[nodiscard]] std::size_t breaches_of(const std::vector<scenario::Life>& lives, std::size_t limit);
// "52.1%", "1.58", "-1,234,567"; "-" when there is none.
[[nodiscard]] std::string ppm_as_percent(std::optional<std::int64_t> ppm);
[[nodiscard]] std::string ppm_as_number(std::optional<std::int64_t> ppm);
[[nodiscard]] std::string cents_as_dollars(std::optional<std::int64_t> cents);
// The limits that a life breached: "ltv <= 70%".
[[nodiscard]] std::string breached_in(const core::Terms& terms, const scenario::Life& life);

}  // namespace dealwright::app
