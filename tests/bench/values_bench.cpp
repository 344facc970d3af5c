// What exact arithmetic costs: the core's hot loops are made of these.
#include <string>

#include <benchmark/benchmark.h>

#include "dsl/values/amount.hpp"
#include "dsl/values/digest.hpp"
#include "dsl/values/rational.hpp"

namespace dealwright::values {
namespace {

const Rational price = *rational_from_text("0.6543");
const Rational units = *rational_from_text("1234.5678");
const Rational whole = Rational(3000);
const Rational large = *rational_from_text("123456789012345678901234567890.123456789012345678");
const Amount thousand_eth = *amount_from_digits("1000000000000000000000");
const Amount million = Amount(1'000'000);
const Amount huge = *amount_from_digits(std::string(70, '7'));

template <class Operation>
void measure(benchmark::State& state, Operation operation) {
  for (auto step : state)
    benchmark::DoNotOptimize(operation());
}

// The arguments pass through the compiler's blind spot, so that nothing is computed beforehand.
template <class T>
const T& unknown(const T& value) {
  benchmark::ClobberMemory();
  return value;
}

#define DEALWRIGHT_MEASURE(name, expression) \
  BENCHMARK_CAPTURE(measure, name, [] { return expression; })

DEALWRIGHT_MEASURE(rational_add_whole, add(unknown(whole), unknown(whole)));
DEALWRIGHT_MEASURE(rational_add_small, add(unknown(price), unknown(units)));
DEALWRIGHT_MEASURE(rational_multiply_small, multiply(unknown(price), unknown(units)));
DEALWRIGHT_MEASURE(rational_divide_small, divide(unknown(units), unknown(price)));
DEALWRIGHT_MEASURE(rational_compare_small, unknown(price) < unknown(units));
DEALWRIGHT_MEASURE(rational_add_large, add(unknown(large), unknown(units)));
DEALWRIGHT_MEASURE(rational_multiply_large, multiply(unknown(large), unknown(units)));
DEALWRIGHT_MEASURE(rational_compare_large, unknown(large) < unknown(units));
DEALWRIGHT_MEASURE(rational_from_amount, Rational::from_amount(unknown(thousand_eth), 18));
DEALWRIGHT_MEASURE(rational_to_amount, to_amount(unknown(units), 18, Rounding::down));
DEALWRIGHT_MEASURE(rational_from_text, rational_from_text("1_234.5678"));
DEALWRIGHT_MEASURE(amount_add, add(unknown(thousand_eth), unknown(huge)));
DEALWRIGHT_MEASURE(amount_multiply_small, multiply(unknown(million), unknown(million)));
DEALWRIGHT_MEASURE(amount_multiply, multiply(unknown(thousand_eth), unknown(thousand_eth)));
DEALWRIGHT_MEASURE(amount_mul_div_small,
                   mul_div(unknown(million), unknown(million), unknown(million), Rounding::up));
DEALWRIGHT_MEASURE(amount_mul_div,
                   mul_div(unknown(thousand_eth), unknown(huge), unknown(huge), Rounding::up));
DEALWRIGHT_MEASURE(amount_square_root, square_root(unknown(huge)));
DEALWRIGHT_MEASURE(amount_to_digits, to_digits(unknown(thousand_eth)));
DEALWRIGHT_MEASURE(amount_from_digits, amount_from_digits("1000000000000000000000"));

void digest_of_a_record(benchmark::State& state) {
  const std::string record(300, 'x');
  for (auto step : state)
    benchmark::DoNotOptimize(sha256(record));
}
BENCHMARK(digest_of_a_record);

}  // namespace
}  // namespace dealwright::values
