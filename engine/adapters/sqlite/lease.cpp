// A lock of the open file description (fcntl, F_OFD_SETLK) on `<journal>.lock`. The file is left
// there: removing it would race with the next holder.
#include "engine/adapters/sqlite/lease.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace dealwright::sqlite {
namespace {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

struct flock whole_file(short kind) {
  struct flock lock{};
  lock.l_type = kind;
  lock.l_whence = SEEK_SET;
  return lock;
}

std::string words_in(int file) {
  std::array<char, holder_bytes_max> text{};
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  if (size <= 0) return "another process";
  std::string words(text.data(), static_cast<std::size_t>(size));
  while (!words.empty() && words.back() == '\n')
    words.pop_back();
  for (char& c : words) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return words;
}

}  // namespace

Result<Lease> Lease::take(const std::string& journal, const std::string& holder) {
  const std::string path = journal + std::string(lease_suffix);
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) {
    const int why = errno;
    return std::unexpected(
        Error{.code = why == ENOSPC ? ErrorCode::no_space : ErrorCode::unavailable,
              .what = "cannot open `" + path + "`: " + std::strerror(why)});
  }
  Lease lease(file);
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(file, F_OFD_SETLK, &lock) != 0) {
    if (errno == EAGAIN || errno == EACCES) {
      return std::unexpected(
          Error{.code = ErrorCode::refused,
                .what = "the journal `" + journal + "` is in use by " + words_in(file) +
                        ": one engine at a time; stop that one first, or name another journal"});
    }
    return std::unexpected(Error{.code = ErrorCode::unavailable,
                                 .what = "cannot lock `" + path + "`: " + std::strerror(errno)});
  }
  // What the words say matters to people only, so that they cannot be written is no failure.
  std::string words = holder.substr(0, holder_bytes_max - 1) + "\n";
  if (::ftruncate(file, 0) == 0) (void)!::pwrite(file, words.data(), words.size(), 0);
  return lease;
}

Lease::Lease(Lease&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Lease::~Lease() {
  if (file_ >= 0) ::close(file_);
}

std::string holder_of(const std::string& journal) {
  const std::string path = journal + std::string(lease_suffix);
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::string holder;
  // Asks, and takes nothing: an engine that starts at this moment is not refused for it.
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) holder = words_in(file);
  ::close(file);
  return holder;
}

}  // namespace dealwright::sqlite
