// Lines and columns: every newline form, every offset, code points, and offsets outside the text.
#include "dsl/diagnostics/source.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/diagnostics/utf8.hpp"

namespace dealwright::diagnostics {
namespace {

constexpr std::uint32_t far = 1'000'000;

TEST(Source, EmptyTextHasOneEmptyLine) {
  const Source empty("e", "");
  EXPECT_EQ(empty.line_count(), 1U);
  EXPECT_EQ(empty.line(1), "");
  EXPECT_EQ(empty.position(0), (Position{1, 1}));
  EXPECT_EQ(empty.position(far), (Position{1, 1}));
  EXPECT_EQ(empty.text({0, far}), "");
}

TEST(Source, LinesEndWithEitherNewline) {
  const Source text("t", "one\r\ntwo\n\nfour\r");
  EXPECT_EQ(text.line_count(), 4U);
  EXPECT_EQ(text.line(1), "one");
  EXPECT_EQ(text.line(2), "two");
  EXPECT_EQ(text.line(3), "");
  EXPECT_EQ(text.line(4), "four");
  EXPECT_EQ(text.line(0), "");
  EXPECT_EQ(text.line(5), "");
  EXPECT_EQ(text.line_start(2), 5U);
  EXPECT_EQ(text.line_start(5), 15U);
  EXPECT_EQ(text.line_start(0), 0U);
}

TEST(Source, ColumnsCountCodePoints) {
  const Source text("t", "a€𝄞b\n\xFFz");
  EXPECT_EQ(text.position(0), (Position{1, 1}));
  EXPECT_EQ(text.position(1), (Position{1, 2}));  // €
  EXPECT_EQ(text.position(2), (Position{1, 2}));  // within €
  EXPECT_EQ(text.position(4), (Position{1, 3}));  // 𝄞
  EXPECT_EQ(text.position(8), (Position{1, 4}));
  EXPECT_EQ(text.position(9), (Position{1, 5}));   // the newline itself
  EXPECT_EQ(text.position(10), (Position{2, 1}));  // a byte that is no UTF-8 counts as one
  EXPECT_EQ(text.position(11), (Position{2, 2}));
  EXPECT_EQ(text.position(far), (Position{2, 3}));
}

TEST(Source, SpansAreClipped) {
  const Source text("t", "abc");
  EXPECT_EQ(text.text({1, 2}), "b");
  EXPECT_EQ(text.text({1, far}), "bc");
  EXPECT_EQ(text.text({far, far}), "");
  EXPECT_EQ(text.text({2, 1}), "");
}

RC_GTEST_PROP(Source, EveryOffsetLiesInItsLine, (const std::string& text)) {
  const Source source("t", text);
  std::uint32_t line = 1;
  for (std::uint32_t at = 0; at <= text.size(); ++at) {
    const Position position = source.position(at);
    RC_ASSERT(position.line == line);
    RC_ASSERT(position.column >= 1U);
    RC_ASSERT(position.column <= at - source.line_start(line) + 1);
    if (at < text.size() && text[at] == '\n') ++line;
  }
  RC_ASSERT(source.line_count() == line);
}

// Whether `byte` may follow or begin is told by RFC 3629's table; here its answer for all one- and
// two-byte texts.
TEST(Utf8, AsciiAndTwoByteFormsAreStrict) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      const utf8::CodePoint point = utf8::decode(text, 0);
      const bool two = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
      EXPECT_EQ(point.valid, first < 0x80 || two);
      EXPECT_EQ(point.bytes, two ? 2 : 1);
    }
  }
}

TEST(Utf8, OverlongSurrogatesAndBeyondAreInvalid) {
  using std::string_view_literals::operator""sv;
  for (const auto text :
       {"\xC0\x80"sv, "\xE0\x80\x80"sv, "\xE0\x9F\xBF"sv, "\xED\xA0\x80"sv, "\xED\xBF\xBF"sv,
        "\xF0\x80\x80\x80"sv, "\xF0\x8F\xBF\xBF"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv,
        "\xE2\x82"sv, "\xF0\x9D\x84"sv, "\x80"sv, "\xFF"sv}) {
    EXPECT_FALSE(utf8::decode(text, 0).valid);
    EXPECT_EQ(utf8::decode(text, 0).bytes, 1);
  }
  EXPECT_EQ(utf8::decode("\xF4\x8F\xBF\xBF", 0).value, char32_t{0x10FFFF});
  EXPECT_EQ(utf8::decode("\xED\x9F\xBF", 0).value, char32_t{0xD7FF});
  EXPECT_EQ(utf8::decode("\xE0\xA0\x80", 0).value, char32_t{0x800});
}

RC_GTEST_PROP(Utf8, PreviousUndoesDecode, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", "\n", "é", "€", "𝄞", "\xFF", "\x80", "\xE2\x82", "\xF0\x9D\x84"));
  std::string text;
  for (const std::string& piece : pieces)
    text += piece;
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size(); at += utf8::decode(text, at).bytes)
    starts.push_back(at);
  std::size_t at = text.size();
  while (!starts.empty()) {
    at = utf8::previous(text, at);
    RC_ASSERT(at == starts.back());
    starts.pop_back();
  }
}

}  // namespace
}  // namespace dealwright::diagnostics
