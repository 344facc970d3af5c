// Paths of Unix sockets are short by law of the system; folders are not. A long path is reached
// through an open folder.
#pragma once

#include <string>

namespace dealwright::host {

class SocketPath {
 public:
  explicit SocketPath(const std::string& path);
  ~SocketPath();
  SocketPath(const SocketPath&) = delete;
  SocketPath& operator=(const SocketPath&) = delete;

  // For bind and connect; good while the object lives. Empty when the folder cannot be opened.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  int folder_ = -1;
};

}  // namespace dealwright::host
