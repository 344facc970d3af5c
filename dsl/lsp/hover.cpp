// Hover: what a name is, what a keyword means, what was found out about a limit.
#include <string>

#include "dsl/lsp/cursor.hpp"
#include "dsl/lsp/describe.hpp"
#include "dsl/lsp/features.hpp"
#include "dsl/lsp/vocabulary.hpp"
#include "dsl/models/primitives.hpp"

namespace dealwright::lsp {

using syntax::Kind;
using syntax::Node;

namespace {

std::string limit_words(const Analysis& analysis, std::uint32_t offset,
                        const std::vector<LimitReport>& judged);
std::optional<Hover> explain_word(const Analysis& analysis, std::uint32_t offset);

}  // namespace

std::optional<Hover> hover(const Analysis& analysis, std::uint32_t offset,
                           const std::vector<LimitReport>& judged) {
  std::optional<Hover> found;
  if (const sema::NameUse* use = analysis.names().at(offset)) {
    found = Hover{use->span, page_of(analysis, analysis.names().known[use->known])};
  } else {
    found = explain_word(analysis, offset);
  }
  const std::string limit = limit_words(analysis, offset, judged);
  if (limit.empty()) return found;
  if (!found) {
    const std::vector<Node> path = path_to(analysis.tree(), offset);
    return Hover{path.back().span(), limit};
  }
  found->markdown += "\n\n" + limit;
  return found;
}

namespace {

// The proved bound of the limit that the offset stands in.
std::string limit_words(const Analysis& analysis, std::uint32_t offset,
                        const std::vector<LimitReport>& judged) {
  if (judged.empty()) return {};
  for (const Node node : path_to(analysis.tree(), offset)) {
    if (!node.is(Kind::limit) && !node.is(Kind::never_pledge) && !node.is(Kind::repayable))
      continue;
    const std::string line = heading_of(node);
    for (const LimitReport& report : judged) {
      if (report.limit == line && !report.words.empty()) return report.words;
    }
  }
  return {};
}

std::string in_code(std::string_view code) { return "```deal\n" + std::string(code) + "\n```\n"; }

// A word of the language, where it stands as one.
std::optional<Hover> explain_word(const Analysis& analysis, std::uint32_t offset) {
  const std::string_view text = analysis.text();
  const Cursor cursor = cursor_at(text, offset);
  if (cursor.in_comment || cursor.in_text) return std::nullopt;
  const std::string_view word = text.substr(cursor.word.begin, cursor.word.end - cursor.word.begin);
  if (word.empty()) return std::nullopt;
  const bool is_called = text.substr(cursor.word.end).starts_with('(');
  if (is_called) {
    if (const models::PrimitiveSignature* primitive = models::find_primitive(word)) {
      return Hover{cursor.word, in_code(models::to_text(*primitive)) + std::string(primitive->doc)};
    }
    for (const Phrase& phrase : functions()) {
      if (phrase.words == word)
        return Hover{cursor.word, in_code(std::string(word) + "(…)") + std::string(phrase.meaning)};
    }
  }
  const std::string_view statement =
      cursor.statement.empty() ? word : cursor.statement.front().text;
  const Phrase* phrase = phrase_of(cursor.block(), statement, word);
  if (phrase == nullptr) return std::nullopt;
  return Hover{cursor.word, in_code(phrase->words) + std::string(phrase->meaning)};
}

}  // namespace
}  // namespace dealwright::lsp
