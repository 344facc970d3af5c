// Reading profiles: what a whole one says, and each mistake with its words.
#include "engine/adapters/evm/network/profile.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dealwright::network {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

constexpr std::string_view good = R"toml(format = 1
chain_id = 138
native = "ETH"
[[endpoints]]
name = "here"
url = "http://127.0.0.1:8545"
[finality]
depth = 12
tag = "finalized"
[fees]
per_gas_max = "100 gwei"
tip_max = "1.5 gwei"
[contracts."aave_v3.oracle"]
address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
code_hash = "0xd21206173415ae71411720dd607affc21bc60dad2d771bc6c80abbdbdc1b7b1b"
implementation = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
implementation_code_hash = "0xe3dee898097f057cff0060a25fcda02d1413a9bdcf99c23ebc1d5b036611c033"
verified = "block explorer"
[assets.ETH]
decimals = 18
price = { contract = "aave_v3.oracle", function = "latest(address) returns (uint80 id, int256 answer, uint256 at)", arguments = ["USDC"], returns = "answer", updated = "at", age_max = "1h", decimals = 8 }
[assets.USDC]
address = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"
code_hash = "0xd21206173415ae71411720dd607affc21bc60dad2d771bc6c80abbdbdc1b7b1b"
decimals = 6
[accounts.desk]
address = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
key_file = "desk.json"
password_file = "desk.password"
funding_min = "0.25"
[names]
treasury = "0x52908400098527886E0F7030069857D2E4169EE7"
)toml";

std::string with(std::string_view old, std::string_view replacement) {
  std::string text(good);
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), replacement);
}

std::vector<Mistake> mistakes_of(const std::string& text) {
  const auto profile = read_profile(text);
  return profile ? std::vector<Mistake>() : profile.error();
}

void expect_only(const std::string& text, std::uint32_t line, const std::string& words) {
  EXPECT_THAT(mistakes_of(text),
              ElementsAre(testing::AllOf(Field(&Mistake::line, line),
                                         Field(&Mistake::what, HasSubstr(words)))));
}

