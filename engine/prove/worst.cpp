// Best first over boxes: corners by monotonicity, bisection for the rest.
#include "engine/prove/worst.hpp"

#include <algorithm>
#include <queue>
#include <utility>

namespace dealwright::prove {
namespace {

using Bound = std::optional<Rational>;  // none: without end

// The largest (or smallest) value of a product over a box.
Bound at_end(const Monomial& monomial, const Box& box, bool largest_value) {
  Rational result(1);
  bool endless = false;
  for (const Power& factor : monomial) {
    const Range& range = box.at(factor.variable);
    const bool high = (factor.exponent > 0) == largest_value;
    if (high && !range.high) {
      if (!largest_value) return Rational();  // one over something without end
      endless = true;
      continue;
    }
    const Rational& end = high ? *range.high : range.low;
    if (end.is_zero()) {
      if (factor.exponent < 0) {
        endless = true;
        continue;
      }
      return Rational();
    }
    result = times(result, power(end, factor.exponent));
  }
  if (endless) return std::nullopt;
  return result;
}

// How many variables of a polynomial are tried at both of their ends for one bound.
constexpr int ends_tried_max = 5;

// A lower bound that sees what cancels: variables in which the polynomial only rises or falls go to
// their ends, a few that occur with degree one are tried at both.
Bound tight_lower(Polynomial polynomial, const Box& box, int ends) {
  bool changed = true;
  while (changed) {
    const Bound plain = lower(polynomial, box);
    if (plain && !plain->is_negative()) return plain;
    changed = false;
    for (const VariableId variable : polynomial.variables()) {
      if (polynomial.lowest(variable) < 0) continue;
      const Range& range = box.at(variable);
      const Polynomial slope = polynomial.derivative(variable);
      const Bound least = lower(slope, box);
      const Bound most = upper(slope, box);
      if (least && !least->is_negative()) {
        polynomial = polynomial.with(variable, range.low);
      } else if (most && !is_positive(*most)) {
        if (!range.high) return std::nullopt;
        polynomial = polynomial.with(variable, *range.high);
      } else {
        continue;
      }
      changed = true;
      break;
    }
  }
  for (const VariableId variable : polynomial.variables()) {
    const Range& range = box.at(variable);
    if (ends == 0) break;
    if (!range.high || polynomial.lowest(variable) < 0 || polynomial.highest(variable) != 1)
      continue;
    const Bound low = tight_lower(polynomial.with(variable, range.low), box, ends - 1);
    if (!low) return std::nullopt;
    const Bound high = tight_lower(polynomial.with(variable, *range.high), box, ends - 1);
    if (!high) return std::nullopt;
    return std::min(*low, *high);
  }
  return lower(polynomial, box);
}

Bound tight_upper(const Polynomial& polynomial, const Box& box, int ends) {
  const Bound below = tight_lower(Polynomial() - polynomial, box, ends);
  if (!below) return std::nullopt;
  return values::negate(*below);
}

}  // namespace

int direction(const Form& form, VariableId variable, const Box& box) {
  const Polynomial slope = form.denominator.is_number()
                               ? form.numerator.derivative(variable)
                               : form.numerator.derivative(variable) * form.denominator -
                                     form.numerator * form.denominator.derivative(variable);
  if (slope.is_zero()) return -1;
  const Bound least = tight_lower(slope, box, ends_tried_max);
  if (least && !least->is_negative()) return 1;
  const Bound most = tight_upper(slope, box, ends_tried_max);
  if (most && !is_positive(*most)) return -1;
  return 0;
}

namespace {

struct Node {
  Box box;
  Form form;
  std::vector<Polynomial> kept;
  std::map<VariableId, Bound> at;
  Bound bound;  // of the form over the box; none: without end
};

// Multiplies out what numerator and denominator share, so that no exponent is below zero.
void normalise(Form& form) {
  std::vector<VariableId> all = form.numerator.variables();
  for (const VariableId variable : form.denominator.variables())
    all.push_back(variable);
  Monomial shared;
  std::ranges::sort(all);
  const auto repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  for (const VariableId variable : all) {
    std::int32_t least = 0;
    bool first = true;
    for (const Polynomial* part : {&form.numerator, &form.denominator}) {
      for (const Term& term : part->terms()) {
        const auto found = std::ranges::find(term.monomial, variable, &Power::variable);
        const std::int32_t exponent = found == term.monomial.end() ? 0 : found->exponent;
        least = first ? exponent : std::min(least, exponent);
        first = false;
      }
    }
    if (least != 0) shared.push_back({.variable = variable, .exponent = least});
  }
  if (shared.empty()) return;
  const Term factor{.monomial = std::move(shared), .coefficient = Rational(1)};
  form.numerator = form.numerator.divided_by(factor);
  form.denominator = form.denominator.divided_by(factor);
}

Polynomial without_negative_exponents(const Polynomial& polynomial) {
  Form form{.numerator = polynomial};
  normalise(form);
  return form.numerator;
}

void put(Node& node, VariableId variable, const Bound& value) {
  node.at[variable] = value;
  if (value) {
    normalise(node.form);
    node.form.numerator = node.form.numerator.with(variable, *value);
    node.form.denominator = node.form.denominator.with(variable, *value);
    for (Polynomial& known : node.kept) {
      if (value->is_zero()) known = without_negative_exponents(known);
      known = known.with(variable, *value);
    }
    return;
  }
  // Far out only the highest powers count.
  normalise(node.form);
  const std::int32_t highest =
      std::max(node.form.numerator.highest(variable), node.form.denominator.highest(variable));
  node.form.numerator = node.form.numerator.coefficient_of(variable, highest);
  node.form.denominator = node.form.denominator.coefficient_of(variable, highest);
  for (Polynomial& known : node.kept)
    known = known.coefficient_of(variable, known.highest(variable));
}

std::vector<VariableId> open_variables(const Form& form) {
  std::vector<VariableId> all = form.numerator.variables();
  for (const VariableId variable : form.denominator.variables()) {
    if (std::ranges::find(all, variable) == all.end()) all.push_back(variable);
  }
  return all;
}

bool linear(const Form& form, VariableId variable) {
  return form.numerator.highest(variable) <= 1 && form.denominator.highest(variable) <= 1;
}

// Variables that go to an end by themselves go there.
void settle(Node& node) {
  bool changed = true;
  while (changed) {
    changed = false;
    normalise(node.form);
    const Bound least = tight_lower(node.form.denominator, node.box, ends_tried_max);
    if (!least || least->is_negative()) return;
    for (const VariableId variable : open_variables(node.form)) {
      const Range& range = node.box.at(variable);
      int goes = range.high && *range.high == range.low ? 1 : 0;
      if (goes == 0) goes = direction(node.form, variable, node.box);
      if (goes == 0) continue;
      put(node, variable, goes > 0 ? range.high : Bound(range.low));
      changed = true;
      break;
    }
  }
}

// An upper bound of the form over the node's box.
Bound bound_of(const Form& form, const Box& box) {
  const Bound most = tight_upper(form.numerator, box, ends_tried_max);
  const Bound least = tight_lower(form.denominator, box, ends_tried_max);
  if (!most || !least || least->is_negative()) return std::nullopt;
  if (least->is_zero()) {
    if (is_positive(*most) || form.denominator.is_zero()) return std::nullopt;
    return Rational();
  }
  if (!most->is_negative()) return over(*most, *least);
  const Bound widest = upper(form.denominator, box);
  return widest ? over(*most, *widest) : Rational();
}

// The same at a glance, to choose by.
Bound rough_bound(const Form& form, const Box& box) {
  const Bound most = upper(form.numerator, box);
  const Bound least = lower(form.denominator, box);
  if (!most || !least || !is_positive(*least)) return std::nullopt;
  return over(*most, *least);
}

bool excluded(const Node& node) {
  return std::ranges::any_of(node.kept, [&](const Polynomial& known) {
    const Bound most = upper(known, node.box);
    return most && most->is_negative();
  });
}

// Whether a corner, with everything that it leaves open somewhere in its range, is inside what is
// known. Takes a copy: where the open ones go is only one way to show it.
bool keeps_what_is_known(Node node) {
  for (std::size_t round = 0; round <= node.kept.size(); ++round) {
    const auto open = std::ranges::find_if(node.kept, [&](const Polynomial& known) {
      const Bound least = lower(known, node.box);
      return !least || least->is_negative();
    });
    if (open == node.kept.end()) return true;
    const Polynomial condition = *open;  // changes below
    if (condition.variables().empty()) return false;
    for (const VariableId variable : condition.variables()) {
      const int goes = direction({.numerator = condition}, variable, node.box);
      const Range& range = node.box.at(variable);
      if (goes == 0) return false;
      put(node, variable, goes > 0 ? range.high : Bound(range.low));
    }
  }
  return false;
}

class Search {
 public:
  Search(const Question& question, Work& work) : question_(question), work_(work) {}

