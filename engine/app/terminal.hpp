// Where a command's words go: data to standard output, talk to standard error, colour where
// somebody looks and wants it. A reader that goes away is not an error; a full disk is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/diagnostics/render.hpp"
#include "engine/app/exit_code.hpp"

namespace dealwright::app {

enum class ColourWish : std::uint8_t { automatic, always, never };
enum class Talk : std::uint8_t { normal, quiet };

class Terminal {
 public:
  // Descriptors that are open for the life of the terminal.
  Terminal(int out, int err) : out_(out), err_(err) {}

  void wish(ColourWish colour, Talk talk);

  // Data. Written as it is: whoever shows text of a file to people passes it through `plain` first.
  void out(std::string_view data);
  // A line of talk; `--quiet` leaves it out.
  void say(std::string_view line);
  // What a person must know even with `--quiet`.
  void warn(std::string_view line);
  // Findings as text, already laid out.
  void show(std::string_view text) { write(err_, text); }
  // "dealwright: …" and the code, for `return terminal.fail(…)`.
  [[nodiscard]] ExitCode fail(const Failure& failure);

  // What is going on, on one line that the next one replaces; only when standard error is a
  // terminal and the work has lasted for a while.
  void progress(std::string_view line);

  [[nodiscard]] bool out_is_terminal() const;
  [[nodiscard]] bool err_is_terminal() const;
  [[nodiscard]] diagnostics::Colour out_colour() const { return colour_of(out_); }
  [[nodiscard]] diagnostics::Colour err_colour() const { return colour_of(err_); }

  // The code to leave with: that of the command, unless its data could not be written.
  [[nodiscard]] ExitCode finished(ExitCode code);

 private:
  [[nodiscard]] diagnostics::Colour colour_of(int descriptor) const;
  void write(int descriptor, std::string_view text);
  void clear_progress();

  int out_;
  int err_;
  ColourWish colour_ = ColourWish::automatic;
  Talk talk_ = Talk::normal;
  int out_error_ = 0;  // errno of the first write that failed
  bool has_progress_ = false;
  std::int64_t started_ms_ = -1;
  std::int64_t shown_ms_ = 0;
};

// Text of one line with everything that could drive a terminal made visible.
[[nodiscard]] std::string plain(std::string_view line);
// The same, in backticks: how messages name things.
[[nodiscard]] std::string in_ticks(std::string_view name);
// "1 file", "3 files".
[[nodiscard]] std::string counted(std::size_t n, std::string_view noun);

}  // namespace dealwright::app
