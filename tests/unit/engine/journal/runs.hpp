// Records of real runs in the simulated world, for the tests of the journal.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/terms.hpp"
#include "engine/journal/record.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"

namespace dealwright::journal {

inline std::vector<Record> records_of(const core::Terms& terms, const simulated::Setting& setting) {
  const values::Amount capital = scenario::capital_of(terms).value();
  memory::MemoryJournal store;
  simulated::SimulatedWorld world(terms, setting, capital);
  runtime::DealRun run(terms, "deal", plan::identity(terms.plan()),
                       {.journal = store, .world = world, .operators = world});
  EXPECT_TRUE(run.begin(capital).has_value());
  EXPECT_TRUE(run.run(setting.start + values::days(60)).has_value());
  return store.read("deal", 1, 1'000'000).value();
}

}  // namespace dealwright::journal
