// Rays and interest: figures by hand, and GMP.
#include "dsl/models/indexed_debt.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/dsl/models/judge.hpp"

namespace dealwright::models {
namespace {

using judge::shown;
using judge::units;
using judge::word;
using values::Amount;
using values::NumberError;
using values::edges::exact;
using values::edges::power_of_ten;

const mpz_class one_ray = power_of_ten(27);

mpz_class ray_product(const mpz_class& a, const mpz_class& b) {
  return word(word(a * b) + one_ray / 2) / one_ray;
}

TEST(Ray, IsTenToTheTwentySeven) { EXPECT_EQ(exact(ray), one_ray); }

TEST(Ray, HalfAUnitRoundsUpAndLessRoundsDown) {
  const std::string half = "500000000000000000000000000";  // 0.5
  EXPECT_EQ(shown(ray_mul(Amount(1), units(half))), "1");
  EXPECT_EQ(shown(ray_mul(Amount(1), units("499999999999999999999999999"))), "0");
  EXPECT_EQ(shown(ray_mul(Amount(3), units(half))), "2");                        // 1.5
  EXPECT_EQ(shown(ray_div(Amount(1), units("2" + std::string(27, '0')))), "1");  // 0.5
  EXPECT_EQ(shown(ray_div(Amount(1), units("2" + std::string(26, '0') + "1"))), "0");
}

TEST(Ray, ADebtOfAThousandAtAnIndexOfOneAndAQuarter) {
  const Amount index = units("1250000000000000000000000000");
  EXPECT_EQ(shown(ray_div(Amount(1'000'000'000), index)), "800000000");
  EXPECT_EQ(shown(ray_mul(Amount(800'000'000), index)), "1000000000");
}

// aave-v3-origin, tests of WadRayMath.
TEST(Ray, AgreesWithTheContractsOwnFigures) {
  const auto rays = [](const std::string& thousandths) {
    return units(thousandths + std::string(24, '0'));
  };
  EXPECT_EQ(shown(ray_mul(rays("2500"), rays("500"))), shown(rays("1250")));
  EXPECT_EQ(shown(ray_mul(rays("412200"), rays("1000"))), shown(rays("412200")));
  EXPECT_EQ(shown(ray_div(rays("2500"), rays("500"))), shown(rays("5000")));
  EXPECT_EQ(shown(ray_div(rays("8745"), rays("670"))), "13052238805970149253731343284");
}

TEST(Ray, RefusesWhereTheContractOverflows) {
  EXPECT_EQ(ray_mul(Amount::max(), Amount(2)).error(), NumberError::overflow);
  EXPECT_EQ(ray_mul(Amount::max(), Amount(1)).error(),
            NumberError::overflow);  // the half does not fit
  EXPECT_EQ(shown(ray_mul(Amount::max(), Amount())), "0");
  EXPECT_EQ(ray_div(Amount::max(), Amount(1)).error(), NumberError::overflow);
  EXPECT_EQ(ray_div(Amount(1), Amount()).error(), NumberError::division_by_zero);
}

RC_GTEST_PROP(Ray, MultipliesAsTheContract, ()) {
  const auto a = *values::edges::amount();
  const auto b = *values::edges::amount();
  RC_ASSERT(judge::agrees(ray_mul(a, b), [&] { return ray_product(exact(a), exact(b)); }));
}

RC_GTEST_PROP(Ray, DividesAsTheContract, ()) {
  const auto a = *values::edges::amount();
  const auto b = *values::edges::amount();
  RC_ASSERT(judge::agrees(ray_div(a, b), [&]() -> mpz_class {
    if (b.is_zero()) throw judge::Reverted{};
    return word(word(exact(a) * one_ray) + exact(b) / 2) / exact(b);
  }));
}

TEST(Interest, ATenthAYearIsATenthAfterAYear) {
  const Amount tenth = units("1" + std::string(26, '0'));
  EXPECT_EQ(shown(linear_interest(tenth, seconds_per_year)), "1100000000000000000000000000");
  EXPECT_EQ(shown(linear_interest(tenth, 0)), shown(ray));
  // 10^26 / 31,536,000 = 3,170,979,198,376,458,650.4...
  EXPECT_EQ(shown(linear_interest(tenth, 1)), "1000000003170979198376458650");
}

TEST(Interest, TheFirstSecondsAreByHand) {
  const Amount tenth = units("1" + std::string(26, '0'));
  EXPECT_EQ(shown(compounded_interest(tenth, 0)), shown(ray));
  // One second: only the linear term, for (n - 1) is nothing.
  EXPECT_EQ(shown(compounded_interest(tenth, 1)), "1000000003170979198376458650");
  // Two seconds: 2 * 10^26 / 31,536,000 = 6,341,958,396,752,917,300.8, and the square of the rate
  // per second, 10^25 / 31,536,000^2 = 10,055,109,076, taken 2 * 1 / 2 times.
  EXPECT_EQ(shown(compounded_interest(tenth, 2)), "1000000006341958406808026376");
}

// aave-v3-origin 3.3, tests of MathUtils: 100.05% for half a year.
TEST(Interest, AgreesWithTheContractsOwnFigures) {
  const Amount rate = units("1000500000000000000000000000");
  EXPECT_EQ(shown(linear_interest(rate, seconds_per_year / 2)), "1500250000000000000000000000");
  EXPECT_EQ(shown(compounded_interest(rate, seconds_per_year / 2)), "1646239361880034706419516000");
  EXPECT_EQ(shown(compounded_interest(rate, 0)), shown(ray));
}

// The exact series is 1 + 0.1 + 0.005 + 0.000166... = 1.105166...; the cube of the rate per
// second, 31.88 units of a ray, is cut to 31, so the third term is 0.000162...
TEST(Interest, AYearCompoundsBelowTheSeriesBecauseTheCubeIsCut) {
  EXPECT_EQ(shown(compounded_interest(units("1" + std::string(26, '0')), seconds_per_year)),
            "1105162042821782412575504000");
}

RC_GTEST_PROP(Interest, LinearIsTheContractsFormula, ()) {
  const auto rate = *values::edges::amount();
  const auto seconds = *rc::gen::arbitrary<std::uint64_t>();
  RC_ASSERT(judge::agrees(linear_interest(rate, seconds), [&]() -> mpz_class {
    return word(one_ray + word(exact(rate) * mpz_class(seconds)) / seconds_per_year);
  }));
}

RC_GTEST_PROP(Interest, CompoundedIsTheContractsFormula, ()) {
  const auto rate = values::edges::amount_of(*values::edges::natural(*rc::gen::inRange(1U, 257U)));
  const auto seconds = *rc::gen::weightedOneOf<std::uint64_t>(
      {{1, rc::gen::inRange<std::uint64_t>(0, 4)},
       {3, rc::gen::inRange<std::uint64_t>(0, 20 * seconds_per_year)},
       {1, rc::gen::arbitrary<std::uint64_t>()}});
  RC_ASSERT(judge::agrees(compounded_interest(rate, seconds), [&]() -> mpz_class {
    if (seconds == 0) return one_ray;
    const mpz_class n(seconds);
    const mpz_class r = exact(rate);
    const mpz_class year(seconds_per_year);
    const mpz_class less_two = seconds > 2 ? mpz_class(n - 2) : mpz_class(0);
    const mpz_class square = ray_product(r, r) / (year * year);
    const mpz_class cube = ray_product(square, r) / year;
    const mpz_class second = word(word(n * (n - 1)) * square) / 2;
    const mpz_class third = word(word(word(n * (n - 1)) * less_two) * cube) / 6;
    return word(word(word(one_ray + word(r * n) / year) + second) + third);
  }));
}

}  // namespace
}  // namespace dealwright::models
