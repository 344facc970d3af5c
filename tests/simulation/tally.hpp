// What a suite of simulations has really exercised: rows of the failure matrix and invariants. A
// row that never happened, or an invariant that was never looked at, fails the suite.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dealwright::simulation {

// Rows of the failure matrix that have a meaning without a chain, by their numbers.
enum class Row : std::uint8_t {
  quote_unavailable = 8,
  lease_lost = 14,
  crash_before_sending = 15,
  crash_after_deciding = 18,
  commit_unknown = 19,
  no_answer_on_send = 24,
  already_known = 25,
  deadline_passes = 43,
  cancel_loses_the_race = 44,
  long_downtime = 45,
  report_twice = 53,
  submitted_twice = 56,
  approval_of_a_gone_state = 57,
  skipped_while_open = 58,
  disk_full = 59,
  crash_loop = 60,
};

enum class Invariant : std::uint8_t {
  nothing_sent_without_its_record,
  one_name_is_one_request,
  one_success_per_action,
  money_conserved,
  untouchable_never_shrinks,
  paused_reserves_nothing,
  ends_absorb,
  replay_is_the_live_state,
  prefix_and_tail_are_the_whole,
  chain_of_hashes_holds,
  acknowledged_survives,
  stale_writers_write_nothing,
  books_agree_with_the_world,
  restart_changes_nothing,
  comes_to_rest,
  ends_as_if_undisturbed,
};

class Tally {
 public:
  void hit(Row row) { ++rows_[row]; }
  void looked_at(Invariant invariant) { ++invariants_[invariant]; }
  // "row 24, a send without an answer: 1,204 times", one line each, in order.
  [[nodiscard]] std::string report() const;
  // Those that never happened, in words.
  [[nodiscard]] std::vector<std::string> missing() const;

 private:
  std::map<Row, std::uint64_t> rows_;
  std::map<Invariant, std::uint64_t> invariants_;
};

[[nodiscard]] std::string_view in_words(Row row);
[[nodiscard]] std::string_view in_words(Invariant invariant);

}  // namespace dealwright::simulation
