// Limits of the checker: named, reported in words, and met in time that grows with the text.

#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/check.hpp"
#include "dsl/sema/report.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::sema {
namespace {

constexpr std::string_view head = "use weth\ndeal d {\n  buckets of 10 ETH { working 100% }\n";

diagnostics::Diagnostics check(std::string text) {
  support::LibraryProvider provider;
  return compile::check_text(std::make_shared<const diagnostics::Source>("d.deal", std::move(text)),
                             provider)
      .found;
}

std::string codes(const diagnostics::Diagnostics& found) {
  std::string all;
  for (const auto& finding : found)
    all += (all.empty() ? "" : " ") + diagnostics::to_text(finding.code);
  return all;
}

TEST(CheckerLimits, RefuseTooManyDeclarations) {
  std::string text;
  for (std::size_t i = 0; i <= declarations_max; ++i)
    text += "asset A" + std::to_string(i) + " { decimals 6 }\n";
  const auto found = check(text);
  ASSERT_EQ(codes(found), "D104");
  EXPECT_NE(found.front().message.find("2000"), std::string::npos) << found.front().message;
}

TEST(CheckerLimits, AllowAsManyDeclarationsAsTheySay) {
  std::string text;
  for (std::size_t i = 0; i < declarations_max; ++i)
    text += "/// Documented.\nasset A" + std::to_string(i) + " { decimals 6 }\n";
  EXPECT_EQ(codes(check(text)), "");
}

TEST(CheckerLimits, RefuseTooManySteps) {
  std::string text(head);
  for (std::size_t i = 0; i <= plan::steps_max; ++i)
    text += "step s" + std::to_string(i) + "{}\n";
  EXPECT_EQ(codes(check(text + "}\n")), "D110");
}

TEST(CheckerLimits, RefuseStepsThatAreEntangled) {
  // Everything waits for everything: more than can be remembered.
  constexpr std::size_t wide = 3'000;
  std::string all;
  for (std::size_t i = 0; i < wide; ++i)
    all += (i > 0 ? ", a" : "a") + std::to_string(i);
  std::string text = std::string(head) + "step first {}\n";
  for (std::size_t i = 0; i < wide; ++i)
    text += "step a" + std::to_string(i) + " after first {}\n";
  text += "step join after " + all + " {}\n";
  for (std::size_t i = 0; i < wide; ++i)
    text += "step b" + std::to_string(i) + " after join, a" + std::to_string(i) + " {}\n";
  const auto found = check(text + "}\n");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(codes({found.front()}), "D110");
}

TEST(CheckerLimits, BoundTheFindings) {
  std::string text(head);
  text += "step s { require nav > 0 USD";
  for (int i = 0; i < 50'000; ++i)
    text += " + x";
  const auto found = check(text + " }\n}\n");
  EXPECT_EQ(found.size(), diagnostics::diagnostics_max + 1);
  EXPECT_EQ(found.back().code, diagnostics::Code::too_many_findings);
}

TEST(CheckerLimits, CloseCirclesOfFiles) {
  support::LibraryProvider provider;
  provider.files["a.deal"] = "use \"./b.deal\"\n";
  provider.files["b.deal"] = "use \"./a.deal\"\n";
  const auto checked = compile::check_text(
      std::make_shared<const diagnostics::Source>("d.deal", "use \"./a.deal\"\n"), provider);
  EXPECT_EQ(codes(checked.found), "D204");
}

TEST(CheckerLimits, RefuseMoreFilesThanADealCanUse) {
  support::LibraryProvider provider;
  std::string text;
  for (std::size_t i = 0; i <= used_files_max; ++i) {
    const std::string name = "f" + std::to_string(i) + ".deal";
    provider.files[name] = "";
    text += "use \"./" + name + "\"\n";
  }
  const auto checked =
      compile::check_text(std::make_shared<const diagnostics::Source>("d.deal", text), provider);
  ASSERT_FALSE(checked.found.empty());
  EXPECT_EQ(codes({checked.found.front()}), "D104");
}

// One text for each thing that can be repeated without end, and how much of it.
struct Repeated {
  std::string_view name;
  std::string_view before;
  std::string_view part;  // # is the number, @ the one before it
  std::string_view after;
};

constexpr std::string_view deal =
    "use weth\nuse aave_v3 as aave\ndeal d {\nbuckets of 10 ETH { working 100% }\n";
constexpr Repeated repeated[] = {
    {"parameters", deal, "param p#: ETH = 1 ETH in 1 ETH .. 2 ETH\n", "}\n"},
    {"parameters that are used", deal,
     "param p#: ETH = 1 ETH\nstep s# { weth.wrap(p# from working) -> w# }\n", "}\n"},
    {"actions of one name", "use weth\ndeal d {\nbuckets of 10 ETH { working 100% }\nstep s {\n",
     "weth.wrap(1 ETH from working) -> w#\n", "}\n}\n"},
    {"unknown modules", "deal d {\nbuckets of 10 ETH { working 100% }\nstep s {\n",
     "m#.wrap(x) -> w#\n", "}\n}\n"},
    {"unknown buckets", "use weth\ndeal d {\nbuckets of 10 ETH { working 100% }\nstep s {\n",
     "weth.wrap(1 ETH from b#) -> w#\n", "}\n}\n"},
    {"conditions", "deal d {\nbuckets of 10 ETH { working 100% }\nstep s {\n",
     "require nav > # USD\n", "}\n}\n"},
    {"long sums", "deal d {\nbuckets of 10 ETH { working 100% }\nstep s { require nav > 1 USD",
     " + # USD", "\n}\n}\n"},
    {"long conjunctions",
     "deal d {\nbuckets of 10 ETH { working 100% }\nstep s { require nav > 1 USD",
     " and nav > # USD", "\n}\n}\n"},
    {"money put together",
     "use weth\ndeal d {\nbuckets of 10 ETH { working 100% }\nstep s { weth.wrap(1 ETH from "
     "working",
     " + 1 ETH from working", ") -> w\n}\n}\n"},
    {"positions", deal,
     "step o# { aave.supply(1 WETH from working) -> c# }\nstep c#x { aave.withdraw(c#) -> f# }\n",
     "}\n"},
    {"positions that stay open", deal,
     "step o# { aave.supply(1 WETH from working) -> c#\nrequire nav > 1 USD\non failure fail }\n",
     "}\n"},
    {"guards that positions are gone", deal,
     "step o# { aave.supply(1 WETH from working) -> c#\nensure c#.amount == 0 WETH }\n", "}\n"},
    {"steps without an order",
     "use weth\ndeal d {\nbuckets of 10 ETH { working 100% }\nstep f {}\n",
     "step s# after f { weth.wrap(1 ETH from working) -> w# }\n", "}\n"},
    {"rescues", "use weth\ndeal d {\nbuckets of 10 ETH { working 100% }\n",
     "step s# { weth.wrap(1 ETH from working) -> w#\non failure then r# }\nstep r# { weth.wrap(1 "
     "ETH from working) -> v# }\n",
     "}\n"},
    {"steps in a circle",
     "deal d {\nbuckets of 10 ETH { working 100% }\nstep a after b {}\nstep b after a {}\n",
     "step s# after a {}\n", "}\n"},
    {"one long circle", "deal d {\nbuckets of 10 ETH { working 100% }\nstep s0 after last {}\n",
     "step t# {}\n", "step last {}\n}\n"},
    {"circles", "deal d {\nbuckets of 10 ETH { working 100% }\n",
     "step a# after b# {}\nstep b# after a# {}\n", "}\n"},
    {"buckets", "use weth\ndeal d {\nbuckets of 10 ETH {\n", "b# 0%\n",
     "rest 100% }\nstep s { weth.wrap(1 ETH from b1) -> w }\n}\n"},
    {"ladders", "use weth\ndeal d {\nbuckets of 10 ETH { working 100% }\n",
     "ladder l# { rungs 1 ETH of 3 ETH from working\nweth.wrap(rung) -> w#\nclimb when nav > 0 "
     "USD\n}\n",
     "}\n"},
    {"limits", "deal d {\nbuckets of 10 ETH { working 100% }\nlimits {\n", "ltv <= # * 1%\n",
     "}\n}\n"},
    {"splits", deal, "split 1 ETH from working { a# 50%, b# 50% }\n", "}\n"},
    {"adopted positions",
     "use aave_v3 as aave\ndeal o { buckets of 1 WETH { w 100% }\nstep s { aave.supply(all WETH "
     "from w) -> c\nleave open c }\n}\ndeal d {\nbuckets of 10 ETH { working 100% }\n",
     "adopt o.c -> c#\n", "}\n"},
    {"expectations",
     "deal d {\nbuckets of 10 ETH { working 100% }\nstep s {}\n}\nscenario \"x\" for d {\n",
     "expect s is done\n", "}\n"},
    {"given parameters",
     "deal d {\nparam n: whole = 1 in 1 .. 5\nbuckets of 10 ETH { working 100% }\n}\nscenario "
     "\"x\" for d {\n",
     "given n = 2\n", "}\n"},
    {"queries that ask in a row", "protocol p {\nquery q0: ratio { model 5% }\n",
     "query q#: ratio { model q@ + 1% }\n", "}\n"},
    {"queries in circles", "protocol p {\n",
     "query a#: ratio { model b# }\nquery b#: ratio { model a# }\n", "}\n"},
    {"settings", "protocol p {\n", "setting s#: ratio = 5%\n", "}\n"},
    {"actions of a module", "protocol p {\n", "action a#(funds: A) { moves funds out }\n", "}\n"},
    {"parameters of an action", "protocol p {\naction a(x: ratio", ", p#: ratio",
     ") { fails no }\n}\n"},
    {"unknown names", "deal d {\nbuckets of 10 ETH { working 100% }\nstep s { require nav > 1 USD",
     " + x#", "\n}\n}\n"},
    {"shares of shares", "deal d {\nbuckets of 10 ETH { working 100% }\nstep s { require nav > ",
     "1% of ", "1 USD\n}\n}\n"},
    {"members", "deal d {\nbuckets of 10 ETH { working 100% }\nstep s { require nav", ".a",
     " > 1\n}\n}\n"},
};

std::string text_of(const Repeated& what, std::size_t count) {
  std::string text(what.before);
  for (std::size_t i = 1; i <= count; ++i) {
    for (char c : what.part) {
      if (c == '#') {
        text += std::to_string(i);
      } else if (c == '@') {
        text += std::to_string(i - 1);
      } else {
        text += c;
      }
    }
  }
  return text + std::string(what.after);
}

// Thousands of anything: a quadratic walk would take minutes.
TEST(CheckerLimits, TakeThousandsOfAnything) {
  for (const Repeated& what : repeated) {
    const auto found = check(text_of(what, 4'000));
    EXPECT_LE(found.size(), diagnostics::diagnostics_max + 100 + 1) << what.name;
  }
}

}  // namespace
}  // namespace dealwright::sema
