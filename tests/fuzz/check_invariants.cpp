// Checking a text, lowering what is clean, and looking at both.
#include "tests/fuzz/check_invariants.hpp"

#include <memory>

#include "dsl/compile/compile.hpp"
#include "dsl/diagnostics/render.hpp"
#include "dsl/plan/canonical.hpp"

namespace dealwright::test {
namespace {

bool lies_inside(const diagnostics::SourcePointer& source, diagnostics::Span span) {
  return source != nullptr && span.begin <= span.end && span.end <= source->text().size();
}

std::string broken_findings(const diagnostics::Diagnostics& found) {
  for (const diagnostics::Diagnostic& finding : found) {
    const std::string code = diagnostics::to_text(finding.code);
    if (finding.message.empty()) return code + " says nothing";
    if (!lies_inside(finding.primary.source, finding.primary.span))
      return code + " lies outside its source: " + finding.message;
    for (const auto& other : finding.others) {
      if (!lies_inside(other.source, other.span))
        return code + " points outside a source: " + finding.message;
    }
    if (!finding.fix) continue;
    for (const auto& edit : finding.fix->edits) {
      if (!lies_inside(edit.source, edit.span)) return code + " would edit outside its source";
    }
  }
  return {};
}

// A value for each parameter that has none.
std::vector<compile::GivenParam> values_for(const sema::DealModel& deal) {
  std::vector<compile::GivenParam> given;
  for (const sema::ParamModel& param : deal.params) {
    if (param.initial) continue;
    if (param.type.is(sema::TypeKind::route)) {
      std::string route = param.type.asset;
      const auto low = param.low ? param.low->number : values::Rational(2);
      for (values::Rational hops(1); hops < low && route.size() < 1'000;
           hops = values::add(hops, values::Rational(1)).value_or(low))
        route += " > " + param.type.asset;
      given.push_back({param.name, route + " > " + param.type.asset, "test"});
    } else if (param.low) {
      given.push_back({param.name, plan::to_text(*param.low), "test"});
    }
  }
  return given;
}

}  // namespace

std::string broken_check(const std::string& text, sema::SourceProvider& provider) {
  const auto checked = compile::check_text(
      std::make_shared<const diagnostics::Source>("spoilt.deal", text), provider);
  if (checked.found.size() > 20 * diagnostics::diagnostics_max) return "too many findings";
  if (std::string broken = broken_findings(checked.found); !broken.empty()) return broken;
  static_cast<void>(diagnostics::to_terminal(checked.found, diagnostics::Colour::none));
  if (diagnostics::has_errors(checked.found)) return {};
  for (const sema::DealModel& deal : checked.model.deals) {
    const auto planned = compile::plan_deal(checked, deal.name, values_for(deal));
    if (std::string broken = broken_findings(planned.found); !broken.empty()) return broken;
    if (!planned.plan) continue;
    if (const auto faults = plan::find_faults(*planned.plan); !faults.empty())
      return "`" + deal.name + "` has no findings, its plan has a fault: " + faults.front().where +
             ": " + faults.front().what;
    const std::string json = plan::to_canonical_json(*planned.plan);
    const auto again = plan::read_plan(json);
    if (!again) return "the plan is not read back: " + again.error().what;
    if (!(*again == *planned.plan)) return "the plan is read back as another";
    for (const sema::ScenarioModel& scenario : checked.model.scenarios) {
      if (scenario.scenario.deal == deal.name)
        static_cast<void>(compile::plan_scenario(checked, scenario, *planned.plan));
    }
  }
  return {};
}

}  // namespace dealwright::test
