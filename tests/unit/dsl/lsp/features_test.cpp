// The features on small texts of their own, one rule each; places_test.cpp has every construct.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dsl/lsp/session.hpp"

namespace dealwright::support {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string flagship() { return read_text("workflows/freeze_resistant_loop/deal.deal"); }

class Features : public ::testing::Test {
 protected:
  Features() {
    session.initialize(
        {{"textDocument", {{"completion", {{"completionItem", {{"snippetSupport", true}}}}}}}});
    session.open("deal.deal", flagship());
    session.settle();
  }

  std::vector<std::string> labels(std::string_view mark, std::size_t n) {
    const Json answer = session.at("textDocument/completion", "deal.deal", mark, n);
    std::vector<std::string> found;
    for (const Json& item : answer["items"])
      found.push_back(item["label"]);
    return found;
  }
  Json document() const { return {{"textDocument", {{"uri", Session::uri("deal.deal")}}}}; }
  Json whole_range() const {
    Json params = document();
    params["range"] = {{"start", {{"line", 0}, {"character", 0}}},
                       {"end", {{"line", 9'999}, {"character", 0}}}};
    return params;
  }
  std::string check(const std::string& name) {
    session.settle();
    return session.published[Session::uri(name)].dump();
  }

  Session session;
};

TEST_F(Features, DefinitionLeadsToTheDeclaration) {
  const Json own = session.at("textDocument/definition", "deal.deal", "of 70% of lot", 10);
  EXPECT_EQ(own["uri"], Session::uri("deal.deal"));
  EXPECT_EQ(own["range"]["start"], session.position("deal.deal", "-> lot", 3));
  const Json module = session.at("textDocument/definition", "deal.deal", "aave.supply(wrapped)", 1);
  EXPECT_EQ(module["uri"], "library:///aave_v3.deal");
  const Json action = session.at("textDocument/definition", "deal.deal", "aave.supply(wrapped)", 6);
  EXPECT_EQ(action["uri"], "library:///aave_v3.deal");
  EXPECT_NE(action["range"], module["range"]);
  EXPECT_TRUE(session.at("textDocument/definition", "deal.deal", "limits {", 1).is_null());
}

TEST_F(Features, DeclarationOfAModuleIsItsUseLine) {
  const Json found = session.at("textDocument/declaration", "deal.deal", "aave.supply(wrapped)", 1);
  EXPECT_EQ(found["uri"], Session::uri("deal.deal"));
  EXPECT_EQ(found["range"]["start"]["line"], 1);
}

TEST_F(Features, ReferencesAreAllUses) {
  const Json all = session.at("textDocument/references", "deal.deal", "-> cash, loan", 9,
                              {{"context", {{"includeDeclaration", true}}}});
  EXPECT_EQ(all.size(), 6U) << all.dump();
  const Json uses = session.at("textDocument/references", "deal.deal", "-> cash, loan", 9,
                               {{"context", {{"includeDeclaration", false}}}});
  EXPECT_EQ(uses.size(), all.size() - 1);
}

TEST_F(Features, ReferencesReachFilesThatAreNotOpen) {
  session.surroundings.files["gold.deal"] = "asset GOLD { decimals 8 }\n";
  session.surroundings.files["other.deal"] =
      "use \"./gold.deal\"\n\ndeal other {\n  buckets of 5 GOLD { working 100% }\n}\n";
  session.open("gold.deal", "asset GOLD { decimals 8 }\n");
  const Json found = session.at("textDocument/references", "gold.deal", "GOLD", 1,
                                {{"context", {{"includeDeclaration", true}}}});
  ASSERT_EQ(found.size(), 2U) << found.dump();
  EXPECT_EQ(found[1]["uri"], Session::uri("other.deal"));
}

TEST_F(Features, RenameChangesEveryUseAndStaysClean) {
  for (const auto& [mark, n] :
       std::vector<std::pair<std::string, std::size_t>>{{"-> lot", 3},
                                                        {"-> cash, loan", 9},
                                                        {"param ceiling", 6},
                                                        {"opportunistic  20%", 0},
                                                        {"step open_credit", 5},
                                                        {"use aave_v3 as aave", 15},
                                                        {"use weth", 4},
                                                        {"approve by senior_trader", 11},
                                                        {"deal freeze_resistant_loop", 5}}) {
    session.change("deal.deal", Json::array({{{"text", flagship()}}}));
    ASSERT_EQ(check("deal.deal"), "[]");
    const Json edit =
        session.at("textDocument/rename", "deal.deal", mark, n, {{"newName", "another_name"}});
    ASSERT_TRUE(edit.contains("changes")) << mark << ": " << edit.dump();
    session.change("deal.deal", Json::array({{{"text", session.edited("deal.deal", edit)}}}));
    EXPECT_EQ(check("deal.deal"), "[]") << mark;
    EXPECT_THAT(session.text_of("deal.deal"), HasSubstr("another_name")) << mark;
  }
}

TEST_F(Features, RenameReachesOtherFiles) {
  session.surroundings.files["gold.deal"] = "asset GOLD { decimals 8 }\n";
  session.surroundings.files["other.deal"] =
      "use \"./gold.deal\"\n\ndeal other {\n  buckets of 5 GOLD { working 100% }\n}\n";
  session.open("gold.deal", "asset GOLD { decimals 8 }\n");
  const Json edit =
      session.at("textDocument/rename", "gold.deal", "GOLD", 1, {{"newName", "SILVER"}});
  EXPECT_EQ(edit["changes"].size(), 2U) << edit.dump();
}

TEST_F(Features, RenameRefusesInWords) {
  const auto refused = [&](std::string_view mark, std::size_t n, std::string_view name) {
    return session.at("textDocument/rename", "deal.deal", mark, n, {{"newName", name}})["message"]
        .get<std::string>();
  };
  EXPECT_THAT(refused("-> lot", 3, "Lot"), HasSubstr("snake_case"));
  EXPECT_THAT(refused("-> lot", 3, ""), HasSubstr("snake_case"));
  EXPECT_THAT(refused("-> lot", 3, "cash"), HasSubstr("already a holding"));
  EXPECT_THAT(refused("-> lot", 3, "nav"), HasSubstr("the language itself"));
  EXPECT_THAT(refused("exposure(USDTz)", 10, "X"), HasSubstr("standard library"));
  EXPECT_THAT(refused("limits {", 1, "x"), HasSubstr("no name here"));
  EXPECT_THAT(
      session.at("textDocument/prepareRename", "deal.deal", "exposure(USDTz)", 10)["message"]
          .get<std::string>(),
      HasSubstr("standard library"));
  EXPECT_EQ(session.at("textDocument/prepareRename", "deal.deal", "-> lot", 4)["placeholder"],
            "lot");
}

TEST_F(Features, HighlightsMarkDeclarationAndUses) {
  const Json found = session.at("textDocument/documentHighlight", "deal.deal", "-> lot", 3);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]["kind"], 3);
  EXPECT_EQ(found[1]["kind"], 2);
}

TEST_F(Features, FixesComeAsCodeActionsAndMakeTheCheckPass) {
  std::string broken = flagship();
  for (const auto& [right, wrong] :
       std::vector<std::pair<std::string, std::string>>{{"from working)", "from workin)"},
                                                        {"desk.buy(", "desk.buyy("},
                                                        {"issuer.redeem", "isuer.redeem"}})
    broken.replace(broken.find(right), right.size(), wrong);
  session.change("deal.deal", Json::array({{{"text", broken}}}));
  EXPECT_NE(check("deal.deal"), "[]");
  for (int round = 0; round < 5 && check("deal.deal") != "[]"; ++round) {
    const Json finding = session.published[Session::uri("deal.deal")][0];
    Json params = document();
    params["range"] = finding["range"];
    params["context"] = {{"diagnostics", Json::array({finding})}, {"only", {"quickfix"}}};
    const Json actions = session.ask("textDocument/codeAction", params);
    ASSERT_FALSE(actions.empty()) << finding.dump();
    EXPECT_EQ(actions[0]["diagnostics"][0]["code"], finding["code"]);
    session.change("deal.deal",
                   Json::array({{{"text", session.edited("deal.deal", actions[0]["edit"])}}}));
  }
  EXPECT_EQ(check("deal.deal"), "[]");
  EXPECT_EQ(session.text_of("deal.deal"), flagship());
}

TEST_F(Features, AllFixesComeAsOne) {
  std::string broken = flagship();
  for (const auto& [right, wrong] : std::vector<std::pair<std::string, std::string>>{
           {"from working)", "from workin)"}, {"desk.buy(", "desk.buyy("}})
    broken.replace(broken.find(right), right.size(), wrong);
  session.change("deal.deal", Json::array({{{"text", broken}}}));
  Json params = whole_range();
  params["context"] = {{"diagnostics", Json::array()}, {"only", {"source.fixAll"}}};
  const Json actions = session.ask("textDocument/codeAction", params);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(session.edited("deal.deal", actions[0]["edit"]), flagship());
}

// Every finding of the language's own tests that has a fix shows it, and nothing else does.
TEST_F(Features, EveryFixOfTheLanguageIsAnAction) {
  std::size_t fixes = 0;
  for (const std::string& path : deal_files("tests/language/findings")) {
    const std::string text = read_text(path);
    session.surroundings.files.clear();
    session.open("finding.deal", text);
    session.settle();
    LibraryProvider provider;
    provider.files["finding.deal"] = text;
    const auto checked = compile::check_text(
        std::make_shared<const diagnostics::Source>(Session::uri("finding.deal"), text), provider);
    std::size_t expected = 0;
    for (const auto& finding : checked.found)
      expected += finding.fix && finding.primary.source->name() == Session::uri("finding.deal");
    Json params = whole_range();
    params["textDocument"]["uri"] = Session::uri("finding.deal");
    params["context"] = {{"diagnostics", Json::array()}, {"only", {"quickfix"}}};
    EXPECT_EQ(session.ask("textDocument/codeAction", params).size(), expected) << path;
    fixes += expected;
  }
  EXPECT_GT(fixes, 10U);
}

TEST_F(Features, FindingsAreThoseOfTheCheck) {
  for (const std::string& path : deal_files("tests/language/findings")) {
    const std::string text = read_text(path);
    session.open("finding.deal", text);
    session.settle();
    LibraryProvider provider;
    const auto checked = compile::check_text(
        std::make_shared<const diagnostics::Source>(Session::uri("finding.deal"), text), provider);
    std::vector<std::string> expected;
    for (const auto& finding : checked.found) {
      if (finding.primary.source->name() == Session::uri("finding.deal"))
        expected.push_back(diagnostics::to_text(finding.code));
    }
    std::vector<std::string> shown;
    for (const Json& finding : session.published[Session::uri("finding.deal")])
      shown.push_back(finding["code"]);
    EXPECT_EQ(shown, expected) << path;
  }
}

TEST_F(Features, FormattingIsTheOneLayout) {
  EXPECT_EQ(session.ask("textDocument/formatting", document()), Json::array());
  std::string text = flagship();
  const std::string line = "  step buy after open_credit {";
  text.replace(text.find(line), line.size(), "step   buy after open_credit   {");
  session.change("deal.deal", Json::array({{{"text", text}}}));
  const Json edits = session.ask("textDocument/formatting", document());
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_EQ(edits[0]["range"]["start"]["line"], edits[0]["range"]["end"]["line"])
      << "only what changes is sent";
  EXPECT_EQ(session.edited("deal.deal", edits), flagship());
  session.change("deal.deal", Json::array({{{"text", "deal {{{\n   x"}}}));
  EXPECT_EQ(session.ask("textDocument/formatting", document()), Json::array())
      << "what is not understood is not moved";
}

TEST_F(Features, CompletionKnowsThePlace) {
  EXPECT_THAT(labels("aave.borrow(USDT", 5),
              ElementsAre("borrow", "flash", "repay", "supply", "withdraw"));
  EXPECT_THAT(labels("-> cash, loan", 3), ElementsAre("core", "working", "opportunistic"));
  EXPECT_THAT(labels("else skip", 5), ElementsAre("hold", "skip", "fail"));
  EXPECT_THAT(labels("expect deal is completed", 15), Contains("holding"));
  EXPECT_THAT(labels("step buy after ", 15), Contains("open_credit"));
  EXPECT_THAT(labels("loan.owed from", 5), ElementsAre("owed", "principal", "age"));
  EXPECT_THAT(labels("against: collateral", 9), ElementsAre("loan", "collateral"));
  EXPECT_THAT(labels("on redeem[2]: fails frozen", 20), ElementsAre("frozen", "limit_reached"));
  EXPECT_THAT(labels("use weth", 4), Contains("aave_v3"));
  EXPECT_THAT(labels("// the proof holds", 5), ElementsAre());
}

TEST_F(Features, CompletionWritesSnippetsOnlyForThoseWhoTakeThem) {
  const Json with = session.at("textDocument/completion", "deal.deal", "aave.borrow(USDT", 5);
  EXPECT_EQ(with["items"][0]["textEdit"]["newText"],
            "borrow(${1:A}, ltv: ${2:ltv}, against: ${3:against}) -> ${4:cash}, ${5:loan}");
  Session plain;
  plain.initialize();
  plain.open("deal.deal", flagship());
  const Json without = plain.at("textDocument/completion", "deal.deal", "aave.borrow(USDT", 5);
  EXPECT_EQ(without["items"][0]["textEdit"]["newText"], "borrow");
}

TEST_F(Features, CompletionInABrokenTextKnowsTheNamesOfTheWholeOne) {
  std::string text = flagship();
  text.resize(text.find("pay: up to loan.owed") + 5);
  session.change("deal.deal", Json::array({{{"text", text}}}));
  EXPECT_THAT(labels("aave.repay(loan, pay: ", 99), Contains("proceeds"));
}

TEST_F(Features, SignaturesFollowTheArgument) {
  const auto active = [&](std::string_view mark, std::size_t n) {
    const Json help = session.at("textDocument/signatureHelp", "deal.deal", mark, n);
    return help["activeParameter"].get<int>();
  };
  EXPECT_EQ(active("aave.borrow(USDT", 12), 0);
  EXPECT_EQ(active("ltv: 25%", 6), 1);
  EXPECT_EQ(active("against: collateral", 12), 2);
  EXPECT_EQ(active("max_price: ceiling", 13), 2);
  const Json help = session.at("textDocument/signatureHelp", "deal.deal", "value(capital)", 7);
  EXPECT_EQ(help["signatures"][0]["label"], "value(amount)");
  EXPECT_TRUE(session.at("textDocument/signatureHelp", "deal.deal", "limits {", 2).is_null());
}

TEST_F(Features, OutlineHasStepsLimitsAndScenarios) {
  const Json symbols = session.ask("textDocument/documentSymbol", document());
  ASSERT_EQ(symbols.size(), 7U) << "a deal and six scenarios";
  EXPECT_EQ(symbols[0]["name"], "freeze_resistant_loop");
  std::vector<std::string> names;
  for (const Json& child : symbols[0]["children"])
    names.push_back(child["name"]);
  EXPECT_THAT(names, ElementsAre("capital", "ceiling", "buckets", "assume", "limits", "open_credit",
                                 "buy", "redeem", "repay", "unlock", "top_up", "defaults"));
}

TEST_F(Features, WorkspaceSymbolsAreFoundInFilesThatAreNotOpen) {
  session.surroundings.files["other.deal"] = "deal a_quiet_one {\n}\n";
  const Json found = session.ask("workspace/symbol", {{"query", "QUIET"}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["name"], "a_quiet_one");
  EXPECT_EQ(found[0]["location"]["uri"], Session::uri("other.deal"));
}

TEST_F(Features, FoldsAreBlocksCommentsAndUses) {
  const Json folds = session.ask("textDocument/foldingRange", document());
  EXPECT_EQ(folds[0], (Json{{"startLine", 0}, {"endLine", 3}, {"kind", "imports"}}));
  EXPECT_EQ(folds[1]["kind"], "comment");
  const std::string text = flagship();
  const lsp::Lines lines(text);
  for (std::size_t i = 2; i < folds.size(); ++i) {
    const auto closing = folds[i]["endLine"].get<std::uint32_t>() + 1;
    EXPECT_EQ(text[text.find_first_not_of(' ', lines.start(closing))], '}') << folds[i].dump();
  }
}

TEST_F(Features, SelectionsGrowToTheWholeFile) {
  Json params = document();
  params["positions"] = Json::array({session.position("deal.deal", "-> lot", 3)});
  Json at = session.ask("textDocument/selectionRange", params)[0];
  int steps = 0;
  for (; at.contains("parent"); at = Json(at["parent"]))
    ++steps;
  EXPECT_GE(steps, 4);
  EXPECT_EQ(at["range"]["start"], (Json{{"line", 0}, {"character", 0}}));
}

TEST_F(Features, TokensCoverTheTextInOrder) {
  const Json tokens = session.ask("textDocument/semanticTokens/full", document())["data"];
  ASSERT_EQ(tokens.size() % 5, 0U);
  EXPECT_GT(tokens.size() / 5, 400U);
  const std::string text = flagship();
  const lsp::Lines lines(text);
  std::uint32_t line = 0;
  std::uint32_t character = 0;
  std::uint32_t last_end = 0;
  for (std::size_t i = 0; i < tokens.size(); i += 5) {
    line += tokens[i].get<std::uint32_t>();
    character = tokens[i + 1].get<std::uint32_t>() + (tokens[i] == 0 ? character : 0);
    const std::uint32_t begin = lines.offset(text, {line, character}, lsp::Encoding::utf16);
    EXPECT_LE(last_end, begin);
    last_end = begin + tokens[i + 2].get<std::uint32_t>();
    EXPECT_LE(last_end, lines.end(text, line));
    EXPECT_LT(tokens[i + 3].get<std::size_t>(), lsp::token_types);
  }
}

TEST_F(Features, TokensOfARangeAreThoseOfTheWholeThatStandInIt) {
  Json params = whole_range();
  params["range"]["start"]["line"] = 20;
  params["range"]["end"]["line"] = 30;
  const Json tokens = session.ask("textDocument/semanticTokens/range", params)["data"];
  EXPECT_EQ(tokens[0], 20);
  int line = 0;
  for (std::size_t i = 0; i < tokens.size(); i += 5)
    line += tokens[i].get<int>();
  EXPECT_EQ(line, 29);
}

TEST_F(Features, HintsShowTypesThatAreWrittenNowhere) {
  std::vector<std::string> shown;
  for (const Json& hint : session.ask("textDocument/inlayHint", whole_range()))
    shown.push_back(hint["label"]);
  EXPECT_THAT(shown, ElementsAre(": WETH", ": Collateral of WETH", ": USDT", ": Debt of USDT",
                                 ": USDTz", ": USDT", ": USDT", ": WETH", ": WETH"));
}

TEST_F(Features, LensesRunWhatTheEngineOffers) {
  const Json lenses = session.ask("textDocument/codeLens", document());
  ASSERT_EQ(lenses.size(), 8U) << "plan and dry run of the deal, six scenarios";
  EXPECT_EQ(lenses[0]["command"]["title"], "show plan");
  EXPECT_EQ(lenses[2]["command"]["title"], "run scenario");
  const Json answer =
      session.ask("workspace/executeCommand", {{"command", lenses[2]["command"]["command"]},
                                               {"arguments", lenses[2]["command"]["arguments"]}});
  EXPECT_EQ(answer["title"], "scenario freeze_resistant_loop in the whole loop");
  ASSERT_EQ(session.others.size(), 1U) << "an editor without panels gets a message";
  EXPECT_EQ(session.others[0]["method"], "window/showMessage");
}

TEST_F(Features, CommandsRefuseInWords) {
  const auto refused = [&](const Json& params) {
    return session.ask("workspace/executeCommand", params)["message"].get<std::string>();
  };
  EXPECT_THAT(refused({{"command", "rm"}}), HasSubstr("no command"));
  EXPECT_THAT(refused({{"command", "dealwright.prove"}, {"arguments", {"x"}}}),
              HasSubstr("no command"))
      << "nobody proves here";
  EXPECT_THAT(refused({{"command", "dealwright.showPlan"}}), HasSubstr("names a document"));
  EXPECT_THAT(refused({{"command", "dealwright.showPlan"},
                       {"arguments", {Session::uri("deal.deal"), "nothing"}}}),
              HasSubstr("no deal `nothing`"));
  session.change("deal.deal", Json::array({{{"text", "deal d { step s { x } }"}}}));
  EXPECT_THAT(refused({{"command", "dealwright.showPlan"},
                       {"arguments", {Session::uri("deal.deal"), "d"}}}),
              HasSubstr("errors"));
}

TEST_F(Features, CodesAreExplained) {
  const Json answer = session.ask("workspace/executeCommand",
                                  {{"command", "dealwright.explain"}, {"arguments", {"D400"}}});
  EXPECT_EQ(answer["page"], "about D400");
}

TEST_F(Features, LinksLeadToUsedFiles) {
  session.open("user.deal", "use \"./gold.deal\"\n");
  Json params = {{"textDocument", {{"uri", Session::uri("user.deal")}}}};
  const Json links = session.ask("textDocument/documentLink", params);
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0]["target"], Session::uri("gold.deal"));
  EXPECT_EQ(session.at("textDocument/definition", "user.deal", "gold", 1)["uri"],
            Session::uri("gold.deal"));
}

TEST_F(Features, HoverSaysWhereAHoldingCameFrom) {
  const std::string page =
      session.at("textDocument/hover", "deal.deal", "of 70% of lot", 10)["contents"]["value"];
  EXPECT_THAT(page, HasSubstr("holding lot: USDTz"));
  EXPECT_THAT(page, HasSubstr("yielded in step `buy`"));
  EXPECT_THAT(page, HasSubstr("Named in `redeem`."));
}

}  // namespace
}  // namespace dealwright::support
