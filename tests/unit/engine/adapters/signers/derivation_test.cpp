// Derivation against the vectors of BIP-32 and the accounts that other wallets show.
#include "engine/adapters/signers/derivation.hpp"

#include <gtest/gtest.h>

#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/signers/mnemonic.hpp"
#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::signers {
namespace {

using crypto::Secret;

std::string key_at(const Secret& seed, std::string_view path) {
  const auto read = path_from_text(path);
  EXPECT_TRUE(read.has_value()) << path;
  const auto key = derive(seed, *read);
  return key ? crypto::to_digits(key->secret().exposed()) : key.error().what;
}

Secret seed_of(std::string_view words) {
  auto seed = seed_from_mnemonic(crypto::bytes_of(words), Secret());
  EXPECT_TRUE(seed.has_value());
  return std::move(*seed);
}

// The private keys inside the extended keys of BIP-32's test vector 1.
TEST(Derivation, AgreesWithTheVectorsOfBip32) {
  const Secret seed{crypto::ByteView(test::unhex("000102030405060708090a0b0c0d0e0f"))};
  EXPECT_EQ(key_at(seed, "m"), "e8f32e723decf4051aefac8e2c93c9c5b214313817cdb01a1494b917c8436b35");
  EXPECT_EQ(key_at(seed, "m/0'"),
            "edb2e14f9ee77d26dd93b4ecede8d16ed408ce149b6cd80b0715a2d911a0afea");
  EXPECT_EQ(key_at(seed, "m/0h/1/2h/2/1000000000"),
            "471b76e389e528d6de6d816857e012c5455051cad6660850e58372a6c3e6e7c8");
}

TEST(Derivation, GivesTheAccountsThatOtherWalletsShow) {
  const Secret seed = seed_of("test test test test test test test test test test test junk");
  const auto address = [&](const DealNumber& number) {
    return codec::to_checksummed(crypto::address_of(*derive(seed, path_of(number))));
  };
  EXPECT_EQ(address({.account = 0, .deal = 0}), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  EXPECT_EQ(address({.account = 0, .deal = 1}), "0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
  EXPECT_NE(address({.account = 1, .deal = 0}), address({.account = 0, .deal = 0}));
}

TEST(KeyPath, IsWrittenAsItIsRead) {
  for (const char* text : {"m", "m/0", "m/44'/60'/0'/0/7", "m/2147483647'/2147483647"})
    EXPECT_EQ(to_text(path_from_text(text).value_or(KeyPath{})), text);
  EXPECT_EQ(to_text(path_of({.account = 2, .deal = 7})), "m/44'/60'/2'/0/7");
  for (const char* text :
       {"", "44'/60'", "m/", "m//0", "m/x", "m/2147483648", "m/-1", "m/0''", "M/0"})
    EXPECT_FALSE(path_from_text(text).has_value()) << text;
}

TEST(KeyPath, HasALimit) {
  std::string path = "m";
  for (std::size_t i = 0; i < path_steps_max; ++i)
    path += "/0";
  EXPECT_TRUE(path_from_text(path).has_value());
  EXPECT_FALSE(path_from_text(path + "/0").has_value());
  const Secret seed{crypto::ByteView(crypto::Bytes(16, 1))};
  EXPECT_FALSE(derive(seed, {std::vector<std::uint32_t>(path_steps_max + 1)}).has_value());
  EXPECT_FALSE(derive(Secret(std::size_t{15}), {}).has_value());
  EXPECT_FALSE(derive(Secret(std::size_t{65}), {}).has_value());
}

}  // namespace
}  // namespace dealwright::signers
