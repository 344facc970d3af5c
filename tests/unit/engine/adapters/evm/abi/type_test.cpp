// Types and signatures of types as text.
#include "engine/adapters/evm/abi/type.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/abi/json_value.hpp"

namespace dealwright::abi {
namespace {

std::string fault(const std::string& text) {
  const auto type = type_from_text(text);
  return type ? "" : type.error().what;
}

TEST(Type, IsReadAndWrittenInItsCanonicalForm) {
  for (const char* text :
       {"uint256", "uint8", "int24", "address", "bool", "bytes", "bytes1", "bytes32", "string",
        "function", "uint256[]", "uint256[2]", "uint256[2][]", "uint256[][3]", "(uint256,bool)",
        "((address,uint24)[],bytes)[4]"}) {
    EXPECT_EQ(to_text(tests::type_of(text)), text);
  }
  EXPECT_EQ(to_text(tests::type_of("uint")), "uint256");
  EXPECT_EQ(to_text(tests::type_of("int[]")), "int256[]");
  EXPECT_EQ(to_text(tests::type_of(" tuple( address to , uint amount )[ 2 ] ")),
            "(address,uint256)[2]");
}

TEST(Type, KeepsTheNamesOfComponents) {
  const Type type = tests::type_of("(address to, uint256 amount, bytes)");
  EXPECT_EQ(type.parts[0].name, "to");
  EXPECT_EQ(type.parts[1].name, "amount");
  EXPECT_EQ(type.parts[2].name, "");
}

TEST(Type, IsRefusedWithTheReason) {
  EXPECT_EQ(fault("uint7"), "`uint7`: integers have 8 to 256 bits in steps of 8, not 7");
  EXPECT_EQ(fault("int264"), "`int264`: integers have 8 to 256 bits in steps of 8, not 264");
  EXPECT_EQ(fault("bytes33"), "`bytes33`: fixed byte strings have 1 to 32 bytes, not 33");
  EXPECT_EQ(fault("bytes0"), "`bytes0` is no type of the ABI");
  EXPECT_EQ(fault("uint08"), "`uint08` is no type of the ABI");
  EXPECT_EQ(fault("fixed128x18"), "`fixed128x18`: contracts have no fixed point numbers yet");
  EXPECT_EQ(fault("Uint256"), "`Uint256` is no type of the ABI");
  EXPECT_EQ(fault(""), "expected a type, found the end in ``");
  EXPECT_EQ(fault("uint256[0]"), "expected a length above zero, found `]` in `uint256[0]`");
  EXPECT_EQ(fault("uint256["), "expected a length above zero, found the end in `uint256[`");
  EXPECT_EQ(fault("(uint256"), "expected `,` or `)`, found the end in `(uint256`");
  EXPECT_EQ(fault("uint256)"), "expected the end of the type, found `)` in `uint256)`");
  EXPECT_EQ(fault("()"), "a tuple has 1 to 1000 components, not 0");
  EXPECT_EQ(fault("(uint256 indexed x)"), "only parameters of events are indexed");
}

TEST(Type, HasLimits) {
  std::string deep = "bool";
  for (std::size_t i = 0; i < type_depth_max; ++i)
    deep += "[]";
  EXPECT_EQ(fault(deep), "");
  EXPECT_EQ(fault(deep + "[]"), "a type deeper than 16");
  EXPECT_EQ(
      fault(std::string(type_depth_max + 2, '(') + "bool" + std::string(type_depth_max + 2, ')')),
      "a type deeper than 16");
  EXPECT_EQ(fault("bool[1000][1000]"), "");
  EXPECT_EQ(fault("bool[1000][1001]"), "a value of this type has more than 1000000 words");
  EXPECT_EQ(fault("bool[4294967295][4294967295]"),
            "a value of this type has more than 1000000 words");
  EXPECT_EQ(fault(std::string(type_text_max + 1, ' ')), "a type of more than 16384 characters");
  std::string many = "(bool";
  for (std::size_t i = 0; i < parts_max; ++i)
    many += ",bool";
  EXPECT_EQ(fault(many + ")"), "more than 1000 parameters");
}

TEST(Type, IsDynamicWhenAPartIs) {
  EXPECT_FALSE(is_dynamic(tests::type_of("(uint256,bool[3])")));
  EXPECT_TRUE(is_dynamic(tests::type_of("(uint256,bool[])")));
  EXPECT_TRUE(is_dynamic(tests::type_of("string[2]")));
  EXPECT_EQ(head_words(tests::type_of("(uint256,bool[3])[2]")), 8U);
  EXPECT_EQ(head_words(tests::type_of("(uint256,string)[2]")), 1U);
}

}  // namespace
}  // namespace dealwright::abi
