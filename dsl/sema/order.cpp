// The order of steps: `after`, circles, what can never be reached, and races for the same money.
#include <algorithm>
#include <map>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;
using values::Rational;

namespace {

std::size_t step_named(DealChecker& deal, Node name) {
  auto known = deal.step_index.find(name.text());
  if (known != deal.step_index.end()) return known->second;
  const Symbol* symbol = deal.scope.find(name.text());
  std::vector<std::string> candidates;
  for (const auto& [step, index] : deal.step_index)
    candidates.push_back(step);
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

// Steps that wait for each other, in the order of the text; iterative, a deal may have many steps.
void find_circles(DealChecker& deal) {
  const std::size_t count = deal.steps.size();
  std::vector<std::size_t> waiting(count, 0);
  std::vector<std::vector<std::size_t>> followers(count);
  for (std::size_t step = 0; step < count; ++step) {
    for (const auto& all_of : deal.steps[step].after) {
      for (std::size_t before : all_of) {
        ++waiting[step];
        followers[before].push_back(step);
      }
    }
  }
  std::map<std::size_t, bool> ready;  // in the text's order among equals
  for (std::size_t step = 0; step < count; ++step) {
    if (waiting[step] == 0) ready.emplace(step, true);
  }
  while (!ready.empty()) {
    const std::size_t step = ready.begin()->first;
    ready.erase(ready.begin());
    deal.sequence.push_back(step);
    for (std::size_t follower : followers[step]) {
      if (--waiting[follower] == 0) ready.emplace(follower, true);
    }
  }
  if (deal.sequence.size() == count) return;
  // What is left waits for a circle or is on one. Walk back until a step repeats: that is a circle.
  std::vector<bool> told(count, false);
  for (std::size_t start = 0; start < count; ++start) {
    if (waiting[start] == 0) continue;
    deal.steps[start].in_circle = true;
  }
  for (std::size_t start = 0; start < count; ++start) {
    if (waiting[start] == 0 || told[start]) continue;
    std::vector<std::size_t> path;
    std::vector<bool> on_path(count, false);
    std::size_t at = start;
    while (!on_path[at] && !told[at]) {
      on_path[at] = true;
      path.push_back(at);
      std::size_t next = no_step;
      for (const auto& all_of : deal.steps[at].after) {
        for (std::size_t before : all_of) {
          if (waiting[before] > 0 && next == no_step) next = before;
        }
      }
      at = next;
    }
    for (std::size_t step : path)
      told[step] = true;
    auto from = std::find(path.begin(), path.end(), at);
    if (from == path.end()) continue;  // leads into a circle that was told
    std::vector<std::size_t> circle(from, path.end());
    std::sort(circle.begin(), circle.end());
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
    report.help("remove one `after`");
  }
  for (std::size_t step = 0; step < count; ++step) {
    if (waiting[step] > 0) deal.sequence.push_back(step);
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
            if (!rescue.is_then || (*terms)[i].mode != plan::AfterMode::done) continue;
            for (std::size_t j = 0; j < all_of.size(); ++j) {
              if (all_of[j] == rescue.then_of && (*terms)[j].mode == plan::AfterMode::done) {
                why = &rescue.name;
                rescue_name = rescue.step.name;
                failed_name = deal.steps[all_of[j]].step.name;
                return true;
              }
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
    if (!facts.is_then || facts.in_circle || facts.then_of == no_step) continue;
    if (!facts.after.empty() && deal.begun.comes_before(index, facts.then_of)) {
      Report(deal.found, Code::unreachable, facts.name)
          .says("step `" + facts.step.name + "` is over before `" +
                deal.steps[facts.then_of].step.name + "` can fail: it would not run again")
          .also(deal.steps[facts.then_of].name, "names it in `on failure then`");
    }
  }
}

}  // namespace

void order_steps(DealChecker& deal) {
  // Who is started by another's failure: such a step does not follow the one above it.
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    Node body = deal.steps[index].step.kind == plan::StepKind::ladder
                    ? deal.steps[index].node
                    : deal.steps[index].node.child(Kind::body);
    for (Node statement : body.children()) {
      Node then = statement.is(Kind::on_failure) ? statement.child(Kind::then_step) : Node();
      if (!then) continue;
      const std::size_t target = step_named(deal, then.child(Kind::name));
      if (target == no_step) continue;
      deal.steps[target].is_then = true;
      deal.steps[target].then_of = index;
      deal.steps[index].rescues.push_back(target);
    }
  }
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
  find_circles(deal);
  std::vector<std::vector<std::vector<std::size_t>>> all(deal.steps.size());
  std::vector<std::vector<std::vector<std::size_t>>> settled(deal.steps.size());
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    const StepFacts& facts = deal.steps[index];
    if (facts.in_circle) continue;
    all[index] = facts.after;
    for (std::size_t way = 0; way < facts.after.size(); ++way) {
      std::vector<std::size_t> over;
      for (std::size_t term = 0; term < facts.after[way].size(); ++term) {
        if (facts.step.after[way][term].mode != plan::AfterMode::any_rung)
          over.push_back(facts.after[way][term]);
      }
      settled[index].push_back(std::move(over));
    }
    if (facts.is_then && facts.after.empty() && facts.then_of != no_step)
      all[index] = settled[index] = {{facts.then_of}};
  }
  // Steps that only a failure starts come after the step that fails.
  std::vector<std::size_t> sequence;
  std::vector<bool> placed(deal.steps.size(), false);
  const auto put = [&](std::size_t step) {
    if (placed[step]) return;
    placed[step] = true;
    sequence.push_back(step);
  };
  for (std::size_t step : deal.sequence) {
    if (deal.steps[step].is_then && deal.steps[step].after.empty() &&
        deal.steps[step].then_of != no_step)
      continue;
    put(step);
    for (std::size_t rescue : deal.steps[step].rescues) {
      if (deal.steps[rescue].after.empty()) put(rescue);
    }
  }
  for (std::size_t step : deal.sequence)
    put(step);
  deal.sequence = std::move(sequence);
  deal.settled = Precedence(deal.sequence, settled);
  deal.begun = Precedence(deal.sequence, all);
  find_unreachable(deal);
}

