// The search over states, and the moves of one step; long because the story of a step is one thing.
#include "engine/prove/walk.hpp"

#include <algorithm>
#include <set>

#include "engine/core/apply.hpp"
#include "engine/core/failure.hpp"
#include "engine/core/order.hpp"
#include "engine/core/posting.hpp"
#include "engine/core/turn.hpp"
#include "engine/prove/node_key.hpp"

namespace dealwright::prove {
namespace {

using core::StepId;
using core::StepStatus;
using machines::StepEvent;

const core::Signal no_signal{.at = {}, .readings = {}, .quotes = {}, .what = core::TimePassed{}};

// What the core's rules do to a state, without a world around it.
template <class Do>
void with_turn(const core::Terms& terms, core::State& state, Do act) {
  core::Turn turn(terms, std::move(state), no_signal);
  act(turn);
  state = turn.finish().state;
}

bool is_single_action(const plan::Step& step) {
  return step.items.size() == 1 && !std::holds_alternative<plan::Split>(step.items[0].what);
}

bool fills_partly(const plan::Item& item) {
  const auto* action = std::get_if<plan::Action>(&item.what);
  return action != nullptr && action->may_fill_partly;
}

std::string words_of(const plan::Item& item) {
  if (const auto* action = std::get_if<plan::Action>(&item.what)) return action->id;
  if (std::holds_alternative<plan::Split>(item.what)) return "split";
  const auto inner = plan::actions_of(std::get<plan::Group>(item.what).items);
  return inner.empty() ? "group" : inner.front()->id;
}

}  // namespace

// The moves that one step can make from a node.
class Moves {
 public:
  Moves(Walk& walk, const Node& node, const Visitor& visitor, std::vector<Node>& found)
      : walk_(walk),
        terms_(walk.terms_),
        node_(node),
        visitor_(visitor),
        found_(found),
        acting_(walk.terms_, walk.market_, walk.variables_, walk.starting_nav_) {}

  void all() {
    for (const StepId id : terms_.defences())
      call(id);
    for (const StepId id : node_.control.alive)
      one(id);
  }

 private:
  void one(StepId id) {
    const core::StepState& step = core::step_of(node_.control, id);
    switch (step.status) {
      case StepStatus::waiting: return step.begun ? enter(id) : look(id);
      case StepStatus::awaiting_approval: return;  // approvals are answered at once here
      case StepStatus::running:
        if (terms_.of(id).ladder && !step.rung) return between_rungs(id);
        return act(id);
      case StepStatus::done:
      case StepStatus::skipped:
      case StepStatus::failed: return rerun(id);
      case StepStatus::held: return step.open ? late(id) : rerun(id);
    }
  }

  void look(StepId id) {
    // Time passes: what is only too early may start.
    const core::OrderRuling ruling = core::order_of(terms_, node_.control, id, {});
    if (ruling.order == core::Order::not_yet) return;
    if (ruling.order == core::Order::never) return settle(node_, id, StepEvent::skip, ruling.why);
    if (const auto missing = core::missing_for(terms_, node_.control, id))
      return settle(node_, id, StepEvent::skip, *missing);
    enter(id);
  }

  // Guards, in every way they can come out.
  void enter(StepId id) {
    const plan::Step& planned = terms_.of(id);
    Node open = node_;
    const Epoch epoch = epoch_of(id, 0);
    for (const plan::When& when : planned.whens) {
      const Condition condition = judge(open, epoch, when.condition, id);
      if (condition.known != Known::yes) {
        Node shut = open;
        know(shut, condition.if_false);
        settle(shut, id, event_of(when.otherwise), "`" + plan::to_text(when.condition) + "`");
      }
      if (condition.known == Known::no) return;
      know(open, condition.if_true);
    }
    for (const plan::Expression& required : planned.requires_) {
      const Condition condition = judge(open, epoch, required, id);
      if (condition.known != Known::yes) {
        Node shut = open;
        know(shut, condition.if_false);
        fail(shut, id, "`" + plan::to_text(required) + "`");
      }
      if (condition.known == Known::no) return;
      know(open, condition.if_true);
    }
    for (const plan::Approval& approval : planned.approvals)
      settle(node_, id, StepEvent::hold, approval.role + " does not approve");
    core::StepStarted started{.step = id, .source = {}, .rung = {}};
    if (planned.ladder) {
      if (core::step_of(open.control, id).rungs == 0 && !source_of_ladder(open, id)) return;
      started.source = values::Amount();
      started.rung = values::Amount();
    }
    record(open, started);
    open.path = note(Event::begun, id, 0, epoch, planned.name + " begins");
    if (planned.ladder && core::step_of(open.control, id).rungs == 0) rungs_at_once(open, id);
    add(std::move(open));
  }

