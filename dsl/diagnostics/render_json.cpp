// Findings as one JSON document for other programs.
#include <nlohmann/json.hpp>

#include "dsl/diagnostics/render.hpp"

namespace dealwright::diagnostics {
namespace {

using Json = nlohmann::ordered_json;

constexpr int format_version = 1;

// Adds file, line, column, end_line and end_column.
void add_place(Json& out, const SourcePointer& source, Span span) {
  if (!source) {
    out["file"] = nullptr;
    return;
  }
  const Position begin = source->position(span.begin);
  const Position end = source->position(std::max(span.begin, span.end));
  out["file"] = source->name();
  out["line"] = begin.line;
  out["column"] = begin.column;
  out["end_line"] = end.line;
  out["end_column"] = end.column;
}

Json labels(const std::vector<Label>& all) {
  Json out = Json::array();
  for (const Label& label : all) {
    Json one = Json::object();
    add_place(one, label.source, label.span);
    one["text"] = label.text;
    out.push_back(std::move(one));
  }
  return out;
}

Json fix(const Fix& fix) {
  Json edits = Json::array();
  for (const Edit& edit : fix.edits) {
    Json one = Json::object();
    add_place(one, edit.source, edit.span);
    one["text"] = edit.text;
    edits.push_back(std::move(one));
  }
  return {{"title", fix.title}, {"edits", std::move(edits)}};
}

Json finding(const Diagnostic& d) {
  const CodeEntry& kind = entry(d.code);
  Json out = Json::object();
  out["code"] = to_text(d.code);
  out["name"] = kind.slug;
  out["severity"] = kind.severity == Severity::error ? "error" : "warning";
  out["message"] = d.message;
  add_place(out, d.primary.source, d.primary.span);
  out["label"] = d.primary.text;
  out["labels"] = labels(d.others);
  out["notes"] = d.notes;
  out["help"] = d.help;
  out["fix"] = d.fix ? fix(*d.fix) : Json(nullptr);
  out["flow"] = labels(d.flow);
  return out;
}

}  // namespace

std::string to_json(const Diagnostics& found) {
  Json out = {{"format", format_version}, {"diagnostics", Json::array()}};
  for (const Diagnostic& d : found)
    out["diagnostics"].push_back(finding(d));
  // Bytes that are not UTF-8 become U+FFFD; without this they would be thrown about.
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace dealwright::diagnostics
