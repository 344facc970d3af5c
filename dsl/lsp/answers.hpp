// Features' values -> the protocol's JSON, with places counted as the editor counts them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/lsp/features.hpp"
#include "dsl/lsp/messages.hpp"

namespace dealwright::lsp {

// A text whose places are written.
struct Written {
  const Lines& lines;
  std::string_view text;
  Encoding encoding;
  [[nodiscard]] Range range(diagnostics::Span span) const {
    return lines.range(text, span, encoding);
  }
};

// Edits of one file, and where they go.
struct FileEdits {
  std::string uri;
  std::vector<std::pair<Range, std::string>> edits;
};

struct LocatedRange {
  std::string uri;
  Range range;
};

struct WorkspaceSymbol {
  DocumentSymbol symbol;
  LocatedRange at;
};

// A source of the check, as a place an editor can open: the uri (empty for none) and the range.
using Locate = std::function<LocatedRange(const diagnostics::SourcePointer&, diagnostics::Span)>;

[[nodiscard]] std::string server_abilities(Encoding encoding, const std::vector<LensKind>& offered,
                                           std::string_view version);
[[nodiscard]] std::string diagnostics_json(std::string_view uri, std::int64_t version,
                                           const std::vector<const diagnostics::Diagnostic*>& found,
                                           const Locate& locate);
[[nodiscard]] std::string hover_json(const Hover& hover, const Written& at);
[[nodiscard]] std::string completion_json(const Completion& completion, const Written& at,
                                          bool takes_snippets);
[[nodiscard]] std::string signature_json(const Signature& signature, Encoding encoding);
[[nodiscard]] std::string locations_json(const std::vector<LocatedRange>& places);
[[nodiscard]] std::string location_json(const LocatedRange& place);
[[nodiscard]] std::string highlights_json(const std::vector<Use>& uses, const Written& at);
[[nodiscard]] std::string edits_json(const std::vector<FileEdits>& edits);
[[nodiscard]] std::string text_edits_json(const FileEdits& edits);
[[nodiscard]] std::string renamable_json(Range range, std::string_view name);
[[nodiscard]] std::string outline_json(const std::vector<DocumentSymbol>& symbols,
                                       const Written& at);
[[nodiscard]] std::string workspace_symbols_json(const std::vector<WorkspaceSymbol>& symbols);
[[nodiscard]] std::string folds_json(const std::vector<Fold>& folds);
[[nodiscard]] std::string selections_json(
    const std::vector<std::vector<diagnostics::Span>>& selections, const Written& at);
[[nodiscard]] std::string links_json(const std::vector<FileLink>& links, const Written& at);
[[nodiscard]] std::string tokens_json(const std::vector<Token>& tokens, const Written& at);
[[nodiscard]] std::string hints_json(const std::vector<Hint>& hints, const Written& at);
[[nodiscard]] std::string lenses_json(const std::vector<Lens>& lenses, std::string_view uri,
                                      const Written& at);

struct CodeAction {
  std::string title;
  std::string kind;
  bool is_preferred = false;
  std::vector<FileEdits> edits;
  const diagnostics::Diagnostic* solves = nullptr;
};
[[nodiscard]] std::string code_actions_json(const std::vector<CodeAction>& actions,
                                            const Locate& locate);
[[nodiscard]] std::string report_json(const RunReport& report);
[[nodiscard]] std::string shown_message_json(bool is_error, std::string_view message);

// The commands that lenses name.
[[nodiscard]] std::string_view command_of(LensKind kind);
inline constexpr std::string_view explain_command = "dealwright.explain";

}  // namespace dealwright::lsp
