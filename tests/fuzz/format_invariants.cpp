// The checks. Tokens are compared as the text without its layout, and as the texts of the tree's
// leaves.
#include "tests/fuzz/format_invariants.hpp"

#include <memory>
#include <vector>

#include "dsl/format/format.hpp"

namespace dealwright::test {
namespace {

using syntax::NodeRecord;
using syntax::SyntaxTree;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// One blank for any stretch of blanks: within a ratio the author may have written several.
std::string squeezed(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!is_blank(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  return result;
}

std::string without_layout(const SyntaxTree& tree) {
  std::string text(tree.source()->text());
  for (const syntax::Comment& comment : tree.comments()) {
    for (std::uint32_t i = comment.span.begin; i < comment.span.end; ++i)
      text[i] = ' ';
  }
  std::string result;
  bool quoted = false;
  for (std::size_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted) {
      result += text[i++];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && is_blank(text[i])) {
      continue;
    }
    result += text[i];
  }
  return result;
}

std::vector<std::string> comments_of(const SyntaxTree& tree) {
  std::vector<std::string> texts;
  for (const syntax::Comment& comment : tree.comments()) {
    std::string text(tree.source()->text(comment.span));
    while (!text.empty() && is_blank(text.back()))
      text.pop_back();
    texts.push_back(std::move(text));
  }
  return texts;
}

std::string difference(const SyntaxTree& before, const SyntaxTree& after) {
  if (before.nodes().size() != after.nodes().size()) return "another number of nodes";
  for (std::size_t i = 0; i < before.nodes().size(); ++i) {
    const NodeRecord& a = before.nodes()[i];
    const NodeRecord& b = after.nodes()[i];
    if (a.kind != b.kind || a.size != b.size) return "another tree at node " + std::to_string(i);
    // A leaf that is no token but the file or a pair of brackets has layout inside.
    const char first = a.begin < a.end ? before.source()->text()[a.begin] : '(';
    const bool brackets = first == '(' || first == '{';
    if (i == 0 || a.size > 1 || brackets || a.kind == syntax::Kind::documentation) continue;
    if (squeezed(before.source()->text({a.begin, a.end})) !=
        squeezed(after.source()->text({b.begin, b.end}))) {
      return "another token at node " + std::to_string(i);
    }
  }
  return {};
}

}  // namespace

std::string broken_format(const syntax::Parsed& parsed) {
  const std::string once = format::format(parsed.tree);
  if (!parsed.found.empty()) {
    return once == parsed.tree.source()->text() ? "" : "a text with findings was touched";
  }
  const auto parsed_once =
      syntax::parse(std::make_shared<const diagnostics::Source>("once.deal", once));
  if (!parsed_once.found.empty())
    return "a finding after formatting: " + parsed_once.found.front().message + "\n" + once;
  if (std::string other = difference(parsed.tree, parsed_once.tree); !other.empty())
    return other + "\n" + once;
  if (without_layout(parsed.tree) != without_layout(parsed_once.tree))
    return "other tokens\n" + once;
  if (comments_of(parsed.tree) != comments_of(parsed_once.tree)) return "other comments\n" + once;
  if (!once.empty() && (once.back() != '\n' || once.starts_with('\n') || once.ends_with("\n\n")))
    return "empty lines at an end";
  for (std::size_t i = 1; i < once.size(); ++i) {
    if (once[i] == '\n' && is_blank(once[i - 1]) && once[i - 1] != '\n')
      return "blanks at the end of a line\n" + once;
    if (i > 1 && once[i] == '\n' && once[i - 1] == '\n' && once[i - 2] == '\n')
      return "two empty lines\n" + once;
  }
  const std::string twice = format::format(parsed_once.tree);
  if (twice != once) return "formatting again changes it\n" + once + "\nand then\n" + twice;
  return {};
}

}  // namespace dealwright::test
