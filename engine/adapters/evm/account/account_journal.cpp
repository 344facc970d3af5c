// Facts as records, and back. The chain of hashes is checked on the way in.
#include "engine/adapters/evm/account/account_journal.hpp"

#include <utility>
#include <vector>

#include "engine/adapters/evm/transactions/apply.hpp"
#include "engine/adapters/evm/transactions/fact_codec.hpp"
#include "engine/journal/replay.hpp"

namespace dealwright::account {

using ports::Error;
using ports::ErrorCode;
using ports::Result;
using transactions::AccountState;
using transactions::Fact;

std::string stream_of(std::uint64_t chain_id, const values::Address& address) {
  return "account/" + std::to_string(chain_id) + "/" + values::to_text(address);
}

Result<AccountState> AccountJournal::take_over() {
  const auto head = ports::take_over(store_, stream_);
  if (!head) return std::unexpected(head.error());
  head_ = *head;
  return fold(store_, stream_, head_);
}

Result<void> AccountJournal::append(std::span<const Fact> facts, std::string_view cause,
                                    values::TimePoint written) {
  if (facts.empty()) return {};
  std::vector<journal::Record> records;
  records.reserve(facts.size());
  for (const Fact& fact : facts) {
    const bool first = records.empty();
    journal::Record record{.stream = stream_,
                           .sequence = (first ? head_.sequence : records.back().sequence) + 1,
                           .kind = std::string(transactions::kind_of(fact.what)),
                           .version = transactions::fact_version,
                           .cause = std::string(cause),
                           .epoch = head_.epoch,
                           .plan = {},  // an account belongs to no plan
                           .at = fact.at,
                           .written = written,
                           .payload = transactions::to_json(fact.what),
                           .previous = first ? head_.hash : records.back().hash,
                           .hash = {}};
    record.hash = journal::hash_of(record);
    records.push_back(std::move(record));
  }
  auto appended = ports::append(store_, {.stream = stream_, .expected = head_, .records = records});
  if (!appended) return std::unexpected(std::move(appended.error()));
  head_ = *appended;
  return {};
}

Result<AccountState> fold(ports::JournalStore& store, const std::string& stream,
                          const ports::Head& head) {
  AccountState state;
  std::uint64_t sequence = 0;
  values::Digest hash;
  const auto corrupt = [&](std::uint64_t number, const std::string& what) {
    return std::unexpected(
        Error{.code = ErrorCode::corrupt,
              .what = "record " + std::to_string(number) + " of `" + stream + "`: " + what});
  };
  while (sequence < head.sequence) {
    const auto records = store.read(stream, sequence + 1, records_a_read);
    if (!records) return std::unexpected(records.error());
    if (records->empty()) return corrupt(sequence + 1, "it is not there");
    if (const auto fault = journal::verify(*records, stream, sequence + 1, hash))
      return corrupt(fault->sequence, fault->what);
    for (const journal::Record& record : *records) {
      auto fact = transactions::fact_from_json(record.kind, record.version, record.payload);
      if (!fact) return corrupt(record.sequence, fact.error());
      const auto applied = transactions::apply(state, {.at = record.at, .what = *std::move(fact)});
      if (!applied) return corrupt(record.sequence, applied.error());
    }
    sequence = records->back().sequence;
    hash = records->back().hash;
  }
  if (hash != head.hash) return corrupt(head.sequence, "it is not the head");
  return state;
}

}  // namespace dealwright::account
