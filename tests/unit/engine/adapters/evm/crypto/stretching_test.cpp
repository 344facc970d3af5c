// Stretching of passwords, HMAC and AES against the vectors of their specifications.
#include "engine/adapters/evm/crypto/stretching.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::crypto {
namespace {

using test::unhex;

Secret secret(std::string_view text) { return Secret(text); }
std::string digits(const Secret& secret) { return to_digits(secret.exposed()); }

TEST(Hmac, AgreesWithRfc4231) {
  EXPECT_EQ(digits(hmac_sha512(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))),
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
            "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

TEST(Pbkdf2, AgreesWithRfc7914) {
  EXPECT_EQ(digits(pbkdf2(secret("passwd"), bytes_of("salt"), 1, Prf::sha256, 64)),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

TEST(Scrypt, AgreesWithRfc7914) {
  const auto empty = scrypt(secret(""), bytes_of(""), {.n = 16, .r = 1, .p = 1}, 64);
  ASSERT_TRUE(empty.has_value());
  EXPECT_EQ(digits(*empty),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
            "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
  const auto some = scrypt(secret("password"), bytes_of("NaCl"), {.n = 1024, .r = 8, .p = 16}, 64);
  ASSERT_TRUE(some.has_value());
  EXPECT_EQ(digits(*some),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
            "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
}

TEST(Scrypt, RefusesCostsThatAreNotAllowedOrTooHigh) {
  const auto with = [](ScryptCost cost) {
    return scrypt(secret("x"), bytes_of("y"), cost, 32).has_value();
  };
  EXPECT_TRUE(with({.n = 2, .r = 1, .p = 1}));
  EXPECT_FALSE(with({.n = 0, .r = 1, .p = 1}));
  EXPECT_FALSE(with({.n = 1, .r = 1, .p = 1}));
  EXPECT_FALSE(with({.n = 3, .r = 1, .p = 1}));
  EXPECT_FALSE(with({.n = 2, .r = 0, .p = 1}));
  EXPECT_FALSE(with({.n = 2, .r = 1, .p = 0}));
  EXPECT_FALSE(with({.n = std::uint64_t{1} << 63U, .r = 1, .p = 1}));
  EXPECT_FALSE(with({.n = 2, .r = UINT64_MAX, .p = UINT64_MAX}));
  // 128 * n * r is twice the memory that is allowed.
  EXPECT_FALSE(with({.n = scrypt_memory_max / 512, .r = 8, .p = 1}));
}

TEST(Aes, AgreesWithSp800And38a) {
  // F.5.1: CTR-AES128.Encrypt, the first two blocks.
  std::array<std::uint8_t, 16> counter{};
  std::ranges::copy(unhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), counter.begin());
  const Bytes key = unhex("2b7e151628aed2a6abf7158809cf4f3c");
  const Bytes plain = unhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
  const Secret cipher = aes128_ctr(key, counter, plain);
  EXPECT_EQ(digits(cipher), "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff");
  EXPECT_EQ(digits(aes128_ctr(key, counter, cipher.exposed())), to_digits(plain));
}

TEST(Chance, IsNewEachTime) {
  EXPECT_NE(random_bytes(32), random_bytes(32));
  EXPECT_EQ(random_bytes(0).size(), 0U);
}

}  // namespace
}  // namespace dealwright::crypto
