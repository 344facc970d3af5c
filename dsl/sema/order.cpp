// The order of steps: `after`, circles, and what can never be reached.
#include <algorithm>
#include <set>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

namespace {

std::size_t step_named(DealChecker& deal, Node name) {
  auto known = deal.step_index.find(name.text());
  if (known != deal.step_index.end()) return known->second;
  const Symbol* symbol = deal.scope.find(name.text());
  std::vector<std::string> candidates;
  if (are_suggestions_useful(deal.found)) {
    for (const auto& [step, index] : deal.step_index)
      candidates.push_back(step);
  }
  std::string meant = diagnostics::nearest(name.text(), candidates);
  Report report(deal.found, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name,
                name);
  if (symbol == nullptr) {
    report.says("`" + std::string(name.text()) + "` is unknown: there is no step of that name");
  } else {
    report
        .says("`" + std::string(name.text()) + "` is " + std::string(with_article(symbol->kind)) +
              ", not a step")
        .also(symbol->declared, "declared here");
  }
  if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
  return no_step;
}

void read_after(DealChecker& deal, StepFacts& facts, Node after) {
  for (Node all_of : after.children()) {
    if (!all_of.is(Kind::after_all)) continue;
    std::vector<plan::AfterTerm> terms;
    std::vector<std::size_t> indices;
    for (Node term : all_of.children()) {
      Node name = term.child(Kind::name);
      if (!name) continue;
      const std::size_t index = step_named(deal, name);
      if (index == no_step) continue;
      plan::AfterTerm entry;
      entry.step = deal.steps[index].step.name;
      const std::string_view mode = term.child(Kind::after_mode).text();
      if (mode == "settled") entry.mode = plan::AfterMode::settled;
      if (mode == "any") {
        entry.mode = plan::AfterMode::any_rung;
        if (deal.steps[index].step.kind != plan::StepKind::ladder) {
          Report(deal.found, Code::wrong_kind_of_name, term)
              .says("`after any` waits for a rung of a ladder, `" + entry.step + "` is a step")
              .also(deal.steps[index].name, "declared here")
              .help("write `after " + entry.step + "`");
          entry.mode = plan::AfterMode::done;
        }
      }
      if (deal.steps[index].step.kind == plan::StepKind::defence) {
        Report(deal.found, Code::wrong_kind_of_name, name)
            .says("`" + entry.step + "` is a defence: it may never run, no step can wait for it")
            .also(deal.steps[index].name, "declared here");
        continue;
      }
      terms.push_back(std::move(entry));
      indices.push_back(index);
    }
    if (terms.empty()) continue;
    facts.step.after.push_back(std::move(terms));
    facts.after.push_back(std::move(indices));
  }
}

// Which steps can start, in an order that puts predecessors first. A step needs all steps of one of
// its ways in; one that only a failure starts needs one of those that can fail.
class Starts {
 public:
  explicit Starts(DealChecker& deal)
      : deal_(deal), followers_(deal.steps.size()), before_(deal.steps.size(), 0) {
    for (std::size_t step = 0; step < deal.steps.size(); ++step) {
      for (const auto& all_of : ways_into(step)) {
        ways_.push_back({step, all_of.size()});
        before_[step] += all_of.size();
        for (std::size_t before : all_of)
          followers_[before].push_back(ways_.size() - 1);
      }
    }
  }

  // Fills deal.sequence with what can start; marks the rest.
  void run() {
    std::set<std::size_t> ready;     // everything before them is placed; in the text's order
    std::set<std::size_t> possible;  // one way in is open, another still waits
    std::vector<bool> placed(before_.size(), false);
    for (std::size_t step = 0; step < before_.size(); ++step) {
      if (before_[step] == 0) ready.insert(step);
    }
    while (!ready.empty() || !possible.empty()) {
      std::set<std::size_t>& from = ready.empty() ? possible : ready;
      const std::size_t step = *from.begin();
      from.erase(from.begin());
      possible.erase(step);
      if (placed[step]) continue;
      placed[step] = true;
      deal_.sequence.push_back(step);
      for (std::size_t way : followers_[step]) {
        const std::size_t follower = ways_[way].step;
        if (--ways_[way].waiting == 0) possible.insert(follower);
        if (--before_[follower] == 0) ready.insert(follower);
      }
    }
    for (std::size_t step = 0; step < placed.size(); ++step)
      deal_.steps[step].in_circle = !placed[step];
  }

  [[nodiscard]] std::vector<std::vector<std::size_t>> ways_into(std::size_t step) const {
    const StepFacts& facts = deal_.steps[step];
    if (!facts.is_then || !facts.after.empty()) return facts.after;
    std::vector<std::vector<std::size_t>> ways;
    for (std::size_t failing : facts.then_of)
      ways.push_back({failing});
    return ways;
  }