  bool source_of_ladder(Node& open, StepId id) {
    const plan::Ladder& ladder = *terms_.of(id).ladder;
    Ways ways;
    const Taking taking{.step = id, .item = nullptr, .epoch = epoch_of(id, 0), .rung = {}};
    const Scene here = scene(open, taking.epoch, {});
    auto source = acting_.resolve(Sight(here), ladder.source, taking, ways, open.kept);
    if (!source || total_of(*source).is_zero()) {
      settle(node_, id, StepEvent::skip, "there is nothing for a first rung");
      return false;
    }
    open.rungs_left[id.value] = std::move(*source);
    return true;
  }

  // Some number of rungs, all of them climbed: one act on a part of everything they may take. Rungs
  // between which the market moves add up to one at prices between theirs.
  void rungs_at_once(const Node& started, StepId id) {
    const plan::Step& planned = terms_.of(id);
    Node node = started;
    const Epoch epoch = epoch_of(id, 0) + " rungs";
    const Polynomial part(walk_.variables_.get({.name = "part climbed of " + epoch,
                                                .role = Role::fraction,
                                                .subject = "rungs of " + planned.name,
                                                .epoch = epoch,
                                                .range = {.low = Rational(), .high = Rational(1)},
                                                .at_the_time = {},
                                                .positive = false,
                                                .at_default = {}}));
    std::vector<Draw> rung = node.rungs_left[id.value];
    for (Draw& draw : rung) {
      draw.amount = draw.amount * part;
      if (draw.part) draw.part = *draw.part * part;
    }
    std::vector<Node> done{std::move(node)};
    for (std::size_t item = 0; item < planned.items.size(); ++item) {
      std::vector<Node> next;
      for (const Node& before : done) {
        for (Node& after : outcomes(before, id, item, epoch, rung, Fill::whole))
          next.push_back(std::move(after));
      }
      done = std::move(next);
    }
    for (Node& climbed : done) {
      std::vector<Draw>& left = climbed.rungs_left[id.value];
      for (Draw& draw : left) {
        draw.amount = draw.amount - draw.amount * part;
        draw.part.reset();
      }
      end_rung(climbed, id, core::Climb::climbed);
      climbed.path = walk_.note(climbed.path, {.before = -1,
                                               .event = Event::done,
                                               .step = id,
                                               .item = 0,
                                               .epoch = epoch,
                                               .what = "rungs of " + planned.name});
      // Some of the rungs may be done even where the last one is not.
      static_cast<void>(may_be_done(
          {.before = started, .after = climbed, .id = id, .item = 0, .epoch = epoch + ", last"}));
      add(std::move(climbed));
    }
  }

  void between_rungs(StepId id) {
    const plan::Step& planned = terms_.of(id);
    settle(node_, id, StepEvent::finish, "every rung is climbed");
    for (const plan::When& when : planned.whens)
      settle(node_, id, event_of(when.otherwise), "`" + plan::to_text(when.condition) + "`");
    for (const plan::Approval& approval : planned.approvals)
      settle(node_, id, StepEvent::hold, approval.role + " does not approve");
    fail(node_, id, "a rung is not done");
    settle(node_, id, StepEvent::hold, "a rung does not climb");
    if (is_single_action(planned) && !somebody_goes_on(id)) return;
    Node open = node_;
    record(open, core::StepStarted{.step = id, .source = {}, .rung = values::Amount()});
    add(std::move(open));
  }

