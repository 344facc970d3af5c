// Reading a plan: each kind of bad input is refused with the place it stands at, and no bytes crash
// the reader.
#include <cctype>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "tests/support/plans.hpp"

namespace dealwright::tests {
namespace {

using namespace plan;
using nlohmann::json;

std::string refusal(const std::string& text) {
  const auto read = read_plan(text);
  return read ? "read" : read.error().where + ": " + read.error().what;
}

// The plan of every construct with the value at `pointer` replaced.
std::string with(const std::string& pointer, json value) {
  json document = json::parse(to_canonical_json(every_construct()));
  document[json::json_pointer(pointer)] = std::move(value);
  return document.dump();
}

std::string without(const std::string& pointer) {
  json document = json::parse(to_canonical_json(every_construct()));
  const json::json_pointer at(pointer);
  document[at.parent_pointer()].erase(at.back());
  return document.dump();
}

TEST(ReadPlan, ToleratesWhiteSpaceAndOrder) {
  EXPECT_EQ(refusal(" \n" + to_pretty_json(small_plan()) + "\t\r\n"), "read");
  const auto document = nlohmann::ordered_json::parse(to_canonical_json(small_plan()));
  nlohmann::ordered_json turned = nlohmann::ordered_json::object();
  for (auto member = document.rbegin(); member != document.rend(); ++member)
    turned[member.key()] = *member;
  ASSERT_NE(turned.dump(), to_canonical_json(small_plan()));
  const auto read = read_plan(turned.dump());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, small_plan());
}

TEST(ReadPlan, RefusesWrongTypesWhereTheyStand) {
  EXPECT_EQ(refusal("[]"), ": expected an object");
  EXPECT_EQ(refusal("1"), ": expected an object");
  EXPECT_EQ(refusal(with("/deal", 1)), "/deal: expected a string");
  EXPECT_EQ(refusal(with("/assets", "x")), "/assets: expected a list");
  EXPECT_EQ(refusal(with("/assets/1", "x")), "/assets/1: expected an object");
  EXPECT_EQ(refusal(with("/assets/1/decimals", "6")),
            "/assets/1/decimals: expected a whole number from 0 to 4294967295");
  EXPECT_EQ(refusal(with("/assets/1/decimals", -1)),
            "/assets/1/decimals: expected a whole number from 0 to 4294967295");
  EXPECT_EQ(refusal(with("/assets/1/decimals", 4294967296)),
            "/assets/1/decimals: expected a whole number from 0 to 4294967295");
  EXPECT_EQ(refusal(with("/buckets/0/untouchable", 1)),
            "/buckets/0/untouchable: expected true or false");
  EXPECT_EQ(refusal(with("/steps/1/after/0/0/mode", true)),
            "/steps/1/after/0/0/mode: expected a string");
  EXPECT_EQ(refusal(with("/steps/0/deadline_blocks", json::array())),
            "/steps/0/deadline_blocks: expected a whole number from 0 to 4294967295");
}

TEST(ReadPlan, RefusesUnknownKeysAndNames) {
  EXPECT_EQ(refusal(with("/colour", "red")), "/colour: unknown key");
  EXPECT_EQ(refusal(with("/steps/2/a~1b", 1)), "/steps/2/a~1b: unknown key");
  EXPECT_EQ(refusal(with("/steps/2/kind", "stair")), "/steps/2/kind: unknown name `stair`");
  EXPECT_EQ(refusal(with("/limits/0/bound/op", "=<")), "/limits/0/bound/op: unknown name `=<`");
  EXPECT_EQ(refusal(with("/steps/0/items/0", json::object())),
            "/steps/0/items/0: expected one of the keys `action`, `split`, `group`");
  EXPECT_EQ(refusal(with("/steps/0/items/0/split", 1)), "/steps/0/items/0/split: unknown key");
}

TEST(ReadPlan, RefusesMissingFields) {
  EXPECT_EQ(refusal("{}"), "/capital: missing");
  EXPECT_EQ(refusal(without("/deal")), "/deal: missing");
  EXPECT_EQ(refusal(without("/steps/0/timeout")), "/steps/0/timeout: missing");
  EXPECT_EQ(refusal(without("/limits/0/bound/op")), "/limits/0/bound/op: missing");
}

TEST(ReadPlan, RefusesOtherFormats) {
  EXPECT_EQ(refusal(with("/format", 2)), "/format: expected format 1");
  EXPECT_EQ(refusal(without("/format")), "/format: missing");
}

TEST(ReadPlan, RefusesValuesThatAreNotWhatTheySay) {
  const std::string ratio = ": expected a ratio in lowest terms, such as \"3/4\"";
  for (const char* bad : {"", "0.5", "2/4", "1/0", "-0", "01", "1/-2", "1e3", " 1", "1/1", "NaN"}) {
    EXPECT_EQ(refusal(with("/buckets/0/share", bad)), "/buckets/0/share" + ratio) << bad;
  }
  EXPECT_EQ(refusal(with("/buckets/0/share", std::string(100'000, '9'))),
            "/buckets/0/share" + ratio);
  for (const char* bad : {"", "30", "-1m", "1.5h", "99999999d", "1 m"}) {
    EXPECT_EQ(refusal(with("/steps/0/timeout", bad)),
              "/steps/0/timeout: expected a duration, such as \"30m\"")
        << bad;
  }
  for (const std::string& bad :
       {std::string(), std::string(63, 'a'), std::string(64, 'A'), std::string(65, 'a')}) {
    EXPECT_EQ(refusal(with("/modules/0/digest", bad)),
              "/modules/0/digest: expected 64 lower-case hex digits")
        << bad;
  }
}

TEST(ReadPlan, RefusesReferencesThatLeadNowhere) {
  EXPECT_EQ(refusal(with("/steps/1/after/0/0/step", "bye")),
            "/steps/1/after/0/0/step: no step is called `bye`");
  EXPECT_EQ(refusal(with("/limits/0/quantity", {{"op", "param"}, {"name", "x"}})),
            "/limits/0/quantity/name: no parameter is called `x`");
}

// --- hostile bytes
// -------------------------------------------------------------------------------------------------

TEST(ReadPlan, RefusesDoubledKeys) {
  EXPECT_EQ(refusal(R"({"deal":"a","deal":"b"})"), ": the key `deal` occurs twice");
  EXPECT_EQ(refusal(R"({"steps":[{},{"retry":{"a":1,"a":1}}]})"),
            "/steps/1/retry: the key `a` occurs twice");
  EXPECT_EQ(refusal(R"({"deal":"a","d\u0065al":"b"})"), ": the key `deal` occurs twice");
}

TEST(ReadPlan, RefusesNumbersThatAreNotWholeOrTooLarge) {
  for (const char* bad : {"1.5", "1e2", "1e400", "-1e400", "18446744073709551616",
                          "123456789012345678901234567890"}) {
    const std::string text = std::string(R"({"assets":[{"decimals":)") + bad + "}]}";
    const auto read = read_plan(text);
    ASSERT_FALSE(read.has_value()) << bad;
    EXPECT_NE(read.error().what, "missing") << bad;
  }
}

TEST(ReadPlan, RefusesWhatIsNotJson) {
  for (const std::string& bad :
       {std::string(), std::string("nul"), std::string("NaN"), std::string("Infinity"),
        std::string("{"), std::string("{\"a\""), std::string("{'a':1}"), std::string("[1,]"),
        std::string("{} {}"), std::string("{}\0", 3), std::string("\"\\ud800\""), std::string("01"),
        std::string("// a\n{}")}) {
    EXPECT_THAT(refusal(bad), testing::StartsWith(": not JSON at byte ")) << bad;
  }
  EXPECT_EQ(refusal("null"), ": null has no meaning here");
  EXPECT_EQ(refusal(with("/documentation", nullptr)), ": null has no meaning here");
}

TEST(ReadPlan, RefusesInvalidUtf8) {
  for (const char* bad :
       {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"}) {
    EXPECT_EQ(refusal("{\"deal\":\"" + std::string(bad) + "\"}").substr(0, 19),
              ": not JSON at byte ");
  }
}

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

TEST(ReadPlan, BoundsNestingBeforeItDescends) {
  EXPECT_EQ(refusal(nested(json_depth_max)), ": expected an object");
  const std::string too_deep = "nested deeper than " + std::to_string(json_depth_max) + " levels";
  EXPECT_NE(refusal(nested(json_depth_max + 1)).find(too_deep), std::string::npos);
  EXPECT_NE(refusal(std::string(5'000'000, '[')).find(too_deep), std::string::npos);
  std::string objects;
  for (int i = 0; i < 100'000; ++i)
    objects += "{\"a\":";
  EXPECT_NE(refusal(objects).find(too_deep), std::string::npos);
}

TEST(ReadPlan, ReadsExpressionsAsDeepAsTheyMayBe) {
  const auto plan_with_depth = [](std::size_t depth) {
    Plan plan = small_plan();
    Expression e{.op = Op::truth};
    for (std::size_t i = 1; i < depth; ++i)
      e = {.op = Op::not_, .args = {e}};
    plan.steps[0].items = {
        Item{Group{.items = {Item{Group{.ensures = {e}}}, plan.steps[0].items[0]}}}};
    return plan;
  };
  const Plan deepest = plan_with_depth(expression_depth_max);
  EXPECT_EQ(refusal(to_canonical_json(deepest)), "read");
  EXPECT_NE(refusal(to_canonical_json(plan_with_depth(expression_depth_max + 1)))
                .find("nested deeper than 256 levels"),
            std::string::npos);
}

TEST(ReadPlan, BoundsTheNumberOfValues) {
  const std::string text = to_canonical_json(small_plan());
  std::size_t values = 0;
  while (!read_plan(text, {.values = values}))
    ++values;
  EXPECT_GT(values, 100U);
  EXPECT_EQ(read_plan(text, {.values = values - 1}).error().what,
            "more than " + std::to_string(values - 1) + " values");
}

TEST(ReadPlan, BoundsTheNumberOfBytes) {
  const std::string text = to_canonical_json(small_plan());
  EXPECT_TRUE(read_plan(text, {.bytes = text.size()}).has_value());
  EXPECT_EQ(read_plan(text, {.bytes = text.size() - 1}).error().what,
            "larger than " + std::to_string(text.size() - 1) + " bytes");
}

// A small generator with a fixed seed: the same mutations in every run.
class Mutations {
 public:
  std::string next(std::string text) {
    for (std::uint32_t n = 1 + below(4); n > 0; --n)
      mutate(text);
    return text;
  }

 private:
  void mutate(std::string& text) {
    static constexpr std::string_view interesting = "{}[]\",:0129-+.eE\\ntrufals \xff\x80\xc3";
    if (text.empty()) text = "{";
    const std::size_t at = below(static_cast<std::uint32_t>(text.size()));
    switch (below(6)) {
      case 0: text[at] = static_cast<char>(below(256)); break;
      case 1: text[at] = interesting[below(static_cast<std::uint32_t>(interesting.size()))]; break;
      case 2:
        text.insert(at, 1, interesting[below(static_cast<std::uint32_t>(interesting.size()))]);
        break;
      case 3: text.erase(at, 1 + below(20)); break;
      case 4:
        text.insert(at, text.substr(below(static_cast<std::uint32_t>(text.size())), below(40)));
        break;
      default: digit(text, at); break;
    }
  }

  // The likeliest change to still be a plan.
  void digit(std::string& text, std::size_t at) {
    for (; at < text.size(); ++at) {
      if (std::isdigit(static_cast<unsigned char>(text[at])) != 0) {
        text[at] = static_cast<char>('0' + below(10));
        return;
      }
    }
  }

  std::uint32_t below(std::uint32_t n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>(state_ >> 33U) % n;
  }

  std::uint64_t state_ = 1;
};

TEST(ReadPlan, AnyBytesGiveAPlanOrAnError) {
  Mutations mutations;
  std::size_t plans = 0;
  const std::string small = to_canonical_json(small_plan());
  const std::string large = to_canonical_json(every_construct());
  for (int i = 0; i < 3000; ++i) {
    const auto read = read_plan(mutations.next(i % 4 == 0 ? large : small));
    if (!read) {
      EXPECT_FALSE(read.error().what.empty());
      continue;
    }
    // What is read is a plan like any other: it is written and read again unchanged.
    ++plans;
    const auto again = read_plan(to_canonical_json(*read));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(*again, *read);
  }
  EXPECT_GT(plans, 30U);
}

}  // namespace
}  // namespace dealwright::tests
