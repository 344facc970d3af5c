// Mnemonics against the vectors of BIP-39.
#include "engine/adapters/signers/mnemonic.hpp"

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::signers {
namespace {

using crypto::bytes_of;
using crypto::Secret;
using test::unhex;

constexpr const char* words =
    "legal winner thank year wave sausage worth useful legal winner thank yellow";

std::string fault_of(std::string_view mnemonic) {
  const auto entropy = entropy_from_mnemonic(bytes_of(mnemonic));
  return entropy ? "" : entropy.error().what;
}

TEST(Mnemonic, AgreesWithTheVectorsOfBip39) {
  const nlohmann::json vectors = test::published("mnemonics.json").at("english");
  EXPECT_EQ(vectors.size(), 24U);
  for (const nlohmann::json& vector : vectors) {
    const crypto::Bytes entropy = unhex(vector.at(0).get<std::string>());
    const std::string text = vector.at(1);
    const auto mnemonic = mnemonic_from_entropy(entropy);
    ASSERT_TRUE(mnemonic.has_value());
    EXPECT_EQ(crypto::text_of(mnemonic->exposed()), text);
    const auto back = entropy_from_mnemonic(bytes_of(text));
    ASSERT_TRUE(back.has_value()) << back.error().what;
    EXPECT_TRUE(*back == Secret(crypto::ByteView(entropy)));
    const auto seed = seed_from_mnemonic(bytes_of(text), Secret(std::string_view("TREZOR")));
    ASSERT_TRUE(seed.has_value());
    EXPECT_EQ(crypto::to_digits(seed->exposed()), vector.at(2).get<std::string>());
  }
}

TEST(Mnemonic, IsReadHoweverItIsSpacedAndSpelt) {
  const auto plain = seed_from_mnemonic(bytes_of(words), Secret());
  const auto spaced = seed_from_mnemonic(
      bytes_of(" LEGAL winner\nthank  year\twave sausage worth useful legal winner thank "
               "Yellow\r\n"),
      Secret());
  ASSERT_TRUE(plain.has_value() && spaced.has_value());
  EXPECT_TRUE(*plain == *spaced);
}

TEST(Mnemonic, WithAWrongWordIsRefusedWithoutSayingTheWord) {
  const std::string said =
      fault_of("legal winner thank year wave sausages worth useful legal winner thank yellow");
  EXPECT_EQ(said, "word 6 of the mnemonic is not in the English list");
  EXPECT_EQ(fault_of("winner legal thank year wave sausage worth useful legal winner thank yellow"),
            "the mnemonic's checksum does not hold: a word is wrong, or two are swapped");
}

TEST(Mnemonic, HasTwelveToTwentyFourWords) {
  EXPECT_EQ(fault_of(""), "a mnemonic has 12, 15, 18, 21 or 24 words, this one has 0");
  EXPECT_EQ(fault_of("legal winner"), "a mnemonic has 12, 15, 18, 21 or 24 words, this one has 2");
  EXPECT_EQ(fault_of(std::string(words) + " legal"),
            "a mnemonic has 12, 15, 18, 21 or 24 words, this one has 13");
  EXPECT_FALSE(mnemonic_from_entropy(crypto::Bytes(15)).has_value());
  EXPECT_FALSE(mnemonic_from_entropy(crypto::Bytes(36)).has_value());
}

TEST(Passphrase, IsAsciiAndNotEndless) {
  EXPECT_FALSE(seed_from_mnemonic(bytes_of(words), Secret(std::string_view("é"))).has_value());
  const std::string longest(passphrase_bytes_max, 'x');
  EXPECT_TRUE(seed_from_mnemonic(bytes_of(words), Secret(std::string_view(longest))).has_value());
  EXPECT_FALSE(
      seed_from_mnemonic(bytes_of(words), Secret(std::string_view(longest + "x"))).has_value());
}

}  // namespace
}  // namespace dealwright::signers