void check_races(DealChecker& deal) {
  struct Use {
    std::size_t step;
    const Draw* draw;
  };
  std::map<std::string, std::vector<Use>> uses;
  for (std::size_t step : deal.sequence) {
    const StepFacts& facts = deal.steps[step];
    if (facts.in_circle || facts.step.kind == plan::StepKind::defence) continue;
    for (const Draw& draw : facts.draws)
      uses[draw.key].push_back({step, &draw});
  }
  for (const auto& [key, list] : uses) {
    // Fixed amounts that fit together do not race.
    bool fit = true;
    Rational total;
    std::optional<Rational> available;
    for (const Use& use : list) {
      if (!use.draw->exact || !use.draw->amount || !use.draw->available) {
        fit = false;
        break;
      }
      available = use.draw->available;
      auto sum = values::add(total, *use.draw->amount);
      if (!sum) {
        fit = false;
        break;
      }
      total = *sum;
    }
    if (fit && available && total <= *available) continue;
    for (std::size_t i = 1; i < list.size(); ++i) {
      const Use& first = list[i - 1];
      const Use& second = list[i];
      if (deal.settled.are_ordered(first.step, second.step)) continue;
      const bool later = second.step > first.step;
      const Use& here = later ? second : first;
      const Use& other = later ? first : second;
      Report(deal.found, Code::race, here.draw->place)
          .says("`" + deal.steps[other.step].step.name + "` and `" +
                deal.steps[here.step].step.name + "` have no order and both draw on " +
                here.draw->what)
          .also(other.draw->place, "drawn here too")
          .help("add `after " + deal.steps[other.step].step.name + "` to `" +
                deal.steps[here.step].step.name + "`, or split the money first");
    }
  }
}

}  // namespace dealwright::sema
