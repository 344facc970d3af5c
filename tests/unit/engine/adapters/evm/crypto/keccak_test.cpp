// Keccak-256, and bytes as hexadecimal digits.
#include "engine/adapters/evm/crypto/keccak.hpp"

#include <gtest/gtest.h>

namespace dealwright::crypto {
namespace {

TEST(Keccak, AgreesWithThePublishedDigests) {
  EXPECT_EQ(to_hex(keccak256("")),
            "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  EXPECT_EQ(to_hex(keccak256("abc")),
            "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  // More than the 136 bytes of one round.
  EXPECT_EQ(to_hex(keccak256(std::string(200, 'a'))),
            "0x96ea54061def936c4be90b518992fdc6f12f535068a256229aca54267b4d084d");
}

TEST(Hex, ReadsWhatItWrites) {
  const Bytes bytes{0x00, 0x7f, 0xff, 0xa0};
  EXPECT_EQ(to_hex(bytes), "0x007fffa0");
  EXPECT_EQ(from_hex("0x007fffa0"), bytes);
  EXPECT_EQ(from_hex("0x007FFFa0"), bytes);
  EXPECT_EQ(from_hex("0x"), Bytes());
}

TEST(Hex, RefusesEverythingElse) {
  for (const char* text : {"", "007f", "0x0", "0x0g", "0x 0", "0X00", " 0x00", "0x00 "})
    EXPECT_FALSE(from_hex(text).has_value()) << text;
  EXPECT_FALSE(hash_from_hex("0x00").has_value());
  EXPECT_TRUE(hash_from_hex("0x" + std::string(64, 'f')).has_value());
  EXPECT_FALSE(hash_from_hex("0x" + std::string(66, 'f')).has_value());
}

}  // namespace
}  // namespace dealwright::crypto
