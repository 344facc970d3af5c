// Lives, people and time.
#include "tests/simulation/stage.hpp"

#include <algorithm>

#include "dsl/plan/canonical.hpp"
#include "engine/journal/codec.hpp"
#include "engine/scenario/dry_run.hpp"

namespace dealwright::simulation {

using core::Command;
using runtime::DealNumber;
using runtime::Engine;
using runtime::Progress;

namespace {

constexpr std::uint64_t lives_max = 400;
constexpr std::uint64_t tries_for_room_max = 1'000;

const values::Duration stage_time = values::days(60);

std::uint64_t hours(values::Duration duration) {
  return static_cast<std::uint64_t>(duration.milliseconds) / 3'600'000;
}

// What was last seen of the market, and how often somebody looked, may differ; nothing else.
std::string essence(const core::Terms& terms, core::State state) {
  state.readings.clear();
  state.facts = 0;
  for (core::StepState& step : state.steps) {
    for (core::ApprovalState& approval : step.approvals)
      approval.bound_to = 0;
  }
  return journal::encode(terms, state);
}

}  // namespace

void Stage::add(std::shared_ptr<const core::Terms> terms, const simulated::Setting& setting) {
  Role role;
  role.id = "deal-" + std::to_string(roles_.size());
  role.terms = std::move(terms);
  role.plan = plan::identity(role.terms->plan());
  role.capital = scenario::capital_of(*role.terms).value();
  role.adopted = simulated::adopted_in(*role.terms, setting);
  role.world = std::make_unique<simulated::SimulatedWorld>(*role.terms, setting, role.capital);
  role.witness = std::make_unique<Witness>(*role.terms, role.plan, role.id, tally_);
  horizon_ = std::max(horizon_, setting.start + stage_time);
  const std::string json = plan::to_canonical_json(role.terms->plan());
  const std::string key = "key-of-" + role.id;
  ports::NewDeal submitted{.id = role.id,
                           .key = key,
                           .plan = role.plan,
                           .plan_json = json,
                           .profile = "sim",
                           .created = setting.start,
                           .by = "analyst"};
  const auto first = ports::create(disk_, submitted);
  submitted.id = "another";
  const auto second = ports::create(disk_, submitted);
  if (first && second && second->creation == ports::Creation::was_there &&
      second->deal.id == role.id) {
    tally_.hit(Row::submitted_twice);
  } else {
    complaints_.push_back("a deal submitted twice is not one deal: " +
                          (second ? second->deal.id : second.error().what));
  }
  witnesses_.emplace(role.id, role.witness.get());
  roles_.push_back(std::move(role));
}

void Stage::play(Faults& faults, Chance* chance) {
  for (; lives_ < lives_max; ++lives_) {
    const Ending ending = live(faults, chance);
    for (const Role& role : roles_)
      static_cast<void>(role.witness->look_at(disk_, chance != nullptr ? chance->next() : lives_));
    if (ending == Ending::rests) return;
    if (chance != nullptr && chance->once_in(3)) world_goes_on(*chance);
  }
  complaints_.push_back("it still has not come to rest after " + std::to_string(lives_max) +
                        " processes");
}

Stage::Ending Stage::live(Faults& faults, Chance* chance) {
  Process process{.faults = faults, .tally = tally_};
  faults.begin_life();
  FaultyJournal journal(disk_, process, witnesses_);
  const auto outside = outside_of(process);
  runtime::EngineLimits limits;
  if (chance != nullptr) limits.awake_max = 1 + chance->below(3);
  Engine engine(journal, limits);
  auto admitted = admissions(outside);
  const auto taken = engine.admit(admitted);
  if (!taken) return Ending::died;
  const auto* random = dynamic_cast<ChanceFaults*>(&faults);
  std::uint64_t tries = 0;
  while (true) {
    const bool troubled =
        chance != nullptr && random != nullptr && !random->is_over() && now() < horizon_;
    const values::TimePoint until =
        troubled ? std::min(horizon_, now() + values::minutes(static_cast<std::int64_t>(
                                                  1 + chance->below(60 * hours(values::days(2))))))
                 : horizon_;
    const auto progress = engine.run(until);
    if (!progress || !process.alive) return Ending::died;
    if (*progress == Progress::no_room) {
      if (++tries > tries_for_room_max) {
        complaints_.emplace_back("there is room again, and it does not go on");
        return Ending::rests;
      }
      continue;
    }
    if (any_closed(engine)) return Ending::died;
    if (!troubled) {
      if (until == horizon_ && chance != nullptr) {
        resume_all(engine);
        const auto last = engine.run(horizon_);
        if (!last || any_closed(engine)) return Ending::died;
      }
      return Ending::rests;
    }
    // The world of a deal that has ended is not looked at any more: the stage has its own clock.
    passed_ = std::max(passed_, until);
    people_act(engine, *chance);
    if (chance->once_in(25)) rival_takes_over(*chance);
  }
}

std::vector<std::unique_ptr<FaultyWorld>> Stage::outside_of(Process& process) {
  std::vector<std::unique_ptr<FaultyWorld>> outside;
  for (const Role& role : roles_)
    outside.push_back(std::make_unique<FaultyWorld>(*role.world, process, *role.witness));
  return outside;
}

std::vector<runtime::Admission> Stage::admissions(
    const std::vector<std::unique_ptr<FaultyWorld>>& outside) const {
  std::vector<runtime::Admission> all;
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    const Role& role = roles_[i];
    all.push_back({.id = role.id,
                   .plan = role.plan,
                   .terms = role.terms,
                   .outside = {.world = *outside[i],
                               .operators = *outside[i],
                               .observer = role.witness.get()},
                   .pace = runtime::Pace::own,
                   .capital = role.capital,
                   .adopted = role.adopted,
                   .dead_letter = {}});
  }
  return all;
}

