// Which deal an engine died with is known afterwards, and only then.
#include "engine/app/durable/crash_watch.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "engine/adapters/simulated/simulated_world.hpp"
#include "tests/support/chain_deal.hpp"
#include "tests/unit/engine/app/temporary_folder.hpp"

namespace dealwright::app {
namespace {

enum class Dies : std::uint8_t { deciding, between_rounds };

void die(const std::string& file, const std::string& id, Dies when) {
  const core::Terms terms(tests::chain_deal(1));
  simulated::SimulatedWorld world(terms, {}, values::Amount(1));
  const runtime::Deal deal(terms, id, {}, {.world = world, .operators = world});
  CrashWatch watch(file);
  watch.decides(deal);
  if (when == Dies::between_rounds) watch.decided();
  std::abort();
}

TEST(CrashWatch, NotesTheDealInHandWhenTheProcessDied) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "crashes").string();
  EXPECT_TRUE(deaths_in(file).empty());
  EXPECT_DEATH(die(file, "deal-7", Dies::deciding), "");
  EXPECT_DEATH(die(file, "deal-7", Dies::deciding), "");
  EXPECT_DEATH(die(file, "deal-8", Dies::deciding), "");
  EXPECT_DEATH(die(file, "deal-9", Dies::between_rounds), "");
  const std::map<std::string, int> expected{{"deal-7", 2}, {"deal-8", 1}};
  EXPECT_EQ(deaths_in(file), expected);
  forget_deaths(file, "deal-7");
  EXPECT_EQ(deaths_in(file), (std::map<std::string, int>{{"deal-8", 1}}));
  forget_deaths(file, "deal-1");
  EXPECT_EQ(deaths_in(file), (std::map<std::string, int>{{"deal-8", 1}}));
}

}  // namespace
}  // namespace dealwright::app
