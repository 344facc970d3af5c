// From records to a state, its timeline and what can be done about it.
#include "engine/app/durable/deal_history.hpp"

#include <algorithm>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/world_file/world_file.hpp"
#include "engine/app/terminal.hpp"
#include "engine/core/apply.hpp"
#include "engine/core/decide.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"
#include "engine/machines/deal.hpp"

namespace dealwright::app {
namespace {

constexpr std::size_t records_a_read = 4096;
constexpr std::size_t token_hash_digits = 12;

std::unexpected<Failure> failure(ExitCode code, std::string what) {
  return std::unexpected(Failure{code, std::move(what)});
}

std::string network_of(const std::string& profile) {
  const auto json = nlohmann::json::parse(profile, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json.value("network", std::string("?")) : "?";
}

// Reads on from the state so far; the questions of the last facts keep their tokens.
std::expected<void, Failure> fold(DealHistory& deal, ports::JournalStore& journal) {
  FactWords words(*deal.terms);
  values::Digest previous;
  std::uint64_t next = 1;
  while (next <= deal.head.sequence) {
    const auto records = journal.read(deal.entry.id, next, records_a_read);
    if (!records) return failure(ExitCode::unreachable, records.error().what);
    if (records->empty()) return failure(ExitCode::unreachable, "the journal ends too soon");
    if (const auto fault = journal::verify(*records, deal.entry.id, next, previous)) {
      return failure(ExitCode::unreachable, "record " + std::to_string(fault->sequence) + " of " +
                                                in_ticks(deal.entry.id) + ": " + fault->what);
    }
    for (const journal::Record& record : *records) {
      const auto fact = journal::decode(*deal.terms, record);
      if (!fact) {
        return failure(ExitCode::unreachable, "record " + std::to_string(record.sequence) + " of " +
                                                  in_ticks(deal.entry.id) + ": " + fact.error());
      }
      core::apply(*deal.terms, deal.state, *fact);
      if (auto line = words.of(*fact, deal.state)) {
        deal.timeline.push_back({.at = fact->at - deal.state.started_at,
                                 .sequence = record.sequence,
                                 .line = std::move(*line)});
      }
      if (const auto* asked = std::get_if<core::ApprovalAsked>(&fact->what)) {
        const core::StepState& step = core::step_of(deal.state, asked->step);
        deal.questions.push_back(
            {.step = asked->step,
             .approval = asked->approval,
             .role = deal.terms->of(asked->step).approvals[asked->approval].role,
             .until = asked->until,
             .bound_to = step.approvals[asked->approval].bound_to,
             .token = token_of(record)});
      }
    }
    next += records->size();
    previous = records->back().hash;
  }
  std::erase_if(deal.questions, [&](const OpenQuestion& question) {
    const core::StepState& step = core::step_of(deal.state, question.step);
    const core::ApprovalState& known = step.approvals[question.approval];
    return step.status != core::StepStatus::awaiting_approval ||
           known.status != core::ApprovalStatus::asked || known.bound_to != question.bound_to;
  });
  return {};
}

std::string wait_of(const core::Terms& terms, const core::State& state, core::StepId id) {
  const core::StepState& step = core::step_of(state, id);
  if (step.open) {
    const std::string attempt = "`" + step.open->request.attempt + "`";
    if (step.open->life == core::TransactionStatus::unknown) {
      return "the outcome of " + attempt + " is not known; it is looked up at " +
             values::to_text(step.open->look_up_at);
    }
    if (step.open->giving_up) return attempt + " is being cancelled";
    return attempt + " is out since " + values::to_text(step.open->requested_at);
  }
  switch (step.status) {
    case core::StepStatus::awaiting_approval:
      for (std::size_t i = 0; i < step.approvals.size(); ++i) {
        if (step.approvals[i].status != core::ApprovalStatus::asked) continue;
        return "asks " + terms.of(id).approvals[i].role + " to approve until " +
               values::to_text(step.approvals[i].until);
      }
      return "asks for an approval";
    case core::StepStatus::held: return "held: " + step.why;
    case core::StepStatus::waiting:
      if (step.waiting_until) {
        return "waits until " + values::to_text(*step.waiting_until) + " for `" +
               plan::to_text(terms.of(id).whens[step.guard].condition) + "`";
      }
      return {};
    case core::StepStatus::running:
      if (step.retry_at) return "tries again at " + values::to_text(*step.retry_at);
      return "runs";
    case core::StepStatus::done:
    case core::StepStatus::skipped:
    case core::StepStatus::failed: return {};
  }
  return {};
}

bool makes_sense(const DealHistory& deal, core::Command command, core::StepId step = {}) {
  const core::Signal signal{.at = deal.state.now,
                            .what = core::Commanded{.command = command, .step = step}};
  return !core::refusal(*deal.terms, deal.state, signal);
}

}  // namespace

std::expected<DealHistory, Failure> read_deal(ports::JournalStore& journal,
                                              ports::DealCatalogue& catalogue,
                                              std::string_view id) {
  auto entry = catalogue.find(id);
  if (!entry) return failure(ExitCode::unreachable, entry.error().what);
  if (!*entry) {
    return failure(ExitCode::usage, "there is no deal " + in_ticks(std::string(id)) +
                                        " in this journal; `dealwright status` lists them");
  }
  const auto json = catalogue.plan_json((*entry)->plan);
  if (!json) return failure(ExitCode::unreachable, json.error().what);
  auto plan = plan::read_plan(*json);
  if (!plan) {
    return failure(ExitCode::unreachable, "the plan of " + in_ticks(std::string(id)) +
                                              " cannot be read: " + plan.error().what);
  }
  const auto profile = catalogue.profile(id);
  if (!profile) return failure(ExitCode::unreachable, profile.error().what);
  const auto head = journal.head(id);
  if (!head) return failure(ExitCode::unreachable, head.error().what);
  auto terms = std::make_shared<const core::Terms>(std::move(*plan));
  core::State state = core::initial_state(*terms);
  DealHistory deal{.entry = std::move(**entry),
                   .network = network_of(*profile),
                   .terms = std::move(terms),
                   .head = *head,
                   .state = std::move(state),
                   .timeline = {},
                   .questions = {},
                   .on_record = {}};
  if (auto folded = fold(deal, journal); !folded) return std::unexpected(folded.error());
  return deal;
}

std::expected<std::vector<NetworkLine>, Failure> network_record(const std::string& worlds,
                                                                const std::string& id) {
  std::vector<NetworkLine> lines;
  if (!std::filesystem::exists(worlds)) return lines;
  auto file = world_file::WorldFile::open(worlds);
  if (!file) return failure(ExitCode::unreachable, file.error().what);
  const auto attempts = (*file)->attempts(id);
  if (!attempts) return failure(ExitCode::unreachable, attempts.error().what);
  for (const world_file::WorldFile::OnRecord& attempt : *attempts) {
    const auto row = nlohmann::json::parse(attempt.row, nullptr, /*allow_exceptions=*/false);
    if (!row.is_object()) return failure(ExitCode::unreachable, "the network's record is damaged");
    const auto outcome = row.value("outcome", nlohmann::json::object());
    const std::string stage = row.value("stage", std::string());
    lines.push_back({.attempt = attempt.attempt,
                     .stage = stage,
                     .outcome = stage == "pending" ? "" : outcome.value("kind", std::string())});
  }
  return lines;
}

std::string token_of(const journal::Record& question) {
  return std::to_string(question.sequence) + "-" +
         values::to_hex(question.hash).substr(0, token_hash_digits);
}

std::vector<Wait> waits_of(const core::Terms& terms, const core::State& state) {
  std::vector<Wait> waits;
  switch (state.status) {
    case core::DealStatus::paused:
      waits.push_back({.step = "", .what = "paused" + (state.why.empty() ? "" : " " + state.why)});
      break;
    case core::DealStatus::waiting: waits.push_back({.step = "", .what = "not started"}); break;
    case core::DealStatus::running:
    case core::DealStatus::holding:
    case core::DealStatus::completed:
    case core::DealStatus::failed:
    case core::DealStatus::cancelled: break;
  }
  for (std::uint32_t i = 0; i < state.steps.size(); ++i) {
    std::string what = wait_of(terms, state, core::StepId{i});
    if (!what.empty()) waits.push_back({.step = terms.of(core::StepId{i}).name, .what = what});
  }
  if (waits.empty() && state.status == core::DealStatus::holding)
    waits.push_back({.step = "", .what = state.why});
  return waits;
}

std::vector<OperatorChoice> choices_of(const DealHistory& deal) {
  const std::string& id = deal.entry.id;
  std::vector<OperatorChoice> choices;
  for (const OpenQuestion& question : deal.questions) {
    choices.push_back({.command = "dealwright approve " + id + " " + question.token,
                       .effect = "let `" + deal.terms->of(question.step).name + "` go on"});
    choices.push_back({.command = "dealwright reject " + id + " " + question.token,
                       .effect = "hold `" + deal.terms->of(question.step).name + "`"});
  }
  for (std::uint32_t i = 0; i < deal.state.steps.size(); ++i) {
    const core::StepId step{i};
    const std::string& name = deal.terms->of(step).name;
    if (makes_sense(deal, core::Command::resume_step, step)) {
      choices.push_back({.command = "dealwright retry " + id + " " + name,
                         .effect = "take `" + name + "` up again where it stopped"});
      if (makes_sense(deal, core::Command::skip_step, step)) {
        choices.push_back(
            {.command = "dealwright skip " + id + " " + name, .effect = "go on without it"});
      }
    }
  }
  if (makes_sense(deal, core::Command::resume)) {
    choices.push_back({.command = "dealwright resume " + id, .effect = "begin new things again"});
  }
  if (makes_sense(deal, core::Command::pause)) {
    choices.push_back({.command = "dealwright pause " + id,
                       .effect = "begin nothing new; what is out is tracked"});
  }
  if (makes_sense(deal, core::Command::cancel)) {
    choices.push_back({.command = "dealwright cancel " + id,
                       .effect = "end it; moves no money, open positions stay on record"});
  }
  return choices;
}

ExitCode exit_code_of(const core::State& state) {
  if (state.status == core::DealStatus::completed) return ExitCode::ok;
  const auto is_in = [&](core::StepStatus status) {
    return std::ranges::any_of(state.steps,
                               [&](const core::StepState& step) { return step.status == status; });
  };
  if (is_in(core::StepStatus::awaiting_approval)) return ExitCode::awaiting_approval;
  const bool blocked = std::ranges::any_of(state.steps, [](const core::StepState& step) {
    return step.status == core::StepStatus::held &&
           (step.why.starts_with("limit `") || step.why.starts_with("the gas budget"));
  });
  return blocked ? ExitCode::blocked : ExitCode::held;
}

}  // namespace dealwright::app
