// Encrypted key files: published ones, our own, and ones that were tampered with.
#include "engine/adapters/signers/keystore.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::signers {
namespace {

using crypto::Secret;
using nlohmann::json;

Secret password(std::string_view text = "testpassword") { return Secret(text); }
// The least that is allowed: tests need no protection from each other.
constexpr crypto::ScryptCost cheap{.n = 16'384, .r = 1, .p = 1};

std::string written(const crypto::PrivateKey& key) {
  const Secret word = password();
  const auto text = write_keystore({.secret = &key.secret(), .password = &word, .cost = cheap});
  EXPECT_TRUE(text.has_value()) << (text ? "" : text.error().what);
  return text.value_or("");
}

Fault fault_of(const std::function<void(json&)>& change) {
  json file = json::parse(written(crypto::PrivateKey::generate()));
  change(file);
  const auto opened = open_keystore(file.dump(), password());
  return opened ? Fault{FaultKind::refused, ""} : opened.error();
}

TEST(Keystore, OpensThePublishedOnes) {
  for (const auto& [name, vector] : test::published("keystores.json").items()) {
    const auto key =
        open_key(vector.at("json").dump(), password(vector.at("password").get<std::string>()));
    ASSERT_TRUE(key.has_value()) << name << ": " << key.error().what;
    EXPECT_EQ(crypto::to_digits(key->secret().exposed()), vector.at("priv").get<std::string>());
  }
}

TEST(Keystore, GivesBackTheKeyThatWasPutIn) {
  const auto key = crypto::PrivateKey::generate();
  const std::string text = written(key);
  const auto opened = open_key(text, password());
  ASSERT_TRUE(opened.has_value()) << opened.error().what;
  EXPECT_TRUE(opened->secret() == key.secret());
  EXPECT_EQ(text.find(crypto::to_digits(key.secret().exposed())), std::string::npos);
  EXPECT_NE(written(key), text);  // another salt
}

TEST(Keystore, SaysThatAPasswordIsWrong) {
  const auto opened = open_keystore(written(crypto::PrivateKey::generate()), password("other"));
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, FaultKind::wrong_password);
  EXPECT_EQ(opened.error().what,
            "the password does not open the key file (or the file was changed)");
}

TEST(Keystore, IsNotUsedWhenItWasChanged) {
  const Fault changed = fault_of([](json& file) {
    std::string text = file["crypto"]["ciphertext"];
    text[0] = text[0] == '0' ? '1' : '0';
    file["crypto"]["ciphertext"] = text;
  });
  EXPECT_EQ(changed.kind, FaultKind::wrong_password);
  const Fault renamed = fault_of([](json& file) { file["address"] = std::string(40, '1'); });
  EXPECT_EQ(renamed.what,
            "the key file names the address 0x1111111111111111111111111111111111111111, its key "
            "is another's");
}

TEST(Keystore, SaysWhatIsMissing) {
  const auto what = [](const std::function<void(json&)>& change) { return fault_of(change).what; };
  EXPECT_EQ(what([](json& f) { f["version"] = 4; }), "the key file is not of version 3");
  EXPECT_EQ(what([](json& f) { f.erase("crypto"); }), "the key file lacks `crypto`");
  EXPECT_EQ(what([](json& f) { f["crypto"]["cipher"] = "aes-128-cbc"; }),
            "the key file uses a cipher that is not known: aes-128-ctr is");
  EXPECT_EQ(what([](json& f) { f["crypto"]["kdf"] = "argon2"; }),
            "the key file uses `argon2`, which is not known: scrypt and pbkdf2 are");
  EXPECT_EQ(what([](json& f) { f["crypto"]["mac"] = "00"; }),
            "the key file has no `mac` of 32 bytes");
  EXPECT_EQ(what([](json& f) { f["crypto"]["cipherparams"]["iv"] = "00"; }),
            "the key file has no `iv` of 16 bytes");
  EXPECT_EQ(what([](json& f) { f["crypto"]["kdfparams"]["salt"] = "00"; }),
            "the key file has no salt of at least 8 bytes");
  EXPECT_EQ(what([](json& f) { f["crypto"]["kdfparams"]["dklen"] = 16; }),
            "the key file has a `dklen` that is not 32");
  EXPECT_EQ(open_keystore("[]", password()).error().what, "the key file is no JSON object");
  EXPECT_FALSE(open_keystore(std::string(keystore_bytes_max + 1, ' '), password()).has_value());
}

TEST(Keystore, DoesNotDoMoreOrLessWorkThanIsSensible) {
  const auto with = [](std::uint64_t n, std::uint64_t r, std::uint64_t p) {
    return fault_of([&](json& f) {
      f["crypto"]["kdfparams"]["n"] = n;
      f["crypto"]["kdfparams"]["r"] = r;
      f["crypto"]["kdfparams"]["p"] = p;
    });
  };
  EXPECT_EQ(with(1024, 1, 1).kind, FaultKind::unsafe);
  EXPECT_EQ(with(std::uint64_t{1} << 40U, 8, 1).what,
            "the key file asks for more work than is allowed");
  EXPECT_EQ(with(16'384, 1, scrypt_lanes_max + 1).what,
            "the key file asks for more work than is allowed");
  const auto rounds = [](std::uint64_t c) {
    return fault_of([&](json& f) {
      f["crypto"]["kdf"] = "pbkdf2";
      f["crypto"]["kdfparams"] = {
          {"c", c}, {"dklen", 32}, {"prf", "hmac-sha256"}, {"salt", std::string(64, '1')}};
    });
  };
  EXPECT_EQ(rounds(1).kind, FaultKind::unsafe);
  EXPECT_EQ(rounds(pbkdf2_rounds_max + 1).kind, FaultKind::malformed);
}

TEST(Keystore, HoldsTheEntropyOfAMnemonicToo) {
  const Secret entropy{crypto::ByteView(crypto::Bytes(16, 7))};
  const Secret word = password();
  const auto text = write_keystore(
      {.holds = Holds::entropy, .secret = &entropy, .password = &word, .cost = cheap});
  ASSERT_TRUE(text.has_value());
  const auto opened = open_keystore(*text, password());
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->holds, Holds::entropy);
  EXPECT_TRUE(opened->secret == entropy);
  EXPECT_FALSE(open_key(*text, password()).has_value());
}

TEST(Keystore, IsNotWrittenWithAWeakPasswordOrAWrongKey) {
  const auto key = crypto::PrivateKey::generate();
  const auto kind_of = [&](const Secret& secret, std::string_view word, crypto::ScryptCost cost) {
    const Secret chosen = password(word);
    const auto text = write_keystore({.secret = &secret, .password = &chosen, .cost = cost});
    return text ? "" : text.error().what;
  };
  EXPECT_EQ(kind_of(key.secret(), "12345678", cheap), "");
  EXPECT_EQ(kind_of(key.secret(), "1234567", cheap), "a password has 8 to 1000 bytes");
  EXPECT_EQ(kind_of(key.secret(), "12345678", {.n = 1024, .r = 1, .p = 1}),
            "this cost of scrypt is not allowed");
  EXPECT_EQ(kind_of(Secret(std::size_t{32}), "12345678", cheap),
            "the key file holds no private key");
}

}  // namespace
}  // namespace dealwright::signers
