// Findings as text for a terminal: the message, the line with a caret under the place, the other
// places, what to do.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/diagnostics/shown_line.hpp"

namespace dealwright::diagnostics {
namespace {

enum class Ink : std::uint8_t { error, warning, other_place, frame, heading };

class Page {
 public:
  explicit Page(Colour colour) : colour_(colour) {}

  void write(std::string_view text) { text_ += text; }
  void write(Ink ink, std::string_view text) {
    if (colour_ == Colour::ansi) text_ += start(ink);
    text_ += text;
    if (colour_ == Colour::ansi) text_ += "\x1b[0m";
  }
  void end_line() { text_ += '\n'; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  static std::string_view start(Ink ink) {
    switch (ink) {
      case Ink::error: return "\x1b[1;31m";
      case Ink::warning: return "\x1b[1;33m";
      case Ink::other_place: return "\x1b[1;36m";
      case Ink::frame: return "\x1b[1;34m";
      case Ink::heading: return "\x1b[1m";
    }
    return {};
  }

  Colour colour_;
  std::string text_;
};

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
  }
  return {};
}

Ink ink_of(Severity severity) { return severity == Severity::error ? Ink::error : Ink::warning; }

// How one label is drawn: `^` under the primary place, `-` under the others.
struct Marker {
  const Label* label;
  char sign;
  Ink ink;
};

std::uint32_t line_of(const Label& label) { return label.source->position(label.span.begin).line; }

std::string place(const Label& label) {
  const Position position = label.source->position(label.span.begin);
  return escaped(label.source->name()) + ":" + std::to_string(position.line) + ":" +
         std::to_string(position.column);
}

// The part of the label's span that lies in its first line.
ByteRange range_in_line(const Label& label) {
  const std::uint32_t start = label.source->line_start(line_of(label));
  const std::size_t length = label.source->line(line_of(label)).size();
  const std::size_t begin =
      std::min<std::size_t>(label.span.begin - std::min(label.span.begin, start), length);
  const std::size_t end = label.span.end > start ? label.span.end - start : 0;
  return {begin, std::clamp(end, begin, length)};
}

// What stands behind the marks: the label's text, and where a longer span ends.
std::string text_behind(const Label& label) {
  std::string text = escaped(label.text);
  const std::uint32_t last =
      label.source->position(std::max(label.span.begin, label.span.end)).line;
  // A span that ends with the newline of its first line is not one over several lines.
  const bool over_lines =
      last > line_of(label) && label.span.end > label.source->line_start(line_of(label) + 1);
  if (over_lines) text += (text.empty() ? "" : " ") + ("(to line " + std::to_string(last) + ")");
  return text;
}

class FindingWriter {
 public:
  FindingWriter(Page& page, const Diagnostic& finding)
      : page_(page), finding_(finding), gutter_(gutter_width(finding)) {}

  void write() {
    const Severity severity = entry(finding_.code).severity;
    page_.write(ink_of(severity), std::string(word(severity)) + " " + to_text(finding_.code));
    page_.write(Ink::heading, ": " + escaped(finding_.message));
    page_.end_line();
    snippets(ink_of(severity));
    flow();
    for (const std::string& note : finding_.notes)
      remark("note", note);
    if (!finding_.help.empty()) remark("help", finding_.help);
    if (finding_.fix && finding_.fix->title != finding_.help) {
      remark(finding_.help.empty() ? "help" : "fix", finding_.fix->title);
    }
  }

 private:
  static std::size_t gutter_width(const Diagnostic& finding) {
    std::uint32_t largest = 1;
    if (finding.primary.source) largest = line_of(finding.primary);
    for (const Label& label : finding.others) {
      if (label.source) largest = std::max(largest, line_of(label));
    }
    return std::to_string(largest).size();
  }

