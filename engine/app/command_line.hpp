// What can be said to the program. The options are declared once; help, man pages and completion
// are made from that declaration.
#pragma once

namespace dealwright::app {

// Runs one command; the result is the exit code (see exit_code.hpp). Throws nothing.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace dealwright::app
