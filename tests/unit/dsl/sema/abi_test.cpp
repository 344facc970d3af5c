// Contract interfaces from any bytes: what is read of good ones, and that bad ones are refused in
// words.
#include "dsl/sema/abi.hpp"

#include <gtest/gtest.h>

#include "dsl/sema/abi_arguments.hpp"
#include "tests/fuzz/mutations.hpp"

namespace dealwright::sema {
namespace {

const std::string good = R"([
  {"type": "constructor", "inputs": []},
  {"type": "function", "name": "swap", "stateMutability": "payable",
   "inputs": [{"name": "how", "type": "tuple", "components": [
     {"name": "give", "type": "address"}, {"name": "amount", "type": "uint"}]}],
   "outputs": [{"name": "got", "type": "int"}, {"name": "list", "type": "tuple[]",
     "components": [{"type": "bool"}]}]},
  {"type": "function", "name": "swap", "inputs": [], "stateMutability": "view"},
  {"type": "event", "name": "Swapped", "inputs": [{"name": "amount", "type": "uint256"}]}
])";

TEST(Abi, IsReadWithStructsOverloadsAndEvents) {
  const auto abi = read_abi(good);
  ASSERT_TRUE(abi) << abi.error();
  EXPECT_EQ(abi->functions.count("swap"), 2U);
  EXPECT_EQ(abi->events.count("Swapped"), 1U);
  const AbiFunction& swap = abi->functions.find("swap")->second;
  EXPECT_EQ(swap.signature(), "swap((address,uint256))");
  EXPECT_TRUE(swap.is_payable);
  ASSERT_EQ(swap.outputs.size(), 2U);
  EXPECT_EQ(swap.outputs[0].type, "int256");
  EXPECT_EQ(swap.outputs[1].type, "(bool)[]");
}

TEST(Abi, MayStandInsideABuildArtefact) {
  EXPECT_TRUE(read_abi(R"({"abi": [{"type": "function", "name": "f"}]})"));
}

TEST(Abi, IsRefusedInWords) {
  const auto why = [](std::string_view text) {
    const auto abi = read_abi(text);
    return abi ? std::string("read") : abi.error();
  };
  EXPECT_EQ(why(""), "it is not JSON");
  EXPECT_EQ(why("[1"), "it is not JSON");
  EXPECT_EQ(why("[\"\xff\"]"), "it is not JSON");
  EXPECT_EQ(why("5"), "it is not a list of entries");
  EXPECT_EQ(why("{\"abi\": 5}"), "it is not a list of entries");
  EXPECT_EQ(why("[5]"), "an entry has no `type`");
  EXPECT_EQ(why("[{\"type\": 5}]"), "an entry has no `type`");
  EXPECT_EQ(why("[{\"type\": \"function\"}]"), "an entry has no `name`");
  EXPECT_EQ(why("[{\"type\": \"function\", \"name\": \"f\", \"inputs\": 5}]"),
            "`inputs` and `outputs` must be lists");
  EXPECT_EQ(why("[{\"type\": \"function\", \"name\": \"f\", \"outputs\": [5]}]"),
            "an input or output has no `type`");
  EXPECT_EQ(why("[{\"type\": \"function\", \"name\": \"f\", \"inputs\": [{\"type\": \"tuple\"}]}]"),
            "a tuple has no `components`");
  EXPECT_EQ(why(std::string(1'000'000, '[')), "it is nested too deeply");
  EXPECT_EQ(why(std::string(abi_bytes_max + 1, ' ')), "it is larger than 4 MiB");
}

TEST(Abi, RefusesStructsNestedWithoutEnd) {
  std::string inputs = "{\"type\": \"uint256\"}";
  for (std::size_t depth = 0; depth < abi_depth_max + 2; ++depth)
    inputs = "{\"type\": \"tuple\", \"components\": [" + inputs + "]}";
  const auto abi =
      read_abi("[{\"type\": \"function\", \"name\": \"f\", \"inputs\": [" + inputs + "]}]");
  ASSERT_FALSE(abi);
  EXPECT_NE(abi.error().find("too deeply"), std::string::npos);
}

TEST(Abi, OfAnyBytesIsReadOrRefused) {
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    test::Chance chance(seed);
    const auto abi = read_abi(test::mutate_bytes(good, good, chance));
    if (abi) continue;
    ++refused;
    EXPECT_FALSE(abi.error().empty());
  }
  EXPECT_GT(refused, 1'000U);
}

TEST(AbiArguments, FitByTheKindOfValue) {
  EXPECT_TRUE(fits_abi("address", Type::about(TypeKind::asset, "ETH")));
  EXPECT_TRUE(fits_abi("address", Type::of(TypeKind::address)));
  EXPECT_FALSE(fits_abi("address", Type::plain()));
  EXPECT_TRUE(fits_abi("address[]", Type::about(TypeKind::route, "USDC")));
  EXPECT_TRUE(fits_abi("bool", Type::of(TypeKind::truth)));
  EXPECT_FALSE(fits_abi("bool", Type::plain()));
  EXPECT_TRUE(fits_abi("bytes32", Type::of(TypeKind::text)));
  EXPECT_TRUE(fits_abi("uint256", Type::amount("ETH")));
  EXPECT_TRUE(fits_abi("uint64", Type::of(TypeKind::duration)));
  EXPECT_TRUE(fits_abi("int256", Type::about(TypeKind::debt, "USDT")));
  EXPECT_FALSE(fits_abi("uint256[]", Type::amount("ETH")));
  EXPECT_FALSE(fits_abi("(address,uint256)", Type::amount("ETH")));
  EXPECT_TRUE(fits_abi("function", Type::of(TypeKind::raw)));
}

}  // namespace
}  // namespace dealwright::sema
