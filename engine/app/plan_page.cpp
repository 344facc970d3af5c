// The sections of the page, in the order in which a reader asks.
#include "engine/app/plan_page.hpp"

#include <variant>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/fold.hpp"
#include "dsl/values/assertion.hpp"
#include "engine/app/page.hpp"
#include "engine/app/plan_words.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t step_indent = 5;
constexpr std::size_t nested_indent = 2;

// Lines of a paragraph are one text to be laid out anew; an empty line ends it.
void write_paragraphs(Page& page, std::size_t at, std::string_view text) {
  std::string paragraph;
  const auto end_paragraph = [&] {
    if (!paragraph.empty()) page.line(at, paragraph);
    paragraph.clear();
  };
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.empty()) end_paragraph();
    if (!line.empty()) paragraph += (paragraph.empty() ? "" : " ") + std::string(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  end_paragraph();
}

void write_params(Page& page, const plan::Plan& plan, const PlanWords& words) {
  if (plan.params.empty()) return;
  page.heading("parameters");
  for (const plan::Param& param : plan.params) {
    std::string range = "fixed";
    if (param.low && param.high) {
      range = words.of(*param.low) + " .. " + words.of(*param.high);
      if (param.type.starts_with("route")) range += " hops";
    }
    page.row(indent, {param.name, words.of(param.value), "in " + range});
  }
}

// What a share of the capital amounts to, where the capital is known already.
std::string share_in_words(const plan::Plan& plan, const plan::Folder& folder,
                           const values::Rational& share) {
  if (!plan.capital.expression) return "";
  const plan::Expression capital = folder.fold(*plan.capital.expression);
  if (capital.op != plan::Op::number) return "";
  const auto part = values::multiply(capital.number, share);
  if (!part) return "";
  return plan::to_text(plan::Expression{plan::Op::number, *part, plan.capital.asset, {}});
}

void write_capital(Page& page, const plan::Plan& plan, const PlanWords& words) {
  const plan::Folder folder(plan);
  page.heading("starts with " + (plan.capital.expression
                                     ? words.of(folder.fold(*plan.capital.expression))
                                     : words.of(plan.capital)));
  for (const plan::Bucket& bucket : plan.buckets) {
    page.row(indent,
             {bucket.name, values::to_percent(bucket.share, 2),
              share_in_words(plan, folder, bucket.share), bucket.untouchable ? "untouchable" : ""});
  }
  const std::string payer = plan.gas.payer.empty() ? "operator" : plan.gas.payer;
  page.row(indent,
           {"gas", plan.gas.at_most ? "at most " + words.of(*plan.gas.at_most) + " from " + payer
                                    : "at the network's cap, from " + payer});
  for (const plan::Split& split : plan.splits)
    page.row(indent, {"split", words.of(split)});
}

void write_box(Page& page, const plan::Plan& plan, const PlanWords& words) {
  if (!plan.assumptions.empty()) {
    page.heading("assumes" +
                 (plan.assumed_for ? " for " + values::to_text(*plan.assumed_for) : std::string()));
    for (const plan::Assumption& assumption : plan.assumptions)
      page.line(indent, words.of(assumption));
  }
  if (!plan.value_rules.empty()) {
    page.heading("counts");
    for (const plan::ValueRule& rule : plan.value_rules) {
      page.line(indent, rule.asset + " at " + std::string(to_text(rule.basis)));
    }
  }
}

void write_limits(Page& page, const plan::Plan& plan, const PlanWords& words) {
  page.heading("limits");
  if (plan.limits.empty()) page.line(indent, "none");
  for (const plan::Limit& limit : plan.limits) {
    if (limit.kind != plan::LimitKind::cap) {
      page.row(indent, {words.of(limit), "always"});
      continue;
    }
    std::string more;
    if (limit.tightened_to) more = "tightened to " + words.of(*limit.tightened_to);
    if (limit.tightened_when) more += " when " + words.of(*limit.tightened_when);
    if (limit.warn_at) {
      more += (more.empty() ? "warns at " : ", warns at ") + words.of(*limit.warn_at);
    }
    page.row(indent, {words.of(limit), std::string(to_text(limit.mode)), more});
  }
  for (const plan::Waiver& waiver : plan.waivers) {
    page.line(indent, waiver.subject + " may stay undecided because " + waiver.because);
  }
}

void write_items(Page& page, const PlanWords& words, const std::vector<plan::Item>& items,
                 std::size_t at);

