// A program of somebody else's that runs a deal: text to plan, a durable journal, the engine, and
// an observer of its own. Started twice, it goes on with the deal that the journal knows.
#include <iostream>
#include <memory>
#include <string>

#include "dsl/compile/compile.hpp"
#include "dsl/plan/canonical.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/core/names.hpp"
#include "engine/runtime/engine.hpp"
#include "engine/scenario/dry_run.hpp"
#include "stdlib/library.hpp"

namespace {

using namespace dealwright;

constexpr std::string_view deal_text = R"(use weth
deal wrap_a_little {
  buckets of 10 ETH { working 100% }
  step wrap { weth.wrap(1 ETH from working) -> working }
}
)";

// Where `use` finds modules: only in the standard library.
class Library final : public sema::SourceProvider {
 public:
  std::expected<diagnostics::SourcePointer, sema::ProviderError> standard_module(
      std::string_view name) override {
    const std::string file = std::string(name) + ".deal";
    const auto text = stdlib::find_file(file);
    if (!text) return std::unexpected(sema::ProviderError::not_found);
    return std::make_shared<const diagnostics::Source>(file, std::string(*text));
  }
  std::vector<std::string> standard_module_names() const override { return {}; }
  std::expected<diagnostics::SourcePointer, sema::ProviderError> project_file(
      std::string_view, std::string_view) override {
    return std::unexpected(sema::ProviderError::not_found);
  }
  std::expected<std::string, sema::ProviderError> abi(std::string_view,
                                                      std::string_view name) override {
    const auto text = stdlib::find_file("abi/" + std::string(name) + ".json");
    if (!text) return std::unexpected(sema::ProviderError::not_found);
    return std::string(*text);
  }
};

// Told of nothing before it is durable.
class Printer final : public ports::Observer {
 public:
  void recorded(const core::Signal&, std::span<const core::Fact> facts,
                const core::State&) override {
    for (const core::Fact& fact : facts) {
      const auto* asked = std::get_if<core::ActionRequested>(&fact.what);
      if (asked != nullptr) std::cout << asked->request.attempt << " sent\n";
    }
  }
};

int fail(const std::string& why) {
  std::cerr << why << "\n";
  return 1;
}

int run(const std::string& file) {
  Library library;
  const auto source =
      std::make_shared<const diagnostics::Source>("wrap.deal", std::string(deal_text));
  const auto checked = compile::check_text(source, library);
  const auto planned = compile::plan_deal(checked, "wrap_a_little", {});
  if (!planned.plan) return fail("the deal has errors");
  const auto terms = std::make_shared<const core::Terms>(*planned.plan);
  const values::Digest identity = plan::identity(*planned.plan);

  auto journal = sqlite::SqliteJournal::open_for_engine(file, "the embedding example");
  if (!journal) return fail(journal.error().what);
  const std::string plan_json = plan::to_canonical_json(*planned.plan);
  // The key makes the deal once, however often this program is started.
  const auto entered = ports::create(**journal, {.id = "monday",
                                                 .key = "monday",
                                                 .plan = identity,
                                                 .plan_json = plan_json,
                                                 .profile = "{}",
                                                 .created = {},
                                                 .by = "the embedding example"});
  if (!entered) return fail(entered.error().what);

  const auto capital = scenario::capital_of(*terms);
  if (!capital) return fail(capital.error().what);
  // A world in memory; a real program has adapters of its own here.
  simulated::SimulatedWorld world(*terms, {.prices = {{"ETH", values::Rational(3000)}}}, *capital);
  Printer printer;
  runtime::Engine engine(**journal, {});
  const auto deal =
      engine.admit({.id = entered->deal.id,
                    .plan = identity,
                    .terms = terms,
                    .outside = {.world = world, .operators = world, .observer = &printer},
                    .pace = runtime::Pace::own,
                    .capital = *capital});
  if (!deal) return fail(deal.error().what);
  if (const auto ran = engine.run(world.now() + values::days(30)); !ran)
    return fail(ran.error().what);

  const core::State state = engine.state_of(*deal);
  const auto owns = [&](std::string_view asset) {
    return values::to_decimal(
        state.books.ledger.of_bucket(terms->bucket("working"), terms->asset(asset)), 18);
  };
  std::cout << entered->deal.id << " is " << machines::to_text(state.status) << " with "
            << owns("ETH") << " ETH and " << owns("WETH") << " WETH\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return fail("which journal?");
  return run(argv[1]);
}
