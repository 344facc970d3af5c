// The two signals that matter to a command.
#include "engine/app/interruption.hpp"

#include <csignal>

#include <unistd.h>

#include "engine/app/exit_code.hpp"

namespace dealwright::app {
namespace {

volatile std::sig_atomic_t has_arrived = 0;
volatile std::sig_atomic_t has_to_wait = 0;

void end_now() { ::_exit(static_cast<int>(ExitCode::interrupted)); }

void on_interruption(int /*signal*/) {
  has_arrived = 1;
  if (has_to_wait == 0) end_now();
}

}  // namespace

void watch_for_interruption() {
  struct sigaction act = {};
  act.sa_handler = on_interruption;
  ::sigemptyset(&act.sa_mask);
  ::sigaction(SIGINT, &act, nullptr);
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, nullptr);
}

Uninterrupted::Uninterrupted() { has_to_wait = 1; }

Uninterrupted::~Uninterrupted() {
  has_to_wait = 0;
  if (has_arrived != 0) end_now();
}

}  // namespace dealwright::app
