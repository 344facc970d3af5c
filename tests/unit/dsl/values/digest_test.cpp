// SHA-256 on the examples of its standard, and its text form.
#include "dsl/values/digest.hpp"

#include <gtest/gtest.h>

namespace dealwright::values {
namespace {

TEST(Digest, AgreesWithTheExamplesOfTheStandard) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(to_hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, HexRoundTrips) {
  const Digest digest = sha256("plan");
  EXPECT_EQ(digest_from_hex(to_hex(digest)), Number<Digest>(digest));
  EXPECT_EQ(short_hex(digest), to_hex(digest).substr(0, 12));
}

TEST(Digest, OnlySixtyFourLowerCaseDigitsAreRead) {
  const std::string hex = to_hex(sha256("abc"));
  for (const std::string& text :
       {std::string(), hex.substr(1), hex + "0", "B" + hex.substr(1), "g" + hex.substr(1),
        "0x" + hex.substr(2), hex.substr(1) + std::string(1, '\0')}) {
    EXPECT_EQ(digest_from_hex(text), Number<Digest>(std::unexpected(NumberError::malformed)))
        << text;
  }
}

}  // namespace
}  // namespace dealwright::values