  void snippets(Ink ink) {
    std::vector<const Label*> elsewhere;
    std::vector<Marker> markers;
    if (finding_.primary.source) {
      markers.push_back({&finding_.primary, '^', ink});
      const ShownLine shown = shown_line(finding_.primary);
      for (const Label& label : finding_.others) {
        // A second place in the same line is marked under the same copy of it, unless that part is
        // clipped away.
        const bool same_line = label.source == finding_.primary.source &&
                               line_of(label) == line_of(finding_.primary) &&
                               shown.columns(range_in_line(label));
        if (same_line) {
          markers.push_back({&label, '-', Ink::other_place});
        } else {
          elsewhere.push_back(&label);
        }
      }
      snippet("--> ", markers);
    } else {
      for (const Label& label : finding_.others)
        elsewhere.push_back(&label);
    }
    for (const Label* label : elsewhere) {
      if (label->source) {
        snippet("::: ", {{label, '-', Ink::other_place}});
      } else {
        remark("note", label->text);
      }
    }
    const bool remarks =
        !finding_.notes.empty() || !finding_.help.empty() || finding_.fix || !finding_.flow.empty();
    if (remarks && (finding_.primary.source || !elsewhere.empty())) bar();
  }

  // The line of the first marker, with every marker in a row of its own below it.
  void snippet(std::string_view arrow, const std::vector<Marker>& markers) {
    const Label& first = *markers.front().label;
    const ShownLine shown = shown_line(first);
    if (arrow == "::: ") bar();
    page_.write(Ink::frame, std::string(gutter_ + 1, ' ') + std::string(arrow));
    page_.write(place(first));
    page_.end_line();
    bar();
    const std::string number = std::to_string(line_of(first));
    page_.write(Ink::frame, " " + std::string(gutter_ - number.size(), ' ') + number + " |");
    if (!shown.text().empty()) page_.write(" " + shown.text());
    page_.end_line();
    for (const Marker& marker : markers) {
      const auto columns = shown.columns(range_in_line(*marker.label)).value_or(ColumnRange{});
      page_.write(Ink::frame, std::string(gutter_ + 2, ' ') + "| ");
      page_.write(std::string(columns.begin, ' '));
      const std::string text = text_behind(*marker.label);
      page_.write(marker.ink,
                  std::string(columns.width, marker.sign) + (text.empty() ? "" : " " + text));
      page_.end_line();
    }
  }

  static ShownLine shown_line(const Label& label) {
    return {label.source->line(line_of(label)), range_in_line(label)};
  }

  void flow() {
    std::size_t number = 0;
    for (const Label& step : finding_.flow) {
      const std::string where = step.source ? place(step) + ": " : "";
      remark("step " + std::to_string(++number), where + step.text);
    }
  }

  void bar() {
    page_.write(Ink::frame, std::string(gutter_ + 2, ' ') + "|");
    page_.end_line();
  }

  // "   = note: text", the further lines of the text below its first.
  void remark(std::string_view heading, std::string_view text) {
    const std::string indent(gutter_ + 2, ' ');
    page_.write(Ink::frame, indent + "= ");
    page_.write(Ink::heading, std::string(heading) + ": ");
    for (std::size_t line = 0;; ++line) {
      const std::size_t newline = text.find('\n');
      if (line != 0) page_.write(indent + std::string(heading.size() + 4, ' '));
      page_.write(escaped(text.substr(0, newline)));
      page_.end_line();
      if (newline == std::string_view::npos) return;
      text.remove_prefix(newline + 1);
    }
  }

  Page& page_;
  const Diagnostic& finding_;
  std::size_t gutter_;
};

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string count_line(const Diagnostics& found) {
  const auto is_error = [](const Diagnostic& d) {
    return entry(d.code).severity == Severity::error;
  };
  const auto errors = static_cast<std::size_t>(std::ranges::count_if(found, is_error));
  const std::size_t warnings = found.size() - errors;
  if (warnings == 0) return counted(errors, "error");
  if (errors == 0) return counted(warnings, "warning");
  return counted(errors, "error") + ", " + counted(warnings, "warning");
}

}  // namespace

std::string to_terminal(const Diagnostics& found, Colour colour) {
  if (found.empty()) return {};
  Page page(colour);
  for (const Diagnostic& finding : found) {
    FindingWriter(page, finding).write();
    page.end_line();
  }
  page.write(count_line(found));
  page.end_line();
  return page.take();
}

}  // namespace dealwright::diagnostics
