// Quotes of a constant-product pool: figures by hand and from the contract's own tests, and GMP.
#include "dsl/models/constant_product.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/models/term.hpp"
#include "tests/unit/dsl/models/judge.hpp"

namespace dealwright::models {
namespace {

using judge::shown;
using judge::units;
using values::Amount;
using values::NumberError;
using values::edges::exact;

TEST(ConstantProduct, GivesWhatTheFormulaGivesRoundedDown) {
  // 2 * 997 * 100 / (100 * 1000 + 2 * 997) = 199,400 / 101,994 = 1.95
  EXPECT_EQ(amount_out({Amount(100), Amount(100)}, Amount(2)), Amount(1));
  // 1000 * 997 * 10^6 / (10^6 * 1000 + 1000 * 997) = 997,000,000,000 / 1,000,997,000 = 996.006...
  EXPECT_EQ(amount_out({Amount(1'000'000), Amount(1'000'000)}, Amount(1000)), Amount(996));
}

TEST(ConstantProduct, AsksAUnitMoreThanTheQuotient) {
  // 100 * 1 * 1000 / (99 * 997) = 1.01, plus one
  EXPECT_EQ(amount_in({Amount(100), Amount(100)}, Amount(1)), Amount(2));
  // An exact quotient gets the unit too: 997 * 1 * 1000 / ((1001 - 1) * 997) = 1
  EXPECT_EQ(amount_in({Amount(997), Amount(1001)}, Amount(1)), Amount(2));
}

// The largest outputs that the pair contract accepts in its own tests (v2-core,
// UniswapV2Pair.spec).
TEST(ConstantProduct, AgreesWithThePairContractsFigures) {
  const auto ether = [](const char* n) { return units(std::string(n) + std::string(18, '0')); };
  struct Case {
    const char* give;
    const char* in;
    const char* out;
    const char* got;
  };
  for (const Case& c :
       {Case{"1", "5", "10", "1662497915624478906"}, Case{"1", "10", "5", "453305446940074565"},
        Case{"2", "5", "10", "2851015155847869602"}, Case{"2", "10", "5", "831248957812239453"},
        Case{"1", "10", "10", "906610893880149131"}, Case{"1", "100", "100", "987158034397061298"},
        Case{"1", "1000", "1000", "996006981039903216"}}) {
    EXPECT_EQ(shown(amount_out({ether(c.in), ether(c.out)}, ether(c.give))), c.got);
  }
}

TEST(ConstantProduct, OtherFeesAreOtherFractions) {
  // 25 bps: 10,000 * 9975 * 10^6 / (10^6 * 10,000 + 10,000 * 9975) = 9,876.4...
  EXPECT_EQ(amount_out({Amount(1'000'000), Amount(1'000'000)}, Amount(10'000), {9975, 10'000}),
            Amount(9876));
}

TEST(ConstantProduct, RefusesWhatTheContractRefuses) {
  EXPECT_EQ(amount_out({Amount(), Amount(1)}, Amount(1)).error(), refused);
  EXPECT_EQ(amount_out({Amount(1), Amount()}, Amount(1)).error(), refused);
  EXPECT_EQ(amount_out({Amount(1), Amount(1)}, Amount()).error(), refused);
  EXPECT_EQ(amount_in({Amount(), Amount(1)}, Amount(1)).error(), refused);
  EXPECT_EQ(amount_in({Amount(1), Amount()}, Amount(1)).error(), refused);
  EXPECT_EQ(amount_in({Amount(1), Amount(1)}, Amount()).error(), refused);
}

TEST(ConstantProduct, APoolDoesNotSellAllItHolds) {
  EXPECT_EQ(amount_in({Amount(10), Amount(10)}, Amount(10)).error(), NumberError::division_by_zero);
  EXPECT_EQ(amount_in({Amount(10), Amount(10)}, Amount(11)).error(), NumberError::negative);
}

RC_GTEST_PROP(ConstantProduct, OutIsTheContractsFormula, ()) {
  const auto in = *values::edges::amount();
  const auto out = *values::edges::amount();
  const auto give = *values::edges::amount();
  RC_ASSERT(judge::agrees(amount_out({in, out}, give), [&]() -> mpz_class {
    if (exact(in) == 0 || exact(out) == 0 || exact(give) == 0) throw judge::Reverted{};
    const mpz_class given = judge::word(exact(give) * 997);
    return judge::word(given * exact(out)) / judge::word(judge::word(exact(in) * 1000) + given);
  }));
}

RC_GTEST_PROP(ConstantProduct, InIsTheContractsFormula, ()) {
  const auto in = *values::edges::amount();
  const auto out = *values::edges::amount();
  const auto take = *values::edges::amount();
  RC_ASSERT(judge::agrees(amount_in({in, out}, take), [&]() -> mpz_class {
    if (exact(in) == 0 || exact(out) == 0 || exact(take) == 0) throw judge::Reverted{};
    const mpz_class numerator = judge::word(judge::word(exact(in) * exact(take)) * 1000);
    const mpz_class denominator = judge::word(judge::word(exact(out) - exact(take)) * 997);
    if (denominator == 0) throw judge::Reverted{};
    return judge::word(numerator / denominator + 1);
  }));
}

// Reserves of a pair have 112 bits.
RC_GTEST_PROP(ConstantProduct, PayingWhatIsAskedBuysAtLeastThat, ()) {
  const Reserves reserves{values::edges::amount_of(*values::edges::natural(112) + 1),
                          values::edges::amount_of(*values::edges::natural(112) + 1)};
  const Amount take = values::edges::amount_of(*values::edges::natural(112) % exact(reserves.out));
  RC_PRE(!take.is_zero());
  const auto ask = amount_in(reserves, take);
  RC_ASSERT(ask.has_value());
  RC_PRE(exact(*ask) < values::edges::power_of_two(112));
  const auto got = amount_out(reserves, *ask);
  RC_ASSERT(got.has_value());
  RC_ASSERT(*got >= take);
}

RC_GTEST_PROP(ConstantProduct, TheProductNeverShrinks, ()) {
  const Reserves reserves{values::edges::amount_of(*values::edges::natural(112) + 1),
                          values::edges::amount_of(*values::edges::natural(112) + 1)};
  const Amount give = values::edges::amount_of(*values::edges::natural(112) + 1);
  const auto got = amount_out(reserves, give);
  RC_ASSERT(got.has_value());
  RC_ASSERT((exact(reserves.in) + exact(give)) * (exact(reserves.out) - exact(*got)) >=
            exact(reserves.in) * exact(reserves.out));
}

}  // namespace
}  // namespace dealwright::models
