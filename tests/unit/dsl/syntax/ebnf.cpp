// A recursive reader for the notation of ISO/IEC 14977 as far as the page uses it, and `items( X
// )`.
#include "tests/unit/dsl/syntax/ebnf.hpp"

#include <cctype>
#include <fstream>
#include <iterator>
#include <utility>

namespace dealwright::test::ebnf {
namespace {

using Type = Expression::Type;

class Reader {
 public:
  explicit Reader(const std::string& page) : page_(page) { advance(); }

  Grammar read() {
    while (grammar_.fault.empty() && !token_.empty())
      read_rule();
    return std::move(grammar_);
  }

 private:
  void read_rule() {
    const std::string name = token_;
    advance();
    take("=");
    Expression body = choice();
    if (!grammar_.rules.emplace(name, std::move(body)).second) fail("two rules called " + name);
    grammar_.order.push_back(name);
    last_rule_ = name;
    take(";");
  }

  Expression choice() {
    Expression first = sequence();
    if (token_ != "|") return first;
    Expression all{.type = Type::choice, .text = {}, .parts = {std::move(first)}};
    while (token_ == "|") {
      advance();
      all.parts.push_back(sequence());
    }
    return all;
  }

  Expression sequence() {
    Expression all;
    while (grammar_.fault.empty() && !token_.empty() &&
           std::string("|)]};").find(token_) == std::string::npos) {
      all.parts.push_back(term());
    }
    if (all.parts.size() == 1) return Expression(all.parts.front());
    return all;
  }

  Expression term() {
    const std::string token = token_;
    advance();
    if (token == "{") return enclosed(Type::repeat, "}");
    if (token == "[") return enclosed(Type::optional, "]");
    if (token == "(") {
      Expression inner = choice();
      take(")");
      return inner;
    }
    if (token == "items") {
      take("(");
      return enclosed(Type::items, ")");
    }
    if (token.front() == '"')
      return {.type = Type::literal, .text = token.substr(1, token.size() - 2), .parts = {}};
    if (std::isupper(static_cast<unsigned char>(token.front())) != 0)
      return {.type = Type::token, .text = token, .parts = {}};
    if (std::islower(static_cast<unsigned char>(token.front())) != 0)
      return {.type = Type::rule, .text = token, .parts = {}};
    fail("unexpected " + token);
    return {};
  }

  Expression enclosed(Type type, const char* close) {
    Expression inner = choice();
    take(close);
    return {.type = type, .text = {}, .parts = {std::move(inner)}};
  }

  void take(const std::string& token) {
    if (token_ != token) fail("expected " + token + " before " + token_);
    advance();
  }

  // To the next token; a comment that says `fold` marks the rule before it.
  void advance() {
    while (at_ < page_.size()) {
      if (std::isspace(static_cast<unsigned char>(page_[at_])) != 0) {
        ++at_;
      } else if (page_.compare(at_, 2, "(*") == 0) {
        const std::size_t end = page_.find("*)", at_);
        if (page_.substr(at_, end - at_) == "(* fold ") grammar_.folds.insert(last_rule_);
        at_ = end + 2;
      } else {
        break;
      }
    }
    const std::size_t begin = at_;
    if (at_ < page_.size() && page_[at_] == '"') {
      at_ = page_.find('"', at_ + 1) + 1;
    } else if (at_ < page_.size() && std::isalpha(static_cast<unsigned char>(page_[at_])) != 0) {
      while (at_ < page_.size() &&
             (std::isalnum(static_cast<unsigned char>(page_[at_])) != 0 || page_[at_] == '_'))
        ++at_;
    } else if (at_ < page_.size()) {
      ++at_;
    }
    token_ = page_.substr(begin, at_ - begin);
  }

  void fail(const std::string& fault) {
    if (grammar_.fault.empty()) grammar_.fault = fault + " in or after rule " + last_rule_;
  }

  const std::string& page_;
  std::size_t at_ = 0;
  std::string token_;
  std::string last_rule_;
  Grammar grammar_;
};

}  // namespace

Grammar read(const std::string& page) { return Reader(page).read(); }

Grammar read_page() {
  std::ifstream file("grammar/deal.ebnf");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  return read(page);
}

}  // namespace dealwright::test::ebnf
