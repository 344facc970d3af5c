// The core's own quantities, looked at from outside.
#include "engine/scenario/measures.hpp"

#include "engine/core/quantities.hpp"

namespace dealwright::scenario {
namespace {

std::optional<values::Rational> number(const plan::Value& value) {
  const auto* found = std::get_if<values::Rational>(&value);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<values::Rational> owed_in(const core::View& view) {
  values::Rational sum;
  for (std::uint32_t i = 0; i < view.books().positions.size(); ++i) {
    const core::PositionId id{i};
    const plan::Position& position = view.terms().of(id);
    if (view.books().positions[i] != core::PositionStatus::open ||
        position.kind != plan::PositionKind::debt) {
      continue;
    }
    const auto amount = number(core::amount_of(view, id));
    const auto worth =
        amount ? number(core::value_of(view, view.terms().asset_of(id), *amount)) : amount;
    const auto more = worth ? add(sum, *worth) : values::Number<values::Rational>(sum);
    if (!worth || !more) return std::nullopt;
    sum = *more;
  }
  return sum;
}

}  // namespace

Measures measures_in(const core::View& view) {
  return {.nav = number(core::nav_of(view)),
          .ltv = number(core::ltv_of(view, std::nullopt)),
          .health = number(core::health_of(view)),
          .owed = owed_in(view)};
}

Measures Looker::measures(const core::State& state) { return look(state, measures_in); }

std::vector<std::pair<std::string, values::Rational>> Looker::exposures(const core::State& state) {
  return look(state, [](const core::View& view) {
    std::vector<std::pair<std::string, values::Rational>> all;
    for (std::uint32_t a = 0; a < view.terms().plan().assets.size(); ++a) {
      const core::AssetId id{a};
      if (view.terms().priced_as(id) != id) continue;  // counted with what it counts as
      const auto worth = number(core::exposure_of(view, id));
      if (worth && !worth->is_zero()) all.emplace_back(view.terms().of(id).name, *worth);
    }
    return all;
  });
}

std::vector<std::optional<core::Headroom>> Looker::headrooms(const core::State& state) {
  return look(state, [&](const core::View& view) {
    std::vector<std::optional<core::Headroom>> rooms;
    for (std::uint32_t i = 0; i < terms_.plan().limits.size(); ++i)
      rooms.push_back(core::headroom(view, core::LimitId{i}));
    return rooms;
  });
}

}  // namespace dealwright::scenario
