// The checks, by a walk over the flat array with a stack of open nodes.
#include "tests/fuzz/tree_invariants.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dealwright::test {
namespace {

using syntax::Comment;
using syntax::Kind;
using syntax::NodeRecord;

std::string at(const char* what, std::size_t i) {
  return std::string(what) + " at node " + std::to_string(i);
}

std::string check_nesting(const std::vector<NodeRecord>& nodes, std::size_t text_size) {
  if (nodes.empty() || nodes[0].kind != Kind::file) return "no root";
  if (nodes[0].size != nodes.size()) return "the root does not hold all nodes";
  struct Open {
    std::size_t end;         // of the subtree, as an index
    std::uint32_t last = 0;  // where the last child ended
    std::size_t index = 0;
  };
  std::vector<Open> open;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const NodeRecord& node = nodes[i];
    while (!open.empty() && open.back().end == i)
      open.pop_back();
    if (node.size == 0 || i + node.size > nodes.size()) return at("a size that does not fit", i);
    if (node.begin > node.end || node.end > text_size) return at("a span outside the text", i);
    if (!open.empty()) {
      Open& parent = open.back();
      if (i + node.size > parent.end) return at("a subtree that leaves its parent", i);
      if (node.begin < nodes[parent.index].begin || node.end > nodes[parent.index].end) {
        return at("a span that leaves its parent", i);
      }
      if (node.begin < parent.last) return at("a node before its sibling", i);
      if (node.broken && !nodes[parent.index].broken) return at("broken inside what is not", i);
      parent.last = node.end;
    }
    open.push_back({.end = i + node.size, .last = node.begin, .index = i});
  }
  return {};
}

std::string check_spans(const syntax::SyntaxTree& tree) {
  const std::string_view text = tree.source()->text();
  for (std::size_t i = 1; i < tree.nodes().size(); ++i) {
    const NodeRecord& node = tree.nodes()[i];
    if (node.begin == node.end || node.kind == Kind::documentation)
      continue;  // comments keep their blanks
    for (const std::uint32_t end : {node.begin, node.end - 1}) {
      const char c = text[end];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        return at("layout at the end of a span", i) + ": " + std::string(to_text(node.kind)) +
               " `" +
               std::string(
                   text.substr(node.begin, std::min<std::size_t>(node.end - node.begin, 100))) +
               "`";
      }
    }
  }
  return {};
}

std::string check_comments(const syntax::SyntaxTree& tree) {
  const std::string_view text = tree.source()->text();
  std::uint32_t last = 0;
  for (const Comment& comment : tree.comments()) {
    if (comment.span.begin < last || comment.span.end > text.size()) return "comments out of order";
    if (!text.substr(comment.span.begin).starts_with("//")) return "a comment without slashes";
    last = comment.span.end;
  }
  return {};
}

// Nothing is lost: what is not layout and not a comment belongs to a declaration or to text that
// was not understood.
std::string check_cover(const syntax::SyntaxTree& tree) {
  const std::string_view text = tree.source()->text();
  std::vector<bool> covered(text.size(), false);
  const auto cover = [&](std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i < end; ++i)
      covered[i] = true;
  };
  for (const syntax::Node child : tree.root().children())
    cover(child.span().begin, child.span().end);
  for (const Comment& comment : tree.comments())
    cover(comment.span.begin, comment.span.end);
  const std::size_t start = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (std::size_t i = start; i < text.size(); ++i) {
    const char c = text[i];
    if (!covered[i] && c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      return "a byte that no node covers, at " + std::to_string(i);
    }
  }
  return {};
}

std::string check_findings(const syntax::Parsed& parsed) {
  if (parsed.found.size() > syntax::syntax_findings_max) return "too many findings";
  const std::size_t size = parsed.tree.source()->text().size();
  for (const diagnostics::Diagnostic& finding : parsed.found) {
    if (finding.message.empty()) return "a finding that says nothing";
    if (finding.primary.span.begin > finding.primary.span.end || finding.primary.span.end > size) {
      return "a finding outside the text";
    }
    for (const diagnostics::Label& label : finding.others) {
      if (label.span.end > size) return "a label outside the text";
    }
  }
  if (parsed.found.empty() == parsed.tree.root().is_broken())
    return "the root does not know whether there were findings";
  for (const NodeRecord& node : parsed.tree.nodes()) {
    if (node.kind == Kind::error && parsed.found.empty())
      return "text was skipped and nothing said";
  }
  return {};
}

}  // namespace

std::string broken_invariant(const syntax::Parsed& parsed) {
  const std::size_t size = parsed.tree.source()->text().size();
  if (std::string broken = check_nesting(parsed.tree.nodes(), size); !broken.empty()) return broken;
  if (std::string broken = check_spans(parsed.tree); !broken.empty()) return broken;
  if (std::string broken = check_comments(parsed.tree); !broken.empty()) return broken;
  if (std::string broken = check_cover(parsed.tree); !broken.empty()) return broken;
  return check_findings(parsed);
}

}  // namespace dealwright::test
