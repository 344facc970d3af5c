// A random walk through the grammar page. Names are taken from a list without keywords, so that a
// sentence has one reading; what a keyword does as a name has tests of its own.
#include "tests/unit/dsl/syntax/ebnf_sentences.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace dealwright::test::ebnf {
namespace {

using Type = Expression::Type;

struct Made {
  std::string kind;  // empty for a token
  std::vector<Made> children;
};

class Maker {
 public:
  Maker(const Grammar& grammar, const std::set<std::string>& nodeless, Chance& chance)
      : grammar_(grammar), nodeless_(nodeless), chance_(chance) {}

  Sentence file() {
    std::vector<Made> made;
    const bool folded = rule("file", made);
    static_cast<void>(folded);
    return {.text = text_, .shape = shape(made.front())};
  }

 private:
  static std::string shape(const Made& made) {
    std::string inner;
    for (const Made& child : made.children) {
      if (child.kind.empty()) continue;
      inner += (inner.empty() ? "" : " ") + shape(child);
    }
    return inner.empty() ? made.kind : made.kind + "(" + inner + ")";
  }

  // Appends what the rule leaves. A `fold` that holds one node and no token leaves that node.
  bool rule(const std::string& name, std::vector<Made>& out) {
    ++depth_;
    const std::string outer = std::exchange(rule_, name);
    std::vector<Made> children;
    expression(grammar_.rules.at(name), children);
    rule_ = outer;
    --depth_;
    const bool folds =
        grammar_.folds.contains(name) && children.size() == 1 && !children.front().kind.empty();
    if (folds || nodeless_.contains(name)) {
      for (Made& child : children)
        out.push_back(std::move(child));
    } else {
      out.push_back({.kind = name, .children = std::move(children)});
    }
    return folds;
  }

  void expression(const Expression& e, std::vector<Made>& out) {
    switch (e.type) {
      case Type::literal:
        write(e.text);
        out.push_back({});
        // After these the statement may go on below.
        if (e.text == "," || e.text == "or" || (e.text == "and" && rule_ == "conjunction"))
          maybe_newline();
        break;
      case Type::rule: {
        rule(e.text, out);
        if (e.text == "sum_sign" || e.text == "product_sign" || e.text == "compare_sign")
          maybe_newline();
        break;
      }
      case Type::token:
        token(e.text);
        if (e.text != "EOS") out.push_back({});
        break;
      case Type::sequence:
        for (const Expression& part : e.parts)
          expression(part, out);
        break;
      case Type::choice: expression(e.parts[choose(e)], out); break;
      case Type::repeat:
        for (std::size_t n = e.parts[0].type == Type::token && e.parts[0].text == "EOS" ? 0
                                                                                        : count();
             n > 0; --n) {
          expression(e.parts[0], out);
        }
        break;
      case Type::optional:
        if (!deep() ? chance_.one_in(2) : chance_.one_in(8)) expression(e.parts[0], out);
        break;
      case Type::items: items(e.parts[0], out); break;
    }
  }

  void items(const Expression& item, std::vector<Made>& out) {
    const std::size_t n = deep() ? chance_.below(2) : chance_.below(4);
    for (std::size_t i = 0; i < n; ++i) {
      newline();
      expression(item, out);
    }
    if (n > 0 || chance_.one_in(2)) newline();
  }

  bool deep() const { return depth_ > 18; }
  std::size_t count() { return deep() ? 0 : chance_.below(chance_.one_in(3) ? 4 : 2); }

  // Deep down, the alternative that ends soonest: the pages's order puts simple operands first
  // nowhere, so they are named.
  std::size_t choose(const Expression& e) {
    if (deep()) {
      for (std::size_t i = 0; i < e.parts.size(); ++i) {
        const std::string& name = e.parts[i].text;
        if (name == "any_name" || name == "require" || name == "plain_type" || name == "text")
          return i;
      }
    }
    return chance_.below(e.parts.size());
  }

  void token(const std::string& name) {
    constexpr std::array<std::string_view, 8> names{"alpha", "beta_2", "gamma", "delta",
                                                    "kappa", "lambda", "omega", "zeta"};
    constexpr std::array<std::string_view, 4> assets{"ETH", "USDT", "USDTz", "Wrapped_1"};
    constexpr std::array<std::string_view, 5> ratios{"30%", "0.5%", "25 bps", "1_000%", "99.99%"};
    constexpr std::array<std::string_view, 5> numbers{"0", "1_000", "0.97", "1e18", "2.5e-3"};
    constexpr std::array<std::string_view, 3> wholes{"1", "12", "1_000"};
    constexpr std::array<std::string_view, 5> durations{"250ms", "15s", "30m", "6h", "28d"};
    constexpr std::array<std::string_view, 2> times{"2026-01-31T00:00Z", "2026-01-31T23:59:59Z"};
    constexpr std::array<std::string_view, 3> texts{"\"text\"", "\"a \\\" b \\\\ // c\"", "\"\""};
    if (name == "NAME") return write(pick(names));
    if (name == "ASSET_NAME") return write(pick(assets));
    if (name == "RATIO") return write(pick(ratios));
    if (name == "NUMBER") return write(pick(numbers));
    if (name == "WHOLE") return write(pick(wholes));
    if (name == "DURATION") return write(pick(durations));
    if (name == "TIME") return write(pick(times));
    if (name == "ADDRESS") return write("0x0123456789abcdefABCDEF012345678901234567");
    if (name == "TEXT") return write(pick(texts));
    if (name == "EOS") return newline();
    if (name == "DOC") {
      newline();
      text_ += "/// About what follows.\n";
      fresh_line_ = true;
    }
  }

  template <std::size_t N>
  std::string pick(const std::array<std::string_view, N>& choices) {
    return std::string(choices[chance_.below(N)]);
  }

  void write(const std::string& token) {
    const bool opens = token == "(" || token == "[";
    const bool closes = token == ")" || token == "]";
    if (closes) --brackets_;
    if (!fresh_line_) {
      if (brackets_ > 0 && chance_.one_in(8)) {
        newline();
      } else {
        text_ += chance_.one_in(8) ? "\t " : " ";
      }
    }
    text_ += token;
    fresh_line_ = false;
    if (opens) ++brackets_;
  }

  void maybe_newline() {
    if (chance_.one_in(6)) newline();
  }

  void newline() {
    if (chance_.one_in(12)) text_ += " // a \"comment";
    text_ += chance_.one_in(12) ? "\r\n\n" : "\n";
    fresh_line_ = true;
  }

  const Grammar& grammar_;
  const std::set<std::string>& nodeless_;
  Chance& chance_;
  std::string text_;
  std::string rule_;  // the one that is being made
  int depth_ = 0;
  int brackets_ = 0;
  bool fresh_line_ = true;
};

}  // namespace

Sentence make_sentence(const Grammar& grammar, const std::set<std::string>& nodeless,
                       Chance& chance) {
  return Maker(grammar, nodeless, chance).file();
}

}  // namespace dealwright::test::ebnf
