// The registry of codes: complete, stable in form, each with words of its own.
#include "dsl/diagnostics/codes.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dealwright::diagnostics {
namespace {

TEST(Codes, EachHasASlugAndATitleOfItsOwn) {
  std::set<std::string_view> slugs;
  std::set<std::string_view> titles;
  for (const CodeEntry& kind : all_codes()) {
    EXPECT_TRUE(slugs.insert(kind.slug).second) << kind.slug;
    EXPECT_TRUE(titles.insert(kind.title).second) << kind.title;
    EXPECT_EQ(kind.slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz-8"), std::string_view::npos)
        << kind.slug;
    EXPECT_FALSE(kind.title.ends_with('.')) << kind.title;
  }
}

// The enum and the table are written apart; the slug is the enum's name.
TEST(Codes, EveryCodeOfTheHeaderIsInTheTable) {
  std::ifstream header("dsl/diagnostics/codes.hpp");
  const std::regex declaration("^  ([a-z_0-9]+) = ([0-9]+),$");
  std::size_t declared = 0;
  for (std::string line; std::getline(header, line);) {
    std::smatch parts;
    if (!std::regex_match(line, parts, declaration)) continue;
    ++declared;
    std::string slug = parts[1];
    std::ranges::replace(slug, '_', '-');
    const auto code = code_from_text("D" + parts[2].str());
    EXPECT_EQ(code ? entry(*code).slug : "not in the table", slug);
  }
  EXPECT_EQ(declared, all_codes().size());
}

TEST(Codes, TextAndCodeAreTheSameThing) {
  for (const CodeEntry& kind : all_codes()) {
    EXPECT_EQ(&entry(kind.code), &kind);
    EXPECT_EQ(code_from_text(to_text(kind.code)), kind.code);
    EXPECT_EQ(to_text(kind.code).size(), 4U);
  }
  EXPECT_EQ(to_text(Code::unknown_name), "D200");
  EXPECT_EQ(code_from_text("d200"), Code::unknown_name);
}

TEST(Codes, OtherTextIsNoCode) {
  for (const std::string_view text :
       {"", "D", "D1", "D999", "200", "DD200", "D200 ", "D0200", "x200", "D2000"}) {
    EXPECT_EQ(code_from_text(text), std::nullopt) << text;
  }
}

// A warning is what the engine survives by itself: nothing is lost, and the deal may be meant so.
TEST(Codes, OnlyWhatLosesNothingIsAWarning) {
  for (const CodeEntry& kind : all_codes()) {
    const bool loses_nothing = kind.code == Code::never_true || kind.code == Code::left_away ||
                               kind.code == Code::still_needed;
    EXPECT_EQ(kind.severity == Severity::warning, loses_nothing) << kind.slug;
  }
}

TEST(CodesDeathTest, ACodeOutsideTheTableIsOurMistake) {
  EXPECT_DEATH(static_cast<void>(entry(static_cast<Code>(999))), "must hold and does not");
}

}  // namespace
}  // namespace dealwright::diagnostics
