// A run that is looked at after every event and now and then.
#include "engine/scenario/life.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/money.hpp"
#include "engine/core/quantities.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/measures.hpp"
#include "engine/scenario/unkept_journal.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using ports::Result;
using simulated::SimulatedWorld;
using values::Rational;

constexpr std::int64_t cents = 100;

// The nearest whole number below `times` the number; the ends of 64 bits for anything beyond.
std::optional<std::int64_t> scaled(const std::optional<Rational>& number, std::int64_t times) {
  if (!number) return std::nullopt;
  const auto product = multiply(*number, Rational(times));
  if (!product) return std::nullopt;
  const bool negative = product->is_negative();
  const auto size = values::to_amount(negative ? values::negate(*product) : *product, 0,
                                      negative ? values::Rounding::up : values::Rounding::down);
  if (!size) return std::nullopt;
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto limit = values::Amount(static_cast<std::uint64_t>(most));
  const std::int64_t whole = limit < *size ? most : static_cast<std::int64_t>(size->limbs()[0]);
  return negative ? -whole : whole;
}

// Decides by chance what becomes of a new attempt.
class ChancyWorld final : public ports::World {
 public:
  ChancyWorld(const core::Terms& terms, SimulatedWorld& world, const Mishaps& mishaps,
              Chance& chance)
      : terms_(terms), world_(world), mishaps_(mishaps), chance_(chance) {}

  [[nodiscard]] values::TimePoint now() override { return world_.now(); }
  [[nodiscard]] Result<void> perform(const core::Request& request) override {
    if (!world_.knows(request.attempt)) decide(request);
    return world_.perform(request);
  }
  [[nodiscard]] Result<void> look_up(const std::string& attempt) override {
    return world_.look_up(attempt);
  }
  [[nodiscard]] Result<void> cancel(const std::string& attempt) override {
    return world_.cancel(attempt);
  }
  [[nodiscard]] Result<ports::Answers> read(const core::ReadValues& asked) override {
    return world_.read(asked);
  }
  [[nodiscard]] Result<std::optional<core::Signal>> next(
      std::optional<values::TimePoint> until) override {
    return world_.next(until);
  }

 private:
  void decide(const core::Request& request) {
    const plan::Action& action = *terms_.of(request.parts.front().action).action;
    const bool fails = chance_.happens(mishaps_.fails_ppm);
    const bool unknown = chance_.happens(mishaps_.unknown_ppm);
    if (fails && !action.fails.empty()) {
      const auto which = chance_.below(static_cast<std::int64_t>(action.fails.size()));
      world_.choose(request.attempt,
                    plan::OutcomeFails{action.fails[static_cast<std::size_t>(which)], 1});
    } else if (unknown) {
      world_.choose(request.attempt, plan::OutcomeUnknown{});
    }
  }

  const core::Terms& terms_;
  SimulatedWorld& world_;
  const Mishaps& mishaps_;
  Chance& chance_;
};

class Witness final : public ports::Observer {
 public:
  Witness(const Subject& subject, SimulatedWorld& world)
      : subject_(subject), world_(world), looker_(*subject.terms, world) {
    life_.breached.resize(subject.terms->plan().limits.size());
  }

  void recorded(const core::Signal& /*cause*/, std::span<const core::Fact> facts,
                const State& after) override {
    bool moves = false;
    for (const core::Fact& fact : facts) {
      moves |= moves_anything(fact.what);
      if (const auto* breached = std::get_if<core::LimitBreached>(&fact.what))
        life_.breached[breached->limit.value] = true;
      if (const auto* settled = std::get_if<core::ActionSettled>(&fact.what)) {
        const core::OutcomeKind kind = settled->outcome.kind;
        if (kind == core::OutcomeKind::done || kind == core::OutcomeKind::partial) ++life_.actions;
      }
    }
    if (moves) look(after);
  }

  void look(const State& state) {
    if (state.status == core::DealStatus::waiting) return;
    const Measures now = looker_.look(state, [this](const core::View& view) {
      look_for_cover(view);
      return measures_in(view);
    });
    if (!first_) first_ = now;
    if (now.nav && (!least_nav_ || *now.nav < *least_nav_)) least_nav_ = now.nav;
    if (now.ltv && (!worst_ltv_ || *worst_ltv_ < *now.ltv)) worst_ltv_ = now.ltv;
    note_peak(now, world_.now() - state.started_at);
    if (now.health && (!worst_health_ || *now.health < *worst_health_)) worst_health_ = now.health;
    last_ = now;
  }

  Life take(const State& state) {
    life_.status = machines::to_text(state.status);
    life_.why = state.why;
    life_.took = state.now - state.started_at;
    life_.worst_ltv_ppm = scaled(worst_ltv_, whole_in_ppm);
    life_.worst_health_ppm = scaled(worst_health_, whole_in_ppm);
    life_.least_nav_cents = scaled(least_nav_, cents);
    if (first_ && last_ && first_->nav && last_->nav) {
      const auto profit = subtract(*last_->nav, *first_->nav);
      if (profit) life_.profit_cents = scaled(*profit, cents);
      life_.own_cents = scaled(own_result(state, *last_->nav), cents);
    }
    return std::move(life_);
  }

