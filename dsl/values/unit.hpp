// The unit of a number: a product of assets and USD with whole exponents, so that `USDT per USDTz`
// times an amount of USDTz is an amount of USDT. The empty product is a plain ratio.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dealwright::values {

class Unit {
 public:
  Unit() = default;                        // plain
  static Unit of(std::string_view asset);  // one asset, or "USD"

  [[nodiscard]] bool is_plain() const { return powers_.empty(); }
  // The asset when this is an amount of exactly one asset (or USD), else empty.
  [[nodiscard]] std::string_view asset() const;
  // Sorted by name, no zero exponents.
  [[nodiscard]] const std::vector<std::pair<std::string, int>>& powers() const { return powers_; }

  friend bool operator==(const Unit&, const Unit&) = default;
  friend Unit operator*(const Unit& a, const Unit& b);
  friend Unit operator/(const Unit& a, const Unit& b);

 private:
  std::vector<std::pair<std::string, int>> powers_;
};

inline constexpr std::string_view usd = "USD";  // the unit of account

// "USDT", "USDT per USDTz", "ratio" for the plain one, "ETH * ETH" for what has no everyday name.
[[nodiscard]] std::string to_text(const Unit& unit);

}  // namespace dealwright::values
