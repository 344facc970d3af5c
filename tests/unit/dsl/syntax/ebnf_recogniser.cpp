// A recogniser that follows every alternative: for each rule and place, the set of places where the
// rule may end. Layout and the choice between a keyword and a call are as the head of the page
// says.
#include "tests/unit/dsl/syntax/ebnf_recogniser.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <regex>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dealwright::test::ebnf {
namespace {

using Type = Expression::Type;
using Places = std::set<std::size_t>;

struct Lexeme {
  enum class Class : std::uint8_t {
    word,
    number,
    ratio,
    duration,
    time,
    address,
    text,
    sign,
    newline,
    odd
  };
  Class type = Class::odd;
  std::string text;
};
using Class = Lexeme::Class;

// ---- Lexemes

class Lexer {
 public:
  explicit Lexer(const std::string& text) : text_(text) {}

  std::vector<Lexeme> all() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size())
      next();
    return std::move(lexemes_);
  }

 private:
  void next() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '\n') {
      ++at_;
      // Within ( and [ a newline is layout.
      if (brackets_ == 0) push(Class::newline, "\n");
    } else if (text_.compare(at_, 2, "//") == 0) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      number();
    } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      const std::size_t begin = at_;
      while (at_ < text_.size() && in_word(text_[at_]))
        ++at_;
      push(Class::word, text_.substr(begin, at_ - begin));
    } else if (c == '"') {
      quoted();
    } else {
      sign();
    }
  }

  static bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  }

  void number() {
    static const std::vector<std::pair<std::regex, Class>> forms{
        {std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z(?![A-Za-z0-9_]))"), Class::time},
        {std::regex(R"(\d{4}-\d\d-\d\d)"), Class::odd},
        {std::regex(R"(0x[0-9A-Fa-f]{40}(?![A-Za-z0-9_]))"), Class::address},
        {std::regex(R"(\d+(_\d+)*(\.\d+(_\d+)*)?(%|[ \t]+bps(?![A-Za-z0-9_])))"), Class::ratio},
        {std::regex(R"(\d+(_\d+)*(ms|s|m|h|d)(?![A-Za-z0-9_]))"), Class::duration},
        {std::regex(R"(\d+(_\d+)*(\.\d+(_\d+)*)?(e[-+]?\d+)?(?![A-Za-z0-9_])(?!\.\d))"),
         Class::number},
        {std::regex(R"([A-Za-z0-9_]+)"), Class::odd}};
    for (const auto& [form, type] : forms) {
      std::smatch match;
      const auto begin = text_.cbegin() + static_cast<std::ptrdiff_t>(at_);
      if (!std::regex_search(begin, text_.cend(), match, form,
                             std::regex_constants::match_continuous))
        continue;
      at_ += static_cast<std::size_t>(match.length());
      push(type, match.str());
      return;
    }
  }

  void quoted() {
    static const std::regex form(R"("([^"\\\n]|\\["\\])*")");
    std::smatch match;
    const auto begin = text_.cbegin() + static_cast<std::ptrdiff_t>(at_);
    if (std::regex_search(begin, text_.cend(), match, form,
                          std::regex_constants::match_continuous)) {
      at_ += static_cast<std::size_t>(match.length());
      push(Class::text, match.str());
    } else {
      at_ = std::min(text_.find('\n', at_), text_.size());
      push(Class::odd, "\"");
    }
  }

  void sign() {
    for (const char* longer : {"->", "<=", ">=", "==", "!=", ".."}) {
      if (text_.compare(at_, 2, longer) != 0) continue;
      at_ += 2;
      push(Class::sign, longer);
      return;
    }
    const char c = text_[at_++];
    if (c == '(' || c == '[') ++brackets_;
    if ((c == ')' || c == ']') && brackets_ > 0) --brackets_;
    push(Class::sign, std::string(1, c));
  }

  void push(Class type, std::string text) {
    lexemes_.push_back({.type = type, .text = std::move(text)});
  }

  const std::string& text_;
  std::size_t at_ = 0;
  int brackets_ = 0;
  std::vector<Lexeme> lexemes_;
};

// ---- The recogniser

class Recogniser {
 public:
  Recogniser(const Grammar& grammar, std::vector<Lexeme> lexemes)
      : grammar_(grammar), lexemes_(std::move(lexemes)) {}

  bool accepts() {
    for (std::size_t end : rule("file", 0)) {
      if (end == lexemes_.size()) return true;
    }
    return false;
  }

 private:
  const Places& rule(const std::string& name, std::size_t at) {
    const auto key = std::pair(name, at);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    Places ends = match(grammar_.rules.at(name), at, name);
    return known_.emplace(key, std::move(ends)).first->second;
  }

  Places match(const Expression& e, std::size_t at, const std::string& in) {
    switch (e.type) {
      case Type::literal:
        if (!is_literal(at, e.text)) return {};
        return {carries_on(e.text, in) ? over_newlines(at + 1) : at + 1};
      case Type::rule: {
        const Places& ends = rule(e.text, at);
        if (e.text != "sum_sign" && e.text != "product_sign" && e.text != "compare_sign")
          return ends;
        Places below;
        for (std::size_t end : ends)
          below.insert(over_newlines(end));
        return below;
      }
      case Type::token: return token(e.text, at, in);
      case Type::sequence: {
        Places ends{at};
        for (const Expression& part : e.parts)
          ends = after(ends, part, in);
        return ends;
      }
      case Type::choice: return choice(e, at, in);
      case Type::repeat: return repeated({at}, e.parts[0], in);
      case Type::optional: {
        Places ends = match(e.parts[0], at, in);
        ends.insert(at);
        return ends;
      }
      case Type::items: return items(e.parts[0], at, in);
    }
    return {};
  }

