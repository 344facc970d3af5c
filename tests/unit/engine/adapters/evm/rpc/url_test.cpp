// Addresses of endpoints.
#include "engine/adapters/evm/rpc/url.hpp"

#include <gtest/gtest.h>

namespace dealwright::rpc {
namespace {

std::string fault(std::string_view text) {
  const auto url = url_from_text(text);
  return url ? "" : url.error();
}

TEST(Url, HasAHostAPortAndAPath) {
  EXPECT_EQ(url_from_text("http://127.0.0.1:8545"),
            (Url{.host = "127.0.0.1", .port = 8545, .target = "/"}));
  EXPECT_EQ(url_from_text("http://node.example/v1/key?x=1"),
            (Url{.host = "node.example", .port = 80, .target = "/v1/key?x=1"}));
  EXPECT_EQ(url_from_text("http://[::1]:8545/"), (Url{.host = "::1", .port = 8545, .target = "/"}));
  EXPECT_EQ(url_from_text("http://node?x=1"), (Url{.host = "node", .port = 80, .target = "/?x=1"}));
}

TEST(Url, IsRefusedWithoutBeingRepeated) {
  EXPECT_EQ(fault("https://node.example/secret"),
            "the endpoint's address is https, which is not spoken yet: use a local node, or a "
            "proxy that speaks TLS");
  EXPECT_EQ(fault("ws://node"), "the endpoint's address does not begin with http://");
  EXPECT_EQ(fault("http://user:secret@node"), "the endpoint's address has a user name in it");
  EXPECT_EQ(fault("http://node/a b"),
            "the endpoint's address has a character that addresses do not have");
  EXPECT_EQ(fault("http://node/\r\nHost: other"),
            "the endpoint's address has a character that addresses do not have");
  EXPECT_EQ(fault("http://"), "the endpoint's address has no host");
  EXPECT_EQ(fault("http://node:0"), "the endpoint's address has a port that is none");
  EXPECT_EQ(fault("http://node:65536"), "the endpoint's address has a port that is none");
  EXPECT_EQ(fault("http://node:"), "the endpoint's address has a port that is none");
  EXPECT_EQ(fault("http://[::1"), "the endpoint's address has a `[` without `]`");
  EXPECT_EQ(fault("http://node/#x"), "the endpoint's address has a fragment");
  EXPECT_EQ(fault("http://" + std::string(url_bytes_max, 'x')),
            "the endpoint's address is too long");
}

}  // namespace
}  // namespace dealwright::rpc
