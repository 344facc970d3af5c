// How a command ends, for scripts: the numbers are part of the interface and never change meaning.
#pragma once

#include <cstdint>
#include <string>

namespace dealwright::app {

enum class ExitCode : std::uint8_t {
  ok = 0,
  findings = 1,           // the deal or the comparison has something to answer for
  usage = 2,              // the command cannot be carried out as it was given
  blocked = 3,            // a guard or limit blocks
  not_authorised = 4,     // the caller may not
  awaiting_approval = 5,  // somebody has to approve first
  held = 6,               // the deal holds or failed
  unreachable = 7,        // something outside could not be reached, read or written
  interrupted = 130,      // Ctrl-C
};

// Why a command stops, in words for a person.
struct Failure {
  ExitCode code = ExitCode::usage;
  std::string message;
};

}  // namespace dealwright::app
