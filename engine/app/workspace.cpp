// Arguments -> files in memory, each with its project.
#include "engine/app/workspace.hpp"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "engine/app/files.hpp"
#include "engine/app/settings.hpp"

namespace dealwright::app {
namespace {

constexpr std::string_view deal_suffix = ".deal";
constexpr std::string_view standard_input_name = "<stdin>";

std::unexpected<Failure> usage(std::string message) {
  return std::unexpected(Failure{ExitCode::usage, std::move(message)});
}

// Names in angle brackets are ours: a file of such a name is shown with its folder.
std::string shown_name(const std::filesystem::path& named) {
  std::string name = named.lexically_normal().generic_string();
  if (name.starts_with('<')) name.insert(0, "./");
  return name;
}

diagnostics::Diagnostic leaves_the_project(const std::filesystem::path& link) {
  return {.code = diagnostics::Code::outside_project,
          .message = in_ticks(shown_name(link)) + " is a link to a file outside the project",
          .primary = {},
          .help = "copy the file into the project, or remove the link"};
}

// Hidden folders hold what tools keep, not deals.
bool is_hidden(const std::filesystem::path& path) {
  return path.filename().native().starts_with('.');
}

}  // namespace

std::expected<Workspace, Failure> Workspace::open(const std::vector<std::string>& paths) {
  Workspace workspace;
  std::error_code error;
  workspace.here_ = std::filesystem::current_path(error);
  if (!error) workspace.here_ = std::filesystem::canonical(workspace.here_, error);
  if (error) return usage("the folder we stand in cannot be read: " + error.message());
  const std::vector<std::string> here = {"."};
  for (const std::string& path : paths.empty() ? here : paths) {
    const auto added = workspace.add_argument(path);
    if (!added) return std::unexpected(added.error());
  }
  if (workspace.files_.empty() && workspace.found_.empty()) {
    const std::string where = paths.empty() ? "this folder" : in_ticks(paths.front());
    return usage("there is no file ending in .deal in " + where);
  }
  return workspace;
}

std::expected<compile::CheckedText, Failure> Workspace::check(const DealFile& file,
                                                              LockCheck lock_check) {
  compile::CheckedText checked = compile::check_text(file.source, *file.project);
  if (lock_check == LockCheck::skipped) return checked;
  const auto lock = lock_of(file);
  if (!lock) return std::unexpected(lock.error());
  if (lock->has_value()) {
    const auto differing = differences(**lock, checked.model, *file.project, Unlisted::accepted);
    std::ranges::copy(differing, std::back_inserter(checked.found));
  }
  return checked;
}

std::expected<std::optional<Lock>, Failure> Workspace::lock_of(const DealFile& file) {
  const std::filesystem::path& root = file.project->root();
  if (const auto known = locks_.find(root); known != locks_.end()) return known->second;
  const std::filesystem::path path = root / lock_file_name;
  std::error_code error;
  std::optional<Lock> lock;
  if (std::filesystem::exists(path, error)) {
    const auto text = read_file(path, lock_bytes_max, Readable::regular);
    if (!text) return usage(in_ticks(path.string()) + " " + text.error());
    auto read = read_lock(*text);
    if (!read) return usage(in_ticks(path.string()) + " cannot be used: " + read.error());
    lock = *std::move(read);
  }
  locks_.emplace(root, lock);
  return lock;
}

std::expected<void, Failure> Workspace::add_argument(const std::string& path) {
  if (path == standard_input) return add_standard_input();
  if (path.empty()) return usage("a path is empty");
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    const std::string why = error && error != std::errc::no_such_file_or_directory
                                ? error.message()
                                : "no such file or folder";
    return usage(in_ticks(path) + ": " + why);
  }
  if (std::filesystem::is_directory(status)) return add_folder(path, 0);
  return add_file(path);
}

std::expected<void, Failure> Workspace::add_folder(const std::filesystem::path& folder,
                                                   std::size_t depth) {
  if (depth > folder_depth_max) return usage(in_ticks(folder.string()) + " is nested too deeply");
  std::error_code error;
  std::vector<std::filesystem::directory_entry> entries;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    entries.push_back(*at);
  }
  if (error) return usage(in_ticks(folder.string()) + ": " + error.message());
  std::ranges::sort(entries, {}, [](const auto& entry) { return entry.path(); });
  for (const auto& entry : entries) {
    // A linked folder is either visited under its own name or none of ours, so no walk is endless.
    const bool is_link = entry.is_symlink(error);
    if (!is_link && entry.is_directory(error)) {
      if (is_hidden(entry.path())) continue;
      const auto added = add_folder(entry.path(), depth + 1);
      if (!added) return added;
      continue;
    }
    if (entry.path().extension() != deal_suffix || !entry.is_regular_file(error)) continue;
    if (is_link) {
      const auto real = std::filesystem::canonical(entry.path(), error);
      const auto parent = std::filesystem::canonical(folder, error);
      if (error || !is_below(real, project_root(parent))) {
        found_.push_back(leaves_the_project(entry.path()));
        continue;
      }
    }
    const auto added = add_file(entry.path());
    if (!added) return added;
  }
  return {};
}

std::expected<void, Failure> Workspace::add_file(const std::filesystem::path& named) {
  if (files_.size() == files_max) {
    return usage("more than " + counted(files_max, "file") + " are too many for one run");
  }
  std::error_code error;
  std::filesystem::path real = std::filesystem::canonical(named, error);
  if (error) return usage(in_ticks(named.string()) + ": " + error.message());
  if (!known_.insert(real).second) return {};  // named twice, checked once
  auto text = read_file(real, diagnostics::source_bytes_max, Readable::any);
  if (!text) return usage(in_ticks(named.string()) + " " + text.error());
  ProjectSources& project = project_around(real.parent_path());
  std::string name = shown_name(named);
  auto source = project.add(name, real, *std::move(text));
  files_.push_back({std::move(name), std::move(real), std::move(source), &project});
  return {};
}

std::expected<void, Failure> Workspace::add_standard_input() {
  const std::string name(standard_input_name);
  if (!known_.insert(here_ / name).second) return {};
  auto text = read_standard_input(diagnostics::source_bytes_max);
  if (!text) return usage("standard input cannot be read: " + text.error());
  ProjectSources& project = project_around(here_);
  auto source = project.add(name, here_ / name, *std::move(text));
  files_.push_back({name, {}, std::move(source), &project});
  return {};
}

ProjectSources& Workspace::project_around(const std::filesystem::path& folder) {
  std::filesystem::path root = project_root(folder);
  auto& project = projects_[root];
  if (!project) project = std::make_unique<ProjectSources>(std::move(root), here_);
  return *project;
}

}  // namespace dealwright::app
