// Reads a step, a rung, an action and which of several, one after the other.
#include "dsl/sema/action_reference.hpp"

#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

namespace {

bool read_rung(Node part, const plan::Step& step, Expressions& expressions,
               diagnostics::Diagnostics& found, plan::ActionReference& reference) {
  if (step.kind != plan::StepKind::ladder) {
    Report(found, Code::wrong_kind_of_name, part)
        .says("only a ladder has rungs, `" + step.name + "` is a step");
    return false;
  }
  const auto number =
      expressions.constant(part.first_child(), Type::plain(), "the number of a rung");
  if (!number) return false;
  const auto whole = values::to_whole(*number);
  if (!whole || *whole < 1 || *whole > static_cast<std::int64_t>(step.ladder->rungs_max)) {
    Report(found, Code::out_of_range, part)
        .says("`" + step.name + "` has rungs 1 to " + std::to_string(step.ladder->rungs_max));
    return false;
  }
  reference.rung = static_cast<unsigned>(*whole);
  return true;
}

bool read_action(Node name, const plan::Step& step, diagnostics::Diagnostics& found,
                 plan::ActionReference& reference) {
  std::vector<std::string> candidates;
  for (const plan::Action* action : plan::actions_of(step.items))
    candidates.push_back(action->id.substr(step.name.size() + 1));
  if (std::ranges::find(candidates, name.text()) == candidates.end()) {
    report_unknown(found, name,
                   "`" + step.name + "` has no action `" + std::string(name.text()) + "`",
                   candidates);
    return false;
  }
  reference.action = std::string(name.text());
  return true;
}

bool read_which(Node which, const plan::Step& step, diagnostics::Diagnostics& found,
                plan::ActionReference& reference) {
  if (which.is_broken()) return false;
  const std::string text(which.text());
  if (reference.action.empty()) {
    Report(found, Code::wrong_kind_of_name, which)
        .says("`" + text + "` counts actions of one name: say which name")
        .help("`" + step.name + ".ACTION" + text + "`");
    return false;
  }
  const auto known =
      std::ranges::count(plan::actions_of(step.items), reference.action, &plan::Action::name);
  const auto counted = values::rational_from_text(which.child(Kind::whole).text());
  const auto whole =
      counted ? values::to_whole(*counted) : std::unexpected(values::NumberError::malformed);
  if (!whole || *whole < 1 || *whole > known) {
    Report(found, Code::out_of_range, which)
        .says("`" + step.name + "` has " +
              (known == 1 ? std::string("one action") : std::to_string(known) + " actions") + " `" +
              reference.action + "`, there is no `" + text + "`");
    return false;
  }
  reference.action += "#" + std::to_string(*whole);
  return true;
}

}  // namespace

std::optional<plan::ActionReference> action_named(DealChecker& deal, Expressions expressions,
                                                  Node node, Node which) {
  const Node base = node.is(Kind::postfix) ? node.child_at(0) : node;
  const auto known = deal.step_index.find(base.text());
  if (known == deal.step_index.end()) {
    std::vector<std::string> candidates;
    if (are_suggestions_useful(deal.found)) {
      for (const plan::Step& step : deal.model.plan.steps)
        candidates.push_back(step.name);
    }
    report_unknown(deal.found, base,
                   "`" + deal.model.name + "` has no step `" + std::string(base.text()) + "`",
                   candidates);
    return std::nullopt;
  }
  const plan::Step& step = deal.model.plan.steps[known->second];
  plan::ActionReference reference;
  reference.step = step.name;
  if (node.is(Kind::postfix)) {
    for (const Node part : node.children()) {
      if (part.is(Kind::index) && !read_rung(part, step, expressions, deal.found, reference))
        return std::nullopt;
      if (part.is(Kind::member) && !read_action(part.first_child(), step, deal.found, reference))
        return std::nullopt;
    }
  }
  if (which && !read_which(which, step, deal.found, reference)) return std::nullopt;
  return reference;
}

void report_unknown(diagnostics::Diagnostics& found, Node at, std::string message,
                    const std::vector<std::string>& candidates) {
  const std::string meant = diagnostics::nearest(at.text(), candidates);
  Report report(found, Code::unknown_name, at);
  report.says(std::move(message));
  if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
}

}  // namespace dealwright::sema
