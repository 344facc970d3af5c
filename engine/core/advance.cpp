// The story of a step from its first look to its last action, and of the deal around it.
#include "engine/core/advance.hpp"

#include <algorithm>
#include <utility>

#include "engine/core/defend.hpp"
#include "engine/core/failure.hpp"
#include "engine/core/flows.hpp"
#include "engine/core/guards.hpp"
#include "engine/core/ladder.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/money.hpp"
#include "engine/core/order.hpp"
#include "engine/core/quantities.hpp"
#include "engine/core/requests.hpp"
#include "engine/core/set_aside.hpp"

namespace dealwright::core {
namespace {

using machines::DealEvent;
using machines::StepEvent;

class StepStory {
 public:
  StepStory(Turn& turn, StepId id) : turn_(turn), id_(id), plan_(turn.terms().of(id)) {}

  void go_on() {
    switch (step().status) {
      case StepStatus::waiting: return step().begun ? enter() : look_for_the_first_time();
      case StepStatus::awaiting_approval: return pass(pass_gate(turn_, id_));
      case StepStatus::running: return run();
      case StepStatus::done:
      case StepStatus::skipped:
      case StepStatus::failed: return maybe_rerun();
      case StepStatus::held: return step().open ? track() : maybe_rerun();
    }
  }

  // An attempt is out: only its outcome, its deadline and the next time to ask matter.
  void track() {
    const OpenAttempt& open = *step().open;
    if (open.life == TransactionStatus::unknown && turn_.now() >= open.look_up_at) {
      turn_.record(ActionUnknown{.step = id_,
                                 .attempt = open.request.attempt,
                                 .failure = step().why,
                                 .look_up_at = next_look_up(turn_.now(), open.look_ups)});
      turn_.request(LookUp{.attempt = open.request.attempt});
    }
    const auto over = timeout_of(turn_.terms(), turn_.state(), id_);
    const bool out_of_time = over && turn_.now() >= *over;
    const bool out_of_blocks = open.give_up_at && turn_.now() >= *open.give_up_at;
    if (out_of_time && open.life == TransactionStatus::unknown) {
      // It may have happened: nothing is tried again, and nothing after it starts before somebody
      // knows.
      return settle_step(turn_, id_, StepEvent::hold,
                         "the outcome of `" + open.request.attempt + "` is not known");
    }
    if (open.giving_up || (!out_of_time && !out_of_blocks)) return;
    turn_.record(AttemptGivenUp{.step = id_, .attempt = open.request.attempt});
    turn_.request(CancelAttempt{.attempt = open.request.attempt});
  }

 private:
  [[nodiscard]] const StepState& step() const { return step_of(turn_.state(), id_); }

  void look_for_the_first_time() {
    const OrderRuling ruling = order_of(turn_.terms(), turn_.state(), id_, turn_.now());
    switch (ruling.order) {
      case Order::not_yet:
      case Order::too_early: return;
      case Order::never: return settle_step(turn_, id_, StepEvent::skip, ruling.why);
      case Order::may_start: break;
    }
    if (const auto missing = missing_for(turn_.terms(), turn_.state(), id_)) {
      return settle_step(turn_, id_, StepEvent::skip, *missing);
    }
    enter();
  }

  // Guards, then a run or a rung begins.
  void enter() {
    std::optional<NextRung> rung;
    if (plan_.ladder) {
      const auto next = next_rung(turn_, id_);
      if (!next) return settle_step(turn_, id_, StepEvent::skip, next.error());
      if (!*next) return;
      rung = *next;
      if (rung->amount.is_zero()) return end_of_ladder();
    }
    const GateRuling ruling = pass_gate(turn_, id_);
    if (ruling.gate != Gate::open) return pass(ruling);
    StepStarted started{.step = id_};
    if (rung) {
      if (!step().ladder_left) started.source = rung->source;
      started.rung = rung->amount;
    }
    turn_.record(started);
  }

  void pass(const GateRuling& ruling) {
    switch (ruling.gate) {
      case Gate::open:
      case Gate::waits: return;
      case Gate::closed_by_approver: return settle_step(turn_, id_, StepEvent::hold, ruling.why);
      case Gate::closed_by_require: return fail_by_policy(turn_, id_, ruling.why);
      case Gate::closed_by_when: break;
    }
    switch (ruling.otherwise) {
      case plan::Otherwise::skip: return settle_step(turn_, id_, StepEvent::skip, ruling.why);
      case plan::Otherwise::hold: return settle_step(turn_, id_, StepEvent::hold, ruling.why);
      case plan::Otherwise::fail: return settle_step(turn_, id_, StepEvent::fail, ruling.why);
    }
  }

