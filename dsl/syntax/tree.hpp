// The syntax tree: one flat array of nodes in source order, one list of comments. It is what
// `parse` makes of any text, and the only thing that the checker and the formatter see of it.
// Nothing of the source is lost: a node is a span of the text, and what stands between nodes is
// layout, punctuation, keywords and comments.
#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>
#include <vector>

#include "dsl/diagnostics/diagnostic.hpp"
#include "dsl/syntax/kinds.hpp"

namespace dealwright::syntax {

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex no_node = ~NodeIndex{0};

// What is stored for a node. Children of i follow it; the next sibling of i is i + size.
struct NodeRecord {
  Kind kind = Kind::file;
  bool broken = false;      // a syntax error was reported while it was read
  std::uint32_t begin = 0;  // first byte of its first token
  std::uint32_t end = 0;    // one past the last byte of its last token
  std::uint32_t size = 1;   // nodes in this subtree, itself included
};

struct Comment {
  diagnostics::Span span;  // from the slashes to the end of the line, newline excluded
  bool documents = false;  // starts with exactly three slashes
  friend bool operator==(const Comment&, const Comment&) = default;
};

class SyntaxTree;

// A cheap handle (tree pointer + index); a default one is "absent" and answers every question with
// nothing, so that the checker can look into broken text without asking first. Valid while its tree
// lives and is not moved.
class Node {
 public:
  Node() = default;
  Node(const SyntaxTree* tree, NodeIndex index) : tree_(tree), index_(index) {}

  [[nodiscard]] explicit operator bool() const { return tree_ != nullptr; }
  [[nodiscard]] Kind kind() const;
  [[nodiscard]] bool is(Kind kind) const;  // false for an absent node
  [[nodiscard]] diagnostics::Span span() const;
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] NodeIndex index() const { return index_; }
  [[nodiscard]] const SyntaxTree* tree() const { return tree_; }
  // True when a syntax error was reported inside this node: what is missing in it was said already.
  [[nodiscard]] bool is_broken() const;

  [[nodiscard]] Node first_child() const;
  [[nodiscard]] Node next_sibling() const;    // absent after the last child of the same parent
  [[nodiscard]] Node child(Kind kind) const;  // the first child of that kind
  [[nodiscard]] Node child(Kind kind, unsigned nth) const;  // counting from 0
  [[nodiscard]] Node child_at(unsigned position) const;     // any kind, counting from 0
  [[nodiscard]] unsigned child_count() const;

  class Iterator;
  struct Range;
  [[nodiscard]] Range children() const;  // for (Node n : node.children())

  friend bool operator==(const Node&, const Node&) = default;

 private:
  friend class SyntaxTree;
  const SyntaxTree* tree_ = nullptr;
  NodeIndex index_ = no_node;
  NodeIndex parent_end_ = no_node;  // where the parent's subtree ends; bounds next_sibling
};

class SyntaxTree {
 public:
  SyntaxTree(diagnostics::SourcePointer source, std::vector<NodeRecord> nodes,
             std::vector<Comment> comments, std::vector<diagnostics::Span> broken);

  [[nodiscard]] Node root() const;  // Kind::file, always there
  [[nodiscard]] const diagnostics::SourcePointer& source() const { return source_; }
  [[nodiscard]] const std::vector<NodeRecord>& nodes() const { return nodes_; }
  [[nodiscard]] const std::vector<Comment>& comments() const { return comments_; }  // in order
  [[nodiscard]] const std::vector<diagnostics::Span>& broken() const {
    return broken_;
  }  // in order

 private:
  diagnostics::SourcePointer source_;
  std::vector<NodeRecord> nodes_;
  std::vector<Comment> comments_;
  std::vector<diagnostics::Span> broken_;
};

class Node::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Node;
  using difference_type = std::ptrdiff_t;
  using pointer = const Node*;
  using reference = Node;

  Iterator() = default;
  explicit Iterator(Node at) : at_(at) {}
  Node operator*() const { return at_; }
  Iterator& operator++() {
    at_ = at_.next_sibling();
    return *this;
  }
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) {
    return static_cast<bool>(a.at_) == static_cast<bool>(b.at_) &&
           (!a.at_ || a.at_.index() == b.at_.index());
  }

 private:
  Node at_;
};

struct Node::Range {
  Node parent;
  [[nodiscard]] Iterator begin() const { return Iterator(parent.first_child()); }
  [[nodiscard]] Iterator end() const { return Iterator(); }
};

}  // namespace dealwright::syntax
