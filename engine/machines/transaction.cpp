// The transition table of a transaction, on Boost.MSM. The machine is set to the given state, fed
// one event and read.
#include "engine/machines/transaction.hpp"

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

struct planned : msm::front::state<> {
  static constexpr std::string_view name = "planned";
};
struct guarded : msm::front::state<> {
  static constexpr std::string_view name = "guarded";
};
struct simulated : msm::front::state<> {
  static constexpr std::string_view name = "simulated";
};
struct reserved : msm::front::state<> {
  static constexpr std::string_view name = "reserved";
};
struct signed_ : msm::front::state<> {
  static constexpr std::string_view name = "signed";
};
struct sending : msm::front::state<> {
  static constexpr std::string_view name = "sending";
};
struct pending : msm::front::state<> {
  static constexpr std::string_view name = "pending";
};
struct bumping : msm::front::state<> {
  static constexpr std::string_view name = "bumping";
};
struct cancelling : msm::front::state<> {
  static constexpr std::string_view name = "cancelling";
};
struct unknown : msm::front::state<> {
  static constexpr std::string_view name = "unknown";
};
struct reconcile : msm::front::state<> {
  static constexpr std::string_view name = "reconcile";
};
struct included_ok : msm::front::state<> {
  static constexpr std::string_view name = "included_ok";
};
struct included_reverted : msm::front::state<> {
  static constexpr std::string_view name = "included_reverted";
};
struct included_cancelled : msm::front::state<> {
  static constexpr std::string_view name = "included_cancelled";
};
struct final_ok : msm::front::state<> {
  static constexpr std::string_view name = "final_ok";
};
struct final_reverted : msm::front::state<> {
  static constexpr std::string_view name = "final_reverted";
};
struct final_cancelled : msm::front::state<> {
  static constexpr std::string_view name = "final_cancelled";
};
struct postcheck_failed : msm::front::state<> {
  static constexpr std::string_view name = "postcheck_failed";
};
struct failed_pre : msm::front::state<> {
  static constexpr std::string_view name = "failed_pre";
};
struct held : msm::front::state<> {
  static constexpr std::string_view name = "held";
};
struct external : msm::front::state<> {
  static constexpr std::string_view name = "external";
};

struct guards_passed {
  static constexpr std::string_view name = "guards_passed";
};
struct simulation_passed {
  static constexpr std::string_view name = "simulation_passed";
};
struct reserve {
  static constexpr std::string_view name = "reserve";
  Intake intake = Intake::open;
};
struct refuse {
  static constexpr std::string_view name = "refuse";
};
struct block {
  static constexpr std::string_view name = "block";
};
struct clear {
  static constexpr std::string_view name = "clear";
};
struct signed_durable {
  static constexpr std::string_view name = "signed_durable";
};
struct send {
  static constexpr std::string_view name = "send";
};
struct accepted {
  static constexpr std::string_view name = "accepted";
};
struct ambiguous {
  static constexpr std::string_view name = "ambiguous";
};
struct slot_taken {
  static constexpr std::string_view name = "slot_taken";
};
struct not_seen {
  static constexpr std::string_view name = "not_seen";
};
struct stuck {
  static constexpr std::string_view name = "stuck";
};
struct give_up {
  static constexpr std::string_view name = "give_up";
};
struct bytes_durable {
  static constexpr std::string_view name = "bytes_durable";
};
struct mined_ok {
  static constexpr std::string_view name = "mined_ok";
};
struct mined_reverted {
  static constexpr std::string_view name = "mined_reverted";
};
struct mined_cancelled {
  static constexpr std::string_view name = "mined_cancelled";
};
struct deep_enough {
  static constexpr std::string_view name = "deep_enough";
};
struct reorged {
  static constexpr std::string_view name = "reorged";
};
struct effects_differ {
  static constexpr std::string_view name = "effects_differ";
};
struct nonce_free {
  static constexpr std::string_view name = "nonce_free";
};
struct foreign_final {
  static constexpr std::string_view name = "foreign_final";
};
struct replan {
  static constexpr std::string_view name = "replan";
  RetryBudget retries = RetryBudget::spent;
};

