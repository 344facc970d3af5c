// The invariants, the run, and the run that is killed.
#include "tests/trials/trial.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/apply.hpp"
#include "engine/core/money.hpp"
#include "engine/core/names.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/random_deals.hpp"
#include "tests/support/stopping_journal.hpp"

namespace dealwright::tests {
namespace {

using core::State;
using core::Terms;
using values::Amount;

constexpr values::Duration watched_for = values::days(60);

std::string digits(const Amount& amount) { return values::to_digits(amount); }

// Looks at every decision as it becomes durable, and folds its facts a second time.
class Inspector final : public ports::Observer {
 public:
  Inspector(const Terms& terms, Reached& reached)
      : terms_(terms), reached_(reached), folded_(core::initial_state(terms)) {}

  std::optional<std::string> fault;

  void recorded(const core::Signal& /*cause*/, std::span<const core::Fact> facts,
                const State& after) override {
    if (fault) return;
    ++reached_.decisions;
    for (const core::Fact& fact : facts) {
      look_at(fact);
      core::apply(terms_, folded_, fact);
      if (fault) return;
    }
    if (folded_ != after) return found("the state is not the fold of its facts");
    look_at(after);
  }

 private:
  void found(std::string what) {
    if (!fault) fault = std::move(what);
  }

  void look_at(const core::Fact& fact) {
    ++reached_.facts[fact.what.index()];
    if (const auto* asked = std::get_if<core::ActionRequested>(&fact.what)) {
      if (!attempts_.insert(asked->request.attempt).second)
        found("two attempts have the name " + asked->request.attempt);
      if (folded_.status == core::DealStatus::paused) found("a paused deal begins something");
      if (machines::is_over(folded_.status) &&
          terms_.of(asked->step).kind != plan::StepKind::defence)
        found("a deal that is over begins something");
    }
    if (const auto* settled = std::get_if<core::ActionSettled>(&fact.what)) {
      ++reached_.outcomes[static_cast<std::size_t>(settled->outcome.kind)];
      if (!settled_.insert(settled->attempt).second)
        found("the attempt " + settled->attempt + " is settled twice");
      if (!attempts_.contains(settled->attempt))
        found("the attempt " + settled->attempt + " is settled and was never asked for");
    }
    if (std::holds_alternative<core::ActionUnknown>(fact.what))
      ++reached_.outcomes[static_cast<std::size_t>(core::OutcomeKind::unknown)];
  }

  void look_at(const State& state) {
    if (machines::is_over(before_) && state.status != before_)
      found("a deal that is over is " + std::string(machines::to_text(state.status)));
    before_ = state.status;
    if (const auto asset = core::find_imbalance(state.books.ledger))
      found("the books of " + terms_.of(*asset).name + " do not balance");
    look_at_the_untouchable(state);
    look_at_reservations(state);
    look_at_fees(state);
  }

  void look_at_the_untouchable(const State& state) {
    for (std::uint32_t i = 0; i < terms_.plan().buckets.size(); ++i) {
      if (!terms_.plan().buckets[i].untouchable) continue;
      const Amount now = state.books.ledger.balance(
          core::resting(core::BucketId{i}, terms_.asset(terms_.plan().capital.asset)));
      if (now < untouched_[i]) {
        found("untouchable bucket " + terms_.plan().buckets[i].name + " has shrunk from " +
              digits(untouched_[i]) + " to " + digits(now));
      }
      untouched_[i] = now;
    }
  }

  // What is reserved is what an open attempt may take or a defence has set aside; nothing else.
  void look_at_reservations(const State& state) {
    std::map<core::Account, Amount> expected;
    const auto add = [&](const core::Draw& draw) {
      expected[draw.account] = core::sum_of(expected[draw.account], draw.amount);
    };
    const auto purse = terms_.find_bucket(terms_.plan().gas.payer);
    for (const core::StepState& step : state.steps) {
      for (const core::Draw& draw : step.set_aside)
        add(draw);
      if (purse && step.gas_aside) {
        add({.account = core::resting(*purse, terms_.asset(terms_.plan().gas.asset)),
             .amount = *step.gas_aside});
      }
      if (!step.open) continue;
      for (const core::Part& part : step.open->request.parts) {
        for (const core::Leg& leg : part.legs)
          std::ranges::for_each(leg.draws, add);
      }
    }
    for (const core::Entry& entry : state.books.ledger.entries()) {
      if (entry.reserved != expected[entry.account])
        found(digits(entry.reserved) + " are reserved where " + digits(expected[entry.account]) +
              " should be");
      if (entry.reserved > entry.balance) found("more is reserved than there is");
      expected.erase(entry.account);
    }
    for (const auto& [account, amount] : expected) {
      if (!amount.is_zero()) found("a reservation is lost");
    }
  }

