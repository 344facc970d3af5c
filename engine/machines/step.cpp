// The transition table of a step, on Boost.MSM. The machine is set to the given state, fed one
// event and read.
#include "engine/machines/step.hpp"

#include <boost/mp11/mpl.hpp>
// (the adapter above has to come before MSM)
#include <array>

#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/back/tools.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

#include "dsl/values/assertion.hpp"
#include "engine/machines/table.hpp"

namespace dealwright::machines {
namespace {

namespace msm = boost::msm;
using boost::mp11::mp_list;
using msm::front::none;
using msm::front::Row;

struct waiting : msm::front::state<> {
  static constexpr std::string_view name = "waiting";
};
struct awaiting_approval : msm::front::state<> {
  static constexpr std::string_view name = "awaiting_approval";
};
struct running : msm::front::state<> {
  static constexpr std::string_view name = "running";
};
struct done : msm::front::state<> {
  static constexpr std::string_view name = "done";
};
struct skipped : msm::front::state<> {
  static constexpr std::string_view name = "skipped";
};
struct held : msm::front::state<> {
  static constexpr std::string_view name = "held";
};
struct failed : msm::front::state<> {
  static constexpr std::string_view name = "failed";
};

struct ask {
  static constexpr std::string_view name = "ask";
};
struct approve {
  static constexpr std::string_view name = "approve";
};
struct start {
  static constexpr std::string_view name = "start";
};
struct finish {
  static constexpr std::string_view name = "finish";
};
struct skip {
  static constexpr std::string_view name = "skip";
};
struct hold {
  static constexpr std::string_view name = "hold";
};
struct fail {
  static constexpr std::string_view name = "fail";
};
struct resume {
  static constexpr std::string_view name = "resume";
  Begun begun = Begun::no;
};
struct rerun {
  static constexpr std::string_view name = "rerun";
};

struct had_begun {
  static constexpr std::string_view name = "had begun";
  template <class Event, class Fsm, class Source, class Target>
  bool operator()(const Event& event, Fsm&, Source&, Target&) const {
    return event.begun == Begun::yes;
  }
};
struct had_not_begun {
  static constexpr std::string_view name = "had not begun";
  template <class Event, class Fsm, class Source, class Target>
  bool operator()(const Event& event, Fsm&, Source&, Target&) const {
    return event.begun == Begun::no;
  }
};

struct StepLife : msm::front::state_machine_def<StepLife> {
  using no_exception_thrown = int;
  using no_message_queue = int;  // goes with the line above: after a throw it would silently queue
  using initial_state = waiting;
  using transition_table = mp_list<
      Row<waiting, ask, awaiting_approval, none, none>, Row<waiting, start, running, none, none>,
      Row<waiting, finish, done, none, none>, Row<waiting, skip, skipped, none, none>,
      Row<waiting, hold, held, none, none>, Row<waiting, fail, failed, none, none>,
      Row<awaiting_approval, approve, waiting, none, none>,
      Row<awaiting_approval, skip, skipped, none, none>,
      Row<awaiting_approval, hold, held, none, none>,
      Row<running, ask, awaiting_approval, none, none>, Row<running, finish, done, none, none>,
      Row<running, skip, skipped, none, none>, Row<running, hold, held, none, none>,
      Row<running, fail, failed, none, none>, Row<held, resume, running, none, had_begun>,
      Row<held, resume, waiting, none, had_not_begun>, Row<held, skip, skipped, none, none>,
      Row<held, fail, failed, none, none>, Row<held, rerun, waiting, none, none>,
      Row<done, rerun, waiting, none, none>, Row<skipped, rerun, waiting, none, none>,
      Row<failed, rerun, waiting, none, none>>;

  template <class Fsm, class Event>
  void no_transition(const Event&, Fsm&, int) {}  // reported through the unchanged state
};
using Machine = msm::back::state_machine<StepLife>;

template <class State>
constexpr int id = msm::back::get_state_id<Machine::stt, State>::value;
// In the order of StepStatus.
constexpr std::array<int, step_statuses> ids = {
    id<waiting>, id<awaiting_approval>, id<running>, id<done>, id<skipped>, id<held>, id<failed>};

msm::back::HandledEnum feed(Machine& machine, StepEvent event, Begun begun) {
  switch (event) {
    case StepEvent::ask: return machine.process_event(ask{});
    case StepEvent::approve: return machine.process_event(approve{});
    case StepEvent::start: return machine.process_event(start{});
    case StepEvent::finish: return machine.process_event(finish{});
    case StepEvent::skip: return machine.process_event(skip{});
    case StepEvent::hold: return machine.process_event(hold{});
    case StepEvent::fail: return machine.process_event(fail{});
    case StepEvent::resume: return machine.process_event(resume{begun});
    case StepEvent::rerun: return machine.process_event(rerun{});
  }
  return msm::back::HANDLED_FALSE;
}

}  // namespace

std::expected<StepStatus, Refused> after(StepStatus status, StepEvent event, Begun begun) {
  Machine machine;
  // Restoring a state by name, without its entry action: MSM has no call for it.
  const_cast<int*>(machine.current_state())[0] = ids[static_cast<std::size_t>(status)];
  if (feed(machine, event, begun) != msm::back::HANDLED_TRUE) return std::unexpected(Refused{});
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == machine.current_state()[0]) return static_cast<StepStatus>(i);
  }
  values::assertion_failed("the machine is in one of its states", __FILE__, __LINE__);
}

bool is_settled(StepStatus status) {
  switch (status) {
    case StepStatus::done:
    case StepStatus::skipped:
    case StepStatus::held:
    case StepStatus::failed: return true;
    case StepStatus::waiting:
    case StepStatus::awaiting_approval:
    case StepStatus::running: return false;
  }
  return false;
}

Diagram step_diagram() {
  return {.name = "step",
          .initial = StepLife::initial_state::name,
          .transitions = rows_of(static_cast<const StepLife::transition_table*>(nullptr))};
}

std::string_view to_text(StepStatus status) {
  switch (status) {
    case StepStatus::waiting: return waiting::name;
    case StepStatus::awaiting_approval: return awaiting_approval::name;
    case StepStatus::running: return running::name;
    case StepStatus::done: return done::name;
    case StepStatus::skipped: return skipped::name;
    case StepStatus::held: return held::name;
    case StepStatus::failed: return failed::name;
  }
  return {};
}

std::string_view to_text(StepEvent event) {
  switch (event) {
    case StepEvent::ask: return ask::name;
    case StepEvent::approve: return approve::name;
    case StepEvent::start: return start::name;
    case StepEvent::finish: return finish::name;
    case StepEvent::skip: return skip::name;
    case StepEvent::hold: return hold::name;
    case StepEvent::fail: return fail::name;
    case StepEvent::resume: return resume::name;
    case StepEvent::rerun: return rerun::name;
  }
  return {};
}

std::optional<StepStatus> step_status_from_text(std::string_view text) {
  for (std::size_t i = 0; i < step_statuses; ++i) {
    if (to_text(static_cast<StepStatus>(i)) == text) return static_cast<StepStatus>(i);
  }
  return std::nullopt;
}

}  // namespace dealwright::machines
