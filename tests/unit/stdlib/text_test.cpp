// The modules of the library, and the examples of the pages about modules, are texts of the
// language.
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dsl/syntax/parse.hpp"
#include "stdlib/library.hpp"

namespace dealwright::stdlib {
namespace {

// What the parser says of a text: nothing when all is well.
std::string findings(const std::string& name, const std::string& text) {
  const auto parsed = syntax::parse(std::make_shared<diagnostics::Source>(name, text));
  std::string all;
  for (const diagnostics::Diagnostic& finding : parsed.found) {
    const auto position = finding.primary.source->position(finding.primary.span.begin);
    all += name + ":" + std::to_string(position.line) + ": " + finding.message + "\n";
  }
  return all;
}

// The named blocks of a page: ```deal savings_vault.deal … ```.
std::map<std::string, std::string> blocks_of(const std::string& page) {
  std::ifstream file(page);
  std::map<std::string, std::string> blocks;
  std::string* open = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("```")) {
      if (open != nullptr) *open += line + "\n";
      continue;
    }
    const auto space = line.find(' ');
    open =
        open == nullptr && space != std::string::npos ? &blocks[line.substr(space + 1)] : nullptr;
  }
  return blocks;
}

TEST(LibraryText, EveryModuleParses) {
  for (const std::string_view name : file_names()) {
    if (!name.ends_with(".deal")) continue;
    EXPECT_EQ(findings(std::string(name), std::string(*find_file(name))), "");
  }
}

TEST(LibraryText, TheExamplesOfThePagesAreWhole) {
  std::size_t deals = 0;
  std::size_t interfaces = 0;
  for (const char* page : {"docs/language/modules.md", "docs/guides/protocol-module.md"}) {
    for (const auto& [name, text] : blocks_of(page)) {
      if (name.ends_with(".deal")) {
        EXPECT_EQ(findings(name, text), "") << page;
        ++deals;
      } else {
        EXPECT_TRUE(nlohmann::json::parse(text, nullptr, false).is_array()) << page << " " << name;
        ++interfaces;
      }
    }
  }
  EXPECT_EQ(deals, 3U);
  EXPECT_EQ(interfaces, 2U);
}

// Whoever adds an action, a query or a setting to the library tells the reader about it.
TEST(LibraryText, TheReferenceShowsEverySignature) {
  std::ifstream file("docs/language/modules.md");
  const std::string reference(std::istreambuf_iterator<char>(file), {});
  for (const std::string_view name : file_names()) {
    if (!name.ends_with(".deal") || name == "prelude.deal") continue;
    std::string text(*find_file(name));
    for (const std::string kind : {"action", "query", "setting"}) {
      for (auto at = text.find("\n  " + kind + " "); at != std::string::npos;
           at = text.find("\n  " + kind + " ", at + 1)) {
        std::string signature = text.substr(at + 3, text.find('\n', at + 1) - at - 3);
        if (signature.ends_with(" {")) signature.resize(signature.size() - 2);
        if (kind == "action") signature.erase(0, kind.size() + 1);
        EXPECT_NE(reference.find("\n" + signature), std::string::npos) << name << ": " << signature;
      }
    }
  }
}

}  // namespace
}  // namespace dealwright::stdlib