  void act(StepId id) {
    const plan::Step& planned = terms_.of(id);
    const core::StepState& step = core::step_of(node_.control, id);
    if (step.item >= planned.items.size()) return planned.ladder ? end_of_rung(id) : finish(id);
    const std::string words = words_of(planned.items[step.item]);
    // One rung is part of what several at once stand for.
    if (planned.ladder && is_single_action(planned)) {
      fail(node_, id, words + " is not done", step.item);
      return unknown(id, words);
    }
    const Epoch epoch = epoch_of(id, step.item);
    const std::vector<Draw> rung = planned.ladder ? current_rung(id) : std::vector<Draw>();
    bool may_be_asked = false;  // what a limit blocks is not asked for, and so never unknown
    for (Node& after : outcomes(node_, id, step.item, epoch, rung, Fill::whole)) {
      after.path = note(Event::done, id, step.item, epoch, words);
      if (!may_be_done(
              {.before = node_, .after = after, .id = id, .item = step.item, .epoch = epoch}))
        continue;
      may_be_asked = true;
      add(std::move(after));
    }
    if (fills_partly(planned.items[step.item])) {
      for (Node& after : outcomes(node_, id, step.item, epoch, rung, Fill::partly)) {
        after.path = note(Event::partial, id, step.item, epoch, words + " is filled in part");
        if (!planned.accept_partial &&
            core::step_of(after.control, id).status == StepStatus::running) {
          with_turn(terms_, after.control, [&](core::Turn& turn) {
            core::settle_step(turn, id, StepEvent::hold, "it was filled in part");
          });
        }
        add(std::move(after));
      }
    }
    fail(node_, id, words + " is not done", step.item);
    if (may_be_empty_)
      settle(node_, id, step.item == 0 ? StepEvent::skip : StepEvent::hold, "there is no money");
    if (may_be_asked) unknown(id, words);
  }

  // A step waits for no more than that this one is settled.
  [[nodiscard]] bool somebody_goes_on(StepId id) const {
    return std::ranges::any_of(terms_.successors(id), [&](StepId successor) {
      return std::ranges::any_of(terms_.of(successor).after, [&](const auto& all_of) {
        return std::ranges::any_of(all_of, [&](const plan::AfterTerm& term) {
          return term.mode == plan::AfterMode::settled && term.step == terms_.of(id).name;
        });
      });
    });
  }

  // Nobody knows whether it was done until after others have gone on: that matters where somebody
  // does.
  void unknown(StepId id, const std::string& words) {
    const core::StepState& step = core::step_of(node_.control, id);
    if (!somebody_goes_on(id) ||
        std::holds_alternative<plan::Split>(terms_.of(id).items[step.item].what))
      return;
    Node held = node_;
    core::Request request;
    request.attempt = words + "#" + std::to_string(step.requests + 1);
    for (const plan::Action* action : actions_in(terms_.of(id).items[step.item])) {
      core::Part part{.action = terms_.action_of(*action), .locals = {}, .legs = {}};
      part.legs.resize(action->flows.size());
      request.parts.push_back(std::move(part));
    }
    record(held, core::ActionRequested{.step = id, .request = request});
    record(held,
           core::ActionUnknown{
               .step = id, .attempt = request.attempt, .failure = "no answer", .look_up_at = {}});
    held.path =
        note(Event::unknown, id, step.item, epoch_of(id, step.item), words + " is not known");
    with_turn(terms_, held.control, [&](core::Turn& turn) {
      core::settle_step(turn, id, StepEvent::hold, "its outcome is not known");
    });
    add(std::move(held));
  }