  void look_at_fees(const State& state) {
    const plan::Gas& gas = terms_.plan().gas;
    if (!gas.at_most || gas.at_most->op != plan::Op::number) return;
    const core::AssetId asset = terms_.asset(gas.asset);
    Amount fees;
    for (const core::Entry& entry : state.books.ledger.entries()) {
      if (entry.account.kind == core::AccountKind::fees) fees = core::sum_of(fees, entry.balance);
    }
    if (core::in_units(terms_, asset, fees) > gas.at_most->number)
      found("fees of " + digits(fees) + " are over the budget");
  }

  const Terms& terms_;
  Reached& reached_;
  State folded_;
  core::DealStatus before_ = core::DealStatus::waiting;
  std::map<std::uint32_t, Amount> untouched_;
  std::set<std::string> attempts_;
  std::set<std::string> settled_;
};

bool has_open_attempt(const State& state) {
  return std::ranges::any_of(state.steps,
                             [](const core::StepState& step) { return step.open.has_value(); });
}

// Our books and the world's wallet: the same money. Fees are taken from the wallet at once; what
// the bucket that pays them could not pay the operator owes it.
std::optional<std::string> difference_to_world(const Terms& terms, const State& state,
                                               const simulated::SimulatedWorld& world) {
  std::map<core::AssetId, Amount> ours;
  Amount owed_by_operator;
  for (const core::Entry& entry : state.books.ledger.entries()) {
    if (entry.account.kind == core::AccountKind::fees && entry.account.index == 1 &&
        terms.find_bucket(terms.plan().gas.payer))
      owed_by_operator = core::sum_of(owed_by_operator, entry.balance);
    if (entry.account.kind != core::AccountKind::resting &&
        entry.account.kind != core::AccountKind::holding)
      continue;
    ours[entry.account.asset] = core::sum_of(ours[entry.account.asset], entry.balance);
  }
  for (const auto& [asset, amount] : world.record().conditions.wallet) {
    const bool is_gas = terms.of(asset).name == terms.plan().gas.asset;
    const Amount there = is_gas ? core::sum_of(amount, owed_by_operator) : amount;
    if (ours[asset] == there) continue;
    return "of " + terms.of(asset).name + " the books have " + digits(ours[asset]) +
           ", the world " + digits(amount);
  }
  return std::nullopt;
}

struct Setup {
  explicit Setup(std::uint64_t seed)
      : random(random_deal(seed)),
        terms(random.plan),
        setting(scenario::setting_of(terms, random.scenario, {.fee = random.fee})),
        capital(scenario::capital_of(terms).value()),
        world(terms, setting, capital) {}