void Stage::people_act(Engine& engine, Chance& chance) {
  for (DealNumber number = 0; number < engine.deals(); ++number) {
    const core::State state = engine.state_of(number);
    const auto command = [&](core::Signal signal) {
      signal.at = now();
      return engine.command(number, std::move(signal)).has_value();
    };
    if (engine.view(number).seat == runtime::Seat::dead_letter) {
      tally_.hit(Row::crash_loop);
      static_cast<void>(
          command({.what = core::Commanded{.command = Command::resume, .by = "operator"}}));
    }
    for (std::uint32_t i = 0; i < state.steps.size(); ++i) {
      const core::StepId id{i};
      const core::StepState& step = core::step_of(state, id);
      if (step.open) {
        const Command act = chance.once_in(2) ? Command::skip_step : Command::resume_step;
        const bool taken =
            command({.what = core::Commanded{.command = act, .step = id, .by = "operator"}});
        tally_.hit(Row::skipped_while_open);
        if (taken) complaints_.emplace_back("a step was skipped while its attempt was out");
      }
      for (std::uint32_t k = 0; k < step.approvals.size(); ++k) {
        if (step.approvals[k].status != core::ApprovalStatus::asked) continue;
        const bool taken =
            command({.what = core::ApprovalAnswered{.step = id,
                                                    .approval = k,
                                                    .bound_to = step.approvals[k].bound_to + 1,
                                                    .verdict = core::Verdict::approve,
                                                    .by = "senior_trader",
                                                    .why = {}}});
        tally_.hit(Row::approval_of_a_gone_state);
        if (taken) complaints_.emplace_back("an approval of another state was taken");
      }
      if (step.status == core::StepStatus::held && chance.once_in(3)) {
        static_cast<void>(
            command({.what = core::Commanded{
                         .command = chance.once_in(3) ? Command::skip_step : Command::resume_step,
                         .step = id,
                         .by = "operator"}}));
      }
    }
    const std::uint64_t whim = chance.below(60);
    if (whim < 4) {
      static_cast<void>(
          command({.what = core::Commanded{.command = Command::pause, .by = "operator"}}));
    } else if (whim < 24) {
      static_cast<void>(
          command({.what = core::Commanded{.command = Command::resume, .by = "operator"}}));
    } else if (whim == 24) {
      static_cast<void>(
          command({.what = core::Commanded{.command = Command::cancel, .by = "operator"}}));
    }
  }
}

