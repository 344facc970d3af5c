// Whether a holding or position is there when a step names it, and that a holding is spent once.
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

namespace {

// Bound inside a ladder, spent outside of it.
bool is_of_a_rung(const DealChecker& deal, const HoldingFacts& facts) {
  return facts.step != no_step && facts.step != deal.current_step && !facts.collected &&
         deal.steps[facts.step].step.kind == plan::StepKind::ladder;
}

}  // namespace

const HoldingFacts* spend(DealChecker& deal, const Symbol& symbol, Node at) {
  if (!position_is_there(deal, symbol, at)) return nullptr;
  auto known = deal.holdings.find(symbol.name);
  if (known == deal.holdings.end()) return nullptr;
  HoldingFacts& facts = known->second;
  if (facts.given_back) {
    Report(deal.found, Code::not_given_back, at)
        .says("`" + symbol.name + "` is lent for its group only, nothing of it is left here")
        .also(facts.given_back, "given back at the end of this group")
        .help("use what the group yields");
    return nullptr;
  }
  if (is_of_a_rung(deal, facts)) {
    Report(deal.found, Code::wrong_kind_of_name, at)
        .says("`" + symbol.name + "` is what one rung yields: there is one for every rung of `" +
              deal.steps[facts.step].step.name + "`")
        .also(facts.bound, "bound here")
        .help("let the ladder collect them: `} -> NAME`");
    return nullptr;
  }
  if (facts.used && deal.bound_twice.contains(symbol.name)) return nullptr;
  if (facts.used) {
    Report(deal.found, Code::spent_twice, at)
        .says("`" + symbol.name + "` is spent twice")
        .here("spent again here")
        .also(facts.used, "first spent here")
        .help("split it: `split " + symbol.name + " { one 50%, other 50% }`");
    return nullptr;
  }
  facts.used = place_of(at);
  if (deal.current_step != no_step) {
    const StepFacts& here = deal.steps[deal.current_step];
    const Node times = here.node.child(Kind::at_most_times);
    if (here.step.kind == plan::StepKind::defence && facts.step != deal.current_step && times &&
        times.child(Kind::whole).text() != "1") {
      Report(deal.found, Code::spent_twice, at)
          .says("`" + symbol.name + "` is spent by every run of defence `" + here.step.name +
                "`, which may run more than once")
          .also(place_of(times), "how often")
          .help("let it draw an amount on a bucket");
      return nullptr;
    }
  }
  if (facts.step != no_step && facts.step != deal.current_step && deal.current_step != no_step)
    deal.steps[deal.current_step].uses.insert(facts.step);
  return facts.asset.empty() ? nullptr : &facts;
}

// A holding or position may be named once what binds it has begun before this step, or stands above
// it in this step.
bool position_is_there(DealChecker& deal, const Symbol& symbol, Node at) {
  auto binder = deal.binders.find(symbol.name);
  if (binder == deal.binders.end() || binder->second.step == no_step ||
      deal.current_step == no_step)
    return true;
  const std::size_t from = binder->second.step;
  StepFacts& here = deal.steps[deal.current_step];
  if (here.in_circle || deal.steps[from].in_circle) return true;
  if (from == deal.current_step) {
    if (deal.holdings.contains(symbol.name) || deal.positions.contains(symbol.name)) return true;
    Report(deal.found, Code::not_yet_there, at)
        .says("`" + symbol.name + "` is used before it is there")
        .also(binder->second.place, "bound here, further down")
        .help("move the action that yields it up");
    return false;
  }
  if (deal.begun.comes_before(from, deal.current_step)) return true;
  if (here.step.kind == plan::StepKind::defence && symbol.kind == SymbolKind::position) return true;
  const std::string other = deal.steps[from].step.name;
  Report report(deal.found, Code::not_yet_there, at);
  report
      .says("step `" + here.step.name + "` uses `" + symbol.name + "` before `" + other +
            "` can have produced it")
      .also(binder->second.place, "produced here");
  if (here.step.kind == plan::StepKind::defence) {
    report.help("a defence runs at any time: let it draw on a bucket");
  } else if (deal.steps[from].step.kind == plan::StepKind::defence) {
    report.help("`" + other + "` is a defence: it may never run, and no step waits for it");
  } else if (deal.begun.comes_before(deal.current_step, from)) {
    report.help("`" + other + "` itself waits for `" + here.step.name +
                "`: change the order of the steps");
  } else {
    report.help("add `after settled " + other + "` or `after " + other + "` to `" + here.step.name +
                "`");
  }
  return false;
}

}  // namespace dealwright::sema
