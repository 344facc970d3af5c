// Records to put into stores.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/journal/record.hpp"
#include "engine/ports/journal_store.hpp"

namespace dealwright::tests {

// `count` records that go on from a head.
inline std::vector<journal::Record> records_after(std::string_view stream, const ports::Head& head,
                                                  int count = 1, std::string_view payload = "{}") {
  std::vector<journal::Record> records;
  ports::Head at = head;
  for (int i = 0; i < count; ++i) {
    journal::Record record{.stream = std::string(stream),
                           .sequence = at.sequence + 1,
                           .kind = "observed",
                           .version = 1,
                           .cause = "report step.action#" + std::to_string(at.sequence + 1),
                           .epoch = head.epoch,
                           .plan = values::sha256("plan"),
                           .at = {1'700'000'000'000 + static_cast<std::int64_t>(at.sequence)},
                           .written = {1'700'000'000'500},
                           .payload = std::string(payload),
                           .previous = at.hash,
                           .hash = {}};
    record.hash = journal::hash_of(record);
    at.sequence = record.sequence;
    at.hash = record.hash;
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace dealwright::tests
