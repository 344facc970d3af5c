// Findings as a SARIF 2.1.0 log (OASIS), with what code hosts need besides: relative uris, columns
// in code points, and fingerprints that survive an edit further up in the file.
#include <algorithm>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "dsl/diagnostics/render.hpp"
#include "dsl/values/digest.hpp"

namespace dealwright::diagnostics {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema_uri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::size_t fingerprint_digits = 16;

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
  }
  return {};
}

// SARIF reads {0} as a placeholder, so literal braces are doubled (section 3.11.5).
Json message(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c;
    if (c == '{' || c == '}') escaped += c;
  }
  return {{"text", std::move(escaped)}};
}

Json rules() {
  Json out = Json::array();
  for (const CodeEntry& kind : all_codes()) {
    const std::string code = to_text(kind.code);
    out.push_back(
        {{"id", code},
         {"name", kind.slug},
         {"shortDescription", {{"text", kind.title}}},
         {"fullDescription", {{"text", kind.title}}},
         {"help", {{"text", "`dealwright explain " + code + "` shows a bad and a good example."}}},
         {"defaultConfiguration", {{"level", level(kind.severity)}}}});
  }
  return out;
}

// Percent-encodes everything but the unreserved characters and the slash (RFC 3986), so that no
// name reads as a scheme.
std::string percent_encoded(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain = "-._~/";
  std::string out;
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return out;
}

// Relative names are relative to the root of the sources; an absolute one is a file uri.
Json artifact_location(std::string_view name) {
  if (name.starts_with('/')) return {{"uri", "file://" + percent_encoded(name)}};
  while (name.starts_with("./"))
    name.remove_prefix(2);
  return {{"uri", percent_encoded(name)}, {"uriBaseId", "%SRCROOT%"}};
}

Json region(const Source& source, Span span) {
  const Position begin = source.position(span.begin);
  const Position end = source.position(std::max(span.begin, span.end));
  return {{"startLine", begin.line},
          {"startColumn", begin.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

Json location(const Label& label) {
  Json out = Json::object();
  if (label.source) {
    out["physicalLocation"] = {{"artifactLocation", artifact_location(label.source->name())},
                               {"region", region(*label.source, label.span)}};
  }
  if (!label.text.empty()) out["message"] = message(label.text);
  return out;
}

Json related_locations(const std::vector<Label>& labels) {
  Json out = Json::array();
  for (const Label& label : labels) {
    Json one = {{"id", out.size() + 1}};
    one.update(location(label));
    out.push_back(std::move(one));
  }
  return out;
}

Json code_flow(const std::vector<Label>& flow) {
  Json locations = Json::array();
  for (const Label& step : flow)
    locations.push_back({{"location", location(step)}});
  return {{"threadFlows", Json::array({{{"locations", std::move(locations)}}})}};
}

Json fix(const Fix& fix) {
  // One change a file, in the order in which the edits name them.
  Json changes = Json::array();
  std::map<const Source*, std::size_t> change_of;
  for (const Edit& edit : fix.edits) {
    if (!edit.source) continue;
    const auto [at, is_new] = change_of.try_emplace(edit.source.get(), changes.size());
    if (is_new) {
      changes.push_back({{"artifactLocation", artifact_location(edit.source->name())},
                         {"replacements", Json::array()}});
    }
    changes[at->second]["replacements"].push_back(
        {{"deletedRegion", region(*edit.source, edit.span)},
         {"insertedContent", {{"text", edit.text}}}});
  }
  return {{"description", message(fix.title)}, {"artifactChanges", std::move(changes)}};
}

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view blanks = " \t";
  const std::size_t begin = line.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(blanks) + 1 - begin);
}

// Counts how often one code has met one line text in one file.
class Fingerprints {
 public:
  // Neither the line number nor the words of the message count, so that the finding stays the same
  // one when lines move or a message is worded better: the code, the line's text without its
  // indent, and the how-manieth such line it is.
  std::string of(const Diagnostic& d) {
    std::string identity = to_text(d.code) + "\n";
    std::string file;
    if (d.primary.source) {
      const Source& source = *d.primary.source;
      identity += trimmed(source.line(source.position(d.primary.span.begin).line));
      file = source.name();
    }
    const std::string hash = values::to_hex(values::sha256(identity)).substr(0, fingerprint_digits);
    return hash + ":" + std::to_string(++seen_[{file, hash}]);
  }

 private:
  std::map<std::pair<std::string, std::string>, std::size_t> seen_;
};

Json result(const Diagnostic& d, std::string fingerprint) {
  const CodeEntry& kind = entry(d.code);
  std::string text = d.message;
  for (const std::string& note : d.notes)
    text += "\n" + note;
  if (!d.help.empty()) text += "\nhelp: " + d.help;

  Json out = {{"ruleId", to_text(d.code)},
              {"ruleIndex", &kind - all_codes().data()},
              {"level", level(kind.severity)},
              {"message", message(text)}};
  // A code host places the finding by its first location; the label's own text would only repeat
  // the message there.
  if (d.primary.source)
    out["locations"] = Json::array({location({d.primary.source, d.primary.span, ""})});
  out["partialFingerprints"] = {{"primaryLocationLineHash", std::move(fingerprint)}};
  if (!d.others.empty()) out["relatedLocations"] = related_locations(d.others);
  if (!d.flow.empty()) out["codeFlows"] = Json::array({code_flow(d.flow)});
  if (d.fix && !d.fix->edits.empty()) out["fixes"] = Json::array({fix(*d.fix)});
  return out;
}

}  // namespace

std::string to_sarif(const Diagnostics& found, std::string_view version) {
  Json results = Json::array();
  Fingerprints fingerprints;
  for (const Diagnostic& d : found)
    results.push_back(result(d, fingerprints.of(d)));

  Json run = {
      {"tool", {{"driver", {{"name", "Dealwright"}, {"version", version}, {"rules", rules()}}}}},
      {"columnKind", "unicodeCodePoints"},
      {"results", std::move(results)}};
  const Json log = {
      {"$schema", schema_uri}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
  // Bytes that are not UTF-8 become U+FFFD; without this they would be thrown about.
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace dealwright::diagnostics
