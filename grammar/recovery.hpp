// Brackets, blocks and the places where parsing goes on after a mistake. The reader decides (it
// sees the text as it is); the rules here only go where it says. A missing bracket or brace is put
// in: reported at the end of what came before, nothing is taken, and the rest is read as if it were
// there.
#pragma once

#include <span>

#include "grammar/expectations.hpp"

namespace dealwright::grammar {

// Text that no rule would take; the reader leaves these nodes while it skips.
struct error : pegtl::failure {};

// Open Inner... Close. Inside newlines are layout. Inner must not fail.
template <char Open, char Close, Phrase Expected, typename... Inner>
struct bracketed {
  using rule_t = bracketed;
  using subs_t = pegtl::type_list<Inner...>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  [[nodiscard]] static bool match(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.first != Open) return false;
    const char* const opener = token.begin;
    go_to(in, opener + 1);
    reader.enter_bracket(opener);
    const bool inside =
        (Control<Inner>::template match<A, pegtl::rewind_mode::dontcare, Action, Control>(in,
                                                                                          reader) &&
         ...);
    static_cast<void>(inside);
    const auto& last = reader.next(in.current());
    if (last.first == Close) {
      go_to(in, last.begin + 1);
    } else if (const char* after =
                   reader.close_bracket(in.current(), opener, Close, Expected.view())) {
      go_to(in, after);
    }
    reader.leave_bracket();
    return true;
  }
};

// What a block of items is called and which words may begin an item: for suggestions, and to see
// that an item belongs to a block outside, so that a brace is missing.
struct BlockWords {
  std::string_view item;      // "a statement"
  std::string_view expected;  // "a statement or an action"
  std::span<const std::string_view> words;
  std::string_view after_word = {};  // where an item may begin with any word: what comes after it
};

template <typename Reader>
constexpr typename Reader::BlockWords as_seen_by(const BlockWords& block) {
  return {.item = block.item,
          .expected = block.expected,
          .words = block.words,
          .after_word = block.after_word};
}

// The `///` lines before an item. The reader leaves the node: its lines are comments, which are
// layout everywhere else.
struct documentation : by_hand<documentation, takes_text> {
  static constexpr bool places_itself = true;

  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const char* end = reader.read_documentation(in.current());
    if (end == nullptr) return false;
    go_to(in, end);
    return true;
  }
};

// Item { separator Item } until the reader sees the end. Words::block is the BlockWords; with
// Words::documented `///` lines may stand before an item.
template <typename Words, typename Item>
struct items {
  using rule_t = items;
  using subs_t = pegtl::type_list<Item>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  [[nodiscard]] static bool match(Input& in, Reader& reader) {
    while (next_item<A, Action, Control>(in, reader)) {
    }
    return true;
  }

 private:
  // False at the end of the block: past its brace, or where the brace should have been.
  template <pegtl::apply_mode A, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  static bool next_item(Input& in, Reader& reader) {
    auto mark = in.template mark<pegtl::rewind_mode::required>();
    const char* const before = in.current();
    const auto nodes = reader.node_count();
    if constexpr (Words::documented) {
      go_to(in, reader.to_item_or_documentation(in.current()));
      const bool documented = documentation::read(in, reader);
      go_to(in, reader.to_item(in.current()));
      if (documented) reader.keep_documentation_of(in.current(), nodes);
    } else {
      go_to(in, reader.to_item(in.current()));
    }
    switch (reader.block_end(before, in.current())) {
      case Reader::BlockEnd::brace:
        reader.drop_nodes(nodes);
        go_to(in, reader.past_brace(in.current()));
        return !mark(true);
      case Reader::BlockEnd::missing: reader.drop_nodes(nodes); return mark(false);
      case Reader::BlockEnd::not_yet: break;
    }
    if (!read_item<A, Action, Control>(in, reader, before)) {
      reader.drop_nodes(nodes);
      return mark(false);
    }
    return mark(true);
  }

  // False when the item belongs to a block outside: this block is over, and nothing was taken.
  template <pegtl::apply_mode A, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  static bool read_item(Input& in, Reader& reader, const char* before) {
    const auto item = reader.begin_item(in.current());
    if (reader.is_outside(in.current())) return false;
    if (!try_item<A, Action, Control>(in, reader)) {
      switch (reader.judge_item(before, in.current())) {
        case Reader::Judgement::read_again:
          if (!Control<Item>::template match<A, pegtl::rewind_mode::required, Action, Control>(
                  in, reader)) {
            reader.expected(in.current(), Words::block.expected);
          }
          break;
        case Reader::Judgement::not_ours: return false;
        case Reader::Judgement::not_understood: break;
      }
    }
    go_to(in, reader.end_item(in.current(), item));
    return true;
  }

