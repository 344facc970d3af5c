// Assertions stay on in every build and say what was broken; errors have words.
#include "dsl/values/assertion.hpp"

#include <set>

#include <gtest/gtest.h>

#include "dsl/values/amount.hpp"
#include "dsl/values/rounding.hpp"

namespace dealwright::values {
namespace {

TEST(AssertionDeathTest, EndsTheProcessAndSaysWhatWasBroken) {
  const int two = 2;
  DEALWRIGHT_ASSERT(two == 2);
  EXPECT_DEATH(DEALWRIGHT_ASSERT(two == 3),
               "assertion_test.cpp:[0-9]+: this must hold and does not: two == 3");
  EXPECT_DEATH(DEALWRIGHT_UNREACHABLE("a colour outside its list"),
               "not reached: a colour outside its list");
}

TEST(AssertionDeathTest, MoreDecimalsThanAnAmountHasAreOurMistake) {
  EXPECT_EQ(to_decimal(Amount(0), decimals_max), "0");
  EXPECT_DEATH(static_cast<void>(to_decimal(Amount(0), decimals_max + 1)),
               "decimals <= decimals_max");
}

TEST(NumberError, EachHasWordsOfItsOwn) {
  std::set<std::string_view> words;
  for (const auto error :
       {NumberError::overflow, NumberError::negative, NumberError::division_by_zero,
        NumberError::not_exact, NumberError::malformed, NumberError::too_many_decimals}) {
    EXPECT_FALSE(describe(error).empty());
    words.insert(describe(error));
  }
  EXPECT_EQ(words.size(), 6U);
}

}  // namespace
}  // namespace dealwright::values
