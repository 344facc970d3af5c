// Markdown for deals (parameters, steps, limits) and for modules (actions, queries, settings).
#include "engine/app/reference.hpp"

#include <algorithm>
#include <string_view>

#include "engine/app/plan_words.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

using syntax::Kind;
using syntax::Node;

// Text in a table's cell: a bar would end the cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : plain(text)) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string_view text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

// A documentation text as one paragraph.
std::string paragraph(std::string_view documentation) {
  std::string out;
  for (const char c : documentation) {
    if (c == '\n') {
      out += ' ';
    } else {
      out += c;
    }
  }
  return plain(out);
}

// The `///` lines that stand before a node.
std::string documentation_before(Node parent, Node item) {
  Node before;
  for (const Node child : parent.children()) {
    if (child == item) break;
    before = child;
  }
  if (!before.is(Kind::documentation)) return {};
  std::string out;
  std::string_view text = before.text();
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    line.remove_prefix(std::min(line.size(), line.find_first_not_of("/ \t\r")));
    while (line.ends_with('\r') || line.ends_with(' '))
      line.remove_suffix(1);
    out += (out.empty() ? "" : " ") + std::string(line);
  }
  return plain(out);
}

// A declaration up to its block, on one line: "action supply(funds: A) -> collateral: …".
std::string signature(Node node) {
  std::string_view text = node.text();
  text = text.substr(0, text.find('{'));
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (out.ends_with(' '))
    out.pop_back();
  return plain(out);
}

std::string names_after(Node action, Kind kind) {
  std::string names;
  for (const Node clause : action.children()) {
    if (!clause.is(kind)) continue;
    for (const Node name : clause.children()) {
      names += (names.empty() ? "" : ", ") + code(name.text());
    }
  }
  return names;
}

std::string with_documentation(const std::string& text) {
  return text.empty() ? "" : text + "\n\n";
}

std::string of_param(const sema::ParamModel& param) {
  const auto text = [](const std::optional<plan::Expression>& e) {
    return e ? code(plan::to_text(*e)) : std::string();
  };
  const std::string range =
      param.low && param.high ? text(param.low) + " to " + text(param.high) : std::string("fixed");
  return "| " + code(param.name) + " | " + code(sema::to_text(param.type)) + " | " +
         (param.initial ? text(param.initial) : "must be given") + " | " + range + " | " +
         cell(paragraph(param.documentation)) + " |\n";
}

std::string of_step(const PlanWords& words, const plan::Step& step) {
  std::string out = "### " + plain(step.name) + "\n\n";
  out += with_documentation(paragraph(step.documentation));
  if (!step.after.empty()) out += "- after " + code(after_in_words(step)) + "\n";
  if (step.at) out += "- not before " + values::to_text(*step.at) + " after the start\n";
  if (step.defence) out += "- whenever " + code(words.of(step.defence->when)) + "\n";
  if (step.ladder) out += "- in rungs of " + code(words.of(*step.ladder)) + "\n";
  for (const plan::When& when : step.whens)
    out += "- when " + code(words.of(when)) + "\n";
  for (const plan::Approval& approval : step.approvals)
    out += "- approved " + code(words.of(approval)) + "\n";
  for (const plan::Expression& condition : step.requires_)
    out += "- requires " + code(words.of(condition)) + "\n";
  for (const plan::Action* action : plan::actions_of(step.items)) {
    out += "- " + code(words.of(*action)) + ": " + cell(words.of(action->flows)) + "\n";
  }
  for (const plan::Expression& condition : step.ensures)
    out += "- ensures " + code(words.of(condition)) + "\n";
  if (step.ladder) {
    out += "- climbs when " + code(words.of(step.ladder->climb)) + "\n";
    if (!step.ladder->collects.empty()) out += "- collects " + code(step.ladder->collects) + "\n";
  }
  return out + "- " + policy_in_words(step) + "\n\n";
}

std::string of_deal(const sema::DealModel& deal) {
  const plan::Plan plan = unset_plan(deal);
  const PlanWords words(plan);
  std::string out = "# Deal " + plain(deal.name) + "\n\n";
  out += with_documentation(paragraph(plan.documentation));
  if (!deal.params.empty()) {
    out += "## Parameters\n\n| name | type | default | range | |\n|---|---|---|---|---|\n";
    for (const sema::ParamModel& param : deal.params)
      out += of_param(param);
    out += "\n";
  }
  if (!plan.buckets.empty()) {
    out += "## Buckets\n\n| name | share | |\n|---|---|---|\n";
    for (const plan::Bucket& bucket : plan.buckets) {
      out += "| " + code(bucket.name) + " | " + values::to_percent(bucket.share, 2) + " | " +
             (bucket.untouchable ? "untouchable" : "") + " |\n";
    }
    out += "\n";
  }
  out += "## Limits\n\n";
  for (const plan::Limit& limit : plan.limits) {
    out += "- " + code(words.of(limit));
    if (limit.kind == plan::LimitKind::cap) out += " " + std::string(to_text(limit.mode));
    out += "\n";
  }
  out += "\n## Steps\n\n";
  for (const plan::Step& step : plan.steps)
    out += of_step(words, step);
  return out;
}

std::string of_setting(Node protocol, Node setting) {
  return "- " + code(signature(setting)) + ": " + documentation_before(protocol, setting) + "\n";
}

std::string of_protocol(Node file, Node protocol) {
  std::string out = "# Protocol " + plain(protocol.child(Kind::name).text()) + "\n\n";
  out += with_documentation(documentation_before(file, protocol));
  std::string contracts;
  std::string actions;
  std::string queries;
  std::string settings;
  for (const Node item : protocol.children()) {
    const std::string text = documentation_before(protocol, item);
    if (item.is(Kind::contract)) {
      contracts += "- " + code(signature(item)) + "\n";
    } else if (item.is(Kind::action_decl)) {
      actions += "### " + plain(item.child(Kind::name).text()) + "\n\n```deal\n" + signature(item) +
                 "\n```\n\n" + with_documentation(text);
      const std::string fails = names_after(item, Kind::fails);
      const std::string unsure = names_after(item, Kind::unsure);
      if (!fails.empty()) actions += "Fails without effect: " + fails + ".\n\n";
      if (!unsure.empty()) actions += "May leave it unknown: " + unsure + ".\n\n";
    } else if (item.is(Kind::query)) {
      queries += "### " + plain(item.child(Kind::name).text()) + "\n\n```deal\n" + signature(item) +
                 "\n```\n\n" + with_documentation(text);
    } else if (item.is(Kind::setting) || item.is(Kind::state)) {
      settings += of_setting(protocol, item);
    }
  }
  if (!contracts.empty()) out += "## Contracts\n\n" + contracts + "\n";
  if (!actions.empty()) out += "## Actions\n\n" + actions;
  if (!queries.empty()) out += "## Queries\n\n" + queries;
  if (!settings.empty()) out += "## Settings of the simulated world\n\n" + settings + "\n";
  return out;
}

}  // namespace

std::string reference_of(const sema::Model& model) {
  std::string out;
  if (model.trees.empty()) return out;
  const Node file = model.trees.front()->root();
  for (const Node item : file.children()) {
    std::string page;
    if (item.is(Kind::protocol)) page = of_protocol(file, item);
    if (item.is(Kind::deal)) {
      const auto deal =
          std::ranges::find(model.deals, item.child(Kind::name).text(), &sema::DealModel::name);
      if (deal != model.deals.end()) page = of_deal(*deal);
    }
    out += page;
  }
  while (out.ends_with("\n\n"))
    out.pop_back();
  return out;
}

}  // namespace dealwright::app
