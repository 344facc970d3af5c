// The table of primitives and their values on exact fractions.
#include "dsl/models/primitives.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/models/constant_product.hpp"
#include "dsl/models/indexed_debt.hpp"
#include "tests/unit/dsl/models/judge.hpp"

namespace dealwright::models {
namespace {

using values::Amount;
using values::NumberError;
using values::Rational;
using values::edges::exact;

Rational number(const char* fraction) { return values::rational_from_fraction(fraction).value(); }

constexpr std::int64_t day = 24LL * 3600 * 1000;  // milliseconds

// The result as a fraction, or why there is none.
std::string result(Primitive primitive, const std::vector<Rational>& arguments) {
  const auto value = evaluate(primitive, arguments);
  return value ? values::to_fraction(*value) : std::string(values::describe(value.error()));
}

NumberError failure(Primitive primitive, const std::vector<Rational>& arguments) {
  const auto value = evaluate(primitive, arguments);
  EXPECT_FALSE(value.has_value());
  return value ? NumberError::malformed : value.error();
}

TEST(Primitives, EveryNameIsFoundAndUnique) {
  std::set<std::string_view> names;
  for (const PrimitiveSignature& signature : all_primitives()) {
    EXPECT_TRUE(names.insert(signature.name).second) << signature.name;
    EXPECT_EQ(find_primitive(signature.name), &signature);
    EXPECT_EQ(&signature_of(signature.primitive), &signature);
  }
  EXPECT_EQ(find_primitive("largest"), nullptr);
  EXPECT_EQ(find_primitive(""), nullptr);
}

TEST(Primitives, EverySignatureIsWhole) {
  for (const PrimitiveSignature& signature : all_primitives()) {
    ASSERT_LE(signature.parameters.size(), parameters_max);
    ASSERT_FALSE(signature.parameters.empty());
    EXPECT_FALSE(signature.doc.empty()) << signature.name;
    std::set<std::string_view> names;
    std::set<std::string_view> units{""};
    for (const PrimitiveParameter& parameter : signature.parameters) {
      EXPECT_TRUE(names.insert(parameter.name).second) << signature.name;
      EXPECT_FALSE(parameter.name.empty()) << signature.name;
      EXPECT_EQ(parameter.unit.empty(), parameter.kind != ParameterKind::quantity)
          << signature.name;
      units.insert(parameter.unit);
    }
    EXPECT_TRUE(units.contains(signature.result_unit))
        << signature.name << " gives a unit it never took";
    EXPECT_EQ(signature.result_unit.empty(), signature.result_kind != ParameterKind::quantity);
  }
}

TEST(Primitives, EveryOneCanBeEvaluated) {
  for (const PrimitiveSignature& signature : all_primitives()) {
    std::vector arguments{number("2"), number("3"), number("1"), number("1/4")};
    arguments.resize(signature.parameters.size());
    // No pool has a root of its price as small as two: one without a price pays nothing.
    if (signature.name.starts_with("concentrated_")) arguments[0] = Rational();
    EXPECT_TRUE(evaluate(signature.primitive, arguments).has_value()) << signature.name;
  }
}

TEST(Primitives, SignaturesReadAsInTheReference) {
  EXPECT_EQ(to_text(signature_of(Primitive::simple_interest)),
            "simple_interest(principal: U, rate: ratio, age: duration) -> U");
  EXPECT_EQ(to_text(signature_of(Primitive::square_root)), "square_root(x: ratio) -> ratio");
}

// The reference tells module authors what they may call.
TEST(Primitives, TheReferenceListsEveryOne) {
  std::ifstream file("docs/language/modules.md");
  const std::string reference(std::istreambuf_iterator<char>(file), {});
  for (const PrimitiveSignature& signature : all_primitives()) {
    const std::string row = "| `" + to_text(signature) + "` | " + std::string(signature.doc) + " |";
    EXPECT_NE(reference.find(row), std::string::npos) << row;
  }
}

TEST(Primitives, LargerSmallerAndAbsolute) {
  EXPECT_EQ(result(Primitive::larger, {number("-1/2"), number("1/3")}), "1/3");
  EXPECT_EQ(result(Primitive::smaller, {number("-1/2"), number("1/3")}), "-1/2");
  EXPECT_EQ(result(Primitive::larger, {number("7"), number("7")}), "7");
  EXPECT_EQ(result(Primitive::absolute, {number("-5/7")}), "5/7");
  EXPECT_EQ(result(Primitive::absolute, {number("5/7")}), "5/7");
  EXPECT_EQ(result(Primitive::absolute, {number("0")}), "0");
}

TEST(Primitives, SquareRootIsRoundedDownToEighteenDecimals) {
  EXPECT_EQ(result(Primitive::square_root, {number("9/4")}), "3/2");
  EXPECT_EQ(result(Primitive::square_root, {number("0")}), "0");
  // 1.414213562373095048801... in lowest terms
  const auto root = evaluate(Primitive::square_root, std::vector{number("2")});
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(values::to_decimal(*root, 30), "1.414213562373095048");
  EXPECT_EQ(failure(Primitive::square_root, {number("-1")}), NumberError::negative);
}

TEST(Primitives, SimpleInterestIsTheInterestAlone) {
  // 600,000 at 5% for 73 days of 365
  EXPECT_EQ(
      result(Primitive::simple_interest, {number("600000"), number("1/20"), Rational(73 * day)}),
      "6000");
  EXPECT_EQ(result(Primitive::simple_interest, {number("1"), number("1/20"), Rational(0)}), "0");
  // Exact where decimals are not: 1 at 1% for one day.
  EXPECT_EQ(result(Primitive::simple_interest, {number("1"), number("1/100"), Rational(day)}),
            "1/36500");
}

TEST(Primitives, IndicesAreTheContractsRays) {
  const auto seconds = Rational(90 * 1000 + 999);  // a part of a second does not count
  const Amount rate = judge::units("70000000000000000000000000");
  for (const auto& [primitive, contract] :
       {std::pair{Primitive::linear_index, linear_interest(rate, 90)},
        std::pair{Primitive::compounded_index, compounded_interest(rate, 90)}}) {
    EXPECT_EQ(evaluate(primitive, std::vector{number("7/100"), seconds}),
              Rational::from_amount(contract.value(), ray_decimals));
  }
  EXPECT_EQ(failure(Primitive::linear_index, {number("-1/100"), seconds}), NumberError::negative);
  EXPECT_EQ(failure(Primitive::compounded_index, {number("1/100"), Rational(-1000)}),
            NumberError::negative);
}

TEST(Primitives, AnAgeBeyondAllSecondsOverflows) {
  const Rational ages =
      multiply(Rational(std::numeric_limits<std::int64_t>::max()), Rational(4000)).value();
  EXPECT_EQ(failure(Primitive::linear_index, {number("1/100"), ages}), NumberError::overflow);
}

TEST(Primitives, RaysRoundHalfUpAtTwentySevenDecimals) {
  const Rational unit = Rational::from_amount(Amount(1), 27).value();
  EXPECT_EQ(evaluate(Primitive::ray_mul, std::vector{unit, number("1/2")}), unit);
  EXPECT_EQ(result(Primitive::ray_mul, {unit, number("49/100")}), "0");
  EXPECT_EQ(evaluate(Primitive::ray_div, std::vector{unit, number("2")}), unit);
  EXPECT_EQ(failure(Primitive::ray_div, {unit, number("0")}), NumberError::division_by_zero);
  EXPECT_EQ(failure(Primitive::ray_mul, {number("-1"), unit}), NumberError::negative);
}

TEST(Primitives, IndexedDebtIsTheProduct) {
  EXPECT_EQ(result(Primitive::indexed_debt, {number("800"), number("5/4")}), "1000");
}

TEST(Primitives, ConstantProductIsExact) {
  // 100 * 0.997 * 2000 / (1000 + 100 * 0.997) = 199,400 / 1,099.7
  EXPECT_EQ(result(Primitive::constant_product_out,
                   {number("1000"), number("2000"), number("100"), number("3/1000")}),
            "1994000/10997");
  // And back again: 1000 * out / ((2000 - out) * 0.997) = 100
  EXPECT_EQ(result(Primitive::constant_product_in,
                   {number("1000"), number("2000"), number("1994000/10997"), number("3/1000")}),
            "100");
}

TEST(Primitives, ConstantProductSaysWhatCannotBe) {
  const Rational n = number("10");
  const Rational none = number("0");
  const Rational below = number("-1");
  using enum Primitive;
  EXPECT_EQ(failure(constant_product_out, {none, n, none, none}), NumberError::division_by_zero);
  EXPECT_EQ(failure(constant_product_out, {below, n, n, none}), NumberError::negative);
  EXPECT_EQ(failure(constant_product_out, {n, below, n, none}), NumberError::negative);
  EXPECT_EQ(failure(constant_product_out, {n, n, below, none}), NumberError::negative);
  EXPECT_EQ(failure(constant_product_out, {n, n, n, below}), NumberError::negative);
  EXPECT_EQ(failure(constant_product_out, {n, n, n, number("2")}), NumberError::negative);
  EXPECT_EQ(failure(constant_product_in, {n, n, n, none}), NumberError::division_by_zero);
  EXPECT_EQ(failure(constant_product_in, {n, n, number("11"), none}), NumberError::negative);
  EXPECT_EQ(failure(constant_product_in, {n, n, below, none}), NumberError::negative);
  EXPECT_EQ(failure(constant_product_in, {below, n, number("1"), none}), NumberError::negative);
  EXPECT_EQ(failure(constant_product_in, {n, n, number("1"), number("1")}),
            NumberError::division_by_zero);
}

TEST(Primitives, TooLargeIsAnOverflow) {
  const Rational huge = Rational::from_amount(Amount::max(), 0).value();
  const Rational square = multiply(huge, huge).value();
  EXPECT_EQ(failure(Primitive::indexed_debt, {square, square}), NumberError::overflow);
  EXPECT_EQ(failure(Primitive::square_root, {square}), NumberError::overflow);
}

TEST(PrimitivesDeathTest, TheWrongNumberOfArgumentsIsOurBug) {
  const std::vector<Rational> one{Rational(1)};
  EXPECT_DEATH(static_cast<void>(evaluate(Primitive::larger, one)), "parameters");
}

TEST(Primitives, ChoicesAreMadeByZeroAlone) {
  const Rational zero;
  EXPECT_EQ(result(Primitive::nonzero, {number("5"), number("7")}), "5");
  EXPECT_EQ(result(Primitive::nonzero, {zero, number("7")}), "7");
  EXPECT_EQ(result(Primitive::where_zero, {zero, number("1"), number("2")}), "1");
  EXPECT_EQ(result(Primitive::where_zero, {number("-1/3"), number("1"), number("2")}), "2");
}

// Worked out apart from this program.
TEST(Primitives, BalancesAreRecordedAndGrowAsTheContractCounts) {
  const Rational unit = number("1/1000000");
  const Rational index = number("1123456789000000000000000007/1000000000000000000000000000");
  EXPECT_EQ(
      evaluate(Primitive::scaled_balance, std::vector{number("1000000001/1000000"), index, unit}),
      number("222527473/250000"));  // 890.109892
  EXPECT_EQ(
      evaluate(Primitive::grown_balance, std::vector{number("222527473/250000"), index, unit}),
      number("1000000001/1000000"));
  EXPECT_EQ(failure(Primitive::grown_balance, {number("1/3"), index, unit}),
            NumberError::not_exact);
  EXPECT_EQ(failure(Primitive::scaled_balance, {number("1"), Rational(), unit}),
            NumberError::division_by_zero);
}

TEST(Primitives, HealthIsRoundedAsTheAccountIs) {
  EXPECT_EQ(evaluate(Primitive::account_health,
                     std::vector{number("24691357802469/20000000"),
                                 number("24691358027469/25000000"), number("33/40")}),
            number("1031249990602738173/1000000000000000000"));
  EXPECT_EQ(failure(Primitive::account_health, {number("5"), Rational(), number("33/40")}),
            NumberError::division_by_zero);
}

TEST(Primitives, APoolWithoutReservesPaysWhatIsSaidOtherwise) {
  const Rational fee = number("3/1000");
  EXPECT_EQ(result(Primitive::pool_out, {Rational(), number("5"), number("1"), fee, number("9")}),
            "9");
  EXPECT_EQ(evaluate(Primitive::pool_out,
                     std::vector{number("1000"), number("1000"), number("10"), fee, number("9")}),
            evaluate(Primitive::constant_product_out,
                     std::vector{number("1000"), number("1000"), number("10"), fee}));
}

// A price of one with 3e18 around it; by SqrtPriceMath, worked out apart from this program.
TEST(Primitives, AConcentratedPoolPaysByItsTicks) {
  const auto swap = [](Primitive asked, const char* price, const char* give) {
    return result(asked, {number(price), Rational(), number("2000000000000000000"),
                          number("1000000000000000000"), number("-100"), number("100"),
                          number("1/2000"), number(give), Rational(1)});
  };
  const char* one = "79228162514264337593543950336";
  EXPECT_EQ(swap(Primitive::concentrated_out, one, "1000000000000"), "999499667000");
  EXPECT_EQ(swap(Primitive::concentrated_price, one, "1000000000000"),
            "79228136118090320916452031672");
  EXPECT_EQ(swap(Primitive::concentrated_fell, one, "1000000000000"), "0");
  EXPECT_EQ(swap(Primitive::concentrated_out, "0", "1000000000000"), "0");
  EXPECT_NE(swap(Primitive::concentrated_out, "1", "1000000000000"), "0");
}

// 2e14 over the whole scale, 1e14 between ticks -100 and 100; a walk written anew that gives the
// figures of the contract's own tests.
TEST(Primitives, AConcentratedPoolIsWalkedFromTickToTick) {
  const auto swap = [](Primitive asked, const char* price, int fell, const char* give, int zero) {
    return result(
        asked, {number(price), Rational(fell), number("200000000000000"), number("100000000000000"),
                number("-100"), number("100"), number("1/2000"), number(give), Rational(zero)});
  };
  // Down through -100, and up through 100.
  const char* one = "79228162514264337593543950336";
  const char* inside = "78965077198730566921417427939";
  EXPECT_EQ(swap(Primitive::concentrated_out, inside, 0, "1000000000000", 1), "989185942997");
  EXPECT_EQ(swap(Primitive::concentrated_price, inside, 0, "1000000000000", 1),
            "78639243818782550876979270818");
  EXPECT_EQ(swap(Primitive::concentrated_out, one, 0, "2000000000000", 0), "1985366999776");
  EXPECT_EQ(swap(Primitive::concentrated_price, one, 0, "2000000000000", 0),
            "79821491542463554791495809548");
  // Exactly onto -100: the price is the tick's, and belongs to the range below it.
  const char* tick = "78833030112140176575862854579";
  EXPECT_EQ(swap(Primitive::concentrated_out, one, 0, "1504433103468", 1), "1496181621224");
  EXPECT_EQ(swap(Primitive::concentrated_price, one, 0, "1504433103468", 1), tick);
  EXPECT_EQ(swap(Primitive::concentrated_fell, one, 0, "1504433103468", 1), "1");
  EXPECT_EQ(swap(Primitive::concentrated_out, tick, 1, "1000000000000", 1), "984659011700");
  EXPECT_EQ(swap(Primitive::concentrated_out, tick, 1, "1000000000000", 0), "1006175593237");
}

// The contract rounds the exact value down.
RC_GTEST_PROP(Primitives, ThePoolContractRoundsTheExactQuote, ()) {
  const auto at_most = [](unsigned bits) {
    return values::edges::amount_of(*values::edges::natural(bits) + 1);
  };
  const Reserves reserves{at_most(110), at_most(110)};
  const Amount give = at_most(110);
  const auto rational = [](const Amount& a) { return Rational::from_amount(a, 0).value(); };
  const auto quote = evaluate(Primitive::constant_product_out,
                              std::vector{rational(reserves.in), rational(reserves.out),
                                          rational(give), Rational::fraction(3, 1000).value()});
  RC_ASSERT(quote.has_value());
  RC_ASSERT(values::edges::same(amount_out(reserves, give),
                                values::to_amount(*quote, 0, values::Rounding::down)));
}

RC_GTEST_PROP(Primitives, RayMulOnFractionsIsTheContracts, ()) {
  const Amount a = values::edges::amount_of(*values::edges::natural(120));
  const Amount b = values::edges::amount_of(*values::edges::natural(120));
  const auto got =
      evaluate(Primitive::ray_mul, std::vector{Rational::from_amount(a, ray_decimals).value(),
                                               Rational::from_amount(b, ray_decimals).value()});
  RC_ASSERT(values::edges::same(got, Rational::from_amount(ray_mul(a, b).value(), ray_decimals)));
}

}  // namespace
}  // namespace dealwright::models
