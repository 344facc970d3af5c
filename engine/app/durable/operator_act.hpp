// What an operator asks of a deal: from the command line or through the control socket of a running
// engine to one decision of the core, with who and why.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "engine/app/durable/deal_history.hpp"
#include "engine/app/exit_code.hpp"
#include "engine/core/signal.hpp"

namespace dealwright::app {

enum class OperatorVerb : std::uint8_t { pause, resume, cancel, approve, reject, retry, skip, set };

inline constexpr std::size_t reason_bytes_max = 2'000;

struct OperatorAct {
  OperatorVerb verb = OperatorVerb::pause;
  std::string deal;
  std::string step;   // retry, skip
  std::string token;  // approve, reject
  std::string set;    // NAME=VALUE of the simulated world
  std::string by;
  std::string why;
};

[[nodiscard]] std::string_view to_text(OperatorVerb verb);
// One line each way.
[[nodiscard]] std::string to_json(const OperatorAct& act);
[[nodiscard]] std::expected<OperatorAct, std::string> act_from_json(std::string_view line);

// How an act came out: words for its author, or why not.
using ActResult = std::expected<std::string, Failure>;
[[nodiscard]] std::string to_json(const ActResult& result);
[[nodiscard]] ActResult result_from_json(std::string_view line);

// The core's signal for an act on a deal as it stands, at this time; refused in words when the
// token is of a state that is gone or a name is not the deal's.
[[nodiscard]] std::expected<core::Signal, Failure> signal_for(const OperatorAct& act,
                                                              const DealHistory& deal,
                                                              values::TimePoint now);

// The user of the operating system; "anna (root)" when somebody acts for another.
[[nodiscard]] std::string acting_user(const std::string& as);

}  // namespace dealwright::app
