// A deal as long as one wants, without findings: for benchmarks.
#pragma once

#include <cstddef>
#include <string>

namespace dealwright::support {

// Deal `generated`: steps of seven lines in which money moves, a position opens and closes, and
// guards are looked at. About `lines` lines.
[[nodiscard]] std::string long_deal(std::size_t lines);

}  // namespace dealwright::support
