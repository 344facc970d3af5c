// Suggestions: near enough, deterministic, bounded.
#include <gtest/gtest.h>

#include "dsl/diagnostics/render.hpp"

namespace dealwright::diagnostics {
namespace {

using Names = std::vector<std::string>;

TEST(Nearest, FindsTheUsualSlips) {
  const Names names{"core", "working", "opportunistic", "capital"};
  EXPECT_EQ(nearest("workng", names), "working");    // left out
  EXPECT_EQ(nearest("workking", names), "working");  // one too many
  EXPECT_EQ(nearest("wrokign", names), "working");   // swapped, twice
  EXPECT_EQ(nearest("kapital", names), "capital");   // replaced
  EXPECT_EQ(nearest("oportunistik", names), "opportunistic");
  EXPECT_EQ(nearest("croe", names), "core");
}

TEST(Nearest, NothingIsBetterThanFarAway) {
  EXPECT_EQ(nearest("loan", {"core", "lot"}), "");
  EXPECT_EQ(nearest("ab", {"ac", "b"}), "");  // a third of two letters is no edit
  EXPECT_EQ(nearest("abc", {"abd"}), "abd");
  EXPECT_EQ(nearest("abc", {"add"}), "");
  EXPECT_EQ(nearest("", {"a"}), "");
  EXPECT_EQ(nearest("abc", std::vector<std::string>{}), "");
  EXPECT_EQ(nearest("abc", {"abc", ""}), "");  // the name itself is no suggestion
}

TEST(Nearest, LetterCaseAloneIsNearest) {
  EXPECT_EQ(nearest("usdt", {"usdc", "USDT"}), "USDT");
  EXPECT_EQ(nearest("eth", {"ETH"}), "ETH");
}

TEST(Nearest, EquallyNearIsAlphabetical) {
  EXPECT_EQ(nearest("paix", {"pair", "paid", "pain"}), "paid");
  EXPECT_EQ(nearest("paix", {"pain", "paid", "pair"}), "paid");
  EXPECT_EQ(nearest("workng", {"worken", "working"}), "working");  // one edit beats two
}

TEST(Nearest, LongNamesAreNotLookedAt) {
  const std::string longest(nearest_name_bytes_max, 'a');
  EXPECT_EQ(nearest(longest, {longest.substr(1)}), longest.substr(1));
  EXPECT_EQ(nearest(longest + "a", {longest}), "");
  EXPECT_EQ(nearest(longest, {longest + "a"}), "");
}

TEST(Nearest, TheLastOfVeryManyCandidatesIsFound) {
  Names names;
  for (int i = 0; i < 100'000; ++i)
    names.push_back("wrk" + std::to_string(i));
  names.push_back("working");
  EXPECT_EQ(nearest("workng", names), "working");
}

// The letters rule out only what the distance would rule out as well: one edit, all letters.
TEST(Nearest, EveryNameWithinOneEditIsFound) {
  const std::string name = "Collateral_9";
  for (std::size_t at = 0; at <= name.size(); ++at) {
    for (const char c : std::string("aZ_5~")) {
      std::string longer = name;
      longer.insert(at, 1, c);
      EXPECT_EQ(nearest(name, {longer}), longer);
      if (at == name.size()) continue;
      std::string other = name;
      other[at] = c;
      EXPECT_EQ(nearest(name, {other}), other == name ? "" : other);
    }
  }
}

}  // namespace
}  // namespace dealwright::diagnostics
