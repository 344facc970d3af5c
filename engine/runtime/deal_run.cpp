// Rounds of one deal until nothing happens any more.
#include "engine/runtime/deal_run.hpp"

#include <utility>

#include "dsl/values/assertion.hpp"

namespace dealwright::runtime {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

DealRun::DealRun(const core::Terms& terms, std::string stream, values::Digest plan,
                 const Ports& ports)
    : terms_(terms),
      ports_(ports),
      deal_(terms, std::move(stream), plan,
            {.world = ports.world,
             .operators = ports.operators,
             .observer = ports.observer,
             .drafts = ports.drafts}),
      round_(ports.journal) {}

Result<void> DealRun::begin(const values::Amount& capital,
                            std::vector<core::PositionAmount> adopted) {
  if (auto taken = deal_.take_over(ports_.journal); !taken) return taken;
  core::Signal first{.at = ports_.world.now()};
  if (deal_.head().sequence == 0) {
    first.what = core::Funded{.capital = capital, .seed = {}, .adopted = std::move(adopted)};
    if (const auto why = core::refusal(terms_, deal_.state(), first))
      return std::unexpected(Error{.code = ErrorCode::refused, .what = *why});
  } else {
    first.what = core::Restarted{};
  }
  return handle(std::move(first));
}

Result<void> DealRun::go_on_from(core::State state) {
  auto head = ports::take_over(ports_.journal, deal_.stream());
  if (!head) return std::unexpected(head.error());
  deal_.go_on_from(*head, std::move(state));
  return handle({.at = ports_.world.now(), .what = core::Restarted{}});
}

Result<void> DealRun::run(std::optional<values::TimePoint> until) {
  while (true) {
    const std::uint64_t before = deal_.head().sequence;
    const auto timer = deal_.next_timer();
    const auto happened = deal_.await_next(until);
    if (!happened) return std::unexpected(happened.error());
    if (!*happened) return {};
    const bool is_timer = std::holds_alternative<core::TimePassed>(deal_.next_signal().what);
    if (auto handled = handle_all(); !handled) return handled;
    // A timer that changes nothing would be due again at once, for ever.
    DEALWRIGHT_ASSERT(!is_timer || deal_.head().sequence != before || deal_.next_timer() != timer ||
                      !timer || *timer > ports_.world.now());
  }
}

Result<void> DealRun::take(const core::Signal& signal) {
  if (const auto why = core::refusal(terms_, deal_.state(), signal)) {
    return std::unexpected(Error{.code = ErrorCode::refused, .what = *why});
  }
  return handle(signal);
}

Result<void> DealRun::handle(core::Signal signal) {
  deal_.post(std::move(signal));
  return handle_all();
}

Result<void> DealRun::handle_all() {
  Deal* const alone = &deal_;
  while (deal_.has_signals()) {
    auto faults = round_.take({&alone, 1});
    if (!faults) return std::unexpected(faults.error());
    if (!faults->empty()) return std::unexpected(std::move(faults->front().error));
  }
  return {};
}

}  // namespace dealwright::runtime
