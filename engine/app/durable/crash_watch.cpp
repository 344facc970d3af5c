// A handler for the signals of a dying process writes one line; everything in it is allowed there.
#include "engine/app/durable/crash_watch.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "engine/app/files.hpp"

namespace dealwright::app {
namespace {

constexpr std::size_t name_bytes_max = 256;
constexpr std::size_t path_bytes_max = 4096;
constexpr std::size_t notes_bytes_max = 1024U * 1024U;
constexpr std::array<int, 5> deaths{SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE};

// Plain memory that the handler can read whatever else is broken.
std::array<char, path_bytes_max> note_path{};
std::array<char, name_bytes_max> in_hand{};  // with its end of line; empty: none

void on_death(int signal) {
  if (in_hand[0] != '\0') {
    const int file =
        ::open(note_path.data(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0) {
      [[maybe_unused]] const ssize_t written =
          ::write(file, in_hand.data(), ::strnlen(in_hand.data(), in_hand.size()));
      ::fsync(file);
      ::close(file);
    }
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

CrashWatch::CrashWatch(const std::string& file) : file_(file) {
  if (file.size() + 1 >= note_path.size()) return;
  std::ranges::copy(file, note_path.begin());
  note_path[file.size()] = '\0';
  struct sigaction act = {};
  act.sa_handler = on_death;
  ::sigemptyset(&act.sa_mask);
  for (const int death : deaths)
    ::sigaction(death, &act, nullptr);
}

CrashWatch::~CrashWatch() {
  in_hand[0] = '\0';
  for (const int death : deaths)
    std::signal(death, SIG_DFL);
}

void CrashWatch::decides(const runtime::Deal& deal) {
  const std::string& name = deal.stream();
  if (name.size() + 2 > in_hand.size()) return decided();
  std::ranges::copy(name, in_hand.begin());
  in_hand[name.size()] = '\n';
  in_hand[name.size() + 1] = '\0';
}

void CrashWatch::decided() { in_hand[0] = '\0'; }

std::map<std::string, int> deaths_in(const std::string& file) {
  std::map<std::string, int> counted;
  const auto text = read_file(file, notes_bytes_max, Readable::regular);
  if (!text) return counted;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    if (end > at) ++counted[text->substr(at, end - at)];
    at = end + 1;
  }
  return counted;
}

void forget_deaths(const std::string& file, const std::string& deal) {
  auto counted = deaths_in(file);
  if (counted.erase(deal) == 0) return;
  std::string text;
  for (const auto& [name, times] : counted) {
    for (int i = 0; i < times; ++i)
      text += name + "\n";
  }
  // A note that stays is one more warning, no harm.
  [[maybe_unused]] const auto written = write_file(file, text);
}

}  // namespace dealwright::app
