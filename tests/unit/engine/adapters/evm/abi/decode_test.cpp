// Decoding of bytes that are not what they should be.
#include "engine/adapters/evm/abi/decode.hpp"

#include <gtest/gtest.h>

#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/abi/encode.hpp"
#include "tests/unit/engine/adapters/evm/abi/json_value.hpp"
#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::abi {
namespace {

using crypto::Bytes;
using test::unhex;

// A 32-byte word with these last digits.
std::string word(const std::string& digits) {
  return std::string(64 - digits.size(), '0') + digits;
}
// A word with these first digits.
std::string left(const std::string& digits) {
  return digits + std::string(64 - digits.size(), '0');
}

std::string fault(const std::string& type, const std::string& digits,
                  Reading reading = Reading::canonical) {
  Type read = tests::type_of(type);
  read.name = "x";
  const auto values = decode({read}, unhex(digits), reading);
  return values ? "" : values.error().what;
}

TEST(Decoding, RefusesNumbersOutOfRangeInBothReadings) {
  for (const Reading reading : {Reading::canonical, Reading::lenient}) {
    EXPECT_EQ(fault("uint8", word("ff"), reading), "");
    EXPECT_EQ(fault("uint8", word("100"), reading), "`x`: 256 does not fit uint8");
    EXPECT_EQ(fault("int8", std::string(62, 'f') + "80", reading), "");
    EXPECT_EQ(fault("int8", std::string(62, 'f') + "7f", reading), "`x`: -129 does not fit int8");
    EXPECT_EQ(fault("int8", word("80"), reading), "`x`: 128 does not fit int8");
    EXPECT_EQ(fault("bool", word("2"), reading), "`x`: a truth is neither 0 nor 1");
    EXPECT_EQ(fault("address", word("1" + std::string(40, '0')), reading),
              "`x`: an address has more than 20 bytes");
    EXPECT_EQ(fault("bytes4", left("1122334455"), reading), "`x`: the padding is not zero");
    EXPECT_EQ(fault("function", left(std::string(50, '1')), reading),
              "`x`: the padding is not zero");
  }
}

TEST(Decoding, RefusesBytesThatEndTooSoon) {
  for (const Reading reading : {Reading::canonical, Reading::lenient}) {
    EXPECT_EQ(fault("uint256", "", reading), "the bytes end before the values");
    EXPECT_EQ(fault("uint256", std::string(62, '0'), reading), "the bytes end before the values");
    EXPECT_EQ(fault("bytes", word("20"), reading), "`x`: the bytes end before a length");
    EXPECT_EQ(fault("bytes", word("20") + word("1"), reading),
              "`x`: a length of 1, and 0 bytes are left");
    EXPECT_EQ(fault("bytes", word("40"), reading),
              "`x`: an offset leads behind the end of the bytes");
    EXPECT_EQ(fault("bytes", std::string(64, 'f'), reading),
              "`x`: an offset leads behind the end of the bytes");
    EXPECT_EQ(fault("uint256[]", word("20") + word("2") + word("1"), reading),
              "`x`: the bytes end before the 2 elements");
    EXPECT_EQ(fault("uint256[]", word("20") + std::string(64, 'f'), reading),
              "`x`: a length of "
              "115792089237316195423570985008687907853269984665640564039457584007913129639935, "
              "and 0 bytes are left");
  }
}

TEST(Decoding, TakesOnlyCanonicalBytesWhereTheyAreOurs) {
  // A gap before the tail; a byte behind the end; padding that is not zero or is missing.
  const std::string gap = word("40") + word("0") + word("1") + left("aa");
  EXPECT_EQ(fault("bytes", gap), "`x`: an offset is not the canonical one");
  EXPECT_EQ(fault("bytes", gap, Reading::lenient), "");
  EXPECT_EQ(fault("uint256", word("1") + "00"), "1 bytes follow the values");
  EXPECT_EQ(fault("uint256", word("1") + "00", Reading::lenient), "");
  const std::string dirty = word("20") + word("1") + left("aabb");
  EXPECT_EQ(fault("bytes", dirty), "`x`: the padding is not zero");
  EXPECT_EQ(fault("bytes", dirty, Reading::lenient), "");
  EXPECT_EQ(fault("bytes", word("20") + word("1") + "aa"), "`x`: the bytes end within the padding");
  EXPECT_EQ(fault("bytes", word("20") + word("1") + "aa", Reading::lenient), "");
}

TEST(Decoding, DoesNotShareTailsInCanonicalBytes) {
  const std::string shared =
      word("20") + word("2") + word("40") + word("40") + word("1") + left("aa");
  EXPECT_EQ(fault("bytes[]", shared), "`x[1]`: an offset is not the canonical one");
  EXPECT_EQ(fault("bytes[]", shared, Reading::lenient), "");
}

// Every element of a list points to the list around it: 2^depth values from a few words.
TEST(Decoding, OfBytesThatPointIntoEachOtherEndsAtALimit) {
  // Four levels of 100 offsets, each to the level below it.
  std::string digits = word("20");
  for (int level = 0; level < 4; ++level) {
    digits += word("64");
    for (int i = 0; i < 100; ++i)
      digits += word("c80");
  }
  digits += word("0");
  EXPECT_EQ(fault("bytes[][][][]", digits, Reading::lenient).substr(0, 3), "`x[");
  EXPECT_NE(fault("bytes[][][][]", digits, Reading::lenient).find("more than 200000 values"),
            std::string::npos);
}

TEST(Decoding, OfByteStringsThatAreSharedEndsAtALimit) {
  // 200 elements that are one and the same string of 100,000 bytes.
  std::string digits = word("20") + word("c8");
  for (int i = 0; i < 200; ++i)
    digits += word("1900");
  digits += word("186a0") + std::string(200'000, '0');
  EXPECT_EQ(fault("bytes[]", digits, Reading::lenient),
            "`x[167]`: byte strings of more than 16777216 bytes");
}

TEST(Decoding, OfReturnsSaysThatNothingCameBack) {
  const auto function = function_from_text("balanceOf(address) view returns (uint256)");
  ASSERT_TRUE(function.has_value());
  EXPECT_EQ(decode_return(*function, {}, Reading::lenient).error().what,
            "balanceOf(address) returned nothing: is there a contract at this address?");
  EXPECT_EQ(decode_return(*function, unhex(word("5")), Reading::lenient).value_or(Values()),
            Values{number(5)});
  EXPECT_EQ(decode_return(*function, unhex("00"), Reading::lenient).error().what,
            "what balanceOf(address) returned: the bytes end before the values");
}

}  // namespace
}  // namespace dealwright::abi
