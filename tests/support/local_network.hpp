// The local network for a suite in C++: devnet/start, with the real protocols on a chain of their
// own, ended with the object. The suite requires the fixture `devnet`.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "engine/adapters/evm/network/profile.hpp"
#include "engine/adapters/evm/rpc/client.hpp"
#include "engine/adapters/evm/rpc/url.hpp"

namespace dealwright::support {

class LocalNetwork {
 public:
  // `folder` exists and receives the profile (`local.toml`) and key files. Fails the test when the
  // network does not come up. More options go to devnet/start as they are.
  explicit LocalNetwork(std::string folder, const std::vector<std::string>& options = {});
  ~LocalNetwork();
  LocalNetwork(const LocalNetwork&) = delete;
  LocalNetwork& operator=(const LocalNetwork&) = delete;

  [[nodiscard]] const rpc::Url& url() const { return url_; }
  [[nodiscard]] std::string profile_file() const { return folder_ + "/local.toml"; }
  [[nodiscard]] const network::Profile& profile() const { return profile_; }
  // Who owns tokens, feeds and places; the node signs for it (eth_sendTransaction).
  [[nodiscard]] const std::string& owner() const { return owner_; }

 private:
  void start(const std::vector<std::string>& options);
  [[nodiscard]] std::string first_line(int descriptor) const;

  std::string folder_;
  rpc::Url url_;
  network::Profile profile_;
  std::string owner_;
  pid_t process_ = -1;
  int input_ = -1;
};

}  // namespace dealwright::support
