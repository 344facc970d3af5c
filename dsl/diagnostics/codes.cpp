// The one table of diagnostic codes, in the order of their numbers.
#include "dsl/diagnostics/codes.hpp"

#include <algorithm>
#include <array>

#include "dsl/values/assertion.hpp"

namespace dealwright::diagnostics {
namespace {

constexpr CodeEntry error(Code code, std::string_view slug, std::string_view title) {
  return {code, Severity::error, slug, title};
}

constexpr CodeEntry warning(Code code, std::string_view slug, std::string_view title) {
  return {code, Severity::warning, slug, title};
}

constexpr std::array table{
    error(Code::unexpected_text, "unexpected-text",
          "text that the language does not expect at this place"),
    error(Code::not_closed, "not-closed", "a bracket, brace or list that is never closed"),
    error(Code::bad_literal, "bad-literal",
          "a number, time or address that is not written correctly"),
    error(Code::nested_too_deeply, "nested-too-deeply",
          "brackets or blocks nested more deeply than the limit"),
    error(Code::file_too_large, "file-too-large", "a file larger than the limit"),
    error(Code::not_utf8, "not-utf8", "bytes that are not UTF-8 text"),
    error(Code::string_not_closed, "string-not-closed", "a text whose closing quote is missing"),
    error(Code::too_many_findings, "too-many-findings", "more findings in one file than are shown"),
    error(Code::clause_repeated, "clause-repeated", "a clause that may stand only once"),
    error(Code::clause_missing, "clause-missing", "a clause that has to be there"),
    error(Code::too_many_steps, "too-many-steps",
          "a deal with more steps or actions than the limit"),
    error(Code::unknown_name, "unknown-name", "a name that nothing declares"),
    error(Code::name_taken, "name-taken", "a name that is declared twice or hides another"),
    error(Code::module_not_found, "module-not-found", "a module that does not exist"),
    error(Code::outside_project, "outside-project", "a file outside the project's root"),
    error(Code::modules_in_a_circle, "modules-in-a-circle",
          "files that use each other in a circle"),
    error(Code::wrong_kind_of_name, "wrong-kind-of-name",
          "a name of another kind than is needed here"),
    error(Code::bad_name_style, "bad-name-style",
          "a name that is not written in the language's style"),
    error(Code::wrong_arguments, "wrong-arguments",
          "arguments that the action or function does not take"),
    error(Code::lock_differs, "lock-differs", "a module that is not the one in the lock file"),
    error(Code::units_differ, "units-differ",
          "amounts of different assets used as if they were one"),
    error(Code::wrong_type, "wrong-type", "a value of another type than is needed here"),
    error(Code::too_many_decimals, "too-many-decimals",
          "an amount with more decimals than its asset has"),
    error(Code::out_of_range, "out-of-range", "a value outside its permitted range"),
    error(Code::value_missing, "value-missing", "a parameter that was given no value"),
    error(Code::not_constant, "not-constant", "a value that has to be known before the deal runs"),
    error(Code::number_too_large, "number-too-large", "a number too large to compute with"),
    warning(Code::never_true, "never-true", "a condition that can never hold"),
    error(Code::spent_twice, "spent-twice", "a holding that is spent twice"),
    error(Code::not_bound, "not-bound", "a result that is not bound to a name or bucket"),
    error(Code::shares_do_not_add_up, "shares-do-not-add-up", "shares that do not add up to 100%"),
    error(Code::untouchable_touched, "untouchable-touched",
          "an untouchable bucket that is drawn from"),
    error(Code::pledged, "pledged", "an asset pledged although the deal says never to"),
    error(Code::left_open, "left-open", "a position still open when the deal completes"),
    error(Code::race, "race", "steps without an order that draw on the same money"),
    error(Code::wrong_place, "wrong-place", "money used at a place where it is not"),
    error(Code::not_yet_there, "not-yet-there", "money or a position used before it can exist"),
    error(Code::wrong_asset, "wrong-asset", "money of another asset than the action takes"),
    error(Code::not_given_back, "not-given-back", "a flash loan that its group cannot give back"),
    error(Code::overdrawn, "overdrawn", "more drawn from a bucket than it can hold"),
    warning(Code::left_away, "left-away", "money that stays away when the deal ends"),
    error(Code::two_meanings, "two-meanings", "a sum of money that can be read in two ways"),
    error(Code::circle, "circle", "steps that wait for each other"),
    error(Code::unreachable, "unreachable", "a step that can never start"),
    error(Code::waits_forever, "waits-forever", "a wait without a time limit"),
    error(Code::ladder_without_bound, "ladder-without-bound",
          "a ladder whose number of rungs has no bound"),
    error(Code::risky_retry, "risky-retry", "a retry of something that may already have happened"),
    error(Code::fails_with_open_position, "fails-with-open-position",
          "a deal that may fail while a position is open"),
    error(Code::raises_risk, "raises-risk", "a defence with an action that raises risk"),
    warning(Code::still_needed, "still-needed",
            "a collateral taken out while its debt may be open"),
    error(Code::abi_unreadable, "abi-unreadable", "a contract interface that cannot be read"),
    error(Code::not_in_abi, "not-in-abi",
          "a call or event that the contract's interface does not have"),
    error(Code::abi_mismatch, "abi-mismatch", "arguments that do not fit the contract's interface"),
    error(Code::incomplete_action, "incomplete-action",
          "an action that does not say all it has to"),
    error(Code::warning_above_cap, "warning-above-cap",
          "a limit that warns only above its own cap"),
    error(Code::looser_than_cap, "looser-than-cap",
          "a tightened limit that is looser than the first number"),
};

constexpr bool in_order(std::span<const CodeEntry> entries) {
  return std::ranges::adjacent_find(entries, std::ranges::greater_equal{}, &CodeEntry::code) ==
         entries.end();
}
static_assert(in_order(table));

}  // namespace

std::span<const CodeEntry> all_codes() { return table; }

const CodeEntry& entry(Code code) {
  const auto found = std::ranges::lower_bound(table, code, {}, &CodeEntry::code);
  DEALWRIGHT_ASSERT(found != table.end() && found->code == code);
  return *found;
}

std::string to_text(Code code) { return "D" + std::to_string(static_cast<unsigned>(code)); }

std::optional<Code> code_from_text(std::string_view text) {
  for (const CodeEntry& candidate : table) {
    const std::string name = to_text(candidate.code);
    if (text == name ||
        (text.starts_with('d') && text.substr(1) == std::string_view(name).substr(1))) {
      return candidate.code;
    }
  }
  return std::nullopt;
}

}  // namespace dealwright::diagnostics
