// Files by descriptors: the file that was checked is the file that is read.
#include "engine/adapters/signers/key_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/adapters/signers/keystore.hpp"

namespace dealwright::signers {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  // Whether it went well; a disk may say only now that it is full.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

std::string reason(int error) { return std::error_code(error, std::generic_category()).message(); }

std::unexpected<Fault> cannot(const std::string& what, const std::string& path, int error) {
  return fault(FaultKind::unavailable, "cannot " + what + " `" + path + "`: " + reason(error));
}

std::string octal(unsigned mode) {
  std::string digits;
  for (int shift = 9; shift >= 0; shift -= 3)
    digits += static_cast<char>('0' + (mode >> static_cast<unsigned>(shift) & 7U));
  return digits;
}

Result<crypto::Secret> read_private(const std::string& path, std::size_t bytes_max) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.number() < 0 && errno == ELOOP) {
    return fault(FaultKind::unsafe, "`" + path + "` is a symbolic link: name the file itself");
  }
  if (file.number() < 0) return cannot("read", path, errno);
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return cannot("look at", path, errno);
  if (!S_ISREG(status.st_mode)) {
    return fault(FaultKind::unsafe, "`" + path + "` is no regular file");
  }
  if (status.st_uid != ::geteuid()) {
    return fault(FaultKind::unsafe, "`" + path + "` belongs to another user");
  }
  if ((status.st_mode & 07177U) != 0) {
    return fault(FaultKind::unsafe, "others may use `" + path + "` (mode " +
                                        octal(status.st_mode & 07777U) + "): chmod 600 it");
  }
  if (status.st_size < 0 || static_cast<std::size_t>(status.st_size) > bytes_max) {
    return fault(FaultKind::malformed,
                 "`" + path + "` has more than " + std::to_string(bytes_max) + " bytes");
  }
  crypto::Secret bytes(static_cast<std::size_t>(status.st_size));
  std::size_t read = 0;
  while (read < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.writable().data() + read, bytes.size() - read);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read", path, errno);
    if (got == 0) return fault(FaultKind::unavailable, "`" + path + "` changed while it was read");
    read += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<std::string> read_key_file(const std::string& path) {
  const auto bytes = read_private(path, keystore_bytes_max);
  if (!bytes) return std::unexpected(bytes.error());
  return crypto::text_of(bytes->exposed());
}

Result<crypto::Secret> read_secret_file(const std::string& path, std::size_t bytes_max) {
  auto bytes = read_private(path, bytes_max + 2);
  if (!bytes) return bytes;
  crypto::ByteView content = bytes->exposed();
  if (!content.empty() && content.back() == '\n') content = content.first(content.size() - 1);
  if (!content.empty() && content.back() == '\r') content = content.first(content.size() - 1);
  if (content.size() > bytes_max) {
    return fault(FaultKind::malformed,
                 "`" + path + "` has more than " + std::to_string(bytes_max) + " bytes");
  }
  return crypto::Secret(content);
}

Result<void> write_key_file(const std::string& path, std::string_view text) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.number() < 0 && errno == EEXIST) {
    return fault(FaultKind::unsafe,
                 "`" + path + "` exists: a key file is never written over, take another name");
  }
  if (file.number() < 0) return cannot("write", path, errno);
  const auto given_up = [&](int error) {
    ::unlink(path.c_str());
    return cannot("write", path, error);
  };
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t put = ::write(file.number(), text.data() + written, text.size() - written);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return given_up(errno);
    written += static_cast<std::size_t>(put);
  }
  if (::fsync(file.number()) != 0 || !file.close()) return given_up(errno);
  // The name is durable when its folder is.
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0 || ::fsync(folder.number()) != 0) {
    return cannot("make durable", path, errno);
  }
  return {};
}

}  // namespace dealwright::signers
