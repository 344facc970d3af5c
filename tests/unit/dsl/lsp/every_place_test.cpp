// No place in the flagship, and no truncation of it, is without an answer.
#include <string>

#include <gtest/gtest.h>

#include "dsl/lsp/features.hpp"
#include "tests/support/memory_surroundings.hpp"

namespace dealwright::lsp {
namespace {

const std::string uri = std::string(support::project_uri) + "deal.deal";

AnalysisPointer analysed(std::string text) {
  support::MemorySurroundings surroundings;
  const auto source = std::make_shared<const diagnostics::Source>(uri, std::move(text));
  return analyse(uri, {{uri, source}}, surroundings);
}

void ask_everything(const Analysis& analysis, std::uint32_t at) {
  static const std::vector<std::string> modules = {"aave_v3", "weth"};
  const std::string_view text = analysis.text();
  const auto page = hover(analysis, at, {});
  if (page) {
    EXPECT_LE(page->span.begin, at);
    EXPECT_LE(page->span.end, text.size());
    EXPECT_FALSE(page->markdown.empty());
  }
  const Completion offered = complete(text, at, analysis, modules);
  EXPECT_LE(offered.replaces.begin, offered.replaces.end);
  EXPECT_LE(offered.replaces.end, text.size());
  for (const CompletionItem& item : offered.items)
    EXPECT_FALSE(item.label.empty() || item.insert.empty()) << at;
  const auto help = signature_at(text, at, analysis);
  if (help) {
    for (const diagnostics::Span span : help->parameters)
      EXPECT_LE(span.end, help->label.size());
  }
  static_cast<void>(definition(analysis, at));
  static_cast<void>(renamable(analysis, at));
  EXPECT_FALSE(selections(analysis, at).empty());
}

TEST(EveryPlace, OfTheFlagshipHasAnAnswer) {
  const auto analysis = analysed(support::read_text("workflows/freeze_resistant_loop/deal.deal"));
  const auto size = static_cast<std::uint32_t>(analysis->text().size());
  for (std::uint32_t at = 0; at <= size; ++at)
    ask_everything(*analysis, at);
}

TEST(EveryPlace, OfTruncatedTextsHasAnAnswer) {
  const std::string whole = support::read_text("workflows/freeze_resistant_loop/deal.deal");
  for (std::uint32_t at = 0; at <= whole.size(); ++at) {
    const auto analysis = analysed(whole.substr(0, at));
    ask_everything(*analysis, at);
    EXPECT_FALSE(tokens(*analysis, {0, at}).size() > at);
    static_cast<void>(folds(*analysis));
    static_cast<void>(outline(analysis->tree()));
    static_cast<void>(hints(*analysis, {0, at}, {}));
  }
}

TEST(EveryPlace, OfEachFindingAndModuleHasAnAnswer) {
  auto paths = support::deal_files("tests/language/findings");
  for (const std::string& path : support::deal_files("stdlib"))
    paths.push_back(path);
  for (const std::string& path : paths) {
    const auto analysis = analysed(support::read_text(path));
    const auto size = static_cast<std::uint32_t>(analysis->text().size());
    for (std::uint32_t at = 0; at <= size; at += 7)
      ask_everything(*analysis, at);
    static_cast<void>(tokens(*analysis, {0, size}));
  }
}

}  // namespace
}  // namespace dealwright::lsp
