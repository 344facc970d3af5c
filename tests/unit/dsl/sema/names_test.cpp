// What every name of a text stands for: nothing that is declared stays without a use, and nothing
// that is used stays without its declaration.
#include "dsl/sema/names.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright {
namespace {

using sema::NameKind;

compile::CheckedText checked(const std::string& name, const std::string& text) {
  support::LibraryProvider provider;
  for (const auto& entry : std::filesystem::directory_iterator("tests/language/used")) {
    const bool is_abi = entry.path().extension() == ".json";
    provider.files[(is_abi ? "abi/" : "used/") + entry.path().filename().string()] =
        support::read_text(entry.path().string());
  }
  return compile::check_text(std::make_shared<const diagnostics::Source>(name, text), provider,
                             sema::NamesWanted::yes);
}

TEST(Names, AreLeftOutUnlessAskedFor) {
  support::LibraryProvider provider;
  const auto text = compile::check_text(
      std::make_shared<const diagnostics::Source>("x.deal", "asset X { decimals 2 }\n"), provider);
  EXPECT_TRUE(text.names.uses.empty());
}

// Words that the language knows, which nothing declares.
bool is_of_the_language(std::string_view name) {
  static constexpr std::string_view words[] = {
      "nav",        "profit", "loss",       "ltv",   "health", "value", "price",
      "exposure",   "cost",   "volatility", "flash", "owed",   "rung",  "operator",
      "deal",       "amount", "principal",  "age",   "follow", "path",  "net",
      "gross",      "gap",    "size",       "hops",  "self",   "now",   "deadline",
      "collateral", "debt",   "give",       "freeze"};
  return std::ranges::find(words, name) != std::end(words);
}

// In texts without a finding every name leads to its declaration; names of contracts' functions and
// their arguments, of places and of primitives stand in no deal.
TEST(Names, OfAcceptedDealsAllLeadSomewhere) {
  std::size_t looked_at = 0;
  auto paths = support::deal_files("tests/language/accepted");
  for (const std::string& path : support::deal_files("workflows")) {
    // Stories in files of their own use the deal beside them, which is not given here.
    if (path.ends_with("/deal.deal")) paths.push_back(path);
  }
  for (const std::string& path : paths) {
    const auto text = checked(path, support::read_text(path));
    const syntax::SyntaxTree& tree = *text.tree;
    bool in_protocol = false;
    for (const syntax::Node item : tree.root().children()) {
      in_protocol = item.is(syntax::Kind::protocol);
      if (in_protocol) continue;
      const syntax::NodeIndex end = item.index() + tree.nodes()[item.index()].size;
      for (syntax::NodeIndex i = item.index(); i < end; ++i) {
        const syntax::Node node(&tree, i);
        if (!node.is(syntax::Kind::name) || is_of_the_language(node.text())) continue;
        const sema::NameUse* use = text.names.at(node.span().begin);
        const auto line = tree.source()->position(node.span().begin).line;
        const std::string around(tree.source()->line(line));
        // Places of exchanges and failures to retry after are words between modules.
        if (use == nullptr && (around.find("retry") != std::string::npos ||
                               around.find(" at ") != std::string::npos ||
                               around.find("cooldown") != std::string::npos ||
                               around.find(" every ") != std::string::npos ||
                               around.find("larger(") != std::string::npos ||
                               around.find("smaller(") != std::string::npos))
          continue;
        ++looked_at;
        EXPECT_TRUE(use != nullptr && use->span == node.span())
            << path << ":" << line << ": `" << node.text() << "` in " << around;
      }
    }
  }
  EXPECT_GT(looked_at, 500U);
}

TEST(Names, AreInOrderAndDoNotOverlap) {
  for (const std::string& path : support::deal_files("tests/language")) {
    const auto text = checked(path, support::read_text(path));
    std::uint32_t last = 0;
    for (const sema::NameUse& use : text.names.uses) {
      EXPECT_LE(last, use.span.begin) << path;
      EXPECT_LT(use.known, text.names.known.size());
      last = use.span.end;
    }
  }
}

TEST(Names, AreDeclaredOnce) {
  const auto text =
      checked("x.deal", support::read_text("workflows/freeze_resistant_loop/deal.deal"));
  std::map<std::uint32_t, int> declarations;
  for (const sema::NameUse& use : text.names.uses)
    declarations[use.known] += use.declares ? 1 : 0;
  for (const auto& [known, times] : declarations) {
    const sema::KnownName& name = text.names.known[known];
    const bool own = name.declared.source == text.tree->source();
    EXPECT_EQ(times, own ? 1 : 0) << name.name;
  }
}

TEST(Names, HaveTheTypesThatTheCheckFound) {
  const auto text =
      checked("x.deal", support::read_text("workflows/freeze_resistant_loop/deal.deal"));
  const auto type_of = [&](std::string_view name) {
    for (const sema::KnownName& known : text.names.known) {
      if (known.name == name && known.owner == "freeze_resistant_loop")
        return sema::to_text(known.type);
    }
    return std::string("not known");
  };
  EXPECT_EQ(type_of("lot"), "USDTz");
  EXPECT_EQ(type_of("cash"), "USDT");
  EXPECT_EQ(type_of("loan"), "Debt of USDT");
  EXPECT_EQ(type_of("collateral"), "Collateral of WETH");
  EXPECT_EQ(type_of("ceiling"), "USDT per USDTz");
}

TEST(Names, OfModulesLeadIntoTheirFiles) {
  support::LibraryProvider provider;
  provider.files["desk.deal"] = support::read_text("stdlib/discount_desk.deal");
  provider.files["abi/discount_desk.json"] = support::read_text("stdlib/abi/discount_desk.json");
  const auto text = compile::check_text(
      std::make_shared<const diagnostics::Source>(
          "x.deal",
          "use \"./desk.deal\" as desk\n\ndeal d {\n  buckets of 10 USDT { working 100% }\n"
          "  step s {\n    desk.buy(USDTz, pay: all USDT from working, max_price: 0.9) -> lot\n"
          "  }\n}\n"),
      provider, sema::NamesWanted::yes);
  EXPECT_TRUE(text.found.empty());
  const auto used = std::string(text.tree->source()->text()).find("buy(");
  const sema::NameUse* use = text.names.at(static_cast<std::uint32_t>(used));
  ASSERT_NE(use, nullptr);
  const sema::KnownName& name = text.names.known[use->known];
  EXPECT_EQ(name.kind, NameKind::action);
  EXPECT_EQ(name.declared.source->name(), "desk.deal");
  EXPECT_EQ(name.declared.source->text(name.declared.span), "buy");
}

}  // namespace
}  // namespace dealwright
