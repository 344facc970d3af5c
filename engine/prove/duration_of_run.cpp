// The longest path through the steps.
#include "engine/prove/duration_of_run.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace dealwright::prove {
namespace {

using values::Duration;

Duration longer(Duration a, Duration b) { return std::max(a, b); }

Duration sum(Duration a, Duration b) {
  return {std::min(a.milliseconds, values::duration_max.milliseconds) +
          std::min(b.milliseconds, values::duration_max.milliseconds)};
}

class Lengths {
 public:
  explicit Lengths(const core::Terms& terms)
      : terms_(terms), ends_(terms.plan().steps.size()), looking_(terms.plan().steps.size()) {}

  Duration end_of(core::StepId id) {
    if (ends_[id.value]) return *ends_[id.value];
    if (looking_[id.value]) return {};  // a circle: the checker says so
    looking_[id.value] = true;
    const plan::Step& step = terms_.of(id);
    Duration start = step.at.value_or(Duration{});
    for (const auto& all_of : step.after) {
      for (const plan::AfterTerm& term : all_of)
        start = longer(start, end_of(terms_.step(term.step)));
    }
    ends_[id.value] = std::min(sum(start, length_of(step)), values::duration_max);
    return *ends_[id.value];
  }

 private:
  static Duration length_of(const plan::Step& step) {
    Duration wait{};
    for (const plan::When& when : step.whens)
      wait = longer(wait, when.within.value_or(Duration{}));
    for (const plan::Approval& approval : step.approvals)
      wait = sum(wait, approval.within);
    const Duration once = sum(wait, step.timeout);
    const unsigned times = step.ladder ? step.ladder->rungs_max : 1;
    if (times == 0) return {};
    if (once.milliseconds > values::duration_max.milliseconds / times) return values::duration_max;
    return {once.milliseconds * times};
  }

  const core::Terms& terms_;
  std::vector<std::optional<Duration>> ends_;
  std::vector<bool> looking_;
};

}  // namespace

Duration longest_run(const core::Terms& terms) {
  Lengths lengths(terms);
  Duration longest{};
  for (std::uint32_t i = 0; i < terms.plan().steps.size(); ++i) {
    const core::StepId id{i};
    if (terms.of(id).kind == plan::StepKind::defence) continue;
    longest = longer(longest, lengths.end_of(id));
  }
  return longest;
}

}  // namespace dealwright::prove
