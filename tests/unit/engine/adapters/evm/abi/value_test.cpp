// Values as text, and signed numbers.
#include "engine/adapters/evm/abi/value.hpp"

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/abi/json_value.hpp"

namespace dealwright::abi {
namespace {

Integer integer(std::int64_t n) {
  if (n >= 0) return {.magnitude = values::Amount(static_cast<std::uint64_t>(n))};
  return {.sign = Integer::Sign::negative,
          .magnitude = values::Amount(static_cast<std::uint64_t>(-n))};
}

TEST(Value, ReadsLikeItsType) {
  const Type type =
      tests::type_of("(address to, uint256 amount, (int8,bool)[] pairs, bytes, string)");
  const Value value = tests::value_of(
      type, {"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "1500000",
             nlohmann::json::array({{"-3", true}, {"4", false}}), "0xc0ffee", "a\"b"});
  EXPECT_EQ(to_text(type, value),
            "(to: 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, amount: 1500000, pairs: "
            "[(-3, true), (4, false)], 0xc0ffee, \"a\\\"b\")");
}

TEST(Value, DoesNotSteerATerminal) {
  EXPECT_EQ(to_text(tests::type_of("string"), text("\x1b[2J\n")), "\"\\x1b[2J\\x0a\"");
}

TEST(SignedNumber, FitsFromItsLeastToItsGreatest) {
  EXPECT_TRUE(fits(integer(127), 8));
  EXPECT_FALSE(fits(integer(128), 8));
  EXPECT_TRUE(fits(integer(-128), 8));
  EXPECT_FALSE(fits(integer(-129), 8));
  EXPECT_TRUE(fits(integer(0), 8));
  EXPECT_TRUE(fits(integer(-(std::int64_t{1} << 31)), 32));
  EXPECT_FALSE(fits(integer(-(std::int64_t{1} << 31) - 1), 32));
}

TEST(SignedNumber, IsItsTwosComplementAndBack) {
  EXPECT_EQ(twos_complement(integer(-1)), values::Amount::max());
  for (const std::int64_t n : {0L, 1L, -1L, 127L, -128L, INT64_MAX, INT64_MIN + 1})
    EXPECT_EQ(from_twos_complement(twos_complement(integer(n))), integer(n));
  const values::Amount least({0, 0, 0, std::uint64_t{1} << 63U});
  EXPECT_EQ(from_twos_complement(least),
            (Integer{.sign = Integer::Sign::negative, .magnitude = least}));
}

}  // namespace
}  // namespace dealwright::abi