 private:
  struct Way {
    std::size_t step;
    std::size_t waiting;
  };
  DealChecker& deal_;
  std::vector<Way> ways_;
  std::vector<std::vector<std::size_t>> followers_;  // step -> ways that it is part of
  std::vector<std::size_t> before_;                  // terms of all ways that are not placed
};

void report_circle(DealChecker& deal, const std::vector<std::size_t>& circle) {
  const StepFacts& first = deal.steps[circle.front()];
  Report report(deal.found, Code::circle, first.name);
  if (circle.size() == 1) {
    report.says("step `" + first.step.name + "` waits for itself");
  } else {
    std::vector<std::string> names;
    for (std::size_t step : circle)
      names.push_back(deal.steps[step].step.name);
    report.says("steps " + listed(names, "and") + " wait for each other: none can start");
    for (std::size_t i = 1; i < circle.size() && i < 8; ++i)
      report.also(deal.steps[circle[i]].name, "waits too");
  }
  const bool by_failure = std::any_of(circle.begin(), circle.end(), [&](std::size_t step) {
    return deal.steps[step].is_then && deal.steps[step].after.empty();
  });
  report.help(by_failure ? "remove one `after` or one `on failure then`" : "remove one `after`");
}

// Steps that wait for each other, in the order of the text; iterative, a deal may have many steps.
void find_circles(DealChecker& deal) {
  Starts starts(deal);
  starts.run();
  const std::size_t count = deal.steps.size();
  if (deal.sequence.size() == count) return;
  // What is left waits for a circle or is on one. Walk back until a step repeats: that is a circle.
  constexpr std::size_t never = ~std::size_t{0};
  std::vector<std::size_t> seen_from(count, never);
  for (std::size_t start = 0; start < count; ++start) {
    if (!deal.steps[start].in_circle || seen_from[start] != never) continue;
    std::vector<std::size_t> path;
    std::size_t at = start;
    while (seen_from[at] == never) {
      seen_from[at] = start;
      path.push_back(at);
      std::size_t next = at;
      for (const auto& all_of : starts.ways_into(at)) {
        for (std::size_t before : all_of) {
          if (deal.steps[before].in_circle) next = before;
        }
      }
      at = next;
    }
    if (seen_from[at] != start) continue;  // leads into a circle that was told
    std::vector<std::size_t> circle(std::find(path.begin(), path.end(), at), path.end());
    std::sort(circle.begin(), circle.end());
    report_circle(deal, circle);
  }
  for (std::size_t step = 0; step < count; ++step) {
    if (deal.steps[step].in_circle) deal.sequence.push_back(step);
  }
}

// `x after a or y` where y itself waits for x: the second way never is the one.
void find_useless_ways(DealChecker& deal, const std::vector<std::size_t>& place) {
  for (std::size_t self : deal.sequence) {
    const StepFacts& facts = deal.steps[self];
    if (facts.in_circle || facts.after.size() < 2) continue;
    for (const auto& all_of : facts.after) {
      for (std::size_t before : all_of) {
        if (deal.steps[before].in_circle || place[before] < place[self]) continue;
        if (before != self && !deal.begun.comes_before(self, before)) continue;
        const std::string& other = deal.steps[before].step.name;
        Report(deal.found, Code::circle, facts.name)
            .says("step `" + facts.step.name + "` waits here for `" + other +
                  "`, which itself waits for `" + facts.step.name + "`")
            .also(deal.steps[before].name, "waits for it")
            .help("leave `" + other + "` out of `after`");
        break;
      }
    }
  }
}

void find_unreachable(DealChecker& deal) {
  for (StepFacts& facts : deal.steps) {
    if (facts.in_circle || facts.after.empty()) continue;
    // A way in is closed when it needs a step to be done and also the step that only runs where
    // that one failed.
    const Place* why = nullptr;
    std::string rescue_name;
    std::string failed_name;
    const bool closed = std::all_of(
        facts.after.begin(), facts.after.end(), [&](const std::vector<std::size_t>& all_of) {
          const auto terms =
              &facts.step.after[static_cast<std::size_t>(&all_of - facts.after.data())];
          for (std::size_t i = 0; i < all_of.size(); ++i) {
            const StepFacts& rescue = deal.steps[all_of[i]];
            if (rescue.then_of.size() != 1 || (*terms)[i].mode != plan::AfterMode::done) continue;
            const std::size_t failing = rescue.then_of.front();
            for (std::size_t j = 0; j < all_of.size(); ++j) {
              if (all_of[j] != failing || (*terms)[j].mode != plan::AfterMode::done) continue;
              why = &rescue.name;
              rescue_name = rescue.step.name;
              failed_name = deal.steps[failing].step.name;
              return true;
            }
          }
          return false;
        });
    if (closed && why != nullptr) {
      Report(deal.found, Code::unreachable, facts.name)
          .says("step `" + facts.step.name + "` can never start: `" + rescue_name +
                "` runs only where `" + failed_name + "` failed, and it waits for both to be done")
          .also(*why, "runs on failure only")
          .help("write `after " + failed_name + " or " + rescue_name + "`");
    }
  }
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    const StepFacts& facts = deal.steps[index];
    if (!facts.is_then || facts.in_circle || facts.after.empty()) continue;
    for (std::size_t failing : facts.then_of) {
      if (!deal.begun.comes_before(index, failing)) continue;
      Report(deal.found, Code::unreachable, facts.name)
          .says("step `" + facts.step.name + "` is over before `" + deal.steps[failing].step.name +
                "` can fail: it would not run again")
          .also(deal.steps[failing].name, "names it in `on failure then`");
    }
  }
}

