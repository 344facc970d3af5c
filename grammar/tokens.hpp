// Words, signs, literals and names. Rules that read by hand ask a reader (a template argument, so
// that the rules know nothing of who builds what) for the next token; it knows whether a newline is
// layout at that place:
//   reader.next(at)       the token after the layout at `at`: where it begins, its first byte ('\n'
//   at the end of a line, '\0'
//                         at the end of the text), the length of the word that it is (0 for
//                         anything else); an empty one while the parser skips what it did not
//                         understand
//   reader.goes_on(at)    the line goes on after a comma or an infix operator: newlines at `at` are
//   layout reader.over_layout(p) past the layout at `p`, as things stand
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

namespace dealwright::grammar {

namespace pegtl = tao::pegtl;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_small(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_capital(c) || is_small(c); }

// A string as a template argument: keywords, and what the parser says it expected.
template <std::size_t N>
struct Phrase {
  char characters[N]{};
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is a phrase.
  consteval Phrase(const char (&literal)[N]) {
    for (std::size_t i = 0; i < N; ++i)
      characters[i] = literal[i];
  }
  [[nodiscard]] constexpr std::string_view view() const { return {characters, N - 1}; }
};

template <typename Input>
void go_to(Input& in, const char* place) {
  in.bump(static_cast<std::size_t>(place - in.current()));
}

// What a rule written by hand is to the grammar analysis: one that takes text when it succeeds, or
// one that only looks.
struct takes_text {};
struct only_looks {};

// Base of rules written by hand: Rule::read(in, reader) says whether it matched and takes nothing
// when it did not.
template <typename Rule, typename Class>
struct by_hand {
  using rule_t = Class;
  using subs_t = pegtl::type_list<>;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class,
            template <typename...> class, typename Input, typename Reader>
  [[nodiscard]] static bool match(Input& in, Reader& reader) {
    return Rule::read(in, reader);
  }

 private:
  friend Rule;
  by_hand() = default;  // for Rule alone
};

// ---- Words and signs

// A keyword, where the grammar expects it. A misspelt one counts once the reader has reported and
// corrected it.
template <Phrase Word>
struct word : by_hand<word<Word>, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    constexpr std::string_view text = Word.view();
    if (token.word != text.size() || std::memcmp(token.begin, text.data(), text.size()) != 0) {
      if (token.word == 0 || !reader.is_read_as(token.begin, text)) return false;
    }
    go_to(in, token.begin + token.word);
    return true;
  }
};

template <Phrase... Words>
struct one_of : pegtl::sor<word<Words>...> {};

// A keyword that begins a statement where a call may stand too: `timeout.wrap(x)` and `timeout(x)`
// are calls.
template <Phrase Word>
struct leads : by_hand<leads<Word>, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.word == 0) return false;
    const char* after = reader.over_layout(token.begin + token.word);
    if (reader.is_at(after, "(") || reader.is_at(after, ".") || reader.is_at(after, "[") ||
        reader.is_at(after, "->")) {
      return false;
    }
    return word<Word>::read(in, reader);
  }
};

// The same before an expression, which may begin with a parenthesis.
template <Phrase Word>
struct leads_expression : by_hand<leads_expression<Word>, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.word == 0) return false;
    const char* after = reader.over_layout(token.begin + token.word);
    if (reader.is_at(after, ".") || reader.is_at(after, "[") || reader.is_at(after, "->"))
      return false;
    return word<Word>::read(in, reader);
  }
};

// A sign; `But` are the characters that would make it another one.
template <Phrase Sign, Phrase But = "">
struct sign : by_hand<sign<Sign, But>, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    constexpr std::string_view text = Sign.view();
    if (token.first != text[0]) return false;
    if constexpr (text.size() > 1) {
      if (!reader.is_at(token.begin, text)) return false;
    }
    if constexpr (!But.view().empty()) {
      const char* after = token.begin + text.size();
      for (const char other : But.view()) {
        if (reader.is_at(after, std::string_view(&other, 1))) return false;
      }
    }
    go_to(in, token.begin + text.size());
    return true;
  }
};

// After a comma or an infix operator the statement goes on, even on the next line.
struct goes_on : by_hand<goes_on, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    reader.goes_on(in.current());
    return true;
  }
};

template <Phrase Word>
struct infix_word : pegtl::seq<word<Word>, goes_on> {};
struct comma : pegtl::seq<sign<",">, goes_on> {};

// ---- Looking ahead, over words only

template <Phrase Word>
constexpr bool is_or_any(std::string_view text) {
  return Word.view().empty() ? !text.empty() : text == Word.view();
}

// The next token is this word, perhaps misspelt and corrected; the empty phrase stands for any
// word.
template <Phrase Word, typename Token, typename Reader>
bool is_word(const Token& token, const Reader& reader) {
  if (token.word == 0) return false;
  return is_or_any<Word>({token.begin, token.word}) || reader.is_read_as(token.begin, Word.view());
}

// The next two words; the empty phrase stands for any word.
template <Phrase First, Phrase... Second>
struct words_ahead : by_hand<words_ahead<First, Second...>, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (!is_word<First>(token, reader)) return false;
    const std::string_view second = reader.word_at(reader.over_layout(token.begin + token.word));
    return (is_or_any<Second>(second) || ...);
  }
};

// A word and an asset after it; lookahead must not leave nodes, so it cannot be spelled with the
// rules themselves.
template <Phrase First>
struct word_and_asset_ahead : by_hand<word_and_asset_ahead<First>, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (!is_word<First>(token, reader)) return false;
    const std::string_view asset = reader.word_at(reader.over_layout(token.begin + token.word));
    return !asset.empty() && is_capital(asset.front());
  }
};

