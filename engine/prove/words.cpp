// One line for each look that a corner is made of.
#include "engine/prove/words.hpp"

#include <algorithm>

namespace dealwright::prove {
namespace {

std::string shown(const Rational& value) { return values::to_decimal(value, 6); }

std::optional<Look> look_of(const Variable& variable, const std::optional<Rational>& value) {
  Look look{.what = variable.subject, .when = variable.epoch, .value = {}};
  if (!value) {
    look.value = "without end";
  } else {
    look.value = shown(*value);
  }
  switch (variable.role) {
    case Role::scale: return std::nullopt;
    case Role::price:
      if (variable.at_the_time) {
        if (!value || *value == Rational(1)) return std::nullopt;
        const bool falls = variable.range.high.has_value();
        look.value = values::to_percent(minus(*value, Rational(1)), 1);
        if (!falls) look.value = "+" + look.value;
      } else if (value) {
        look.value += " USD";
      }
      return look;
    case Role::reading: return look;
    case Role::parameter: look.when.clear(); return look;
    case Role::growth:
      if (!value || *value == Rational(1)) return std::nullopt;
      look.what = "interest on " + variable.subject;
      look.value = values::to_percent(minus(*value, Rational(1)), 2);
      return look;
    case Role::gas:
      look.what = "fees";
      look.when.clear();
      if (value && value->is_zero()) return std::nullopt;
      return look;
    case Role::time:
    case Role::fraction:
    case Role::lower:
    case Role::more: break;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Look> where(const Variables& variables,
                        const std::map<VariableId, std::optional<Rational>>& at,
                        const Epoch& present) {
  std::vector<Look> earlier;
  std::vector<Look> now;
  for (const auto& [id, value] : at) {
    const Variable& variable = variables.of(id);
    auto look = look_of(variable, value);
    if (!look) continue;
    (variable.epoch == present ? now : earlier).push_back(std::move(*look));
  }
  const auto by_name = [](const Look& a, const Look& b) {
    return std::pair(a.what, a.when) < std::pair(b.what, b.when);
  };
  std::ranges::sort(earlier, by_name);
  std::ranges::sort(now, by_name);
  earlier.insert(earlier.end(), now.begin(), now.end());
  return earlier;
}

}  // namespace dealwright::prove
