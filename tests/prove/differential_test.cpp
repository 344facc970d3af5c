// Whatever an engine reaches in a box, the proof's bounds contain; every refutation comes true; and
// a prover that is told less than the truth is found out.
#include <iostream>
#include <optional>

#include <gtest/gtest.h>

#include "engine/prove/prove.hpp"
#include "tests/prove/proved_deals.hpp"
#include "tests/prove/worlds_in_the_box.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::prove {
namespace {

using values::Rational;

constexpr std::uint64_t deals = 120;
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

TEST(Differential, BoundsContainWhatRunsReachAndRefutationsComeTrue) {
  int proved = 0;
  int refuted = 0;
  int undecided = 0;
  int refuted_deals = 0;
  for (std::uint64_t seed = 0; seed < deals; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const plan::Plan plan = tests::proved_deal(seed);
    const core::Terms terms(plan);
    Proof proof = prove(terms, {.nominal_prices = tests::calm_world().prices});
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
      confirm(limit, true_one);
      if (limit.verdict == Verdict::refuted) {
        ++refuted;
        some_refuted = true;
        continue;
      }
      ++undecided;
      RecordProperty("undecided seed " + std::to_string(seed), limit.text + ": " + why);
      std::cout << "undecided: seed " << seed << ", " << limit.text << ": " << why << "\n";
    }
    if (some_refuted) ++refuted_deals;
    if (HasFailure()) return;
  }
  std::cout << proved << " proved, " << refuted << " refuted, " << undecided << " undecided; "
            << refuted_deals << " of " << deals << " deals refuted\n";
  EXPECT_GE(refuted_deals * 5, static_cast<int>(deals));
  EXPECT_LE(undecided * 20, proved + refuted + undecided);
}

// A prover that leaves something out, by way of a plan that does not say it.
using Weaken = void (*)(plan::Plan&);

bool is_found_out(Weaken weaken) {
  for (std::uint64_t seed = 0; seed < deals; ++seed) {
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

TEST(Differential, AProverThatForgetsFeesIsFoundOut) {
  EXPECT_TRUE(is_found_out([](plan::Plan& plan) { plan.gas.payer = "operator"; }));
}

TEST(Differential, AProverThatLooksAtTheDefaultsAloneIsFoundOut) {
  EXPECT_TRUE(is_found_out([](plan::Plan& plan) {
    for (plan::Param& param : plan.params) {
      param.low.reset();
      param.high.reset();
    }
  }));
}

}  // namespace
}  // namespace dealwright::prove