struct intake_open {
  static constexpr std::string_view name = "intake open";
  template <class Event, class Fsm, class Source, class Target>
  bool operator()(const Event& event, Fsm&, Source&, Target&) const {
    return event.intake == Intake::open;
  }
};
struct retries_left {
  static constexpr std::string_view name = "retries left";
  template <class Event, class Fsm, class Source, class Target>
  bool operator()(const Event& event, Fsm&, Source&, Target&) const {
    return event.retries == RetryBudget::left;
  }
};

struct TransactionLife : msm::front::state_machine_def<TransactionLife> {
  using no_exception_thrown = int;
  using no_message_queue = int;  // goes with the line above: after a throw it would silently queue
  using initial_state = planned;
  using transition_table = mp_list<
      Row<planned, guards_passed, guarded, none, none>,
      Row<guarded, simulation_passed, simulated, none, none>,
      Row<simulated, reserve, reserved, none, intake_open>,
      Row<planned, refuse, failed_pre, none, none>, Row<guarded, refuse, failed_pre, none, none>,
      Row<simulated, refuse, failed_pre, none, none>, Row<held, refuse, failed_pre, none, none>,
      Row<planned, block, held, none, none>, Row<guarded, block, held, none, none>,
      Row<simulated, block, held, none, none>, Row<held, clear, planned, none, none>,
      Row<reserved, signed_durable, signed_, none, none>, Row<signed_, send, sending, none, none>,
      Row<sending, accepted, pending, none, none>, Row<sending, ambiguous, unknown, none, none>,
      Row<sending, slot_taken, reconcile, none, none>, Row<unknown, accepted, pending, none, none>,
      Row<unknown, send, sending, none, none>, Row<unknown, slot_taken, reconcile, none, none>,
      Row<unknown, stuck, bumping, none, none>, Row<unknown, give_up, cancelling, none, none>,
      Row<pending, not_seen, sending, none, none>,
      Row<pending, slot_taken, reconcile, none, none>, Row<pending, stuck, bumping, none, none>,
      Row<pending, give_up, cancelling, none, none>,
      Row<bumping, bytes_durable, sending, none, none>,
      Row<cancelling, bytes_durable, sending, none, none>,
      Row<sending, mined_ok, included_ok, none, none>,
      Row<sending, mined_reverted, included_reverted, none, none>,
      Row<sending, mined_cancelled, included_cancelled, none, none>,
      Row<unknown, mined_ok, included_ok, none, none>,
      Row<unknown, mined_reverted, included_reverted, none, none>,
      Row<unknown, mined_cancelled, included_cancelled, none, none>,
      Row<pending, mined_ok, included_ok, none, none>,
      Row<pending, mined_reverted, included_reverted, none, none>,
      Row<pending, mined_cancelled, included_cancelled, none, none>,
      Row<bumping, mined_ok, included_ok, none, none>,
      Row<bumping, mined_reverted, included_reverted, none, none>,
      Row<bumping, mined_cancelled, included_cancelled, none, none>,
      Row<cancelling, mined_ok, included_ok, none, none>,
      Row<cancelling, mined_reverted, included_reverted, none, none>,
      Row<cancelling, mined_cancelled, included_cancelled, none, none>,
      Row<reconcile, mined_ok, included_ok, none, none>,
      Row<reconcile, mined_reverted, included_reverted, none, none>,
      Row<reconcile, mined_cancelled, included_cancelled, none, none>,
      Row<reconcile, nonce_free, sending, none, none>,
      Row<reconcile, foreign_final, external, none, none>,
      Row<included_ok, reorged, pending, none, none>,
      Row<included_reverted, reorged, pending, none, none>,
      Row<included_cancelled, reorged, pending, none, none>,
      Row<included_ok, effects_differ, postcheck_failed, none, none>,
      Row<included_ok, deep_enough, final_ok, none, none>,
      Row<included_reverted, deep_enough, final_reverted, none, none>,
      Row<included_cancelled, deep_enough, final_cancelled, none, none>,
      Row<final_reverted, replan, planned, none, retries_left>,
      Row<final_cancelled, replan, planned, none, retries_left>,
      Row<external, replan, planned, none, retries_left>>;

