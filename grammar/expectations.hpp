// What the grammar says when something else stands there. A rule that expects never fails: it
// reports one finding through the reader, which then takes nothing and reports nothing until
// recovery.hpp finds a place to go on. So after an expectation no rule may fail, or what was read
// and reported would be read again.
#pragma once

#include "grammar/tokens.hpp"

namespace dealwright::grammar {

// Rule, or "expected `Expected`, found ...".
template <typename Rule, Phrase Expected>
struct want {
  using rule_t = want;
  using subs_t = pegtl::type_list<Rule>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  [[nodiscard]] static bool match(Input& in, Reader& reader) {
    if (!Control<Rule>::template match<A, pegtl::rewind_mode::required, Action, Control>(in,
                                                                                         reader)) {
      reader.expected(in.current(), Expected.view());
    }
    return true;
  }
};

// A keyword that must come. A near miss is reported and read as the keyword. `Then` says what it
// would bring.
template <Phrase Word, Phrase Then = "">
struct need : by_hand<need<Word, Then>, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    if (word<Word>::read(in, reader)) return true;
    if (const char* end = reader.slip_word(in.current(), Word.view())) {
      go_to(in, end);
    } else {
      reader.expected_word(in.current(), Word.view(), Then.view());
    }
    return true;
  }
};

// A keyword that may come, where no other word may: a near miss is reported and read as the
// keyword.
template <Phrase Word>
struct may_be : by_hand<may_be<Word>, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    if (word<Word>::read(in, reader)) return true;
    const char* end = reader.slip_word(in.current(), Word.view());
    if (end != nullptr) go_to(in, end);
    return end != nullptr;
  }
};

// The statement ends here, or this would have had to come.
template <Phrase Expected>
struct ends_or : by_hand<ends_or<Expected>, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    if (!reader.ends_statement(reader.next(in.current()).begin))
      reader.expected(in.current(), Expected.view());
    return true;
  }
};

template <Phrase Sign, Phrase Expected>
struct need_sign : want<sign<Sign>, Expected> {};

// ---- Slips: what other languages write, read as what was meant and reported

// An operator that is spelled otherwise here: `&&`, `||`, `=`, `=>`. Found is read as Meant.
template <Phrase Found, Phrase Meant, Phrase But = "">
struct slip : by_hand<slip<Found, Meant, But>, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.first != Found.view()[0]) return false;
    const char* begin = token.begin;
    if (!sign<Found, But>::read(in, reader)) return false;
    reader.slip_sign(begin, Found.view(), Meant.view());
    return true;
  }
};

// A comma and a keyword after it: `, within 4h`. Takes the comma; a missing one is reported and
// does no harm. A keyword that begins a call (`, within.wrap(x)`) is the next item of a one-line
// block.
template <Phrase Word>
struct comma_then : by_hand<comma_then<Word>, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.first == ',') {
      const char* begin = reader.over_all_layout(token.begin + 1);
      if (reader.word_at(begin) != Word.view() || reader.begins_call(begin)) return false;
      go_to(in, token.begin + 1);
      reader.goes_on(in.current());
      return true;
    }
    if (token.word == 0 || std::string_view(token.begin, token.word) != Word.view()) return false;
    reader.slip_missing_comma(in.current(), Word.view());
    return true;
  }
};

// A comma that carries a list of names on, and not one that separates the items of a one-line
// block: after it comes a word, and after that the list goes on or ends.
template <Phrase Ends>
struct comma_in_list : by_hand<comma_in_list<Ends>, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.first != ',' || !reader.name_ends_at(token.begin + 1, Ends.view())) return false;
    go_to(in, token.begin + 1);
    reader.goes_on(in.current());
    return true;
  }
};

// Name { "," Name } at the end of a statement.
template <typename Name, Phrase Expected>
struct names : pegtl::seq<want<Name, Expected>, pegtl::star<comma_in_list<"">, Name>> {};

}  // namespace dealwright::grammar

namespace tao::pegtl {
template <typename Name, typename Rule, dealwright::grammar::Phrase Expected>
struct analyze_traits<Name, dealwright::grammar::want<Rule, Expected>> : analyze_opt_traits<Rule> {
};
}  // namespace tao::pegtl