  // False, with nothing taken, when Item fails or takes a single word that something unexpected
  // follows: then the word is probably a keyword that is misspelt or in the wrong place.
  template <pegtl::apply_mode A, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  static bool try_item(Input& in, Reader& reader) {
    auto mark = in.template mark<pegtl::rewind_mode::required>();
    const char* const begin = in.current();
    const auto nodes = reader.node_count();
    const bool matched =
        Control<Item>::template match<A, pegtl::rewind_mode::required, Action, Control>(in, reader);
    if (matched && !reader.stopped_after_a_word(begin, in.current())) return mark(true);
    reader.drop_nodes(nodes);
    return mark(false);
  }
};

// "{" items( Item ) "}". Never fails: a header is always followed by a block, if only by an empty
// one that was reported.
template <typename Words, typename Item>
struct block {
  using rule_t = block;
  using subs_t = pegtl::type_list<Item>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  [[nodiscard]] static bool match(Input& in, Reader& reader) {
    const auto opening = reader.open_block(in.current(), as_seen_by<Reader>(Words::block));
    go_to(in, opening.place);
    if (!opening.entered) return true;
    const bool read =
        items<Words, Item>::template match<A, pegtl::rewind_mode::dontcare, Action, Control>(
            in, reader);
    reader.leave_block();
    return read;
  }
};

// The declarations of a file: items that no braces enclose.
template <typename Words, typename Item>
struct top_level {
  using rule_t = top_level;
  using subs_t = pegtl::type_list<Item>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  [[nodiscard]] static bool match(Input& in, Reader& reader) {
    reader.open_file(as_seen_by<Reader>(Words::block));
    return items<Words, Item>::template match<A, pegtl::rewind_mode::dontcare, Action, Control>(
        in, reader);
  }
};

// A rule that may hold itself: nesting has a limit, and beyond it the text is skipped.
template <typename Rule>
struct nested {
  using rule_t = nested;
  using subs_t = pegtl::type_list<Rule>;

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  [[nodiscard]] static bool match(Input& in, Reader& reader) {
    if (!reader.enter(in.current())) return true;
    const bool matched = Control<Rule>::template match<A, M, Action, Control>(in, reader);
    reader.leave();
    return matched;
  }
};

// A rule that ends in a block, after a header in which something may be wrong: goes to the block if
// the line has one.
template <typename Rule>
struct after_header {
  using rule_t = after_header;
  using subs_t = pegtl::type_list<Rule>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename Reader>
  [[nodiscard]] static bool match(Input& in, Reader& reader) {
    go_to(in, reader.to_block(in.current()));
    if (!reader.is_panicking()) {
      const bool matched =
          Control<Rule>::template match<A, pegtl::rewind_mode::dontcare, Action, Control>(in,
                                                                                          reader);
      static_cast<void>(matched);
    }
    return true;
  }
};

}  // namespace dealwright::grammar

// What the grammar analysis is told: brackets take text before anything inside is tried.
namespace tao::pegtl {
template <typename Name, char Open, char Close, dealwright::grammar::Phrase Expected,
          typename... Inner>
struct analyze_traits<Name, dealwright::grammar::bracketed<Open, Close, Expected, Inner...>>
    : analyze_seq_traits<one<Open>, Inner...> {};
template <typename Name, typename Words, typename Item>
struct analyze_traits<Name, dealwright::grammar::block<Words, Item>>
    : analyze_opt_traits<one<'{'>, Item> {};
template <typename Name, typename Words, typename Item>
struct analyze_traits<Name, dealwright::grammar::top_level<Words, Item>>
    : analyze_opt_traits<Item> {};
template <typename Name, typename Rule>
struct analyze_traits<Name, dealwright::grammar::nested<Rule>> : analyze_seq_traits<Rule> {};
template <typename Name, typename Rule>
struct analyze_traits<Name, dealwright::grammar::after_header<Rule>> : analyze_opt_traits<Rule> {};
}  // namespace tao::pegtl
