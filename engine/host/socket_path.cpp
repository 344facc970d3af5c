// Through /proc/self/fd when the path is too long.
#include "engine/host/socket_path.hpp"

#include <fcntl.h>
#include <sys/un.h>
#include <unistd.h>

namespace dealwright::host {

SocketPath::SocketPath(const std::string& path) : name_(path) {
  if (path.size() < sizeof(sockaddr_un::sun_path)) return;
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  folder_ = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  name_.clear();
  if (folder_ < 0) return;
  name_ = "/proc/self/fd/" + std::to_string(folder_) + "/" +
          path.substr(slash == std::string::npos ? 0 : slash + 1);
  if (name_.size() >= sizeof(sockaddr_un::sun_path)) name_.clear();
}

SocketPath::~SocketPath() {
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace dealwright::host
