// Columns line up, long texts wrap, and nothing from a file can drive the terminal.
#include "engine/app/page.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace dealwright::app {
namespace {

using diagnostics::Colour;

TEST(Page, AlignsTheCellsOfATable) {
  Page page(Colour::none);
  page.row(2, {"a", "b"});
  page.row(2, {"long", "c", "d"});
  EXPECT_EQ(page.take(), "  a     b\n  long  c  d\n");
}

TEST(Page, CountsCharactersNotBytes) {
  Page page(Colour::none);
  page.row(0, {"é", "x"});
  page.row(0, {"ee", "y"});
  EXPECT_EQ(page.take(), "é   x\nee  y\n");
}

TEST(Page, StartsANewTableBehindAHeading) {
  Page page(Colour::none);
  page.row(0, {"very long cell", "x"});
  page.heading("next");
  page.row(0, {"a", "y"});
  EXPECT_EQ(page.take(), "very long cell  x\n\nnext\na  y\n");
}

TEST(Page, WrapsTheLastCellBelowItself) {
  Page page(Colour::none);
  std::string words;
  for (int i = 0; i < 60; ++i)
    words += "word ";
  page.row(2, {"label", words});
  std::istringstream lines(page.take());
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_LE(columns(line), page_columns);
    EXPECT_EQ(line.substr(0, 9), count == 0 ? "  label  " : "         ");
    EXPECT_FALSE(line.ends_with(' '));
  }
  EXPECT_GT(count, 2U);
}

TEST(Page, ShowsControlCharactersInsteadOfObeyingThem) {
  Page page(Colour::ansi);
  page.heading("a\x1b[31mb");
  page.line(0, "bell\x07");
  page.row(0, {"x\ny", "z\r"});
  const std::string text = page.take();
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_EQ(text.find("\x1b[31m"), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(std::ranges::count(text, '\n'), 3);
}

TEST(Page, ColoursHeadingsOnlyWhenAsked) {
  Page plain_page(Colour::none);
  plain_page.heading("h");
  EXPECT_EQ(plain_page.take(), "h\n");
  Page page(Colour::ansi);
  page.heading("h");
  EXPECT_EQ(page.take(), "\x1b[1mh\x1b[0m\n");
}

}  // namespace
}  // namespace dealwright::app