  template <class Fsm, class Event>
  void no_transition(const Event&, Fsm&, int) {}  // reported through the unchanged state
};
using Machine = msm::back::state_machine<TransactionLife>;

template <class State>
constexpr int id = msm::back::get_state_id<Machine::stt, State>::value;
// In the order of TransactionStatus.
constexpr std::array<int, transaction_statuses> ids = {
    id<planned>,           id<guarded>,
    id<simulated>,         id<reserved>,
    id<signed_>,           id<sending>,
    id<pending>,           id<bumping>,
    id<cancelling>,        id<unknown>,
    id<reconcile>,         id<included_ok>,
    id<included_reverted>, id<included_cancelled>,
    id<final_ok>,          id<final_reverted>,
    id<final_cancelled>,   id<postcheck_failed>,
    id<failed_pre>,        id<held>,
    id<external>};

msm::back::HandledEnum feed(Machine& machine, TransactionEvent event,
                            const TransactionCircumstances& circumstances) {
  switch (event) {
    case TransactionEvent::guards_passed: return machine.process_event(guards_passed{});
    case TransactionEvent::simulation_passed: return machine.process_event(simulation_passed{});
    case TransactionEvent::reserve: return machine.process_event(reserve{circumstances.intake});
    case TransactionEvent::refuse: return machine.process_event(refuse{});
    case TransactionEvent::block: return machine.process_event(block{});
    case TransactionEvent::clear: return machine.process_event(clear{});
    case TransactionEvent::signed_durable: return machine.process_event(signed_durable{});
    case TransactionEvent::send: return machine.process_event(send{});
    case TransactionEvent::accepted: return machine.process_event(accepted{});
    case TransactionEvent::ambiguous: return machine.process_event(ambiguous{});
    case TransactionEvent::slot_taken: return machine.process_event(slot_taken{});
    case TransactionEvent::not_seen: return machine.process_event(not_seen{});
    case TransactionEvent::stuck: return machine.process_event(stuck{});
    case TransactionEvent::give_up: return machine.process_event(give_up{});
    case TransactionEvent::bytes_durable: return machine.process_event(bytes_durable{});
    case TransactionEvent::mined_ok: return machine.process_event(mined_ok{});
    case TransactionEvent::mined_reverted: return machine.process_event(mined_reverted{});
    case TransactionEvent::mined_cancelled: return machine.process_event(mined_cancelled{});
    case TransactionEvent::deep_enough: return machine.process_event(deep_enough{});
    case TransactionEvent::reorged: return machine.process_event(reorged{});
    case TransactionEvent::effects_differ: return machine.process_event(effects_differ{});
    case TransactionEvent::nonce_free: return machine.process_event(nonce_free{});
    case TransactionEvent::foreign_final: return machine.process_event(foreign_final{});
    case TransactionEvent::replan: return machine.process_event(replan{circumstances.retries});
  }
  return msm::back::HANDLED_FALSE;
}

}  // namespace

std::expected<TransactionStatus, Refused> after(TransactionStatus status, TransactionEvent event,
                                                const TransactionCircumstances& circumstances) {
  Machine machine;
  // Restoring a state by name, without its entry action: MSM has no call for it.
  const_cast<int*>(machine.current_state())[0] = ids[static_cast<std::size_t>(status)];
  if (feed(machine, event, circumstances) != msm::back::HANDLED_TRUE)
    return std::unexpected(Refused{});
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == machine.current_state()[0]) return static_cast<TransactionStatus>(i);
  }
  values::assertion_failed("the machine is in one of its states", __FILE__, __LINE__);
}

