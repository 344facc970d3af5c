// Trees and findings as text.
#include "tests/unit/dsl/syntax/shapes.hpp"

#include <memory>

namespace dealwright::test {

using syntax::Kind;
using syntax::Node;

syntax::Parsed parse_text(const std::string& text) {
  return syntax::parse(std::make_shared<const diagnostics::Source>("test.deal", text));
}

std::string shape(Node node) {
  if (!node) return "absent";
  std::string text(to_text(node.kind()));
  std::string inner;
  for (const Node child : node.children())
    inner += (inner.empty() ? "" : " ") + shape(child);
  return inner.empty() ? text : text + "(" + inner + ")";
}

Node find(const syntax::Parsed& parsed, Kind kind) {
  for (syntax::NodeIndex i = 0; i < parsed.tree.nodes().size(); ++i) {
    if (parsed.tree.nodes()[i].kind == kind) return {&parsed.tree, i};
  }
  return {};
}

std::vector<std::string> findings(const syntax::Parsed& parsed) {
  std::vector<std::string> lines;
  for (const diagnostics::Diagnostic& finding : parsed.found) {
    const auto place = parsed.tree.source()->position(finding.primary.span.begin);
    lines.push_back(to_text(finding.code) + " " + std::to_string(place.line) + ":" +
                    std::to_string(place.column) + " " + finding.message);
  }
  return lines;
}

std::string statement_shape(const std::string& statement) {
  const syntax::Parsed parsed = parse_text("deal d {\n  step s {\n    " + statement + "\n  }\n}\n");
  if (!parsed.found.empty()) return findings(parsed).front();
  return shape(find(parsed, Kind::body).first_child());
}

std::string expression_shape(const std::string& expression) {
  const std::string whole = statement_shape("require " + expression);
  const std::string start = "require(";
  return whole.starts_with(start) ? whole.substr(start.size(), whole.size() - start.size() - 1)
                                  : whole;
}

}  // namespace dealwright::test
