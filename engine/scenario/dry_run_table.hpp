// A dry run as a text that an analyst reads, at most `table_columns` wide: what was assumed, what
// was done, what each action changed in the ledger, what is left to every limit, how it ended.
#pragma once

#include <cstdint>
#include <string>

#include "engine/scenario/dry_run.hpp"

namespace dealwright::scenario {

enum class Explain : std::uint8_t { no, yes };

// Ends in a newline.
[[nodiscard]] std::string to_table(const DryRun& run, Explain explain = Explain::no);

// "300 ETH working -> 300 WETH wrapped": what goes in, an arrow, what comes out.
[[nodiscard]] std::string movement(const ActionLine& line);
// "redeem[2]", "0s", "1,500.25 USDT".
[[nodiscard]] std::string step_of(const ActionLine& line);
[[nodiscard]] std::string elapsed(values::Duration at);
[[nodiscard]] std::string shown(const NamedAmount& amount);

// What an action changed: a balance that grew, shrank, came or went.
struct Change {
  BalanceLine before;  // amounts are zero where there was nothing
  BalanceLine after;
};
[[nodiscard]] std::vector<Change> changes(const std::vector<BalanceLine>& before,
                                          const std::vector<BalanceLine>& after);
// "+50,000", "-0.002".
[[nodiscard]] std::string difference(const Change& change);
// "bucket working", "pledged collateral (opportunistic)".
[[nodiscard]] std::string place_of(const BalanceLine& line);

}  // namespace dealwright::scenario
