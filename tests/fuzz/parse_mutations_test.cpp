// Spoilt deals, the same in every run: the parser neither crashes nor loses text, whatever was done
// to them.
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/fuzz/mutations.hpp"
#include "tests/fuzz/tree_invariants.hpp"

namespace dealwright::test {
namespace {

constexpr std::uint64_t rounds = 30'000;

std::string broken_in(const std::string& text) {
  return broken_invariant(
      syntax::parse(std::make_shared<const diagnostics::Source>("spoilt.deal", text)));
}

TEST(ParserOnSpoiltText, KeepsItsTreeWhole) {
  const std::vector<std::string> texts = deal_texts({"workflows", "tests/language", "stdlib"});
  ASSERT_GT(texts.size(), 20U);
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    Chance chance(seed);
    const std::string& text = texts[chance.below(texts.size())];
    const std::string& other = texts[chance.below(texts.size())];
    const std::string spoilt =
        seed % 2 == 0 ? mutate_bytes(text, other, chance) : mutate_tokens(text, other, chance);
    ASSERT_EQ(broken_in(spoilt), "") << "seed " << seed << "\n" << spoilt;
  }
}

TEST(ParserOnSpoiltText, KeepsItsTreeWholeForEveryBeginning) {
  for (const std::string& text : deal_texts({"workflows"})) {
    for (std::size_t size = 0; size < text.size(); size += 3) {
      ASSERT_EQ(broken_in(text.substr(0, size)), "") << text.substr(0, size);
    }
  }
}

TEST(ParserOnSpoiltText, KeepsItsTreeWholeForNoise) {
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    Chance chance(seed);
    std::string noise(chance.below(300), ' ');
    for (char& c : noise) {
      c = chance.one_in(2) ? static_cast<char>(chance.next())
                           : " \n(){}[]\"/.,-=ae19"[chance.below(19)];
    }
    ASSERT_EQ(broken_in(noise), "") << "seed " << seed;
  }
}

}  // namespace
}  // namespace dealwright::test
