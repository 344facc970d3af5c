// What hover says and completion offers at every construct of the language: each kind of place in
// the accepted deals once, word for word. DEALWRIGHT_UPDATE_GOLDEN=1 writes the file anew.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "dsl/lsp/cursor.hpp"
#include "dsl/lsp/features.hpp"
#include "tests/support/memory_surroundings.hpp"

namespace dealwright::lsp {
namespace {

constexpr const char* golden = "tests/unit/dsl/lsp/places.expected";
constexpr std::size_t labels_shown = 10;
constexpr std::size_t hover_shown = 120;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A word of the language stands for itself, a name for its kind.
std::string category(const Analysis& analysis, std::string_view word, std::uint32_t at) {
  if (word.empty()) return "";
  if (is_digit(word.front())) return "NUMBER";
  if (word.front() == '"') return "TEXT";
  if (!is_letter(word.front())) return std::string(word);
  const sema::NameUse* use = analysis.names().at(at);
  if (use != nullptr && use->span.begin == at) {
    std::string kind(sema::to_text(analysis.names().known[use->known].kind));
    for (char& c : kind)
      c = c == ' ' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return kind;
  }
  return std::string(word);
}

std::string one_line(std::string text) {
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
    text.replace(at, 1, " / ");
  if (text.size() > hover_shown) text = text.substr(0, hover_shown) + "…";
  return text;
}

std::map<std::string, std::string> places() {
  support::MemorySurroundings surroundings;
  for (const auto& entry : std::filesystem::directory_iterator("tests/language/used")) {
    const bool is_abi = entry.path().extension() == ".json";
    surroundings.files[(is_abi ? "abi/" : "used/") + entry.path().filename().string()] =
        support::read_text(entry.path().string());
  }
  auto paths = support::deal_files("workflows");
  // Stories in files of their own use the deal beside them, which is not given here.
  std::erase_if(paths, [](const std::string& path) { return !path.ends_with("/deal.deal"); });
  for (const std::string& path : support::deal_files("tests/language/accepted"))
    paths.push_back(path);
  std::map<std::string, std::string> found;
  std::vector<std::string> modules = support::LibraryProvider().standard_module_names();
  for (const std::string& path : paths) {
    const std::string uri = std::string(support::project_uri) + "deal.deal";
    const auto source = std::make_shared<const diagnostics::Source>(uri, support::read_text(path));
    const AnalysisPointer analysis = analyse(uri, {{uri, source}}, surroundings);
    const std::string_view text = analysis->text();
    for (std::uint32_t at = 0; at < text.size(); ++at) {
      const bool begins = (is_letter(text[at]) || is_digit(text[at])) &&
                          (at == 0 || !(is_letter(text[at - 1]) || is_digit(text[at - 1])));
      if (!begins) continue;
      const Cursor cursor = cursor_at(text, at);
      if (cursor.in_comment || cursor.in_text) continue;
      std::string key(cursor.block().empty() ? "file" : cursor.block());
      key += " |";
      if (!cursor.statement.empty()) {
        const Word& first = cursor.statement.front();
        const Word& last = cursor.statement.back();
        key += " " + category(*analysis, first.text, first.begin);
        if (cursor.statement.size() > 2) key += " …";
        if (cursor.statement.size() > 1) key += " " + category(*analysis, last.text, last.begin);
      }
      if (!cursor.calls.empty())
        key += cursor.calls.back().callee.size() == 3 ? " (action)" : " (call)";
      const std::string_view word =
          text.substr(cursor.word.begin, cursor.word.end - cursor.word.begin);
      key += " > " + category(*analysis, word, at);
      if (found.contains(key)) continue;
      const auto page = hover(*analysis, at, {});
      const Completion offered = complete(text, at, *analysis, modules);
      std::string entry = "  at     " + path + ":" +
                          std::to_string(analysis->tree().source()->position(at).line) + " `" +
                          std::string(word) + "`\n";
      entry += "  hover  " + (page ? one_line(page->markdown) : std::string("-")) + "\n  offers";
      for (std::size_t i = 0; i < offered.items.size() && i < labels_shown; ++i)
        entry += (i == 0 ? " " : ", ") + offered.items[i].label;
      if (offered.items.size() > labels_shown)
        entry += " and " + std::to_string(offered.items.size() - labels_shown) + " more";
      found.emplace(std::move(key), entry + "\n");
    }
  }
  return found;
}

TEST(Places, SayAndOfferWhatIsWrittenDown) {
  std::string text;
  for (const auto& [key, entry] : places())
    text += key + "\n" + entry;
  if (std::getenv("DEALWRIGHT_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(golden, std::ios::binary) << text;
  }
  EXPECT_EQ(text, support::read_text(golden))
      << "if the change is meant, write " << golden << " anew with DEALWRIGHT_UPDATE_GOLDEN=1";
}

// Where an accepted deal goes on with a word of the language, that word is offered.
TEST(Places, OfferTheWordThatStandsThere) {
  std::size_t asked = 0;
  std::size_t offered = 0;
  std::string missing;
  for (const auto& [key, entry] : places()) {
    const std::size_t from = entry.find('`') + 1;
    const std::string word = entry.substr(from, entry.find('`', from) - from);
    if (word.empty() || is_digit(word.front())) continue;
    ++asked;
    const std::string list = entry.substr(entry.find("\n  offers") + 9);
    const bool more = list.find(" more\n") != std::string::npos;
    if (list.find(word) != std::string::npos || more) {
      ++offered;
    } else {
      missing += key + "\n";
    }
  }
  // Names that come to be at the place are offered by nobody.
  EXPECT_GT(offered * 100, asked * 75) << offered << " of " << asked << "\n" << missing;
}

}  // namespace
}  // namespace dealwright::lsp
