// Decides when a crash strikes.
#include "engine/scenario/crashing.hpp"

#include <algorithm>

#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/journal/codec.hpp"

namespace dealwright::scenario {
namespace {

ports::Error stopped() {
  return {.code = ports::ErrorCode::stopped, .what = "the scenario crashed the engine"};
}

}  // namespace

bool Crashes::strikes(plan::CrashPoint point, const core::Request& request) {
  const auto crash = std::ranges::find_if(crashes_, [&](const plan::Crash& planned) {
    return planned.point == point && simulated::matches(terms_, planned.after, request);
  });
  if (crash == crashes_.end()) return false;
  crashes_.erase(crash);
  return true;
}

bool Crashes::strikes(std::span<const journal::Record> records) {
  bool struck = false;
  for (const journal::Record& record : records) {
    const auto fact = journal::decode(terms_, record);
    if (!fact) continue;
    if (const auto* asked = std::get_if<core::ActionRequested>(&fact->what)) {
      requests_[asked->request.attempt] = asked->request;
      struck |= strikes(plan::CrashPoint::recorded, asked->request);
    }
    if (const auto* settled = std::get_if<core::ActionSettled>(&fact->what)) {
      struck |= strikes(plan::CrashPoint::done, requests_[settled->attempt]);
    }
  }
  return struck;
}

ports::Result<void> CrashingWorld::perform(const core::Request& request) {
  auto performed = world_.perform(request);
  if (performed && crashes_.strikes(plan::CrashPoint::sent, request))
    return std::unexpected(stopped());
  return performed;
}

ports::Result<std::vector<ports::Result<ports::Head>>> CrashingJournal::append(
    std::span<const ports::Append> appends) {
  auto results = store_.append(appends);
  if (!results) return results;
  for (std::size_t i = 0; i < appends.size(); ++i) {
    if ((*results)[i] && crashes_.any_left() && crashes_.strikes(appends[i].records))
      return std::unexpected(stopped());
  }
  return results;
}

}  // namespace dealwright::scenario
