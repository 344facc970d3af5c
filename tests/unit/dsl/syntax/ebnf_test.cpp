// grammar/deal.ebnf is true: it has the rules that the parser has, what it makes parses to the tree
// it says, and it accepts and refuses the same texts.
#include "tests/unit/dsl/syntax/ebnf.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grammar/file.hpp"
#include "tests/unit/dsl/syntax/ebnf_recogniser.hpp"
#include "tests/unit/dsl/syntax/ebnf_sentences.hpp"
#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

using ::testing::IsEmpty;

// Rules that leave no node. Each must be a rule of the grammar too, or this does not compile.
#define DEALWRIGHT_NODELESS_RULES(X) \
  X(declaration)                     \
  X(deal_item)                       \
  X(box_line)                        \
  X(limit_item)                      \
  X(statement)                       \
  X(type)                            \
  X(primary)                         \
  X(any_name)                        \
  X(literal)                         \
  X(strategy_item)                   \
  X(scenario_item)                   \
  X(outcome)                         \
  X(protocol_item)                   \
  X(action_clause)

std::set<std::string> nodeless_rules() {
  return {
#define DEALWRIGHT_RULE(name) (static_cast<void>(sizeof(grammar::name)), #name),
      DEALWRIGHT_NODELESS_RULES(DEALWRIGHT_RULE)
#undef DEALWRIGHT_RULE
  };
}

// The kinds, and the grammar's rule for each: another list of the same names would not compile.
std::set<std::string> kinds() {
  std::set<std::string> names{
#define DEALWRIGHT_KIND(name) (static_cast<void>(sizeof(grammar::name)), #name),
      DEALWRIGHT_SYNTAX_KINDS(DEALWRIGHT_KIND)
#undef DEALWRIGHT_KIND
  };
  names.erase("error");
  return names;
}

TEST(GrammarPage, CanBeRead) {
  const ebnf::Grammar page = ebnf::read_page();
  EXPECT_EQ(page.fault, "");
  EXPECT_GT(page.rules.size(), 150U);
  EXPECT_TRUE(page.folds.contains("sum"));
}

TEST(GrammarPage, HasEveryRuleAndNoOther) {
  const ebnf::Grammar page = ebnf::read_page();
  std::set<std::string> ours = kinds();
  ours.merge(nodeless_rules());
  std::set<std::string> theirs(page.order.begin(), page.order.end());
  std::vector<std::string> differences;
  std::ranges::set_symmetric_difference(ours, theirs, std::back_inserter(differences));
  EXPECT_THAT(differences, IsEmpty());
}

void collect_rules(const ebnf::Expression& e, std::set<std::string>& used) {
  if (e.type == ebnf::Expression::Type::rule) used.insert(e.text);
  for (const ebnf::Expression& part : e.parts)
    collect_rules(part, used);
}

TEST(GrammarPage, UsesWhatItDefines) {
  const ebnf::Grammar page = ebnf::read_page();
  std::set<std::string> used{"file"};
  for (const auto& [name, body] : page.rules)
    collect_rules(body, used);
  for (const std::string& name : page.order)
    EXPECT_TRUE(used.contains(name)) << name << " is not used";
  for (const std::string& name : used)
    EXPECT_TRUE(page.rules.contains(name)) << name << " is not defined";
}

TEST(GrammarPage, MakesSentencesThatParseToTheirTrees) {
  const ebnf::Grammar page = ebnf::read_page();
  const std::set<std::string> nodeless = nodeless_rules();
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 4'000; ++seed) {
    Chance chance(seed);
    const ebnf::Sentence sentence = ebnf::make_sentence(page, nodeless, chance);
    const syntax::Parsed parsed = parse_text(sentence.text);
    ASSERT_THAT(findings(parsed), IsEmpty()) << "seed " << seed << "\n" << sentence.text;
    ASSERT_EQ(shape(parsed.tree.root()), sentence.shape) << "seed " << seed << "\n"
                                                         << sentence.text;
    for (const syntax::NodeRecord& node : parsed.tree.nodes())
      seen.insert(std::string(to_text(node.kind)));
  }
  for (const std::string& kind : kinds())
    EXPECT_TRUE(seen.contains(kind)) << "no sentence has a " << kind;
}

// Limits and encoding are the parser's: the page knows nothing of them.
bool is_beyond_the_page(const syntax::Parsed& parsed) {
  using diagnostics::Code;
  return std::ranges::any_of(parsed.found, [](const diagnostics::Diagnostic& finding) {
    return finding.code == Code::nested_too_deeply || finding.code == Code::not_utf8 ||
           finding.code == Code::too_many_findings || finding.code == Code::file_too_large;
  });
}

TEST(GrammarPage, AcceptsWhatTheParserAccepts) {
  const ebnf::Grammar page = ebnf::read_page();
  std::size_t accepted = 0;
  for (const std::string& text : deal_texts({"workflows", "tests/language", "stdlib"})) {
    const syntax::Parsed parsed = parse_text(text);
    if (is_beyond_the_page(parsed)) continue;
    const bool parses = parsed.found.empty();
    EXPECT_EQ(ebnf::recognises(page, text), parses) << text;
    accepted += parses ? 1 : 0;
  }
  EXPECT_GT(accepted, 20U);
}

TEST(GrammarPage, AcceptsAndRefusesTheSameSpoiltTexts) {
  const ebnf::Grammar page = ebnf::read_page();
  const std::vector<std::string> texts =
      deal_texts({"workflows", "tests/language/rejected", "stdlib"});
  std::size_t accepted = 0;
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < 1'500; ++seed) {
    Chance chance(seed);
    const std::string& text = texts[chance.below(texts.size())];
    if (text.size() > 3'000) continue;
    const std::string spoilt = mutate_tokens(text, texts[chance.below(texts.size())], chance);
    const syntax::Parsed parsed = parse_text(spoilt);
    if (is_beyond_the_page(parsed)) continue;
    ASSERT_EQ(ebnf::recognises(page, spoilt), parsed.found.empty())
        << "seed " << seed << "\n"
        << ::testing::PrintToString(findings(parsed)) << "\n"
        << spoilt << "\nfrom\n"
        << text;
    (parsed.found.empty() ? accepted : refused) += 1;
  }
  EXPECT_GT(accepted, 100U);
  EXPECT_GT(refused, 500U);
}

}  // namespace
}  // namespace dealwright::test
