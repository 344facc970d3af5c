// Which limits, waivers, buckets and fee caps changed, and whether they protect less than before.
#include <optional>

#include "dsl/plan/changes.hpp"

namespace dealwright::plan {
namespace {

std::string_view mode_text(LimitMode mode) {
  switch (mode) {
    case LimitMode::when_increased: return "when increased";
    case LimitMode::always: return "always";
  }
  return {};
}

Expression condition_of(const Limit& limit, const Folder& folder) {
  return folder.fold({.op = limit.comparison, .args = {limit.quantity, limit.bound}});
}

// A version of a limit, with what makes it comparable.
struct Version {
  const Limit* limit = nullptr;
  Expression condition;  // of a cap, folded
  std::string text;      // for people, without the mode
};

Version version_of(const Limit& limit, const Folder& folder) {
  switch (limit.kind) {
    case LimitKind::cap: {
      Expression condition = condition_of(limit, folder);
      std::string text = to_text(condition);
      return {&limit, std::move(condition), std::move(text)};
    }
    case LimitKind::never_pledge: return {&limit, {}, "never pledge " + limit.subject};
    case LimitKind::repayable: return {&limit, {}, "repayable(" + limit.subject + ")"};
  }
  return {};
}

bool same_limit(const Version& a, const Version& b) {
  if (a.limit->kind != b.limit->kind) return false;
  if (a.limit->kind != LimitKind::cap) return a.limit->subject == b.limit->subject;
  return same_subject(a.condition, b.condition);
}

class LimitComparison {
 public:
  LimitComparison(const Sides& sides, Changes& changes) : sides_(sides), changes_(changes) {}

  void compare(const Version& was, const Version& is) {
    switch (is.limit->kind) {
      case LimitKind::cap:
        compare_caps(was, is);
        return compare_rest(was, is,
                            {"text", "quantity", "comparison", "bound", "mode", "warn_at",
                             "tightened_to", "tightened_when"});
      case LimitKind::never_pledge: return compare_rest(was, is, {"text"});
      case LimitKind::repayable:
        compare_without(was, is);
        return compare_rest(was, is, {"text", "without"});
    }
  }

 private:
  void compare_caps(const Version& was, const Version& is) {
    const std::string_view mode = mode_text(is.limit->mode);
    judge(compare_conditions(was.condition, is.condition),
          in_ticks(was.text) + " -> " + in_ticks(is.text) + " (" + std::string(mode) + ")");
    if (was.limit->mode != is.limit->mode) {
      const bool less = is.limit->mode == LimitMode::when_increased;
      add(less ? ChangeKind::weaker : ChangeKind::stronger,
          in_ticks(is.text) + " " + std::string(mode_text(was.limit->mode)) + " -> " +
              std::string(mode));
    }
    compare_tightening(was, is);
    const auto warned = folded(was.limit->warn_at, sides_.fold_before);
    const auto warns = folded(is.limit->warn_at, sides_.fold_after);
    if (warned != warns) {
      add(ChangeKind::changed,
          in_ticks(is.text) + " warn at " + shown(warned) + " -> " + shown(warns));
    }
  }

  void compare_tightening(const Version& was, const Version& is) {
    const bool had = was.limit->tightened_to.has_value();
    const bool has = is.limit->tightened_to.has_value();
    if (had && !has) add(ChangeKind::weaker, in_ticks(is.text) + " is no longer tightened");
    if (!had && has) add(ChangeKind::stronger, in_ticks(is.text) + " is now tightened");
    if (!had || !has) {
      if (had == has && was.limit->tightened_when != is.limit->tightened_when)
        add(ChangeKind::changed, in_ticks(is.text) + " tightened_when");
      return;
    }
    const Expression to_was = tightened(*was.limit, sides_.fold_before);
    const Expression to_is = tightened(*is.limit, sides_.fold_after);
    judge(compare_conditions(to_was, to_is), in_ticks(is.text) + " tightened to " +
                                                 in_ticks(to_text(to_was)) + " -> " +
                                                 in_ticks(to_text(to_is)));
    const auto when_was = folded(was.limit->tightened_when, sides_.fold_before);
    const auto when_is = folded(is.limit->tightened_when, sides_.fold_after);
    if (!when_was || !when_is) {
      if (when_was != when_is) add(ChangeKind::changed, in_ticks(is.text) + " tightened_when");
      return;
    }
    // A limit that is tightened less often protects less.
    judge(opposite(compare_conditions(*when_was, *when_is)),
          in_ticks(is.text) + " tightened when " + shown(when_was) + " -> " + shown(when_is));
  }

