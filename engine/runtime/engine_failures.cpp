// What happens when a deal fails: it is taken up again from its journal, in the end paused, and no
// other notices.
#include <utility>

#include "engine/runtime/engine.hpp"

namespace dealwright::runtime {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

Result<void> Engine::fail(DealNumber number, const Error& error) {
  Slot& slot = *slots_[number];
  switch (error.code) {
    case ErrorCode::stopped: return std::unexpected(error);
    case ErrorCode::fenced:
      close(number, "another engine has taken `" + slot.id + "` over");
      return {};
    case ErrorCode::corrupt: close(number, error.what); return {};
    case ErrorCode::unavailable:
    case ErrorCode::ambiguous:
    case ErrorCode::conflict:
    case ErrorCode::no_space:
    case ErrorCode::refused: break;
  }
  ++slot.failures;
  slot.why = error.what;
  if (slot.failures > limits_.failures_max) {
    close(number, "it failed " + std::to_string(slot.failures) + " times in a row: " + error.what);
    return {};
  }
  if (auto reloaded = reload(number); !reloaded) return reloaded;
  if (slot.seat == Seat::closed) return {};
  if (slot.failures == limits_.failures_max) {
    make_dead_letter(number, "the engine gave up after " + std::to_string(slot.failures) +
                                 " failures: " + error.what);
  }
  if (slot.pace == Pace::own || slot.seat == Seat::dead_letter) {
    post_beginning(slot);
    make_ready(number);
    return {};
  }
  values::Duration wait = failure_wait_first;
  for (std::uint32_t i = 1; i < slot.failures; ++i)
    wait = wait + wait;
  post_beginning(slot);
  timers_.set(number, slot.outside.world.now() + wait);
  return {};
}

void Engine::close(DealNumber number, std::string why) {
  Slot& slot = *slots_[number];
  if (slot.awake) --awake_;
  slot.awake.reset();
  slot.packed.clear();
  effects_out_ -= slot.effects_out;
  slot.effects_out = 0;
  slot.seat = Seat::closed;
  slot.why = std::move(why);
  timers_.set(number, std::nullopt);
  watchers_.watch(number, {});
}

// From the journal, as after a restart: what was decided and not recorded is gone.
Result<void> Engine::reload(DealNumber number) {
  Slot& slot = *slots_[number];
  slot.awake = std::make_unique<Deal>(*slot.terms, slot.id, slot.plan, slot.outside);
  auto folded = slot.awake->take_over(journal_);
  if (folded) return {};
  const ErrorCode code = folded.error().code;
  if (code == ErrorCode::stopped || code == ErrorCode::fenced) return folded;
  close(number, folded.error().what);
  return {};
}

void Engine::post_beginning(Slot& slot) {
  core::Signal first{.at = slot.outside.world.now()};
  if (slot.awake->head().sequence == 0) {
    first.what = *slot.start;
  } else {
    slot.start.reset();
    first.what = core::Restarted{};
  }
  slot.awake->post(std::move(first));
}

// Paused, in the journal, so that everybody sees it and nothing new begins; what is out is tracked
// on, and an operator can resume it.
void Engine::make_dead_letter(DealNumber number, const std::string& why) {
  Slot& slot = *slots_[number];
  slot.seat = Seat::dead_letter;
  slot.why = why;
  core::Signal pause{
      .at = slot.outside.world.now(),
      .what = core::Commanded{.command = core::Command::pause, .by = "engine", .why = why}};
  if (core::refusal(*slot.terms, slot.awake->state(), pause)) return;
  slot.awake->post_first(std::move(pause));
  make_ready(number);
}

}  // namespace dealwright::runtime
