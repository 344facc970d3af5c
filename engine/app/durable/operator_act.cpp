// Words to signals.
#include "engine/app/durable/operator_act.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>
#include <pwd.h>
#include <unistd.h>

#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<OperatorVerb, std::string_view>, 8> verbs{
    {{OperatorVerb::pause, "pause"},
     {OperatorVerb::resume, "resume"},
     {OperatorVerb::cancel, "cancel"},
     {OperatorVerb::approve, "approve"},
     {OperatorVerb::reject, "reject"},
     {OperatorVerb::retry, "retry"},
     {OperatorVerb::skip, "skip"},
     {OperatorVerb::set, "signal"}}};

std::unexpected<Failure> usage(std::string what) {
  return std::unexpected(Failure{ExitCode::usage, std::move(what)});
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string steps_of(const core::Terms& terms) {
  std::string names;
  for (const plan::Step& step : terms.plan().steps)
    names += (names.empty() ? "" : ", ") + in_ticks(step.name);
  return names;
}

std::expected<core::Signal, Failure> answer(const OperatorAct& act, const DealHistory& deal,
                                            core::Signal signal) {
  const auto question = std::ranges::find(deal.questions, act.token, &OpenQuestion::token);
  if (question == deal.questions.end()) {
    if (deal.questions.empty()) {
      return std::unexpected(
          Failure{ExitCode::blocked, in_ticks(act.deal) + " waits for no approval"});
    }
    return std::unexpected(
        Failure{ExitCode::blocked, in_ticks(act.token) +
                                       " belongs to a state that is gone, or to another deal; look "
                                       "again: `dealwright show " +
                                       plain(act.deal) + "` prints the token for now"});
  }
  signal.what = core::ApprovalAnswered{
      .step = question->step,
      .approval = question->approval,
      .bound_to = question->bound_to,
      .verdict = act.verb == OperatorVerb::approve ? core::Verdict::approve : core::Verdict::refuse,
      .by = act.by,
      .why = act.why};
  return signal;
}

}  // namespace

std::string_view to_text(OperatorVerb verb) {
  return std::ranges::find(verbs, verb, &std::pair<OperatorVerb, std::string_view>::first)->second;
}

std::string to_json(const OperatorAct& act) {
  const Json json = {{"verb", to_text(act.verb)},
                     {"deal", act.deal},
                     {"step", act.step},
                     {"token", act.token},
                     {"set", act.set},
                     {"by", act.by},
                     {"why", act.why}};
  return line_of(json);
}

std::expected<OperatorAct, std::string> act_from_json(std::string_view line) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::unexpected("a line is one JSON object");
  const auto verb = std::ranges::find(verbs, text_at(json, "verb"),
                                      &std::pair<OperatorVerb, std::string_view>::second);
  if (verb == verbs.end()) return std::unexpected("there is no such verb");
  OperatorAct act{.verb = verb->first,
                  .deal = text_at(json, "deal"),
                  .step = text_at(json, "step"),
                  .token = text_at(json, "token"),
                  .set = text_at(json, "set"),
                  .by = text_at(json, "by"),
                  .why = text_at(json, "why")};
  if (act.deal.empty() || act.by.empty()) return std::unexpected("`deal` and `by` are missing");
  if (act.why.size() > reason_bytes_max) return std::unexpected("the reason is too long");
  return act;
}

std::string to_json(const ActResult& result) {
  Json json = Json::object();
  if (result) {
    json["done"] = *result;
  } else {
    json["refused"] = result.error().message;
    json["code"] = static_cast<int>(result.error().code);
  }
  return line_of(json);
}

ActResult result_from_json(std::string_view line) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || (!json.contains("done") && !json.contains("refused"))) {
    return std::unexpected(
        Failure{ExitCode::unreachable, "the engine answered something that is no answer"});
  }
  if (json.contains("done")) return text_at(json, "done");
  const auto code = json.find("code");
  return std::unexpected(Failure{code != json.end() && code->is_number_integer()
                                     ? static_cast<ExitCode>(code->get<int>())
                                     : ExitCode::unreachable,
                                 text_at(json, "refused")});
}

std::expected<core::Signal, Failure> signal_for(const OperatorAct& act, const DealHistory& deal,
                                                values::TimePoint now) {
  core::Signal signal{.at = now};
  core::Commanded command{.by = act.by, .why = act.why};
  switch (act.verb) {
    case OperatorVerb::pause: command.command = core::Command::pause; break;
    case OperatorVerb::resume: command.command = core::Command::resume; break;
    case OperatorVerb::cancel: command.command = core::Command::cancel; break;
    case OperatorVerb::retry: command.command = core::Command::resume_step; break;
    case OperatorVerb::skip: command.command = core::Command::skip_step; break;
    case OperatorVerb::approve:
    case OperatorVerb::reject: return answer(act, deal, std::move(signal));
    case OperatorVerb::set: signal.what = core::TimePassed{}; return signal;
  }
  if (act.verb == OperatorVerb::retry || act.verb == OperatorVerb::skip) {
    const auto step = deal.terms->find_step(act.step);
    if (!step) {
      return usage(in_ticks(deal.entry.id) + " has no step " + in_ticks(act.step) + "; it has " +
                   steps_of(*deal.terms));
    }
    command.step = *step;
  }
  signal.what = std::move(command);
  return signal;
}

std::string acting_user(const std::string& as) {
  std::array<char, 4096> space{};
  passwd entry = {};
  passwd* found = nullptr;
  std::string user = "uid " + std::to_string(::geteuid());
  if (::getpwuid_r(::geteuid(), &entry, space.data(), space.size(), &found) == 0 &&
      found != nullptr)
    user = entry.pw_name;
  return as.empty() ? user : as + " (" + user + ")";
}

}  // namespace dealwright::app
