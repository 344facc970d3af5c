// Whether the records of one stream are what was written, all of them, in order. Pure: records in,
// findings out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/values/digest.hpp"
#include "dsl/values/time.hpp"
#include "engine/journal/record.hpp"

namespace dealwright::audit {

// The end of a stream as it was written down outside of the journal, at some time. A journal whose
// tail was cut off is a journal like any other; only this shows what is missing.
struct Mark {
  std::string stream;
  std::uint64_t sequence = 0;
  values::Digest hash;
  friend bool operator==(const Mark&, const Mark&) = default;
};

struct Finding {
  std::string stream;
  std::uint64_t sequence = 0;  // of the record; 0: the stream as a whole
  std::string what;
  friend bool operator==(const Finding&, const Finding&) = default;
};

class StreamAudit {
 public:
  // With the marks of this stream, in any order.
  StreamAudit(std::string_view stream, std::vector<Mark> marks);

  // The next records. After a finding the rest is not looked at: what follows a break proves
  // nothing.
  void add(std::span<const journal::Record> records);
  // What the store says the end is. All findings.
  [[nodiscard]] std::vector<Finding> end(std::uint64_t sequence, std::uint64_t epoch,
                                         const values::Digest& hash);

  [[nodiscard]] bool is_broken() const { return !found_.empty(); }
  [[nodiscard]] std::uint64_t records() const { return sequence_; }

 private:
  void look_at(const journal::Record& record);
  void say(std::uint64_t sequence, std::string what);

  std::string stream_;
  std::vector<Mark> marks_;  // by sequence
  std::size_t next_mark_ = 0;
  std::uint64_t sequence_ = 0;
  std::uint64_t epoch_ = 0;
  values::Digest hash_;
  values::Digest plan_;
  values::TimePoint at_;
  std::vector<Finding> found_;
};

}  // namespace dealwright::audit