// A word and a sign after it, which none of the characters of But follows.
template <Phrase First, Phrase Sign, Phrase But = "">
struct word_and_sign_ahead : by_hand<word_and_sign_ahead<First, Sign, But>, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (!is_word<First>(token, reader)) return false;
    const char* after = reader.over_layout(token.begin + token.word);
    if (!reader.is_at(after, Sign.view())) return false;
    for (const char other : But.view()) {
      if (reader.is_at(after + Sign.view().size(), std::string_view(&other, 1))) return false;
    }
    return true;
  }
};

// A number and a word after it.
template <Phrase Word>
struct number_and_word_ahead : by_hand<number_and_word_ahead<Word>, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (!is_digit(token.first)) return false;
    return reader.word_at(reader.over_layout(reader.piece_end(token.begin))) == Word.view();
  }
};

// A word further on in this statement, after an operand and outside brackets: it decides what the
// statement is.
template <Phrase Word>
struct word_in_statement_ahead : by_hand<word_in_statement_ahead<Word>, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    return reader.statement_has(reader.next(in.current()).begin, Word.view());
  }
};

// Something that may begin an operand: a word, a number, a text, a parenthesis, a minus.
struct operand_ahead : by_hand<operand_ahead, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    return token.word != 0 || is_digit(token.first) || token.first == '"' || token.first == '(' ||
           (token.first == '-' && !reader.is_at(token.begin, "->"));
  }
};

// ---- Names

// To the next token, if it is a word whose first letter will do.
template <bool (*Accepts)(char)>
struct name_token : by_hand<name_token<Accepts>, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.word == 0 || !Accepts(token.first)) return false;
    go_to(in, token.begin + token.word);
    return true;
  }
};

// Style is not syntax: any word may stand where a name must, and the checker says how names are
// written.
struct name : name_token<is_letter> {};
struct asset_name : name_token<is_capital> {};
struct small_name : name_token<is_small> {
  using stands_for = name;
};
struct any_name : pegtl::sor<small_name, asset_name> {};

// ---- Literals

// To the next token, if it begins with a digit.
struct to_digit : by_hand<to_digit, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (!is_digit(token.first)) return false;
    go_to(in, token.begin);
    return true;
  }
};

struct word_stops : pegtl::not_at<pegtl::identifier_other> {};
struct digits : pegtl::seq<pegtl::plus<pegtl::digit>,
                           pegtl::star<pegtl::one<'_'>, pegtl::plus<pegtl::digit>>> {};
struct fraction : pegtl::seq<pegtl::one<'.'>, digits> {};
struct exponent
    : pegtl::seq<pegtl::one<'e'>, pegtl::opt<pegtl::one<'-', '+'>>, pegtl::plus<pegtl::digit>> {};

// `5ETH` is read as `5 ETH` and reported.
struct number_stops : by_hand<number_stops, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    return !reader.is_in_word(in.current()) || reader.slip_unit_without_space(in.current());
  }
};

// `30 %`, `25bps`, `1.5h`, `0x12`: what was meant is clear or nearly so. Reported, and left as text
// that was not understood.
struct odd_literal : by_hand<odd_literal, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (!is_digit(token.first)) return false;
    const char* end = reader.slip_literal(token.begin);
    if (end == nullptr) return false;
    go_to(in, end);
    return true;
  }
};

struct NUMBER : pegtl::seq<digits, pegtl::opt<fraction>, pegtl::opt<exponent>, number_stops> {};
struct WHOLE : pegtl::seq<digits, word_stops, pegtl::not_at<fraction>> {};
struct RATIO
    : pegtl::seq<
          digits, pegtl::opt<fraction>,
          pegtl::sor<pegtl::one<'%'>, pegtl::seq<pegtl::plus<pegtl::blank>,
                                                 pegtl::string<'b', 'p', 's'>, word_stops>>> {};
struct DURATION
    : pegtl::seq<digits, pegtl::sor<pegtl::string<'m', 's'>, pegtl::one<'s', 'm', 'h', 'd'>>,
                 word_stops> {};
template <unsigned Count>
struct figures : pegtl::rep<Count, pegtl::digit> {};
struct DATE : pegtl::seq<figures<4>, pegtl::one<'-'>, figures<2>, pegtl::one<'-'>, figures<2>> {};
struct TIME : pegtl::seq<DATE, pegtl::one<'T'>, figures<2>, pegtl::one<':'>, figures<2>,
                         pegtl::opt<pegtl::one<':'>, figures<2>>, pegtl::one<'Z'>, word_stops> {};
struct ADDRESS : pegtl::seq<pegtl::string<'0', 'x'>, pegtl::rep<40, pegtl::xdigit>, word_stops> {};

struct number : pegtl::seq<to_digit, NUMBER> {};
struct whole : pegtl::seq<to_digit, WHOLE> {};
struct ratio : pegtl::seq<to_digit, RATIO> {};
struct duration : pegtl::seq<to_digit, DURATION> {};
struct time : pegtl::seq<to_digit, TIME> {};
struct address : pegtl::seq<to_digit, ADDRESS> {};
struct truth : one_of<"true", "false"> {};

// One line, with \" and \\; a quote that is missing is reported by the reader, which then knows
// where the text ends.
struct text : by_hand<text, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.first != '"') return false;
    go_to(in, reader.read_text(token.begin));
    return true;
  }
};

}  // namespace dealwright::grammar

namespace tao::pegtl {
template <typename Name>
struct analyze_traits<Name, dealwright::grammar::takes_text> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, dealwright::grammar::only_looks> : analyze_opt_traits<> {};
}  // namespace tao::pegtl
