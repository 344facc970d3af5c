// Scenarios: a world, what happens in it, and what is expected of a deal.
#pragma once

#include "grammar/strategies.hpp"

namespace dealwright::grammar {

struct given : led_by<"given", want<name, "a parameter of the deal">, need_sign<"=", "`=`">,
                      want<expression, "a value">> {};
// Not two words in a row: that is another line, or a mistake in its first word.
struct setting_begins : by_hand<setting_begins, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.word == 0) return operand_ahead::read(in, reader);
    const char* after = reader.over_layout(token.begin + token.word);
    return reader.is_at(after, "=") || reader.begins_call(token.begin);
  }
};
struct world_setting : pegtl::seq<setting_begins, postfix, need_sign<"=", "`=` and a value">,
                                  want<expression, "a value">> {};
struct world_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 0> words{};
  static constexpr BlockWords block{"a setting of the world", "a setting such as `ETH = 3_000 USD`",
                                    words, "`=` and a value"};
};
struct world : pegtl::seq<word_and_sign_ahead<"world", "{">, word<"world">,
                          block<world_words, world_setting>> {};

struct times : pegtl::seq<whole, need<"times">> {};
struct forever : may_be<"forever"> {};
struct outcome_fails
    : led_by<"fails", want<name, "the name of a failure">, pegtl::opt<pegtl::sor<times, forever>>> {
};
struct outcome_pays : led_by<"pays", want<unary, "a ratio such as `99%`">> {};
struct outcome_fills : led_by<"fills", want<unary, "a ratio such as `50%`">> {};
struct outcome_unknown : led_by<"is", need<"unknown">> {};
struct outcome : pegtl::sor<outcome_fails, outcome_pays, outcome_fills, outcome_unknown> {};
// Which of the actions of a step that have one name, as plans number them: `repay.repay#2`.
struct which : pegtl::seq<sign<"#">, want<whole, "which one of them, such as `#2`">> {};
struct on_action : led_by<"on", want<postfix, "an action such as `sell.swap`">, pegtl::opt<which>,
                          need_sign<":", "`:` and what happens">,
                          want<outcome, "`fails`, `pays`, `fills` or `is unknown`">> {};

struct price_move : pegtl::seq<words_ahead<"", "falls", "rises">, asset_name, fall_or_rise,
                               want<unary, "a ratio such as `40%`">> {};
struct operator_verb : one_of<"pauses", "resumes", "cancels", "retries", "skips"> {};
struct operator_act
    : pegtl::seq<words_ahead<"operator", "pauses", "resumes", "cancels", "retries", "skips">,
                 word<"operator">, operator_verb, pegtl::opt<name>> {};
struct freeze_verb : one_of<"freezes", "thaws"> {};
struct freeze_change : pegtl::seq<words_ahead<"", "freezes", "thaws">, name, freeze_verb> {};
struct event : pegtl::sor<price_move, operator_act, freeze_change, world_setting> {};
struct at_event : led_by<"at", a_duration, need_sign<":", "`:` and what happens">,
                         want<event, "what happens then, such as `ETH falls 40%`">> {};

struct answer : one_of<"approves", "rejects"> {};
struct role_answer : pegtl::seq<words_ahead<"", "approves", "rejects">, name, answer,
                                pegtl::opt<led_by<"after", a_duration>>> {};

struct crash_point : one_of<"sent", "recorded", "done"> {};
struct crash
    : led_by<"crash", need<"after">, want<postfix, "an action such as `open.borrow`">,
             pegtl::opt<which>, need<"is">, want<crash_point, "`sent`, `recorded` or `done`">> {};
struct explore : word<"explore"> {};

struct limits_hold : pegtl::seq<words_ahead<"limits", "hold">, word<"limits">, word<"hold">> {};
struct stays_untouched : pegtl::seq<words_ahead<"", "untouched">, name, word<"untouched">> {};
struct did_run : pegtl::seq<words_ahead<"", "ran">, name, word<"ran">> {};
struct status : one_of<"waiting", "running", "holding", "paused", "completed", "failed",
                       "cancelled", "awaiting_approval", "done", "skipped", "held"> {};
struct has_status : pegtl::seq<word_in_statement_ahead<"is">, postfix, need<"is">,
                               want<status, "a status such as `done`, `held` or `completed`">> {};
struct throughout : may_be<"throughout"> {};
struct holds_true : pegtl::seq<expression, pegtl::opt<throughout>> {};
struct expectation : pegtl::sor<limits_hold, stays_untouched, did_run, has_status, holds_true> {};
struct expect : led_by<"expect", want<expectation, "a condition, or a name and `is`">> {};

struct scenario_item
    : pegtl::sor<role_answer, given, world, on_action, at_event, crash, explore, expect> {};
struct scenario_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 7> words{"given", "world",   "on",    "at",
                                                         "crash", "explore", "expect"};
  static constexpr BlockWords block{
      "a line of a scenario", "a line of a scenario such as `expect deal is completed`", words};
};
struct scenario
    : led_by<"scenario", want<text, "what the scenario is about, in quotes">, need<"for", "a deal">,
             want<name, "a deal">, block<scenario_words, scenario_item>> {};

}  // namespace dealwright::grammar
