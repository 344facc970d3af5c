// Only layout changes: for the deals of the project, for deals spoilt so that they still parse, and
// for sentences made from the grammar page.
#include <string>

#include <gtest/gtest.h>

#include "dsl/format/format.hpp"
#include "tests/fuzz/format_invariants.hpp"
#include "tests/fuzz/mutations.hpp"
#include "tests/unit/dsl/syntax/ebnf_sentences.hpp"
#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

// Layout as an author in a hurry leaves it: blanks doubled or made tabs, lines broken after commas,
// empty lines added.
std::string dishevelled(const std::string& text, Chance& chance) {
  std::string result;
  bool quoted = false;
  bool comment = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && !comment) quoted = !quoted;
    if (c == '/' && i + 1 < text.size() && text[i + 1] == '/' && !quoted) comment = true;
    if (c == '\n') quoted = comment = false;
    result += c;
    if (quoted || comment || !chance.one_in(6)) continue;
    if (c == ' ') result += chance.one_in(2) ? "   " : "\t";
    if (c == '\n') result += chance.one_in(2) ? "\n\n\n" : "      ";
    if (c == ',') result += "\n";
    if (c == '(') result += "\n // why\n";
  }
  return result;
}

TEST(Format, ChangesNothingButLayoutInDeals) {
  std::size_t formatted = 0;
  const std::vector<std::string> texts = deal_texts({"workflows", "tests/language", "stdlib"});
  for (std::uint64_t seed = 0; seed < 1'500; ++seed) {
    Chance chance(seed);
    const std::string text = dishevelled(texts[seed % texts.size()], chance);
    const syntax::Parsed parsed = parse_text(text);
    ASSERT_EQ(broken_format(parsed), "") << "seed " << seed << "\n" << text;
    formatted += parsed.found.empty() ? 1 : 0;
  }
  EXPECT_GT(formatted, 300U);
}

TEST(Format, ChangesNothingButLayoutInSpoiltDeals) {
  std::size_t formatted = 0;
  const std::vector<std::string> texts =
      deal_texts({"workflows", "tests/language/rejected", "stdlib"});
  for (std::uint64_t seed = 0; seed < 4'000; ++seed) {
    Chance chance(seed);
    const std::string& text = texts[chance.below(texts.size())];
    const std::string& other = texts[chance.below(texts.size())];
    const std::string spoilt =
        chance.one_in(2) ? mutate_bytes(text, other, chance) : mutate_tokens(text, other, chance);
    const syntax::Parsed parsed = parse_text(spoilt);
    ASSERT_EQ(broken_format(parsed), "") << "seed " << seed << "\n" << spoilt;
    formatted += parsed.found.empty() ? 1 : 0;
  }
  EXPECT_GT(formatted, 300U);
}

TEST(Format, ChangesNothingButLayoutInAnySentence) {
  const ebnf::Grammar page = ebnf::read_page();
  for (std::uint64_t seed = 0; seed < 1'500; ++seed) {
    Chance chance(seed);
    const ebnf::Sentence sentence = ebnf::make_sentence(page, {}, chance);
    ASSERT_EQ(broken_format(parse_text(sentence.text)), "") << "seed " << seed << "\n"
                                                            << sentence.text;
  }
}

TEST(Format, TakesALargeDeal) {
  std::string text = "deal d {\n";
  for (int i = 0; i < 5'000; ++i) {
    text += "step s" + std::to_string(i) + "{ require a,  x.y( b )->c\n timeout  5m }  // s\n";
  }
  text += "}\n";
  EXPECT_EQ(broken_format(parse_text(text)), "");
}

}  // namespace
}  // namespace dealwright::test
