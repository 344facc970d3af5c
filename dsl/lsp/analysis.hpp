// One document, checked: what every feature looks at. A plain value that never changes; a new text
// gets a new one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "dsl/lsp/lines.hpp"
#include "dsl/lsp/surroundings.hpp"

namespace dealwright::lsp {

struct Analysis {
  std::string uri;
  std::shared_ptr<const compile::CheckedText> checked;
  Lines lines;
  std::map<std::string, std::string, std::less<>> uris;  // of the sources, by their names
  std::map<std::string, std::string, std::less<>> used;  // of the files that `use` names, by path

  [[nodiscard]] std::string_view text() const { return checked->tree->source()->text(); }
  [[nodiscard]] const syntax::SyntaxTree& tree() const { return *checked->tree; }
  [[nodiscard]] const sema::NameIndex& names() const { return checked->names; }
  // What the name at the offset stands for; nullptr for none.
  [[nodiscard]] const sema::KnownName* name_at(std::uint32_t offset) const;
  [[nodiscard]] const sema::DealModel* deal(std::string_view name) const;
  // Where an editor can open the source; empty when it cannot.
  [[nodiscard]] std::string uri_of(const diagnostics::Source& source) const;
};
using AnalysisPointer = std::shared_ptr<const Analysis>;

[[nodiscard]] AnalysisPointer analyse(const std::string& uri, const std::vector<OpenText>& open,
                                      Surroundings& surroundings);

// The nodes that hold the offset, from the file down.
[[nodiscard]] std::vector<syntax::Node> path_to(const syntax::SyntaxTree& tree,
                                                std::uint32_t offset);
// The declaration that a name belongs to (`param …`, `step … { … }`), in whichever file it stands;
// absent where its tree is not at hand.
[[nodiscard]] syntax::Node declaration_of(const Analysis& analysis, const sema::KnownName& name);
// The text of its `///` lines, without the slashes.
[[nodiscard]] std::string documentation_of(syntax::Node declaration);
// A declaration on one line, up to its block: "action wrap(funds: ETH) -> wrapped: WETH".
[[nodiscard]] std::string heading_of(syntax::Node declaration);

}  // namespace dealwright::lsp
