// What editors ask about a text, as functions from a checked document to plain values with byte
// spans; the protocol's JSON is made of them elsewhere. Pure; safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lsp/analysis.hpp"

namespace dealwright::lsp {

// ---- Hover

struct Hover {
  diagnostics::Span span;
  std::string markdown;
};
// `judged` are the limits of the document's deals as the engine found them; may be empty.
[[nodiscard]] std::optional<Hover> hover(const Analysis& analysis, std::uint32_t offset,
                                         const std::vector<LimitReport>& judged);

// ---- Completion and signatures

enum class ItemKind : std::uint8_t {
  keyword,
  snippet,
  asset,
  deal,
  param,
  bucket,
  holding,
  position,
  step,
  role,
  module,
  query,
  action,
  argument,
  outcome,
  value,
  function,
  type,
};

struct CompletionItem {
  std::string label;
  ItemKind kind = ItemKind::keyword;
  std::string detail;         // on the same line: a type, a signature
  std::string documentation;  // Markdown
  std::string insert;         // in the protocol's snippet syntax when `is_snippet`
  bool is_snippet = false;
};
struct Completion {
  diagnostics::Span replaces;  // the word at the cursor
  std::vector<CompletionItem> items;
};
// More items than this are cut, and the editor asks again while the word grows.
inline constexpr std::size_t completion_items_max = 500;

// `names` may be an older analysis of the same document whose text was less broken; only `text` and
// `offset` are of the present.
[[nodiscard]] Completion complete(std::string_view text, std::uint32_t offset,
                                  const Analysis& names, const std::vector<std::string>& modules);

struct Signature {
  std::string label;
  std::string documentation;
  std::vector<diagnostics::Span> parameters;  // within the label
  std::uint32_t active = 0;
};
[[nodiscard]] std::optional<Signature> signature_at(std::string_view text, std::uint32_t offset,
                                                    const Analysis& names);

// ---- Going about

struct Link {
  std::string uri;
  diagnostics::SourcePointer source;
  diagnostics::Span span;
};
// Where what stands at the offset is declared: for a module its `protocol`, for a path the file.
[[nodiscard]] std::optional<Link> definition(const Analysis& analysis, std::uint32_t offset);
// The line that gives a name to it here: for a module its `use`.
[[nodiscard]] std::optional<Link> declaration(const Analysis& analysis, std::uint32_t offset);

// All uses of one declaration in the analysed document.
struct Use {
  diagnostics::Span span;
  bool declares = false;
};
[[nodiscard]] std::vector<Use> uses_of(const Analysis& analysis, const sema::KnownName& name);
// The same for a name of another check, which says where its declaration can be opened.
[[nodiscard]] std::vector<Use> uses_of(const Analysis& analysis, const sema::KnownName& name,
                                       std::string_view declared_uri);

// The name at the offset when a rename can reach all that speaks of it; the error is in words.
struct Renamed {
  diagnostics::Span span;
  const sema::KnownName* name = nullptr;
};
[[nodiscard]] std::expected<Renamed, std::string> renamable(const Analysis& analysis,
                                                            std::uint32_t offset);
// Nothing when the new name can be taken; else what is wrong with it, in words.
[[nodiscard]] std::optional<std::string> refuse_name(const Analysis& analysis,
                                                     const sema::KnownName& name,
                                                     std::string_view wanted);
struct TextChange {
  diagnostics::Span span;
  std::string text;
};
[[nodiscard]] std::vector<TextChange> renames(const Analysis& analysis, const sema::KnownName& name,
                                              std::string_view declared_uri,
                                              std::string_view wanted);

// ---- Outline

enum class SymbolKind : std::uint8_t {
  module,
  deal,
  scenario,
  strategy,
  asset,
  param,
  bucket,
  step,
  ladder,
  defence,
  limits,
  contract,
  query,
  setting,
  action,
  group,
};
struct DocumentSymbol {
  std::string name;
  std::string detail;
  SymbolKind kind = SymbolKind::group;
  diagnostics::Span span;
  diagnostics::Span selection;
  std::vector<DocumentSymbol> children;
};
[[nodiscard]] std::vector<DocumentSymbol> outline(const syntax::SyntaxTree& tree);

enum class FoldKind : std::uint8_t { region, comment, imports };
struct Fold {
  std::uint32_t first_line = 0;  // from 0
  std::uint32_t last_line = 0;
  FoldKind kind = FoldKind::region;
};
[[nodiscard]] std::vector<Fold> folds(const Analysis& analysis);
// The spans around the offset, from the smallest to the whole file.
[[nodiscard]] std::vector<diagnostics::Span> selections(const Analysis& analysis,
                                                        std::uint32_t offset);
struct FileLink {
  diagnostics::Span span;
  std::string uri;
};
[[nodiscard]] std::vector<FileLink> file_links(const Analysis& analysis);

// ---- Colours

// In the order of the legend that the server announces.
enum class TokenType : std::uint8_t {
  comment,
  keyword,
  string,
  number,
  operator_sign,
  asset,
  deal,
  parameter,
  bucket,
  holding,
  position,
  step,
  role,
  module,
  query,
  action,
  argument,
  outcome,
  function,
  constant,
};
inline constexpr std::size_t token_types = 20;
// The protocol's own name for it, which every theme knows.
[[nodiscard]] std::string_view to_text(TokenType type);
enum TokenModifier : std::uint8_t {
  declaration_modifier = 1U,
  documentation_modifier = 2U,
  readonly_modifier = 4U,
  library_modifier = 8U,
};
struct Token {
  diagnostics::Span span;
  TokenType type = TokenType::keyword;
  std::uint8_t modifiers = 0;
};
// In order; none crosses the end of a line.
[[nodiscard]] std::vector<Token> tokens(const Analysis& analysis, diagnostics::Span within);

// ---- Beside the text

struct Hint {
  std::uint32_t offset = 0;
  std::string text;
  std::string tooltip;
  bool is_type = false;
};
[[nodiscard]] std::vector<Hint> hints(const Analysis& analysis, diagnostics::Span within,
                                      const std::vector<LimitReport>& judged);

enum class LensKind : std::uint8_t { run_scenario, dry_run, show_plan, worst_path, prove };
struct Lens {
  diagnostics::Span span;
  LensKind kind = LensKind::show_plan;
  std::string deal;
  std::string scenario;
};
[[nodiscard]] std::vector<Lens> lenses(const Analysis& analysis, const Surroundings& abilities);

}  // namespace dealwright::lsp