bool may_still_happen(TransactionStatus status) {
  switch (status) {
    case TransactionStatus::signed_:
    case TransactionStatus::sending:
    case TransactionStatus::pending:
    case TransactionStatus::bumping:
    case TransactionStatus::cancelling:
    case TransactionStatus::unknown:
    case TransactionStatus::reconcile:
    case TransactionStatus::included_ok:
    case TransactionStatus::included_reverted:
    case TransactionStatus::included_cancelled: return true;
    case TransactionStatus::planned:
    case TransactionStatus::guarded:
    case TransactionStatus::simulated:
    case TransactionStatus::reserved:
    case TransactionStatus::final_ok:
    case TransactionStatus::final_reverted:
    case TransactionStatus::final_cancelled:
    case TransactionStatus::postcheck_failed:
    case TransactionStatus::failed_pre:
    case TransactionStatus::held:
    case TransactionStatus::external: return false;
  }
  return false;
}

Diagram transaction_diagram() {
  return {.name = "transaction",
          .initial = TransactionLife::initial_state::name,
          .transitions = rows_of(static_cast<const TransactionLife::transition_table*>(nullptr))};
}

std::string_view to_text(TransactionStatus status) {
  switch (status) {
    case TransactionStatus::planned: return planned::name;
    case TransactionStatus::guarded: return guarded::name;
    case TransactionStatus::simulated: return simulated::name;
    case TransactionStatus::reserved: return reserved::name;
    case TransactionStatus::signed_: return signed_::name;
    case TransactionStatus::sending: return sending::name;
    case TransactionStatus::pending: return pending::name;
    case TransactionStatus::bumping: return bumping::name;
    case TransactionStatus::cancelling: return cancelling::name;
    case TransactionStatus::unknown: return unknown::name;
    case TransactionStatus::reconcile: return reconcile::name;
    case TransactionStatus::included_ok: return included_ok::name;
    case TransactionStatus::included_reverted: return included_reverted::name;
    case TransactionStatus::included_cancelled: return included_cancelled::name;
    case TransactionStatus::final_ok: return final_ok::name;
    case TransactionStatus::final_reverted: return final_reverted::name;
    case TransactionStatus::final_cancelled: return final_cancelled::name;
    case TransactionStatus::postcheck_failed: return postcheck_failed::name;
    case TransactionStatus::failed_pre: return failed_pre::name;
    case TransactionStatus::held: return held::name;
    case TransactionStatus::external: return external::name;
  }
  return {};
}

std::string_view to_text(TransactionEvent event) {
  switch (event) {
    case TransactionEvent::guards_passed: return guards_passed::name;
    case TransactionEvent::simulation_passed: return simulation_passed::name;
    case TransactionEvent::reserve: return reserve::name;
    case TransactionEvent::refuse: return refuse::name;
    case TransactionEvent::block: return block::name;
    case TransactionEvent::clear: return clear::name;
    case TransactionEvent::signed_durable: return signed_durable::name;
    case TransactionEvent::send: return send::name;
    case TransactionEvent::accepted: return accepted::name;
    case TransactionEvent::ambiguous: return ambiguous::name;
    case TransactionEvent::slot_taken: return slot_taken::name;
    case TransactionEvent::not_seen: return not_seen::name;
    case TransactionEvent::stuck: return stuck::name;
    case TransactionEvent::give_up: return give_up::name;
    case TransactionEvent::bytes_durable: return bytes_durable::name;
    case TransactionEvent::mined_ok: return mined_ok::name;
    case TransactionEvent::mined_reverted: return mined_reverted::name;
    case TransactionEvent::mined_cancelled: return mined_cancelled::name;
    case TransactionEvent::deep_enough: return deep_enough::name;
    case TransactionEvent::reorged: return reorged::name;
    case TransactionEvent::effects_differ: return effects_differ::name;
    case TransactionEvent::nonce_free: return nonce_free::name;
    case TransactionEvent::foreign_final: return foreign_final::name;
    case TransactionEvent::replan: return replan::name;
  }
  return {};
}

std::optional<TransactionStatus> transaction_status_from_text(std::string_view text) {
  for (std::size_t i = 0; i < transaction_statuses; ++i) {
    if (to_text(static_cast<TransactionStatus>(i)) == text)
      return static_cast<TransactionStatus>(i);
  }
  return std::nullopt;
}

}  // namespace dealwright::machines