  void late(StepId id) {
    const plan::Step& planned = terms_.of(id);
    const core::StepState& step = core::step_of(node_.control, id);
    const Epoch epoch = epoch_of(id, step.item);
    const std::vector<Draw> rung = planned.ladder ? current_rung(id) : std::vector<Draw>();
    const std::string words = words_of(planned.items[step.item]);
    for (Node& after : outcomes(node_, id, step.item, epoch, rung, Fill::whole)) {
      after.path = note(Event::known_late, id, step.item, epoch, words + " was done after all");
      add(std::move(after));
    }
    Node nothing = node_;
    record(nothing, core::ActionSettled{.step = id,
                                        .attempt = step.open->request.attempt,
                                        .outcome = {.kind = core::OutcomeKind::no_effect,
                                                    .failure = "never seen",
                                                    .amounts = {},
                                                    .positions = {},
                                                    .fee = {},
                                                    .flash_fee = {}}});
    nothing.path = note(Event::refused, id, step.item, epoch, words + " never happened");
    add(std::move(nothing));
  }

  [[nodiscard]] bool may_be_done(const Step& step) const {
    return !visitor_.step || visitor_.step(step);
  }

  // An item done, in every way it can go.
  std::vector<Node> outcomes(const Node& before, StepId id, std::size_t item, const Epoch& epoch,
                             const std::vector<Draw>& rung, Fill fill) {
    const plan::Step& planned = terms_.of(id);
    const plan::Item& what = planned.items[item];
    const auto* split = std::get_if<plan::Split>(&what.what);
    const Taking taking{.step = id,
                        .item = &what,
                        .epoch = epoch,
                        .rung = rung,
                        .fill = fill,
                        .defends = planned.kind == plan::StepKind::defence};
    std::vector<Node> nodes;
    Ways ways;
    do {
      Acted acted =
          split != nullptr
              ? acting_.split(before.control, before.books, before.kept, taking, *split, ways)
              : acting_.act(before.control, before.books, before.kept, taking, ways);
      may_be_empty_ |= acted.has_sources && acted.draws_nothing_perhaps;
      if (!acted.possible) continue;
      Node after = before;
      after.books = std::move(acted.books);
      after.kept = std::move(acted.kept);
      if (split != nullptr) {
        record(after, core::SplitDone{
                          .step = id,
                          .source = {{.account = core::resting(terms_.open_bucket(),
                                                               terms_.asset(split->source.asset)),
                                      .amount = {}}}});
      } else {
        settle_in_control(after, id, std::move(acted));
      }
      tidy(after);
      if (planned.kind != plan::StepKind::defence)
        std::erase_if(after.called, [&](StepId defence) { return touches(id, defence); });
      nodes.push_back(std::move(after));
    } while (ways.next());
    return nodes;
  }

  // Whether a step acts on, or looks at, something that a defence acts on.
  [[nodiscard]] bool touches(StepId id, StepId defence) const {
    const std::set<std::string> theirs = touched_by(terms_.of(defence));
    return std::ranges::any_of(touched_by(terms_.of(id)),
                               [&](const std::string& name) { return theirs.contains(name); });
  }

  static std::set<std::string> touched_by(const plan::Step& step) {
    std::set<std::string> names;
    for (const plan::Action* action : plan::actions_of(step.items)) {
      for (const plan::Flow& flow : action->flows) {
        if (!flow.position.empty()) names.insert(flow.position);
        if (flow.money && !flow.money->name.empty()) names.insert(flow.money->name);
        if (flow.target && flow.target->kind == plan::TargetKind::bucket)
          names.insert(flow.target->name);
      }
      names.insert(action->reads.begin(), action->reads.end());
      names.insert(action->closes.begin(), action->closes.end());
    }
    return names;
  }

  void settle_in_control(Node& after, StepId id, Acted acted) {
    const core::StepState& step = core::step_of(after.control, id);
    core::Request request = std::move(acted.request);
    if (step.open) {
      request.attempt = step.open->request.attempt;
      after.control.steps[id.value].open->request = request;
    } else {
      request.attempt += "#" + std::to_string(step.requests + 1);
      record(after, core::ActionRequested{.step = id, .request = request});
    }
    core::Books tried = after.control.books;
    if (!core::settle(terms_, after.control, tried, request, acted.outcome)) throw Outgrown{};
    record(after,
           core::ActionSettled{.step = id, .attempt = request.attempt, .outcome = acted.outcome});
    // The core's own state and the prover's agree about what is there.
    if (after.control.books.positions != acted.seen.books.positions) throw Outgrown{};
  }

