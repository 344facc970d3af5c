// The largest value of a form over a box of variables, exactly where it lies at a corner. A
// variable in which the form only rises or only falls goes to its end (the sign of the derivative
// is proved over the whole box); one that occurs with degree one lies at an end in any case,
// because a quotient of linear functions without a pole has no extremum between; what is left is
// bisected. The bound holds whatever happens; the work is counted, never timed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/prove/polynomial.hpp"

namespace dealwright::prove {

struct Range {
  Rational low;
  std::optional<Rational> high;  // none: without end
  friend bool operator==(const Range&, const Range&) = default;
};
using Box = std::map<VariableId, Range>;

// Boxes that one question looks at, and one that is asked for another story alone.
inline constexpr std::uint64_t boxes_a_question_max = 150;
inline constexpr std::uint64_t boxes_a_story_max = 20;

struct Question {
  Form form;
  std::vector<Polynomial> kept;  // what is known not to be negative
  Box box;                       // of every variable that occurs
  // What is no higher than this is of no interest: the search ends there.
  std::optional<Rational> floor = {};
  std::uint64_t boxes = boxes_a_question_max;
};

enum class Height : std::uint8_t {
  at_most,  // `value` is an upper bound
  endless,  // no bound was found
  nowhere,  // what is known excludes the whole box
};
struct Worst {
  Height height = Height::nowhere;
  Rational value;
  bool reached = false;  // the corner `at` has this very value and keeps all that is known
  std::map<VariableId, std::optional<Rational>> at;  // none: without end
};

// Counts down over everything that one proof looks at.
struct Work {
  std::uint64_t left = 0;
};

[[nodiscard]] Worst largest(const Question& question, Work& work);
// A bound at a glance, one box looked at; what is known is left out.
[[nodiscard]] Worst glance(const Question& question, Work& work);

// Whether the form rises (1), falls (-1) or does neither for sure (0) in a variable.
[[nodiscard]] int direction(const Form& form, VariableId variable, const Box& box);

// Whether a corner of the box keeps what is known, with some choice of what it leaves open.
[[nodiscard]] bool allows(const Question& question,
                          const std::map<VariableId, std::optional<Rational>>& at);

// The form with these numbers in place of variables (none: far out, where only the highest powers
// count).
[[nodiscard]] Form with_values(Form form,
                               const std::map<VariableId, std::optional<Rational>>& values);

// A lower bound that sees more of what cancels than `lower` does.
[[nodiscard]] std::optional<Rational> least_of(const Polynomial& polynomial, const Box& box);

// Bounds of a polynomial over a box; none: without end.
[[nodiscard]] std::optional<Rational> upper(const Polynomial& polynomial, const Box& box);
[[nodiscard]] std::optional<Rational> lower(const Polynomial& polynomial, const Box& box);

}  // namespace dealwright::prove
