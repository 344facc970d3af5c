// Runs an engine in this process: one thread, in which rounds, timers, signals of the system and
// the control socket take turns. Nothing is ever stopped in the middle of a round.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/host/control_server.hpp"
#include "engine/ports/result.hpp"
#include "engine/runtime/engine.hpp"

namespace dealwright::host {

// What to do when nothing happens by itself any more.
enum class AtRest : std::uint8_t { end, stay };

struct HostOptions {
  std::string socket;  // where to listen; empty: nowhere
  Answer answer;       // to what comes through it
  AtRest at_rest = AtRest::end;
  std::function<void(std::string_view)> say;   // to whoever watches the process
  std::function<void(std::string_view)> warn;  // the same, of what they must know
};

enum class Ending : std::uint8_t {
  at_rest,
  interrupted,  // SIGINT
  terminated,   // SIGTERM
};

// How long the journal's disk may be full before the process gives up, and how often it looks.
inline constexpr int room_looks_max = 3'600;
inline constexpr int room_look_seconds = 1;

// Until everything is at rest or somebody stops it. An error is about the journal.
[[nodiscard]] ports::Result<Ending> run(runtime::Engine& engine, const HostOptions& options);

}  // namespace dealwright::host
