// Text -> plan on one screen.
#include "dsl/compile/compile.hpp"

#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/lower/lower.hpp"
#include "dsl/sema/given.hpp"
#include "dsl/syntax/parse.hpp"

namespace dealwright::compile {
namespace {

// Of the text itself, or of a file that it uses and whose deal one of its scenarios is about.
const sema::DealModel* find_deal(const sema::Model& model, std::string_view name) {
  for (const auto* deals : {&model.deals, &model.used_deals}) {
    const auto found = std::ranges::find(*deals, name, &sema::DealModel::name);
    if (found != deals->end()) return &*found;
  }
  return nullptr;
}

}  // namespace

CheckedText check_text(diagnostics::SourcePointer source, sema::SourceProvider& provider,
                       sema::NamesWanted names) {
  syntax::Parsed parsed = syntax::parse(std::move(source));
  CheckedText checked;
  checked.tree = std::make_shared<const syntax::SyntaxTree>(std::move(parsed.tree));
  sema::CheckedFile file = sema::check(checked.tree, provider, names);
  checked.names = std::move(file.names);
  checked.model = std::move(file.model);
  checked.found = std::move(parsed.found);
  std::move(file.found.begin(), file.found.end(), std::back_inserter(checked.found));
  checked.found = diagnostics::in_order(std::move(checked.found));
  return checked;
}

PlannedDeal plan_deal(const CheckedText& checked, std::string_view deal,
                      const std::vector<GivenParam>& given) {
  PlannedDeal planned;
  const sema::DealModel* model = find_deal(checked.model, deal);
  if (model == nullptr) return planned;
  std::vector<sema::GivenValue> values;
  for (const GivenParam& param : given)
    values.push_back({param.name, param.value, param.where});
  auto bound = sema::check_given(*model, checked.model.assets, values, planned.found);
  if (!diagnostics::has_errors(planned.found)) planned.plan = lower::lower(*model, bound);
  return planned;
}

plan::Scenario plan_scenario(const CheckedText& checked, const sema::ScenarioModel& scenario,
                             const plan::Plan& plan) {
  const sema::DealModel* model = find_deal(checked.model, scenario.scenario.deal);
  return model == nullptr ? scenario.scenario : lower::lower(scenario, *model, plan);
}

}  // namespace dealwright::compile
