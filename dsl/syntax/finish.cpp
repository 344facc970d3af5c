// What the rules have left becomes the tree: post-order to pre-order.
#include <algorithm>
#include <utility>

#include "dsl/syntax/reader.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::syntax {

// Post-order to pre-order: walked from the back, the children of a node are found by their sizes,
// last one first.
Parsed Reader::finish(std::vector<Comment> comments) && {
  DEALWRIGHT_ASSERT(!nodes_.empty() && nodes_.back().kind == Kind::file &&
                    nodes_.back().size == nodes_.size());
  nodes_.back().broken = failures_ > 0;
  nodes_.back().begin = 0;
  nodes_.back().end = offset(end_);
  std::vector<NodeRecord> ordered(nodes_.size());
  std::vector<NodeIndex> places(nodes_.size());
  places.back() = 0;
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    const NodeRecord& record = nodes_[i];
    ordered[places[i]] = record;
    NodeIndex place = places[i] + record.size;
    for (std::size_t child = i; child > i + 1 - record.size;) {
      --child;
      place -= nodes_[child].size;
      places[child] = place;
      child -= nodes_[child].size - 1;
    }
  }
  std::ranges::sort(broken_, {}, [](diagnostics::Span at) { return std::pair(at.begin, at.end); });
  SyntaxTree tree(std::move(source_), std::move(ordered), std::move(comments), std::move(broken_));
  return {
      .tree = std::move(tree), .found = diagnostics::in_order(std::move(found_)), .work = work_};
}

}  // namespace dealwright::syntax
