// The parts of a comparison of two plans, shared by the files that make them: both plans with their
// constants, matching of two lists by key, and what changed in two versions of one thing, field by
// field.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dsl/plan/difference.hpp"
#include "dsl/plan/fold.hpp"
#include "dsl/plan/writer.hpp"

namespace dealwright::plan {

struct Sides {
  const Plan& before;
  const Plan& after;
  Folder fold_before{before};
  Folder fold_after{after};
};

using Changes = std::vector<Change>;

// limit_difference.cpp
void compare_limits(const Sides& sides, Changes& changes);
void compare_waivers(const Sides& sides, Changes& changes);
void compare_buckets(const Sides& sides, Changes& changes);
void compare_gas(const Sides& sides, Changes& changes);
// box_difference.cpp
void compare_params(const Sides& sides, Changes& changes);
void compare_assumptions(const Sides& sides, Changes& changes);
// step_difference.cpp
void compare_steps(const Sides& sides, Changes& changes);

[[nodiscard]] inline std::string in_ticks(std::string_view text) {
  return "`" + std::string(text) + "`";
}

// Pairs elements with equal keys (the first with the first when a key occurs again). Calls both(a,
// b), added(b) in the order of `after`, then removed(a) in the order of `before`.
template <class T, class Key, class Both, class Added, class Removed>
void match(const std::vector<T>& before, const std::vector<T>& after, Key key, Both both,
           Added added, Removed removed) {
  std::unordered_map<std::string, std::vector<const T*>> waiting;
  for (auto item = before.rbegin(); item != before.rend(); ++item)
    waiting[key(*item)].push_back(&*item);
  for (const T& item : after) {
    const auto found = waiting.find(key(item));
    if (found == waiting.end() || found->second.empty()) {
      added(item);
      continue;
    }
    both(*found->second.back(), item);
    found->second.pop_back();
  }
  for (const T& item : before) {
    const auto& left = waiting[key(item)];
    if (std::find(left.begin(), left.end(), &item) != left.end()) removed(item);
  }
}

// --- field by field
// ----------------------------------------------------------------------------------------------

// What a reader of a comparison sees of a value; empty when it is too much for a line.
template <class T>
[[nodiscard]] std::string shown(const T& value) {
  std::string text;
  if constexpr (std::same_as<T, Expression>) {
    text = in_ticks(to_text(value));
  } else if constexpr (is_option<T>) {
    return value ? shown(*value) : "none";
  } else if constexpr (std::same_as<T, std::string>) {
    text = value.empty() ? "none" : in_ticks(value);
  } else if constexpr (std::same_as<T, values::Digest>) {
    text = values::short_hex(value);
  } else if constexpr (std::same_as<T, values::Duration>) {
    text = values::to_text(value);
  } else if constexpr (std::same_as<T, values::Rational>) {
    text = to_text(Expression{.op = Op::number, .number = value});
  } else if constexpr (std::same_as<T, bool>) {
    text = value ? "yes" : "no";
  } else if constexpr (std::is_enum_v<T>) {
    text = name_of(value);
  } else if constexpr (std::same_as<T, unsigned>) {
    text = std::to_string(value);
  }
  constexpr std::size_t shown_max = 80;
  return text.size() > shown_max ? std::string() : text;
}

struct FieldText {
  std::string_view name;
  std::string json;
  std::string shown;
};

class FieldTexts {
 public:
  template <class T>
  void must(std::string_view name, const T& value) {
    if constexpr (is_option<T>) {
      fields.push_back({name, value ? to_json(*value, Layout::canonical) : "", plan::shown(value)});
    } else {
      fields.push_back({name, to_json(value, Layout::canonical), plan::shown(value)});
    }
  }
  template <class T>
  void may(std::string_view name, const T& value, WhenEmpty = WhenEmpty::left_out) {
    must(name, value);
  }
  void format(std::string_view, int) {}

  std::vector<FieldText> fields;
};

// "timeout 30m -> 1h, items", or empty when all fields but `ignored` are equal.
template <class T>
[[nodiscard]] std::string changed_fields(const T& before, const T& after,
                                         std::initializer_list<std::string_view> ignored = {}) {
  if (before == after) return {};
  FieldTexts a;
  FieldTexts b;
  describe(a, before);
  describe(b, after);
  std::string text;
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    const FieldText& was = a.fields[i];
    const FieldText& is = b.fields[i];
    if (was.json == is.json || std::find(ignored.begin(), ignored.end(), was.name) != ignored.end())
      continue;
    if (!text.empty()) text += ", ";
    text += was.name;
    if (!was.shown.empty() && !is.shown.empty()) text += " " + was.shown + " -> " + is.shown;
  }
  return text;
}

// For lists whose elements are only told apart by name: what came, what went, what changed.
template <class T, class Key>
void compare_list(const std::vector<T>& before, const std::vector<T>& after, std::string_view area,
                  Key key, Changes& changes) {
  const std::string own(area);
  match(
      before, after, key,
      [&](const T& was, const T& is) {
        const std::string fields = changed_fields(was, is);
        if (!fields.empty()) {
          changes.push_back(
              {ChangeKind::changed, own, own + " " + in_ticks(key(is)) + ": " + fields});
        }
      },
      [&](const T& is) {
        changes.push_back({ChangeKind::added, own, "new " + own + " " + in_ticks(key(is))});
      },
      [&](const T& was) {
        changes.push_back({ChangeKind::removed, own, own + " " + in_ticks(key(was)) + " is gone"});
      });
}

}  // namespace dealwright::plan
