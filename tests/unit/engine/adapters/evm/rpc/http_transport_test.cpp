// HTTP against a server that keeps to it and one that does not.
#include "engine/adapters/evm/rpc/http_transport.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/rpc/misbehaving_server.hpp"

namespace dealwright::rpc {
namespace {

using tests::Behaviour;
using tests::http_answer;
using tests::MisbehavingServer;
using Then = Behaviour::Then;

constexpr values::Duration soon = values::Duration{300};

std::expected<HttpReply, TransportFault> posted(HttpTransport& transport, const Url& url,
                                                Repeating repeating = Repeating::allowed) {
  return transport.post({.url = &url,
                         .body = "{}",
                         .time_out = soon,
                         .reply_bytes_max = 1'000,
                         .repeating = repeating});
}

std::string fault_of(const Behaviour& behaviour) {
  MisbehavingServer server({behaviour});
  HttpTransport transport;
  const auto reply = posted(transport, server.url());
  EXPECT_FALSE(reply.has_value());
  if (reply) return "";
  EXPECT_EQ(reply.error().delivery, Delivery::maybe_sent);
  return reply.error().what;
}

TEST(HttpTransport, GivesStatusAndBodyAndKeepsItsConnection) {
  MisbehavingServer server({{.bytes = http_answer(200, "yes")}, {.bytes = http_answer(503, "no")}});
  HttpTransport transport;
  const auto first = posted(transport, server.url());
  ASSERT_TRUE(first.has_value()) << first.error().what;
  EXPECT_EQ(first->status, 200U);
  EXPECT_EQ(first->body, "yes");
  const auto second = posted(transport, server.url());
  ASSERT_TRUE(second.has_value()) << second.error().what;
  EXPECT_EQ(second->status, 503U);
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_EQ(server.requests(), 2U);
}

TEST(HttpTransport, AsksOnceMoreOverANewConnectionWhenTheOldOneWasClosed) {
  MisbehavingServer server({{.bytes = http_answer(200, "one"), .then = Then::close},
                            {.bytes = http_answer(200, "two")}});
  HttpTransport transport;
  ASSERT_TRUE(posted(transport, server.url()).has_value());
  const auto second = posted(transport, server.url());
  ASSERT_TRUE(second.has_value()) << second.error().what;
  EXPECT_EQ(second->body, "two");
  EXPECT_EQ(server.requests(), 2U);
}

TEST(HttpTransport, SendsWhatMustNotBeRepeatedOverANewConnectionAndOnce) {
  MisbehavingServer server({{.bytes = http_answer(200, "one"), .then = Then::close},
                            {.bytes = "", .then = Then::close}});
  HttpTransport transport;
  ASSERT_TRUE(posted(transport, server.url(), Repeating::never).has_value());
  const auto second = posted(transport, server.url(), Repeating::never);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().delivery, Delivery::maybe_sent);
  EXPECT_EQ(server.requests(), 2U);
}

TEST(HttpTransport, KnowsThatNothingLeftWhenNobodyListens) {
  Url url;
  {
    const MisbehavingServer gone({{}});
    url = gone.url();
  }
  HttpTransport transport;
  const auto reply = posted(transport, url);
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().delivery, Delivery::not_sent);
  EXPECT_EQ(reply.error().what, "cannot connect: Connection refused");
}

TEST(HttpTransport, DoesNotWaitLongerThanItsTimeOut) {
  const auto begin = std::chrono::steady_clock::now();
  // No answer at all; half a header; half a body.
  for (const std::string& bytes :
       {std::string(), std::string("HTTP/1.1 200 OK\r\nContent-"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")})
    EXPECT_NE(fault_of({.bytes = bytes, .then = Then::hang}), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(HttpTransport, SaysThatAnAnswerBrokeOff) {
  EXPECT_NE(fault_of({.bytes = "", .then = Then::close}), "");
  EXPECT_NE(
      fault_of({.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", .then = Then::close}),
      "");
  EXPECT_NE(fault_of({.bytes = "not http at all\r\n\r\n", .then = Then::close}), "");
}

TEST(HttpTransport, DoesNotReadMoreThanItWasAllowed) {
  EXPECT_NE(fault_of({.bytes = http_answer(200, std::string(1'001, 'x'))}), "");
  // Announced but never sent, and without an announcement.
  EXPECT_NE(fault_of({.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n",
                      .then = Then::hang}),
            "");
  EXPECT_NE(
      fault_of({.bytes = "HTTP/1.1 200 OK\r\n\r\n" + std::string(5'000, 'x'), .then = Then::close}),
      "");
  EXPECT_NE(fault_of({.bytes = "HTTP/1.1 200 OK\r\nX: " +
                               std::string(reply_header_bytes_max + 1, 'x') + "\r\n\r\n"}),
            "");
  MisbehavingServer server({{.bytes = http_answer(200, std::string(1'000, 'x'))}});
  HttpTransport transport;
  EXPECT_TRUE(posted(transport, server.url()).has_value());
}

}  // namespace
}  // namespace dealwright::rpc
