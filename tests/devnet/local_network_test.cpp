// The local network seen from C++: its profile is read, the doctor finds it sound, and the chain
// answers.
#include "tests/support/local_network.hpp"

#include <chrono>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/adapters/evm/network/doctor.hpp"
#include "engine/adapters/evm/rpc/http_transport.hpp"

namespace dealwright {
namespace {

values::TimePoint now() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count()};
}

values::TimePoint wall() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

class LocalNetworkTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_ = testing::TempDir() + "dealwright-network-" + std::to_string(::getpid());
};

TEST_F(LocalNetworkTest, IsSoundInTheEyesOfTheDoctor) {
  const support::LocalNetwork local(folder_);
  ASSERT_FALSE(HasFatalFailure());
  rpc::HttpTransport transport;
  const auto checks =
      network::examine(local.profile(), {.endpoints = {{.name = "anvil", .url = local.url()}},
                                         .transport = &transport,
                                         .clock = now,
                                         .wall = wall()});
  for (const network::Check& check : checks) {
    EXPECT_NE(check.verdict, network::Verdict::bad) << check.subject << ": " << check.found;
  }
  EXPECT_TRUE(network::is_sound(checks));
  EXPECT_GE(checks.size(), 30U);
}

TEST_F(LocalNetworkTest, EndsWithTheObject) {
  rpc::Url url;
  {
    const support::LocalNetwork local(folder_);
    ASSERT_FALSE(HasFatalFailure());
    url = local.url();
  }
  rpc::HttpTransport transport;
  rpc::Client client({.chain_id = 138}, {{.name = "gone", .url = url}}, transport, now);
  EXPECT_FALSE(client.call({.method = "eth_blockNumber"}).has_value());
}

}  // namespace
}  // namespace dealwright
