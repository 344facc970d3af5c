// Which steps changed, and whether somebody is asked less often than before.
#include "dsl/plan/changes.hpp"

namespace dealwright::plan {
namespace {

void compare_approvals(const Step& was, const Step& is, const Sides& sides, Changes& changes);

// Actions one by one, so that a reviewer sees which; what holds them together (groups, splits) only
// as changed.
std::string changed_items(const Step& was, const Step& is) {
  std::vector<Action> before;
  std::vector<Action> after;
  for (const Action* action : actions_of(was.items))
    before.push_back(*action);
  for (const Action* action : actions_of(is.items))
    after.push_back(*action);
  std::string text;
  const auto add = [&](std::string part) { text += ", " + std::move(part); };
  match(
      before, after, [](const Action& action) { return action.id; },
      [&](const Action& a, const Action& b) {
        const std::string fields = changed_fields(a, b);
        if (!fields.empty()) add("action " + in_ticks(b.id) + " (" + fields + ")");
      },
      [&](const Action& b) { add("new action " + in_ticks(b.id)); },
      [&](const Action& a) { add("action " + in_ticks(a.id) + " is gone"); });
  return text.empty() ? ", what its actions are part of" : text;
}

void compare_step(const Step& was, const Step& is, const Sides& sides, Changes& changes) {
  if (was == is) return;
  compare_approvals(was, is, sides, changes);
  std::string text = changed_fields(was, is, {"items", "approvals"});
  if (was.items != is.items) {
    const std::string items = changed_items(was, is);
    text += text.empty() ? items.substr(2) : items;
  }
  if (!text.empty())
    changes.push_back({ChangeKind::changed, "step", in_ticks(is.name) + ": " + text});
}

void compare_approvals(const Step& was, const Step& is, const Sides& sides, Changes& changes) {
  const auto add = [&](ChangeKind kind, std::string text) {
    changes.push_back({kind, "step", in_ticks(is.name) + ": " + std::move(text)});
  };
  match(
      was.approvals, is.approvals, [](const Approval& approval) { return approval.role; },
      [&](const Approval& a, const Approval& b) {
        const std::string role = "approval by " + in_ticks(b.role);
        if (a.within != b.within) {
          add(ChangeKind::changed, role + " within " + shown(a.within) + " -> " + shown(b.within));
        }
        if (!a.when && b.when) add(ChangeKind::weaker, role + " now only when " + shown(b.when));
        if (a.when && !b.when) add(ChangeKind::stronger, role + " now always");
        if (!a.when || !b.when) return;
        const std::string text = role + " when " + shown(a.when) + " -> " + shown(b.when);
        switch (
            compare_conditions(sides.fold_before.fold(*a.when), sides.fold_after.fold(*b.when))) {
          case Reach::same: return;
          case Reach::wider: return add(ChangeKind::stronger, text);
          case Reach::narrower: return add(ChangeKind::weaker, text);
          case Reach::unclear: return add(ChangeKind::changed, text);
        }
      },
      [&](const Approval& b) { add(ChangeKind::stronger, "new approval by " + in_ticks(b.role)); },
      [&](const Approval& a) {
        add(ChangeKind::weaker, "no more approval by " + in_ticks(a.role));
      });
}

}  // namespace

void compare_steps(const Sides& sides, Changes& changes) {
  std::vector<const Step*>
      kept;  // in the new order; they point into one list, so their addresses tell the old one
  match(
      sides.before.steps, sides.after.steps, [](const Step& step) { return step.name; },
      [&](const Step& was, const Step& is) {
        kept.push_back(&was);
        compare_step(was, is, sides, changes);
      },
      [&](const Step& is) {
        changes.push_back({ChangeKind::added, "step", "new: " + in_ticks(is.name)});
      },
      [&](const Step& was) {
        changes.push_back({ChangeKind::removed, "step", in_ticks(was.name) + " is gone"});
        // What it did may now be done by a step of another name, where nobody is asked.
        for (const Approval& approval : was.approvals) {
          changes.push_back({ChangeKind::weaker, "step",
                             in_ticks(was.name) + " is gone, and with it the approval by " +
                                 in_ticks(approval.role)});
        }
      });
  if (!std::is_sorted(kept.begin(), kept.end())) {
    changes.push_back({ChangeKind::changed, "step", "the steps are in another order"});
  }
}

}  // namespace dealwright::plan
