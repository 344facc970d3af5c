// Guards, approvals and policies of steps, read when every name is known.
#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

namespace {

void read_when(DealChecker& deal, StepFacts& facts, Node node, const ExpressionPlace& at) {
  plan::When when;
  when.condition = deal.expressions(at).condition(node.first_child());
  Node within = node.child(Kind::within);
  Node otherwise = node.child(Kind::else_part);
  if (within) when.within = deal.expressions(at).duration(within.child(Kind::duration));
  if (otherwise) {
    const std::string_view choice = otherwise.child(Kind::else_choice).text();
    when.otherwise = choice == "skip"   ? plan::Otherwise::skip
                     : choice == "fail" ? plan::Otherwise::fail
                                        : plan::Otherwise::hold;
  }
  if (!within && !otherwise && !node.is_broken()) {
    Report(deal.found, Code::waits_forever, node)
        .says("this waits without a limit")
        .help(
            "write how long it waits, `when …, within 24h`, or what happens where it is not so, "
            "`when …, else skip`");
  }
  if (when.otherwise == plan::Otherwise::skip && otherwise) facts.skips_by_itself = true;
  if (when.otherwise == plan::Otherwise::fail && otherwise && !facts.failing_when)
    facts.failing_when = place_of(otherwise);
  facts.step.whens.push_back(std::move(when));
}

void read_approval(DealChecker& deal, StepFacts& facts, Node node, const ExpressionPlace& at) {
  plan::Approval approval;
  approval.role = std::string(node.child(Kind::name).text());
  if (Node when = node.child(Kind::approve_when))
    approval.when = deal.expressions(at).condition(when.first_child());
  if (Node within = node.child(Kind::within)) {
    approval.within = deal.expressions(at).duration(within.child(Kind::duration));
  } else if (!node.is_broken()) {
    Report(deal.found, Code::waits_forever, node)
        .says("this waits for `" + approval.role + "` without a limit")
        .help("write how long: `" + one_line(node.text()) + ", within 4h`");
  }
  facts.step.approvals.push_back(std::move(approval));
}

plan::FailurePolicy read_failure(Node node) {
  plan::FailurePolicy policy;
  if (Node then = node.child(Kind::then_step)) {
    policy.kind = plan::FailureKind::then_step;
    policy.then_step = std::string(then.child(Kind::name).text());
    return policy;
  }
  const std::string_view choice = node.child(Kind::failure_choice).text();
  policy.kind = choice == "skip"   ? plan::FailureKind::skip
                : choice == "fail" ? plan::FailureKind::fail
                                   : plan::FailureKind::hold;
  return policy;
}

// A duration that must not be 0: a step without time could never act.
values::Duration more_than_nothing(DealChecker& deal, Node node, std::string_view what) {
  ExpressionPlace at = deal.place();
  const values::Duration duration = deal.expressions(at).duration(node);
  if (node && duration.milliseconds == 0 && values::duration_from_text(node.text())) {
    Report(deal.found, Code::out_of_range, node).says(std::string(what) + " must be more than 0");
  }
  return duration;
}

plan::Retry read_retry(DealChecker& deal, Node node) {
  ExpressionPlace at = deal.place();
  constexpr unsigned retries_max = 1'000;
  plan::Retry retry;
  retry.attempts = deal.expressions(at).whole(node.child(Kind::whole), retries_max);
  retry.every = more_than_nothing(deal, node.child(Kind::duration), "the pause between attempts");
  if (Node doubling = node.child(Kind::doubling)) {
    retry.doubling_to = deal.expressions(at).duration(doubling.child(Kind::duration));
    if (*retry.doubling_to < retry.every) {
      Report(deal.found, Code::out_of_range, doubling)
          .says("the pause cannot double down: it starts at " + values::to_text(retry.every) +
                " and may go to " + values::to_text(*retry.doubling_to));
    }
  }
  return retry;
}

// `retry … on NAME`: only outcomes that are known to have had no effect.
void read_retry_on(DealChecker& deal, StepFacts& facts, Node node) {
  Node list = node.child(Kind::retry_on);
  if (!list) return;
  std::vector<std::string> known;
  for (const plan::Action* action : plan::actions_of(facts.step.items)) {
    known.insert(known.end(), action->fails.begin(), action->fails.end());
    known.insert(known.end(), action->unsure.begin(), action->unsure.end());
  }
  for (Node name : list.children()) {
    const std::string text(name.text());
    for (const plan::Action* action : plan::actions_of(facts.step.items)) {
      if (std::find(action->unsure.begin(), action->unsure.end(), text) == action->unsure.end())
        continue;
      Report(deal.found, Code::risky_retry, name)
          .says("after `" + text + "` the action `" + action->name +
                "` may have happened: a retry could do it twice")
          .also(deal.action_places[action->id], "this action")
          .help("leave `" + text +
                "` out: the engine finds out what happened before it does anything");
      return;
    }
    if (std::find(known.begin(), known.end(), text) == known.end() && !facts.node.is_broken()) {
      std::string meant = diagnostics::nearest(text, known);
      Report report(deal.found, Code::unknown_name, name);
      report.says("no action of `" + facts.step.name + "` fails as `" + text + "`");
      if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    }
    facts.step.retry.only_on.push_back(text);
  }
}

}  // namespace

std::string opening_words(Node statement) {
  if (statement.is(Kind::on_failure)) return "on failure";
  if (statement.is(Kind::accept_partial)) return "accept partial";
  const std::string_view text = statement.text();
  return std::string(text.substr(0, text.find_first_of(" \t\r\n")));
}

