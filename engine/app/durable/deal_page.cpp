// Tables and JSON of one deal.
#include "engine/app/durable/deal_page.hpp"

#include <optional>

#include <nlohmann/json.hpp>

#include "engine/app/durable/follower.hpp"
#include "engine/app/page.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/turn.hpp"
#include "engine/core/view.hpp"
#include "engine/machines/deal.hpp"
#include "engine/machines/step.hpp"
#include "engine/scenario/dry_run.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int page_format = 1;

struct LimitRow {
  std::string limit;
  std::string now;
  std::string bound;
  std::string left;
  std::string mark;  // "warned", "breached"
};

std::string number(const plan::Value& value, bool percent) {
  const auto* ratio = std::get_if<values::Rational>(&value);
  if (ratio == nullptr) return "-";
  return percent ? values::to_percent(*ratio, 2) : values::to_decimal(*ratio, 2);
}

// By what the deal saw last; nothing is asked of the world to look at a deal.
std::vector<LimitRow> limits_of(const DealHistory& deal) {
  std::vector<core::Reading> seen;
  for (const auto& [key, value] : deal.state.readings)
    seen.push_back({.key = key, .value = value});
  core::Readings readings(seen);
  const core::View view(*deal.terms, deal.state, deal.state.books, readings);
  std::vector<LimitRow> rows;
  for (std::uint32_t i = 0; i < deal.terms->plan().limits.size(); ++i) {
    const plan::Limit& limit = deal.terms->plan().limits[i];
    LimitRow row{.limit = limit.text, .now = "-", .bound = "-", .left = "-", .mark = {}};
    if (const auto room = core::headroom(view, core::LimitId{i})) {
      const bool percent =
          limit.kind == plan::LimitKind::cap &&
          (limit.quantity.op == plan::Op::ltv || limit.quantity.op == plan::Op::ltv_of);
      row.now = number(room->quantity, percent);
      row.bound = number(room->bound, percent);
      row.left = number(room->left, percent);
    }
    if (deal.state.limits[i].warned) row.mark = "warned";
    if (deal.state.limits[i].breached) row.mark = "breached";
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string amount_of(const scenario::NamedAmount& amount) {
  return values::to_decimal(amount.amount, amount.decimals) + " " + amount.asset;
}

std::string said_of(const core::State& state) {
  return std::string(machines::to_text(state.status)) + (state.why.empty() ? "" : ": " + state.why);
}

void write_balances(Page& page, const DealHistory& deal) {
  for (const auto& line : scenario::balances_of(*deal.terms, deal.state.books.ledger))
    page.row(2, {line.place, line.owner, amount_of(line.amount)});
}

void write_choices(Page& page, const DealHistory& deal) {
  for (const OperatorChoice& choice : choices_of(deal))
    page.row(2, {choice.command, choice.effect});
}

Json balances_json(const DealHistory& deal) {
  Json lines = Json::array();
  for (const auto& line : scenario::balances_of(*deal.terms, deal.state.books.ledger)) {
    lines.push_back({{"place", line.place},
                     {"owner", line.owner},
                     {"asset", line.amount.asset},
                     {"amount", values::to_digits(line.amount.amount)},
                     {"decimals", line.amount.decimals}});
  }
  return lines;
}

Json questions_json(const DealHistory& deal) {
  Json questions = Json::array();
  for (const OpenQuestion& question : deal.questions) {
    questions.push_back({{"step", deal.terms->of(question.step).name},
                         {"role", question.role},
                         {"until", values::to_text(question.until)},
                         {"token", question.token}});
  }
  return questions;
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string deal_page(const DealHistory& deal, diagnostics::Colour colour) {
  Page page(colour);
  page.heading(deal.entry.id + " is " + said_of(deal.state));
  page.row(2, {"deal", deal.terms->plan().deal});
  page.row(2, {"plan", values::to_hex(deal.entry.plan)});
  page.row(2, {"network", deal.network});
  page.row(2, {"entered", values::to_text(deal.entry.created) + " by " + deal.entry.by});
  if (!deal.entry.key.empty()) page.row(2, {"key", deal.entry.key});
  page.row(2, {"its time", values::to_text(deal.state.now) + ", " +
                               values::to_words(deal.state.now - deal.state.started_at) +
                               " after its start"});
  page.row(2, {"journal", std::to_string(deal.head.sequence) + " records, writer " +
                              std::to_string(deal.head.epoch) + ", head " +
                              values::short_hex(deal.head.hash)});
  if (const auto waits = waits_of(*deal.terms, deal.state); !waits.empty()) {
    page.heading("what it waits for");
    for (const Wait& wait : waits)
      page.row(2, {wait.step.empty() ? "deal" : wait.step, wait.what});
  }
  if (!choices_of(deal).empty()) {
    page.heading("what you can do (each takes --reason)");
    write_choices(page, deal);
  }
  page.heading("steps");
  for (std::uint32_t i = 0; i < deal.state.steps.size(); ++i) {
    const core::StepState& step = deal.state.steps[i];
    page.row(2, {deal.terms->of(core::StepId{i}).name, std::string(machines::to_text(step.status)),
                 step.why});
  }
  if (const auto limits = limits_of(deal); !limits.empty()) {
    page.heading("limits, by what the deal saw last");
    page.row(2, {"limit", "now", "bound", "left", ""});
    for (const LimitRow& row : limits)
      page.row(2, {row.limit, row.now, row.bound, row.left, row.mark});
  }
  page.heading("ledger");
  write_balances(page, deal);
  if (!deal.on_record.empty()) {
    page.heading("what the network has on record");
    for (const NetworkLine& line : deal.on_record)
      page.row(2, {line.attempt, line.stage, line.outcome});
  }
  std::string text = page.take();
  Page timeline(colour);
  timeline.heading("timeline");
  text += "\n" + timeline.take();
  for (const TimelineLine& line : deal.timeline)
    text += "  " + timeline_row(line.at, line.line) + "\n";
  return text;
}

std::string deal_json(const DealHistory& deal) {
  Json waits = Json::array();
  for (const Wait& wait : waits_of(*deal.terms, deal.state))
    waits.push_back({{"step", wait.step}, {"what", wait.what}});
  Json choices = Json::array();
  for (const OperatorChoice& choice : choices_of(deal))
    choices.push_back({{"command", choice.command}, {"effect", choice.effect}});
  Json steps = Json::array();
  for (std::uint32_t i = 0; i < deal.state.steps.size(); ++i) {
    const core::StepState& step = deal.state.steps[i];
    steps.push_back({{"step", deal.terms->of(core::StepId{i}).name},
                     {"status", machines::to_text(step.status)},
                     {"why", step.why},
                     {"runs", step.runs},
                     {"rungs", step.rungs}});
  }
  Json limits = Json::array();
  for (const LimitRow& row : limits_of(deal)) {
    limits.push_back({{"limit", row.limit},
                      {"now", row.now},
                      {"bound", row.bound},
                      {"left", row.left},
                      {"mark", row.mark}});
  }
  Json on_record = Json::array();
  for (const NetworkLine& line : deal.on_record) {
    on_record.push_back(
        {{"attempt", line.attempt}, {"stage", line.stage}, {"outcome", line.outcome}});
  }
  Json timeline = Json::array();
  for (const TimelineLine& line : deal.timeline) {
    timeline.push_back({{"sequence", line.sequence},
                        {"at_ms", line.at.milliseconds},
                        {"step", line.line.step},
                        {"event", line.line.what}});
  }
  const Json whole = {{"format", page_format},
                      {"id", deal.entry.id},
                      {"deal", deal.terms->plan().deal},
                      {"plan", values::to_hex(deal.entry.plan)},
                      {"network", deal.network},
                      {"entered", values::to_text(deal.entry.created)},
                      {"by", deal.entry.by},
                      {"status", machines::to_text(deal.state.status)},
                      {"why", deal.state.why},
                      {"records", deal.head.sequence},
                      {"epoch", deal.head.epoch},
                      {"head", values::to_hex(deal.head.hash)},
                      {"waits", std::move(waits)},
                      {"questions", questions_json(deal)},
                      {"choices", std::move(choices)},
                      {"steps", std::move(steps)},
                      {"limits", std::move(limits)},
                      {"ledger", balances_json(deal)},
                      {"on_record", std::move(on_record)},
                      {"timeline", std::move(timeline)}};
  return line_of(whole);
}

std::string end_page(const DealHistory& deal, diagnostics::Colour colour) {
  Page page(colour);
  const std::string time = values::to_words(deal.state.now - deal.state.started_at);
  page.heading(deal.entry.id + " is " + std::string(machines::to_text(deal.state.status)) +
               " after " + time + (deal.state.why.empty() ? "" : ": " + deal.state.why));
  write_balances(page, deal);
  if (deal.state.status != core::DealStatus::completed) {
    if (const auto waits = waits_of(*deal.terms, deal.state); !waits.empty()) {
      page.heading("what it waits for");
      for (const Wait& wait : waits)
        page.row(2, {wait.step.empty() ? "deal" : wait.step, wait.what});
    }
    if (!choices_of(deal).empty()) {
      page.heading("what you can do, then `dealwright recover " + deal.entry.id + "`");
      write_choices(page, deal);
    }
  }
  return page.take();
}

std::string end_json(const DealHistory& deal) {
  const Json whole = {{"id", deal.entry.id},
                      {"status", machines::to_text(deal.state.status)},
                      {"why", deal.state.why},
                      {"took_ms", (deal.state.now - deal.state.started_at).milliseconds},
                      {"questions", questions_json(deal)},
                      {"end", balances_json(deal)}};
  return line_of(whole);
}

}  // namespace dealwright::app
