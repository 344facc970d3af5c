// Expressions, sources of money, and the arguments of calls. A rule with `folds` leaves no node of
// its own when it holds a single operand.
#pragma once

#include "grammar/recovery.hpp"

namespace dealwright::grammar {

struct expression;
struct sum;
struct share;
struct money;

// ---- Literals

struct unit : pegtl::seq<asset_name, pegtl::opt<pegtl::seq<words_ahead<"per", "">, word<"per">,
                                                           want<asset_name, "an asset">>>> {};
struct quantity : pegtl::seq<number, pegtl::opt<unit>> {};
struct figure : pegtl::sor<time, address, ratio, duration,
                           pegtl::seq<odd_literal, pegtl::opt<unit>>, quantity> {};
struct digit_ahead : by_hand<digit_ahead, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    return is_digit(reader.next(in.current()).first);
  }
};
struct literal : pegtl::sor<pegtl::seq<digit_ahead, figure>, text, truth> {};

// `5 hours` for `5h`: reported, and left as text that was not understood.
struct odd_duration : by_hand<odd_duration, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (!is_digit(token.first)) return false;
    const char* end = reader.slip_duration(token.begin);
    if (end == nullptr) return false;
    go_to(in, end);
    return true;
  }
};
struct a_duration : want<pegtl::sor<duration, odd_duration>, "a duration such as `6h`"> {};

// ---- Calls

// Two arguments with nothing between them, and a `)` further on: a comma is missing. It counts as
// taking text, as the operand that it has seen is read next.
struct missing_comma : by_hand<missing_comma, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    return operand_ahead::read(in, reader) && reader.slip_missing_comma_in_call(in.current());
  }
};

struct argument_name : pegtl::seq<name> {};
struct argument_colon : pegtl::sor<sign<":">, slip<"=", ":", "=">> {};
struct named
    : pegtl::seq<pegtl::sor<word_and_sign_ahead<"", ":">, word_and_sign_ahead<"", "=", "=">>,
                 argument_name, argument_colon> {};
struct argument : pegtl::seq<pegtl::opt<named>, want<money, "an amount, a holding or a value">> {};
struct next_argument : pegtl::seq<pegtl::sor<comma, missing_comma>, want<argument, "an argument">> {
};
struct closes : by_hand<closes, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    return reader.next(in.current()).first == ')';
  }
};
struct arguments
    : pegtl::sor<closes, pegtl::seq<want<pegtl::seq<operand_ahead, argument>, "an argument or `)`">,
                                    pegtl::star<next_argument>>> {};
struct call : bracketed<'(', ')', "`,` or `)`", arguments> {};
struct index : bracketed<'[', ']', "`]`", want<expression, "an index">> {};
struct member : pegtl::seq<sign<".", ".">, want<name, "a name after `.`">> {};

// ---- Operators, from the tightest

struct parens : bracketed<'(', ')', "`)`", want<expression, "a value">> {};
struct primary : pegtl::sor<truth, any_name, literal, parens> {};
struct postfix : pegtl::seq<primary, pegtl::star<pegtl::sor<member, call, index>>> {
  static constexpr bool folds = true;
};
struct basis : one_of<"par", "cost", "market"> {};
struct valued
    : pegtl::seq<postfix,
                 pegtl::opt<words_ahead<"at", "par", "cost", "market">, word<"at">, basis>> {
  static constexpr bool folds = true;
};
struct minus : sign<"-", ">"> {};
struct unary : pegtl::sor<pegtl::seq<minus, want<valued, "a value after `-`">>, valued> {
  static constexpr bool folds = true;
};
struct share
    : pegtl::seq<unary, pegtl::opt<infix_word<"of">, nested<want<share, "what the share is of">>>> {
  static constexpr bool folds = true;
};
struct product_sign : pegtl::sor<sign<"*">, sign<"/">> {};
struct product
    : pegtl::seq<share,
                 pegtl::star<product_sign, goes_on, want<share, "a value after the operator">>> {
  static constexpr bool folds = true;
};
struct sum_sign : pegtl::sor<sign<"+">, sign<"-", ">">> {};
struct sum
    : pegtl::seq<product,
                 pegtl::star<sum_sign, goes_on, want<product, "a value after the operator">>> {
  static constexpr bool folds = true;
};
struct compare_sign
    : pegtl::sor<sign<"<=">, sign<">=">, sign<"==">, sign<"!=">, sign<"<">, sign<">">> {};
struct odd_compare_sign : pegtl::sor<slip<"=<", "<=">, slip<"=>", ">=">, slip<"=", "==">,
                                     slip<"≤", "<=">, slip<"≥", ">=">, slip<"≠", "!=">> {};
// `a < b < c`: reported, as it means something else in every language.
struct chained : by_hand<chained, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const char first = reader.next(in.current()).first;
    if (first == '<' || first == '>' || first == '=') reader.refuse_chain(in.current());
    return true;
  }
};
struct comparison : pegtl::seq<sum, pegtl::opt<pegtl::sor<compare_sign, odd_compare_sign>, goes_on,
                                               want<sum, "a value to compare with">, chained>> {
  static constexpr bool folds = true;
};
// `not` is a name where nothing follows that could be negated.
struct negates : by_hand<negates, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    return token.word != 0 && reader.begins_operand(reader.over_layout(token.begin + token.word));
  }
};
struct negation_sign : pegtl::sor<pegtl::seq<negates, word<"not">>, slip<"!", "not", "=">> {};
struct negation : pegtl::sor<pegtl::seq<negation_sign, want<comparison, "a condition after `not`">>,
                             comparison> {
  static constexpr bool folds = true;
};
struct conjunction
    : pegtl::seq<negation,
                 pegtl::star<pegtl::sor<infix_word<"and">, pegtl::seq<slip<"&&", "and">, goes_on>>,
                             want<negation, "a condition after `and`">>> {
  static constexpr bool folds = true;
};
struct expression
    : pegtl::seq<conjunction,
                 pegtl::star<pegtl::sor<infix_word<"or">, pegtl::seq<slip<"||", "or">, goes_on>>,
                             want<conjunction, "a condition after `or`">>> {
  static constexpr bool folds = true;
};

// ---- Money: where an amount is taken from

struct from_place
    : pegtl::seq<need<"from">, want<name, "the bucket or holding that it comes from">> {};
struct draw_all : pegtl::seq<word_and_asset_ahead<"all">, word<"all">, asset_name, from_place> {};
struct draw_up_to : pegtl::seq<words_ahead<"up", "to">, word<"up">, word<"to">,
                               want<product, "the most that is taken">, from_place> {};
struct draw
    : pegtl::sor<
          draw_all, draw_up_to,
          pegtl::seq<product, pegtl::opt<may_be<"from">,
                                         want<name, "the bucket or holding that it comes from">>>> {
  static constexpr bool folds = true;
};
struct money
    : pegtl::seq<draw, pegtl::star<sum_sign, goes_on, want<draw, "an amount after the operator">>> {
  static constexpr bool folds = true;
};

}  // namespace dealwright::grammar