  RandomDeal random;
  Terms terms;
  simulated::Setting setting;
  Amount capital;
  simulated::SimulatedWorld world;
  values::Digest identity;  // one plan, one journal: nothing to tell apart
};

// Another deal takes over what a deal that is over has left open.
ports::Result<void> hand_over(const Terms& terms, runtime::DealRun& run,
                              simulated::SimulatedWorld& world) {
  for (std::uint32_t i = 0; i < terms.plan().positions.size(); ++i) {
    const core::Signal signal{
        .at = std::max(world.now(), run.state().now),
        .what = core::TakenOver{.position = core::PositionId{i}, .by = "another deal"}};
    if (core::refusal(terms, run.state(), signal)) continue;
    if (auto taken = run.take(signal); !taken) return taken;
  }
  return {};
}

}  // namespace

std::optional<std::string> fault_of_deal(std::uint64_t seed, Reached& reached) {
  Setup setup(seed);
  memory::MemoryJournal store;
  Inspector inspector(setup.terms, reached);
  runtime::DealRun run(
      setup.terms, "deal", setup.identity,
      {.journal = store, .world = setup.world, .operators = setup.world, .observer = &inspector});
  if (const auto begun = run.begin(setup.capital); !begun) return begun.error().what;
  if (const auto ran = run.run(setup.setting.start + watched_for); !ran) return ran.error().what;
  if (inspector.fault) return inspector.fault;
  if (!has_open_attempt(run.state())) {
    if (auto other = difference_to_world(setup.terms, run.state(), setup.world)) return other;
  }
  if (const auto handed = hand_over(setup.terms, run, setup.world); !handed)
    return handed.error().what;
  if (inspector.fault) return inspector.fault;
  const auto records = store.read("deal", 1, 1'000'000);
  if (!records) return records.error().what;
  const auto replayed = journal::replay(setup.terms, setup.identity, "deal", *records);
  if (!replayed) return replayed.error().what;
  if (*replayed != run.state()) return "the journal replays to another state";
  ++reached.ends[std::string(machines::to_text(run.state().status))];
  return std::nullopt;
}

namespace {

struct End {
  std::string state;
  simulated::WorldRecord world;
};

// A restart may ask for fewer or more readings than the run without it: they are what was last seen
// of the market, and change nothing that the deal did. Everything else has to be the same.
std::string without_readings(const Terms& terms, State state) {
  state.readings.clear();
  state.facts = 0;
  state.now = {};  // of the last fact, which may be a reading
  for (core::StepState& step : state.steps) {
    for (core::ApprovalState& approval : step.approvals)
      approval.bound_to = 0;
  }
  return journal::encode(terms, state);
}

// Where two texts part, with what stands there.
std::string first_difference(const std::string& whole, const std::string& crashed) {
  constexpr std::size_t shown = 60;
  const auto [a, b] = std::ranges::mismatch(whole, crashed);
  const auto at = static_cast<std::size_t>(a - whole.begin());
  const std::size_t from = at < shown ? 0 : at - shown;
  return "without the crash ..." + whole.substr(from, 2 * shown) + "..., with it ..." +
         crashed.substr(from, 2 * shown) + "...";
}

// Runs to the end; killed after an append when `kill_after` says so.
std::expected<End, std::string> end_of(std::uint64_t seed, int kill_after, Reached& reached) {
  Setup setup(seed);
  memory::MemoryJournal store;
  for (int life = 0; life < 2; ++life) {
    StoppingJournal journal(store);
    if (life == 0 && kill_after > 0) journal.appends_left = kill_after;
    runtime::DealRun run(setup.terms, "deal", setup.identity,
                         {.journal = journal, .world = setup.world, .operators = setup.world});
    auto result = run.begin(setup.capital);
    if (result) result = run.run(setup.setting.start + watched_for);
    if (result) {
      return End{.state = without_readings(setup.terms, run.state()),
                 .world = setup.world.record()};
    }
    if (result.error().code != ports::ErrorCode::stopped)
      return std::unexpected(result.error().what);
    ++reached.crashes;
  }
  return std::unexpected("killed twice");
}

}  // namespace

std::optional<std::string> fault_after_crash(std::uint64_t seed, Reached& reached) {
  const int kill = static_cast<int>(seed % 23) + 1;
  const auto whole = end_of(seed, 0, reached);
  if (!whole) return whole.error();
  const auto crashed = end_of(seed, kill, reached);
  if (!crashed) return "killed after append " + std::to_string(kill) + ": " + crashed.error();
  if (crashed->state != whole->state) {
    return "killed after append " + std::to_string(kill) +
           " it ends in another state: " + first_difference(whole->state, crashed->state);
  }
  if (crashed->world != whole->world)
    return "killed after append " + std::to_string(kill) + " it leaves another world";
  return std::nullopt;
}

void Reached::add(const Reached& other) {
  for (std::size_t i = 0; i < facts.size(); ++i)
    facts[i] += other.facts[i];
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    outcomes[i] += other.outcomes[i];
  for (const auto& [status, count] : other.ends)
    ends[status] += count;
  decisions += other.decisions;
  crashes += other.crashes;
  explored += other.explored;
  merges += other.merges;
  violations += other.violations;
}

std::optional<std::string> Reached::missing() const {
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (facts[i] == 0) return "the fact " + std::string(core::fact_names[i]);
  }
  for (const auto& [kind, name] : core::outcome_kinds) {
    if (outcomes[static_cast<std::size_t>(kind)] == 0) return "the outcome " + std::string(name);
  }
  for (const char* status : {"completed", "holding", "failed", "cancelled", "paused"}) {
    if (!ends.contains(status)) return "a deal that is " + std::string(status) + " at its end";
  }
  return std::nullopt;
}

}  // namespace dealwright::tests
