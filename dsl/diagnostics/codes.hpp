// The registry of diagnostic codes. A code is stable: it is never given another meaning, and a
// retired one is not used again. Each has a page in docs/language/diagnostics/ with a bad and a
// good example that tests run.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dealwright::diagnostics {

enum class Severity : std::uint8_t { error, warning };

// The number is the stable part: Code::unknown_name is D200.
enum class Code : std::uint16_t {
  // D1xx text and syntax
  unexpected_text = 100,
  not_closed = 101,
  bad_literal = 102,
  nested_too_deeply = 103,
  file_too_large = 104,
  not_utf8 = 105,
  string_not_closed = 106,
  too_many_findings = 107,
  clause_repeated = 108,
  clause_missing = 109,
  too_many_steps = 110,
  // D2xx names and modules
  unknown_name = 200,
  name_taken = 201,
  module_not_found = 202,
  outside_project = 203,
  modules_in_a_circle = 204,
  wrong_kind_of_name = 205,
  bad_name_style = 206,
  wrong_arguments = 207,
  lock_differs = 208,
  // D3xx units and values
  units_differ = 300,
  wrong_type = 301,
  too_many_decimals = 302,
  out_of_range = 303,
  value_missing = 304,
  not_constant = 305,
  number_too_large = 306,
  never_true = 307,
  // D4xx money
  spent_twice = 400,
  not_bound = 401,
  shares_do_not_add_up = 402,
  untouchable_touched = 403,
  pledged = 404,
  left_open = 405,
  race = 406,
  wrong_place = 407,
  not_yet_there = 408,
  wrong_asset = 409,
  not_given_back = 410,
  overdrawn = 411,
  left_away = 412,
  two_meanings = 413,
  // D5xx order and time
  circle = 500,
  unreachable = 501,
  waits_forever = 502,
  ladder_without_bound = 503,
  risky_retry = 504,
  fails_with_open_position = 505,
  raises_risk = 506,
  still_needed = 507,
  // D6xx protocol modules
  abi_unreadable = 600,
  not_in_abi = 601,
  abi_mismatch = 602,
  incomplete_action = 603,
  // D7xx limits
  warning_above_cap = 700,
  looser_than_cap = 701,
};

struct CodeEntry {
  Code code;
  Severity severity;
  std::string_view slug;   // "unknown-name", the SARIF rule name
  std::string_view title;  // "a name that nothing declares"
};

[[nodiscard]] std::span<const CodeEntry> all_codes();
[[nodiscard]] const CodeEntry& entry(Code code);
[[nodiscard]] std::string to_text(Code code);                             // "D200"
[[nodiscard]] std::optional<Code> code_from_text(std::string_view text);  // "D200" or "d200"

}  // namespace dealwright::diagnostics
