// What a step of one action costs the core, in memory: deciding, and writing and hashing its facts
// as a journal does; no store, no world. `make bench`; the target is under 8 us a step. The
// flagship's loop is measured whole, with its limits and readings.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/decide.hpp"
#include "engine/core/names.hpp"
#include "engine/core/requests.hpp"
#include "engine/journal/codec.hpp"
#include "engine/scenario/dry_run.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"

namespace {

using namespace dealwright;
using plan::Op;
using tests::named;
using tests::number;
using tests::of;
using tests::ratio;

// Steps one after the other, each of which wraps a little and waits for nothing else.
plan::Plan chain(std::size_t steps) {
  plan::Plan plan{.deal = "chain",
                  .assets = {{.name = "AAA"}, {.name = "BBB"}},
                  .capital = {.kind = plan::MoneyKind::amount,
                              .asset = "AAA",
                              .expression = number("1000000", "AAA")},
                  .buckets = {{.name = "safe", .share = ratio("1/2"), .untouchable = true},
                              {.name = "one", .share = ratio("1/2")}},
                  .gas = {.asset = "AAA", .payer = "operator"},
                  .modules = {{.name = "pool", .alias = "pool"}}};
  for (std::size_t i = 0; i < steps; ++i) {
    const std::string name = "s" + std::to_string(i);
    const std::string got = "got" + std::to_string(i);
    plan.holdings.push_back({.name = got, .asset = "BBB", .step = name});
    plan.steps.push_back(
        {.name = name,
         .items = {{plan::Action{
             .id = name + ".wrap",
             .module = "pool",
             .name = "wrap",
             .flows = {{.kind = plan::FlowKind::pay,
                        .asset = "AAA",
                        .name = "give",
                        .money = plan::Money{.kind = plan::MoneyKind::amount,
                                             .asset = "AAA",
                                             .name = "one",
                                             .expression = number("1", "AAA")}},
                       {.kind = plan::FlowKind::receive,
                        .asset = "BBB",
                        .name = "got",
                        .target = plan::Target{plan::TargetKind::holding, got},
                        .amount = of(Op::multiply, {named(Op::local, "give"), number("1")})}},
             .fails = {"closed"}}}}});
    if (i > 0) plan.steps.back().after = {{{plan::AfterMode::done, "s" + std::to_string(i - 1)}}};
  }
  return plan;
}

enum class Journal : std::uint8_t { none, hashed };

// Writes facts as a journal does and chains their hashes.
class Hashing {
 public:
  Hashing(const core::Terms& terms, Journal journal) : terms_(terms), journal_(journal) {}
  void record(const std::vector<core::Fact>& facts) {
    if (journal_ == Journal::none) return;
    for (const core::Fact& fact : facts) {
      record_.previous = record_.hash;
      ++record_.sequence;
      record_.kind = core::kind_name(fact.what);
      record_.at = fact.at;
      record_.payload = journal::encode(terms_, fact.what);
      record_.hash = journal::hash_of(record_);
    }
  }

 private:
  const core::Terms& terms_;
  Journal journal_;
  journal::Record record_{.stream = "deal", .cause = "report s1.wrap#1"};
};

// Every attempt is done as expected, at once.
void steps(benchmark::State& state, Journal journal) {
  constexpr std::size_t many = 256;
  const core::Terms terms(chain(many));
  std::size_t done = 0;
  for (auto _ : state) {
    Hashing hashing(terms, journal);
    core::Decision decision =
        core::decide(terms, core::initial_state(terms),
                     {.at = simulated::default_start,
                      .what = core::Funded{.capital = scenario::capital_of(terms).value()}});
    hashing.record(decision.facts);
    while (!decision.effects.empty()) {
      const auto* perform = std::get_if<core::Perform>(&decision.effects.front());
      if (perform == nullptr) return state.SkipWithError("only performing was expected");
      const core::Signal report{
          .at = decision.state.now,
          .what = core::ActionReported{.attempt = perform->request.attempt,
                                       .outcome = *core::expected_outcome(perform->request)}};
      decision = core::decide(terms, std::move(decision.state), report);
      hashing.record(decision.facts);
      ++done;
    }
    if (decision.state.status != core::DealStatus::completed)
      return state.SkipWithError("the deal was to complete");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
}

void core_step(benchmark::State& state) { steps(state, Journal::none); }
void core_step_hashed(benchmark::State& state) { steps(state, Journal::hashed); }

// The flagship's loop in a calm world, world included.
void core_flagship(benchmark::State& state) {
  const core::Terms terms(tests::loop_deal());
  const simulated::Setting calm{.prices = {{"ETH", ratio("3000")}, {"USDT", ratio("1")}},
                                .settings = {{"discount_desk.price(USDTz)", ratio("3/5")}}};
  const auto capital = scenario::capital_of(terms).value();
  for (auto _ : state) {
    simulated::SimulatedWorld world(terms, calm, capital);
    core::State known = core::initial_state(terms);
    std::deque<core::Signal> signals{{.at = world.now(), .what = core::Funded{.capital = capital}}};
    while (!machines::is_over(known.status)) {
      if (signals.empty()) {
        auto next = world.next(core::next_timer(terms, known));
        if (!next || !*next) {
          signals.push_back({.at = world.now(), .what = core::TimePassed{}});
        } else {
          signals.push_back(std::move(**next));
        }
      }
      core::Signal signal = std::move(signals.front());
      signals.pop_front();
      signal.at = std::max(signal.at, known.now);
      core::Decision decision = core::decide(terms, std::move(known), signal);
      known = std::move(decision.state);
      for (const core::Effect& effect : decision.effects) {
        if (const auto* perform = std::get_if<core::Perform>(&effect)) {
          if (!world.perform(perform->request)) return state.SkipWithError("refused");
        } else if (const auto* read = std::get_if<core::ReadValues>(&effect)) {
          auto answers = world.read(*read);
          signals.push_back({.at = world.now(),
                             .readings = std::move(answers->readings),
                             .quotes = std::move(answers->quotes),
                             .what = core::ReadingsArrived{}});
        }
      }
    }
  }
}

BENCHMARK(core_step)->Unit(benchmark::kMillisecond);
BENCHMARK(core_step_hashed)->Unit(benchmark::kMillisecond);
BENCHMARK(core_flagship)->Unit(benchmark::kMicrosecond);

}  // namespace
