// Asks a running engine something through its control socket: one line there, one line back.
#pragma once

#include <string>
#include <string_view>

#include "engine/ports/result.hpp"

namespace dealwright::host {

// How long an engine may take to answer.
inline constexpr int answer_seconds_max = 60;

// `refused` when no engine listens there; `ambiguous` when it was asked and did not answer: what
// was asked may have been done.
[[nodiscard]] ports::Result<std::string> ask_engine(const std::string& socket,
                                                    std::string_view line);

}  // namespace dealwright::host
