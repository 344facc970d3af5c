// Values of parameters as they come from outside: in the language, checked, all mistakes at once.
#include "dsl/sema/given.hpp"

#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "dsl/diagnostics/render.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::sema {
namespace {

constexpr std::string_view text = R"(use weth
deal d {
  param size:  ETH          = 10 ETH in 1 ETH .. 20 ETH
  param rate:  USD per ETH  = 3_000 in 1_000 .. 5_000
  param wait:  duration     = 6h in 1h .. 2d
  param when1: time         = 2026-01-31T00:00Z in 2026-01-01T00:00Z .. 2026-12-31T00:00Z
  param count: whole        = 3 in 1 .. 9
  param sure:  truth        = true in 1 .. 2
  param path:  route of USDC in 2 .. 3 hops
  param fixed: ETH          = 1 ETH
  param must:  ratio in 1% .. 9%
  buckets of size { working 100% }
  step s { weth.wrap(all ETH from working) -> w }
}
)";

class Given : public testing::Test {
 protected:
  Given() {
    std::string source(text);
    source.replace(source.find(" in 1 .. 2\n"), 10, "");
    checked_ = compile::check_text(std::make_shared<const diagnostics::Source>("d.deal", source),
                                   provider_);
    EXPECT_TRUE(checked_.found.empty())
        << diagnostics::to_terminal(checked_.found, diagnostics::Colour::none);
  }

  std::map<std::string, plan::Expression> give(const std::vector<GivenValue>& values) {
    found_.clear();
    return check_given(checked_.model.deals.at(0), checked_.model.assets, values, found_);
  }

  // The one finding about one value; the others that must be given are.
  std::string finding(const std::string& name, const std::string& value) {
    std::vector<GivenValue> values{{name, value, "--param"}};
    for (const GivenValue& other : needed()) {
      if (other.name != name) values.push_back(other);
    }
    give(values);
    if (found_.size() > 1) return "several";
    return found_.empty()
               ? "none"
               : diagnostics::to_text(found_.front().code) + ": " + found_.front().message;
  }

  static std::vector<GivenValue> needed() {
    return {{"path", "USDC > WETH > USDC", "--param"}, {"must", "5%", "--param"}};
  }

  support::LibraryProvider provider_;
  compile::CheckedText checked_;
  diagnostics::Diagnostics found_;
};

TEST_F(Given, ValuesAreReadInTheLanguage) {
  std::vector<GivenValue> values = needed();
  values.push_back({"size", "12.5 ETH", "--param"});
  values.push_back({"rate", "4_000", "--param"});
  values.push_back({"wait", "90m", "--param"});
  values.push_back({"when1", "2026-02-01T00:00Z", "--param"});
  values.push_back({"count", "4", "--param"});
  const auto bound = give(values);
  EXPECT_TRUE(found_.empty()) << diagnostics::to_terminal(found_, diagnostics::Colour::none);
  EXPECT_EQ(plan::to_text(bound.at("size")), "12.5 ETH");
  EXPECT_EQ(plan::to_text(bound.at("rate")), "4_000 USD per ETH");
  EXPECT_EQ(plan::to_text(bound.at("wait")), "90m");
  EXPECT_EQ(plan::to_text(bound.at("count")), "4");
  EXPECT_EQ(plan::to_text(bound.at("must")), "5%");
  EXPECT_EQ(bound.at("path").name, "USDC>WETH>USDC");
}

TEST_F(Given, AllMissingValuesAreOneFinding) {
  give({});
  ASSERT_EQ(found_.size(), 1U);
  EXPECT_EQ(found_.front().code, diagnostics::Code::value_missing);
  EXPECT_NE(found_.front().message.find("`path: route of USDC in 2 .. 3 hops`"), std::string::npos)
      << found_.front().message;
  EXPECT_NE(found_.front().message.find("`must: ratio"), std::string::npos);
}

TEST_F(Given, MistakesAreNamed) {
  EXPECT_EQ(finding("sice", "1 ETH"), "D200: `d` has no parameter `sice`");
  EXPECT_EQ(finding("size", "1 USDT").substr(0, 4), "D300");
  EXPECT_EQ(finding("size", "30 ETH"), "D303: `size` is 30 ETH, outside its range 1 ETH .. 20 ETH");
  EXPECT_EQ(finding("wait", "3d"), "D303: `wait` is 3d, outside its range 1h .. 2d");
  EXPECT_EQ(finding("count", "2.5"), "D303: `count` is a whole number, 2.5 is not");
  EXPECT_EQ(finding("fixed", "2 ETH"),
            "D303: `fixed` has no range: it is fixed at its default 1 ETH");
  EXPECT_EQ(finding("fixed", "1 ETH"), "none");
  EXPECT_EQ(finding("sure", "false"), "D303: `sure` has no range: it is fixed at its default true");
  EXPECT_EQ(finding("size", "nav").substr(0, 4), "D300");
  EXPECT_EQ(finding("size", "1 ETH +").substr(0, 2), "D1");
  EXPECT_EQ(finding("size", "").substr(0, 2), "D1");
  EXPECT_EQ(finding("size", "1.0000000000000000001 ETH").substr(0, 4), "D302");
  EXPECT_EQ(finding("size", "price(ETH) * 1 ETH * 1 ETH / 1 USD"),
            "D305: `size` needs a fixed value");
  EXPECT_EQ(finding("size", "1 ETH\n}").substr(0, 4), "D303");
  EXPECT_EQ(finding("size", std::string(given_bytes_max + 1, '1')).substr(0, 4), "D303");
  EXPECT_EQ(finding("path", "USDC > GOLD > USDC"), "D200: `GOLD` is no asset");
  EXPECT_EQ(finding("path", "WETH > USDC"), "D409: the route of `path` starts and ends in USDC");
  EXPECT_EQ(finding("path", "USDC > USDC"), "D303: `path` has 1 hop, outside its range 2 .. 3");
  EXPECT_EQ(finding("path", "").substr(0, 4), "D200");
}

TEST_F(Given, TwiceIsAMistake) {
  std::vector<GivenValue> values = needed();
  values.push_back({"must", "6%", "--params"});
  give(values);
  ASSERT_EQ(found_.size(), 1U);
  EXPECT_EQ(found_.front().code, diagnostics::Code::clause_repeated);
}

TEST_F(Given, PlacesPointIntoWhatWasGiven) {
  give({{"size", "30 ETH", "values.params"},
        {"path", "USDC > WETH > USDC", "--param"},
        {"must", "5%", "--param"}});
  ASSERT_EQ(found_.size(), 1U);
  const auto& primary = found_.front().primary;
  EXPECT_EQ(primary.source->name(), "values.params");
  EXPECT_EQ(
      primary.source->text().substr(primary.span.begin, primary.span.end - primary.span.begin),
      "30 ETH");
}

}  // namespace
}  // namespace dealwright::sema
