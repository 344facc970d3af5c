// Whatever an engine reaches in a box, the proof's bounds contain; every refutation comes true; and
// a prover that is told less than the truth is found out.
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "engine/prove/prove.hpp"
#include "tests/prove/proved_deals.hpp"
#include "tests/prove/worlds_in_the_box.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::prove {
namespace {

using values::Rational;

// `PROVE_SEEDS=from..to` looks at other deals than the ones that every build looks at.
std::pair<std::uint64_t, std::uint64_t> seeds() {
  const char* given = std::getenv("PROVE_SEEDS");
  if (given == nullptr) return {0, 40};
  const std::string text = given;
  const auto dots = text.find("..");
  return {std::stoull(text), std::stoull(text.substr(dots + 2))};
}
constexpr std::uint64_t worlds_a_deal = 10;

// Rounding to base units is left out of the figures.
Rational with_margin(const Rational& value) {
  const Rational off = times(value.is_negative() ? values::negate(value) : value,
                             Rational::fraction(1, 1'000'000).value());
  return plus(plus(value, off), Rational::fraction(1, 1'000'000'000).value());
}

// What a run shows against a proof, in words; empty when it fits.
std::string against(const Proof& proof, const tests::Reached& reached) {
  for (const LimitProof& limit : proof.limits) {
    if (limit.verdict == Verdict::proved) {
      if (const auto blocked = reached.blocked.find(limit.limit); blocked != reached.blocked.end())
        return "proved, and blocked: " + blocked->second;
      if (const auto broken = reached.broken.find(limit.limit); broken != reached.broken.end())
        return "proved, and broken: " + limit.text + " is " + broken->second;
    }
    const auto worst = reached.worst.find(limit.limit);
    if (worst == reached.worst.end() || !limit.why.empty()) continue;
    if (!limit.reaches_anything) {
      if (is_positive(worst->second)) return limit.text + " is reached, and the proof says never";
      continue;
    }
    if (limit.worst.bounded && with_margin(limit.worst.value) < worst->second) {
      return limit.text + " came to " + values::to_decimal(worst->second, 9) + ", the bound is " +
             values::to_decimal(limit.worst.value, 9);
    }
  }
  return {};
}

// Everything about a limit that nobody decided.
void talk(const core::Terms& terms, const LimitProof& limit, const std::vector<Story>& told) {
  std::cout << "  worst " << values::to_decimal(limit.worst.value, 6)
            << (limit.worst.bounded ? "" : " (unbounded)")
            << (limit.worst.reached ? " reached" : " not reached") << "\n";
  for (const Look& look : limit.worst.where)
    std::cout << "    " << look.what << " at " << look.when << ": " << look.value << "\n";
  for (const std::string& step : limit.worst.path)
    std::cout << "    > " << step << "\n";
  for (const Story& story : told)
    std::cout << to_text(terms, story.scenario) << "\n";
}

TEST(Differential, BoundsContainWhatRunsReachAndRefutationsComeTrue) {
  int proved = 0;
  int refuted = 0;
  int undecided = 0;
  int refuted_deals = 0;
  const auto [from, to] = seeds();
  for (std::uint64_t seed = from; seed < to; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const plan::Plan plan = tests::proved_deal(seed);
    const core::Terms terms(plan);
    Proof proof = prove(terms, {.nominal_prices = tests::calm_world().prices});
    if (std::getenv("PROVE_TALK") != nullptr)
      std::cout << "seed " << seed << ": " << plan.deal << ", " << proof.states << " states, "
                << proof.boxes << " boxes\n"
                << std::flush;
    for (std::uint64_t world = 0; world < worlds_a_deal; ++world) {
      const tests::Reached reached = tests::run_in_the_box(plan, seed * 1'000 + world);
      EXPECT_EQ(reached.trouble, "");
      EXPECT_EQ(against(proof, reached), "") << "world " << world;
    }
    bool some_refuted = false;
    for (LimitProof& limit : proof.limits) {
      if (limit.verdict == Verdict::proved) {
        ++proved;
        continue;
      }
      std::optional<std::size_t> true_one;
      for (std::size_t i = 0; i < limit.stories.size() && !true_one; ++i) {
        if (tests::comes_true(plan, limit.stories[i])) true_one = i;
      }
      const std::string why = limit.why;
      const std::vector<Story> told = limit.stories;
      confirm(limit, true_one);
      if (limit.verdict == Verdict::refuted) {
        ++refuted;
        some_refuted = true;
        continue;
      }
      ++undecided;
      RecordProperty("undecided seed " + std::to_string(seed), limit.text + ": " + why);
      std::cout << "undecided: seed " << seed << ", " << limit.text << ": " << why << "\n"
                << std::flush;
      if (std::getenv("PROVE_TALK") != nullptr) talk(terms, limit, told);
    }
    if (some_refuted) ++refuted_deals;
    if (HasFailure()) return;
  }
  std::cout << proved << " proved, " << refuted << " refuted, " << undecided << " undecided; "
            << refuted_deals << " of " << to - from << " deals refuted\n";
  EXPECT_GE(refuted_deals * 5, static_cast<int>(to - from));
  EXPECT_LE(undecided * 20, proved + refuted + undecided);
}

// A prover that leaves something out, by way of a plan that does not say it.
using Weaken = void (*)(plan::Plan&);

bool is_found_out(Weaken weaken) {
  const auto [from, to] = seeds();
  for (std::uint64_t seed = from; seed < to; ++seed) {
    const plan::Plan plan = tests::proved_deal(seed);
    plan::Plan weaker = plan;
    weaken(weaker);
    const core::Terms terms(weaker);
    const Proof proof = prove(terms);
    for (std::uint64_t world = 0; world < worlds_a_deal; ++world) {
      if (!against(proof, tests::run_in_the_box(plan, seed * 1'000 + world)).empty()) return true;
    }
  }
  return false;
}

TEST(Differential, AProverThatForgetsThatPricesFallIsFoundOut) {
  EXPECT_TRUE(is_found_out([](plan::Plan& plan) {
    for (plan::Assumption& line : plan.assumptions) {
      if (line.kind == plan::AssumptionKind::falls_at_most)
        line.bound.number = times(line.bound.number, tests::ratio("1/2"));
    }
  }));
}

TEST(Differential, AProverThatForgetsThatAPegMovesIsFoundOut) {
  EXPECT_TRUE(is_found_out([](plan::Plan& plan) {
    for (plan::Assumption& line : plan.assumptions) {
      if (line.kind == plan::AssumptionKind::within) line.bound.number = Rational();
    }
  }));
}

TEST(Differential, AProverThatForgetsInterestIsFoundOut) {
  EXPECT_TRUE(is_found_out([](plan::Plan& plan) {
    for (plan::Assumption& line : plan.assumptions) {
      if (line.kind == plan::AssumptionKind::holds) line.bound.args[1].number = Rational();
    }
  }));
}

}  // namespace
}  // namespace dealwright::prove