// Who is started by another's failure: such a step does not follow the one above it.
void find_rescues(DealChecker& deal) {
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    for (Node statement : statements_of(deal.steps[index]).children()) {
      Node then = statement.is(Kind::on_failure) ? statement.child(Kind::then_step) : Node();
      if (!then) continue;
      const std::size_t target = step_named(deal, then.child(Kind::name));
      if (target == no_step) continue;
      if (target == index) {
        Report(deal.found, Code::circle, then)
            .says("step `" + deal.steps[index].step.name + "` would be followed by itself")
            .help("say `retry`, or name another step");
        continue;
      }
      if (deal.steps[target].step.kind == plan::StepKind::defence) {
        Report(deal.found, Code::wrong_kind_of_name, then)
            .says("`" + deal.steps[target].step.name +
                  "` is a defence: it runs by its own condition")
            .also(deal.steps[target].name, "declared here");
        continue;
      }
      deal.steps[target].is_then = true;
      deal.steps[target].then_of.push_back(index);
      deal.steps[index].rescues.push_back(target);
    }
  }
}

void read_order(DealChecker& deal) {
  std::size_t above = no_step;
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    StepFacts& facts = deal.steps[index];
    if (facts.step.kind == plan::StepKind::defence) continue;
    if (Node after = facts.node.child(Kind::after)) {
      read_after(deal, facts, after);
    } else if (above != no_step && !facts.is_then) {
      facts.step.after = {{plan::AfterTerm{plan::AfterMode::done, deal.steps[above].step.name}}};
      facts.after = {{above}};
    }
    if (Node at = facts.node.child(Kind::at_time)) {
      ExpressionPlace place = deal.place();
      facts.step.at = deal.expressions(place).duration(at.child(Kind::duration));
    }
    if (!facts.is_then) above = index;
  }
}

// Three views of the order: what has begun, what is over, and what was done.
void find_precedence(DealChecker& deal, const std::vector<std::size_t>& place) {
  using Ways = std::vector<std::vector<std::vector<std::size_t>>>;
  Ways begun(deal.steps.size());
  Ways settled(deal.steps.size());
  Ways done(deal.steps.size());
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    const StepFacts& facts = deal.steps[index];
    if (facts.in_circle) continue;
    for (std::size_t way = 0; way < facts.after.size(); ++way) {
      if (std::any_of(facts.after[way].begin(), facts.after[way].end(),
                      [&](std::size_t before) { return place[index] <= place[before]; }))
        continue;  // it goes in a circle, and is never the way that is taken
      begun[index].push_back(facts.after[way]);
      std::vector<std::size_t> over;
      std::vector<std::size_t> well;
      for (std::size_t term = 0; term < facts.after[way].size(); ++term) {
        const plan::AfterMode mode = facts.step.after[way][term].mode;
        const std::size_t before = facts.after[way][term];
        if (mode != plan::AfterMode::any_rung) over.push_back(before);
        if (mode == plan::AfterMode::done) well.push_back(before);
      }
      settled[index].push_back(std::move(over));
      done[index].push_back(std::move(well));
    }
    if (facts.is_then && facts.after.empty()) {
      for (std::size_t failing : facts.then_of) {
        begun[index].push_back({failing});
        settled[index].push_back({failing});
      }
    }
  }
  deal.settled = Precedence(deal.sequence, settled);
  deal.begun = Precedence(deal.sequence, begun);
  deal.done = Precedence(deal.sequence, done);
  if (deal.settled.is_incomplete() || deal.begun.is_incomplete() || deal.done.is_incomplete()) {
    report_entangled(deal);
    for (StepFacts& facts : deal.steps)
      facts.in_circle = true;
  }
  for (std::size_t index : deal.sequence) {
    StepFacts& facts = deal.steps[index];
    if (facts.in_circle) continue;
    if (facts.is_then && facts.after.empty() && facts.then_of.size() == 1)
      facts.only_after_failure_of = facts.then_of.front();
    if (done[index].size() != 1) continue;
    for (std::size_t before : done[index].front()) {
      if (deal.steps[before].only_after_failure_of != no_step)
        facts.only_after_failure_of = deal.steps[before].only_after_failure_of;
    }
  }
}

}  // namespace

void report_entangled(DealChecker& deal) {
  Report(deal.found, Code::too_many_steps, deal.model.declared)
      .says("the steps of `" + deal.model.name +
            "` depend on each other in too many ways to be checked")
      .help("let steps follow each other, or divide the deal");
}

void order_steps(DealChecker& deal) {
  find_rescues(deal);
  read_order(deal);
  find_circles(deal);
  std::vector<std::size_t> place(deal.steps.size(), 0);
  for (std::size_t i = 0; i < deal.sequence.size(); ++i)
    place[deal.sequence[i]] = i;
  find_precedence(deal, place);
  find_useless_ways(deal, place);
  find_unreachable(deal);
}

}  // namespace dealwright::sema
