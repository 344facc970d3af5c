// The transition table of a deal, on Boost.MSM. The machine is set to the given state, fed one
// event and read.
#include "engine/machines/deal.hpp"

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
struct running : msm::front::state<> {
  static constexpr std::string_view name = "running";
};
struct holding : msm::front::state<> {
  static constexpr std::string_view name = "holding";
};
struct paused : msm::front::state<> {
  static constexpr std::string_view name = "paused";
};
struct completed : msm::front::state<> {
  static constexpr std::string_view name = "completed";
};
struct failed : msm::front::state<> {
  static constexpr std::string_view name = "failed";
};
struct cancelled : msm::front::state<> {
  static constexpr std::string_view name = "cancelled";
};

struct start {
  static constexpr std::string_view name = "start";
};
struct hold {
  static constexpr std::string_view name = "hold";
};
struct proceed {
  static constexpr std::string_view name = "proceed";
};
struct pause {
  static constexpr std::string_view name = "pause";
};
struct resume {
  static constexpr std::string_view name = "resume";
};
struct complete {
  static constexpr std::string_view name = "complete";
};
struct fail {
  static constexpr std::string_view name = "fail";
};
struct cancel {
  static constexpr std::string_view name = "cancel";
};

struct DealLife : msm::front::state_machine_def<DealLife> {
  using no_exception_thrown = int;
  using no_message_queue = int;  // goes with the line above: after a throw it would silently queue
  using initial_state = waiting;
  using transition_table =
      mp_list<Row<waiting, start, running, none, none>, Row<waiting, cancel, cancelled, none, none>,
              Row<running, hold, holding, none, none>, Row<running, pause, paused, none, none>,
              Row<running, complete, completed, none, none>, Row<running, fail, failed, none, none>,
              Row<running, cancel, cancelled, none, none>,
              Row<holding, proceed, running, none, none>, Row<holding, pause, paused, none, none>,
              Row<holding, complete, completed, none, none>, Row<holding, fail, failed, none, none>,
              Row<holding, cancel, cancelled, none, none>, Row<paused, resume, running, none, none>,
              Row<paused, fail, failed, none, none>, Row<paused, cancel, cancelled, none, none>>;

  template <class Fsm, class Event>
  void no_transition(const Event&, Fsm&, int) {}  // reported through the unchanged state
};
using Machine = msm::back::state_machine<DealLife>;

template <class State>
constexpr int id = msm::back::get_state_id<Machine::stt, State>::value;
// In the order of DealStatus.
constexpr std::array<int, deal_statuses> ids = {
    id<waiting>, id<running>, id<holding>, id<paused>, id<completed>, id<failed>, id<cancelled>};

msm::back::HandledEnum feed(Machine& machine, DealEvent event) {
  switch (event) {
    case DealEvent::start: return machine.process_event(start{});
    case DealEvent::hold: return machine.process_event(hold{});
    case DealEvent::proceed: return machine.process_event(proceed{});
    case DealEvent::pause: return machine.process_event(pause{});
    case DealEvent::resume: return machine.process_event(resume{});
    case DealEvent::complete: return machine.process_event(complete{});
    case DealEvent::fail: return machine.process_event(fail{});
    case DealEvent::cancel: return machine.process_event(cancel{});
  }
  return msm::back::HANDLED_FALSE;
}

}  // namespace

std::expected<DealStatus, Refused> after(DealStatus status, DealEvent event) {
  Machine machine;
  // Restoring a state by name, without its entry action: MSM has no call for it.
  const_cast<int*>(machine.current_state())[0] = ids[static_cast<std::size_t>(status)];
  if (feed(machine, event) != msm::back::HANDLED_TRUE) return std::unexpected(Refused{});
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == machine.current_state()[0]) return static_cast<DealStatus>(i);
  }
  values::assertion_failed("the machine is in one of its states", __FILE__, __LINE__);
}

bool is_over(DealStatus status) {
  return status == DealStatus::completed || status == DealStatus::failed ||
         status == DealStatus::cancelled;
}

Diagram deal_diagram() {
  return {.name = "deal",
          .initial = DealLife::initial_state::name,
          .transitions = rows_of(static_cast<const DealLife::transition_table*>(nullptr))};
}

std::string_view to_text(DealStatus status) {
  switch (status) {
    case DealStatus::waiting: return waiting::name;
    case DealStatus::running: return running::name;
    case DealStatus::holding: return holding::name;
    case DealStatus::paused: return paused::name;
    case DealStatus::completed: return completed::name;
    case DealStatus::failed: return failed::name;
    case DealStatus::cancelled: return cancelled::name;
  }
  return {};
}

std::string_view to_text(DealEvent event) {
  switch (event) {
    case DealEvent::start: return start::name;
    case DealEvent::hold: return hold::name;
    case DealEvent::proceed: return proceed::name;
    case DealEvent::pause: return pause::name;
    case DealEvent::resume: return resume::name;
    case DealEvent::complete: return complete::name;
    case DealEvent::fail: return fail::name;
    case DealEvent::cancel: return cancel::name;
  }
  return {};
}

std::optional<DealStatus> deal_status_from_text(std::string_view text) {
  for (std::size_t i = 0; i < deal_statuses; ++i) {
    if (to_text(static_cast<DealStatus>(i)) == text) return static_cast<DealStatus>(i);
  }
  return std::nullopt;
}

}  // namespace dealwright::machines