  // `repayable(loan) without X` must hold although X is not counted: with fewer X it asks for less.
  void compare_without(const Version& was, const Version& is) {
    const auto& before = was.limit->without;
    const auto& after = is.limit->without;
    for (const std::string& name : before) {
      if (std::find(after.begin(), after.end(), name) == after.end()) {
        add(ChangeKind::weaker, in_ticks(is.text) + " now counts " + in_ticks(name));
      }
    }
    for (const std::string& name : after) {
      if (std::find(before.begin(), before.end(), name) == before.end()) {
        add(ChangeKind::stronger, in_ticks(is.text) + " no longer counts " + in_ticks(name));
      }
    }
  }

  // What was not judged is told.
  void compare_rest(const Version& was, const Version& is,
                    std::initializer_list<std::string_view> judged) {
    const std::string fields = changed_fields(*was.limit, *is.limit, judged);
    if (!fields.empty()) add(ChangeKind::changed, in_ticks(is.text) + " " + fields);
  }

  static Expression tightened(const Limit& limit, const Folder& folder) {
    return folder.fold({.op = limit.comparison, .args = {limit.quantity, *limit.tightened_to}});
  }

  static std::optional<Expression> folded(const std::optional<Expression>& e,
                                          const Folder& folder) {
    if (!e) return std::nullopt;
    return folder.fold(*e);
  }

  static Reach opposite(Reach reach) {
    if (reach == Reach::wider) return Reach::narrower;
    if (reach == Reach::narrower) return Reach::wider;
    return reach;
  }

  // A condition that holds more often forbids less.
  void judge(Reach reach, std::string text) {
    switch (reach) {
      case Reach::same: return;
      case Reach::wider: return add(ChangeKind::weaker, std::move(text));
      case Reach::narrower: return add(ChangeKind::stronger, std::move(text));
      case Reach::unclear: return add(ChangeKind::changed, std::move(text));
    }
  }

  void add(ChangeKind kind, std::string text) {
    changes_.push_back({kind, "limit", std::move(text)});
  }

