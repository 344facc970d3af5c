// Every field counts: each one is listed, is written, and changes the identity when it changes.
#include <type_traits>
#include <unordered_set>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "tests/support/plans.hpp"
#include "tests/unit/dsl/plan/field_changes.hpp"

namespace dealwright::tests {
namespace {

TEST(Identity, ChangesWithEveryField) {
  const Plan original = every_construct();
  std::unordered_set<std::string> seen{to_canonical_json(original)};
  std::size_t changes = 0;
  for (;; ++changes) {
    Plan changed = original;
    if (!FieldChange(changes).apply(changed)) break;
    // No two changes look alike either, so none of them hides another.
    EXPECT_TRUE(seen.insert(to_canonical_json(changed)).second) << "change " << changes;
  }
  EXPECT_GT(changes, 1000U);
}

TEST(Identity, NoChangeOfAFieldIsMisread) {
  const Plan original = every_construct();
  constexpr std::size_t stride =
      5;  // each kind of change comes by often enough; all of them take seconds
  for (std::size_t i = 0;; i += stride) {
    Plan changed = original;
    if (!FieldChange(i).apply(changed)) break;
    const auto faults = find_faults(changed);
    const auto read = read_plan(to_canonical_json(changed));
    ASSERT_EQ(read.has_value(), faults.empty())
        << "change " << i << (read ? "" : ": " + read.error().where + " " + read.error().what);
    if (read) EXPECT_EQ(*read, changed) << "change " << i;
  }
}

// --- every member of every struct is in its field list
// -------------------------------------------------------------

// Initialises a member of any type.
struct Anything {
  template <class T>
  operator T() const {
    return {};
  }
};

// How many members an aggregate has: one more initialiser than that is not accepted.
template <class T, class... Initialisers>
constexpr std::size_t members() {
  if constexpr (requires { T{Initialisers{}..., Anything{}}; }) {
    return members<T, Initialisers..., Anything>();
  } else {
    return sizeof...(Initialisers);
  }
}

class FieldCount {
 public:
  template <class T>
  void must(std::string_view, const T&) {
    ++fields;
  }
  template <class T>
  void may(std::string_view, const T&, WhenEmpty = WhenEmpty::left_out) {
    ++fields;
  }
  template <class Names, class Variant>
  void one_of(const Names& names, const Variant&) {
    EXPECT_EQ(names.size(), std::variant_size_v<Variant>);
    ++fields;
  }
  void format(std::string_view, int) {}

  std::size_t fields = 0;
};

template <class T>
void expect_all_listed(std::string_view name) {
  FieldCount count;
  const T value{};
  describe(count, value);
  EXPECT_EQ(count.fields, members<T>()) << name;
}

TEST(Identity, EveryMemberIsInItsFieldList) {
  expect_all_listed<Plan>("Plan");
  expect_all_listed<Asset>("Asset");
  expect_all_listed<Param>("Param");
  expect_all_listed<Bucket>("Bucket");
  expect_all_listed<Gas>("Gas");
  expect_all_listed<Assumption>("Assumption");
  expect_all_listed<ValueRule>("ValueRule");
  expect_all_listed<Limit>("Limit");
  expect_all_listed<Waiver>("Waiver");
  expect_all_listed<Money>("Money");
  expect_all_listed<Target>("Target");
  expect_all_listed<Holding>("Holding");
  expect_all_listed<Position>("Position");
  expect_all_listed<Flow>("Flow");
  expect_all_listed<NamedExpression>("NamedExpression");
  expect_all_listed<Call>("Call");
  expect_all_listed<Evidence>("Evidence");
  expect_all_listed<Action>("Action");
  expect_all_listed<Split>("Split");
  expect_all_listed<Split::Part>("Split::Part");
  expect_all_listed<Group>("Group");
  expect_all_listed<Item>("Item");
  expect_all_listed<AfterTerm>("AfterTerm");
  expect_all_listed<When>("When");
  expect_all_listed<Approval>("Approval");
  expect_all_listed<FailurePolicy>("FailurePolicy");
  expect_all_listed<Retry>("Retry");
  expect_all_listed<Ladder>("Ladder");
  expect_all_listed<Defence>("Defence");
  expect_all_listed<Step>("Step");
  expect_all_listed<Query>("Query");
  expect_all_listed<Setting>("Setting");
  expect_all_listed<Module>("Module");
  expect_all_listed<Module::Abi>("Module::Abi");
  expect_all_listed<Allowed>("Allowed");
  expect_all_listed<Expression>("Expression");
}

}  // namespace
}  // namespace dealwright::tests