  void finish(StepId id) {
    const Epoch epoch = epoch_of(id, terms_.of(id).items.size());
    Node open = node_;
    if (!ensure(open, epoch, id)) return;
    settle(open, id, StepEvent::finish, "");
  }

  // Everything that a step ensures; what does not hold, holds the step.
  bool ensure(Node& open, const Epoch& epoch, StepId id) {
    for (const plan::Expression& ensured : terms_.of(id).ensures) {
      const Condition condition = judge(open, epoch, ensured, id);
      if (condition.known != Known::yes) {
        Node held = open;
        know(held, condition.if_false);
        settle(held, id, StepEvent::hold, "`" + plan::to_text(ensured) + "`");
      }
      if (condition.known == Known::no) return false;
      know(open, condition.if_true);
    }
    return true;
  }

  // Only of ladders with several actions a rung: the climbed ones are taken at once.
  void end_of_rung(StepId id) {
    Node stayed = node_;
    end_rung(stayed, id, core::Climb::stayed);
    with_turn(terms_, stayed.control, [&](core::Turn& turn) {
      core::settle_step(turn, id, StepEvent::hold, "a rung does not climb");
    });
    add(std::move(stayed));
  }

  void end_rung(Node& node, StepId id, core::Climb climb) {
    const plan::Step& planned = terms_.of(id);
    record(node, core::RungEnded{.step = id, .climb = climb});
    const auto actions = plan::actions_of(planned.items);
    if (actions.empty()) return;
    for (const plan::Flow& flow : actions.back()->flows) {
      if (flow.kind != plan::FlowKind::receive || !flow.target ||
          flow.target->kind != plan::TargetKind::holding)
        continue;
      const core::HoldingId from = terms_.holding(flow.target->name);
      const core::AssetId asset = terms_.asset_of(from);
      std::optional<core::HoldingId> into;
      if (!planned.ladder->collects.empty()) into = terms_.holding(planned.ladder->collects);
      for (const Draw& draw : node.books.accounts(core::AccountKind::holding, from.value, asset)) {
        const bool rests = !into || !terms_.is_named_later(*into);
        node.books.transfer(draw,
                            rests ? core::resting(draw.account.owner, asset)
                                  : core::in_holding(*into, draw.account.owner, asset),
                            Rational(1));
      }
    }
  }

  std::vector<Draw> current_rung(StepId id) {
    const Epoch epoch = epoch_of(id, 0) + " rung";
    const Polynomial part(walk_.variables_.get({.name = "part of the rung of " + epoch,
                                                .role = Role::fraction,
                                                .subject = "rung of " + terms_.of(id).name,
                                                .epoch = epoch,
                                                .range = {.low = Rational(), .high = Rational(1)},
                                                .at_the_time = {},
                                                .positive = false,
                                                .at_default = {}}));
    std::vector<Draw> rung = node_.rungs_left[id.value];
    for (Draw& draw : rung) {
      draw.amount = draw.amount * part;
      if (draw.part) draw.part = *draw.part * part;
    }
    return rung;
  }

