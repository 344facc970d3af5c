// Spoilt deals, the same in every run: the checker neither crashes nor makes a plan that cannot be.
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/fuzz/check_invariants.hpp"
#include "tests/fuzz/mutations.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::test {
namespace {

constexpr std::uint64_t rounds = 1'500;

support::LibraryProvider project() {
  support::LibraryProvider provider;
  for (const auto& entry : std::filesystem::directory_iterator("tests/language/used")) {
    const std::string name = entry.path().filename().string();
    const bool abi = entry.path().extension() == ".json";
    provider.files[(abi ? "abi/" : "used/") + name] = support::read_text(entry.path().string());
  }
  return provider;
}

TEST(CheckerOnSpoiltText, MakesNoPlanThatCannotBe) {
  const std::vector<std::string> texts =
      deal_texts({"workflows", "tests/language/accepted", "tests/language/accepted", "stdlib"});
  const std::vector<std::string> others = deal_texts({"tests/language"});
  ASSERT_GT(texts.size(), 20U);
  support::LibraryProvider provider = project();
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    Chance chance(seed);
    const std::string& text = texts[chance.below(texts.size())];
    const std::string& other = others[chance.below(others.size())];
    const std::string spoilt =
        seed % 4 == 0 ? mutate_bytes(text, other, chance) : mutate_tokens(text, other, chance);
    ASSERT_EQ(broken_check(spoilt, provider), "") << "seed " << seed << "\n" << spoilt;
  }
}

TEST(CheckerOnSpoiltText, TakesEveryBeginning) {
  support::LibraryProvider provider = project();
  for (const std::string& text : deal_texts({"workflows"})) {
    for (std::size_t size = 0; size < text.size(); size += 61)
      ASSERT_EQ(broken_check(text.substr(0, size), provider), "") << text.substr(0, size);
  }
}

TEST(CheckerOnSpoiltText, MakesNoPlanThatCannotBeWithoutALine) {
  support::LibraryProvider provider = project();
  for (const std::string& text : deal_texts({"workflows", "tests/language/accepted"})) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      const std::string without = text.substr(0, at) + text.substr(end);
      ASSERT_EQ(broken_check(without, provider), "") << without;
      at = end;
    }
  }
}

}  // namespace
}  // namespace dealwright::test
