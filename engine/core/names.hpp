// The text names of the core's enumerations, as journals write them. Names are never changed once a
// release has written them; numbers never leave the process.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "engine/core/fact.hpp"
#include "engine/core/state.hpp"

namespace dealwright::core {

template <class Enum, std::size_t N>
using NameTable = std::array<std::pair<Enum, std::string_view>, N>;

inline constexpr NameTable<ReadingKind, 5> reading_kinds{{{ReadingKind::price, "price"},
                                                          {ReadingKind::query, "query"},
                                                          {ReadingKind::volatility, "volatility"},
                                                          {ReadingKind::fee, "fee"},
                                                          {ReadingKind::block_time, "block_time"}}};
inline constexpr NameTable<AccountKind, 6> account_kinds{{{AccountKind::resting, "resting"},
                                                          {AccountKind::holding, "holding"},
                                                          {AccountKind::collateral, "collateral"},
                                                          {AccountKind::fees, "fees"},
                                                          {AccountKind::debt, "debt"},
                                                          {AccountKind::outside, "outside"}}};
inline constexpr NameTable<OutcomeKind, 4> outcome_kinds{{{OutcomeKind::done, "done"},
                                                          {OutcomeKind::partial, "partial"},
                                                          {OutcomeKind::no_effect, "no_effect"},
                                                          {OutcomeKind::unknown, "unknown"}}};
inline constexpr NameTable<Climb, 2> climbs{
    {{Climb::climbed, "climbed"}, {Climb::stayed, "stayed"}}};
inline constexpr NameTable<PositionStatus, 3> position_statuses{
    {{PositionStatus::absent, "absent"},
     {PositionStatus::open, "open"},
     {PositionStatus::closed, "closed"}}};
inline constexpr NameTable<HoldingStatus, 2> holding_statuses{
    {{HoldingStatus::absent, "absent"}, {HoldingStatus::bound, "bound"}}};
inline constexpr NameTable<ApprovalStatus, 4> approval_statuses{
    {{ApprovalStatus::not_asked, "not_asked"},
     {ApprovalStatus::asked, "asked"},
     {ApprovalStatus::given, "given"},
     {ApprovalStatus::refused, "refused"}}};
inline constexpr NameTable<machines::StepEvent, machines::step_events> step_events{
    {{machines::StepEvent::ask, "ask"},
     {machines::StepEvent::approve, "approve"},
     {machines::StepEvent::start, "start"},
     {machines::StepEvent::finish, "finish"},
     {machines::StepEvent::skip, "skip"},
     {machines::StepEvent::hold, "hold"},
     {machines::StepEvent::fail, "fail"},
     {machines::StepEvent::resume, "resume"},
     {machines::StepEvent::rerun, "rerun"}}};
inline constexpr NameTable<machines::DealEvent, machines::deal_events> deal_events{
    {{machines::DealEvent::start, "start"},
     {machines::DealEvent::hold, "hold"},
     {machines::DealEvent::proceed, "proceed"},
     {machines::DealEvent::pause, "pause"},
     {machines::DealEvent::resume, "resume"},
     {machines::DealEvent::complete, "complete"},
     {machines::DealEvent::fail, "fail"},
     {machines::DealEvent::cancel, "cancel"}}};

constexpr const auto& names_of(ReadingKind) { return reading_kinds; }
constexpr const auto& names_of(AccountKind) { return account_kinds; }
constexpr const auto& names_of(OutcomeKind) { return outcome_kinds; }
constexpr const auto& names_of(Climb) { return climbs; }
constexpr const auto& names_of(PositionStatus) { return position_statuses; }
constexpr const auto& names_of(HoldingStatus) { return holding_statuses; }
constexpr const auto& names_of(ApprovalStatus) { return approval_statuses; }
constexpr const auto& names_of(machines::StepEvent) { return step_events; }
constexpr const auto& names_of(machines::DealEvent) { return deal_events; }

template <class Enum>
constexpr std::string_view name_of(Enum value) {
  for (const auto& [known, name] : names_of(value)) {
    if (known == value) return name;
  }
  return {};
}

// In the order of FactKind's alternatives.
inline constexpr std::array<std::string_view, std::variant_size_v<FactKind>> fact_names = {
    "deal_started",     "observed",       "start_valued",     "step_waits",
    "approval_asked",   "approval_given", "approval_refused", "step_started",
    "action_requested", "action_settled", "action_unknown",   "attempt_given_up",
    "retry_scheduled",  "split_done",     "rung_ended",       "step_settled",
    "step_resumed",     "step_reopened",  "deal_moved",       "limit_warned",
    "limit_breached",   "limit_cleared",  "gas_set_aside",    "position_handed_over"};

inline std::string_view kind_name(const FactKind& fact) { return fact_names[fact.index()]; }

}  // namespace dealwright::core
