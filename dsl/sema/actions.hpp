// One use of a module's action: parameters bound to assets, money and positions -> the action of a
// plan. The same function checks a module in general, with its parameters standing for themselves.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/modules.hpp"

namespace dealwright::sema {

struct BoundArgument {
  std::string asset;                 // asset, money, position
  std::optional<plan::Money> money;  // money
  std::string position;  // position: the plan's name for it; empty with opens_new unused
  std::optional<plan::Expression> value;  // value
};

struct ActionUse {
  const Module* module = nullptr;
  const ActionSignature* signature = nullptr;
  Substitution substitution;
  std::map<std::string, BoundArgument, std::less<>> arguments;  // by parameter
  std::map<std::string, plan::Target, std::less<>> results;     // by result
  std::vector<plan::Expression>* asked = nullptr;
  const Scope* names = nullptr;  // scope_of(*module), where it is kept for many uses
};

[[nodiscard]] plan::Action lower_action(const ActionUse& use, const Assets& assets,
                                        diagnostics::Diagnostics& found);

}  // namespace dealwright::sema
