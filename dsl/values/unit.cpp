// Products of assets with whole exponents.
#include "dsl/values/unit.hpp"

#include <algorithm>

namespace dealwright::values {
namespace {

// An exponent stays within this bound, so that no chain of products in a file can overflow it.
constexpr int power_max = 1000;
// Above this a power is written with a number: "ETH * ETH * ETH" but "ETH^4".
constexpr int power_written_out_max = 3;

using Powers = std::vector<std::pair<std::string, int>>;

// Merges two sorted lists; the exponents of `b` count `sign` times.
Powers merged(const Powers& a, const Powers& b, int sign) {
  Powers result;
  result.reserve(a.size() + b.size());
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() || right != b.end()) {
    if (right == b.end() || (left != a.end() && left->first < right->first)) {
      result.push_back(*left++);
    } else if (left == a.end() || right->first < left->first) {
      result.emplace_back(right->first, sign * right->second);
      ++right;
    } else {
      const int power = std::clamp(left->second + sign * right->second, -power_max, power_max);
      if (power != 0) result.emplace_back(left->first, power);
      ++left;
      ++right;
    }
  }
  return result;
}

// "ETH * ETH", the powers above or below the line joined by `joint`.
std::string joined(const Powers& powers, int sign, std::string_view joint) {
  std::string text;
  const auto append = [&](const std::string& name) {
    if (!text.empty()) text += joint;
    text += name;
  };
  for (const auto& [name, power] : powers) {
    const int count = sign * power;
    if (count > power_written_out_max) {
      append(name + "^" + std::to_string(count));
    } else {
      for (int i = 0; i < count; ++i)
        append(name);
    }
  }
  return text;
}

}  // namespace

Unit Unit::of(std::string_view asset) {
  Unit unit;
  unit.powers_.emplace_back(asset, 1);
  return unit;
}

std::string_view Unit::asset() const {
  return powers_.size() == 1 && powers_.front().second == 1
             ? std::string_view(powers_.front().first)
             : std::string_view();
}

Unit operator*(const Unit& a, const Unit& b) {
  Unit product;
  product.powers_ = merged(a.powers_, b.powers_, 1);
  return product;
}

Unit operator/(const Unit& a, const Unit& b) {
  Unit quotient;
  quotient.powers_ = merged(a.powers_, b.powers_, -1);
  return quotient;
}

std::string to_text(const Unit& unit) {
  if (unit.is_plain()) return "ratio";
  std::string above = joined(unit.powers(), 1, " * ");
  const std::string below = joined(unit.powers(), -1, " per ");
  if (below.empty()) return above;
  if (above.empty()) above = "1";
  return above + " per " + below;
}

}  // namespace dealwright::values