  const Sides& sides_;
  Changes& changes_;
};

std::string full_text(const Version& version) {
  if (version.limit->kind != LimitKind::cap) return version.text;
  return version.text + " " + std::string(mode_text(version.limit->mode));
}

}  // namespace

void compare_limits(const Sides& sides, Changes& changes) {
  std::vector<Version> before;
  std::vector<Version> after;
  for (const Limit& limit : sides.before.limits)
    before.push_back(version_of(limit, sides.fold_before));
  for (const Limit& limit : sides.after.limits)
    after.push_back(version_of(limit, sides.fold_after));
  // Versions of one limit have the same quantity and mode; what is then left over may have changed
  // its mode.
  LimitComparison comparison(sides, changes);
  std::vector<bool> matched_after(after.size(), false);
  std::vector<bool> matched_before(before.size(), false);
  for (const bool any_mode : {false, true}) {
    for (std::size_t b = 0; b < after.size(); ++b) {
      for (std::size_t a = 0; a < before.size() && !matched_after[b]; ++a) {
        if (matched_before[a] || !same_limit(before[a], after[b])) continue;
        if (!any_mode && before[a].limit->mode != after[b].limit->mode) continue;
        matched_before[a] = matched_after[b] = true;
        comparison.compare(before[a], after[b]);
      }
    }
  }
  for (std::size_t a = 0; a < before.size(); ++a) {
    if (!matched_before[a])
      changes.push_back({ChangeKind::weaker, "limit", in_ticks(full_text(before[a])) + " is gone"});
  }
  for (std::size_t b = 0; b < after.size(); ++b) {
    if (!matched_after[b])
      changes.push_back({ChangeKind::stronger, "limit", "new: " + in_ticks(full_text(after[b]))});
  }
}

void compare_waivers(const Sides& sides, Changes& changes) {
  match(
      sides.before.waivers, sides.after.waivers,
      [](const Waiver& waiver) { return waiver.subject; },
      [&](const Waiver& was, const Waiver& is) {
        if (was.because == is.because) return;
        changes.push_back({ChangeKind::changed, "waiver",
                           in_ticks(is.subject) + " may stay undecided because " +
                               shown(was.because) + " -> " + shown(is.because)});
      },
      [&](const Waiver& is) {
        changes.push_back(
            {ChangeKind::weaker, "waiver", in_ticks(is.subject) + " may now stay undecided"});
      },
      [&](const Waiver& was) {
        changes.push_back(
            {ChangeKind::stronger, "waiver", in_ticks(was.subject) + " must be decided again"});
      });
}

void compare_buckets(const Sides& sides, Changes& changes) {
  const auto add = [&](ChangeKind kind, std::string text) {
    changes.push_back({kind, "bucket", std::move(text)});
  };
  match(
      sides.before.buckets, sides.after.buckets, [](const Bucket& bucket) { return bucket.name; },
      [&](const Bucket& was, const Bucket& is) {
        if (was.untouchable && !is.untouchable)
          add(ChangeKind::weaker, in_ticks(is.name) + " is no longer untouchable");
        if (!was.untouchable && is.untouchable)
          add(ChangeKind::stronger, in_ticks(is.name) + " is now untouchable");
        if (was.share == is.share) return;
        ChangeKind kind = ChangeKind::changed;
        if (was.untouchable)
          kind = is.share < was.share ? ChangeKind::weaker : ChangeKind::stronger;
        add(kind, in_ticks(is.name) + (was.untouchable ? " (untouchable) " : " ") +
                      shown(was.share) + " -> " + shown(is.share));
      },
      [&](const Bucket& is) {
        add(ChangeKind::added, "new: " + in_ticks(is.name) + " " + shown(is.share) +
                                   (is.untouchable ? " untouchable" : ""));
      },
      [&](const Bucket& was) {
        add(was.untouchable ? ChangeKind::weaker : ChangeKind::removed,
            in_ticks(was.name) + (was.untouchable ? " (untouchable)" : "") + " is gone");
      });
}

void compare_gas(const Sides& sides, Changes& changes) {
  const auto add = [&](ChangeKind kind, std::string text) {
    changes.push_back({kind, "gas", std::move(text)});
  };
  const Gas& was = sides.before.gas;
  const Gas& is = sides.after.gas;
  if (was.payer != is.payer)
    add(ChangeKind::changed, "paid by " + shown(was.payer) + " -> " + shown(is.payer));
  if (was.asset != is.asset)
    add(ChangeKind::changed, "paid in " + shown(was.asset) + " -> " + shown(is.asset));
  if (was.at_most && !is.at_most) add(ChangeKind::weaker, "no longer capped by the deal");
  if (!was.at_most && is.at_most) add(ChangeKind::stronger, "now at most " + shown(is.at_most));
  if (!was.at_most || !is.at_most) return;
  const Expression cap_was = sides.fold_before.fold(*was.at_most);
  const Expression cap_is = sides.fold_after.fold(*is.at_most);
  const auto order = compare_numbers(cap_was, cap_is);
  if (order && *order == 0) return;
  ChangeKind kind = ChangeKind::changed;
  if (order && was.asset == is.asset) kind = *order > 0 ? ChangeKind::weaker : ChangeKind::stronger;
  add(kind, "at most " + shown(cap_was) + " -> " + shown(cap_is));
}

}  // namespace dealwright::plan
