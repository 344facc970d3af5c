// Ctrl-C and closed pipes. A command ends at once, with the exit code for it, but never between the
// parts of a write.
#pragma once

namespace dealwright::app {

// From here on Ctrl-C ends the process with ExitCode::interrupted, and a write to a closed pipe
// answers with an error instead of ending it.
void watch_for_interruption();

// While one lives, Ctrl-C waits: what is being replaced is replaced and nothing unfinished is left
// behind. One at a time.
class Uninterrupted {
 public:
  Uninterrupted();
  ~Uninterrupted();
  Uninterrupted(const Uninterrupted&) = delete;
  Uninterrupted& operator=(const Uninterrupted&) = delete;
};

}  // namespace dealwright::app
