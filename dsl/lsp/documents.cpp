// Applying edits, and keeping checks as long as they are true.
#include "dsl/lsp/documents.hpp"

#include <algorithm>
#include <utility>

namespace dealwright::lsp {

bool Documents::open(const std::string& uri, std::int64_t version, std::string text) {
  if (!documents_.contains(uri) && documents_.size() >= documents_max) return false;
  Document& document = documents_[uri];
  document = {};
  document.uri = uri;
  document.version = version;
  document.text = std::move(text);
  changed(uri);
  return true;
}

void Documents::close(const std::string& uri) {
  documents_.erase(uri);
  changed(uri);
}

bool Documents::change(const std::string& uri, std::int64_t version,
                       const std::vector<ContentChange>& changes, Encoding encoding) {
  const auto entry = documents_.find(uri);
  if (entry == documents_.end()) return false;
  Document& document = entry->second;
  document.version = version;
  for (const ContentChange& change : changes) {
    if (!change.range) {
      document.text = change.text;
      continue;
    }
    const Lines lines(document.text);
    const std::uint32_t begin = lines.offset(document.text, change.range->start, encoding);
    const std::uint32_t end =
        std::max(begin, lines.offset(document.text, change.range->end, encoding));
    document.text.replace(begin, end - begin, change.text);
  }
  changed(uri);
  return true;
}

void Documents::forget_checks() {
  for (auto& [uri, document] : documents_) {
    document.is_changed = true;
    document.is_announced = false;
  }
}

// The document itself and those that use it, directly or by way of others, are to be checked anew.
void Documents::changed(const std::string& uri) {
  last_changed_ = uri;
  for (auto& [other, document] : documents_) {
    bool affected = other == uri;
    if (document.analysis != nullptr && !affected) {
      const auto is_it = [&](const auto& entry) { return entry.second == uri; };
      affected = std::ranges::any_of(document.analysis->uris, is_it) ||
                 std::ranges::any_of(document.analysis->used, is_it);
    }
    if (!affected) continue;
    document.is_changed = true;
    document.is_announced = false;
    document.is_judged = false;
  }
}

Document* Documents::find(const std::string& uri) {
  const auto entry = documents_.find(uri);
  return entry == documents_.end() ? nullptr : &entry->second;
}

const Analysis& Documents::check(Document& document) {
  if (document.is_changed || document.analysis == nullptr) {
    document.analysis = analyse(document.uri, open_texts(), surroundings_);
    document.is_changed = false;
    document.is_announced = false;
    if (document.analysis->tree().broken().empty()) document.last_whole = document.analysis;
  }
  return *document.analysis;
}

AnalysisPointer Documents::checked(const std::string& uri) {
  if (Document* document = find(uri)) {
    check(*document);
    return document->analysis;
  }
  if (!surroundings_.read(uri)) return nullptr;
  return analyse(uri, open_texts(), surroundings_);
}

Document* Documents::next_unannounced() {
  Document* last = find(last_changed_);
  if (last != nullptr && !last->is_announced) return last;
  for (auto& [uri, document] : documents_) {
    if (!document.is_announced) return &document;
  }
  return nullptr;
}

std::vector<std::string> Documents::uris() const {
  std::vector<std::string> all;
  for (const auto& [uri, document] : documents_)
    all.push_back(uri);
  return all;
}

std::vector<OpenText> Documents::open_texts() const {
  std::vector<OpenText> all;
  for (const auto& [uri, document] : documents_)
    all.push_back({uri, std::make_shared<const diagnostics::Source>(uri, document.text)});
  return all;
}

}  // namespace dealwright::lsp