// Another engine on the same disk, because somebody thought that this one was dead.
void Stage::rival_takes_over(Chance& chance) {
  NoFaults calm;
  Process process{.faults = calm, .tally = tally_};
  FaultyJournal journal(disk_, process, witnesses_);
  const auto outside = outside_of(process);
  Engine engine(journal, {});
  auto all = admissions(outside);
  const auto taken = engine.admit(all);
  if (!taken || !engine.run(now() + values::hours(static_cast<std::int64_t>(chance.below(30)))))
    complaints_.emplace_back("the rival failed although nothing went wrong");
}

// Days without an engine: what the world reports meanwhile reaches nobody.
void Stage::world_goes_on(Chance& chance) {
  const values::TimePoint until =
      now() + values::hours(static_cast<std::int64_t>(chance.below(hours(values::days(9)))));
  if (until > horizon_) return;
  for (const Role& role : roles_) {
    while (true) {
      const auto signal = role.world->next(until);
      if (!signal || !*signal) break;
    }
  }
  tally_.hit(Row::long_downtime);
}

void Stage::resume_all(Engine& engine) {
  for (DealNumber number = 0; number < engine.deals(); ++number) {
    if (engine.state_of(number).status != core::DealStatus::paused) continue;
    const auto resumed = engine.command(
        number,
        {.at = now(), .what = core::Commanded{.command = Command::resume, .by = "operator"}});
    if (!resumed) complaints_.push_back("a paused deal cannot be resumed: " + resumed.error().what);
  }
}

bool Stage::any_closed(const Engine& engine) {
  bool closed = false;
  for (DealNumber number = 0; number < engine.deals(); ++number)
    closed = closed || engine.view(number).seat == runtime::Seat::closed;
  return closed;
}

values::TimePoint Stage::now() const {
  values::TimePoint latest = passed_;
  for (const Role& role : roles_)
    latest = std::max(latest, role.world->now());
  return latest;
}

void Stage::look_at_the_end() {
  NoFaults calm;
  // What people set going at the last moment has its time too.
  horizon_ = horizon_ + stage_time;
  std::vector<std::uint64_t> lengths;
  for (int again = 0; again < 2; ++again) {
    static_cast<void>(live(calm, nullptr));
    for (const Role& role : roles_) {
      const std::uint64_t length = disk_.head(role.id).value().sequence;
      tally_.looked_at(Invariant::restart_changes_nothing);
      if (again == 0) {
        lengths.push_back(length);
        continue;
      }
      // The market may have moved on; the deal did not.
      const std::uint64_t before = lengths[static_cast<std::size_t>(&role - roles_.data())];
      const auto more = disk_.read(role.id, before + 1, length - before);
      for (const journal::Record& record : *more) {
        if (record.kind != "observed")
          role.witness->complain(Invariant::restart_changes_nothing, "it recorded " + record.kind);
      }
    }
  }
  for (const Role& role : roles_) {
    const auto state = role.witness->look_at(disk_, 0);
    if (!state) continue;
    role.witness->comes_to_rest(*state);
    role.witness->compare_books(*state, role.world->record());
  }
}

std::vector<End> Stage::ends() {
  std::vector<End> all;
  for (const Role& role : roles_) {
    const auto state = role.witness->look_at(disk_, 0);
    all.push_back({.status = state ? std::string(machines::to_text(state->status)) : std::string(),
                   .state = state ? essence(*role.terms, *state) : std::string("unreadable"),
                   .world = role.world->record()});
    // A report on its way to a deal that has ended is nobody's loss.
    all.back().world.told.clear();
  }
  return all;
}

std::vector<std::string> Stage::complaints() const {
  std::vector<std::string> all = complaints_;
  for (const Role& role : roles_) {
    const auto& more = role.witness->complaints();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace dealwright::simulation
