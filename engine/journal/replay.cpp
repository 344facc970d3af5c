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

Replay::Replay(const core::Terms& terms, const values::Digest& plan, std::string_view stream)
    : terms_(terms), plan_(plan), stream_(stream), state_(core::initial_state(terms)) {}

void Replay::go_on_from(core::State state, std::uint64_t sequence, const values::Digest& hash) {
  state_ = std::move(state);
  sequence_ = sequence;
  hash_ = hash;
}

std::expected<void, JournalFault> Replay::add(std::span<const Record> records) {
  if (auto fault = verify(records, stream_, sequence_ + 1, hash_))
    return std::unexpected(std::move(*fault));
  for (const Record& record : records) {
    if (record.plan != plan_) {
      return std::unexpected(
          JournalFault{.sequence = record.sequence, .what = "it was written under another plan"});
    }
    const auto fact = decode(terms_, record);
    if (!fact)
      return std::unexpected(JournalFault{.sequence = record.sequence, .what = fact.error()});
    core::apply(terms_, state_, *fact);
  }
  if (!records.empty()) {
    sequence_ = records.back().sequence;
    hash_ = records.back().hash;
  }
  return {};
}

std::expected<core::State, JournalFault> replay(const core::Terms& terms,
                                                const values::Digest& plan, std::string_view stream,
                                                std::span<const Record> records) {
  Replay replay(terms, plan, stream);
  if (auto added = replay.add(records); !added) return std::unexpected(std::move(added.error()));
  return replay.take_state();
}

}  // namespace dealwright::journal
