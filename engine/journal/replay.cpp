// Verification of the chain and the fold of its facts.
#include "engine/journal/replay.hpp"

#include "engine/core/apply.hpp"
#include "engine/journal/codec.hpp"

namespace dealwright::journal {

std::optional<JournalFault> verify(std::span<const Record> records, std::string_view stream,
                                   std::uint64_t first, const values::Digest& previous) {
  const values::Digest* before = &previous;
  std::uint64_t sequence = first;
  for (const Record& record : records) {
    const auto fault = [&](std::string what) {
      return JournalFault{.sequence = sequence, .what = std::move(what)};
    };
    if (record.stream != stream) return fault("it belongs to `" + record.stream + "`");
    if (record.sequence != sequence)
      return fault("its number is " + std::to_string(record.sequence));
    if (record.previous != *before) return fault("it does not follow the record before it");
    if (record.hash != hash_of(record)) return fault("it is not what was written");
    before = &record.hash;
    ++sequence;
  }
  return std::nullopt;
}

std::expected<core::State, JournalFault> replay(const core::Terms& terms,
                                                const values::Digest& plan, std::string_view stream,
                                                std::span<const Record> records) {
  if (auto fault = verify(records, stream, 1, values::Digest()))
    return std::unexpected(std::move(*fault));
  core::State state = core::initial_state(terms);
  for (const Record& record : records) {
    if (record.plan != plan) {
      return std::unexpected(
          JournalFault{.sequence = record.sequence, .what = "it was written under another plan"});
    }
    const auto fact = decode(terms, record);
    if (!fact)
      return std::unexpected(JournalFault{.sequence = record.sequence, .what = fact.error()});
    core::apply(terms, state, *fact);
  }
  return state;
}

}  // namespace dealwright::journal
