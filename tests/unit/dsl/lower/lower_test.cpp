// What a plan lists: its allow-list, its queries with their arguments, its assets; and that its
// identity depends on the meaning of the deal alone.
#include "dsl/lower/lower.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "dsl/diagnostics/render.hpp"
#include "dsl/plan/canonical.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::lower {
namespace {

const std::string lending = R"(use weth
use aave_v3 as aave
deal lending {
  param capital: ETH = 10 ETH in 1 ETH .. 20 ETH
  buckets of capital { working 100% }
  limits { ltv <= 30% when increased }
  step open {
    weth.wrap(all ETH from working)            -> wrapped
    aave.supply(wrapped)                       -> held
    aave.borrow(USDT, ltv: 20%, against: held) -> cash, loan
    leave open held, loan
  }
}
)";

plan::Plan plan_of(const std::string& text, const std::string& deal = "lending",
                   const std::vector<compile::GivenParam>& given = {}) {
  support::LibraryProvider provider;
  const auto checked =
      compile::check_text(std::make_shared<const diagnostics::Source>("d.deal", text), provider);
  EXPECT_TRUE(checked.found.empty())
      << diagnostics::to_terminal(checked.found, diagnostics::Colour::none);
  auto planned = compile::plan_deal(checked, deal, given);
  EXPECT_TRUE(planned.plan);
  return planned.plan ? std::move(*planned.plan) : plan::Plan{};
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), instead);
}

std::string canonical(const plan::Plan& plan) { return plan::to_canonical_json(plan); }

TEST(Lower, ListsEveryCallOnce) {
  const plan::Plan plan = plan_of(with(lending, "    leave open held, loan\n",
                                       "    weth.wrap(0 ETH from working) -> more\n"
                                       "    leave open held, loan\n"));
  std::vector<std::string> calls;
  for (const plan::Allowed& allowed : plan.allow_list)
    calls.push_back(allowed.contract + " " + allowed.signature);
  EXPECT_EQ(calls,
            (std::vector<std::string>{"aave_v3.WETH approve(address,uint256)",
                                      "aave_v3.pool borrow(address,uint256,uint256,uint16,address)",
                                      "aave_v3.pool supply(address,uint256,address,uint16)",
                                      "weth.token deposit()"}));
}

TEST(Lower, ListsQueriesWithTheirArguments) {
  const plan::Plan plan = plan_of(lending);
  const plan::Module* aave = plan::find_module(plan, "aave_v3");
  ASSERT_NE(aave, nullptr);
  std::vector<std::string> names;
  for (const plan::Query& query : aave->queries) {
    std::string name = query.name;
    for (const plan::Expression& argument : query.arguments)
      name += " " + argument.name;
    names.push_back(name);
  }
  // What the positions amount to, and what the model of that asks in turn.
  EXPECT_EQ(names, (std::vector<std::string>{"aave_v3.amount held", "aave_v3.borrow_index USDT",
                                             "aave_v3.borrow_rate USDT", "aave_v3.borrowing_power",
                                             "aave_v3.income_index WETH", "aave_v3.max_ltv",
                                             "aave_v3.owed loan", "aave_v3.supply_rate WETH"}));
}

TEST(Lower, KeepsOnlyAssetsThatThePlanSpeaksOf) {
  std::vector<std::string> names;
  for (const plan::Asset& asset : plan_of(lending).assets)
    names.push_back(asset.name);
  EXPECT_EQ(names, (std::vector<std::string>{"ETH", "USDT", "WETH"}));
}

TEST(Lower, KeepsWhatAnAssetStandsForHoweverFar) {
  std::string text = "use erc20\nasset A0 { decimals 6 }\n";
  for (int i = 1; i <= 6; ++i)
    text += "asset A" + std::to_string(i) + " { decimals 6, counts as A" + std::to_string(i - 1) +
            " }\n";
  text +=
      "deal d {\n  buckets of 1 A6 { w 100% }\n  step s { erc20.transfer(all A6 from w, to: "
      "\"x\") }\n}\n";
  const plan::Plan plan = plan_of(text, "d");
  EXPECT_EQ(plan.assets.size(), 7U);
  EXPECT_TRUE(plan::find_faults(plan).empty());
}

TEST(Lower, FillsInTheParameters) {
  EXPECT_EQ(plan::to_text(plan_of(lending).params.at(0).value), "10 ETH");
  const plan::Plan plan = plan_of(lending, "lending", {{"capital", "15 ETH", "--param"}});
  EXPECT_EQ(plan::to_text(plan.params.at(0).value), "15 ETH");
  EXPECT_NE(canonical(plan), canonical(plan_of(lending)));
}

TEST(Lower, IdentityIsTheMeaningAlone) {
  const std::string same = canonical(plan_of(lending));
  const std::vector<std::pair<std::string, std::string>> harmless{
      {"a comment", with(lending, "  limits {", "  // careful\n  limits {")},
      {"layout", with(lending, "{ working 100% }", "{\n    working   100%\n  }\n\n")},
      {"another use", with(lending, "use weth\n", "use weth\nuse uniswap_v3 as uni\n")},
      {"another asset", with(lending, "deal lending", "asset GOLD { decimals 2 }\ndeal lending")},
      {"another deal",
       lending +
           "deal other {\n  buckets of 1 ETH { w 100% }\n  step s { require nav > 0 USD }\n}\n"},
      {"a scenario", lending + "scenario \"x\" for lending { explore }\n"},
      {"a number written otherwise", with(lending, "10 ETH in", "1e1 ETH in")},
  };
  for (const auto& [what, text] : harmless)
    EXPECT_EQ(canonical(plan_of(text)), same) << what;
}

TEST(Lower, IdentityChangesWithTheMeaning) {
  const std::string before = canonical(plan_of(lending));
  const std::vector<std::pair<std::string, std::string>> telling{
      {"a limit", with(lending, "ltv <= 30%", "ltv <= 31%")},
      {"a range", with(lending, "1 ETH .. 20 ETH", "1 ETH .. 21 ETH")},
      {"a share", with(lending, "ltv: 20%", "ltv: 21%")},
      {"a timeout", with(lending, "    leave", "    timeout 1h\n    leave")},
      {"a bucket's name",
       with(with(lending, "{ working", "{ money"), "from working", "from money")},
      {"documentation", with(lending, "deal lending", "/// Lends.\ndeal lending")},
  };
  for (const auto& [what, text] : telling)
    EXPECT_NE(canonical(plan_of(text)), before) << what;
}

TEST(Lower, GivesAScenarioTheQueriesThatItsPlanDoesNotList) {
  const std::string text = lending + R"(scenario "rates" for lending {
  world { aave.borrow_rate(DAI) = 7%, aave.borrow_rate(USDT) = 5% }
}
)";
  support::LibraryProvider provider;
  const auto checked =
      compile::check_text(std::make_shared<const diagnostics::Source>("d.deal", text), provider);
  ASSERT_TRUE(checked.found.empty());
  const auto planned = compile::plan_deal(checked, "lending", {});
  ASSERT_TRUE(planned.plan);
  const plan::Scenario scenario =
      compile::plan_scenario(checked, checked.model.scenarios.at(0), *planned.plan);
  ASSERT_EQ(scenario.queries.size(), 1U);
  EXPECT_EQ(scenario.queries[0].name, "aave_v3.borrow_rate");
  EXPECT_EQ(scenario.queries[0].arguments.at(0).name, "DAI");
}

}  // namespace
}  // namespace dealwright::lower