  // A defence runs in one go, and one call stands for as many as there may be: whoever acts between
  // them without touching what they touch might as well act before or after. When somebody has
  // touched it, it may be called again. It stops where an action fails. A call that does nothing
  // leads nowhere new.
  void call(StepId id) {
    const core::StepState& step = core::step_of(node_.control, id);
    const plan::Step& planned = terms_.of(id);
    const bool idle = step.status == StepStatus::waiting || step.status == StepStatus::done ||
                      step.status == StepStatus::skipped;
    if (!idle || step.runs >= planned.defence->times || node_.called.contains(id) ||
        std::ranges::binary_search(node_.control.alive, id))
      return;
    const Condition condition =
        judge(node_, epoch_of(node_, id, 0) + " call", planned.defence->when, id);
    if (condition.known == Known::no || core::missing_for(terms_, node_.control, id)) return;
    Node called = node_;
    called.called.insert(id);
    record(called, core::StepReopened{.step = id});
    record(called, core::StepStarted{.step = id, .source = {}, .rung = {}});
    called.path = note(Event::called, id, 0, epoch_of(called, id, 0), planned.name + " is called");
    std::vector<Node> running{std::move(called)};
    for (std::size_t item = 0; item < planned.items.size(); ++item) {
      std::vector<Node> next;
      for (const Node& before : running) {
        const Epoch epoch = epoch_of(before, id, item);
        for (Node& after : outcomes(before, id, item, epoch, {}, Fill::whole)) {
          after.path = walk_.note(after.path, {.before = -1,
                                               .event = Event::done,
                                               .step = id,
                                               .item = item,
                                               .epoch = epoch,
                                               .what = words_of(planned.items[item])});
          if (may_be_done(
                  {.before = before, .after = after, .id = id, .item = item, .epoch = epoch}))
            next.push_back(std::move(after));
        }
        if (fills_partly(planned.items[item])) {
          for (Node& after : outcomes(before, id, item, epoch, {}, Fill::partly))
            add(stopped(std::move(after), id, "it was filled in part"));
        }
        // Some of the runs it stands for may have come further than others.
        if (item == 0) continue;
        for (Node& after : outcomes(before, id, item, epoch, {}, Fill::some_of))
          add(stopped(std::move(after), id, words_of(planned.items[item]) + " is not done"));
      }
      running = std::move(next);
    }
    for (Node& done : running) {
      with_turn(terms_, done.control,
                [&](core::Turn& turn) { core::settle_step(turn, id, StepEvent::finish, ""); });
      add(std::move(done));
    }
  }

  Node stopped(Node node, StepId id, const std::string& why) {
    with_turn(terms_, node.control, [&](core::Turn& turn) {
      if (core::step_of(turn.state(), id).status == StepStatus::running)
        core::settle_step(turn, id, StepEvent::hold, why);
    });
    node.path = walk_.note(node.path, {.before = -1,
                                       .event = Event::refused,
                                       .step = id,
                                       .item = core::step_of(node.control, id).item,
                                       .epoch = epoch_of(node, id, 0),
                                       .what = why});
    return node;
  }

  void rerun(StepId id) {
    if (!core::must_rerun(terms_, node_.control, id)) return;
    Node again = node_;
    record(again, core::StepReopened{.step = id});
    add(std::move(again));
  }

  void settle(const Node& from, StepId id, StepEvent event, const std::string& why) {
    Node node = from;
    with_turn(terms_, node.control,
              [&](core::Turn& turn) { core::settle_step(turn, id, event, why); });
    node.path = note(Event::closed, id, 0, epoch_of(id, 0), terms_.of(id).name + ": " + why);
    add(std::move(node));
  }

  void fail(const Node& from, StepId id, const std::string& why, std::size_t item = 0) {
    Node node = from;
    with_turn(terms_, node.control, [&](core::Turn& turn) { core::fail_by_policy(turn, id, why); });
    node.path = note(Event::refused, id, item, epoch_of(id, item), why);
    add(std::move(node));
  }

  static StepEvent event_of(plan::Otherwise otherwise) {
    switch (otherwise) {
      case plan::Otherwise::skip: return StepEvent::skip;
      case plan::Otherwise::hold: return StepEvent::hold;
      case plan::Otherwise::fail: return StepEvent::fail;
    }
    return StepEvent::hold;
  }

  [[nodiscard]] Scene scene(const Node& node, const Epoch& epoch, std::optional<Form> rung) const {
    return {.terms = terms_,
            .control = node.control,
            .books = node.books,
            .market = walk_.market_,
            .variables = walk_.variables_,
            .kept = node.kept,
            .epoch = epoch,
            .rung = std::move(rung),
            .locals = {},
            .flash_owed = {},
            .starting_nav = walk_.starting_nav_};
  }

