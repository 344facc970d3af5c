// What the pages say is true: every example gives what it claims, every code and every word of the
// grammar is in the reference, every link leads to a file.
#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "dsl/diagnostics/codes.hpp"
#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/abi.hpp"
#include "dsl/sema/given.hpp"
#include "dsl/syntax/kinds.hpp"
#include "dsl/syntax/parse.hpp"
#include "dsl/values/rational.hpp"
#include "tests/docs/page_examples.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::docs {
namespace {

compile::CheckedText check(const Page& page, const Example& example) {
  support::LibraryProvider provider;
  for (const auto& [name, text] : page.files)
    provider.files[name] = text;
  return compile::check_text(
      std::make_shared<const diagnostics::Source>("example.deal", example.text), provider);
}

std::string shown(const diagnostics::Diagnostics& found) {
  return diagnostics::to_terminal(found, diagnostics::Colour::none);
}

// The pages that together describe the language.
std::vector<Page> reference() {
  return {read_page("docs/language/reference.md"), read_page("docs/language/modules.md")};
}

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_word(const std::string& text, const std::string& word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_of_word(text[at - 1])) && (end == text.size() || !is_of_word(text[end])))
      return true;
  }
  return false;
}

// The text between backticks and in fenced blocks, each piece on a line of its own: where a page
// speaks the language or shows a command.
std::string spoken(const std::string& page) {
  std::string code;
  bool inside = false;
  for (std::size_t at = 0; at < page.size(); ++at) {
    if (page.compare(at, 3, "```") == 0) {
      inside = !inside;
      at += 2;
      code += '\n';
    } else if (page[at] == '`') {
      inside = !inside;
      code += '\n';
    } else if (inside) {
      code += page[at];
    }
  }
  return code;
}

// "100,000"
std::string in_thousands(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t end = digits.size(); end > 3; end -= 3)
    digits.insert(end - 3, ",");
  return digits;
}

// "when" of `when = "when" expression …`; not what stands in comments.
std::set<std::string> keywords_of_the_grammar() {
  const std::string grammar = support::read_text("grammar/deal.ebnf");
  std::set<std::string> words;
  bool in_comment = false;
  for (std::size_t at = 0; at < grammar.size(); ++at) {
    if (grammar.compare(at, 2, "(*") == 0) in_comment = true;
    if (grammar.compare(at, 2, "*)") == 0) in_comment = false;
    if (in_comment || grammar[at] != '"') continue;
    const std::size_t end = grammar.find('"', at + 1);
    const std::string word = grammar.substr(at + 1, end - at - 1);
    if (std::all_of(word.begin(), word.end(), is_of_word)) words.insert(word);
    at = end;
  }
  return words;
}

void collect_kinds(syntax::Node node, std::set<syntax::Kind>& kinds) {
  kinds.insert(node.kind());
  for (syntax::Node child : node.children())
    collect_kinds(child, kinds);
}

TEST(Pages, ExamplesGiveWhatTheyClaim) {
  std::size_t examples = 0;
  for (const Page& page : all_pages()) {
    for (const std::string& block : page.not_understood)
      ADD_FAILURE() << block;
    for (const Example& example : page.examples) {
      ++examples;
      const auto checked = check(page, example);
      std::vector<std::string> codes;
      for (const auto& finding : checked.found)
        codes.push_back(diagnostics::to_text(finding.code));
      std::vector<std::string> expected;
      if (!example.expected.empty()) expected.push_back(example.expected);
      EXPECT_EQ(codes, expected) << example.where << "\n" << shown(checked.found);
    }
  }
  EXPECT_GE(examples, 35U);
}

TEST(Pages, TheReferenceListsEveryCodeWithItsTitle) {
  const std::string page = read_page("docs/language/reference.md").text;
  for (const diagnostics::CodeEntry& entry : diagnostics::all_codes()) {
    const std::string code = diagnostics::to_text(entry.code);
    std::string row = "| [" + code + "](diagnostics/";
    row += code + ".md) | ";
    row += std::string(entry.title) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

TEST(Pages, TheReferenceSpeaksEveryWordOfTheGrammar) {
  std::string code;
  for (const Page& page : reference())
    code += spoken(page.text);
  const auto keywords = keywords_of_the_grammar();
  ASSERT_GE(keywords.size(), 100U);
  for (const std::string& word : keywords)
    EXPECT_TRUE(has_word(code, word)) << word;
}

TEST(Pages, TheReferenceShowsEveryConstructInAnExample) {
  std::set<syntax::Kind> kinds;
  for (const Page& page : reference()) {
    for (const Example& example : page.examples) {
      if (example.expected.empty()) collect_kinds(check(page, example).tree->root(), kinds);
    }
  }
#define DEALWRIGHT_EXPECT_KIND(name)             \
  if (syntax::Kind::name != syntax::Kind::error) \
    EXPECT_TRUE(kinds.contains(syntax::Kind::name)) << #name;
  DEALWRIGHT_SYNTAX_KINDS(DEALWRIGHT_EXPECT_KIND)
#undef DEALWRIGHT_EXPECT_KIND
}

TEST(Pages, TheReferenceNamesTheLimitsThatHold) {
  const std::string page = read_page("docs/language/reference.md").text;
  const auto holds = [&](const std::string& what, const std::string& limit) {
    const std::string row = "| " + what + " | " + limit + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  };
  constexpr std::size_t mebibyte = 1024U * 1024U;
  holds("a file", std::to_string(diagnostics::source_bytes_max / mebibyte) + " MiB");
  holds("declarations of a file", in_thousands(sema::declarations_max));
  holds("files used by a file", in_thousands(sema::used_files_max));
  holds("nesting of brackets, blocks and signs", in_thousands(syntax::nesting_max));
  holds("steps of a deal", in_thousands(plan::steps_max));
  holds("rungs of a ladder", in_thousands(sema::rungs_max));
  holds("digits of a number", in_thousands(values::number_digits_max));
  holds("power of ten of a number", in_thousands(values::number_exponent_max));
  holds("an ABI", std::to_string(sema::abi_bytes_max / mebibyte) + " MiB");
  holds("nesting of an ABI", in_thousands(sema::abi_depth_max));
  holds("a parameter's value, on one line", in_thousands(sema::given_bytes_max) + " bytes");
  holds("findings shown of a file", in_thousands(diagnostics::diagnostics_max));
}

TEST(Pages, CommandsAndOptionsExist) {
  const std::string declared = support::read_text("engine/app/command_line.cpp");
  std::size_t commands = 0;
  for (const Page& page : all_pages()) {
    std::istringstream lines(spoken(page.text));
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("dealwright ")) continue;
      ++commands;
      std::istringstream words(line);
      std::string word;
      words >> word >> word;
      EXPECT_NE(declared.find("\"" + word + "\""), std::string::npos) << page.path << ": " << line;
      while (words >> word) {
        if (!word.starts_with("--")) continue;
        EXPECT_NE(declared.find(word), std::string::npos) << page.path << ": " << line;
      }
    }
  }
  EXPECT_GE(commands, 10U);
}

TEST(Pages, LinksLeadToFiles) {
  for (const Page& page : all_pages()) {
    const std::string& text = page.text;
    for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
      std::string target = text.substr(at + 2, text.find(')', at) - at - 2);
      target = target.substr(0, target.find('#'));
      if (target.empty() || target.find("://") != std::string::npos) continue;
      const auto file = std::filesystem::path(page.path).parent_path() / target;
      EXPECT_TRUE(std::filesystem::exists(file)) << page.path << " links to " << target;
    }
  }
}

}  // namespace
}  // namespace dealwright::docs
