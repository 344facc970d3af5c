// The checked model: what a file means, before its parameters are set. Everything the plan needs is
// already in the plan's own forms; `lower` sets parameters, bounds ladders and computes the
// allow-list.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/plan/scenario.hpp"
#include "dsl/sema/modules.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/types.hpp"

namespace dealwright::sema {

struct ParamModel {
  std::string name;
  Type type;
  bool is_whole = false;  // declared as `whole`, or a number of hops
  std::string documentation;
  std::optional<plan::Expression> initial;  // the default
  std::optional<plan::Expression> low;
  std::optional<plan::Expression> high;
  Place declared;
};

// Where things of the deal stand, for findings of later phases and for editors.
struct StepPlace {
  std::string step;
  Place name;
};

struct DealModel {
  std::string name;
  Place declared;
  std::vector<ParamModel> params;
  plan::Plan plan;  // params unset, allow-list empty, ladders as written
  std::vector<StepPlace> step_places;
  std::vector<plan::Expression> asked;  // queries, settings and states its expressions name
  std::vector<std::shared_ptr<const Module>> modules;
  std::vector<std::string> aliases;  // of the modules, in their order
};

struct ScenarioModel {
  plan::Scenario scenario;
  std::vector<plan::Expression> asked;  // queries and settings its lines name
  Place declared;
};

struct StrategyModel {
  std::string name;
  std::string fires;  // the deal
  Place declared;
};

struct Model {
  diagnostics::SourcePointer source;
  std::vector<plan::Asset> assets;  // prelude, used files and own
  std::vector<std::shared_ptr<const Module>> modules;
  std::vector<DealModel> deals;
  std::vector<DealModel> used_deals;  // of used files, those that scenarios here speak of
  std::vector<ScenarioModel> scenarios;
  std::vector<StrategyModel> strategies;
  std::vector<plan::Limit> desk_limits;
  std::vector<std::shared_ptr<const syntax::SyntaxTree>>
      trees;  // keeps every node above alive; own file first
};

}  // namespace dealwright::sema
