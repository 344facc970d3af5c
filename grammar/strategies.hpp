// Strategies: which deal is started when, and how often.
#pragma once

#include "grammar/steps.hpp"

namespace dealwright::grammar {

struct market
    : led_by<"market", want<name, "the market's name">, need<"of", "the modules it trades with">,
             names<name, "the name of a module">> {};
struct find : led_by<"find", need<"cycle">, want<name, "a name for the cycle">, need<"in">,
                     want<name, "a market">, need<"from">, want<asset_name, "an asset">,
                     want<comma_then<"hops">, "`, hops`">, need<"hops">,
                     want<whole, "the least number of hops">, need_sign<"..", "`..`">,
                     want<whole, "the greatest number of hops">> {};
struct size : led_by<"size", want<postfix, "what is sized">, need<"between">,
                     want<sum, "the smallest size">, need<"and">, want<sum, "the largest size">> {};
struct blocks : pegtl::seq<whole, want<one_of<"blocks", "block">, "`blocks`">> {};
struct lasting
    : led_by<"for",
             want<pegtl::sor<duration, odd_duration, blocks>, "a duration or a number of blocks">> {
};
struct fire_when
    : led_by<"when", want<expression, "a condition">, pegtl::opt<comma_then<"for">, lasting>> {};
struct fire : led_by<"fire", want<postfix, "a deal and its parameters">> {};
// A comma and another cap, and not the comma of a one-line block.
struct comma_and_digit : by_hand<comma_and_digit, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.first != ',' || !reader.is_digit_at(reader.over_all_layout(token.begin + 1)))
      return false;
    go_to(in, token.begin + 1);
    return goes_on::read(in, reader);
  }
};
struct rate_cap : pegtl::seq<number_and_word_ahead<"per">, whole, need<"per">, a_duration> {};
struct open_cap : pegtl::seq<whole, need<"open">> {};
struct cap : pegtl::sor<rate_cap, open_cap> {};
struct at_most : led_by<"at", need<"most">, want<cap, "`3 open` or `20 per 1h`">,
                        pegtl::star<comma_and_digit, cap>> {};
struct cooldown : led_by<"cooldown", a_duration, need<"per">, want<name, "what rests">> {};
struct failures_in_row : pegtl::seq<number_and_word_ahead<"failures">, whole, need<"failures">,
                                    need<"in">, need<"a">, need<"row">> {};
struct in_window : led_by<"in", a_duration> {};
struct stop_condition : pegtl::sor<failures_in_row, pegtl::seq<comparison, pegtl::opt<in_window>>> {
};
struct reopen : led_by<"reopen", need<"after">, a_duration, need<"at">,
                       want<ratio, "a ratio such as `10%`">, need<"size">> {};
struct stop : led_by<"stop", need<"when", "a condition">, want<stop_condition, "a condition">,
                     pegtl::star<infix_word<"or">, want<stop_condition, "a condition">>,
                     pegtl::opt<comma_then<"reopen">, reopen>> {};
struct every_block : word<"block"> {};
struct watch : led_by<"watch", want<expression, "what is watched">,
                      need<"every", "a duration, `block` or an event">,
                      want<pegtl::sor<duration, odd_duration, every_block, name>,
                           "a duration, `block` or an event">> {};
struct let
    : led_by<"let", want<name, "a name">, need_sign<"=", "`=`">, want<expression, "a value">> {};
struct shadow : word<"shadow"> {};

struct strategy_item
    : pegtl::sor<market, find, size, fire_when, fire, at_most, cooldown, stop, watch, let, shadow> {
};
struct strategy_words {
  static constexpr bool documented = true;
  static constexpr std::array<std::string_view, 11> words{
      "market", "find", "size", "when", "fire", "at", "cooldown", "stop", "watch", "let", "shadow"};
  static constexpr BlockWords block{"a part of a strategy", "a part of a strategy such as `fire`",
                                    words};
};
struct strategy
    : led_by<"strategy", want<name, "the strategy's name">, block<strategy_words, strategy_item>> {
};

}  // namespace dealwright::grammar
