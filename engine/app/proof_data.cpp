// JSON and SARIF of a proof.
#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "dsl/values/assertion.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/proof_page.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;
using prove::Figure;
using prove::LimitProof;
using prove::Verdict;

std::string_view word(prove::Measure measure) {
  switch (measure) {
    case prove::Measure::ratio: return "ratio";
    case prove::Measure::amount: return "amount";
    case prove::Measure::surplus: return "surplus";
  }
  DEALWRIGHT_UNREACHABLE("measure");
}

// Exact: "3/4".
Json figure(const Figure& figure) {
  Json where = Json::array();
  for (const prove::Look& look : figure.where)
    where.push_back({{"what", look.what}, {"when", look.when}, {"value", look.value}});
  return {{"bounded", figure.bounded},
          {"value", figure.bounded ? Json(values::to_fraction(figure.value)) : Json()},
          {"decimal", figure.bounded ? Json(values::to_decimal(figure.value, 9)) : Json()},
          {"reached", figure.reached},
          {"where", std::move(where)},
          {"path", figure.path}};
}

Json limit_as_json(const core::Terms& terms, const LimitProof& limit) {
  Json out = {{"limit", limit.text},
              {"verdict", to_text(limit.verdict)},
              {"measure", word(limit.measure)},
              {"of", limit.of},
              {"reached_by_some_run", limit.reaches_anything},
              {"worst", limit.reaches_anything ? figure(limit.worst) : Json()},
              {"at_defaults", limit.reaches_anything ? figure(limit.at_defaults) : Json()},
              {"breaks_at", Json()},
              {"why", limit.why},
              {"waived", limit.waived ? Json(*limit.waived) : Json()},
              {"counterexample", Json()}};
  if (limit.breaks) {
    out["breaks_at"] = {{"asset", limit.breaks->asset},
                        {"move", values::to_fraction(limit.breaks->move)}};
  }
  if (limit.verdict == Verdict::refuted) {
    out["counterexample"] = {{"path", limit.stories.front().path},
                             {"scenario", prove::to_text(terms, limit.stories.front().scenario)}};
  }
  return out;
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\t') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
    }
  }
  while (!out.empty() && out.back() == ' ')
    out.pop_back();
  return out;
}

// The line of the text that says the limit, from 1; 1 when it is written in another way.
std::size_t line_of(std::string_view source, std::string_view limit) {
  const std::string wanted = squeezed(limit);
  std::size_t line = 1;
  while (!source.empty()) {
    const std::size_t end = source.find('\n');
    if (squeezed(source.substr(0, end)).starts_with(wanted)) return line;
    if (end == std::string_view::npos) break;
    source.remove_prefix(end + 1);
    ++line;
  }
  return 1;
}

Json text_message(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c;
    if (c == '{' || c == '}') escaped += c;
  }
  return {{"text", std::move(escaped)}};
}

Json location(std::string_view file, std::size_t line) {
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", file}}}, {"region", {{"startLine", line}}}}}};
}

Json result(const core::Terms& terms, const LimitProof& limit, std::string_view file,
            std::string_view source) {
  const std::size_t line = line_of(source, limit.text);
  const bool refuted = limit.verdict == Verdict::refuted;
  std::string words = "`" + limit.text + "` is " + std::string(to_text(limit.verdict));
  if (!limit.why.empty()) words += ": " + limit.why;
  if (limit.worst.bounded) words += "; worst case " + values::to_decimal(limit.worst.value, 6);
  Json out = {{"ruleId", to_text(limit.verdict)},
              {"level", refuted        ? "error"
                        : limit.waived ? "note"
                                       : "warning"},
              {"message", text_message(words)},
              {"locations", Json::array({location(file, line)})}};
  if (refuted) {
    Json steps = Json::array();
    for (const std::string& step : limit.stories.front().path) {
      Json at = location(file, line);
      at["message"] = text_message(step);
      steps.push_back({{"location", std::move(at)}});
    }
    Json end = location(file, line);
    end["message"] = text_message(prove::to_text(terms, limit.stories.front().scenario));
    steps.push_back({{"location", std::move(end)}});
    out["codeFlows"] =
        Json::array({{{"threadFlows", Json::array({{{"locations", std::move(steps)}}})}}});
  }
  return out;
}

}  // namespace

std::string proof_as_json(const core::Terms& terms, const prove::Proof& proof) {
  Json limits = Json::array();
  for (const LimitProof& limit : proof.limits)
    limits.push_back(limit_as_json(terms, limit));
  Json plain = Json::array();
  for (const prove::PlainProof& one : proof.plain)
    plain.push_back({{"holds", one.text}, {"verdict", to_text(one.verdict)}, {"why", one.why}});
  const Json whole = {{"format", 1},
                      {"deal", terms.plan().deal},
                      {"plan", values::to_hex(plan::identity(terms.plan()))},
                      {"passes", passes(proof)},
                      {"states", proof.states},
                      {"boxes", proof.boxes},
                      {"longest_run_ms", proof.longest.milliseconds},
                      {"limits", std::move(limits)},
                      {"also", std::move(plain)},
                      {"assumptions", proof.assumptions},
                      {"warnings", proof.warnings}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string proof_as_sarif(const core::Terms& terms, const prove::Proof& proof,
                           std::string_view file, std::string_view source) {
  Json results = Json::array();
  for (const LimitProof& limit : proof.limits) {
    if (limit.verdict != Verdict::proved) results.push_back(result(terms, limit, file, source));
  }
  const auto rule = [](std::string_view id, std::string_view text) {
    return Json{{"id", id}, {"shortDescription", {{"text", text}}}};
  };
  const Json whole = {
      {"$schema",
       "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
       "sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       Json::array({{{"tool",
                      {{"driver",
                        {{"name", "dealwright prove"},
                         {"version", version_text()},
                         {"rules", Json::array({rule("refuted", "a limit that some run breaks"),
                                                rule("undecided",
                                                     "a limit that is not shown to hold")})}}}}},
                     {"results", std::move(results)}}})}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace dealwright::app
