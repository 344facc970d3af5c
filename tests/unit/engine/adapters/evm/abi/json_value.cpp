// Reading of JSON along a type.
#include "tests/unit/engine/adapters/evm/abi/json_value.hpp"

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::abi::tests {
namespace {

values::Amount amount(std::string_view digits) {
  const auto number = values::amount_from_digits(digits);
  EXPECT_TRUE(number.has_value()) << digits;
  return number.value_or(values::Amount());
}

}  // namespace

Value value_of(const Type& type, const nlohmann::json& value) {
  switch (type.kind) {
    case TypeKind::unsigned_integer: return {amount(value.get<std::string>())};
    case TypeKind::signed_integer: {
      const std::string text = value;
      const bool negative = text.starts_with('-');
      return {Integer{.sign = negative ? Integer::Sign::negative : Integer::Sign::positive,
                      .magnitude = amount(std::string_view(text).substr(negative ? 1 : 0))}};
    }
    case TypeKind::address:
      return {values::address_from_text(value.get<std::string>()).value_or(values::Address{})};
    case TypeKind::boolean: return {value.get<bool>()};
    case TypeKind::fixed_bytes:
    case TypeKind::function:
    case TypeKind::bytes: return {test::unhex(value.get<std::string>())};
    case TypeKind::string: return {value.get<std::string>()};
    case TypeKind::array:
    case TypeKind::list: {
      Values parts;
      for (const nlohmann::json& part : value)
        parts.push_back(value_of(type.parts[0], part));
      return {std::move(parts)};
    }
    case TypeKind::tuple: return {values_of(type.parts, value)};
  }
  return {};
}

Values values_of(const std::vector<Type>& types, const nlohmann::json& list) {
  Values values;
  EXPECT_EQ(types.size(), list.size());
  for (std::size_t i = 0; i < types.size(); ++i)
    values.push_back(value_of(types[i], list.at(i)));
  return values;
}

Type type_of(const std::string& text) {
  auto type = type_from_text(text);
  EXPECT_TRUE(type.has_value()) << text << ": " << (type ? "" : type.error().what);
  return type.value_or(Type{});
}

std::vector<Type> types_of(const nlohmann::json& list) {
  std::vector<Type> types;
  for (const nlohmann::json& text : list)
    types.push_back(type_of(text));
  return types;
}

}  // namespace dealwright::abi::tests
