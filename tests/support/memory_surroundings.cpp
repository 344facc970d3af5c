// Files in memory as an editor's project.
#include "tests/support/memory_surroundings.hpp"

#include <utility>

namespace dealwright::support {
namespace {

class MemoryCheckout final : public lsp::Checkout {
 public:
  MemoryCheckout(const MemorySurroundings& surroundings, const std::string& uri,
                 const std::vector<lsp::OpenText>& open)
      : uri_(uri) {
    provider_.files = surroundings.files;
    for (const lsp::OpenText& text : open) {
      if (text.uri == uri) document_ = text.source;
      if (text.uri.starts_with(project_uri)) {
        provider_.files.insert_or_assign(text.uri.substr(project_uri.size()),
                                         std::string(text.source->text()));
      }
    }
    if (document_ == nullptr) {
      const auto file = provider_.files.find(uri.substr(project_uri.size()));
      document_ = std::make_shared<const diagnostics::Source>(
          uri, file == provider_.files.end() ? std::string() : file->second);
    }
  }

  sema::SourceProvider& provider() override { return provider_; }
  diagnostics::SourcePointer document() override { return document_; }
  bool is_library() override { return false; }
  diagnostics::Diagnostics also_found(const compile::CheckedText&) override { return {}; }
  std::string uri_of(std::string_view name) override {
    if (name == document_->name()) return uri_;
    if (name.starts_with("stdlib/")) return "library:///" + std::string(name.substr(7));
    return std::string(project_uri) + std::string(name);
  }
  std::string uri_of_used(std::string_view path) override {
    if (path.starts_with("./")) path.remove_prefix(2);
    return std::string(project_uri) + std::string(path);
  }

 private:
  std::string uri_;
  LibraryProvider provider_;
  diagnostics::SourcePointer document_;
};

lsp::RunReport asked(std::string_view what, const lsp::RunRequest& request) {
  const std::string title = std::string(what) + " " + request.deal +
                            (request.scenario.empty() ? "" : " in " + request.scenario);
  return {true, title, title + "\n"};
}

}  // namespace

MemorySurroundings::MemorySurroundings() {
  run_scenario = [](const auto& request) { return asked("scenario", request); };
  dry_run = [](const auto& request) { return asked("dry run", request); };
  show_plan = [](const auto& request) { return asked("plan", request); };
}

std::unique_ptr<lsp::Checkout> MemorySurroundings::around(const std::string& uri,
                                                          const std::vector<lsp::OpenText>& open) {
  return std::make_unique<MemoryCheckout>(*this, uri, open);
}

std::vector<std::string> MemorySurroundings::deal_files(const std::vector<std::string>& folders) {
  std::vector<std::string> uris;
  if (folders.empty()) return uris;
  for (const auto& [name, text] : files)
    uris.push_back(std::string(project_uri) + name);
  return uris;
}

std::optional<std::string> MemorySurroundings::read(const std::string& uri) {
  if (!uri.starts_with(project_uri)) return std::nullopt;
  const auto file = files.find(uri.substr(project_uri.size()));
  return file == files.end() ? std::nullopt : std::optional(file->second);
}

std::string MemorySurroundings::explained(diagnostics::Code code) {
  return "about " + diagnostics::to_text(code);
}

}  // namespace dealwright::support
