// grammar/deal.ebnf as data, read by a reader of our own: the tests hold the parser against the
// page for people.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace dealwright::test::ebnf {

struct Expression {
  enum class Type : std::uint8_t {
    literal,   // a quoted word or sign: `text`
    rule,      // a name of a rule: `text`
    token,     // NAME, RATIO, EOS and so on: `text`
    sequence,  // parts in order
    choice,    // one of parts
    repeat,    // { parts[0] }
    optional,  // [ parts[0] ]
    items,     // items( parts[0] )
  };
  Type type = Type::sequence;
  std::string text;
  std::vector<Expression> parts;
};

struct Grammar {
  std::map<std::string, Expression> rules;
  std::vector<std::string> order;  // of the rules on the page
  std::set<std::string> folds;     // marked `fold`
  std::string fault;               // empty when the page could be read
};

[[nodiscard]] Grammar read(const std::string& page);
[[nodiscard]] Grammar read_page();  // grammar/deal.ebnf

}  // namespace dealwright::test::ebnf
