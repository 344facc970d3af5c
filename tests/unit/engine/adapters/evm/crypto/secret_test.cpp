// Secrets: they move, they do not print, they compare.
#include "engine/adapters/evm/crypto/secret.hpp"

#include <ostream>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

namespace dealwright::crypto {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, CannotBePrintedOrCopiedByAccident) {
  EXPECT_FALSE(Printable<Secret>);
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
  EXPECT_FALSE((std::is_convertible_v<Secret, ByteView>));
  EXPECT_FALSE(std::is_copy_constructible_v<Secret>);
  EXPECT_FALSE(std::is_copy_assignable_v<Secret>);
}

TEST(Secret, IsGoneFromWhereItWasMovedFrom) {
  Secret first(std::string_view("password"));
  Secret second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(text_of(second.exposed()), "password");
  first = std::move(second);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(first == Secret(std::string_view("password")));
  EXPECT_FALSE(first == Secret(std::string_view("Password")));
  EXPECT_FALSE(first == Secret());
}

TEST(Wiping, LeavesZeros) {
  Bytes bytes{1, 2, 3};
  wipe(bytes);
  EXPECT_EQ(bytes, Bytes(3));
  std::string text = "secret words that are longer than a short string";
  wipe(text);
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace dealwright::crypto
