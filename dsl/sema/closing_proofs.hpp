// Which guards of a deal prove that a position is gone, and whether they look late enough to count.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

class ClosingProofs {
 public:
  explicit ClosingProofs(const DealChecker& deal);

  // The steps with a guard that the position is gone, which is looked at when nothing opens it any
  // more and which holds the step or fails it otherwise.
  [[nodiscard]] std::vector<std::size_t> steps_that_prove(std::string_view name,
                                                          const PositionFacts& position) const;

 private:
  enum class Looks : std::uint8_t { before_the_step, after_the_step };
  struct Proof {
    std::size_t step;
    Looks looks;
  };
  void note(const plan::Expression& condition, Proof proof);
  void note_comparison(const plan::Expression& condition, plan::Op op, Proof proof);

  const DealChecker& deal_;
  std::map<std::string, std::vector<Proof>, std::less<>> of_position_;
  std::vector<Proof> of_all_debts_;  // `ltv == 0%`: nothing is owed anywhere
};

}  // namespace dealwright::sema
