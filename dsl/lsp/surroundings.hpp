// What the language server asks of whoever runs it: other files, and what the engine can say about
// a deal. The server itself opens nothing and runs nothing; tests answer from memory.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "dsl/sema/provider.hpp"

namespace dealwright::lsp {

// An open document as it stands in the editor; it counts instead of what is on the disk.
struct OpenText {
  std::string uri;
  diagnostics::SourcePointer source;
};

// The files around one document during one check.
class Checkout {
 public:
  virtual ~Checkout() = default;
  [[nodiscard]] virtual sema::SourceProvider& provider() = 0;
  // The document itself, under the name that its project knows it by.
  [[nodiscard]] virtual diagnostics::SourcePointer document() = 0;
  // A file of the standard library that an editor shows: nobody is told what is wrong with it.
  [[nodiscard]] virtual bool is_library() = 0;
  // What the command line would find beyond text and meaning, such as a lock that differs.
  [[nodiscard]] virtual diagnostics::Diagnostics also_found(
      const compile::CheckedText& checked) = 0;
  // Where an editor can open a source of this check; empty when it cannot.
  [[nodiscard]] virtual std::string uri_of(std::string_view source_name) = 0;
  // Where the file lies that a `use` of the document names; empty for none.
  [[nodiscard]] virtual std::string uri_of_used(std::string_view path) = 0;
};

// One limit of a deal, as the engine judged it.
struct LimitReport {
  std::string limit;  // as in the plan: "ltv <= 30% when increased"
  std::string brief;  // beside the line: "at most 25%, 5% left"
  std::string words;  // on hover: how it was found, and under which assumptions
};

// What a lens or a command runs. Carried out outside the server, perhaps on a thread of its own;
// `checked` and everything it holds stays as it is.
struct RunRequest {
  std::shared_ptr<const compile::CheckedText> checked;
  std::string deal;
  std::string scenario;                    // empty where none is meant
  std::function<bool()> is_given_up = {};  // may be empty; true once nobody waits any more
};
struct RunReport {
  bool passed = false;
  std::string title;  // one line
  std::string page;   // text for a panel
};

class Surroundings {
 public:
  virtual ~Surroundings() = default;

  // `open` holds the document itself as well.
  [[nodiscard]] virtual std::unique_ptr<Checkout> around(const std::string& uri,
                                                         const std::vector<OpenText>& open) = 0;
  // The deals below the folders that the editor has open, at most `workspace_files_max`, sorted.
  [[nodiscard]] virtual std::vector<std::string> deal_files(
      const std::vector<std::string>& folder_uris) = 0;
  // The text of a file that is not open.
  [[nodiscard]] virtual std::optional<std::string> read(const std::string& uri) = 0;
  // The page of a diagnostic code; empty when there is none.
  [[nodiscard]] virtual std::string explained(diagnostics::Code code) = 0;

  // Each may be missing: then nothing offers it. Safe to call from another thread than the
  // server's, one at a time.
  std::function<std::vector<LimitReport>(const RunRequest&)> judge_limits;
  std::function<RunReport(const RunRequest&)> run_scenario;
  std::function<RunReport(const RunRequest&)> dry_run;
  std::function<RunReport(const RunRequest&)> show_plan;
  std::function<RunReport(const RunRequest&)> worst_path;
  std::function<RunReport(const RunRequest&)> prove;
};

inline constexpr std::size_t workspace_files_max = 2'000;

}  // namespace dealwright::lsp