TEST(Profile, SaysAllThatItHolds) {
  const auto profile = read_profile(good);
  ASSERT_TRUE(profile.has_value()) << profile.error().front().what;
  EXPECT_EQ(profile->chain_id, 138U);
  EXPECT_EQ(profile->endpoints.front().url, "http://127.0.0.1:8545");
  EXPECT_EQ(profile->finality.depth, 12U);
  EXPECT_EQ(profile->finality.tag, FinalityTag::finalized);
  EXPECT_EQ(profile->fees.per_gas_max, values::Amount(100'000'000'000));
  EXPECT_EQ(profile->fees.tip_max, values::Amount(1'500'000'000));
  const ContractEntry* oracle = find_contract(*profile, "aave_v3.oracle");
  ASSERT_NE(oracle, nullptr);
  ASSERT_TRUE(oracle->implementation.has_value());
  EXPECT_EQ(values::to_text(oracle->implementation->address),
            "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359");
  const AssetEntry* ether = find_asset(*profile, "ETH");
  ASSERT_NE(ether, nullptr);
  ASSERT_TRUE(ether->price.has_value());
  EXPECT_EQ(ether->price->output, 1U);
  EXPECT_EQ(ether->price->updated, 2U);
  EXPECT_EQ(ether->price->age_max, values::hours(1));
  EXPECT_FALSE(ether->address.has_value());
  const AccountEntry* desk = find_account(*profile, "desk");
  ASSERT_NE(desk, nullptr);
  EXPECT_EQ(desk->signer, SignerKind::key_file);
  EXPECT_EQ(desk->funding_min, values::Amount(250'000'000'000'000'000));
  EXPECT_EQ(profile->names.front().name, "treasury");
}

TEST(Profile, NamesTheLineAndTheKnownKeysOfWhatItDoesNotUnderstand) {
  expect_only(with("verified", "verifid"), 18,
              "`contracts.aave_v3.oracle.verifid` is not known here; there are address, code_hash");
  expect_only(with("native =", "nativ =\"x\"\nnative ="), 3, "`nativ` is not known here");
}

TEST(Profile, RefusesAddressesWithAWrongChecksum) {
  expect_only(with("0x5aAeb6053F3E94", "0x5aAeb6053f3E94"), 14, "is an address with its checksum");
}

TEST(Profile, RefusesPricesOfContractsThatAreNotInTheBook) {
  expect_only(with("contract = \"aave_v3.oracle\"", "contract = \"aave_v3.orcle\""), 0,
              "is read from `aave_v3.orcle`, which the book does not have");
}

TEST(Profile, RefusesPricesAskedWithWhatIsNoToken) {
  expect_only(with("[\"USDC\"]", "[\"ETH\"]"), 0, "`ETH`, which is neither a token of the book");
  expect_only(with("[\"USDC\"]", "[]"), 21, "is a list of 1");
}

TEST(Profile, WantsAnAgeForATimeAndATimeForAnAge) {
  expect_only(with("age_max = \"1h\", ", ""), 21, "go together");
}

TEST(Profile, RefusesAFunctionWithoutThatOutput) {
  expect_only(with("returns = \"answer\"", "returns = \"anser\""), 21,
              "names no number that the function returns");
}

TEST(Profile, RefusesAnAddressForTheNativeCoin) {
  expect_only(with("[assets.ETH]\n",
                   "[assets.ETH]\naddress = \"0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB\"\n"),
              19, "the native coin has neither address nor code");
}

TEST(Profile, WantsAddressAndCodeHashOfEveryToken) {
  expect_only(with("address = \"0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB\"\n", ""), 22,
              "`assets.USDC` has no `address`");
}

TEST(Profile, RefusesTwoSignersForOneAccount) {
  expect_only(with("funding_min", "remote_signer = \"http://127.0.0.1:9000\"\nfunding_min"), 26,
              "has a key file and a remote signer");
}

TEST(Profile, RefusesTwoNamesForOneAccount) {
  expect_only(
      with("[names]",
           "[accounts.two]\naddress = \"0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb\"\n[names]"),
      0, "accounts `desk` and `two` are the same address");
}

TEST(Profile, RefusesATipAboveTheWholePrice) {
  expect_only(with("1.5 gwei", "101 gwei"), 10, "is above");
  expect_only(with("1.5 gwei", "1.5"), 12, "is a price of gas");
}

TEST(Profile, NeverRepeatsTheAddressOfAnEndpoint) {
  const auto mistakes = mistakes_of(with("http://127.0.0.1:8545", "ftp://secret-key"));
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_THAT(mistakes.front().what, testing::Not(HasSubstr("secret-key")));
}

TEST(Profile, SaysAllMistakesOfAFileUpToALimit) {
  std::string many(good);
  for (int i = 0; i < 50; ++i)
    many += "bad" + std::to_string(i) + " = 1\n";
  EXPECT_EQ(mistakes_of(many).size(), mistakes_max);
}

TEST(Profile, SaysWhatAnEmptyFileLacks) {
  std::string all;
  for (const Mistake& mistake : mistakes_of(""))
    all += mistake.what + "\n";
  for (const char* key : {"format", "chain_id", "native", "endpoints", "finality", "fees"})
    EXPECT_THAT(all, HasSubstr(key));
}

TEST(Profile, RefusesWhatIsNoTomlWithItsLine) {
  const auto mistakes = mistakes_of("format = 1\nchain_id = \n");
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes.front().line, 2U);
}

TEST(Profile, RefusesMoreEntriesThanItsLimit) {
  std::string many(good);
  many += "\n";
  for (std::size_t i = 0; i < profile_entries_max + 1; ++i) {
    many += "[accounts.a" + std::to_string(i) +
            "]\naddress = \"0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb\"\n";
  }
  EXPECT_THAT(mistakes_of(many).front().what, HasSubstr("has more than 2000 entries"));
}

TEST(Profile, RefusesNamesBeyondTheirLimitAndADepthBeyondIts) {
  const std::string name(name_bytes_max + 1, 'a');
  expect_only(with("[accounts.desk]", "[accounts." + name + "]"), 26, "has a name");
  expect_only(with("depth = 12", "depth = " + std::to_string(finality_depth_max + 1)), 8,
              "from 1 to 100000");
}

TEST(Profile, RefusesMoreEndpointsThanItsLimit) {
  std::string many(good);
  for (int i = 0; i < 16; ++i)
    many += "[[endpoints]]\nname = \"n" + std::to_string(i) + "\"\nurl = \"http://127.0.0.1\"\n";
  EXPECT_THAT(mistakes_of(many).front().what, HasSubstr("there are more than 16 endpoints"));
}

TEST(Profile, RefusesAFileThatIsTooLong) {
  expect_only(std::string(profile_bytes_max + 1, '#'), 0, "more than");
}

TEST(GuideOnProfiles, HasAProfileThatIsRead) {
  std::ifstream file("docs/guides/network-profiles.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const std::string opening = "```toml network\n";
  const std::size_t begin = page.find(opening) + opening.size();
  ASSERT_GT(begin, opening.size());
  const auto profile = read_profile(page.substr(begin, page.find("```", begin) - begin));
  ASSERT_TRUE(profile.has_value())
      << profile.error().front().line << ": " << profile.error().front().what;
  EXPECT_EQ(profile->contracts.size(), 2U);
}

// The guide's table has every key of a price, and the file every kind of entry.
TEST(GuideOnProfiles, NamesEveryKeyThatAPriceMayHave) {
  std::ifstream file("docs/guides/network-profiles.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const auto mistakes = mistakes_of(with("decimals = 8 }", "decimals = 8, nonsense = 1 }"));
  ASSERT_EQ(mistakes.size(), 1U);
  const std::string& words = mistakes.front().what;
  for (std::size_t at = words.find("there are ") + 10; at < words.size();) {
    const std::size_t end = std::min(words.find(", ", at), words.size());
    EXPECT_THAT(page, HasSubstr("`" + words.substr(at, end - at) + "`"));
    at = end + 2;
  }
}

}  // namespace
}  // namespace dealwright::network