void write_group(Page& page, const PlanWords& words, const plan::Group& group, std::size_t at) {
  if (group.flash) {
    page.row(at, {"flash", words.flash(group) + ", given back with its fee"});
  } else {
    page.row(at, {"atomic", "all or nothing"});
  }
  for (const plan::Expression& condition : group.requires_)
    page.row(at + nested_indent, {"require", words.of(condition)});
  write_items(page, words, group.items, at + nested_indent);
  for (const plan::Expression& condition : group.ensures)
    page.row(at + nested_indent, {"ensure", words.of(condition)});
}

void write_items(Page& page, const PlanWords& words, const std::vector<plan::Item>& items,
                 std::size_t at) {
  for (const plan::Item& item : items) {
    if (const auto* action = std::get_if<plan::Action>(&item.what)) {
      page.row(at, {words.of(*action), words.of(action->flows)});
    } else if (const auto* split = std::get_if<plan::Split>(&item.what)) {
      page.row(at, {"split", words.of(*split)});
    } else {
      write_group(page, words, std::get<plan::Group>(item.what), at);
    }
  }
}

std::string step_title(const plan::Step& step) {
  std::string title = step.name;
  switch (step.kind) {
    case plan::StepKind::step: break;
    case plan::StepKind::ladder: title += "  (ladder)"; break;
    case plan::StepKind::defence: title += "  (defence)"; break;
  }
  if (!step.after.empty()) title += "  after " + after_in_words(step);
  if (step.at) title += "  at " + values::to_text(*step.at);
  return title;
}

void write_step(Page& page, const PlanWords& words, const plan::Step& step, std::size_t number) {
  const std::string label = std::to_string(number);
  page.line(indent,
            label + std::string(label.size() < 3 ? 3 - label.size() : 1, ' ') + step_title(step));
  if (step.defence) {
    page.row(step_indent, {"when", words.of(step.defence->when) + ", at most " +
                                       counted(step.defence->times, "time")});
  }
  if (step.ladder) page.row(step_indent, {"rungs", words.of(*step.ladder)});
  for (const plan::When& when : step.whens)
    page.row(step_indent, {"when", words.of(when)});
  for (const plan::Approval& approval : step.approvals)
    page.row(step_indent, {"approved", words.of(approval)});
  for (const plan::Expression& condition : step.requires_)
    page.row(step_indent, {"require", words.of(condition)});
  write_items(page, words, step.items, step_indent);
  for (const plan::Expression& condition : step.ensures)
    page.row(step_indent, {"ensure", words.of(condition)});
  if (step.ladder) {
    page.row(step_indent, {"climb", "when " + words.of(step.ladder->climb)});
    if (!step.ladder->collects.empty()) page.row(step_indent, {"collects", step.ladder->collects});
  }
  page.row(step_indent, {"takes", policy_in_words(step)});
  page.end_table();
}

void write_left_open(Page& page, const plan::Plan& plan) {
  for (const plan::Position& position : plan.positions) {
    if (!position.adopted.empty())
      page.line(indent, "takes over " + position.adopted + " as " + position.name);
    if (position.left_open) page.line(indent, "leaves " + position.name + " open");
  }
}

void write_allow_list(Page& page, const plan::Plan& plan) {
  page.heading("may call, and nothing else");
  if (plan.allow_list.empty()) page.line(indent, "no contract");
  for (const plan::Allowed& allowed : plan.allow_list)
    page.row(indent, {allowed.contract, allowed.signature});
}

void write_modules(Page& page, const plan::Plan& plan) {
  if (plan.modules.empty()) return;
  page.heading("modules");
  for (const plan::Module& module : plan.modules) {
    const bool renamed = !module.alias.empty() && module.alias != module.name;
    std::string abis;
    for (const auto& abi : module.abis) {
      abis += (abis.empty() ? "" : ", ") + abi.contract + " " + values::short_hex(abi.digest);
    }
    page.row(indent, {module.name + (renamed ? " as " + module.alias : ""),
                      "text " + values::short_hex(module.digest), abis});
  }
}

}  // namespace

std::string plan_page(const plan::Plan& plan, diagnostics::Colour colour) {
  Page page(colour);
  const PlanWords words(plan);
  page.heading("deal " + plan.deal);
  write_paragraphs(page, indent, plan.documentation);
  page.heading("identity");
  page.line(indent, values::to_hex(plan::identity(plan)));
  write_params(page, plan, words);
  write_capital(page, plan, words);
  write_box(page, plan, words);
  write_limits(page, plan, words);
  page.heading("steps");
  std::size_t number = 0;
  for (const plan::Step& step : plan.steps)
    write_step(page, words, step, ++number);
  write_left_open(page, plan);
  write_allow_list(page, plan);
  write_modules(page, plan);
  return page.take();
}

}  // namespace dealwright::app
