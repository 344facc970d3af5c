// From a file, the name of a deal and parameters to one plan: what `plan`, `dry-run` and `run`
// begin with.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/workspace.hpp"

namespace dealwright::app {

inline constexpr std::size_t params_bytes_max = 1024U * 1024U;

// A checked file without errors and which deal of it is meant.
struct ChosenDeal {
  Workspace workspace;
  compile::CheckedText checked;
  const sema::DealModel* deal = nullptr;  // in `checked`

  [[nodiscard]] const DealFile& file() const { return workspace.files().front(); }
};

// What keeps a command from going on: words for a person, or findings that were shown already.
// Findings go to standard error as text, with Shape::json to standard output as JSON.
[[nodiscard]] std::expected<std::unique_ptr<ChosenDeal>, ExitCode> choose_deal(
    const std::string& file, const std::string& deal, Shape shape, Terminal& terminal,
    LockCheck lock = LockCheck::done);

// The plan of a deal with its parameters set. A file that holds a plan (canonical JSON) is that
// plan: what was reviewed is what runs.
[[nodiscard]] std::expected<plan::Plan, ExitCode> choose_plan(const DealChoice& choice, Shape shape,
                                                              Terminal& terminal);
// The same for a deal that is chosen already.
[[nodiscard]] std::expected<plan::Plan, ExitCode> plan_of(const ChosenDeal& chosen,
                                                          const DealChoice& choice, Shape shape,
                                                          Terminal& terminal);

// A plan from a file, refused in words when it is none.
[[nodiscard]] std::expected<plan::Plan, Failure> read_plan_file(const std::string& path);
// Whether a file is meant to be a plan rather than a deal; standard input never is.
[[nodiscard]] bool is_plan_file(const std::string& path);

// Parameters as they stand in a file: a JSON object of texts, or lines `NAME = VALUE` with `//`
// comments.
[[nodiscard]] std::expected<std::vector<compile::GivenParam>, std::string> read_params(
    std::string_view text, const std::string& where);

}  // namespace dealwright::app