  Worst glance() {
    if (work_.left > 0) --work_.left;
    try {
      push(question_.box);
    } catch (const Outgrown&) {
      return {.height = Height::endless, .value = {}, .reached = false, .at = {}};
    }
    return open_.empty() ? best_ : given_up(open_.top());
  }

  Worst run() {
    try {
      push(question_.box);
    } catch (const Outgrown&) {
      return {.height = Height::endless, .value = {}, .reached = false, .at = {}};
    }
    std::uint64_t looked_at = 0;
    while (!open_.empty()) {
      const Node node = open_.top();
      if (best_.height == Height::at_most && node.bound && *node.bound <= best_.value) break;
      if (question_.floor && node.bound && *node.bound <= *question_.floor) return given_up(node);
      open_.pop();
      if (++looked_at > question_.boxes || work_.left == 0) return given_up(node);
      --work_.left;
      try {
        if (!split(node)) return given_up(node);
      } catch (const Outgrown&) {
        return given_up(node);  // corners whose numbers are too long to be looked at
      }
    }
    return best_;
  }

 private:
  struct Lower {
    bool operator()(const Node& a, const Node& b) const {
      if (!b.bound) return a.bound.has_value();
      return a.bound && *a.bound < *b.bound;
    }
  };

  void push(const Box& box) {
    Node node{.box = box, .form = question_.form, .kept = question_.kept, .at = {}, .bound = {}};
    if (excluded(node)) return;
    settle(node);
    node.bound = bound_of(node.form, node.box);
    const bool is_corner = open_variables(node.form).empty();
    if (is_corner && node.bound && keeps_what_is_known(node)) return found(node);
    if (!is_corner && open_.empty()) probe(node);
    open_.push(std::move(node));
  }

