// How the world's failures are returned: a value, or an error that says whether trying again can
// help.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace dealwright::ports {

enum class ErrorCode : std::uint8_t {
  unavailable,  // trying again can help
  ambiguous,    // it may have happened: look before trying again
  conflict,     // somebody else was first: read again, then decide again
  fenced,       // somebody else has taken over: stop
  refused,      // certainly not done, and never will be like this
  corrupt,      // what was stored is not what was written
  no_space,     // not done: the disk is full. No new work; what is under way is tracked on
  stopped,      // this process is to stop now
};
struct Error {
  ErrorCode code = ErrorCode::unavailable;
  std::string what;
};
[[nodiscard]] constexpr bool retrying_can_help(ErrorCode code) {
  return code == ErrorCode::unavailable;
}

template <class T>
using Result = std::expected<T, Error>;

}  // namespace dealwright::ports
