// Whether buckets can hold what is drawn from them, and whether money comes back from where it
// went.
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using values::Rational;

namespace {

struct Use {
  std::size_t step;
  const Draw* draw;
};
using Uses = std::vector<Use>;

// The same amount for every parameter value.
bool is_fixed(const Draw& draw) {
  return draw.exact && draw.amount && draw.at_least && *draw.amount == *draw.at_least;
}

std::string in_words(const Rational& amount, const std::string& key) {
  return values::to_decimal(amount, 18) + " " + key.substr(key.rfind('/') + 1);
}

// Whatever runs `second` has done `first` before; within one step, the item above.
bool surely_follows(const DealChecker& deal, const Use& first, const Use& second) {
  return first.step == no_step || first.step == second.step ||
         deal.done.comes_before(first.step, second.step);
}

// `all X from B` leaves nothing for a draw that surely follows, unless the place gives a part back.
void check_emptied(DealChecker& deal, const Uses& uses) {
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const Use& emptying = uses[i];
    if (!emptying.draw->takes_all) continue;
    if (emptying.step != no_step && deal.steps[emptying.step].step.accept_partial) continue;
    for (std::size_t j = i + 1; j < uses.size(); ++j) {
      const Use& late = uses[j];
      const bool takes_nothing = is_fixed(*late.draw) && late.draw->amount->is_zero();
      if (takes_nothing || !surely_follows(deal, emptying, late)) continue;
      Report(deal.found, Code::overdrawn, late.draw->place)
          .says("there is no " + late.draw->what + " left to draw")
          .also(emptying.draw->place, "all of it is taken here")
          .help("draw an amount first, or `split` the money and use a part in each place");
      return;
    }
  }
}

// Fixed amounts that one run takes, against what the bucket holds at the smallest capital.
void check_sum(DealChecker& deal, const std::string& key, const Uses& uses) {
  Uses taken;
  Rational total;
  for (const Use& use : uses) {
    if (!is_fixed(*use.draw) || !use.draw->available) continue;
    if (!taken.empty() && !surely_follows(deal, taken.back(), use)) continue;
    const auto sum = values::add(total, *use.draw->amount);
    if (!sum) return;
    total = *sum;
    taken.push_back(use);
    if (total <= *use.draw->available) continue;
    Report report(deal.found, Code::overdrawn, use.draw->place);
    const std::string held = in_words(*use.draw->available, key) + " at the smallest `capital`";
    report.says(taken.size() == 1 ? "this is more than the bucket can hold: " + held
                                  : "with this, " + in_words(total, key) +
                                        " are taken from the bucket: it holds " + held);
    if (taken.size() > 1) report.also(taken[taken.size() - 2].draw->place, "taken before");
    report.help("draw less, give the bucket a larger share, or raise the smallest `capital`");
    return;
  }
}

void check_left_away(DealChecker& deal) {
  for (const auto& [name, holding] : deal.holdings) {
    if (holding.place.empty() || holding.used || holding.given_back || holding.asset.empty())
      continue;
    Report(deal.found, Code::left_away, holding.bound)
        .says("`" + name + "` stays at `" + holding.place + "` when the deal ends")
        .help("bring it back in a later step, with the withdrawal that `" + holding.place +
              "` offers");
  }
}

}  // namespace

void check_draws(DealChecker& deal) {
  if (deal.may_yield_anything) return;
  std::map<std::string, Uses> uses;
  const auto add = [&](std::size_t step, const std::vector<Draw>& draws) {
    for (const Draw& draw : draws) {
      // An asset that actions yield may fill the bucket again.
      const bool refilled = deal.arriving.contains(draw.key.substr(draw.key.rfind('/') + 1));
      if (!draw.is_position && !refilled) uses[draw.key].push_back({step, &draw});
    }
  };
  add(no_step, deal.start_draws);
  for (const std::size_t step : deal.sequence) {
    const StepFacts& facts = deal.steps[step];
    // A ladder draws once for each rung, a rescue only after a failure.
    if (!facts.in_circle && !facts.is_then && facts.step.kind == plan::StepKind::step)
      add(step, facts.draws);
  }
  for (const auto& [key, list] : uses) {
    check_emptied(deal, list);
    check_sum(deal, key, list);
  }
  check_left_away(deal);
}

}  // namespace dealwright::sema
