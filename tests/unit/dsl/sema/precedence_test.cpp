// The chain decomposition of the step order against plain sets, on random deals.
#include "dsl/sema/precedence.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/fuzz/mutations.hpp"

namespace dealwright::sema {
namespace {

using Ways = std::vector<std::vector<std::size_t>>;

std::vector<std::size_t> in_order(std::size_t count) {
  std::vector<std::size_t> sequence(count);
  for (std::size_t i = 0; i < count; ++i)
    sequence[i] = i;
  return sequence;
}

// Random ways into each step, from steps with smaller numbers.
std::vector<Ways> random_order(std::size_t count, test::Chance& chance) {
  std::vector<Ways> after(count);
  for (std::size_t step = 1; step < count; ++step) {
    const std::size_t ways = chance.below(4) == 0 ? 0 : 1 + chance.below(3) / 2;
    for (std::size_t way = 0; way < ways; ++way) {
      std::vector<std::size_t> all_of;
      for (std::size_t term = 0; term <= chance.below(3); ++term)
        all_of.push_back(chance.one_in(2) ? step - 1 : chance.below(step));
      after[step].push_back(std::move(all_of));
    }
  }
  return after;
}

// What is before a step: in every one of its ways, something of it.
std::vector<std::set<std::size_t>> sets_of(const std::vector<Ways>& after) {
  std::vector<std::set<std::size_t>> before(after.size());
  for (std::size_t step = 0; step < after.size(); ++step) {
    bool first = true;
    for (const auto& all_of : after[step]) {
      std::set<std::size_t> reach;
      for (std::size_t term : all_of) {
        reach.insert(term);
        reach.insert(before[term].begin(), before[term].end());
      }
      std::set<std::size_t> both;
      std::set_intersection(before[step].begin(), before[step].end(), reach.begin(), reach.end(),
                            std::inserter(both, both.begin()));
      before[step] = first ? reach : both;
      first = false;
    }
  }
  return before;
}

TEST(Precedence, AgreesWithSetsOnRandomOrders) {
  std::size_t ordered = 0;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    test::Chance chance(seed);
    const std::size_t count = 2 + chance.below(20);
    const auto after = random_order(count, chance);
    const Precedence precedence(in_order(count), after);
    const auto before = sets_of(after);
    ASSERT_FALSE(precedence.is_incomplete());
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) {
        ASSERT_EQ(precedence.comes_before(a, b), before[b].contains(a))
            << "seed " << seed << ": " << a << " before " << b;
        ordered += before[b].contains(a) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(ordered, 10'000U);
}

TEST(Precedence, KnowsNothingOfStepsThatAreNotThere) {
  const Precedence precedence(in_order(2), {{}, {{0}}});
  EXPECT_TRUE(precedence.comes_before(0, 1));
  EXPECT_FALSE(precedence.comes_before(1, 0));
  EXPECT_FALSE(precedence.comes_before(0, 7));
  EXPECT_FALSE(precedence.comes_before(7, 0));
  EXPECT_TRUE(precedence.are_ordered(1, 1));
}

TEST(Precedence, HoldsOneLongChainCheaply) {
  constexpr std::size_t count = 100'000;
  std::vector<Ways> after(count);
  for (std::size_t step = 1; step < count; ++step)
    after[step] = {{step - 1}};
  const Precedence precedence(in_order(count), after);
  EXPECT_TRUE(precedence.comes_before(0, count - 1));
  EXPECT_FALSE(precedence.comes_before(count - 1, 0));
}

TEST(Precedence, GivesUpWhereThereIsTooMuchToRemember) {
  // Every one of many steps waits for all of many steps that have no order.
  constexpr std::size_t wide = 3'000;
  std::vector<Ways> after(2 * wide + 1);
  std::vector<std::size_t> all(wide);
  for (std::size_t i = 0; i < wide; ++i)
    all[i] = i;
  after[wide] = {all};
  for (std::size_t i = 0; i < wide; ++i)
    after[wide + 1 + i] = {{i, wide}};
  const Precedence precedence(in_order(after.size()), after);
  EXPECT_TRUE(precedence.is_incomplete());
}

}  // namespace
}  // namespace dealwright::sema
