// Building diagnostics about syntax nodes in one line each.
#include "dsl/sema/report.hpp"

#include <utility>

namespace dealwright::sema {

Place place_of(syntax::Node node) {
  if (!node) return {};
  return {node.tree()->source(), node.span()};
}

Report::Report(diagnostics::Diagnostics& found, diagnostics::Code code, const Place& at)
    : found_(found) {
  diagnostic_.code = code;
  diagnostic_.primary = {at.source, at.span, {}};
}

Report::~Report() {
  // What is not there in the text has no place: the parser has said what is missing.
  if (diagnostic_.primary.source == nullptr) return;
  if (found_.size() < findings_max) found_.push_back(std::move(diagnostic_));
}

Report& Report::says(std::string message) {
  diagnostic_.message = std::move(message);
  return *this;
}

Report& Report::here(std::string label) {
  diagnostic_.primary.text = std::move(label);
  return *this;
}

Report& Report::also(const Place& other, std::string label) {
  if (other) diagnostic_.others.push_back({other.source, other.span, std::move(label)});
  return *this;
}

Report& Report::note(std::string text) {
  diagnostic_.notes.push_back(std::move(text));
  return *this;
}

Report& Report::help(std::string text) {
  diagnostic_.help = std::move(text);
  return *this;
}

Report& Report::replace_with(std::string text) {
  std::string title = "write `" + text + "`";
  diagnostic_.fix = diagnostics::Fix{
      title, {{diagnostic_.primary.source, diagnostic_.primary.span, std::move(text)}}};
  if (diagnostic_.help.empty()) diagnostic_.help = std::move(title);
  return *this;
}

Report& Report::insert_at(const Place& where, std::uint32_t offset, std::string text,
                          std::string title) {
  diagnostic_.fix =
      diagnostics::Fix{std::move(title), {{where.source, {offset, offset}, std::move(text)}}};
  return *this;
}

std::string listed(const std::vector<std::string>& names, std::string_view last_word) {
  std::string text;
  const std::size_t shown = names.size() < listed_max ? names.size() : listed_max;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += (i + 1 == names.size()) ? " " + std::string(last_word) + " " : ", ";
    text += "`" + names[i] + "`";
  }
  if (names.size() > shown)
    text += " " + std::string(last_word) + " " + std::to_string(names.size() - shown) + " more";
  return text;
}

}  // namespace dealwright::sema
