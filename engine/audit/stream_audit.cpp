// Chain and numbers are verified as replay does; the rest is what only an auditor asks.
#include "engine/audit/stream_audit.hpp"

#include <algorithm>
#include <utility>

#include "engine/journal/replay.hpp"

namespace dealwright::audit {

StreamAudit::StreamAudit(std::string_view stream, std::vector<Mark> marks)
    : stream_(stream), marks_(std::move(marks)) {
  std::ranges::sort(marks_, {}, &Mark::sequence);
}

void StreamAudit::add(std::span<const journal::Record> records) {
  for (const journal::Record& record : records) {
    if (is_broken()) return;
    if (auto fault = journal::verify(std::span(&record, 1), stream_, sequence_ + 1, hash_)) {
      say(fault->sequence, fault->what);
    } else {
      look_at(record);
    }
  }
}

void StreamAudit::look_at(const journal::Record& record) {
  const std::uint64_t number = record.sequence;
  if (record.epoch < epoch_) {
    say(number, "it was written by epoch " + std::to_string(record.epoch) + " after epoch " +
                    std::to_string(epoch_) + " had taken over");
  }
  if (number > 1 && record.plan != plan_) say(number, "it was written under another plan");
  if (record.at < at_) {
    say(number,
        "its time, " + values::to_text(record.at) + ", is before that of the record before");
  }
  for (; next_mark_ < marks_.size() && marks_[next_mark_].sequence <= number; ++next_mark_) {
    const Mark& mark = marks_[next_mark_];
    if (mark.sequence == number && mark.hash != record.hash) {
      say(number, "it is not the record that was exported: its hash is " +
                      values::short_hex(record.hash) + ", exported was " +
                      values::short_hex(mark.hash));
    }
  }
  sequence_ = number;
  epoch_ = record.epoch;
  hash_ = record.hash;
  plan_ = record.plan;
  at_ = record.at;
}

std::vector<Finding> StreamAudit::end(std::uint64_t sequence, std::uint64_t epoch,
                                      const values::Digest& hash) {
  if (is_broken()) return found_;
  if (sequence != sequence_) {
    say(0, "its head says that it ends with record " + std::to_string(sequence) +
               ", but there are " + std::to_string(sequence_));
  } else if (hash != hash_) {
    say(0, "its head does not hold the hash of its last record");
  }
  if (epoch < epoch_) {
    say(0, "its head is of epoch " + std::to_string(epoch) + ", its last record of epoch " +
               std::to_string(epoch_));
  }
  if (!marks_.empty() && marks_.back().sequence > sequence_) {
    say(0, "its tail is missing: it ends with record " + std::to_string(sequence_) +
               ", but record " + std::to_string(marks_.back().sequence) + " was exported");
  }
  return found_;
}

void StreamAudit::say(std::uint64_t sequence, std::string what) {
  found_.push_back({.stream = stream_, .sequence = sequence, .what = std::move(what)});
}

}  // namespace dealwright::audit
