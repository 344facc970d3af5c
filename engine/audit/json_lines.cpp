// Lines are written by hand: an export of a million records should not build a million trees.
#include "engine/audit/json_lines.hpp"

#include <algorithm>
#include <utility>

#include "engine/journal/json_cursor.hpp"
#include "engine/journal/json_text.hpp"

namespace dealwright::audit {
namespace {

void key(std::string& out, std::string_view name) {
  out += out.empty() ? "{\"" : ",\"";
  out += name;
  out += "\":";
}
void member(std::string& out, std::string_view name, std::string_view value) {
  key(out, name);
  journal::write_text(out, value);
}
void member(std::string& out, std::string_view name, std::uint64_t value) {
  key(out, name);
  out += std::to_string(value);
}
void member(std::string& out, std::string_view name, values::TimePoint value) {
  key(out, name);
  out += std::to_string(value.milliseconds);
}

}  // namespace

std::string first_line(std::string_view what) {
  std::string out;
  member(out, "format", static_cast<std::uint64_t>(export_format));
  member(out, "what", what);
  return out + "}\n";
}

std::string to_line(const journal::Record& record) {
  std::string out;
  out.reserve(record.payload.size() + 512);
  member(out, "stream", record.stream);
  member(out, "sequence", record.sequence);
  member(out, "kind", record.kind);
  member(out, "version", std::uint64_t{record.version});
  member(out, "cause", record.cause);
  member(out, "epoch", record.epoch);
  member(out, "plan", values::to_hex(record.plan));
  member(out, "at", record.at);
  member(out, "written", record.written);
  key(out, "payload");
  out += record.payload.empty() ? "null" : record.payload;
  member(out, "previous", values::to_hex(record.previous));
  member(out, "hash", values::to_hex(record.hash));
  return out + "}\n";
}

std::string to_line(const Mark& mark) {
  std::string out;
  member(out, "stream", mark.stream);
  member(out, "sequence", mark.sequence);
  member(out, "hash", values::to_hex(mark.hash));
  return out + "}\n";
}

namespace {

std::expected<Mark, std::string> mark_from_line(std::string_view line) {
  journal::JsonCursor cursor(line);
  std::string buffer;
  Mark mark;
  const auto expect = [&](char before, std::string_view name) {
    if (!cursor.take(before) || cursor.text(buffer) != name || !cursor.take(':'))
      cursor.fail("`" + std::string(name) + "` was expected");
  };
  expect('{', "stream");
  mark.stream = cursor.text(buffer);
  expect(',', "sequence");
  mark.sequence = cursor.integer<std::uint64_t>("a whole number was expected");
  expect(',', "hash");
  const auto hash = values::digest_from_hex(cursor.text(buffer));
  if (!hash) cursor.fail("a hash has 64 hexadecimal digits");
  if (!cursor.take('}') || !cursor.at_end()) cursor.fail("it does not end where a mark ends");
  if (cursor.failed()) return std::unexpected(cursor.fault());
  mark.hash = *hash;
  return mark;
}

}  // namespace

std::expected<std::vector<Mark>, std::string> marks_from_lines(std::string_view text) {
  std::vector<Mark> marks;
  std::string expected = first_line("marks");
  expected.pop_back();
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (number == 1) {
      if (line != expected) {
        return std::unexpected("line 1: exported heads begin with " + expected +
                               "; `dealwright export --heads` writes them");
      }
      continue;
    }
    if (line.empty()) continue;
    auto mark = mark_from_line(line);
    if (!mark) return std::unexpected("line " + std::to_string(number) + ": " + mark.error());
    if (marks.size() == marks_max)
      return std::unexpected("more than " + std::to_string(marks_max) + " lines");
    marks.push_back(std::move(*mark));
  }
  return marks;
}

}  // namespace dealwright::audit
