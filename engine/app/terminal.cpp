// Writing to descriptors, and the few questions asked of the terminal.
#include "engine/app/terminal.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <system_error>

#include <unistd.h>

#include "dsl/diagnostics/shown_line.hpp"

namespace dealwright::app {
namespace {

// Work that is done sooner needs no progress, and a line that changes faster cannot be read.
constexpr std::int64_t progress_after_ms = 1000;
constexpr std::int64_t progress_every_ms = 200;

std::int64_t now_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

bool environment_wants_no_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  return (no_colour != nullptr && *no_colour != '\0') ||
         (kind != nullptr && std::string_view(kind) == "dumb");
}

}  // namespace

void Terminal::wish(ColourWish colour, Talk talk) {
  colour_ = colour;
  talk_ = talk;
}

void Terminal::out(std::string_view data) {
  clear_progress();
  write(out_, data);
}

void Terminal::say(std::string_view line) {
  if (talk_ == Talk::normal) warn(line);
}

void Terminal::warn(std::string_view line) {
  clear_progress();
  write(err_, std::string(line) + "\n");
}

ExitCode Terminal::fail(const Failure& failure) {
  warn("dealwright: " + failure.message);
  return failure.code;
}

void Terminal::progress(std::string_view line) {
  if (talk_ == Talk::quiet || !err_is_terminal()) return;
  const std::int64_t now = now_ms();
  if (started_ms_ < 0) started_ms_ = now;
  if (now - started_ms_ < progress_after_ms || now - shown_ms_ < progress_every_ms) return;
  shown_ms_ = now;
  has_progress_ = true;
  write(err_, "\r\x1b[K" + std::string(line));
}

void Terminal::clear_progress() {
  if (!has_progress_) return;
  has_progress_ = false;
  write(err_, "\r\x1b[K");
}

bool Terminal::out_is_terminal() const { return ::isatty(out_) == 1; }
bool Terminal::err_is_terminal() const { return ::isatty(err_) == 1; }

diagnostics::Colour Terminal::colour_of(int descriptor) const {
  switch (colour_) {
    case ColourWish::always: return diagnostics::Colour::ansi;
    case ColourWish::never: return diagnostics::Colour::none;
    case ColourWish::automatic: break;
  }
  const bool wanted = ::isatty(descriptor) == 1 && !environment_wants_no_colour();
  return wanted ? diagnostics::Colour::ansi : diagnostics::Colour::none;
}

ExitCode Terminal::finished(ExitCode code) {
  clear_progress();
  // `dealwright plan x.deal | head` is how people read; the reader had enough.
  if (out_error_ == 0 || out_error_ == EPIPE) return code;
  warn("dealwright: the output could not be written: " +
       std::generic_category().message(out_error_));
  return ExitCode::unreachable;
}

void Terminal::write(int descriptor, std::string_view text) {
  if (descriptor == out_ && out_error_ != 0) return;
  while (!text.empty()) {
    const ::ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (descriptor == out_) out_error_ = errno;
      return;  // nowhere to complain about standard error
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string plain(std::string_view line) { return diagnostics::escaped(line); }

std::string in_ticks(std::string_view name) { return "`" + plain(name) + "`"; }

std::string counted(std::size_t n, std::string_view noun) {
  return std::to_string(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

}  // namespace dealwright::app
