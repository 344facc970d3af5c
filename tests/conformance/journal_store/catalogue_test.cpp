// Making deals once, finding them again, and listing them.
#include <set>

#include "tests/conformance/journal_store/homes.hpp"

namespace dealwright::tests {
namespace {

using ports::Course;
using ports::Creation;
using ports::DealEntry;
using ports::DealPage;
using ports::DealScope;
using ports::ErrorCode;
using ports::Head;
using ports::NewDeal;
using ports::Standing;
using ports::StatusCount;

constexpr values::TimePoint noon{1'700'000'000'000};

template <class Home>
class Catalogue : public testing::Test {
 protected:
  ports::DealCatalogue& deals() { return home.catalogue(); }
  static NewDeal deal(std::string_view id, std::string_view key = "",
                      std::string_view plan = R"({"deal":"loop"})") {
    return {.id = id,
            .key = key,
            .plan = values::sha256(plan),
            .plan_json = plan,
            .profile = "[prices]\nETH = 3000\n",
            .created = noon,
            .by = "ada"};
  }
  void stand(std::string_view id, const Standing& standing) {
    const Head head = ports::take_over(home.store(), id).value();
    const auto records = records_after(id, head);
    ASSERT_TRUE(ports::append(home.store(), {id, head, records, &standing}).has_value());
  }
  std::vector<std::string> listed(DealScope scope, const std::string& status = "") {
    const DealPage page =
        deals().list({.scope = scope, .status = status, .after = "", .most = 100}).value();
    EXPECT_EQ(page.next, "");
    std::vector<std::string> ids;
    for (const DealEntry& entry : page.deals)
      ids.push_back(entry.id);
    return ids;
  }
  Home home;
};
TYPED_TEST_SUITE(Catalogue, Homes);

TYPED_TEST(Catalogue, KeepsWhatADealWasMadeWith) {
  const auto made = ports::create(this->deals(), this->deal("loop-1", "order-7")).value();
  EXPECT_EQ(made.creation, Creation::made);
  const DealEntry expected{.id = "loop-1",
                           .key = "order-7",
                           .plan = values::sha256(R"({"deal":"loop"})"),
                           .created = noon,
                           .by = "ada",
                           .standing = {.status = "waiting", .course = Course::open, .since = noon},
                           .place = ports::Place::journal};
  EXPECT_EQ(made.deal, expected);
  this->home.again();
  EXPECT_EQ(this->deals().find("loop-1").value(), expected);
  EXPECT_EQ(this->deals().find_by_key("order-7").value(), expected);
  EXPECT_EQ(this->deals().plan_json(expected.plan).value(), R"({"deal":"loop"})");
  EXPECT_EQ(this->deals().profile("loop-1").value(), "[prices]\nETH = 3000\n");
}

TYPED_TEST(Catalogue, TheSameKeyGivesTheDealItMadeBefore) {
  ASSERT_TRUE(ports::create(this->deals(), this->deal("loop-1", "order-7")).has_value());
  this->stand("loop-1", {.status = "running", .course = Course::open, .since = noon});
  this->home.again();
  const auto again = ports::create(this->deals(), this->deal("loop-2", "order-7")).value();
  EXPECT_EQ(again.creation, Creation::was_there);
  EXPECT_EQ(again.deal.id, "loop-1");
  EXPECT_EQ(again.deal.standing.status, "running");
  EXPECT_EQ(this->deals().find("loop-2").value(), std::nullopt);
}

TYPED_TEST(Catalogue, AKeyIsNotUsedForAnotherPlan) {
  ASSERT_TRUE(ports::create(this->deals(), this->deal("loop-1", "order-7")).has_value());
  const auto other =
      ports::create(this->deals(), this->deal("loop-2", "order-7", R"({"deal":"other"})"));
  EXPECT_EQ(code_of(other), ErrorCode::refused);
  EXPECT_NE(other.error().what.find("`order-7` was used for the deal `loop-1`"), std::string::npos)
      << other.error().what;
}

TYPED_TEST(Catalogue, AnIdIsTakenOnce) {
  ASSERT_TRUE(ports::create(this->deals(), this->deal("loop-1")).has_value());
  EXPECT_EQ(code_of(ports::create(this->deals(), this->deal("loop-1"))), ErrorCode::refused);
  EXPECT_EQ(code_of(ports::create(this->deals(), this->deal("loop-1", "key"))), ErrorCode::refused);
}

TYPED_TEST(Catalogue, DealsOfABatchAreMadeEachForItself) {
  const std::vector<NewDeal> batch = {this->deal("a", "one"), this->deal("b", "one"),
                                      this->deal("a"), this->deal("bad id"), this->deal("c")};
  const auto results = this->deals().create(batch).value();
  ASSERT_EQ(results.size(), 5U);
  EXPECT_EQ(results[0].value().creation, Creation::made);
  EXPECT_EQ(results[1].value().creation, Creation::was_there);
  EXPECT_EQ(code_of(results[2]), ErrorCode::refused);
  EXPECT_EQ(code_of(results[3]), ErrorCode::refused);
  EXPECT_EQ(results[4].value().deal.id, "c");
  this->home.again();
  EXPECT_EQ(this->listed(DealScope::all), (std::vector<std::string>{"c", "a"}));
}

TYPED_TEST(Catalogue, OpenDealsAreListedFirstAndTheNewestOfThemOnTop) {
  for (const std::string_view id : {"a", "b", "c", "d", "e"})
    ASSERT_TRUE(ports::create(this->deals(), this->deal(id)).has_value());
  this->stand("b", {.status = "completed", .course = Course::ended, .since = noon});
  this->stand("d", {.status = "failed", .course = Course::ended, .since = noon});
  this->stand("e", {.status = "holding", .course = Course::open, .since = noon});
  this->home.again();
  using Ids = std::vector<std::string>;
  EXPECT_EQ(this->listed(DealScope::all), (Ids{"e", "c", "a", "d", "b"}));
  EXPECT_EQ(this->listed(DealScope::open), (Ids{"e", "c", "a"}));
  EXPECT_EQ(this->listed(DealScope::ended), (Ids{"d", "b"}));
  EXPECT_EQ(this->listed(DealScope::all, "holding"), (Ids{"e"}));
  EXPECT_EQ(this->listed(DealScope::open, "failed"), (Ids{}));
  EXPECT_EQ(
      this->deals().count().value(),
      (std::vector<StatusCount>{{"completed", 1}, {"failed", 1}, {"holding", 1}, {"waiting", 2}}));
}

TYPED_TEST(Catalogue, PagesHoldEveryDealOnce) {
  std::vector<std::string> made;
  for (int i = 0; i < 23; ++i) {
    made.push_back("deal-" + std::to_string(i));
    ASSERT_TRUE(ports::create(this->deals(), this->deal(made.back())).has_value());
    if (i % 3 == 0) {
      this->stand(made.back(), {.status = "completed", .course = Course::ended, .since = noon});
    }
  }
  const auto whole = this->listed(DealScope::all);
  for (const std::size_t most : {1U, 2U, 5U, 8U, 22U, 23U, 24U}) {
    std::vector<std::string> seen;
    std::string after;
    do {
      const DealPage page =
          this->deals().list({.scope = DealScope::all, .after = after, .most = most}).value();
      ASSERT_LE(page.deals.size(), most);
      ASSERT_FALSE(page.deals.empty());
      for (const DealEntry& entry : page.deals)
        seen.push_back(entry.id);
      after = page.next;
    } while (!after.empty());
    EXPECT_EQ(seen, whole) << most;
  }
  EXPECT_EQ(whole.size(), made.size());
}

TYPED_TEST(Catalogue, RefusesPagesThatItNeverGave) {
  for (const char* after : {"x", "o", "o1x", "3", "o0", "o99999999999999999999999"}) {
    EXPECT_EQ(code_of(this->deals().list({.after = after, .most = 5})), ErrorCode::refused)
        << after;
  }
}

TYPED_TEST(Catalogue, StandingChangesOnlyWithItsAppend) {
  ASSERT_TRUE(ports::create(this->deals(), this->deal("a")).has_value());
  const Head stale = ports::take_over(this->home.store(), "a").value();
  (void)ports::take_over(this->home.store(), "a");
  const Standing standing{.status = "completed", .course = Course::ended, .since = noon};
  const auto records = records_after("a", stale);
  EXPECT_EQ(code_of(ports::append(this->home.store(), {"a", stale, records, &standing})),
            ErrorCode::fenced);
  EXPECT_EQ(this->deals().find("a").value()->standing.status, "waiting");
}

TYPED_TEST(Catalogue, SaysWhatItDoesNotHave) {
  EXPECT_EQ(this->deals().find("nowhere").value(), std::nullopt);
  EXPECT_EQ(this->deals().find_by_key("nothing").value(), std::nullopt);
  EXPECT_EQ(code_of(this->deals().plan_json(values::sha256("x"))), ErrorCode::refused);
  EXPECT_EQ(code_of(this->deals().profile("nowhere")), ErrorCode::refused);
}

}  // namespace
}  // namespace dealwright::tests
