// From what a check has gathered about one file to the index of its names.
#pragma once

#include <memory>
#include <vector>

#include "dsl/sema/deal_checker.hpp"
#include "dsl/sema/names.hpp"

namespace dealwright::sema {

// The tables of one checked file; all outlive the call.
struct FileTables {
  syntax::Node root;
  const Assets& assets;
  const Scope& scope;
  const VisibleDeals& deals;
  const std::vector<std::shared_ptr<const Module>>& own_modules;
};

// Linear in the text.
[[nodiscard]] NameIndex index_names(const FileTables& file);

}  // namespace dealwright::sema
