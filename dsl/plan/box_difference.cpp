// Which parameters and market assumptions changed, and whether the proof covers less than before: a
// smaller market box is proved over less, a wider parameter range lets more through.
#include "dsl/plan/changes.hpp"

namespace dealwright::plan {
namespace {

std::string range_text(const Param& param, const Folder& folder) {
  if (!param.low || !param.high) return "fixed";
  return to_text(folder.fold(*param.low)) + " .. " + to_text(folder.fold(*param.high));
}

// How the range of a parameter changed. A parameter without a range is fixed at its value.
Reach compare_ranges(const Param& was, const Param& is, const Sides& sides) {
  const bool had = was.low && was.high;
  const bool has = is.low && is.high;
  if (had != has) return has ? Reach::wider : Reach::narrower;
  if (!has) return was.low == is.low && was.high == is.high ? Reach::same : Reach::unclear;
  const auto low =
      compare_numbers(sides.fold_before.fold(*was.low), sides.fold_after.fold(*is.low));
  const auto high =
      compare_numbers(sides.fold_before.fold(*was.high), sides.fold_after.fold(*is.high));
  if (!low || !high) return Reach::unclear;
  if (*low == 0 && *high == 0) return Reach::same;
  // A range that only moved admits values that were never looked at, so it is as good as wider.
  return *low < 0 || *high > 0 ? Reach::wider : Reach::narrower;
}

// What makes two assumptions two versions of one.
bool same_assumption(const Assumption& was, const Assumption& is, const Sides& sides) {
  if (was.kind != is.kind || was.subject != is.subject || was.event != is.event) return false;
  switch (is.kind) {
    case AssumptionKind::falls_at_most:
    case AssumptionKind::rises_at_most:
    case AssumptionKind::may: return true;
    case AssumptionKind::within:
      return was.quantity && is.quantity &&
             sides.fold_before.fold(*was.quantity) == sides.fold_after.fold(*is.quantity);
    case AssumptionKind::holds: {
      const Expression before = sides.fold_before.fold(was.bound);
      const Expression after = sides.fold_after.fold(is.bound);
      return before == after || same_subject(before, after);
    }
  }
  return false;
}

Reach compare_bounds(const Assumption& was, const Assumption& is, const Sides& sides) {
  if (is.kind == AssumptionKind::may) return Reach::same;
  const Expression before = sides.fold_before.fold(was.bound);
  const Expression after = sides.fold_after.fold(is.bound);
  if (is.kind == AssumptionKind::holds) return compare_conditions(before, after);
  if (is.kind == AssumptionKind::within) {
    const auto centre = was.centre && is.centre
                            ? compare_numbers(sides.fold_before.fold(*was.centre),
                                              sides.fold_after.fold(*is.centre))
                            : std::nullopt;
    if (!centre || *centre != 0) return Reach::unclear;
  }
  const auto order = compare_numbers(before, after);
  if (!order) return Reach::unclear;
  if (*order == 0) return Reach::same;
  return *order > 0 ? Reach::wider : Reach::narrower;
}

std::string assumption_text(const Assumption& assumption) {
  switch (assumption.kind) {
    case AssumptionKind::falls_at_most:
      return assumption.subject + " falls at most " + to_text(assumption.bound);
    case AssumptionKind::rises_at_most:
      return assumption.subject + " rises at most " + to_text(assumption.bound);
    case AssumptionKind::may: return assumption.subject + " may " + assumption.event;
    case AssumptionKind::within: {
      std::string text = assumption.quantity ? to_text(*assumption.quantity) : std::string();
      text += " within " + to_text(assumption.bound);
      if (assumption.centre) text += " of " + to_text(*assumption.centre);
      return text;
    }
    case AssumptionKind::holds: return to_text(assumption.bound);
  }
  return {};
}

// What compare_bounds did not judge, and what never means anything.
std::string unjudged_fields(const Assumption& was, const Assumption& is) {
  switch (is.kind) {
    case AssumptionKind::falls_at_most:
    case AssumptionKind::rises_at_most:
    case AssumptionKind::holds: return changed_fields(was, is, {"text", "bound"});
    case AssumptionKind::may: return changed_fields(was, is, {"text"});
    case AssumptionKind::within:
      return changed_fields(was, is, {"text", "bound", "centre", "quantity"});
  }
  return {};
}

// `X may freeze` adds outcomes to the proof; every other line takes markets away from it.
bool widens_box(const Assumption& assumption) { return assumption.kind == AssumptionKind::may; }

}  // namespace

void compare_params(const Sides& sides, Changes& changes) {
  const auto add = [&](ChangeKind kind, std::string text) {
    changes.push_back({kind, "parameter", std::move(text)});
  };
  match(
      sides.before.params, sides.after.params, [](const Param& param) { return param.name; },
      [&](const Param& was, const Param& is) {
        const std::string name = in_ticks(is.name);
        const std::string range = name + " range " + range_text(was, sides.fold_before) + " -> " +
                                  range_text(is, sides.fold_after);
        switch (compare_ranges(was, is, sides)) {
          case Reach::same: break;
          case Reach::wider: add(ChangeKind::weaker, range); break;
          case Reach::narrower: add(ChangeKind::stronger, range); break;
          case Reach::unclear: add(ChangeKind::changed, range); break;
        }
        if (was.value != is.value)
          add(ChangeKind::changed, name + " " + to_text(was.value) + " -> " + to_text(is.value));
        if (was.type != is.type)
          add(ChangeKind::changed, name + ": " + was.type + " -> " + is.type);
      },
      [&](const Param& is) {
        add(ChangeKind::added, "new: " + in_ticks(is.name) + " = " + to_text(is.value));
      },
      [&](const Param& was) { add(ChangeKind::removed, in_ticks(was.name) + " is gone"); });
}

void compare_assumptions(const Sides& sides, Changes& changes) {
  const auto add = [&](ChangeKind kind, std::string text) {
    changes.push_back({kind, "assumption", std::move(text)});
  };
  const auto& time_was = sides.before.assumed_for;
  const auto& time_is = sides.after.assumed_for;
  if (time_was != time_is) {
    // Without a box nothing is assumed and nothing that moves with the market is proved.
    const bool shorter = !time_is || (time_was && *time_is < *time_was);
    add(shorter ? ChangeKind::weaker : ChangeKind::stronger,
        "assumed for " + shown(time_was) + " -> " + shown(time_is));
  }
  std::vector<bool> matched(sides.before.assumptions.size(), false);
  for (const Assumption& is : sides.after.assumptions) {
    std::size_t a = 0;
    while (a < matched.size() &&
           (matched[a] || !same_assumption(sides.before.assumptions[a], is, sides)))
      ++a;
    if (a == matched.size()) {
      add(widens_box(is) ? ChangeKind::stronger : ChangeKind::weaker,
          "now assumed: " + in_ticks(assumption_text(is)));
      continue;
    }
    matched[a] = true;
    const Assumption& was = sides.before.assumptions[a];
    const std::string text =
        in_ticks(assumption_text(was)) + " -> " + in_ticks(assumption_text(is));
    switch (compare_bounds(was, is, sides)) {
      case Reach::same: break;
      case Reach::wider: add(ChangeKind::stronger, text); break;
      case Reach::narrower: add(ChangeKind::weaker, text); break;
      case Reach::unclear: add(ChangeKind::changed, text); break;
    }
    const std::string rest = unjudged_fields(was, is);
    if (!rest.empty()) add(ChangeKind::changed, in_ticks(assumption_text(is)) + " " + rest);
  }
  for (std::size_t a = 0; a < matched.size(); ++a) {
    if (matched[a]) continue;
    const Assumption& was = sides.before.assumptions[a];
    add(widens_box(was) ? ChangeKind::weaker : ChangeKind::stronger,
        "no longer assumed: " + in_ticks(assumption_text(was)));
  }
}

}  // namespace dealwright::plan