  void end_of_ladder() {
    if (step().rungs > 0) return settle_step(turn_, id_, StepEvent::finish, "");
    settle_step(turn_, id_, StepEvent::skip, "there is nothing for a first rung");
  }

  void run() {
    if (step().open) return track();
    if (plan_.ladder && !step().rung) return enter();
    const auto over = timeout_of(turn_.terms(), turn_.state(), id_);
    if (over && turn_.now() >= *over) return fail_by_policy(turn_, id_, "its time was over");
    if (step().retry_at && turn_.now() < *step().retry_at) return;
    if (step().item >= plan_.items.size()) return plan_.ladder ? end_of_rung() : finish();
    act();
  }

  void act() {
    const plan::Item& item = plan_.items[step().item];
    if (const auto* split = std::get_if<plan::Split>(&item.what)) return do_split(*split);
    const auto deadline = deadline_of_an_attempt();
    if (!deadline) return;
    auto request = next_request(turn_, id_);
    if (!request) {
      switch (request.error().kind) {
        case NoRequest::Kind::unread: return;
        case NoRequest::Kind::no_money: return no_money(request.error().why);
        case NoRequest::Kind::refused: return fail_by_policy(turn_, id_, request.error().why);
      }
    }
    const Judgement judgement = allowed(turn_, id_, *request);
    if (judgement.truth == Truth::unread) return;
    if (judgement.truth == Truth::no) return fail_by_policy(turn_, id_, judgement.why);
    turn_.request(Perform{.request = *request});
    turn_.record(
        ActionRequested{.step = id_, .request = std::move(*request), .give_up_at = deadline->at});
  }

  // `deadline N blocks`, as a time: blocks are counted by how long one takes now. Nothing when that
  // is not read yet, or cannot be told: the step has then failed.
  struct Deadline {
    std::optional<values::TimePoint> at;
  };
  std::optional<Deadline> deadline_of_an_attempt() {
    if (!plan_.deadline_blocks) return Deadline{};
    turn_.begin_looking();
    const plan::Value length = turn_.view().reading({.kind = ReadingKind::block_time});
    if (turn_.must_read()) return std::nullopt;
    const auto* one = std::get_if<values::Rational>(&length);
    const auto all = one == nullptr
                         ? std::nullopt
                         : std::optional(multiply(*one, values::Rational(*plan_.deadline_blocks)));
    const auto whole = all && *all ? std::optional(to_whole(**all)) : std::nullopt;
    if (!whole || !*whole || **whole < 0) {
      fail_by_policy(turn_, id_, "how long a block takes cannot be told");
      return std::nullopt;
    }
    const values::Duration wait{std::min(**whole, values::duration_max.milliseconds)};
    return Deadline{turn_.now() + wait};
  }

  void do_split(const plan::Split& split) {
    turn_.begin_looking();
    const auto source =
        resolve(turn_.view(scope_of(turn_, id_)), split.source, rung_of(turn_, id_));
    if (turn_.must_read()) return;
    if (!source) return fail_by_policy(turn_, id_, source.error());
    turn_.record(SplitDone{.step = id_, .source = *source});
  }

  // A step that finds nothing to act on does nothing; one that has already acted does not pretend
  // to be complete.
  void no_money(const std::string& why) {
    settle_step(turn_, id_, step().item == 0 ? StepEvent::skip : StepEvent::hold, why);
  }

  void finish() {
    const Judgement judgement = ensured(turn_, id_);
    if (judgement.truth == Truth::unread) return;
    if (judgement.truth == Truth::no)
      return settle_step(turn_, id_, StepEvent::hold, judgement.why);
    settle_step(turn_, id_, StepEvent::finish, "");
  }

  void end_of_rung() {
    const Judgement kept = ensured(turn_, id_);
    const Judgement climbs = turn_.judge(plan_.ladder->climb, scope_of(turn_, id_));
    if (kept.truth == Truth::unread || climbs.truth == Truth::unread) return;
    const bool up = kept.truth == Truth::yes && climbs.truth == Truth::yes;
    turn_.record(RungEnded{.step = id_, .climb = up ? Climb::climbed : Climb::stayed});
    if (!up)
      settle_step(turn_, id_, StepEvent::hold, kept.truth == Truth::no ? kept.why : climbs.why);
  }

