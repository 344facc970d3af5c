// From limits to forms, and the search over them.
#include "engine/prove/measures.hpp"

#include <algorithm>

#include "engine/prove/node_key.hpp"

namespace dealwright::prove {
namespace {

using plan::Expression;
using plan::LimitKind;
using plan::Op;

// `25% of nav`: the number and what it is of.
std::optional<std::pair<Expression, Expression>> part_of(const Expression& bound) {
  if (bound.op != Op::multiply || bound.args.size() != 2) return std::nullopt;
  if (bound.args[0].op == Op::number) return std::pair(bound.args[0], bound.args[1]);
  if (bound.args[1].op == Op::number) return std::pair(bound.args[1], bound.args[0]);
  return std::nullopt;
}

std::vector<Form> forms_of(const Seen& seen, bool& several) {
  several = false;
  if (const auto* form = std::get_if<Form>(&seen)) return {*form};
  if (const auto* extreme = std::get_if<Extreme>(&seen)) {
    several = true;
    return extreme->of;
  }
  return {};
}

std::string key_of(const Form& form) {
  return prove::key_of(form.numerator) + "/" + prove::key_of(form.denominator);
}

}  // namespace

bool is_over(const Measured& measured, const Worst& worst, bool strict) {
  if (worst.height == Height::nowhere) return false;
  if (worst.height == Height::endless) return true;
  return strict ? worst.value >= measured.most : worst.value > measured.most;
}

void Measures::look(const Sight& sight, std::int64_t path, std::optional<core::StepId> step) {
  for (Measured& measured : measure(sight)) {
    measured.kept = sight.scene().kept;
    measured.epoch = sight.scene().epoch;
    measured.path = path;
    measured.step = step;
    add(std::move(measured));
  }
}

// More that secures debts, or less debt, and nothing else.
bool Measures::cannot_raise_it(const plan::Item& item) const {
  const bool is_of_debt = limit_.kind == LimitKind::cap &&
                          (limit_.quantity.op == Op::ltv || limit_.quantity.op == Op::ltv_of ||
                           limit_.quantity.op == Op::health);
  const auto* action = std::get_if<plan::Action>(&item.what);
  if (!is_of_debt || action == nullptr) return false;
  return std::ranges::none_of(action->flows, [](const plan::Flow& flow) {
    return flow.kind == plan::FlowKind::owe || flow.kind == plan::FlowKind::release;
  });
}

// Whether the quantity is beyond its bound after the action whatever the market does, and has
// risen.
bool Measures::is_blocked_for_sure(const Sight& after, const std::vector<Measured>& then,
                                   const std::vector<Measured>& was) {
  if (then.size() != 1) return false;
  const Form& form = then[0].form;
  // What cannot be told is blocked.
  if (form.denominator.is_zero()) return true;
  const Polynomial beyond = form.numerator - form.denominator * Polynomial(then[0].most);
  if (after.positive(form.denominator) != Known::yes || after.positive(beyond) != Known::yes)
    return false;
  if (was.empty() || was[0].form.numerator.is_zero()) return was.size() <= 1;
  if (was.size() != 1 || was[0].form.denominator.is_zero()) return false;
  const Polynomial rise =
      form.numerator * was[0].form.denominator - was[0].form.numerator * form.denominator;
  return after.positive(was[0].form.denominator) == Known::yes &&
         after.positive(rise) == Known::yes;
}

bool Measures::look_at_action(const Sight& before, const Sight& after, const plan::Item& item,
                              std::int64_t path, core::StepId step) {
  if (cannot_raise_it(item)) return true;
  const std::vector<Measured> then = measure(after);
  const std::vector<Measured> was = measure(before);
  // Nothing that only lowers it, or leaves it where it was, is ever blocked.
  if (then.size() == 1 && was.size() == 1) {
    const Form difference = minus(then[0].form, was[0].form);
    if (difference.numerator.is_zero()) return true;
    if (after.not_negative(Polynomial() - difference.numerator) == Known::yes &&
        after.not_negative(difference.denominator) == Known::yes)
      return true;
  }
  look(after, path, step);
  return !is_blocked_for_sure(after, then, was);
}

std::vector<Measured> Measures::measure(const Sight& sight) {
  const plan::Limit& limit = limit_;
  std::vector<Measured> found;
  if (limit.kind == LimitKind::repayable) {
    kind_ = Measure::ratio;
    of_ = "what covers it";
    const auto debt = terms_.find_position(limit.subject);
    if (!debt || sight.scene().control.books.positions[debt->value] != core::PositionStatus::open)
      return found;
    const auto owned = sight.owned(limit.without);
    const auto owed = sight.position_value(*debt);
    if (!owned || !owed) {
      trouble("what is owned or owed cannot be followed");
    } else if (!owed->numerator.is_zero()) {
      const Form left = owned->numerator.is_zero()
                            ? Form{.numerator = Rational(1), .denominator = {}}
                            : over(*owed, *owned);
      found.push_back({.form = left, .most = Rational(1), .kept = {}, .epoch = {}});
    }
    return found;
  }
  strict_ = limit.comparison == Op::less || limit.comparison == Op::greater;
  negated_ = limit.comparison == Op::greater || limit.comparison == Op::greater_or_equal;
  const Seen quantity = sight.evaluate(limit.quantity);
  if (const auto* missing = std::get_if<plan::Unavailable>(&quantity)) {
    // Above every bound, and what an engine then cannot tell it blocks.
    if (missing->why == "a debt without collateral") {
      found.push_back({.form = {.numerator = Polynomial(Rational(1)), .denominator = {}},
                       .most = {},
                       .kept = {},
                       .epoch = {}});
    }
    return found;
  }
  bool several = false;
  std::vector<Form> forms = forms_of(quantity, several);
  if (forms.empty()) {
    trouble("`" + plan::to_text(limit.quantity) + "` is not followed");
    return found;
  }
  std::optional<Form> bound = sight.form(limit.bound);
  if (!bound) {
    trouble("`" + plan::to_text(limit.bound) + "` is not followed");
    return found;
  }
  if (limit.tightened_to) {
    const auto tighter = sight.form(*limit.tightened_to);
    if (tighter && tighter->numerator.is_number() && bound->numerator.is_number()) {
      const bool lower_is_tighter = !negated_;
      const bool is_less = tighter->numerator.number() < bound->numerator.number();
      if (is_less == lower_is_tighter) bound = tighter;
    }
  }
  Rational most;
  if (bound->numerator.is_number() && bound->denominator.is_one()) {
    most = bound->numerator.number();
    kind_ =
        limit.quantity.op == Op::ltv || limit.quantity.op == Op::ltv_of || limit.bound.name.empty()
            ? Measure::ratio
            : Measure::amount;
  } else if (const auto part = part_of(limit.bound)) {
    const auto whole = sight.form(part->second);
    most = part->first.number;
    kind_ = Measure::ratio;
    of_ = plan::to_text(part->second);
    if (!whole || whole->numerator.is_zero()) return found;
    for (Form& form : forms)
      form = over(form, *whole);
  } else {
    kind_ = Measure::surplus;
    for (Form& form : forms)
      form = minus(form, *bound);
  }
  for (Form& form : forms) {
    if (several && form.numerator.is_zero()) continue;  // `loss` below zero is none
    if (negated_) form.numerator = Polynomial() - form.numerator;
    found.push_back({.form = std::move(form),
                     .most = negated_ ? values::negate(most) : most,
                     .kept = {},
                     .epoch = {}});
  }
  return found;
}

void Measures::trouble(const std::string& why) {
  if (trouble_.empty()) trouble_ = why;
}

// Above zero whichever value it is, and rising in it.
bool Measures::rises_with(const Measured& measured, VariableId id,
                          const std::vector<Polynomial>& values) const {
  const Form& form = measured.form;
  for (const Polynomial& value : values) {
    const Polynomial denominator = form.denominator.with(id, value);
    const auto least = least_of(denominator, variables_.box({&denominator}, measured.epoch));
    if (!least || least->is_negative()) return false;
  }
  return direction(form, id, variables_.box({&form.numerator, &form.denominator}, measured.epoch)) >
         0;
}

// The lower of two values: where the quantity rises with it, either of them bounds it from above;
// everywhere else both are looked at.
void Measures::add(Measured measured) {
  for (const Polynomial* part : {&measured.form.numerator, &measured.form.denominator}) {
    for (const VariableId id : part->variables()) {
      const Variable variable = variables_.of(id);
      if (variable.role != Role::lower) continue;
      const bool rises = rises_with(measured, id, variable.lower_of);
      for (const Polynomial& value : variable.lower_of) {
        Measured one = measured;
        one.form.numerator = one.form.numerator.with(id, value);
        one.form.denominator = one.form.denominator.with(id, value);
        if (rises) one.exact = false;
        add(std::move(one));
        if (rises) break;
      }
      return;
    }
  }
  const std::string form = key_of(measured.form) + measured.epoch;
  std::string whole = form;
  for (const Polynomial& known : measured.kept)
    whole += prove::key_of(known);
  if (!known_.emplace(std::move(whole), true).second) return;
  all_[form].push_back(std::move(measured));
}

// Some corner of a box that is cut off far out, to tell a story with.
void Measures::show_endless(const Measured& measured, Question asked, Worst& worst, Work& work) {
  const Rational far(1'000);
  for (auto& [id, range] : asked.box) {
    if (range.high) continue;
    range.high = times(far, std::max(Rational(1), range.low));
    if (range.low.is_zero()) range.low = over(Rational(1), far);
  }
  asked.boxes = boxes_a_story_max;
  asked.floor.reset();
  const Worst shown = largest(asked, work);
  if (shown.height != Height::at_most || !shown.reached || shown.value <= measured.most) return;
  worst.at = shown.at;
  worst.reached = true;
}

Measures::Found Measures::search(bool at_defaults, Work& work, std::vector<Found>* beyond) const {
  const auto question = [&](const Measured& measured, bool with_kept) {
    Question asked{.form = measured.form, .kept = {}, .box = {}};
    std::vector<const Polynomial*> speaks{&measured.form.numerator, &measured.form.denominator};
    if (with_kept) asked.kept = measured.kept;
    for (const Polynomial& known : asked.kept)
      speaks.push_back(&known);
    asked.box = variables_.box(speaks, measured.epoch);
    if (at_defaults) {
      for (auto& [id, range] : asked.box) {
        if (const auto& value = variables_.of(id).at_default)
          range = {.low = *value, .high = *value};
      }
    }
    return asked;
  };
  const auto rank = [](const Worst& worst) {
    return worst.height == Height::endless ? 2 : worst.height == Height::at_most ? 1 : 0;
  };
  struct Candidate {
    Worst without;  // what is known left out: never less
    const std::vector<Measured>* all = nullptr;
    std::size_t place = 0;  // decides between equals
  };
  std::vector<Candidate> candidates;
  for (const auto& [form, all] : all_)
    candidates.push_back({.without = glance(question(all.front(), false), work),
                          .all = &all,
                          .place = candidates.size()});
  std::ranges::sort(candidates, [&](const Candidate& a, const Candidate& b) {
    if (rank(a.without) != rank(b.without)) return rank(a.without) > rank(b.without);
    if (a.without.value != b.without.value) return a.without.value > b.without.value;
    return a.place < b.place;
  });
  Found best;
  const auto is_beaten = [&](const Worst& worst, const Measured& measured) {
    const bool beaten = best.at != nullptr && rank(best.worst) >= rank(worst) &&
                        (rank(best.worst) == 2 || best.worst.value >= worst.value);
    const bool may_be_told =
        is_over(measured, worst, strict_) && beyond != nullptr && beyond->size() < stories_max;
    return beaten && !may_be_told;
  };
  // Looked at for one more story only.
  const auto is_beaten_but_told = [&](const Worst& worst) {
    return best.at != nullptr && rank(best.worst) >= rank(worst) &&
           (rank(best.worst) == 2 || best.worst.value >= worst.value);
  };
  // Nothing at or below this changes what is found.
  const auto floor_for = [&](const Measured& measured) -> std::optional<Rational> {
    if (best.at == nullptr || best.worst.height != Height::at_most) return std::nullopt;
    if (beyond == nullptr || best.worst.value <= measured.most) return best.worst.value;
    return strict_ ? std::nullopt : std::optional(measured.most);
  };
  for (Candidate& candidate : candidates) {
    const Measured& first = candidate.all->front();
    if (is_beaten(candidate.without, first)) continue;
    if (!candidate.without.reached) {
      Question asked = question(first, false);
      asked.floor = floor_for(first);
      if (is_beaten_but_told(candidate.without)) asked.boxes = boxes_a_story_max;
      const Worst closer = largest(asked, work);
      if (rank(closer) < rank(candidate.without) ||
          (rank(closer) == rank(candidate.without) && closer.value <= candidate.without.value))
        candidate.without = closer;
      if (is_beaten(candidate.without, first)) continue;
    }
    for (const Measured& measured : *candidate.all) {
      Found found{.worst = candidate.without, .at = &measured, .over = false};
      Question asked = question(measured, true);
      if (!measured.kept.empty()) {
        // The corner that is worst without what is known stands where it keeps that too.
        if (!candidate.without.reached || !allows(asked, candidate.without.at)) {
          asked.floor = floor_for(measured);
          if (is_beaten_but_told(candidate.without)) asked.boxes = boxes_a_story_max;
          found.worst = largest(asked, work);
        }
      }
      if (found.worst.height == Height::nowhere) continue;
      // What is known only narrows: the wider bound stands where the narrower search gave up.
      if (candidate.without.height == Height::at_most &&
          (found.worst.height == Height::endless || found.worst.value > candidate.without.value)) {
        found.worst.height = Height::at_most;
        found.worst.value = candidate.without.value;
        found.worst.reached = false;
        found.worst.at = candidate.without.at;
      }
      found.over = is_over(measured, found.worst, strict_);
      if (found.over && found.worst.height == Height::endless)
        show_endless(measured, asked, found.worst, work);
      if (found.over && beyond != nullptr) beyond->push_back(found);
      const bool higher =
          best.at == nullptr || rank(found.worst) > rank(best.worst) ||
          (rank(found.worst) == rank(best.worst) &&
           (found.worst.value > best.worst.value ||
            (found.worst.value == best.worst.value && found.worst.reached && !best.worst.reached)));
      const bool over = best.over || found.over;
      if (higher) best = found;
      best.over = over;
      if (!found.over && found.worst.reached && found.worst.value == candidate.without.value) break;
    }
  }
  return best;
}

}  // namespace dealwright::prove
