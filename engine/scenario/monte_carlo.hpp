// Thousands of lives of a deal in markets that move by chance inside the deal's own box, with
// protocols that freeze, attempts that fail and deliveries that are late. Whole numbers from a
// seed: a run is the same on every machine, whichever thread lives it.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "dsl/values/rational.hpp"
#include "dsl/values/time.hpp"
#include "engine/scenario/life.hpp"

namespace dealwright::scenario {

inline constexpr std::uint64_t monte_carlo_runs_max = 1'000'000;
// Moves of the market in one life.
inline constexpr std::int64_t market_steps_max = 10'000;

struct ChanceOptions {
  std::uint64_t seed = 1;
  values::Duration step = values::days(1);             // between two moves of the market
  std::map<std::string, values::Rational> volatility;  // asset -> a year; such a price may leave
                                                       // the box
  Mishaps mishaps{.fails_ppm = 20'000, .unknown_ppm = 5'000};
  std::int64_t freeze_ppm = 250'000;  // of each module that the box lets freeze, in one life
};

// How one price, or one answer of a module, walks.
struct Walk {
  std::string name;                // as the deal writes it
  plan::Expression what;           // a price or a query
  plan::Expression around;         // what it is a multiple of
  std::int64_t deviation_ppm = 0;  // of one step
  std::int64_t lowest = 1;         // multiples of `around`, in thousand millionths
  std::int64_t highest = 0;
  std::int64_t fall_ppm = 0;  // no further below any earlier price; 0: not bounded so
  std::int64_t rise_ppm = 0;
  std::string words;  // "58.1% a year, falls at most 50%"
};

class Lottery {
 public:
  // The subject's terms outlive it. The error is in words.
  [[nodiscard]] static std::expected<Lottery, std::string> open(const Subject& subject,
                                                                const simulated::Setting& world,
                                                                const ChanceOptions& options,
                                                                values::Duration calm_length);

  // The world of one run.
  [[nodiscard]] Circumstances draw(std::uint64_t run) const;
  [[nodiscard]] ports::Result<Life> live(std::uint64_t run) const;
  // What is assumed, a line each, for people.
  [[nodiscard]] std::vector<std::string> assumptions() const;

 private:
  Lottery(const Subject& subject, const simulated::Setting& world, const ChanceOptions& options,
          values::Duration calm_length)
      : subject_(subject), world_(world), options_(options), calm_length_(calm_length) {}

  std::expected<void, std::string> add_box();
  std::expected<void, std::string> add_walk(const plan::Assumption& assumption);
  std::expected<void, std::string> add_volatile();
  void add_rate(const plan::Assumption& assumption);
  void add_delays();
  Walk& walk_of(const std::string& asset);
  void let_walk(const Walk& walk, Chance& chance, simulated::Setting& setting) const;
  void let_freeze(Chance& chance, simulated::Setting& setting) const;

  // A number that is drawn once for a life: up to `most`.
  struct Rate {
    std::string name;
    std::string key;
    values::Rational most;
  };
  struct Delay {
    std::string name;
    std::string key;
    values::Rational usual;  // milliseconds
  };

  Subject subject_;
  simulated::Setting world_;
  ChanceOptions options_;
  values::Duration calm_length_;
  std::vector<Walk> walks_;
  std::vector<Rate> rates_;
  std::vector<Delay> delays_;
  std::vector<std::string> freezing_;  // modules
};

// What many lives came to.
struct Spread {
  std::uint64_t count = 0;  // lives that have such a number
  std::int64_t least = 0;
  std::int64_t percent_1 = 0;
  std::int64_t percent_5 = 0;
  std::int64_t median = 0;
  std::int64_t percent_95 = 0;
  std::int64_t percent_99 = 0;
  std::int64_t most = 0;
  std::int64_t mean = 0;  // rounded down
  std::uint64_t least_run = 0;
  std::uint64_t most_run = 0;
};
[[nodiscard]] Spread spread_of(const std::vector<Life>& lives,
                               std::optional<std::int64_t> Life::* what);

// How many fall into each of equal parts between the least and the most.
struct Histogram {
  std::int64_t low = 0;
  std::int64_t width = 1;
  std::vector<std::uint64_t> counts;
};
[[nodiscard]] Histogram histogram_of(const std::vector<Life>& lives,
                                     std::optional<std::int64_t> Life::* what, std::size_t parts);

}  // namespace dealwright::scenario