  void maybe_rerun() {
    if (must_rerun(turn_.terms(), turn_.state(), id_)) turn_.record(StepReopened{.step = id_});
  }

  Turn& turn_;
  StepId id_;
  const plan::Step& plan_;
};

// Whether the step will do something by itself: after an outcome, a timer, a reading or an
// approval.
bool can_go_on(const Turn& turn, StepId id) {
  const StepState& step = step_of(turn.state(), id);
  switch (step.status) {
    case StepStatus::awaiting_approval:
    case StepStatus::running: return true;
    case StepStatus::waiting: {
      if (step.waiting_until || step.begun) return true;
      return order_of(turn.terms(), turn.state(), id, turn.now()).order == Order::too_early;
    }
    case StepStatus::done:
    case StepStatus::skipped:
    case StepStatus::held:
    case StepStatus::failed: return false;
  }
  return false;
}

const StepState* first_with(const Turn& turn, StepStatus status, std::string& name) {
  for (std::uint32_t i = 0; i < turn.state().steps.size(); ++i) {
    if (turn.state().steps[i].status != status) continue;
    name = turn.terms().of(StepId{i}).name;
    return &turn.state().steps[i];
  }
  return nullptr;
}

std::optional<std::string> position_left_open(const Turn& turn) {
  for (std::uint32_t i = 0; i < turn.state().books.positions.size(); ++i) {
    const plan::Position& position = turn.terms().of(PositionId{i});
    if (turn.state().books.positions[i] == PositionStatus::open && !position.left_open)
      return position.name;
  }
  return std::nullopt;
}

void hold_deal(Turn& turn, const std::string& why) {
  if (turn.state().status == DealStatus::running)
    turn.record(DealMoved{.event = DealEvent::hold, .why = why, .by = ""});
}

// Running, holding, failed or completed, by what is left to do.
void settle_deal(Turn& turn) {
  if (turn.waits_for_readings()) return;
  if (std::ranges::any_of(turn.state().alive, [&](StepId id) { return can_go_on(turn, id); })) {
    if (turn.state().status == DealStatus::holding) {
      turn.record(DealMoved{.event = DealEvent::proceed, .why = "", .by = ""});
    }
    return;
  }
  std::string name;
  if (const StepState* failed = first_with(turn, StepStatus::failed, name)) {
    return turn.record(
        DealMoved{.event = DealEvent::fail, .why = "`" + name + "`: " + failed->why, .by = ""});
  }
  if (const StepState* held = first_with(turn, StepStatus::held, name)) {
    return hold_deal(turn, "`" + name + "` is held: " + held->why);
  }
  if (turn.state().unsettled > 0) return hold_deal(turn, "a step waits for one that cannot go on");
  if (const auto open = position_left_open(turn))
    return hold_deal(turn, "position `" + *open + "` is still open");
  turn.record(DealMoved{.event = DealEvent::complete, .why = "", .by = ""});
}

bool has_fees(const Terms& terms) { return terms.find_asset(terms.plan().gas.asset).has_value(); }

// Profit and loss count from here; nothing begins before it is known, or known to be unknowable.
bool value_the_start(Turn& turn) {
  if (!turn.terms().needs_starting_nav() || turn.state().starting_nav) return true;
  if (std::ranges::any_of(turn.state().steps, [](const StepState& step) { return step.begun; }))
    return true;
  turn.begin_looking();
  const plan::Value nav = nav_of(turn.view());
  if (turn.must_read()) return false;
  if (const auto* number = std::get_if<values::Rational>(&nav)) {
    turn.record(StartValued{.nav = values::to_fraction(*number)});
  }
  return true;
}

// The fees of defences are set aside at what an action costs when the deal starts, or not at all
// where nobody can tell.
bool set_gas_aside(Turn& turn) {
  for (const StepId id : turn.terms().defences()) {
    if (step_of(turn.state(), id).gas_aside || !has_fees(turn.terms())) continue;
    turn.begin_looking();
    const plan::Value fee = turn.view().reading({.kind = ReadingKind::fee});
    if (turn.must_read()) return false;
    const AssetId asset = turn.terms().asset(turn.terms().plan().gas.asset);
    const auto one = amount_from(turn.terms(), fee, asset, values::Rounding::up);
    turn.record(GasSetAside{
        .step = id,
        .amount = gas_for(turn.terms(), turn.state(), id, one ? *one : values::Amount())});
  }
  return true;
}

enum class Scene : std::uint8_t {
  full,       // everything may happen
  tracking,   // paused, or over: what is out is tracked, nothing begins
  defending,  // over with open positions: defences may still act
};

Scene scene_of(const Turn& turn) {
  if (turn.state().status == DealStatus::paused) return Scene::tracking;
  if (!machines::is_over(turn.state().status)) return Scene::full;
  return has_open_position(turn.state()) ? Scene::defending : Scene::tracking;
}

void one_round(Turn& turn, Scene scene) {
  watch_limits(turn);
  if (scene != Scene::tracking) call_defences(turn);
  const std::vector<StepId> alive = turn.state().alive;
  for (const StepId id : alive) {
    if (!std::ranges::binary_search(turn.state().alive, id)) continue;
    StepStory story(turn, id);
    const bool defends = turn.terms().of(id).kind == plan::StepKind::defence;
    if (scene == Scene::full || (scene == Scene::defending && defends)) {
      story.go_on();
    } else if (step_of(turn.state(), id).open) {
      story.track();
    }
  }
}

}  // namespace

void advance(Turn& turn) {
  if (turn.state().status == DealStatus::waiting) return;
  // Nothing begins before both are done; what they read is asked for together.
  const bool valued = value_the_start(turn);
  if (!set_gas_aside(turn) || !valued) return;
  const Scene scene = scene_of(turn);
  std::uint64_t before = 0;
  do {
    before = turn.state().facts;
    one_round(turn, scene);
  } while (turn.state().facts != before);
  if (scene == Scene::full) settle_deal(turn);
  if (turn.waits_for_readings()) look_ahead(turn);
}

bool is_checked(const Terms& terms, const Request& request) {
  return std::ranges::any_of(request.parts, [&](const Part& part) {
    const plan::Action& action = *terms.of(part.action).action;
    return !action.ensures.empty() || action.tolerance;
  });
}

void check_outcome(Turn& turn, StepId id, const Request& request, const Outcome& outcome) {
  if (step_of(turn.state(), id).status != StepStatus::running) return;
  for (std::size_t p = 0; p < request.parts.size(); ++p) {
    const plan::Action& action = *turn.terms().of(request.parts[p].action).action;
    std::vector<Local> locals = request.parts[p].locals;
    for (std::size_t i = 0; i < action.flows.size(); ++i) {
      add_flow_local(turn.terms(), action.flows[i], outcome.amounts[p][i], locals);
    }
    Scope scope = scope_of(turn, id);
    scope.locals = locals;
    for (const plan::Expression& condition : action.ensures) {
      const Judgement judgement = turn.judge(condition, scope);
      if (judgement.truth == Truth::yes) continue;
      return settle_step(
          turn, id, StepEvent::hold,
          "`" + action.id + "` did not keep its promise: " + plan::to_text(condition));
    }
    if (!action.tolerance) continue;
    const plan::Value tolerance = plan::evaluate(*action.tolerance, turn.view(scope));
    const auto* ratio = std::get_if<values::Rational>(&tolerance);
    for (std::size_t i = 0; i < action.flows.size() && ratio != nullptr; ++i) {
      const auto& expected = request.parts[p].legs[i].expected;
      if (!expected) continue;
      const values::Amount& actual = outcome.amounts[p][i];
      const AssetId asset = turn.terms().asset(action.flows[i].asset);
      const values::Amount off =
          *expected < actual ? difference_of(actual, *expected) : difference_of(*expected, actual);
      const auto most = multiply(in_units(turn.terms(), asset, *expected), *ratio);
      if (most && in_units(turn.terms(), asset, off) <= *most) continue;
      return settle_step(turn, id, StepEvent::hold,
                         "`" + action.id + "` moved " + to_text(turn.terms(), asset, actual) +
                             " as `" + action.flows[i].name + "` instead of " +
                             to_text(turn.terms(), asset, *expected));
    }
  }
}

void check_fill(Turn& turn, StepId id, const std::string& attempt, OutcomeKind kind) {
  if (step_of(turn.state(), id).status != StepStatus::running) return;
  if (kind == OutcomeKind::partial && !turn.terms().of(id).accept_partial)
    settle_step(turn, id, StepEvent::hold, "`" + attempt + "` was filled in part");
}

}  // namespace dealwright::core
