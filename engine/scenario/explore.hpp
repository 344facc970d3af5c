// Visits every outcome of every action of a deal and every answer of its approvers, with the market
// at its corners at any moment and costs at both their ends, and looks at what is expected in each
// state. States that agree in everything that can still matter are visited once (crossroads.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::scenario {

// Where an exploration gives up, undecided: a minute's work or two. Nobody asks for more than the
// second, whose digests alone take more than 100 MB.
inline constexpr std::uint64_t states_default = 200'000;
inline constexpr std::uint64_t states_max = 2'000'000;

// `off` is plain enumeration: every way to a state, and every attempt for itself.
enum class Merging : std::uint8_t { by_digest, off };

struct ExploreOptions {
  Merging merging = Merging::by_digest;
  std::uint64_t most_states = states_default;
  std::function<bool()> is_given_up;  // asked before each state, may be absent: then it ends there
};

struct Violation {
  std::string text;  // the expectation
  std::string why;   // what was found
  std::vector<std::string>
      path;  // what happened, in order: "open_credit.borrow#3: fails no_liquidity"
};

struct Explored {
  std::uint64_t states = 0;                   // distinct ones in which something was to be chosen
  std::uint64_t transitions = 0;              // choices taken
  std::uint64_t merges = 0;                   // transitions into a state that was known
  std::map<std::string, std::uint64_t> ends;  // by status of the deal
  std::set<std::string> shapes;               // of the ends: "completed; buy done, redeem held"
  std::vector<Violation> violations;          // the first of each expectation
  std::set<std::pair<std::string, std::string>> failures;  // action id and failure that happened
  bool complete = true;                                    // no limit was reached
};

// Expectations of the kinds `limits hold`, `untouched` and `… throughout`; others are about one run
// and are left out.
[[nodiscard]] ports::Result<Explored> explore(const core::Terms& terms,
                                              const plan::Scenario& scenario,
                                              const simulated::Setting& profile,
                                              const ExploreOptions& options = {});

}  // namespace dealwright::scenario
