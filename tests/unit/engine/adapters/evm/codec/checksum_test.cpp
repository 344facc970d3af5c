// Addresses with checksums (EIP-55) and of new contracts.
#include "engine/adapters/evm/codec/checksum.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::codec {
namespace {

values::Address address(std::string_view text) {
  return values::address_from_text(text).value_or(values::Address{});
}

TEST(Checksum, IsTheOneOfTheExamplesOfEip55) {
  for (const char* text :
       {"0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"}) {
    EXPECT_EQ(to_checksummed(address(text)), text);
    EXPECT_EQ(address_from_checksummed(text), address(text));
  }
}

TEST(Checksum, AgreesWithEthers) {
  test::for_each_case("checksums", [](const nlohmann::json& one) {
    const std::string lower = one.at("lower");
    const std::string right = one.at("address");
    ASSERT_EQ(to_checksummed(address(lower)), right);
    ASSERT_TRUE(address_from_checksummed(right).has_value());
  });
}

TEST(Checksum, FindsAMistypedDigitAndAWrongCase) {
  const auto wrong = address_from_checksummed("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().what,
            "the checksum of `0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD` does not hold: look for "
            "a mistyped digit. These digits are written "
            "`0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed`");
  EXPECT_FALSE(address_from_checksummed("0x5bAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").has_value());
}

TEST(Checksum, IsNotAskedOfLettersOfOneCase) {
  EXPECT_TRUE(address_from_checksummed("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed").has_value());
  EXPECT_TRUE(address_from_checksummed("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED").has_value());
}

TEST(Checksum, RefusesWhatIsNoAddress) {
  for (const char* text :
       {"", "0x", "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaedd"})
    EXPECT_FALSE(address_from_checksummed(text).has_value()) << text;
}

TEST(CreatedContract, LiesWhereEip1014Says) {
  const auto created = [](std::string_view factory, std::string_view salt, std::string_view code) {
    crypto::Hash salt_bytes;
    std::ranges::copy(test::unhex(salt), salt_bytes.bytes.begin());
    return to_checksummed(created_contract(address(factory), salt_bytes,
                                           crypto::keccak256(crypto::ByteView(test::unhex(code)))));
  };
  const std::string zeros(64, '0');
  EXPECT_EQ(created("0x0000000000000000000000000000000000000000", zeros, "0x00"),
            "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38");
  EXPECT_EQ(created("0xdeadbeef00000000000000000000000000000000",
                    "000000000000000000000000feed000000000000000000000000000000000000", "0x00"),
            "0xD04116cDd17beBE565EB2422F2497E06cC1C9833");
  EXPECT_EQ(
      created("0x00000000000000000000000000000000deadbeef",
              "00000000000000000000000000000000000000000000000000000000cafebabe", "0xdeadbeef"),
      "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7");
  EXPECT_EQ(created("0x0000000000000000000000000000000000000000", zeros, "0x"),
            "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0");
}

TEST(CreatedContract, FollowsFromSenderAndNonce) {
  // The sender and the first contracts of the example in the documentation of web3.py and geth.
  const values::Address sender = address("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");
  EXPECT_EQ(values::to_text(created_contract(sender, 0)),
            "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d");
  EXPECT_EQ(values::to_text(created_contract(sender, 1)),
            "0x343c43a37d37dff08ae8c4a11544c718abb4fcf8");
}

}  // namespace
}  // namespace dealwright::codec
