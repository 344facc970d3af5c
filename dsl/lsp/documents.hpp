// The documents that an editor has open, and what is known of each. Edits come in by pieces; a
// check is made when somebody asks or when there is nothing else to do.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lsp/analysis.hpp"
#include "dsl/lsp/messages.hpp"

namespace dealwright::lsp {

inline constexpr std::size_t documents_max = 1'000;
// Up to this size an answer is given from the text as it is; above it completion speaks of the last
// check, so that a keystroke does not wait for the next one.
inline constexpr std::size_t fresh_bytes_max = 64U * 1024U;

struct Document {
  std::string uri;
  std::int64_t version = 0;
  std::string text;
  AnalysisPointer analysis;    // of the text as it is, unless `is_changed`
  AnalysisPointer last_whole;  // the last one without a syntax error
  bool is_changed = true;      // since the last check, here or in a file it uses
  bool is_announced = false;   // the editor was told what the check found
  std::vector<LimitReport> judged;
  bool is_judged = false;
};

class Documents {
 public:
  explicit Documents(Surroundings& surroundings) : surroundings_(surroundings) {}

  // False when there are too many.
  [[nodiscard]] bool open(const std::string& uri, std::int64_t version, std::string text);
  void close(const std::string& uri);
  // False when it is not open.
  bool change(const std::string& uri, std::int64_t version,
              const std::vector<ContentChange>& changes, Encoding encoding);
  // Something on the disk is different.
  void forget_checks();

  [[nodiscard]] Document* find(const std::string& uri);
  // Checks when that has not been done.
  const Analysis& check(Document& document);
  // A file that may not be open; nullptr when it cannot be read.
  [[nodiscard]] AnalysisPointer checked(const std::string& uri);
  // The next one whose findings the editor has not been told; the one changed last comes first.
  [[nodiscard]] Document* next_unannounced();
  [[nodiscard]] std::vector<std::string> uris() const;
  [[nodiscard]] bool has(const std::string& uri) const { return documents_.contains(uri); }

 private:
  [[nodiscard]] std::vector<OpenText> open_texts() const;
  void changed(const std::string& uri);

  Surroundings& surroundings_;
  std::map<std::string, Document, std::less<>> documents_;
  std::string last_changed_;
};

}  // namespace dealwright::lsp
