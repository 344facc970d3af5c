// Addresses: forty hexadecimal digits after 0x, and nothing else.
#include "dsl/values/address.hpp"

#include <gtest/gtest.h>

namespace dealwright::values {
namespace {

using std::string_view_literals::operator""sv;

TEST(Address, ReadsAnyLetterCaseAndWritesLower) {
  const auto address = address_from_text("0xdAC17F958D2ee523a2206206994597C13D831ec7");
  ASSERT_TRUE(address.has_value());
  EXPECT_EQ(address->bytes[0], 0xDA);
  EXPECT_EQ(address->bytes[19], 0xC7);
  EXPECT_EQ(to_text(*address), "0xdac17f958d2ee523a2206206994597c13d831ec7");
  EXPECT_EQ(address_from_text(to_text(*address)), address);
}

TEST(Address, OtherTextIsMalformed) {
  for (const auto text : {""sv, "0x"sv, "dAC17F958D2ee523a2206206994597C13D831ec7"sv,
                          "0XdAC17F958D2ee523a2206206994597C13D831ec7"sv,
                          "0xdAC17F958D2ee523a2206206994597C13D831ec"sv,
                          "0xdAC17F958D2ee523a2206206994597C13D831ec70"sv,
                          "0xdAC17F958D2ee523a2206206994597C13D831eg7"sv,
                          "0xdAC17F958D2ee523a2206206994597C13D831ec\0"sv,
                          " 0xdAC17F958D2ee523a2206206994597C13D831ec7"sv}) {
    EXPECT_EQ(address_from_text(text), Number<Address>(std::unexpected(NumberError::malformed)))
        << text;
  }
}

}  // namespace
}  // namespace dealwright::values
