// Colours by meaning: comments from the tree's list, literals and names from its leaves, and every
// word between them is a word of the language.
#include <algorithm>

#include "dsl/lsp/features.hpp"

namespace dealwright::lsp {

using sema::KnownName;
using sema::NameKind;
using syntax::Kind;

namespace {

TokenType type_of(NameKind kind) {
  switch (kind) {
    case NameKind::asset:
    case NameKind::variable: return TokenType::asset;
    case NameKind::deal:
    case NameKind::strategy: return TokenType::deal;
    case NameKind::param: return TokenType::parameter;
    case NameKind::bucket: return TokenType::bucket;
    case NameKind::holding: return TokenType::holding;
    case NameKind::position: return TokenType::position;
    case NameKind::step: return TokenType::step;
    case NameKind::role: return TokenType::role;
    case NameKind::module:
    case NameKind::contract:
    case NameKind::market: return TokenType::module;
    case NameKind::setting:
    case NameKind::state:
    case NameKind::query: return TokenType::query;
    case NameKind::action: return TokenType::action;
    case NameKind::parameter:
    case NameKind::result: return TokenType::argument;
    case NameKind::outcome: return TokenType::outcome;
    case NameKind::local:
    case NameKind::cycle: return TokenType::holding;
  }
  return TokenType::holding;
}

// The leaves of the tree that are more than words of the language.
std::optional<TokenType> leaf(Kind kind) {
  switch (kind) {
    case Kind::text: return TokenType::string;
    case Kind::number:
    case Kind::whole:
    case Kind::ratio:
    case Kind::duration:
    case Kind::time:
    case Kind::address: return TokenType::number;
    case Kind::asset_name:
    case Kind::plain_type:
    case Kind::position_kind: return TokenType::asset;
    case Kind::truth: return TokenType::constant;
    case Kind::name: return TokenType::holding;
    default: return std::nullopt;  // nodes with children, and words of the language
  }
}

class Painter {
 public:
  Painter(const Analysis& analysis, diagnostics::Span within)
      : analysis_(analysis), text_(analysis.text()), within_(within) {}

  std::vector<Token> run() {
    leaves();
    for (const syntax::Comment& comment : analysis_.tree().comments()) {
      add({comment.span, TokenType::comment,
           static_cast<std::uint8_t>(comment.documents ? documentation_modifier : 0)});
    }
    std::ranges::sort(known_, {}, [](const Token& token) { return token.span.begin; });
    between();
    return std::move(painted_);
  }

 private:
  void add(Token token) {
    if (token.span.end <= within_.begin || token.span.begin >= within_.end) return;
    if (token.span.begin < token.span.end) known_.push_back(token);
  }

  void leaves() {
    auto use = analysis_.names().uses.begin();
    const auto end = analysis_.names().uses.end();
    bool member = false;
    for (const syntax::NodeRecord& record : analysis_.tree().nodes()) {
      if (record.kind == Kind::member) member = true;
      const auto type = leaf(record.kind);
      if (!type) continue;
      Token token{{record.begin, record.end}, *type, 0};
      if (record.kind == Kind::name || record.kind == Kind::asset_name) {
        while (use != end && use->span.begin < record.begin)
          ++use;
        if (use != end && use->span.begin == record.begin) {
          paint(token, analysis_.names().known[use->known], use->declares);
        } else if (record.kind == Kind::name) {
          token.type = unresolved(token.span, member);
        }
        member = false;
      }
      add(token);
    }
  }

  void paint(Token& token, const KnownName& name, bool declares) const {
    token.type = type_of(name.kind);
    if (declares) token.modifiers |= declaration_modifier;
    if (name.kind == NameKind::param || name.kind == NameKind::asset)
      token.modifiers |= readonly_modifier;
    if (name.declared.source != analysis_.tree().source()) token.modifiers |= library_modifier;
  }

  // A name that nothing declares: a function or quantity of the language, or a mistake.
  TokenType unresolved(diagnostics::Span span, bool member) const {
    if (member) return TokenType::query;
    return text_.substr(span.end).starts_with('(') ? TokenType::function : TokenType::constant;
  }

  // Words and signs that no leaf covers.
  void between() {
    std::uint32_t at = within_.begin;
    for (const Token& token : known_) {
      words(at, token.span.begin);
      lines(token);
      at = std::max(at, token.span.end);
    }
    words(at, within_.end);
  }

  void words(std::uint32_t from, std::uint32_t to) {
    while (from < to) {
      const char c = text_[from];
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      std::uint32_t end = from + 1;
      if (letter) {
        const auto in_word = [&](char d) {
          return (d >= 'a' && d <= 'z') || (d >= 'A' && d <= 'Z') || (d >= '0' && d <= '9') ||
                 d == '_';
        };
        while (end < to && in_word(text_[end]))
          ++end;
        painted_.push_back({{from, end}, TokenType::keyword, 0});
      } else if (is_sign(c)) {
        while (end < to && is_sign(text_[end]))
          ++end;
        painted_.push_back({{from, end}, TokenType::operator_sign, 0});
      }
      from = end;
    }
  }

  static bool is_sign(char c) {
    return std::string_view("<>=!+-*/").find(c) != std::string_view::npos;
  }

  // A broken text may reach over the end of its line.
  void lines(const Token& token) {
    std::uint32_t from = std::max(token.span.begin, within_.begin);
    const std::uint32_t stop = std::min(token.span.end, within_.end);
    while (from < stop) {
      const std::size_t newline = text_.substr(0, stop).find_first_of("\r\n", from);
      const auto end =
          newline == std::string_view::npos ? stop : static_cast<std::uint32_t>(newline);
      if (end > from) painted_.push_back({{from, end}, token.type, token.modifiers});
      from = end + 1;
    }
  }

  const Analysis& analysis_;
  std::string_view text_;
  diagnostics::Span within_;
  std::vector<Token> known_;
  std::vector<Token> painted_;
};

}  // namespace

std::string_view to_text(TokenType type) {
  switch (type) {
    case TokenType::comment: return "comment";
    case TokenType::keyword: return "keyword";
    case TokenType::string: return "string";
    case TokenType::number: return "number";
    case TokenType::operator_sign: return "operator";
    case TokenType::asset: return "type";
    case TokenType::deal: return "class";
    case TokenType::parameter: return "parameter";
    case TokenType::bucket: return "property";
    case TokenType::holding: return "variable";
    case TokenType::position: return "struct";
    case TokenType::step: return "event";
    case TokenType::role: return "interface";
    case TokenType::module: return "namespace";
    case TokenType::query: return "method";
    case TokenType::action: return "function";
    case TokenType::argument: return "typeParameter";
    case TokenType::outcome: return "enumMember";
    case TokenType::function: return "macro";
    case TokenType::constant: return "modifier";
  }
  return {};
}

std::vector<Token> tokens(const Analysis& analysis, diagnostics::Span within) {
  const auto size = static_cast<std::uint32_t>(analysis.text().size());
  within.end = std::min(within.end, size);
  within.begin = std::min(within.begin, within.end);
  return Painter(analysis, within).run();
}

}  // namespace dealwright::lsp
