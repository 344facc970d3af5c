// dealwright.lock: which module texts and contract interfaces a project was reviewed with. JSON,
// sorted, so that a diff of it shows exactly what changed.
#pragma once

#include <compare>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/diagnostics/diagnostic.hpp"
#include "dsl/sema/model.hpp"
#include "engine/app/project_sources.hpp"

namespace dealwright::app {

inline constexpr std::string_view lock_file_name = "dealwright.lock";
inline constexpr std::size_t lock_bytes_max = 4U * 1024U * 1024U;
inline constexpr int lock_format = 1;

struct LockedAbi {
  std::string contract;
  std::string name;
  std::string digest;  // SHA-256, hexadecimal
  friend auto operator<=>(const LockedAbi&, const LockedAbi&) = default;
};

struct LockedModule {
  std::string name;
  std::string from;    // "standard library", or the file below the project's root
  std::string digest;  // of the module's text
  std::vector<LockedAbi> abis;
  friend auto operator<=>(const LockedModule&, const LockedModule&) = default;
};

struct Lock {
  std::vector<LockedModule> modules;  // by name and origin
};

[[nodiscard]] std::string to_json(const Lock& lock);
// What to_json wrote; the error is in words.
[[nodiscard]] std::expected<Lock, std::string> read_lock(std::string_view json);

// The modules that a checked file uses, as they are now.
[[nodiscard]] std::vector<LockedModule> modules_of(const sema::Model& model,
                                                   const ProjectSources& project);
// `lock` with these modules as they are now; modules that only others use stay.
[[nodiscard]] Lock updated(Lock lock, const std::vector<LockedModule>& used);

// Whether a module that the lock does not know is a finding.
enum class Unlisted : std::uint8_t { accepted, refused };

// One D208 for each module of the file that is not the one in the lock, at its `use`.
[[nodiscard]] diagnostics::Diagnostics differences(const Lock& lock, const sema::Model& model,
                                                   ProjectSources& project, Unlisted unlisted);

}  // namespace dealwright::app
