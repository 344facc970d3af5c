// What a terminal is given of a source line: nothing that drives it, and a caret at the right
// column.
#include "dsl/diagnostics/shown_line.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace dealwright::diagnostics {
namespace {

using std::string_view_literals::operator""sv;

// Far outside of any line where the range is not shown.
ColumnRange columns(const ShownLine& shown, ByteRange range) {
  return shown.columns(range).value_or(ColumnRange{9'999, 9'999});
}

ColumnRange columns(std::string_view line, ByteRange range) {
  return columns(ShownLine(line, range), range);
}

TEST(ShownLine, TabsAreExpandedToFourColumns) {
  EXPECT_EQ(ShownLine("\ta\tb", {}).text(), "    a   b");
  EXPECT_EQ(columns("\ta\tb", {3, 4}).begin, 8U);
  EXPECT_EQ(columns("\ta\tb", {2, 3}).width, 3U);
}

TEST(ShownLine, NothingCanDriveTheTerminal) {
  EXPECT_EQ(escaped("\x1b[31m\x07\x7f"sv), "\\x1B[31m\\x07\\x7F");
  EXPECT_EQ(escaped("a\0b\r\n\t"sv), "a\\x00b\\x0D\\x0A\\x09");
  EXPECT_EQ(escaped("\xC2\x9B"
                    "31m"sv),
            "\\u{9B}31m");                                 // the one-character form of ESC [
  EXPECT_EQ(escaped("\xE2\x80\xAE"sv), "\\u{202E}");       // writes backwards
  EXPECT_EQ(escaped("\xE2\x80\x8B"sv), "\\u{200B}");       // has no width
  EXPECT_EQ(escaped("\xF3\xA0\x80\x81"sv), "\\u{E0001}");  // a tag character
  EXPECT_EQ(escaped("\xFF\xC0\x80 \xED\xA0\x80"sv), "\\xFF\\xC0\\x80 \\xED\\xA0\\x80");
  EXPECT_EQ(escaped("é€𝄞 `x`"), "é€𝄞 `x`");
}

TEST(ShownLine, EscapesTakeTheColumnsTheyAreLong) {
  const std::string_view line =
      "a\x1b"
      "b";
  EXPECT_EQ(ShownLine(line, {}).text(), "a\\x1Bb");
  EXPECT_EQ(columns(line, {2, 3}).begin, 5U);
  EXPECT_EQ(columns(line, {1, 2}).width, 4U);
}

TEST(ShownLine, CombiningAndWideCharactersKeepTheCaretInPlace) {
  EXPECT_EQ(columns("e\xCC\x81x", {3, 4}).begin, 1U);
  EXPECT_EQ(columns("漢x", {3, 4}).begin, 2U);
  EXPECT_EQ(columns("漢x", {0, 3}).width, 2U);
}

TEST(ShownLine, AnEmptyRangeIsOneColumnWide) {
  EXPECT_EQ(columns("abc", {1, 1}).begin, 1U);
  EXPECT_EQ(columns("abc", {1, 1}).width, 1U);
  EXPECT_EQ(columns("abc", {3, 3}).begin, 3U);
  EXPECT_EQ(columns("", {0, 0}).begin, 0U);
  EXPECT_EQ(columns("", {0, 0}).width, 1U);
}

TEST(ShownLine, LongLinesAreClippedAroundTheFocus) {
  const std::string fits(shown_columns_max, 'x');
  EXPECT_EQ(ShownLine(fits, {0, 1}).text(), fits);

  const std::string line = std::string(1'000, 'a') + "HERE" + std::string(1'000, 'b');
  const ShownLine middle(line, {1'000, 1'004});
  EXPECT_TRUE(middle.text().starts_with("…a"));
  EXPECT_TRUE(middle.text().ends_with("b…"));
  EXPECT_EQ(columns(middle, {1'000, 1'004}).begin, shown_columns_before_max + 1);
  EXPECT_EQ(columns(middle, {1'000, 1'004}).width, 4U);
  EXPECT_FALSE(middle.columns({5, 6}).has_value());
  EXPECT_FALSE(middle.columns({1'900, 1'901}).has_value());
  EXPECT_EQ(columns(middle, {1'000, 2'000}).width,
            shown_columns_max - shown_columns_before_max - 1);

  EXPECT_TRUE(ShownLine(line, {0, 1}).text().starts_with("aaa"));
  const ShownLine end(line, {2'004, 2'004});
  EXPECT_TRUE(end.text().ends_with("b"));
  EXPECT_EQ(columns(end, {2'004, 2'004}).begin, shown_columns_before_max + 1);
}

TEST(ShownLine, ClippingCountsTheColumnsOfTabsAndEscapes) {
  const std::string tabs(10'000, '\t');
  EXPECT_LE(columns(tabs, {5'000, 5'001}).begin, shown_columns_before_max + tab_columns);
  std::string marks = "e";
  for (int i = 0; i < 100'000; ++i)
    marks += "\xCC\x81";  // one visible column, 200 kB
  EXPECT_LE(ShownLine(marks, {100'001, 100'003}).text().size(), 2 * shown_columns_max + 10);
}

RC_GTEST_PROP(ShownLine, TheFocusIsAlwaysShownWithinTheLimit, ()) {
  const auto pieces = *rc::gen::resize(
      400, rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
               "a", "b", " ", "\t", "é", "漢", "\xCC\x81", "\x1b", "\xFF", "\xE2\x80\xAE")));
  std::string line;
  for (const std::string& piece : pieces)
    line += piece;
  const auto begin = *rc::gen::inRange<std::size_t>(0, line.size() + 1);
  const auto end = *rc::gen::inRange<std::size_t>(begin, line.size() + 1);
  const ShownLine shown(line, {begin, end});
  const ColumnRange found = columns(shown, {begin, end});
  // The last cell may be an escape of eight columns, and the clipped ends have one each.
  RC_ASSERT(found.begin + found.width <= shown_columns_max + 10);
  RC_ASSERT(found.width >= 1U);
  for (const char c : shown.text())
    RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
}

}  // namespace
}  // namespace dealwright::diagnostics
