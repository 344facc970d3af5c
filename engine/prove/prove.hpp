// Proves the limits of a plan over every outcome of its actions and every market move in its box,
// before anything runs. A verdict is proved, refuted (with a story that an engine can play) or
// undecided; what is undecided is never a pass. Pure, and its work is counted, never timed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/terms.hpp"
#include "engine/prove/story.hpp"

namespace dealwright::prove {

// Boxes that all searches of a proof may look at together.
inline constexpr std::uint64_t boxes_max = 400'000;
// Counterexamples of one limit that are told, the worst first.
inline constexpr std::size_t stories_max = 6;

struct Options {
  std::uint64_t boxes = boxes_max;
  // Prices to tell stories with, where the box leaves them open: asset -> USD.
  std::map<std::string, Rational> nominal_prices;
};

enum class Verdict : std::uint8_t { proved, refuted, undecided };

// How the worst case is counted.
enum class Measure : std::uint8_t {
  ratio,    // of nothing, or of what the bound multiplies: shown as percent
  amount,   // a number in the limit's own unit
  surplus,  // what is left to the bound in USD; below zero it is broken
};

struct Look {
  std::string what;   // "price of ETH", "aave_v3.borrow_rate(USDT)", "age of loan"
  std::string when;   // "open_credit.borrow", "now"
  std::string value;  // "0.98 USD", "-50%", "30d"
};
struct Figure {
  bool bounded = false;  // false: nothing bounds it
  Rational value;
  bool reached = false;  // some run in the box comes to this very value
  std::vector<Look> where;
  std::vector<std::string> path;  // what happened, in order
};
struct BreakPoint {
  std::string asset;
  Rational move;  // -0.624 for a fall by 62.4%
};

struct LimitProof {
  std::size_t limit = 0;  // in the plan's list
  std::string text;
  Verdict verdict = Verdict::undecided;
  Measure measure = Measure::ratio;
  std::string of;                // what the ratio is of: "nav"
  bool reaches_anything = true;  // false: no state ever has the quantity
  Figure worst;                  // over the ranges of the parameters
  Figure at_defaults;
  std::optional<BreakPoint> breaks;
  std::vector<Story> stories;  // counterexamples to be played, the worst first
  std::string why;             // undecided: what stands in the way
  std::optional<std::string> waived;
};

// What holds by the rules alone or for every state of the walk.
struct PlainProof {
  std::string text;  // "core untouched"
  Verdict verdict = Verdict::proved;
  std::string why;
};

struct Proof {
  std::vector<LimitProof> limits;
  std::vector<PlainProof> plain;
  std::vector<std::string> assumptions;  // every one that was used, in words
  std::vector<std::string> warnings;
  std::size_t states = 0;
  std::uint64_t boxes = 0;
  values::Duration longest;  // a run's, holds excluded
};

// A limit that is not proved is undecided until one of its stories has been played (`confirm`).
[[nodiscard]] Proof prove(const core::Terms& terms, const Options& options = {});
// Says that a limit's story did (or that none did) come true when an engine played it.
void confirm(LimitProof& limit, std::optional<std::size_t> story);

// No limit is refuted, and none undecided that the text does not waive.
[[nodiscard]] bool passes(const Proof& proof);
[[nodiscard]] std::string_view to_text(Verdict verdict);

}  // namespace dealwright::prove
