// Reading of the cases line by line: a whole kind at once would be a gigabyte of values.
#include "tests/unit/engine/adapters/evm/cases.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace dealwright::test {

void for_each_case(const std::string& kind,
                   const std::function<void(const nlohmann::json&)>& look) {
  std::ifstream file("build/evm_cases/" + kind + ".jsonl");
  int cases = 0;
  for (std::string line; std::getline(file, line); ++cases) {
    look(nlohmann::json::parse(line));
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << kind << " case " << cases + 1 << ": " << line.substr(0, 2'000);
      return;
    }
  }
  EXPECT_EQ(cases, cases_of_a_kind)
      << "write the cases with tests/unit/engine/adapters/evm/make_cases build/evm_cases";
}

nlohmann::json published(const std::string& file) {
  std::ifstream stream("tests/data/ethereum/" + file);
  EXPECT_TRUE(stream) << file;
  return nlohmann::json::parse(stream);
}

crypto::Bytes unhex(std::string_view text) {
  const auto bytes = crypto::from_digits(text.starts_with("0x") ? text.substr(2) : text);
  EXPECT_TRUE(bytes.has_value()) << text;
  return bytes.value_or(crypto::Bytes());
}

}  // namespace dealwright::test
