// The guide on keys: its files open, its paths lead where it says, its transaction is the signed
// one.
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/signers/derivation.hpp"
#include "engine/adapters/signers/keystore.hpp"
#include "engine/adapters/signers/mnemonic.hpp"
#include "engine/adapters/signers/unsigned_export.hpp"

namespace dealwright::signers {
namespace {

using crypto::Secret;

std::string guide() {
  std::ifstream file("docs/guides/keys.md");
  EXPECT_TRUE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The block that begins with three backticks and these words.
std::string block(const std::string& words) {
  const std::string text = guide();
  const std::size_t at = text.find("```" + words + "\n");
  EXPECT_NE(at, std::string::npos) << words;
  const std::size_t begin = text.find('\n', at) + 1;
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(GuideOnKeys, HasAKeyFileThatOpens) {
  const auto key = open_key(block("json key"), Secret(std::string_view("testpassword")));
  ASSERT_TRUE(key.has_value()) << key.error().what;
  EXPECT_EQ(values::to_text(crypto::address_of(*key)),
            "0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b");
}

TEST(GuideOnKeys, HasPathsThatLeadWhereItSays) {
  const std::string text = guide();
  const auto seed = seed_from_mnemonic(
      crypto::bytes_of("test test test test test test test test test test test junk"), Secret());
  ASSERT_TRUE(seed.has_value());
  int rows = 0;
  for (std::size_t at = text.find("\n| m/"); at != std::string::npos;
       at = text.find("\n| m/", at + 1)) {
    const std::size_t path_end = text.find(" | ", at + 3);
    const std::string path = text.substr(at + 3, path_end - at - 3);
    const std::string address = text.substr(path_end + 3, 42);
    const auto key = derive(*seed, path_from_text(path).value_or(KeyPath{}));
    ASSERT_TRUE(key.has_value()) << path;
    EXPECT_EQ(codec::to_checksummed(crypto::address_of(*key)), address) << path;
    ++rows;
  }
  EXPECT_EQ(rows, 3);
}

TEST(GuideOnKeys, HasATransactionAndTheSameSigned) {
  const auto asked = import_unsigned(block("json unsigned"));
  ASSERT_TRUE(asked.has_value()) << asked.error().what;
  const auto answer = import_signed(*asked, block("text signed"));
  EXPECT_TRUE(answer.has_value()) << answer.error().what;
}

}  // namespace
}  // namespace dealwright::signers
