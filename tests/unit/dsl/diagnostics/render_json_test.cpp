// The JSON form: one document, places from 1, every part of a finding.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dsl/diagnostics/render.hpp"
#include "tests/unit/dsl/diagnostics/findings.hpp"

namespace dealwright::diagnostics {
namespace {

using Json = nlohmann::json;

TEST(Json, NothingFoundIsAnEmptyList) {
  EXPECT_EQ(to_json({}), "{\"format\":1,\"diagnostics\":[]}\n");
}

TEST(Json, PlacesCountFromOne) {
  const auto where = source("é x\ny");
  const Diagnostic d{.code = Code::unexpected_text, .message = "m", .primary = {where, {3, 6}, ""}};
  EXPECT_EQ(
      to_json({d}),
      R"({"format":1,"diagnostics":[{"code":"D100","name":"unexpected-text","severity":"error","message":"m",)"
      R"("file":"deals/d.deal","line":1,"column":3,"end_line":2,"end_column":2,"label":"","labels":[],"notes":[],)"
      R"("help":"","fix":null,"flow":[]}]})"
      "\n");
}

TEST(Json, HasEveryPartOfAFinding) {
  const Json all = Json::parse(to_json({with_everything()}));
  const Json& d = all["diagnostics"][0];
  EXPECT_EQ(d["code"], "D400");
  EXPECT_EQ(d["label"], "spent again here");
  EXPECT_EQ(d["labels"].size(), 2U);
  EXPECT_EQ(d["labels"][0]["line"], 6);
  EXPECT_EQ(d["labels"][0]["text"], "first spent here");
  EXPECT_EQ(d["labels"][1]["file"], "./desk {1}.deal");
  EXPECT_EQ(d["notes"][1], "two lines:\nthe second");
  EXPECT_EQ(d["help"], "split it");
  EXPECT_EQ(d["fix"]["title"], "give each a half");
  EXPECT_EQ(d["fix"]["edits"].size(), 3U);
  EXPECT_EQ(
      d["fix"]["edits"][2],
      Json::parse(
          R"({"file":"./desk {1}.deal","line":1,"column":1,"end_line":1,"end_column":1,"text":"// both\n"})"));
  EXPECT_EQ(d["flow"][1]["text"], "nothing is left");
}

TEST(Json, AFindingWithoutAPlaceHasNoFile) {
  const Json d = Json::parse(
      to_json({{.code = Code::module_not_found, .message = "m", .primary = {}}}))["diagnostics"][0];
  EXPECT_TRUE(d["file"].is_null());
  EXPECT_FALSE(d.contains("line"));
}

TEST(Json, BytesThatAreNotUtf8AreReplaced) {
  const Diagnostic d{.code = Code::not_utf8,
                     .message = "\xFF\x1b",
                     .primary = {source("\xFF", "\xC0.deal"), {0, 1}, "\xFF"}};
  const Json shown = Json::parse(to_json({d}))["diagnostics"][0];
  EXPECT_EQ(shown["message"], "\xEF\xBF\xBD\x1b");
  EXPECT_EQ(shown["end_column"], 2);
}

TEST(Json, WarningsSayThatTheyAre) {
  const Diagnostic d{
      .code = Code::never_true, .message = "m", .primary = {source("x"), {0, 1}, ""}};
  EXPECT_EQ(Json::parse(to_json({d}))["diagnostics"][0]["severity"], "warning");
}

}  // namespace
}  // namespace dealwright::diagnostics
