// Why a call was reverted, from the bytes that came back.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::abi {
namespace {

using crypto::ByteView;

constexpr std::size_t reason_shown_max = 400;  // characters of a contract's own words

struct PanicCode {
  std::uint64_t code;
  std::string_view words;
};
// Solidity documentation, "Panic via assert and Error via require".
constexpr std::array<PanicCode, 10> panics{{
    {0x00, "a panic that the compiler put there"},
    {0x01, "an assertion failed"},
    {0x11, "an arithmetic overflow or underflow"},
    {0x12, "a division by zero"},
    {0x21, "a number that is no value of its enum"},
    {0x22, "a byte array in storage that is encoded wrongly"},
    {0x31, "a pop from an empty array"},
    {0x32, "an index outside of its array"},
    {0x41, "too much memory, or an array that is too large"},
    {0x51, "a call of a function variable that is not set"},
}};

std::string cut(std::string words) {
  if (words.size() > reason_shown_max) words = words.substr(0, reason_shown_max) + "…";
  return words;
}

CustomError standard(std::string_view name, TypeKind kind, std::uint32_t size) {
  return {.name = std::string(name), .inputs = {Type{.kind = kind, .size = size}}};
}

std::optional<Values> arguments_of(const CustomError& error, ByteView data) {
  if (!std::ranges::equal(data.first(4), selector_of(error))) return std::nullopt;
  auto values = decode(error.inputs, data.subspan(4), Reading::lenient);
  if (!values) return std::nullopt;
  return std::move(*values);
}

std::string panic_words(const values::Amount& code) {
  std::string words = "panic " + codec::to_quantity(code);
  for (const PanicCode& known : panics) {
    if (code == values::Amount(known.code)) return words + ": " + std::string(known.words);
  }
  return words + ", a code that is not known";
}

}  // namespace

Revert explain_revert(ByteView data, const Interface& known) {
  if (data.empty()) return {.words = "reverted without a reason"};
  const std::string bytes = cut(crypto::to_hex(data));
  Revert unknown{.kind = RevertKind::unknown, .words = "reverted with " + bytes};
  if (data.size() < 4) return unknown;

  const CustomError message = standard("Error", TypeKind::string, 0);
  if (auto values = arguments_of(message, data)) {
    return {.kind = RevertKind::message,
            .arguments = *values,
            .words = "reverted: " + cut(to_text(message.inputs[0], values->front()))};
  }
  const CustomError panic = standard("Panic", TypeKind::unsigned_integer, 256);
  if (auto values = arguments_of(panic, data)) {
    std::string words = panic_words(std::get<values::Amount>(values->front().of));
    return {.kind = RevertKind::panic, .arguments = std::move(*values), .words = std::move(words)};
  }
  for (const CustomError& error : known.errors) {
    auto values = arguments_of(error, data);
    if (!values) continue;
    const Type around{.kind = TypeKind::tuple, .parts = error.inputs};
    std::string words = "reverted: " + error.name + cut(to_text(around, Value{*values}));
    return {.kind = RevertKind::custom,
            .name = error.name,
            .arguments = std::move(*values),
            .words = std::move(words)};
  }
  return unknown;
}

}  // namespace dealwright::abi
