// Words for rows and invariants, and the report.
#include "tests/simulation/tally.hpp"

#include <array>

namespace dealwright::simulation {
namespace {

constexpr std::array all_rows = {Row::quote_unavailable,
                                 Row::lease_lost,
                                 Row::crash_before_sending,
                                 Row::crash_after_deciding,
                                 Row::commit_unknown,
                                 Row::no_answer_on_send,
                                 Row::already_known,
                                 Row::deadline_passes,
                                 Row::cancel_loses_the_race,
                                 Row::long_downtime,
                                 Row::report_twice,
                                 Row::submitted_twice,
                                 Row::approval_of_a_gone_state,
                                 Row::skipped_while_open,
                                 Row::disk_full,
                                 Row::crash_loop};

constexpr std::array all_invariants = {Invariant::nothing_sent_without_its_record,
                                       Invariant::one_name_is_one_request,
                                       Invariant::one_success_per_action,
                                       Invariant::money_conserved,
                                       Invariant::untouchable_never_shrinks,
                                       Invariant::paused_reserves_nothing,
                                       Invariant::ends_absorb,
                                       Invariant::replay_is_the_live_state,
                                       Invariant::prefix_and_tail_are_the_whole,
                                       Invariant::chain_of_hashes_holds,
                                       Invariant::acknowledged_survives,
                                       Invariant::stale_writers_write_nothing,
                                       Invariant::books_agree_with_the_world,
                                       Invariant::restart_changes_nothing,
                                       Invariant::comes_to_rest,
                                       Invariant::ends_as_if_undisturbed};

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

template <class Key>
std::uint64_t count_of(const std::map<Key, std::uint64_t>& counts, Key key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

std::string number_of(Row row) { return std::to_string(static_cast<unsigned>(row)); }

}  // namespace

std::string Tally::report() const {
  std::string text = "failure matrix\n";
  for (const Row row : all_rows) {
    text += "  row " + padded(number_of(row), 4) + padded(std::string(in_words(row)), 52) +
            std::to_string(count_of(rows_, row)) + "\n";
  }
  text += "invariants\n";
  for (const Invariant invariant : all_invariants) {
    text += "  " + padded(std::string(in_words(invariant)), 60) +
            std::to_string(count_of(invariants_, invariant)) + "\n";
  }
  return text;
}

std::vector<std::string> Tally::missing() const {
  std::vector<std::string> names;
  for (const Row row : all_rows) {
    if (count_of(rows_, row) == 0)
      names.push_back("row " + number_of(row) + ": " + std::string(in_words(row)));
  }
  for (const Invariant invariant : all_invariants) {
    if (count_of(invariants_, invariant) == 0) names.emplace_back(in_words(invariant));
  }
  return names;
}

std::string_view in_words(Row row) {
  switch (row) {
    case Row::quote_unavailable: return "what an action would do cannot be had";
    case Row::lease_lost: return "another engine took over in the middle";
    case Row::crash_before_sending: return "crash after it was reserved, before it was sent";
    case Row::crash_after_deciding: return "crash after the record: the same request is sent";
    case Row::commit_unknown: return "crash while it was not known what was written";
    case Row::no_answer_on_send: return "no answer to a send";
    case Row::already_known: return "sent again, and known already";
    case Row::deadline_passes: return "its time is over: cancelled";
    case Row::cancel_loses_the_race: return "cancelled too late: the outcome stands";
    case Row::long_downtime: return "the world went on for days without an engine";
    case Row::report_twice: return "one report arrives twice";
    case Row::submitted_twice: return "one deal submitted twice";
    case Row::approval_of_a_gone_state: return "approval of a state that is gone";
    case Row::skipped_while_open: return "skipped or retried while an attempt is out";
    case Row::disk_full: return "the disk is full";
    case Row::crash_loop: return "one deal fails again and again";
  }
  return {};
}

std::string_view in_words(Invariant invariant) {
  switch (invariant) {
    case Invariant::nothing_sent_without_its_record: return "nothing is sent without its record";
    case Invariant::one_name_is_one_request: return "one name is one request, to the last byte";
    case Invariant::one_success_per_action: return "an action succeeds once";
    case Invariant::money_conserved: return "money is conserved, no balance is negative";
    case Invariant::untouchable_never_shrinks: return "an untouchable bucket never shrinks";
    case Invariant::paused_reserves_nothing: return "a paused deal reserves nothing";
    case Invariant::ends_absorb: return "a deal that has ended stays so";
    case Invariant::replay_is_the_live_state: return "replay gives the live state";
    case Invariant::prefix_and_tail_are_the_whole: return "a prefix and its tail give the whole";
    case Invariant::chain_of_hashes_holds: return "the chain of hashes holds";
    case Invariant::acknowledged_survives: return "what was acknowledged survives";
    case Invariant::stale_writers_write_nothing:
      return "a writer that was taken over writes nothing";
    case Invariant::books_agree_with_the_world: return "books and world hold the same money";
    case Invariant::restart_changes_nothing: return "another restart changes nothing";
    case Invariant::comes_to_rest: return "without faults it ends, or says what it waits for";
    case Invariant::ends_as_if_undisturbed: return "it ends as if it had never crashed";
  }
  return {};
}

}  // namespace dealwright::simulation
