// Steps, ladders and defences: their order and their statements.
#pragma once

#include "grammar/declarations.hpp"

namespace dealwright::grammar {

struct statement;

// ---- Order

struct after_mode : one_of<"settled", "any"> {};
// `settled` and `any` are names where no name follows them.
struct mode_ahead : by_hand<mode_ahead, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.word == 0) return false;
    const char* second = reader.over_layout(token.begin + token.word);
    const std::string_view word = reader.word_at(second);
    if (word.empty()) return false;
    const char* third = reader.over_layout(second + word.size());
    if (word == "or") return reader.word_at(third).empty();
    return word != "at" || !reader.is_digit_at(third);
  }
};
struct after_term : pegtl::seq<pegtl::opt<mode_ahead, after_mode>, name> {};
struct after_all
    : pegtl::seq<after_term, pegtl::star<comma, want<after_term, "the name of a step">>> {};
struct after : led_by<"after", want<after_all, "the name of a step">,
                      pegtl::star<infix_word<"or">, want<after_all, "the name of a step">>> {};
struct at_time : led_by<"at", a_duration> {};

// ---- Results and actions

struct arrow : pegtl::sor<sign<"->">, slip<"=>", "->">, slip<"→", "->">> {};
struct results : pegtl::seq<arrow, names<name, "a name for what the action yields">> {};
struct results_before_block : pegtl::seq<arrow, want<name, "a name for what the action yields">,
                                         pegtl::star<comma_in_list<"{">, name>> {
  using stands_for = results;
};
// `pool.supply(wrapped) collateral`: an arrow is missing.
struct missing_arrow : by_hand<missing_arrow, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    return reader.next(in.current()).word != 0 && reader.slip_missing_arrow(in.current());
  }
};
struct results_without_arrow
    : pegtl::seq<missing_arrow, names<name, "a name for what the action yields">> {
  using stands_for = results;
};
struct action : pegtl::seq<postfix, pegtl::opt<pegtl::sor<results, results_without_arrow>>> {};

// ---- Statements

struct within : led_by<"within", a_duration> {};
struct else_choice : one_of<"skip", "hold", "fail"> {};
struct else_part : led_by<"else", want<else_choice, "`skip`, `hold` or `fail`">> {};
struct when : pegtl::seq<leads_expression<"when">, want<expression, "a condition">,
                         pegtl::opt<comma_then<"within">, within>,
                         pegtl::opt<comma_then<"else">, else_part>> {};
struct require : pegtl::seq<leads_expression<"require">, want<expression, "a condition">> {};
struct ensure : pegtl::seq<leads_expression<"ensure">, want<expression, "a condition">> {};
struct approve_when : led_by<"when", want<expression, "a condition">> {};
struct approve
    : pegtl::seq<leads<"approve">, need<"by", "who approves">, want<name, "who approves">,
                 pegtl::opt<approve_when>, pegtl::opt<comma_then<"within">, within>> {};
struct timeout : pegtl::seq<leads<"timeout">, a_duration> {};
struct deadline : pegtl::seq<leads<"deadline">, want<whole, "a number of blocks">, need<"blocks">> {
};
struct failure_choice : one_of<"hold", "skip", "fail"> {};
struct then_step : led_by<"then", want<name, "the name of a step">> {};
struct on_failure : pegtl::seq<leads<"on">, need<"failure", "what to do then">,
                               want<pegtl::sor<then_step, failure_choice>,
                                    "`hold`, `skip`, `fail` or `then` and a step">> {};
struct doubling : led_by<"doubling", need<"to">, a_duration> {};
struct retry_on : led_by<"on", names<name, "the name of a failure">> {};
struct retry
    : pegtl::seq<leads<"retry">, want<whole, "a number of attempts">, need<"every", "a duration">,
                 a_duration, pegtl::opt<doubling>, pegtl::opt<retry_on>> {};
