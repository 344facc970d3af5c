// Findings are sorted, said once, and cut file by file.
#include <gtest/gtest.h>

#include "dsl/diagnostics/diagnostic.hpp"
#include "tests/unit/dsl/diagnostics/findings.hpp"

namespace dealwright::diagnostics {
namespace {

Diagnostic at(const SourcePointer& where, std::uint32_t begin, Code code = Code::unknown_name,
              std::string message = "m") {
  return {.code = code, .message = std::move(message), .primary = {where, {begin, begin + 1}, ""}};
}

Diagnostics many(const SourcePointer& where, std::uint32_t count) {
  Diagnostics found;
  for (std::uint32_t i = 0; i < count; ++i)
    found.push_back(at(where, i));
  return found;
}

TEST(Order, IsByFilePlaceAndCode) {
  const auto a = source(std::string(10, 'x'), "a.deal");
  const auto b = source(std::string(10, 'x'), "b.deal");
  const Diagnostics sorted =
      in_order({at(b, 1), at(a, 5), at(a, 2, Code::spent_twice), at(a, 2, Code::unknown_name)});
  ASSERT_EQ(sorted.size(), 4U);
  EXPECT_EQ(sorted[0].code, Code::unknown_name);
  EXPECT_EQ(sorted[1].code, Code::spent_twice);
  EXPECT_EQ(sorted[2].primary.span.begin, 5U);
  EXPECT_EQ(sorted[3].primary.source, b);
}

TEST(Order, SaysTheSameThingOnceAndKeepsTheFirst) {
  const auto a = source(std::string(10, 'x'));
  Diagnostic with_help = at(a, 1);
  with_help.help = "the first";
  const Diagnostics sorted =
      in_order({with_help, at(a, 1), at(a, 1, Code::unknown_name, "another")});
  ASSERT_EQ(sorted.size(), 2U);
  EXPECT_EQ(sorted[1].help, "the first");
}

TEST(Order, CutsEachFileAtTheLimitAndSaysSo) {
  const auto a = source(std::string(1'000, 'x'), "a.deal");
  const auto b = source(std::string(1'000, 'x'), "b.deal");
  Diagnostics found = many(a, 250);
  for (Diagnostic& d : many(b, static_cast<std::uint32_t>(diagnostics_max)))
    found.push_back(d);
  const Diagnostics cut = in_order(found);
  ASSERT_EQ(cut.size(), 2 * diagnostics_max + 1);
  EXPECT_EQ(cut[diagnostics_max - 1].primary.span.begin, 199U);
  EXPECT_EQ(cut[diagnostics_max].code, Code::too_many_findings);
  EXPECT_EQ(cut[diagnostics_max].primary.span.begin, 200U);
  EXPECT_EQ(cut[diagnostics_max + 1].primary.source, b);
  EXPECT_EQ(cut.back().code, Code::unknown_name);
}

TEST(Order, OrderingAgainChangesNothing) {
  const auto a = source(std::string(1'000, 'x'));
  const Diagnostics once = in_order(many(a, 300));
  const Diagnostics twice = in_order(once);
  ASSERT_EQ(once.size(), twice.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].code, twice[i].code);
    EXPECT_EQ(once[i].primary.span, twice[i].primary.span);
  }
}

TEST(Order, AFindingWithoutAPlaceComesFirst) {
  const auto a = source("x");
  const Diagnostics sorted = in_order({at(a, 0), at(nullptr, 0)});
  EXPECT_EQ(sorted[0].primary.source, nullptr);
}

TEST(Order, WarningsAreNoErrors) {
  const auto a = source("x");
  EXPECT_FALSE(has_errors({}));
  EXPECT_FALSE(has_errors({at(a, 0, Code::never_true)}));
  EXPECT_TRUE(has_errors({at(a, 0, Code::never_true), at(a, 0)}));
}

}  // namespace
}  // namespace dealwright::diagnostics
