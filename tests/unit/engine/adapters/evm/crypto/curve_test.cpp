// Keys and signatures on secp256k1.
#include "engine/adapters/evm/crypto/curve.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::crypto {
namespace {

using test::unhex;

constexpr const char* order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

PrivateKey key_of(std::string_view digits) {
  auto key = PrivateKey::from_bytes(unhex(digits));
  EXPECT_TRUE(key.has_value());
  return std::move(*key);
}

PrivateKey cow() { return key_of(to_digits(keccak256("cow").bytes)); }

// The order minus s, big-endian.
std::array<std::uint8_t, 32> mirrored(const std::array<std::uint8_t, 32>& s) {
  const Bytes n = unhex(order);
  std::array<std::uint8_t, 32> result{};
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int digit = int{n[i]} - int{s[i]} - borrow;
    borrow = digit < 0 ? 1 : 0;
    result[i] = static_cast<std::uint8_t>(digit + 256 * borrow);
  }
  return result;
}

TEST(PrivateKey, IsBetweenZeroAndTheOrder) {
  EXPECT_FALSE(PrivateKey::from_bytes(unhex(std::string(64, '0'))).has_value());
  EXPECT_FALSE(PrivateKey::from_bytes(unhex(order)).has_value());
  EXPECT_FALSE(PrivateKey::from_bytes(unhex(std::string(64, 'f'))).has_value());
  EXPECT_FALSE(PrivateKey::from_bytes(unhex("01")).has_value());
  EXPECT_TRUE(PrivateKey::from_bytes(unhex(std::string(63, '0') + "1")).has_value());
}

TEST(PrivateKey, HasTheAddressOfTheExampleOfEip712) {
  EXPECT_EQ(values::to_text(address_of(cow())), "0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");
}

TEST(PrivateKey, IsNewEachTimeItIsGenerated) {
  EXPECT_FALSE(PrivateKey::generate().secret() == PrivateKey::generate().secret());
}

TEST(PrivateKey, AddsModuloTheOrder) {
  const PrivateKey one = key_of(std::string(63, '0') + "1");
  const auto two = one.plus(unhex(std::string(63, '0') + "1"));
  ASSERT_TRUE(two.has_value());
  EXPECT_EQ(to_digits(two->secret().exposed()), std::string(63, '0') + "2");
  // The order minus one, and one: zero is no key.
  std::string below = order;
  below.back() = '0';
  EXPECT_FALSE(one.plus(unhex(below)).has_value());
  EXPECT_FALSE(one.plus(unhex(order)).has_value());
}

TEST(PublicKey, IsCompressedToItsXAndTheParityOfItsY) {
  // The generator point (SEC 2).
  EXPECT_EQ(to_digits(compressed(public_key_of(key_of(std::string(63, '0') + "1")))),
            "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
}

TEST(Signature, IsTheOneOfTheExampleOfEip712) {
  Hash digest;
  std::ranges::copy(unhex("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2"),
                    digest.bytes.begin());
  const Signature signature = sign(digest, cow());
  EXPECT_EQ(to_digits(signature.r),
            "4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d");
  EXPECT_EQ(to_digits(signature.s),
            "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562");
  EXPECT_EQ(signature.parity, 1);
  EXPECT_EQ(recover(digest, signature), public_key_of(cow()));
}

TEST(Signature, HasALowSAndGivesItsSigner) {
  for (int i = 0; i < 200; ++i) {
    const Hash hash = keccak256(std::to_string(i));
    const Signature signature = sign(hash, cow());
    ASSERT_TRUE(is_low(signature));
    ASSERT_EQ(recover(hash, signature), public_key_of(cow()));
  }
}

TEST(Signature, WithTheOtherSIsHighAndOfTheSameSigner) {
  const Hash hash = keccak256("high");
  Signature signature = sign(hash, cow());
  signature.s = mirrored(signature.s);
  signature.parity ^= 1U;
  EXPECT_FALSE(is_low(signature));
  EXPECT_EQ(recover(hash, signature), public_key_of(cow()));
}

TEST(Signature, OfNobodyGivesNobody) {
  const Hash hash = keccak256("nobody");
  Signature signature = sign(hash, cow());
  signature.parity = 2;
  EXPECT_FALSE(recover(hash, signature).has_value());
  signature.parity = 0;
  signature.r.fill(0);
  EXPECT_FALSE(recover(hash, signature).has_value());
  signature.r.fill(0xff);
  EXPECT_FALSE(recover(hash, signature).has_value());
  EXPECT_FALSE(is_low(signature));
}

}  // namespace
}  // namespace dealwright::crypto
