// The SARIF form: valid by its official schema (judged by Python's jsonschema), and what code hosts
// need besides.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "dsl/diagnostics/render.hpp"
#include "tests/unit/dsl/diagnostics/findings.hpp"

namespace dealwright::diagnostics {
namespace {

using Json = nlohmann::json;

// Whether the validator accepts the log. It prints what it refuses.
bool is_valid(const std::string& log) {
  const std::string path = testing::TempDir() + "dealwright_" + std::to_string(getpid()) + ".sarif";
  std::ofstream(path) << log;
  const std::string command =
      "/usr/bin/python3 tests/unit/dsl/diagnostics/validate_sarif.py "
      "tests/data/sarif/sarif-schema-2.1.0.json '" +
      path + "'";
  const int status = std::system(command.c_str());
  std::remove(path.c_str());
  EXPECT_TRUE(status == 0 || status == 1 << 8) << "the validator itself failed: " << status;
  return status == 0;
}

Json run_of(const Diagnostics& found) { return Json::parse(to_sarif(found, "1.2.3"))["runs"][0]; }

Diagnostic at(const SourcePointer& where, std::string_view words) {
  return {.code = Code::unknown_name, .message = "m", .primary = label(where, words)};
}

std::string fingerprint(const Json& result) {
  return result["partialFingerprints"]["primaryLocationLineHash"];
}

TEST(Sarif, IsValidByTheOfficialSchema) {
  const Diagnostic placeless{.code = Code::module_not_found, .message = "no file", .primary = {}};
  const Diagnostic hostile{.code = Code::not_utf8,
                           .message = "\xFF",
                           .primary = {source("\xFF\x1b", "a b:\xFF#?.deal"), {0, 1}, "\xFF"}};
  EXPECT_TRUE(is_valid(to_sarif({}, "0.1.0")));
  EXPECT_TRUE(
      is_valid(to_sarif({with_everything(), misspelled_name(), placeless, hostile}, "0.1.0")));
}

TEST(Sarif, TheValidatorRefusesWhatIsNotSarif) {
  Json log = Json::parse(to_sarif({misspelled_name()}, "0.1.0"));
  log["runs"][0]["results"][0]["message"].erase("text");
  EXPECT_FALSE(is_valid(log.dump()));
  Json other = Json::parse(to_sarif({misspelled_name()}, "0.1.0"));
  other["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0;
  EXPECT_FALSE(is_valid(other.dump()));
}

TEST(Sarif, RulesAreTheWholeRegistryAndResultsPointIntoIt) {
  const Json run = run_of({with_everything()});
  const Json& driver = run["tool"]["driver"];
  EXPECT_EQ(driver["name"], "Dealwright");
  EXPECT_EQ(driver["version"], "1.2.3");
  ASSERT_EQ(driver["rules"].size(), all_codes().size());
  const Json& result = run["results"][0];
  const Json& rule = driver["rules"][result["ruleIndex"].get<std::size_t>()];
  EXPECT_EQ(rule["id"], "D400");
  EXPECT_EQ(result["ruleId"], "D400");
  EXPECT_EQ(rule["name"], "spent-twice");
  EXPECT_EQ(rule["defaultConfiguration"]["level"], "error");
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
}

TEST(Sarif, HasEveryPartOfAFinding) {
  const Json result = run_of({with_everything()})["results"][0];
  EXPECT_EQ(result["message"]["text"],
            "`wrapped` {{1 WETH}} is spent twice\nall of it goes into `c1`\ntwo lines:\nthe "
            "second\nhelp: split it");
  const Json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "deals/d.deal");
  EXPECT_EQ(place["region"],
            Json::parse(R"({"startLine":7,"startColumn":17,"endLine":7,"endColumn":24})"));
  ASSERT_EQ(result["relatedLocations"].size(), 2U);
  EXPECT_EQ(result["relatedLocations"][0]["message"]["text"], "first spent here");
  EXPECT_EQ(result["relatedLocations"][1]["id"], 2);
  const Json& steps = result["codeFlows"][0]["threadFlows"][0]["locations"];
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[1]["location"]["message"]["text"], "nothing is left");
  // One change a file; an insertion deletes an empty region.
  const Json& changes = result["fixes"][0]["artifactChanges"];
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0]["replacements"].size(), 2U);
  EXPECT_EQ(changes[1]["replacements"][0]["deletedRegion"],
            Json::parse(R"({"startLine":1,"startColumn":1,"endLine":1,"endColumn":1})"));
  EXPECT_EQ(changes[1]["replacements"][0]["insertedContent"]["text"], "// both\n");
}

TEST(Sarif, UrisAreRelativeAndPercentEncoded) {
  const auto uri = [](const std::string& name) {
    const Json result = run_of({at(source("x", name), "x")})["results"][0];
    return result["locations"][0]["physicalLocation"]["artifactLocation"];
  };
  EXPECT_EQ(uri("./desk {1}.deal")["uri"], "desk%20%7B1%7D.deal");
  EXPECT_EQ(uri("a:b#c?d%.deal")["uri"], "a%3Ab%23c%3Fd%25.deal");
  EXPECT_EQ(uri("é.deal")["uri"], "%C3%A9.deal");
  EXPECT_EQ(uri("<stdin>")["uri"], "%3Cstdin%3E");
  EXPECT_EQ(uri("a.deal")["uriBaseId"], "%SRCROOT%");
  EXPECT_EQ(uri("/x y.deal")["uri"], "file:///x%20y.deal");
  EXPECT_FALSE(uri("/x y.deal").contains("uriBaseId"));
}

TEST(Sarif, FingerprintsDoNotDependOnTheLineNumberOrTheWords) {
  const auto before = source("  a.b(wrng)\n");
  const auto after = source("// a line more\n\n      a.b(wrng)\n");
  Diagnostic reworded = at(after, "wrng");
  reworded.message = "said better";
  const Json old_run = run_of({at(before, "wrng")});
  const Json new_run = run_of({reworded});
  EXPECT_EQ(fingerprint(old_run["results"][0]), fingerprint(new_run["results"][0]));
}

TEST(Sarif, FingerprintsTellFindingsApart) {
  const auto where = source("a.b(wrng)\na.b(wrng)\nc.d(wrng)\n");
  Diagnostic second = at(where, "wrng");
  second.primary.span = span_of(where, "wrng", 10);
  Diagnostic third = at(where, "wrng");
  third.primary.span = span_of(where, "wrng", 20);
  Diagnostic other_code = at(where, "wrng");
  other_code.code = Code::spent_twice;
  const Json results = run_of({at(where, "wrng"), second, third, other_code})["results"];
  EXPECT_EQ(fingerprint(results[0]).substr(0, 16), fingerprint(results[1]).substr(0, 16));
  EXPECT_TRUE(fingerprint(results[0]).ends_with(":1"));
  EXPECT_TRUE(fingerprint(results[1]).ends_with(":2"));
  EXPECT_NE(fingerprint(results[0]).substr(0, 16), fingerprint(results[2]).substr(0, 16));
  EXPECT_NE(fingerprint(results[0]).substr(0, 16), fingerprint(results[3]).substr(0, 16));
}

}  // namespace
}  // namespace dealwright::diagnostics
