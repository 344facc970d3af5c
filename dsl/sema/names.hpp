// Every name of one file with what it stands for: what editors need to go to a declaration, to find
// uses and to rename. Made from the checker's own tables after a check, so that no second opinion
// on names exists; where a text is broken it holds what could be understood.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/sema/modules.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/types.hpp"

namespace dealwright::sema {

enum class NameKind : std::uint8_t {
  asset,
  variable,  // of a module: stands for any asset
  deal,
  strategy,
  param,
  bucket,
  holding,
  position,
  step,
  role,
  module,
  contract,
  setting,
  state,
  query,
  action,
  parameter,  // of an action or query
  result,     // of an action
  outcome,    // how an action fails
  local,      // a `let`
  market,
  cycle,
};
// "asset", "holding"
[[nodiscard]] std::string_view to_text(NameKind kind);

struct KnownName {
  NameKind kind = NameKind::local;
  std::string name;
  Place declared;     // of the name itself; may be in another file
  Type type;          // unknown where it has none
  std::string owner;  // the deal, strategy or module whose name it is; empty for a file's own
  const Module* module = nullptr;             // modules, and the module of a position
  const ActionSignature* action = nullptr;    // actions
  const QuerySignature* query = nullptr;      // queries
  const SettingSignature* setting = nullptr;  // settings and states
};

struct NameUse {
  diagnostics::Span span;
  std::uint32_t known = 0;  // index into NameIndex::known
  bool declares = false;    // the declaration itself
};

struct NameIndex {
  std::vector<KnownName> known;
  std::vector<NameUse> uses;                           // of the file's own text, in order
  std::vector<std::shared_ptr<const Module>> modules;  // keeps alive what the names point to

  // The use that holds the offset or ends there; nullptr for none.
  [[nodiscard]] const NameUse* at(std::uint32_t offset) const;
};

}  // namespace dealwright::sema
