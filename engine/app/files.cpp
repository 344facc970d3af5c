// Files by POSIX descriptors: std::fstream can say neither what kind of file it opened nor why not.
#include "engine/app/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/app/interruption.hpp"

namespace dealwright::app {
namespace {

constexpr std::size_t chunk_bytes = 64U * 1024U;
constexpr int names_tried_max = 100;
constexpr ::mode_t new_file_mode = 0666;  // less what the umask takes
constexpr ::mode_t mode_bits = 07777;

std::string reason(int error) {
  switch (error) {
    case ENOENT: return "no such file or folder";
    case ENOTDIR: return "a part of its path is not a folder";
    case EACCES:
    case EPERM: return "permission denied";
    case EISDIR: return "is a folder";
    case ELOOP: return "is a link";
    case EEXIST: return "is there already";
    default: return std::generic_category().message(error);
  }
}

// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int value() const { return value_; }
  [[nodiscard]] bool is_open() const { return value_ >= 0; }
  // A failed close is a failed write on some file systems.
  [[nodiscard]] bool close() {
    const int result = ::close(value_);
    value_ = -1;
    return result == 0;
  }

 private:
  int value_;
};

std::expected<std::string, std::string> read_all(int descriptor, std::size_t bytes_max) {
  std::string text;
  std::array<char, chunk_bytes> chunk{};
  while (text.size() <= bytes_max) {
    const std::size_t wanted = std::min(chunk.size(), bytes_max + 1 - text.size());
    const ::ssize_t got = ::read(descriptor, chunk.data(), wanted);
    if (got < 0) {
      if (errno == EINTR) continue;
      return std::unexpected(reason(errno));
    }
    if (got == 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
  return text;
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ::ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// A new file beside `path` that nobody else has.
struct Beside {
  int descriptor = -1;
  std::filesystem::path path;
};

std::expected<Beside, std::string> create_beside(const std::filesystem::path& path) {
  for (int i = 0; i < names_tried_max; ++i) {
    const std::string name = "." + path.filename().string() + "." + std::to_string(::getpid()) +
                             "-" + std::to_string(i) + ".new";
    std::filesystem::path beside = path.parent_path() / name;
    const int descriptor =
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, new_file_mode);
    if (descriptor >= 0) return Beside{descriptor, std::move(beside)};
    if (errno != EEXIST) return std::unexpected(reason(errno));
  }
  return std::unexpected("too many unfinished files stand beside it");
}

// Makes a rename durable. Some file systems cannot sync a folder; the file itself is synced.
void sync_folder(const std::filesystem::path& folder) {
  const Descriptor opened(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.is_open()) ::fsync(opened.value());
}

std::expected<void, std::string> replace(const std::filesystem::path& path, std::string_view bytes,
                                         const struct ::stat* old) {
  const Uninterrupted until_done;
  auto beside = create_beside(path);
  if (!beside) return std::unexpected(beside.error());
  Descriptor descriptor(beside->descriptor);
  int error = write_all(descriptor.value(), bytes);
  if (error == 0 && old != nullptr && ::fchmod(descriptor.value(), old->st_mode & mode_bits) != 0) {
    error = errno;
  }
  if (error == 0 && ::fsync(descriptor.value()) != 0) error = errno;
  if (error == 0 && !descriptor.close()) error = errno;
  if (error == 0 && ::rename(beside->path.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(beside->path.c_str());
    return std::unexpected(reason(error));
  }
  sync_folder(path.parent_path());
  return {};
}

}  // namespace

std::expected<std::string, std::string> read_file(const std::filesystem::path& path,
                                                  std::size_t bytes_max, Readable accepted) {
  // O_NONBLOCK: opening a pipe that nobody writes to must not hang before we know it is one.
  int flags = O_RDONLY | O_CLOEXEC;
  if (accepted == Readable::regular) flags |= O_NOFOLLOW | O_NONBLOCK;
  const Descriptor descriptor(::open(path.c_str(), flags));
  if (!descriptor.is_open()) return std::unexpected(reason(errno));
  struct ::stat status = {};
  if (::fstat(descriptor.value(), &status) != 0) return std::unexpected(reason(errno));
  if (S_ISDIR(status.st_mode)) return std::unexpected(reason(EISDIR));
  if (accepted == Readable::regular && !S_ISREG(status.st_mode)) {
    return std::unexpected("is not a plain file");
  }
  return read_all(descriptor.value(), bytes_max);
}

std::expected<std::string, std::string> read_standard_input(std::size_t bytes_max) {
  return read_all(STDIN_FILENO, bytes_max);
}

std::expected<void, std::string> write_file(const std::filesystem::path& path,
                                            std::string_view bytes) {
  std::error_code error;
  std::filesystem::path target = std::filesystem::canonical(path, error);
  struct ::stat old = {};
  if (error || ::stat(target.c_str(), &old) != 0) return replace(path, bytes, nullptr);
  if (S_ISREG(old.st_mode)) return replace(target, bytes, &old);
  if (S_ISDIR(old.st_mode)) return std::unexpected(reason(EISDIR));
  const Descriptor descriptor(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
  if (!descriptor.is_open()) return std::unexpected(reason(errno));
  const int failed = write_all(descriptor.value(), bytes);
  if (failed != 0) return std::unexpected(reason(failed));
  return {};
}

std::expected<void, std::string> create_file(const std::filesystem::path& path,
                                             std::string_view bytes) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) return std::unexpected(reason(error.value()));
  Descriptor descriptor(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, new_file_mode));
  if (!descriptor.is_open()) return std::unexpected(reason(errno));
  const int failed = write_all(descriptor.value(), bytes);
  if (failed != 0 || !descriptor.close())
    return std::unexpected(reason(failed != 0 ? failed : errno));
  return {};
}

bool is_below(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto [in_folder, in_path] =
      std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  static_cast<void>(in_path);
  return in_folder == folder.end();
}

}  // namespace dealwright::app
