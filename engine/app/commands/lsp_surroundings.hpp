// What the language server sees of the world: files of projects as they are on the disk and in the
// editor, and the engine behind what lenses run.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lsp/surroundings.hpp"

namespace dealwright::app {

inline constexpr std::size_t lsp_folder_depth_max = 32;

class EditorSurroundings final : public lsp::Surroundings {
 public:
  // `library` is where the standard library's text is put for editors to open; empty for nowhere.
  explicit EditorSurroundings(std::filesystem::path library);

  [[nodiscard]] std::unique_ptr<lsp::Checkout> around(
      const std::string& uri, const std::vector<lsp::OpenText>& open) override;
  [[nodiscard]] std::vector<std::string> deal_files(
      const std::vector<std::string>& folder_uris) override;
  [[nodiscard]] std::optional<std::string> read(const std::string& uri) override;
  [[nodiscard]] std::string explained(diagnostics::Code code) override;

  // Where an editor can open a module of the standard library; written there when that is new.
  [[nodiscard]] std::string library_uri(std::string_view file);
  [[nodiscard]] const std::filesystem::path& library() const { return library_; }

 private:
  std::filesystem::path library_;
  std::map<std::string, std::string, std::less<>> library_uris_;
};

// The folder for the library's text: below $XDG_CACHE_HOME or ~/.cache; empty when neither is
// known.
[[nodiscard]] std::filesystem::path library_folder();

// "file:///a%20b/c.deal" <-> "/a b/c.deal"; nothing for other schemes.
[[nodiscard]] std::optional<std::filesystem::path> path_of_uri(std::string_view uri);
[[nodiscard]] std::string uri_of_path(const std::filesystem::path& path);

}  // namespace dealwright::app
