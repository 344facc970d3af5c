// The embedded library holds every file of its folder, byte for byte.
#include "stdlib/library.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dealwright::stdlib {
namespace {

// The modules and interfaces as they stand in the repository; tests run in its root.
std::set<std::string> on_disk() {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("stdlib")) {
    const auto& path = entry.path();
    if (path.extension() != ".deal" && path.extension() != ".json") continue;
    found.insert(path.lexically_relative("stdlib").generic_string());
  }
  return found;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Library, HoldsEveryFileOfItsFolder) {
  const std::set<std::string> embedded(file_names().begin(), file_names().end());
  EXPECT_EQ(embedded, on_disk());
  EXPECT_EQ(embedded.size(), file_names().size()) << "a file twice";
}

TEST(Library, GivesTheBytesOfAFile) {
  for (const std::string_view name : file_names()) {
    const auto bytes = find_file(name);
    ASSERT_TRUE(bytes.has_value()) << name;
    EXPECT_EQ(*bytes, bytes_of("stdlib/" + std::string(name))) << name;
    EXPECT_FALSE(bytes->empty()) << name;
  }
}

TEST(Library, FindsNothingUnderAnyOtherName) {
  for (const char* name : {"", "weth", "weth.deal ", "./weth.deal", "abi", "abi/weth9",
                           "../stdlib/weth.deal", "WETH.deal"}) {
    EXPECT_FALSE(find_file(name).has_value()) << name;
  }
}

TEST(Library, BeginsWithThePrelude) { EXPECT_EQ(file_names().front(), "prelude.deal"); }

TEST(Library, EveryModuleIsNamedAsItsFile) {
  for (const std::string_view name : file_names()) {
    if (!name.ends_with(".deal") || name == "prelude.deal") continue;
    const std::string protocol =
        "\nprotocol " + std::string(name.substr(0, name.size() - 5)) + " {\n";
    EXPECT_NE(find_file(name)->find(protocol), std::string_view::npos) << name;
  }
}

}  // namespace
}  // namespace dealwright::stdlib
