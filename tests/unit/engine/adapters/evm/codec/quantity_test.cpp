// Quantities of JSON-RPC and big-endian words.
#include "engine/adapters/evm/codec/quantity.hpp"

#include <gtest/gtest.h>

namespace dealwright::codec {
namespace {

using values::Amount;

TEST(Quantity, IsWrittenWithoutZerosInFront) {
  EXPECT_EQ(to_quantity(std::uint64_t{0}), "0x0");
  EXPECT_EQ(to_quantity(std::uint64_t{1024}), "0x400");
  EXPECT_EQ(to_quantity(UINT64_MAX), "0xffffffffffffffff");
  EXPECT_EQ(to_quantity(Amount::max()), "0x" + std::string(64, 'f'));
}

TEST(Quantity, ReadsWhatItWrites) {
  for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{15},
                                std::uint64_t{16}, std::uint64_t{1} << 63U, UINT64_MAX}) {
    EXPECT_EQ(number_from_quantity(to_quantity(n)), n);
  }
  EXPECT_EQ(amount_from_quantity(to_quantity(Amount::max())), Amount::max());
  EXPECT_EQ(number_from_quantity("0xAbC"), 0xabcU);
}

TEST(Quantity, RefusesEveryOtherForm) {
  for (const char* text : {"", "0x", "0x00", "0x0400", "ff", "0xg", "0x 1", "1024", "0X1", "-0x1"})
    EXPECT_FALSE(amount_from_quantity(text).has_value()) << text;
  EXPECT_FALSE(amount_from_quantity("0x1" + std::string(64, '0')).has_value());
  EXPECT_FALSE(number_from_quantity("0x1" + std::string(16, '0')).has_value());
  EXPECT_EQ(number_from_quantity("0x0400").error().what,
            "the quantity `0x0400` has zeros in front");
}

TEST(Word, IsBigEndian) {
  const Word word = word_of(Amount(0x0102));
  EXPECT_EQ(word[31], 2);
  EXPECT_EQ(word[30], 1);
  EXPECT_EQ(amount_of(word), Amount(0x0102));
  EXPECT_EQ(minimal_bytes(Amount(0x0102)), (crypto::Bytes{1, 2}));
  EXPECT_TRUE(minimal_bytes(Amount()).empty());
  EXPECT_EQ(amount_of(word_of(Amount({1, 2, 3, 4}))), Amount({1, 2, 3, 4}));
}

TEST(Bits, AreCountedFromTheHighestThatIsSet) {
  EXPECT_EQ(bits_of(Amount()), 0U);
  EXPECT_EQ(bits_of(Amount(1)), 1U);
  EXPECT_EQ(bits_of(Amount(255)), 8U);
  EXPECT_EQ(bits_of(Amount(256)), 9U);
  EXPECT_EQ(bits_of(Amount({0, 1, 0, 0})), 65U);
  EXPECT_EQ(bits_of(Amount::max()), 256U);
}

TEST(ShownText, IsCutAndWithoutControlCharacters) {
  EXPECT_EQ(shown("a\x1b[31mb`"), "a?[31mb?");
  EXPECT_EQ(shown(std::string(100, 'x')), std::string(shown_max, 'x') + "…");
}

}  // namespace
}  // namespace dealwright::codec