  void found(const Node& node) {
    if (best_.height == Height::at_most && *node.bound <= best_.value) return;
    best_ = {.height = Height::at_most, .value = *node.bound, .reached = true, .at = node.at};
  }

  // Some corner of a box, each open variable at the end that promises more: what is reached there
  // is a floor under everything else. What has no end is taken far out, so that it is a number.
  void probe(Node node) {
    const Rational far(1'000);
    const auto unsettled = open_variables(node.form);
    if (const bool nothing_open = unsettled.empty(); nothing_open) return;
    for (const VariableId variable : unsettled) {
      const Range& range = node.box.at(variable);
      Node low = node;
      put(low, variable, range.low.is_zero() && !range.high ? over(Rational(1), far) : range.low);
      low.bound = rough_bound(low.form, low.box);
      Node high = node;
      put(high, variable, range.high ? *range.high : times(far, std::max(Rational(1), range.low)));
      high.bound = rough_bound(high.form, high.box);
      if (!low.bound && !high.bound) {
        // Nothing bounds either: what stands below is to be small.
        node = lower_denominator(low, high) ? std::move(low) : std::move(high);
        continue;
      }
      node =
          !low.bound || (high.bound && *low.bound < *high.bound) ? std::move(high) : std::move(low);
    }
    node.bound = bound_of(node.form, node.box);
    if (node.bound && keeps_what_is_known(node)) found(node);
  }

  static bool lower_denominator(const Node& a, const Node& b) {
    const Bound first = upper(a.form.denominator, a.box);
    const Bound second = upper(b.form.denominator, b.box);
    return first && (!second || *first < *second);
  }

  // False when there is nothing left to split.
  bool split(const Node& node) {
    std::optional<VariableId> chosen;
    bool at_ends = false;
    for (const VariableId variable : open_variables(node.form)) {
      if (!linear(node.form, variable)) continue;
      chosen = variable;
      at_ends = question_.kept.empty();
      break;
    }
    if (!chosen) chosen = widest(node);
    if (!chosen) return false;
    const Range& range = node.box.at(*chosen);
    if (at_ends && !node.form.denominator.is_zero()) {
      const Bound least = tight_lower(node.form.denominator, node.box, ends_tried_max);
      if (least && !least->is_negative()) {
        with_ends(node, *chosen, range);
        return true;
      }
    }
    const Rational middle =
        range.high ? over(plus(range.low, *range.high), Rational(2))
                   : times(std::max(range.low, Rational::fraction(1, 2).value()), Rational(2));
    with_range(node, *chosen, {.low = range.low, .high = middle});
    with_range(node, *chosen, {.low = middle, .high = range.high});
    return true;
  }

  void with_ends(const Node& node, VariableId variable, const Range& range) {
    with_range(node, variable, {.low = range.low, .high = range.low});
    if (range.high) return with_range(node, variable, {.low = *range.high, .high = range.high});
    Node far{.box = node.box, .form = node.form, .kept = node.kept, .at = node.at, .bound = {}};
    put(far, variable, std::nullopt);
    settle(far);
    far.bound = bound_of(far.form, far.box);
    if (open_variables(far.form).empty() && far.bound) return found(far);
    open_.push(std::move(far));
  }

  void with_range(const Node& node, VariableId variable, const Range& range) {
    Box box = node.box;
    box[variable] = range;
    push(box);
  }

  // Where a condition cuts through the box, or the form is not linear.
  static std::optional<VariableId> widest(const Node& node) {
    std::optional<VariableId> chosen;
    std::optional<Rational> width;
    const auto consider = [&](const Polynomial& polynomial) {
      for (const VariableId variable : polynomial.variables()) {
        const Range& range = node.box.at(variable);
        if (range.high && *range.high == range.low) continue;
        if (!range.high) {
          if (!chosen) chosen = variable;
          continue;
        }
        const Rational sum = plus(*range.high, range.low);
        if (sum.is_zero()) continue;
        const Rational wide = over(minus(*range.high, range.low), sum);
        if (width && wide <= *width) continue;
        width = wide;
        chosen = variable;
      }
    };
    consider(node.form.numerator);
    consider(node.form.denominator);
    if (chosen) return chosen;
    return cut_by_condition(node);
  }

  // The one whose side is widest: halving one alone would never cut the box.
  static std::optional<VariableId> cut_by_condition(const Node& node) {
    std::optional<VariableId> chosen;
    std::optional<Rational> width;
    for (const auto& [variable, value] : node.at) {
      const Range& range = node.box.at(variable);
      if (!range.high) return variable;
      const Rational wide = minus(*range.high, range.low);
      if (wide.is_zero() || (width && wide <= *width)) continue;
      width = wide;
      chosen = variable;
    }
    return chosen;
  }

  // What is open bounds the rest; nothing better is known.
  Worst given_up(const Node& node) const {
    Worst result{.height = Height::at_most, .value = {}, .reached = false, .at = node.at};
    if (!node.bound) {
      result.height = Height::endless;
      if (best_.height == Height::at_most) result.at = best_.at;
      return result;
    }
    result.value = *node.bound;
    if (best_.height == Height::at_most && best_.value >= result.value) return best_;
    if (best_.height == Height::at_most) result.at = best_.at;
    return result;
  }

  const Question& question_;
  Work& work_;
  std::priority_queue<Node, std::vector<Node>, Lower> open_;
  Worst best_;
};

}  // namespace

std::optional<Rational> least_of(const Polynomial& polynomial, const Box& box) {
  return tight_lower(polynomial, box, ends_tried_max);
}

std::optional<Rational> upper(const Polynomial& polynomial, const Box& box) {
  Rational sum;
  for (const Term& term : polynomial.terms()) {
    const Bound end = at_end(term.monomial, box, !term.coefficient.is_negative());
    if (!end) return std::nullopt;
    sum = plus(sum, times(term.coefficient, *end));
  }
  return sum;
}

std::optional<Rational> lower(const Polynomial& polynomial, const Box& box) {
  Rational sum;
  for (const Term& term : polynomial.terms()) {
    const Bound end = at_end(term.monomial, box, term.coefficient.is_negative());
    if (!end) return std::nullopt;
    sum = plus(sum, times(term.coefficient, *end));
  }
  return sum;
}

Form with_values(Form form, const std::map<VariableId, std::optional<Rational>>& values) {
  Node node{.box = {}, .form = std::move(form), .kept = {}, .at = {}, .bound = {}};
  for (const auto& [variable, value] : values)
    put(node, variable, value);
  normalise(node.form);
  return std::move(node.form);
}

bool allows(const Question& question, const std::map<VariableId, std::optional<Rational>>& at) {
  Node node{.box = question.box, .form = {}, .kept = question.kept, .at = {}, .bound = {}};
  for (const auto& [variable, value] : at) {
    if (node.box.contains(variable)) put(node, variable, value);
  }
  return keeps_what_is_known(std::move(node));
}

Worst largest(const Question& question, Work& work) { return Search(question, work).run(); }

Worst glance(const Question& question, Work& work) { return Search(question, work).glance(); }

}  // namespace dealwright::prove
