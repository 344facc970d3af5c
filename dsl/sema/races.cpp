// Races: steps without an order that draw on the same money or change the same position.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using values::Rational;

namespace {

struct Use {
  std::size_t step;
  const Draw* draw;
};

// How far back it is looked, past steps that exclude each other.
constexpr std::size_t exclusions_max = 32;

// One of the two runs only where a step failed that the other needs to be done.
bool exclude_each_other(const DealChecker& deal, std::size_t a, std::size_t b) {
  const auto excludes = [&](std::size_t rescue, std::size_t other) {
    const std::size_t failing = deal.steps[rescue].only_after_failure_of;
    return failing != no_step && deal.done.comes_before(failing, other);
  };
  return excludes(a, b) || excludes(b, a);
}

bool both_read(const Use& a, const Use& b) { return a.draw->only_reads && b.draw->only_reads; }

// Fixed amounts that fit together do not race.
class FixedAmounts {
 public:
  FixedAmounts(const DealChecker& deal, const std::vector<Use>& uses) : deal_(deal) {
    std::optional<Rational> total{Rational()};
    std::optional<Rational> available;
    for (const Use& use : uses) {
      if (!use.draw->exact || !use.draw->amount || !use.draw->available) {
        if (!all_of_it_) all_of_it_ = &use;
        continue;
      }
      available = use.draw->available;
      const auto sum = total ? values::add(*total, *use.draw->amount)
                             : std::unexpected(values::NumberError::overflow);
      total = sum ? std::optional<Rational>(*sum) : std::nullopt;
    }
    fit_ = total && available && *total <= *available;
  }

  // Whoever takes what is left does so after both.
  [[nodiscard]] bool fit(const Use& a, const Use& b) const {
    if (!fit_ || !a.draw->exact || !b.draw->exact || !a.draw->amount || !b.draw->amount)
      return false;
    return all_of_it_ == nullptr || (deal_.settled.comes_before(a.step, all_of_it_->step) &&
                                     deal_.settled.comes_before(b.step, all_of_it_->step));
  }

 private:
  const DealChecker& deal_;
  const Use* all_of_it_ = nullptr;  // the first that takes no fixed amount
  bool fit_ = false;
};

}  // namespace

void check_races(DealChecker& deal) {
  std::map<std::string, std::vector<Use>> uses;
  for (std::size_t step : deal.sequence) {
    const StepFacts& facts = deal.steps[step];
    if (facts.in_circle || facts.step.kind == plan::StepKind::defence) continue;
    for (const Draw& draw : facts.draws)
      uses[draw.key].push_back({step, &draw});
  }
  for (const auto& [key, list] : uses) {
    const FixedAmounts amounts(deal, list);
    // In a sequence that respects the order, all are ordered when neighbours are.
    for (std::size_t i = 1; i < list.size(); ++i) {
      const Use& second = list[i];
      std::size_t before = i - 1;
      while (before > 0 && i - before < exclusions_max &&
             (exclude_each_other(deal, list[before].step, second.step) ||
              both_read(list[before], second)))
        --before;
      const Use& first = list[before];
      if (deal.settled.are_ordered(first.step, second.step) ||
          exclude_each_other(deal, first.step, second.step) || both_read(first, second) ||
          amounts.fit(first, second))
        continue;
      const bool later = second.step > first.step;
      const bool position = second.draw->is_position;
      const bool reads = first.draw->only_reads || second.draw->only_reads;
      const Use& here = later ? second : first;
      const Use& other = later ? first : second;
      Report(deal.found, Code::race, here.draw->place)
          .says("`" + deal.steps[other.step].step.name + "` and `" +
                deal.steps[here.step].step.name + "` have no order and " +
                std::string(reads      ? "one uses what the other changes: "
                            : position ? "both change "
                                       : "both draw on ") +
                here.draw->what)
          .also(other.draw->place, other.draw->only_reads ? "used here"
                                   : position             ? "changed here too"
                                                          : "drawn here too")
          .help("add `after " + deal.steps[other.step].step.name + "` to `" +
                deal.steps[here.step].step.name + (position ? "`" : "`, or split the money first"));
    }
  }
}

}  // namespace dealwright::sema