void read_leave_open(DealChecker& deal, Node node) {
  for (Node name : node.children()) {
    ExpressionPlace at = deal.place();
    const Symbol* symbol = deal.expressions(at).symbol_named(name);
    if (symbol == nullptr) continue;
    auto position = deal.positions.find(symbol->name);
    if (position != deal.positions.end()) {
      position->second.left_open = true;
    } else if (!(symbol->kind == SymbolKind::holding && symbol->type.is(TypeKind::unknown))) {
      Report(deal.found, Code::wrong_kind_of_name, name)
          .says("only a position stays open, `" + symbol->name + "` is " +
                std::string(with_article(symbol->kind)))
          .also(symbol->declared, "declared here");
    }
  }
}

namespace {

void only_once(DealChecker& deal, Node statement, std::map<Kind, Node>& seen) {
  auto [first, fresh] = seen.emplace(statement.kind(), statement);
  if (fresh) return;
  Report(deal.found, Code::clause_repeated, statement)
      .says("`" + opening_words(statement) + "` is said twice")
      .also(place_of(first->second), "first here");
}

}  // namespace

void read_guards(DealChecker& deal, std::size_t index) {
  StepFacts& facts = deal.steps[index];
  Scope scope = ladder_scope(deal, facts);
  deal.active = &scope;
  deal.current_step = index;
  const ExpressionPlace at = deal.place();
  std::map<Kind, Node> seen;
  bool failure_said = false;
  if (Node condition = facts.node.is(Kind::defend) ? facts.node.child_at(1) : Node()) {
    plan::Defence defence;
    defence.when = deal.expressions(at).condition(condition);
    Node times = facts.node.child(Kind::at_most_times);
    constexpr unsigned defences_max = 1'000;
    defence.times =
        times ? deal.expressions(at).whole(times.child(Kind::whole), defences_max, 1) : 1;
    facts.step.defence = std::move(defence);
  }
  for (Node statement : statements_of(facts).children()) {
    switch (statement.kind()) {
      case Kind::when: read_when(deal, facts, statement, at); break;
      case Kind::require:
        facts.step.requires_.push_back(deal.expressions(at).condition(statement.first_child()));
        break;
      case Kind::ensure:
        facts.step.ensures.push_back(deal.expressions(at).condition(statement.first_child()));
        break;
      case Kind::approve: read_approval(deal, facts, statement, at); break;
      case Kind::climb:
        only_once(deal, statement, seen);
        if (facts.step.ladder)
          facts.step.ladder->climb = deal.expressions(at).condition(statement.first_child());
        break;
      case Kind::rungs: only_once(deal, statement, seen); break;
      case Kind::timeout:
        only_once(deal, statement, seen);
        facts.step.timeout = more_than_nothing(deal, statement.child(Kind::duration), "a timeout");
        break;
      case Kind::deadline:
        only_once(deal, statement, seen);
        facts.step.deadline_blocks =
            deal.expressions(at).whole(statement.child(Kind::whole), 1'000'000, 1);
        break;
      case Kind::on_failure:
        only_once(deal, statement, seen);
        facts.step.on_failure = read_failure(statement);
        failure_said = true;
        if (facts.step.on_failure.kind == plan::FailureKind::fail)
          facts.failing = place_of(statement);
        break;
      case Kind::retry:
        only_once(deal, statement, seen);
        facts.step.retry = read_retry(deal, statement);
        read_retry_on(deal, facts, statement);
        break;
      case Kind::accept_partial:
        only_once(deal, statement, seen);
        facts.step.accept_partial = true;
        break;
      case Kind::leave_open: read_leave_open(deal, statement); break;
      default: break;
    }
  }
  if (!failure_said) facts.step.on_failure = deal.defaults.on_failure;
  if (!seen.contains(Kind::retry)) facts.step.retry = deal.defaults.retry;
  if (!seen.contains(Kind::timeout)) facts.step.timeout = deal.defaults.timeout;
  if (facts.step.on_failure.kind == plan::FailureKind::skip) facts.skips_by_itself = true;
  if (facts.step.kind == plan::StepKind::ladder && !seen.contains(Kind::climb) &&
      !facts.node.is_broken()) {
    Report(deal.found, Code::clause_missing, facts.name)
        .says("ladder `" + facts.step.name + "` does not say when it climbs")
        .help("add `climb when …`");
  }
  deal.active = nullptr;
  deal.current_step = no_step;
}

void read_defaults(DealChecker& deal) {
  for (Node block : deal.node.children()) {
    if (!block.is(Kind::defaults)) continue;
    std::map<Kind, Node> seen;
    for (Node item : block.children()) {
      only_once(deal, item, seen);
      ExpressionPlace at = deal.place();
      if (item.is(Kind::timeout))
        deal.defaults.timeout = more_than_nothing(deal, item.child(Kind::duration), "a timeout");
      if (item.is(Kind::retry)) deal.defaults.retry = read_retry(deal, item);
      if (item.is(Kind::on_failure)) {
        if (Node then = item.child(Kind::then_step)) {
          Report(deal.found, Code::unexpected_text, then)
              .says("a default names no step: every step would be followed by the same one")
              .help("write `on failure then …` in the steps that it is meant for");
          continue;
        }
        deal.defaults.on_failure = read_failure(item);
        if (deal.defaults.on_failure.kind == plan::FailureKind::fail)
          deal.default_failing = place_of(item);
      }
    }
  }
}

}  // namespace dealwright::sema
