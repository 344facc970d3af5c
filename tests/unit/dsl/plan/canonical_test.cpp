// The canonical form: its bytes are pinned, because identities of plans that people approved depend
// on every one.
#include "dsl/plan/canonical.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "dsl/plan/names.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/plan_generator.hpp"
#include "tests/support/plans.hpp"

namespace dealwright::tests {
namespace {

using namespace plan;

// If this test fails, the format changed: give it a new number and keep the old reader, do not edit
// the text.
TEST(Canonical, BytesOfFormat1ArePinned) {
  EXPECT_EQ(
      to_canonical_json(small_plan()),
      R"json({"allow_list":[{"contract":"weth.token","signature":"deposit()"}],"assets":[{"decimals":)json"
      R"json(18,"name":"ETH","par":"1"},{"counts_as":"ETH","decimals":18,"name":"WETH","par":"1"}],"b)json"
      R"json(uckets":[{"name":"core","share":"7/10","untouchable":true},{"name":"working","share":"3/)json"
      R"json(10"}],"capital":{"asset":"ETH","expression":{"name":"capital","op":"param"},"kind":"amou)json"
      R"json(nt"},"deal":"wrap_it","format":1,"gas":{"payer":"operator"},"holdings":[{"asset":"WETH",)json"
      R"json("name":"wrapped","step":"wrap"}],"limits":[{"bound":{"args":[{"number":"3/10","op":"numb)json"
      R"json(er"},{"op":"nav"}],"op":"*"},"comparison":"<=","kind":"cap","mode":"always","quantity":{)json"
      R"json("name":"WETH","op":"exposure"},"text":"exposure(WETH) <= 30% of nav always"}],"modules":)json"
      R"json([{"abis":[{"contract":"token","digest":"6c628ce08140e72955cf04069faf54a826b0c55863c98aab)json"
      R"json(ef6776fe39142163","name":"weth9"}],"alias":"weth","digest":"4998b465d2061d850a0810a6d96c)json"
      R"json(2f8affd40fb38d37d6198fe9bba28612db04","name":"weth"}],"params":[{"high":{"name":"ETH","n)json"
      R"json(umber":"1000","op":"number"},"low":{"name":"ETH","number":"1","op":"number"},"name":"cap)json"
      R"json(ital","type":"ETH","value":{"name":"ETH","number":"100","op":"number"}}],"steps":[{"item)json"
      R"json(s":[{"action":{"calls":[{"contract":"weth.token","sending":{"name":"funds","op":"local"})json"
      R"json(,"signature":"deposit()"}],"fails":["out_of_gas"],"flows":[{"asset":"ETH","kind":"pay",")json"
      R"json(money":{"asset":"ETH","kind":"bucket","name":"working"},"name":"funds"},{"asset":"WETH",)json"
      R"json("kind":"receive","name":"wrapped","target":{"kind":"holding","name":"wrapped"}}],"id":"w)json"
      R"json(rap.wrap","module":"weth","name":"wrap"}}],"kind":"step","name":"wrap","on_failure":{"ki)json"
      R"json(nd":"hold"},"timeout":"30m"}]})json");
  EXPECT_EQ(values::to_hex(identity(small_plan())),
            "34b39248815a1443910ba6358137a565631e63b2e9a86e8781eabd2c743974fd");
}

TEST(Canonical, IdentityOfEveryConstructIsPinned) {
  EXPECT_EQ(values::to_hex(identity(every_construct())),
            "7f214d5c282d8f84b6da8f21251799d78e3bbcb3dfcea4a3453642d8eb9c8f1d");
}

TEST(Canonical, IdentityIsTheDigestOfTheBytes) {
  EXPECT_EQ(identity(every_construct()), values::sha256(to_canonical_json(every_construct())));
}

// An independent library that sorts its keys writes the same bytes.
RC_GTEST_PROP(Canonical, IsWhatASortingWriterWrites, ()) {
  const std::string text = to_canonical_json(*any_plan());
  RC_ASSERT(nlohmann::json::parse(text).dump() == text);
}

RC_GTEST_PROP(Canonical, PrettyFormIsTheSameDocumentIndented, ()) {
  const Plan plan = *any_plan();
  RC_ASSERT(to_pretty_json(plan) == nlohmann::json::parse(to_canonical_json(plan)).dump(2) + "\n");
}

RC_GTEST_PROP(Canonical, WhatIsWrittenIsReadBackEqual, ()) {
  const Plan plan = *any_plan();
  const auto faults = find_faults(plan);
  if (!faults.empty()) RC_FAIL(faults[0].where + ": " + faults[0].what);
  const auto read = read_plan(to_canonical_json(plan));
  if (!read) RC_FAIL(read.error().where + ": " + read.error().what);
  RC_ASSERT(*read == plan);
  const auto from_pretty = read_plan(to_pretty_json(plan));
  RC_ASSERT(from_pretty.has_value());
  RC_ASSERT(identity(*from_pretty) == identity(plan));
}

TEST(Canonical, EveryConstructIsReadBackEqual) {
  const auto read = read_plan(to_canonical_json(every_construct()));
  ASSERT_TRUE(read.has_value()) << read.error().where << ": " << read.error().what;
  EXPECT_EQ(*read, every_construct());
}

TEST(Canonical, EmptyFieldsAreLeftOut) {
  const std::string text = to_canonical_json({.deal = "d", .gas = {.payer = "operator"}});
  EXPECT_EQ(text,
            R"({"capital":{"kind":"nothing"},"deal":"d","format":1,"gas":{"payer":"operator"}})");
}

TEST(Canonical, ALiteralZeroIsWritten) {
  Plan plan = small_plan();
  plan.limits[0].warn_at = number("0");
  EXPECT_NE(to_canonical_json(plan).find(R"("warn_at":{"number":"0","op":"number"})"),
            std::string::npos);
}

TEST(Canonical, TextIsEscapedInOneWay) {
  Plan plan = small_plan();
  plan.documentation = std::string("\"\\/\b\f\n\r\t\x1f\x7f") + std::string(1, '\0') + "é𝄞";
  EXPECT_NE(to_canonical_json(plan).find(
                "\"documentation\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001f\x7f\\u0000é𝄞\""),
            std::string::npos);
}

template <class Enumeration>
void expect_names_lead_back() {
  std::uint8_t i = 0;
  for (; !name_of(static_cast<Enumeration>(i)).empty(); ++i) {
    EXPECT_EQ(from_name<Enumeration>(name_of(static_cast<Enumeration>(i))),
              static_cast<Enumeration>(i));
  }
  EXPECT_GT(i, 1);
  EXPECT_EQ(from_name<Enumeration>("no such name"), std::nullopt);
}

TEST(Canonical, NamesOfKindsLeadBack) {
  expect_names_lead_back<AssumptionKind>();
  expect_names_lead_back<Basis>();
  expect_names_lead_back<LimitKind>();
  expect_names_lead_back<LimitMode>();
  expect_names_lead_back<MoneyKind>();
  expect_names_lead_back<TargetKind>();
  expect_names_lead_back<PositionKind>();
  expect_names_lead_back<FlowKind>();
  expect_names_lead_back<AfterMode>();
  expect_names_lead_back<Otherwise>();
  expect_names_lead_back<FailureKind>();
  expect_names_lead_back<StepKind>();
  expect_names_lead_back<Op>();
}

TEST(CanonicalDeathTest, RefusesTextThatIsNotUtf8) {
  Plan plan = small_plan();
  plan.documentation = "\xff";
  EXPECT_DEATH(static_cast<void>(to_canonical_json(plan)), "is_utf8");
}

}  // namespace
}  // namespace dealwright::tests
