// Whether a step surely is done once another one was: what has to be known before a position counts
// as closed.
#pragma once

#include <cstddef>
#include <map>

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

// Looks at steps, pairs of steps and positions, over the whole deal; a deal that needs more is too
// entangled to be checked, and is refused.
inline constexpr std::size_t order_work_max = 20'000'000;

class Skips {
 public:
  explicit Skips(const DealChecker& deal) : deal_(deal) {}

  // Whether `step` may not be done although `opener` was; no_step: although the deal has begun.
  [[nodiscard]] bool may_skip(std::size_t step, std::size_t opener);
  // False once the work is more than order_work_max; answers are meaningless then.
  [[nodiscard]] bool spend_work() { return ++work_ <= order_work_max; }
  [[nodiscard]] bool is_exhausted() const { return work_ > order_work_max; }

 private:
  struct Answer {
    bool skipped = false;      // for another reason than its own failure
    bool failed_over = false;  // its failure starts another step
    [[nodiscard]] bool not_done() const { return skipped || failed_over; }
  };
  using Answers = std::map<std::size_t, Answer>;

  void work_out(std::size_t start, std::size_t opener, Answers& known);
  [[nodiscard]] bool is_given(std::size_t step, std::size_t opener) const;
  [[nodiscard]] bool ways_are_missed(std::size_t step, std::size_t opener,
                                     const Answers& known) const;

  const DealChecker& deal_;
  std::map<std::size_t, Answers> answers_;  // by opener
  std::size_t work_ = 0;
};

}  // namespace dealwright::sema
