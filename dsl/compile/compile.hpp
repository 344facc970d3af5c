// Text -> plan on one screen: start here. parse, check, lower; each phase is a room of its own.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/diagnostics/diagnostic.hpp"
#include "dsl/plan/plan.hpp"
#include "dsl/sema/check.hpp"
#include "dsl/sema/provider.hpp"
#include "dsl/syntax/tree.hpp"

namespace dealwright::compile {

struct CheckedText {
  std::shared_ptr<const syntax::SyntaxTree> tree;
  sema::Model model;
  diagnostics::Diagnostics found;  // syntax and meaning, in order
  sema::NameIndex names;           // when they were asked for
};

// What is wrong with a text, and what it means. Files it uses come from `provider`.
[[nodiscard]] CheckedText check_text(diagnostics::SourcePointer source,
                                     sema::SourceProvider& provider,
                                     sema::NamesWanted names = sema::NamesWanted::no);

// A parameter as given: NAME=VALUE, the value in the language ("5_000 ETH", "0.62", "12%").
struct GivenParam {
  std::string name;
  std::string value;
  std::string where;  // for messages: "--param", or a file's name
};

struct PlannedDeal {
  std::optional<plan::Plan> plan;  // absent when `found` has errors
  diagnostics::Diagnostics
      found;  // of the parameters: unknown, missing (all of them in one), out of range, wrong unit
};

// One deal of a checked text without errors, or of a file that it uses and tells scenarios about,
// with its parameters set, as a plan.
[[nodiscard]] PlannedDeal plan_deal(const CheckedText& checked, std::string_view deal,
                                    const std::vector<GivenParam>& given);

// A scenario of the text, ready to be played against a plan of its deal.
[[nodiscard]] plan::Scenario plan_scenario(const CheckedText& checked,
                                           const sema::ScenarioModel& scenario,
                                           const plan::Plan& plan);

}  // namespace dealwright::compile
