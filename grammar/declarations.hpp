// A file and its declarations; what stands in a deal but for its steps; types.
#pragma once

#include <array>

#include "grammar/expressions.hpp"

namespace dealwright::grammar {

// The item that one keyword begins.
template <Phrase Word, typename... Rest>
struct led_by : pegtl::seq<word<Word>, Rest...> {};

// ---- Types

struct position_kind : one_of<"Collateral", "Debt"> {};
struct position_type
    : pegtl::seq<pegtl::sor<words_ahead<"Collateral", "of">, words_ahead<"Debt", "of">>,
                 position_kind, word<"of">, want<asset_name, "an asset">> {};
struct route_type : led_by<"route", need<"of">, want<asset_name, "an asset">> {};
struct asset_kind : led_by<"asset", want<asset_name, "an asset">> {};
struct plain_type : one_of<"ratio", "duration", "time", "whole", "truth", "text", "address"> {};
struct par_of : led_by<"par", need<"of">, want<asset_name, "an asset">> {};
struct at_place : led_by<"at", want<name, "a place">> {};
struct asset_type : pegtl::sor<par_of, pegtl::seq<asset_name, pegtl::opt<at_place>>> {
  static constexpr bool folds = true;
};
struct rate_type
    : pegtl::seq<asset_type,
                 pegtl::opt<infix_word<"per">, want<asset_type, "an asset after `per`">>> {
  static constexpr bool folds = true;
};
struct type : pegtl::sor<position_type, route_type, asset_kind, plain_type, rate_type> {};
struct a_type : want<type, "a type such as `ETH`, `USDT per ETH`, `ratio` or `duration`"> {};

// ---- Files

// `use` lines come first; one that comes later is reported and read all the same.
struct uses_come_first : by_hand<uses_come_first, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    reader.check_use_comes_first(in.current());
    return true;
  }
};
struct use : led_by<"use", uses_come_first,
                    want<pegtl::sor<name, text>, "a module's name or a path in quotes">,
                    pegtl::opt<led_by<"as", want<name, "the name that the module gets here">>>> {};

// ---- Assets

struct asset_decimals : led_by<"decimals", want<whole, "a whole number">> {};
struct counts_as : led_by<"counts", need<"as">, want<asset_name, "an asset">> {};
struct redeems_into : led_by<"redeems", need<"into">, want<asset_name, "an asset">,
                             pegtl::opt<led_by<"at", want<literal, "a price">>>> {};
struct asset_item : pegtl::sor<asset_decimals, counts_as, redeems_into> {};
struct asset_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 3> words{"decimals", "counts", "redeems"};
  static constexpr BlockWords block{"a property of an asset", "a property such as `decimals 18`",
                                    words};
};
struct asset : led_by<"asset", want<asset_name, "the asset's name, with a capital">,
                      block<asset_words, asset_item>> {};

// ---- Deals

struct param_default : pegtl::seq<sign<"=", "=">, want<sum, "a default">> {};
struct param_range : led_by<"in", want<sum, "the least it may be">, need_sign<"..", "`..`">,
                            want<sum, "the most it may be">, pegtl::opt<word<"hops">>> {};
struct param : led_by<"param", want<name, "the parameter's name">, need_sign<":", "`:` and a type">,
                      a_type, pegtl::opt<param_default>, pegtl::opt<param_range>,
                      ends_or<"`=`, `in` or the end of the line">> {};

struct untouchable : may_be<"untouchable"> {};
struct share_item
    : pegtl::seq<name, want<unary, "a share such as `50%`">, pegtl::opt<untouchable>> {};
struct share_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 0> words{};
  static constexpr BlockWords block{"a share", "a name and its share, such as `core 50%`", words,
                                    "a share such as `50%`"};
};
struct shares : block<share_words, share_item> {};
struct buckets : led_by<"buckets", need<"of", "what is shared out">,
                        want<sum, "what is shared out">, after_header<shares>> {};