 private:
  // When the LTV was first as high as it gets, but for the interest that grows by the hour.
  void note_peak(const Measures& now, values::Duration at) {
    if (!now.ltv) return;
    const auto clearly_above =
        peak_ ? multiply(*peak_, Rational::fraction(101, 100).value()) : *now.ltv;
    if (peak_ && (!clearly_above || *now.ltv <= *clearly_above)) return;
    peak_ = now.ltv;
    life_.worst_ltv_at = at;
  }

  // Facts that leave books and readings as they were need no look.
  static bool moves_anything(const core::FactKind& fact) {
    return std::holds_alternative<core::DealStarted>(fact) ||
           std::holds_alternative<core::Observed>(fact) ||
           std::holds_alternative<core::ActionSettled>(fact) ||
           std::holds_alternative<core::SplitDone>(fact);
  }

  // `repayable` is a promise about every moment; the core blocks by it and does not watch it.
  void look_for_cover(const core::View& view) {
    const auto& limits = subject_.terms->plan().limits;
    for (std::uint32_t i = 0; i < limits.size(); ++i) {
      if (limits[i].kind != plan::LimitKind::repayable || life_.breached[i]) continue;
      const auto room = core::headroom(view, core::LimitId{i});
      const auto* left = room ? std::get_if<Rational>(&room->left) : nullptr;
      if (left != nullptr && left->is_negative()) life_.breached[i] = true;
    }
  }

  // What is there now less what the capital alone would be worth now: the market's part left out.
  std::optional<Rational> own_result(const State& state, const Rational& nav) {
    const core::Terms& terms = *subject_.terms;
    const core::AssetId asset = terms.asset(terms.plan().capital.asset);
    const plan::Value worth = looker_.look(state, [&](const core::View& view) {
      return core::value_of(view, asset, core::in_units(terms, asset, subject_.capital));
    });
    const auto* held = std::get_if<Rational>(&worth);
    const auto own = held == nullptr ? values::Number<Rational>(Rational()) : subtract(nav, *held);
    if (held == nullptr || !own) return std::nullopt;
    return *own;
  }

  const Subject& subject_;
  SimulatedWorld& world_;
  Looker looker_;
  Life life_;
  std::optional<Measures> first_;
  std::optional<Measures> last_;
  std::optional<Rational> worst_ltv_;
  std::optional<Rational> peak_;
  std::optional<Rational> worst_health_;
  std::optional<Rational> least_nav_;
};

// The world up to `until`, with nobody listening.
Result<void> pass_unheard(SimulatedWorld& world, values::TimePoint until) {
  while (true) {
    const auto missed = world.next(until);
    if (!missed) return std::unexpected(missed.error());
    if (!*missed) return {};
  }
}

bool goes_on(const State& state) {
  return !machines::is_over(state.status) || core::has_open_position(state);
}

}  // namespace

Result<Life> live(const Subject& subject, const Circumstances& circumstances, Chance chance) {
  const core::Terms& terms = *subject.terms;
  UnkeptJournal journal;
  SimulatedWorld world(terms, circumstances.setting, subject.capital);
  ChancyWorld chancy(terms, world, circumstances.mishaps, chance);
  Witness witness(subject, world);
  const runtime::Ports ports{.journal = journal,
                             .world = chancy,
                             .operators = world,
                             .observer = &witness,
                             .drafts = runtime::Drafts::bare};
  std::optional<runtime::DealRun> run;
  run.emplace(terms, terms.plan().deal, subject.identity, ports);
  if (auto begun = run->begin(subject.capital, simulated::adopted_in(terms, circumstances.setting));
      !begun)
    return std::unexpected(begun.error());

  const values::TimePoint start = circumstances.setting.start;
  const values::TimePoint end = start + subject.length;
  std::optional<Absence> absence = circumstances.absence;
  for (values::TimePoint now = start; now < end && goes_on(run->state());) {
    values::TimePoint next = std::min(end, now + circumstances.look_every);
    if (absence) next = std::min(next, std::max(now, start + absence->from));
    if (auto ran = run->run(next); !ran) return std::unexpected(ran.error());
    witness.look(run->state());
    now = next;
    if (!absence || now < start + absence->from) continue;
    now = std::min(end, now + absence->length);
    absence.reset();
    State asleep = run->state();
    if (auto passed = pass_unheard(world, now); !passed) return std::unexpected(passed.error());
    witness.look(asleep);
    run.emplace(terms, terms.plan().deal, subject.identity, ports);
    if (auto woken = run->go_on_from(std::move(asleep)); !woken)
      return std::unexpected(woken.error());
  }
  return witness.take(run->state());
}

}  // namespace dealwright::scenario