  Condition judge(const Node& node, const Epoch& epoch, const plan::Expression& condition,
                  StepId id) {
    std::optional<Form> rung;
    if (terms_.of(id).ladder && !node.rungs_left[id.value].empty())
      rung = Form{.numerator = total_of(node.rungs_left[id.value])};
    // The size of a rung is not known: what is said of it stays open.
    bool of_rung = false;
    plan::walk(condition, [&](const plan::Expression& e) { of_rung |= e.op == plan::Op::rung; });
    if (of_rung) return {};
    const Scene here = scene(node, epoch, std::move(rung));
    return Sight(here).condition(condition);
  }

  static void know(Node& node, const std::vector<Polynomial>& known) {
    node.kept.insert(node.kept.end(), known.begin(), known.end());
    tidy(node);
  }

  static void tidy(Node& node) {
    std::ranges::sort(
        node.kept, [](const Polynomial& a, const Polynomial& b) { return key_of(a) < key_of(b); });
    const auto repeated = std::ranges::unique(node.kept);
    node.kept.erase(repeated.begin(), repeated.end());
    std::erase_if(node.kept, [](const Polynomial& known) { return known.is_number(); });
  }

  // An item of a run of a step. Guards look at what the first item then acts on.
  [[nodiscard]] Epoch epoch_of(StepId id, std::size_t item) const {
    return epoch_of(node_, id, item);
  }
  [[nodiscard]] Epoch epoch_of(const Node& node, StepId id, std::size_t item) const {
    const core::StepState& step = core::step_of(node.control, id);
    const plan::Step& planned = terms_.of(id);
    Epoch epoch =
        item >= planned.items.size() ? "the end of " + planned.name : words_of(planned.items[item]);
    if (item < planned.items.size() && epoch == "split")
      epoch = "split " + std::to_string(item + 1) + " of " + planned.name;
    if (step.reruns > 0) epoch += " run " + std::to_string(step.reruns + 1);
    return epoch;
  }

  static std::vector<const plan::Action*> actions_in(const plan::Item& item) {
    if (const auto* action = std::get_if<plan::Action>(&item.what)) return {action};
    if (const auto* group = std::get_if<plan::Group>(&item.what))
      return plan::actions_of(group->items);
    return {};
  }

  void record(Node& node, core::FactKind fact) const {
    core::apply(terms_, node.control, {.at = {}, .what = std::move(fact)});
  }
  std::int64_t note(Event event, StepId id, std::size_t item, const Epoch& epoch,
                    const std::string& what) {
    return walk_.note(
        node_.path,
        {.before = -1, .event = event, .step = id, .item = item, .epoch = epoch, .what = what});
  }
  void add(Node node) { found_.push_back(std::move(node)); }

  Walk& walk_;
  const core::Terms& terms_;
  const Node& node_;
  const Visitor& visitor_;
  std::vector<Node>& found_;
  Acting acting_;
  bool may_be_empty_ = false;  // of the items that were looked at: there may be nothing to act on
};

bool Walk::run(const Visitor& visitor) {
  std::set<std::string> known;
  std::vector<Node> open{beginning()};
  open.back().books_key = key_of_books(open.back());
  known.insert(key_of_control(open.back()) + open.back().books_key);
  while (!open.empty()) {
    const Node node = std::move(open.back());
    open.pop_back();
    ++states_;
    if (visitor.state) visitor.state(node);
    std::vector<Node> found;
    Moves(*this, node, visitor, found).all();
    for (Node& next : found) {
      next.books_key = key_of_books(next);
      if (!known.insert(key_of_control(next) + next.books_key).second) continue;
      if (known.size() > nodes_max) return false;
      open.push_back(std::move(next));
    }
  }
  return true;
}

std::int64_t Walk::note(std::int64_t before, Happening what) {
  what.before = before;
  happenings_.push_back(std::move(what));
  return static_cast<std::int64_t>(happenings_.size()) - 1;
}

std::vector<Happening> Walk::path_to(std::int64_t last) const {
  std::vector<Happening> path;
  for (std::int64_t at = last; at >= 0; at = happenings_[static_cast<std::size_t>(at)].before)
    path.push_back(happenings_[static_cast<std::size_t>(at)]);
  std::ranges::reverse(path);
  return path;
}

}  // namespace dealwright::prove
