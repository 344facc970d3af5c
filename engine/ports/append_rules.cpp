// Comparisons of heads and names; nothing here knows where a journal is kept.
#include "engine/ports/append_rules.hpp"

#include <algorithm>
#include <charconv>

namespace dealwright::ports {
namespace {

Error error(ErrorCode code, std::string what) { return {.code = code, .what = std::move(what)}; }

std::string quoted(std::string_view name) {
  std::string text = "`";
  text += name;
  text += '`';
  return text;
}

}  // namespace

std::optional<Error> name_fault(std::string_view name) {
  if (name.empty()) return error(ErrorCode::refused, "a stream needs a name");
  if (name.size() > name_bytes_max) {
    return error(ErrorCode::refused, "a name of " + std::to_string(name.size()) +
                                         " bytes: at most " + std::to_string(name_bytes_max));
  }
  // Names stand in messages, in file names of exports and in lines of scripts.
  if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) <= 0x20; }))
    return error(ErrorCode::refused, "a name holds no blanks and no control characters");
  return std::nullopt;
}

std::optional<Error> batch_fault(std::span<const Append> appends) {
  if (appends.size() <= appends_in_a_batch_max) return std::nullopt;
  return error(ErrorCode::refused, std::to_string(appends.size()) +
                                       " appends in one batch: at most " +
                                       std::to_string(appends_in_a_batch_max));
}

std::optional<Error> append_fault(const Head& now, const Append& one) {
  if (auto fault = name_fault(one.stream)) return fault;
  if (now.epoch != one.expected.epoch) {
    return error(ErrorCode::fenced, quoted(one.stream) + " was taken over: its writer has epoch " +
                                        std::to_string(now.epoch) + ", not " +
                                        std::to_string(one.expected.epoch));
  }
  if (now != one.expected) {
    return error(ErrorCode::conflict,
                 quoted(one.stream) + " has moved on: it ends with record " +
                     std::to_string(now.sequence) + ", not with " +
                     std::to_string(one.expected.sequence) +
                     (now.sequence == one.expected.sequence ? " as it was known" : ""));
  }
  std::uint64_t sequence = now.sequence;
  const values::Digest* previous = &now.hash;
  for (const journal::Record& record : one.records) {
    if (record.stream != one.stream || record.sequence != sequence + 1 ||
        record.previous != *previous || record.epoch != now.epoch) {
      return error(ErrorCode::refused,
                   "record " + std::to_string(record.sequence) + " of " + quoted(record.stream) +
                       " does not go on from the head of " + quoted(one.stream));
    }
    if (record.payload.size() + record.cause.size() + record.kind.size() > payload_bytes_max) {
      return error(ErrorCode::refused, "record " + std::to_string(record.sequence) + " of " +
                                           quoted(record.stream) + " is larger than " +
                                           std::to_string(payload_bytes_max) + " bytes");
    }
    sequence = record.sequence;
    previous = &record.hash;
  }
  return std::nullopt;
}

Head head_after(const Append& one) {
  Head head = one.expected;
  if (!one.records.empty()) {
    head.sequence = one.records.back().sequence;
    head.hash = one.records.back().hash;
  }
  return head;
}

Error ahead_of_its_stream(const Snapshot& snapshot) {
  return error(ErrorCode::refused, "a snapshot of " + quoted(snapshot.stream) + " at " +
                                       std::to_string(snapshot.sequence) +
                                       ", behind the end of its stream");
}

std::optional<Error> deal_fault(const NewDeal& deal) {
  if (auto fault = name_fault(deal.id)) return fault;
  if (deal.key.empty()) return std::nullopt;
  return name_fault(deal.key);
}

DealEntry entry_of(const NewDeal& deal) {
  return {.id = std::string(deal.id),
          .key = std::string(deal.key),
          .plan = deal.plan,
          .created = deal.created,
          .by = std::string(deal.by),
          .standing = {.status = "waiting", .course = Course::open, .since = deal.created},
          .place = Place::journal};
}

Result<Created> made_before(const DealEntry& first, const NewDeal& deal) {
  if (first.plan == deal.plan) return Created{.creation = Creation::was_there, .deal = first};
  return std::unexpected(
      error(ErrorCode::refused, "the key " + quoted(deal.key) + " was used for the deal " +
                                    quoted(first.id) + ", which has another plan (" +
                                    values::short_hex(first.plan) +
                                    "): a new deal needs a key of its own"));
}

Error id_is_taken(std::string_view id) {
  return error(ErrorCode::refused, "there is a deal " + quoted(id) + " already: choose another id");
}

Error no_such_deal(std::string_view id) {
  return error(ErrorCode::refused, "the journal has no deal " + quoted(id));
}

Error no_such_plan(const values::Digest& plan) {
  return error(ErrorCode::refused, "the journal has no plan " + values::short_hex(plan));
}

Result<PageStart> place_of(const DealQuery& query) {
  PageStart start;
  if (query.after.empty()) return start;
  const char kind = query.after.front();
  const char* const end = query.after.data() + query.after.size();
  const auto read = std::from_chars(query.after.data() + 1, end, start.before);
  if ((kind != 'o' && kind != 'e') || read.ec != std::errc() || read.ptr != end ||
      start.before == 0)
    return std::unexpected(error(ErrorCode::refused, quoted(query.after) + " is not a page"));
  start.course = kind == 'o' ? Course::open : Course::ended;
  return start;
}

std::string to_text(const PageStart& start) {
  return (start.course == Course::open ? "o" : "e") + std::to_string(start.before);
}

bool is_in(DealScope scope, Course course) {
  switch (scope) {
    case DealScope::all: return true;
    case DealScope::open: return course == Course::open;
    case DealScope::ended: return course == Course::ended;
  }
  return false;
}

}  // namespace dealwright::ports
