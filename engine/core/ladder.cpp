// Works out how much the next rung of a ladder takes.
#include "engine/core/ladder.hpp"

#include <algorithm>

#include "engine/core/money.hpp"

namespace dealwright::core {

std::expected<std::optional<NextRung>, std::string> next_rung(Turn& turn, StepId id) {
  const plan::Ladder& ladder = *turn.terms().of(id).ladder;
  const StepState& known = step_of(turn.state(), id);
  turn.begin_looking();
  const View view = turn.view();
  NextRung rung;
  if (known.ladder_left) {
    rung.source = *known.ladder_left;
  } else {
    const auto source = resolve(view, ladder.source, std::nullopt);
    if (!source) {
      if (turn.must_read()) return std::optional<NextRung>();
      return std::unexpected(source.error());
    }
    rung.source = total_of(*source);
  }
  if (known.rungs >= ladder.rungs_max || ladder.sizes.empty()) return rung;
  const std::size_t which = std::min<std::size_t>(known.rungs, ladder.sizes.size() - 1);
  const auto size = amount_from(turn.terms(), plan::evaluate(ladder.sizes[which], view),
                                turn.terms().asset(ladder.source.asset), values::Rounding::down);
  if (!size) {
    if (turn.must_read()) return std::optional<NextRung>();
    return std::unexpected(size.error());
  }
  rung.amount = values::smaller(*size, rung.source);
  return rung;
}

}  // namespace dealwright::core
