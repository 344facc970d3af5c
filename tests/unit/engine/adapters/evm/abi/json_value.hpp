// Values as the cases of ethers write them, along a type.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/abi/value.hpp"

namespace dealwright::abi::tests {

// Numbers are decimal text, byte strings 0x text, parts lists.
[[nodiscard]] Value value_of(const Type& type, const nlohmann::json& value);
[[nodiscard]] Values values_of(const std::vector<Type>& types, const nlohmann::json& list);
// Fails the test for what is no type.
[[nodiscard]] Type type_of(const std::string& text);
[[nodiscard]] std::vector<Type> types_of(const nlohmann::json& list);

}  // namespace dealwright::abi::tests
