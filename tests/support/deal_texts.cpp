// Text to plan; anything that is found ends it.
#include "tests/support/deal_texts.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "tests/support/library_provider.hpp"

namespace dealwright::tests {
namespace {

[[noreturn]] void give_up(const std::string& path, const diagnostics::Diagnostics& found) {
  std::cerr << path << " cannot be planned\n";
  for (const diagnostics::Diagnostic& one : found)
    std::cerr << "  " << one.message << "\n";
  std::abort();
}

}  // namespace

DealText deal_of(const std::string& path, const std::vector<compile::GivenParam>& params) {
  std::ifstream file(path);
  const auto source = std::make_shared<const diagnostics::Source>(
      path, std::string(std::istreambuf_iterator<char>(file), {}));
  support::LibraryProvider provider;
  const compile::CheckedText checked = compile::check_text(source, provider);
  if (!checked.found.empty() || checked.model.deals.empty()) give_up(path, checked.found);
  auto planned = compile::plan_deal(checked, checked.model.deals.back().name, params);
  if (!planned.plan) give_up(path, planned.found);
  DealText text{.plan = *std::move(planned.plan)};
  for (const sema::ScenarioModel& scenario : checked.model.scenarios) {
    if (scenario.scenario.deal != text.plan.deal) continue;
    text.scenarios.push_back(compile::plan_scenario(checked, scenario, text.plan));
  }
  return text;
}

}  // namespace dealwright::tests
