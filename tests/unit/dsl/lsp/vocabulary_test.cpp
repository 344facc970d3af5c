// The words that editors offer are the words of the grammar: none is missing, none is made up.
#include "dsl/lsp/vocabulary.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/library_provider.hpp"

namespace dealwright::lsp {
namespace {

std::set<std::string> words_of_grammar() {
  const std::string page = support::read_text("grammar/deal.ebnf");
  static const std::regex quoted("\"([A-Za-z_]+)\"");
  std::set<std::string> words;
  for (std::sregex_iterator at(page.begin(), page.end(), quoted), end; at != end; ++at)
    words.insert((*at)[1]);
  return words;
}

void add_words(std::set<std::string>& words, std::string_view phrase) {
  std::string word;
  for (const char c : std::string(phrase) + " ") {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') {
      word += c;
    } else {
      if (!word.empty()) words.insert(word);
      word.clear();
    }
  }
}

// What a snippet writes, its stops left out.
std::string fixed_text(std::string_view snippet) {
  static const std::regex stop(R"(\$\{\d+:([^}]*)\}|\$\{\d+\|([^|]*)\|\}|\$\d+)");
  return std::regex_replace(std::string(snippet), stop, " ");
}

std::set<std::string> words_offered() {
  std::set<std::string> words;
  const auto add = [&](std::span<const Phrase> phrases) {
    for (const Phrase& phrase : phrases) {
      add_words(words, phrase.words);
      add_words(words, fixed_text(phrase.snippet));
      // What is chosen from: ${1|a,b|}
      static const std::regex choice(R"(\$\{\d+\|([^|]*)\|\})");
      const std::string snippet(phrase.snippet);
      for (std::sregex_iterator at(snippet.begin(), snippet.end(), choice), end; at != end; ++at)
        add_words(words, (*at)[1].str());
    }
  };
  for (const auto tables : {statement_tables(), clause_tables(), choice_tables()}) {
    for (const PhraseTable& table : tables)
      add(table.phrases);
  }
  add(types());
  return words;
}

// Quantities, functions and members are names to the grammar and words to the reader; examples name
// buckets.
bool is_known_to_sema(const std::string& word) {
  static const std::set<std::string> words = {
      "nav", "ltv", "loss", "health", "exposure", "follow", "give", "path", "price", "owed", "rung",
      "net", "freeze",
      // names in examples
      "core", "working", "profit", "bps", "USD", "amount", "principal", "age", "gross", "gap",
      "self", "now", "ASSET"};
  return words.contains(word);
}

TEST(Vocabulary, OffersEveryWordOfTheGrammar) {
  const auto offered = words_offered();
  for (const std::string& word : words_of_grammar())
    EXPECT_TRUE(offered.contains(word)) << "`" << word << "` is offered nowhere";
}

TEST(Vocabulary, OffersNoWordThatTheGrammarDoesNotKnow) {
  const auto known = words_of_grammar();
  for (const std::string& word : words_offered())
    EXPECT_TRUE(known.contains(word) || is_known_to_sema(word))
        << "`" << word << "` is in no rule of the grammar";
}

TEST(Vocabulary, ExplainsEveryStatementWhereItStands) {
  for (const PhraseTable& table : statement_tables()) {
    for (const Phrase& phrase : table.phrases) {
      const std::string_view first = phrase.words.substr(0, phrase.words.find(' '));
      const Phrase* found = phrase_of(table.block, first, first);
      ASSERT_NE(found, nullptr) << table.block << " " << first;
      EXPECT_TRUE(found->meaning.ends_with('.')) << phrase.words;
    }
  }
}

}  // namespace
}  // namespace dealwright::lsp
