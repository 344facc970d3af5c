// The types of expressions as the checker sees them.
#pragma once

#include <cstdint>
#include <string>

#include "dsl/values/unit.hpp"

namespace dealwright::sema {

enum class TypeKind : std::uint8_t {
  unknown,  // something was reported already: silent everywhere
  number,   // with a unit; the plain unit is a ratio or a whole number
  duration,
  time,
  truth,
  text,
  address,
  asset,       // the asset itself, `asset` says which
  route,       // of `asset`
  collateral,  // of `asset`
  debt,        // of `asset`
  bucket,      // compared with an amount of A it is its balance of A
  cycle,       // what `find` names; sizes in `asset`
  raw,         // what a contract call gives inside a `read`
};

struct Type {
  TypeKind kind = TypeKind::unknown;
  values::Unit unit;
  std::string asset;
  friend bool operator==(const Type&, const Type&) = default;

  static Type unknown() { return {}; }
  static Type number(values::Unit unit) { return {TypeKind::number, std::move(unit), {}}; }
  static Type plain() { return {TypeKind::number, {}, {}}; }
  static Type amount(std::string_view asset) { return number(values::Unit::of(asset)); }
  static Type value() { return amount(values::usd); }
  static Type of(TypeKind kind) { return {kind, {}, {}}; }
  static Type about(TypeKind kind, std::string asset) { return {kind, {}, std::move(asset)}; }

  [[nodiscard]] bool is(TypeKind k) const { return kind == k; }
  [[nodiscard]] bool is_position() const {
    return kind == TypeKind::collateral || kind == TypeKind::debt;
  }
  [[nodiscard]] bool is_plain() const { return kind == TypeKind::number && unit.is_plain(); }
};

// As an author would write it: "ETH", "USDT per USDTz", "ratio", "Debt of USDT".
[[nodiscard]] std::string to_text(const Type& type);
// In a sentence: "ETH", "a ratio", "a duration", "a condition".
[[nodiscard]] std::string in_words(const Type& type);

}  // namespace dealwright::sema
