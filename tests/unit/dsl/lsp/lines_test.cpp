// Places as editors count them against bytes.
#include "dsl/lsp/lines.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dealwright::lsp {
namespace {

TEST(Lines, EndAtEveryKindOfLineEnd) {
  const std::string text = "a\nbb\r\nccc\rd";
  const Lines lines(text);
  ASSERT_EQ(lines.count(), 4U);
  EXPECT_EQ(lines.place(text, 2, Encoding::utf16), (Place{1, 0}));
  EXPECT_EQ(lines.place(text, 6, Encoding::utf16), (Place{2, 0}));
  EXPECT_EQ(lines.place(text, 10, Encoding::utf16), (Place{3, 0}));
  EXPECT_EQ(lines.end(text, 1), 4U) << "neither byte of \\r\\n is a character of the line";
}

TEST(Lines, CountCharactersInTheAgreedUnits) {
  const std::string text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x92\xB0z";  // a, ä, €, a money bag, z
  const Lines lines(text);
  EXPECT_EQ(lines.place(text, 10, Encoding::utf8).character, 10U);
  EXPECT_EQ(lines.place(text, 10, Encoding::utf16).character, 5U);
  EXPECT_EQ(lines.place(text, 10, Encoding::utf32).character, 4U);
  EXPECT_EQ(lines.offset(text, {0, 5}, Encoding::utf16), 10U);
  EXPECT_EQ(lines.offset(text, {0, 4}, Encoding::utf32), 10U);
  EXPECT_EQ(lines.offset(text, {0, 10}, Encoding::utf8), 10U);
}

TEST(Lines, CutPlacesThatAreNotThere) {
  const std::string text = "ab\r\ncd";
  const Lines lines(text);
  EXPECT_EQ(lines.offset(text, {0, 99}, Encoding::utf16), 2U) << "before the line's end";
  EXPECT_EQ(lines.offset(text, {7, 0}, Encoding::utf16), 6U);
  EXPECT_EQ(lines.place(text, 99, Encoding::utf16), (Place{1, 2}));
  EXPECT_EQ(Lines("").offset("", {0, 0}, Encoding::utf16), 0U);
}

TEST(Lines, NeverCutACharacterInTwo) {
  const std::string text = "\xF0\x9F\x92\xB0";
  const Lines lines(text);
  EXPECT_EQ(lines.offset(text, {0, 1}, Encoding::utf16), 0U) << "between two surrogates";
  EXPECT_EQ(lines.offset(text, {0, 2}, Encoding::utf8), 0U);
  EXPECT_EQ(lines.place(text, 2, Encoding::utf16), (Place{0, 0}));
}

TEST(Lines, CountBytesThatAreNotUtf8AsOneEach) {
  const std::string text = "a\xFF\xFE z";
  const Lines lines(text);
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16, Encoding::utf32})
    EXPECT_EQ(lines.place(text, 4, encoding).character, 4U);
}

TEST(Lines, PlacesAndOffsetsAreInverse) {
  const std::string text = "use weth\r\n\n// \xC3\xA4\xF0\x9F\x92\xB0\rdeal d {}\n";
  const Lines lines(text);
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16, Encoding::utf32}) {
    for (std::uint32_t line = 0; line < lines.count(); ++line) {
      for (std::uint32_t at = lines.start(line); at <= lines.end(text, line); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (at < text.size() && (byte & 0xC0U) == 0x80U) continue;  // inside a character
        EXPECT_EQ(lines.offset(text, lines.place(text, at, encoding), encoding), at);
      }
    }
  }
}

}  // namespace
}  // namespace dealwright::lsp
