// Surroundings for tests: files in memory below file:///p/, the embedded standard library, and runs
// that say what they were asked.
#pragma once

#include <map>
#include <string>

#include "dsl/lsp/surroundings.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::support {

inline constexpr std::string_view project_uri = "file:///p/";

class MemorySurroundings final : public lsp::Surroundings {
 public:
  MemorySurroundings();

  std::map<std::string, std::string, std::less<>> files;  // by name: "desk.deal"

  std::unique_ptr<lsp::Checkout> around(const std::string& uri,
                                        const std::vector<lsp::OpenText>& open) override;
  std::vector<std::string> deal_files(const std::vector<std::string>& folder_uris) override;
  std::optional<std::string> read(const std::string& uri) override;
  std::string explained(diagnostics::Code code) override;
};

}  // namespace dealwright::support
