// One simulated life of a deal, as short as it can be told: how it ended and how bad it got on the
// way. The same loop and core as everywhere; nothing is kept of the journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsl/values/digest.hpp"
#include "dsl/values/rational.hpp"
#include "dsl/values/time.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/result.hpp"
#include "engine/scenario/chance.hpp"

namespace dealwright::scenario {

// What is the same in every life.
struct Subject {
  const core::Terms* terms = nullptr;
  values::Digest identity;
  values::Amount capital;
  values::Duration length;  // a life that is not over by then ends there
};

// The engine is away: the world goes on without it.
struct Absence {
  values::Duration from;
  values::Duration length;
};

// Attempts that go wrong by chance, in millionths of all.
struct Mishaps {
  std::int64_t fails_ppm = 0;    // with one of the failures that the action declares
  std::int64_t unknown_ppm = 0;  // nobody is told what became of it
};

struct Circumstances {
  simulated::Setting setting;
  std::optional<Absence> absence;
  Mishaps mishaps;
  values::Duration look_every = values::days(1);
};

// In millionths and in cents, so that lives can be counted and sorted; absent when there was none.
struct Life {
  std::string status;
  std::string why;
  values::Duration took;
  std::optional<std::int64_t> worst_ltv_ppm;     // highest
  std::optional<values::Duration> worst_ltv_at;  // when it was first within a hundredth of that
  std::optional<std::int64_t> worst_health_ppm;  // lowest
  std::optional<std::int64_t> least_nav_cents;
  std::optional<std::int64_t> profit_cents;  // nav at the end less nav at the start
  std::optional<std::int64_t> own_cents;     // nav at the end less what the capital is worth then
  std::vector<bool> breached;                // by limit: a watched one that did not hold
  std::uint32_t actions = 0;                 // that had an effect
  friend bool operator==(const Life&, const Life&) = default;
};

// `chance` decides on mishaps alone.
[[nodiscard]] ports::Result<Life> live(const Subject& subject, const Circumstances& circumstances,
                                       Chance chance);

}  // namespace dealwright::scenario
