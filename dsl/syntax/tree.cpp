// Walking the tree: every question is answered from the flat array; an absent node answers with
// nothing.
#include "dsl/syntax/tree.hpp"

#include <utility>

#include "dsl/values/assertion.hpp"

namespace dealwright::syntax {

SyntaxTree::SyntaxTree(diagnostics::SourcePointer source, std::vector<NodeRecord> nodes,
                       std::vector<Comment> comments, std::vector<diagnostics::Span> broken)
    : source_(std::move(source)),
      nodes_(std::move(nodes)),
      comments_(std::move(comments)),
      broken_(std::move(broken)) {
  DEALWRIGHT_ASSERT(source_ != nullptr);
  DEALWRIGHT_ASSERT(!nodes_.empty() && nodes_.front().kind == Kind::file &&
                    nodes_.front().size == nodes_.size());
}

Node SyntaxTree::root() const { return {this, 0}; }

// An absent node has no kind; `file` is the one that no question about a part of a file asks for.
Kind Node::kind() const { return tree_ == nullptr ? Kind::file : tree_->nodes()[index_].kind; }

bool Node::is(Kind kind) const { return tree_ != nullptr && this->kind() == kind; }

diagnostics::Span Node::span() const {
  if (tree_ == nullptr) return {};
  const NodeRecord& record = tree_->nodes()[index_];
  return {record.begin, record.end};
}

std::string_view Node::text() const {
  return tree_ == nullptr ? std::string_view() : tree_->source()->text(span());
}

bool Node::is_broken() const { return tree_ != nullptr && tree_->nodes()[index_].broken; }

Node Node::first_child() const {
  if (tree_ == nullptr) return {};
  const NodeIndex end = index_ + tree_->nodes()[index_].size;
  if (index_ + 1 == end) return {};
  Node child(tree_, index_ + 1);
  child.parent_end_ = end;
  return child;
}

Node Node::next_sibling() const {
  if (tree_ == nullptr || parent_end_ == no_node) return {};
  const NodeIndex next = index_ + tree_->nodes()[index_].size;
  if (next >= parent_end_) return {};
  Node sibling(tree_, next);
  sibling.parent_end_ = parent_end_;
  return sibling;
}

Node Node::child(Kind kind) const { return child(kind, 0); }

Node Node::child(Kind kind, unsigned nth) const {
  for (const Node found : children()) {
    if (found.kind() == kind && nth-- == 0) return found;
  }
  return {};
}

Node Node::child_at(unsigned position) const {
  for (const Node found : children()) {
    if (position-- == 0) return found;
  }
  return {};
}

unsigned Node::child_count() const {
  unsigned count = 0;
  for (Node at = first_child(); at; at = at.next_sibling())
    ++count;
  return count;
}

Node::Range Node::children() const { return {*this}; }

}  // namespace dealwright::syntax