struct accept_partial : pegtl::seq<leads<"accept">, need<"partial">> {};
struct leave_open
    : pegtl::seq<leads<"leave">, need<"open">, names<name, "the name of a position">> {};

struct body_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 13> words{
      "when",  "require", "ensure", "approve", "timeout", "deadline", "on",
      "retry", "accept",  "leave",  "split",   "atomic",  "flash"};
  static constexpr BlockWords block{"a statement", "a statement or an action", words};
};
struct body : block<body_words, statement> {};
struct atomic : pegtl::seq<word_and_sign_ahead<"atomic", "{">, word<"atomic">, after_header<body>> {
};
struct flash : pegtl::seq<leads_expression<"flash">, want<sum, "the amount that is borrowed">,
                          need<"from", "who lends it">, want<name, "who lends it">,
                          want<results_before_block, "`->` and a name for what is borrowed">,
                          after_header<body>> {};
struct statement : pegtl::sor<when, require, ensure, approve, timeout, deadline, on_failure, retry,
                              accept_partial, leave_open, split, atomic, flash, action> {};

struct step : led_by<"step", want<name, "the step's name">, pegtl::opt<after>, pegtl::opt<at_time>,
                     after_header<body>> {};

// ---- Ladders

struct at_most_rungs : led_by<"at", need<"most">, want<whole, "a number of rungs">, need<"rungs">> {
};
struct rungs
    : pegtl::seq<leads_expression<"rungs">, want<postfix, "the size of a rung">,
                 pegtl::star<comma, want<postfix, "the size of a rung">>,
                 need<"of", "what is cut into rungs">, want<money, "what is cut into rungs">,
                 pegtl::opt<comma_then<"at">, at_most_rungs>> {};
struct climb
    : pegtl::seq<leads<"climb">, need<"when", "a condition">, want<expression, "a condition">> {};
struct ladder_item : pegtl::sor<rungs, climb, statement> {};
struct ladder_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 15> words{
      "rungs", "climb", "when",   "require", "ensure", "approve", "timeout", "deadline",
      "on",    "retry", "accept", "leave",   "split",  "atomic",  "flash"};
  static constexpr BlockWords block{"a statement", "`rungs`, `climb`, a statement or an action",
                                    words};
};
struct ladder : led_by<"ladder", want<name, "the ladder's name">, pegtl::opt<after>,
                       pegtl::opt<at_time>, block<ladder_words, ladder_item>, pegtl::opt<results>> {
};

// ---- Defences

struct at_most_times : led_by<"at", need<"most">, want<whole, "a number of times">, need<"times">> {
};
struct defend : led_by<"defend", want<name, "the defence's name">, need<"when", "a condition">,
                       want<expression, "a condition">,
                       want<pegtl::seq<comma_then<"at">, at_most_times>, "`, at most N times`">,
                       after_header<body>> {};

// ---- The deal itself

struct default_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 3> words{"timeout", "retry", "on"};
  static constexpr BlockWords block{"a default", "`timeout`, `retry` or `on failure`", words};
};
struct default_item : pegtl::sor<timeout, retry, on_failure> {};
struct defaults : led_by<"defaults", block<default_words, default_item>> {};
struct adopt : led_by<"adopt", want<postfix, "another deal's position, such as `OTHER.loan`">,
                      want<results, "`->` and a name">> {};
struct deal_item : pegtl::sor<param, buckets, gas, assume, value_rule, limits, split, adopt, step,
                              ladder, defend, defaults> {};
struct deal_words {
  static constexpr bool documented = true;
  static constexpr std::array<std::string_view, 12> words{"param", "buckets", "gas",    "assume",
                                                          "value", "limits",  "split",  "adopt",
                                                          "step",  "ladder",  "defend", "defaults"};
  static constexpr BlockWords block{"a part of a deal", "a part of a deal such as `step`", words};
};
struct deal : led_by<"deal", want<name, "the deal's name">, block<deal_words, deal_item>> {};

}  // namespace dealwright::grammar