struct gas : led_by<"gas", need<"at">, need<"most">, want<product, "an amount">, from_place> {};

struct fall_or_rise : one_of<"falls", "rises"> {};
struct moves_at_most : pegtl::seq<words_ahead<"", "falls", "rises">, asset_name, fall_or_rise,
                                  need<"at">, need<"most">, want<unary, "a ratio such as `50%`">> {
};
struct may_happen : pegtl::seq<words_ahead<"", "may">, name, word<"may">,
                               want<name, "what may happen, such as `freeze`">> {};
struct stays_within : pegtl::seq<word_in_statement_ahead<"within">, sum, need<"within">,
                                 want<literal, "a ratio such as `2%`">, need<"of">,
                                 want<sum, "what it stays close to">> {};
struct box_line : pegtl::sor<moves_at_most, may_happen, stays_within, comparison> {};
struct box_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 0> words{};
  static constexpr BlockWords block{"a line of the assumption box",
                                    "an assumption such as `ETH falls at most 50%`", words,
                                    "`falls`, `within`, `may` or a comparison sign"};
};
struct assume : led_by<"assume", need<"for", "how long the assumptions hold">, a_duration,
                       block<box_words, box_line>> {};

struct value_rule : led_by<"value", want<asset_name, "an asset">, need<"at">,
                           want<basis, "`par`, `cost` or `market`">> {};

struct never_pledge : pegtl::seq<words_ahead<"never", "">, word<"never">, need<"pledge">,
                                 want<asset_name, "an asset">> {};
struct repayable : pegtl::seq<word_and_sign_ahead<"repayable", "(">, word<"repayable">,
                              bracketed<'(', ')', "`)`", want<name, "a position">>, need<"without">,
                              names<any_name, "an asset or a bucket">> {};
struct waiver
    : pegtl::seq<words_ahead<"accept", "undecided">, word<"accept">, word<"undecided">,
                 want<postfix, "the quantity of the limit">,
                 need<"because", "the reason, in quotes">, want<text, "the reason, in quotes">> {};
struct limit_mode
    : pegtl::sor<word<"always">,
                 pegtl::seq<words_ahead<"when", "increased">, word<"when">, word<"increased">>> {};
struct tightened : led_by<"tightened", need<"to">, want<sum, "the tighter limit">, need<"when">,
                          want<comparison, "when it is tighter">> {};
struct warn_at : led_by<"warn", need<"at">, want<sum, "the value at which to warn">> {};
// Not a word with something after it that no comparison has: its sign is missing, or the word is
// misspelt.
struct limit_begins : by_hand<limit_begins, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.word == 0) return true;
    const char* after = reader.over_layout(token.begin + token.word);
    const std::string_view word = reader.word_at(after);
    return !reader.is_digit_at(after) &&
           (word.empty() || word == "always" || word == "when" || word == "warn" ||
            word == "tightened" || word == "of" || word == "at");
  }
};
struct limit : pegtl::seq<limit_begins, comparison, pegtl::opt<limit_mode>,
                          pegtl::opt<comma_then<"tightened">, tightened>, pegtl::opt<warn_at>,
                          ends_or<"`always`, `when increased`, `warn at` or the end of the line">> {
};
struct limit_item : pegtl::sor<never_pledge, repayable, waiver, limit> {};
struct limit_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 3> words{"never", "repayable", "accept"};
  static constexpr BlockWords block{"a limit", "a limit such as `ltv <= 70% always`", words,
                                    "a comparison sign such as `<=`"};
};
struct limits : led_by<"limits", block<limit_words, limit_item>> {};

struct split
    : pegtl::seq<leads_expression<"split">, want<money, "what is split">, after_header<shares>> {};

struct desk_item : limits {
  using stands_for = limits;
};
struct desk_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 1> words{"limits"};
  static constexpr BlockWords block{"a part of the desk", "`limits`", words};
};
struct desk : led_by<"desk", block<desk_words, desk_item>> {};

}  // namespace dealwright::grammar
