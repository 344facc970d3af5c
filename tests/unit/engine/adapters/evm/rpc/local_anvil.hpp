// A real node for a test: anvil on the loopback, started and ended with the object.
#pragma once

#include <sys/types.h>

#include "engine/adapters/evm/rpc/url.hpp"

namespace dealwright::rpc::tests {

class LocalAnvil {
 public:
  // Chain 138, mining each transaction at once. Fails the test when it does not come up.
  LocalAnvil();
  ~LocalAnvil();
  LocalAnvil(const LocalAnvil&) = delete;
  LocalAnvil& operator=(const LocalAnvil&) = delete;

  [[nodiscard]] const Url& url() const { return url_; }

 private:
  void start();

  Url url_;
  pid_t process_ = -1;
};

}  // namespace dealwright::rpc::tests