  Places after(const Places& begins, const Expression& e, const std::string& in) {
    Places ends;
    for (std::size_t begin : begins)
      ends.merge(match(e, begin, in));
    return ends;
  }

  Places repeated(Places ends, const Expression& e, const std::string& in) {
    Places fresh = ends;
    while (!fresh.empty()) {
      Places next = after(fresh, e, in);
      fresh.clear();
      for (std::size_t end : next) {
        if (ends.insert(end).second) fresh.insert(end);
      }
    }
    return ends;
  }

  // { EOS } [ X { separator X } [ "," ] ] { EOS }
  Places items(const Expression& item, std::size_t at, const std::string& in) {
    Places all{over_newlines(at)};
    Places begins = all;
    while (!begins.empty()) {
      Places next;
      for (std::size_t end : after(begins, item, in)) {
        if (is(end, Class::newline) || is_sign(end, "}")) all.insert(over_newlines(end));
        if (is(end, Class::newline)) next.insert(over_newlines(end));
        if (!is_sign(end, ",")) continue;
        next.insert(over_newlines(end + 1));
        all.insert(over_newlines(end + 1));
      }
      begins = std::move(next);
    }
    return all;
  }

  // Where an item may begin with certain words and they stand there, it is that item.
  Places choice(const Expression& e, std::size_t at, const std::string& in) {
    static const std::set<std::string> of_items{
        "declaration",   "deal_item",     "limit_item",    "statement", "strategy_item",
        "scenario_item", "protocol_item", "action_clause", "asset",     "defaults",
        "ladder",        "action_model",  "query"};
    for (const Expression& part : e.parts) {
      if (!of_items.contains(in)) break;
      if (const std::size_t words = leading_words(part, at); words > 0) return match(part, at, in);
    }
    Places ends;
    for (const Expression& part : e.parts)
      ends.merge(match(part, at, in));
    return ends;
  }

  // How many quoted words an alternative begins with, if they all stand there and no call begins
  // with them.
  std::size_t leading_words(const Expression& alternative, std::size_t at) const {
    const Expression* e = &alternative;
    while (e->type == Type::rule)
      e = &grammar_.rules.at(e->text);
    if (e->type != Type::sequence) return 0;
    std::size_t words = 0;
    for (const Expression& part : e->parts) {
      if (part.type != Type::literal ||
          std::isalpha(static_cast<unsigned char>(part.text.front())) == 0)
        break;
      if (!is_literal(at + words, part.text)) return 0;
      ++words;
    }
    if (words == 0) return 0;
    const bool takes_expression =
        words < e->parts.size() && e->parts[words].type == Type::rule &&
        std::set<std::string>{"expression", "money", "sum", "postfix"}.contains(
            e->parts[words].text);
    for (const char* sign :
         {".", "[", "->", "=", "<", ">", "<=", ">=", "==", "!=", "+", "*", "/"}) {
      if (is_sign(at + words, sign)) return 0;
    }
    return is_sign(at + words, "(") && !takes_expression ? 0 : words;
  }

  Places token(const std::string& name, std::size_t at, const std::string& in) const {
    if (name == "EOS") {
      if (is(at, Class::newline)) return {over_newlines(at)};
      return at >= lexemes_.size() && in == "file" ? Places{at} : Places{};
    }
    if (name == "DOC" || at >= lexemes_.size()) return {};  // comments are layout
    const Lexeme& lexeme = lexemes_[at];
    const auto end = [&](bool matches) { return matches ? Places{at + 1} : Places{}; };
    if (name == "NAME") return end(lexeme.type == Class::word);
    if (name == "ASSET_NAME") {
      return end(lexeme.type == Class::word &&
                 std::isupper(static_cast<unsigned char>(lexeme.text.front())) != 0);
    }
    if (name == "WHOLE")
      return end(lexeme.type == Class::number &&
                 lexeme.text.find_first_of(".e") == std::string::npos);
    if (name == "NUMBER") return end(lexeme.type == Class::number);
    if (name == "RATIO") return end(lexeme.type == Class::ratio);
    if (name == "DURATION") return end(lexeme.type == Class::duration);
    if (name == "TIME") return end(lexeme.type == Class::time);
    if (name == "ADDRESS") return end(lexeme.type == Class::address);
    return end(name == "TEXT" && lexeme.type == Class::text);
  }

  static bool carries_on(const std::string& literal, const std::string& in) {
    return literal == "," || literal == "or" || (literal == "and" && in == "conjunction") ||
           (literal == "of" && in == "share") || (literal == "per" && in == "rate_type");
  }

  bool is(std::size_t at, Class type) const {
    return at < lexemes_.size() && lexemes_[at].type == type;
  }
  bool is_sign(std::size_t at, const std::string& text) const {
    return is(at, Class::sign) && lexemes_[at].text == text;
  }
  bool is_literal(std::size_t at, const std::string& text) const {
    return (is(at, Class::sign) || is(at, Class::word)) && lexemes_[at].text == text;
  }
  std::size_t over_newlines(std::size_t at) const {
    while (is(at, Class::newline))
      ++at;
    return at;
  }

  struct Hash {
    std::size_t operator()(const std::pair<std::string, std::size_t>& key) const {
      return std::hash<std::string>()(key.first) * 31 + key.second;
    }
  };

  const Grammar& grammar_;
  std::vector<Lexeme> lexemes_;
  std::unordered_map<std::pair<std::string, std::size_t>, Places, Hash> known_;
};

}  // namespace

bool recognises(const Grammar& grammar, const std::string& text) {
  return Recogniser(grammar, Lexer(text).all()).accepts();
}

}  // namespace dealwright::test::ebnf
