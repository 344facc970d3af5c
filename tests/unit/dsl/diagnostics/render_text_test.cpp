// The text form, whole: what a person sees for each kind of finding.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/diagnostics/render.hpp"
#include "tests/unit/dsl/diagnostics/findings.hpp"

namespace dealwright::diagnostics {
namespace {

std::string text(const Diagnostic& d) { return "\n" + to_terminal({d}, Colour::none); }

Diagnostic unexpected(const SourcePointer& where, Span span, std::string words = "") {
  return {.code = Code::unexpected_text,
          .message = "this is not expected here",
          .primary = {where, span, std::move(words)}};
}

TEST(Text, NothingFoundIsNoText) { EXPECT_EQ(to_terminal({}, Colour::none), ""); }

TEST(Text, ShowsTheLineAndTheCaretAndTheHelp) {
  EXPECT_EQ(text(misspelled_name()), R"(
error D200: `workng` is unknown
  --> deals/d.deal:5:26
   |
 5 |     weth.wrap(1 ETH from workng) -> wrapped
   |                          ^^^^^^ did you mean `working`?
   |
   = help: write `working`

1 error
)");
}

TEST(Text, ShowsEverythingAFindingHas) {
  EXPECT_EQ(text(with_everything()), R"(
error D400: `wrapped` {1 WETH} is spent twice
  --> deals/d.deal:7:17
   |
 7 |     aave.supply(wrapped)         -> c2
   |                 ^^^^^^^ spent again here
   |
  ::: deals/d.deal:6:17
   |
 6 |     aave.supply(wrapped)         -> c1
   |                 ------- first spent here
   |
  ::: ./desk {1}.deal:1:10
   |
 1 | protocol desk {}
   |          ---- the protocol
   |
   = step 1: deals/d.deal:6:17: the first supply takes 1 WETH
   = step 2: deals/d.deal:7:17: nothing is left
   = note: all of it goes into `c1`
   = note: two lines:
           the second
   = help: split it
   = fix: give each a half

1 error
)");
}

TEST(Text, PlacesInOneLineShareIt) {
  const auto where = source("require a + b >= 3 ETH\n");
  Diagnostic d{.code = Code::units_differ,
               .message = "`a` is in ETH and `b` in USDT",
               .primary = label(where, "+", "cannot be added"),
               .others = {label(where, "a ", "ETH"), label(where, "b", "USDT")}};
  EXPECT_EQ(text(d), R"(
error D300: `a` is in ETH and `b` in USDT
  --> deals/d.deal:1:11
   |
 1 | require a + b >= 3 ETH
   |           ^ cannot be added
   |         -- ETH
   |             - USDT

1 error
)");
}

TEST(Text, TheGutterFitsTheLargestLineNumber) {
  const auto where = source(std::string(99, '\n') + "late\n");
  Diagnostic d = unexpected(where, span_of(where, "late"));
  d.others.push_back({where, {2, 2}, "opened here"});
  EXPECT_EQ(text(d), R"(
error D100: this is not expected here
    --> deals/d.deal:100:1
     |
 100 | late
     | ^^^^
     |
    ::: deals/d.deal:3:1
     |
   3 |
     | - opened here

1 error
)");
}

TEST(Text, ASpanOverSeveralLinesMarksItsFirstAndSaysWhereItEnds) {
  const auto where = source("step s {\n  a\n}\n");
  EXPECT_EQ(text(unexpected(where, {5, 14}, "this block")), R"(
error D100: this is not expected here
  --> deals/d.deal:1:6
   |
 1 | step s {
   |      ^^^ this block (to line 3)

1 error
)");
  // The newline alone belongs to its own line.
  EXPECT_EQ(text(unexpected(where, {8, 9})), R"(
error D100: this is not expected here
  --> deals/d.deal:1:9
   |
 1 | step s {
   |         ^

1 error
)");
}

TEST(Text, AnEmptyFileAndTheEndOfAFileHaveAPlace) {
  EXPECT_EQ(text(unexpected(source("", "<stdin>"), {0, 0})), R"(
error D100: this is not expected here
  --> <stdin>:1:1
   |
 1 |
   | ^

1 error
)");
  EXPECT_EQ(text(unexpected(source("deal d"), {6, 6}, "a block is missing")), R"(
error D100: this is not expected here
  --> deals/d.deal:1:7
   |
 1 | deal d
   |       ^ a block is missing

1 error
)");
  EXPECT_EQ(text(unexpected(source("deal d\n"), {900, 905})), R"(
error D100: this is not expected here
  --> deals/d.deal:2:1
   |
 2 |
   | ^

1 error
)");
}

TEST(Text, AHostileFileCannotDriveTheTerminal) {
  const auto where = source("a\x1b[2J\xFF b\r\n", "evil\x1b]0;x\x07.deal");
  Diagnostic d = unexpected(where, span_of(where, "b"), "\x1b[0m");
  d.message = "`\x1b[2J` is unknown";
  d.notes = {"\x1b"};
  EXPECT_EQ(text(d), R"(
error D100: `\x1B[2J` is unknown
  --> evil\x1B]0;x\x07.deal:1:8
   |
 1 | a\x1B[2J\xFF b
   |              ^ \x1B[0m
   |
   = note: \x1B

1 error
)");
}

TEST(Text, TabsKeepTheCaretInPlace) {
  const auto where = source("\tstep\ts {");
  EXPECT_EQ(text(unexpected(where, span_of(where, "s {"))), R"(
error D100: this is not expected here
  --> deals/d.deal:1:7
   |
 1 |     step    s {
   |             ^^^

1 error
)");
}

TEST(Text, LongLinesAreClipped) {
  const auto where = source(std::string(300, 'a') + "HERE" + std::string(300, 'b'));
  EXPECT_EQ(text(unexpected(where, span_of(where, "HERE"))),
            "\nerror D100: this is not expected here\n  --> deals/d.deal:1:301\n   |\n 1 | …" +
                std::string(80, 'a') + "HERE" + std::string(75, 'b') + "…\n   | " +
                std::string(81, ' ') + "^^^^\n\n1 error\n");
}

TEST(Text, APlaceThatWasClippedAwayIsShownOnItsOwn) {
  const auto where = source("first" + std::string(300, ' ') + "second");
  Diagnostic d = unexpected(where, span_of(where, "second"));
  d.others.push_back(label(where, "first", "here"));
  const std::string shown = text(d);
  EXPECT_NE(shown.find("  ::: deals/d.deal:1:1\n   |\n 1 | first"), std::string::npos) << shown;
  EXPECT_NE(shown.find("----- here"), std::string::npos) << shown;
}

TEST(Text, AFindingWithoutAPlaceHasOnlyWords) {
  Diagnostic d{.code = Code::module_not_found,
               .message = "`./x.deal` cannot be read",
               .others = {{nullptr, {}, "no such file"}},
               .help = "look at its name"};
  EXPECT_EQ(text(d), R"(
error D202: `./x.deal` cannot be read
   = note: no such file
   |
   = help: look at its name

1 error
)");
}

TEST(Text, TheFixIsTheHelpWhereThereIsNoOther) {
  Diagnostic d = misspelled_name();
  d.fix = Fix{.title = "write `working`", .edits = {}};
  EXPECT_EQ(text(d), text(misspelled_name()));
  d.help.clear();
  EXPECT_EQ(text(d), text(misspelled_name()));
}

TEST(Text, CountsErrorsAndWarnings) {
  const Diagnostic error = misspelled_name();
  Diagnostic warning = misspelled_name();
  warning.code = Code::never_true;
  const auto last_line = [](const Diagnostics& found) {
    const std::string shown = to_terminal(found, Colour::none);
    return shown.substr(shown.rfind('\n', shown.size() - 2) + 1);
  };
  EXPECT_EQ(last_line({error, error}), "2 errors\n");
  EXPECT_EQ(last_line({warning}), "1 warning\n");
  EXPECT_EQ(last_line({warning, warning}), "2 warnings\n");
  EXPECT_EQ(last_line({error, error, warning}), "2 errors, 1 warning\n");
  EXPECT_NE(text(warning).find("\nwarning D307: "), std::string::npos);
}

TEST(Text, ColourChangesNoWords) {
  const std::string coloured = to_terminal({with_everything(), misspelled_name()}, Colour::ansi);
  std::string plain;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      plain += coloured[i];
    }
  }
  EXPECT_NE(coloured, plain);
  EXPECT_EQ(plain, to_terminal({with_everything(), misspelled_name()}, Colour::none));
}

RC_GTEST_PROP(Text, AnySpanOfAnyTextIsShown,
              (const std::string& content, std::uint32_t begin, std::uint32_t end)) {
  const auto where = source(content);
  const Diagnostic d = unexpected(where, {begin % 200, end % 200}, content);
  Diagnostic two = d;
  two.others.push_back({where, {end % 200, begin % 200}, content});
  const std::string shown = to_terminal({d, two}, Colour::none);
  for (const char c : shown)
    RC_ASSERT((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  RC_ASSERT(shown.find('^') != std::string::npos);
}

}  // namespace
}  // namespace dealwright::diagnostics
