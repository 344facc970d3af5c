// The words of the language by the block they stand in, each with what it means and how it goes on:
// what completion offers and hover explains. A test holds the list against grammar/deal.ebnf.
#pragma once

#include <span>
#include <string_view>

namespace dealwright::lsp {

struct Phrase {
  std::string_view words;    // as they are shown: "on failure"
  std::string_view snippet;  // how the statement goes on, in the protocol's snippet syntax
  std::string_view meaning;  // one sentence
};

// What can begin a statement of a block, by the block's first word; the file itself is "".
[[nodiscard]] std::span<const Phrase> statements_of(std::string_view block);
// What can follow within a statement that begins like this.
[[nodiscard]] std::span<const Phrase> clauses_of(std::string_view block,
                                                 std::string_view statement);
// What the language computes, and its functions.
[[nodiscard]] std::span<const Phrase> quantities();
[[nodiscard]] std::span<const Phrase> functions();
// Types as they are written.
[[nodiscard]] std::span<const Phrase> types();
// Fixed lists of words by the word or clause before them: "else", "on failure", "is".
[[nodiscard]] std::span<const Phrase> choices(std::string_view after);

// The phrase that explains a word in a block and statement; nullptr when none does.
[[nodiscard]] const Phrase* phrase_of(std::string_view block, std::string_view statement,
                                      std::string_view word);

// All tables, for tests: every block, statement and list that has one.
struct PhraseTable {
  std::string_view block;
  std::string_view statement;
  std::span<const Phrase> phrases;
};
[[nodiscard]] std::span<const PhraseTable> statement_tables();
[[nodiscard]] std::span<const PhraseTable> clause_tables();
[[nodiscard]] std::span<const PhraseTable> choice_tables();

}  // namespace dealwright::lsp
