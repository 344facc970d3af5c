// Bytes into messages, whatever the pieces they come in.
#include "dsl/lsp/framing.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dealwright::lsp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> messages(Framing& framing) {
  std::vector<std::string> found;
  while (auto next = framing.next())
    found.push_back(next->problem.empty() ? next->message : "problem: " + next->problem);
  return found;
}

TEST(Framing, TakesBytesInPiecesOfAnySize) {
  const std::string bytes = framed("{}") + framed("") + framed("[1]");
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    Framing framing;
    std::vector<std::string> found;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      framing.take(std::string_view(bytes).substr(at, size));
      for (const std::string& message : messages(framing))
        found.push_back(message);
    }
    EXPECT_THAT(found, ElementsAre("{}", "", "[1]")) << size;
  }
}

TEST(Framing, TakesOtherHeadersAndAnyCase) {
  Framing framing;
  framing.take(
      "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:  2 \r\n\r\n{}");
  EXPECT_THAT(messages(framing), ElementsAre("{}"));
}

TEST(Framing, GoesOnAfterAHeaderItDoesNotUnderstand) {
  for (const std::string bad :
       {"Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "Nothing: 1\r\n\r\n",
        "no colon\r\n\r\n", "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "Content-Length: 99999999999999999999999\r\n\r\n"}) {
    Framing framing;
    framing.take(bad + framed("{}"));
    const auto found = messages(framing);
    ASSERT_FALSE(found.empty()) << bad;
    EXPECT_THAT(found.front(), HasSubstr("Content-Length")) << bad;
    EXPECT_EQ(found.back(), "{}") << bad;
  }
}

TEST(Framing, RefusesAHeaderWithoutEnd) {
  Framing framing;
  framing.take(std::string(header_bytes_max, 'x'));
  EXPECT_THAT(messages(framing), IsEmpty()) << "it may still end";
  framing.take("x");
  EXPECT_THAT(messages(framing), ElementsAre(HasSubstr("no end")));
  framing.take(framed("{}"));
  EXPECT_THAT(messages(framing), ElementsAre("{}"));
}

TEST(Framing, SkipsAMessageThatIsTooLarge) {
  Framing framing;
  framing.take("Content-Length: " + std::to_string(message_bytes_max + 1) + "\r\n\r\n");
  EXPECT_THAT(messages(framing), ElementsAre(HasSubstr("too large")));
  const std::string mebibyte(1024U * 1024U, 'x');
  for (std::size_t sent = 0; sent < message_bytes_max; sent += mebibyte.size()) {
    framing.take(mebibyte);
    EXPECT_THAT(messages(framing), IsEmpty());
  }
  framing.take("x" + framed("{}"));
  EXPECT_THAT(messages(framing), ElementsAre("{}"));
}

}  // namespace
}  // namespace dealwright::lsp
