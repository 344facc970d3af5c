// Swaps across ticks: the figures of the contract's own tests, and a walk of its bitmap written
// anew on GMP.
#include "dsl/models/concentrated_liquidity.hpp"

#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/models/term.hpp"
#include "dsl/models/tick_price.hpp"
#include "tests/unit/dsl/models/judge.hpp"

namespace dealwright::models {
namespace {

using enum Direction;
using judge::shown;
using judge::units;
using judge::word;
using values::Amount;
using values::Rounding;
using values::edges::amount_of;
using values::edges::exact;
using values::edges::natural;
using values::edges::power_of_two;

const Amount ether = units("1000000000000000000");
const Amount two_ether = units("2000000000000000000");

// Liquidity between two ticks.
struct Range {
  std::int32_t low = 0;
  std::int32_t high = 0;
  Amount liquidity;
};

// A pool that owns its ticks.
struct Built {
  std::vector<PoolTick> ticks;
  ConcentratedPool pool;
};

Built pool_of(const std::vector<Range>& ranges, std::uint32_t fee_pips, std::int32_t spacing,
              const Amount& sqrt_price) {
  Built built;
  const std::int32_t tick = tick_at_sqrt_price(sqrt_price).value();
  std::map<std::int32_t, PoolTick> ticks;
  Whole liquidity = Amount();
  for (const Range& range : ranges) {
    PoolTick& low = ticks[range.low];
    PoolTick& high = ticks[range.high];
    low.enters = values::add(low.enters, range.liquidity).value();
    high.leaves = values::add(high.leaves, range.liquidity).value();
    if (range.low <= tick && tick < range.high) liquidity = liquidity + range.liquidity;
  }
  for (auto& [index, at] : ticks) {
    at.index = index;
    built.ticks.push_back(at);
  }
  built.pool = {.sqrt_price = sqrt_price,
                .tick = tick,
                .liquidity = liquidity.number().value(),
                .fee_pips = fee_pips,
                .tick_spacing = spacing};
  return built;
}

values::Number<Swap> swap(const Built& built, const Amount& give, Direction direction) {
  ConcentratedPool pool = built.pool;
  pool.ticks = built.ticks;
  return swap_exact_in(pool, give, direction);
}

// ---- One stretch --------------------------------------------------------------------------------

// v3-core, SwapMath.spec.
TEST(SwapStretch, AgreesWithTheContractsFigures) {
  const Amount price_101_to_100 = units("79623317895830914510639640423");
  const auto capped = swap_stretch(q96, price_101_to_100, two_ether, ether, 600);
  ASSERT_TRUE(capped.has_value());
  EXPECT_EQ(capped->sqrt_price, price_101_to_100);
  EXPECT_EQ(shown(capped->amount_in), "9975124224178055");
  EXPECT_EQ(shown(capped->fee), "5988667735148");
  EXPECT_EQ(shown(capped->amount_out), "9925619580021728");

  const Amount price_10_to_1 = units("250541448375047931186413801569");
  const auto spent = swap_stretch(q96, price_10_to_1, two_ether, ether, 600);
  ASSERT_TRUE(spent.has_value());
  EXPECT_EQ(shown(spent->amount_in), "999400000000000000");
  EXPECT_EQ(shown(spent->fee), "600000000000000");
  EXPECT_EQ(shown(spent->amount_out), "666399946655997866");

  const auto target_one =
      swap_stretch(Amount(2), Amount(1), Amount(1), units("3915081100057732413702495386755767"), 1);
  ASSERT_TRUE(target_one.has_value());
  EXPECT_EQ(shown(target_one->amount_in), "39614081257132168796771975168");
  EXPECT_EQ(shown(target_one->fee), "39614120871253040049813");
  EXPECT_EQ(shown(target_one->amount_out), "0");
  EXPECT_EQ(shown(target_one->sqrt_price), "1");

  const auto all_fee = swap_stretch(Amount(2413), units("79887613182836312"),
                                    units("1985041575832132834610021537970"), Amount(10), 1872);
  ASSERT_TRUE(all_fee.has_value());
  EXPECT_EQ(shown(all_fee->amount_in), "0");
  EXPECT_EQ(shown(all_fee->fee), "10");
  EXPECT_EQ(shown(all_fee->sqrt_price), "2413");
}

TEST(SwapStretch, RefusesAFeeOfEverything) {
  EXPECT_EQ(swap_stretch(q96, Amount(1), ether, ether, pips).error(), refused);
}

// ---- Whole swaps, v3-core, UniswapV3Pool.swaps.spec and its snapshot ----------------------------

struct Figure {
  const char* give;
  Direction direction;
  const char* paid;
  const char* received;
  std::int32_t tick;
};

void expect_figures(const Built& built, std::initializer_list<Figure> figures) {
  for (const Figure& figure : figures) {
    const auto got = swap(built, units(figure.give), figure.direction);
    ASSERT_TRUE(got.has_value()) << figure.give;
    EXPECT_EQ(shown(got->paid), figure.paid);
    EXPECT_EQ(shown(got->received), figure.received);
    EXPECT_EQ(got->tick, figure.tick) << figure.give;
  }
}

constexpr const char* one = "1000000000000000000";
const Amount price_1_to_10 = units("25054144837504793118641380156");
const Amount price_10_to_1 = units("250541448375047931186413801569");

Range whole_range(std::int32_t spacing, const Amount& liquidity) {
  const std::int32_t end = tick_max / spacing * spacing;
  return {-end, end, liquidity};
}

TEST(ConcentratedLiquidity, LowFeeOverTheWholeRange) {
  expect_figures(pool_of({whole_range(10, two_ether)}, 500, 10, q96),
                 {{"1000", zero_for_one, "1000", "998", -1},
                  {"1000", one_for_zero, "1000", "998", 0},
                  {one, zero_for_one, one, "666444407401233536", -8107},
                  {one, one_for_zero, one, "666444407401233536", 8106}});
}

TEST(ConcentratedLiquidity, MediumFeeOverTheWholeRange) {
  expect_figures(pool_of({whole_range(60, two_ether)}, 3000, 60, q96),
                 {{"1000", zero_for_one, "1000", "996", -1},
                  {one, zero_for_one, one, "665331998665331998", -8090},
                  {one, one_for_zero, one, "665331998665331998", 8089}});
}

TEST(ConcentratedLiquidity, HighFeeOverTheWholeRange) {
  expect_figures(pool_of({whole_range(200, two_ether)}, 10'000, 200, q96),
                 {{"1000", zero_for_one, "1000", "989", -1},
                  {one, zero_for_one, one, "662207357859531772", -8043},
                  {one, one_for_zero, one, "662207357859531772", 8042}});
}

TEST(ConcentratedLiquidity, OtherPricesOverTheWholeRange) {
  expect_figures(pool_of({whole_range(60, two_ether)}, 3000, 60, price_10_to_1),
                 {{"1000", zero_for_one, "1000", "9969", 23027},
                  {"1000", one_for_zero, "1000", "99", 23027},
                  {one, zero_for_one, one, "3869747612262812754", 4098},
                  {one, one_for_zero, one, "86123526743846551", 25954}});
  expect_figures(pool_of({whole_range(60, two_ether)}, 3000, 60, price_1_to_10),
                 {{one, zero_for_one, one, "86123526743846551", -25955},
                  {one, one_for_zero, one, "3869747612262812753", -4099}});
}

TEST(ConcentratedLiquidity, AGapAroundThePriceIsPassedForNothing) {
  const std::int32_t end = tick_max / 60 * 60;
  expect_figures(pool_of({{-end, -60, two_ether}, {60, end, two_ether}}, 3000, 60, q96),
                 {{"1000", zero_for_one, "1000", "991", -61},
                  {"1000", one_for_zero, "1000", "991", 60},
                  {one, zero_for_one, one, "662011820624678025", -8130},
                  {one, one_for_zero, one, "662011820624678025", 8129}});
}

TEST(ConcentratedLiquidity, MoreLiquidityBeginsAwayFromThePrice) {
  const std::int32_t end = tick_max / 60 * 60;
  expect_figures(pool_of({whole_range(60, two_ether), {-end, -60, two_ether}, {60, end, two_ether}},
                         3000, 60, q96),
                 {{"1000", zero_for_one, "1000", "996", -1},
                  {one, zero_for_one, one, "795933705287758544", -4476},
                  {one, one_for_zero, one, "795933705287758544", 4475}});
}

TEST(ConcentratedLiquidity, WhereLiquidityEndsTheRestIsNotTaken) {
  expect_figures(pool_of({{-10, 10, two_ether}}, 500, 10, q96),
                 {{one, zero_for_one, "1000700370186095", "999700069986002", -887272},
                  {one, one_for_zero, "1000700370186095", "999700069986002", 887271}});
  expect_figures(pool_of({{0, 120'000, two_ether}}, 3000, 60, q96),
                 {{"1000", zero_for_one, "0", "0", -887272},
                  {"1000", one_for_zero, "1000", "996", 0},
                  {one, one_for_zero, one, "665331998665331998", 8089}});
}

TEST(ConcentratedLiquidity, CloseToTheEndsOfTheScale) {
  // sqrt(2^127) * 2^96; and the price of 5.9 * 10^-39 that those tests take for its inverse.
  const Amount high = amount_of(mpz_class(sqrt(mpz_class(power_of_two(127 + 192)))));
  const Amount low = units("6085630636");
  expect_figures(pool_of({whole_range(60, two_ether)}, 3000, 60, high),
                 {{"1000", zero_for_one, "1000", "26083549850867114346332688477747755628", 705098},
                  {"1000", one_for_zero, "1000", "0", 880340},
                  {one, zero_for_one, one, "26087635650665564420687107504180041533", 13923}});
  expect_figures(pool_of({whole_range(60, two_ether)}, 3000, 60, low),
                 {{"1000", one_for_zero, "1000", "26033697540846965126433148994127431276", -705093},
                  {one, one_for_zero, one, "26037782196502120271413746514214063808", -13924}});
}

TEST(ConcentratedLiquidity, AtTheEndOfTheScaleOnlyTheWayBackIsOpen) {
  const Built built =
      pool_of({whole_range(60, two_ether)}, 3000, 60, *values::subtract(sqrt_price_max, Amount(1)));
  EXPECT_EQ(swap(built, ether, one_for_zero).error(), refused);
  expect_figures(built,
                 {{"1000", zero_for_one, "1000", "36792225529204286454178948640580261338", 705098},
                  {one, zero_for_one, one, "36796311329002736528533367667012547243", 13923}});
}

TEST(ConcentratedLiquidity, AsMuchLiquidityAsATickMayHold) {
  const std::int32_t ticks = 2 * (tick_max / 60) + 1;
  const Amount most = amount_of((power_of_two(128) - 1) / ticks);
  expect_figures(pool_of({whole_range(60, most)}, 3000, 60, q96),
                 {{"1000", zero_for_one, "1000", "0", -1},
                  {one, zero_for_one, one, "996999999999999318", -1},
                  {one, one_for_zero, one, "996999999999999232", 0}});
}

// ---- What is refused ----------------------------------------------------------------------------

TEST(ConcentratedLiquidity, RefusesAnAmountThatTheContractCannotTake) {
  const Built built = pool_of({whole_range(60, two_ether)}, 3000, 60, q96);
  EXPECT_EQ(swap(built, Amount(), zero_for_one).error(), refused);
  EXPECT_EQ(swap(built, amount_of(power_of_two(255)), zero_for_one).error(), refused);
  EXPECT_TRUE(swap(built, amount_of(power_of_two(255) - 1), zero_for_one).has_value());
}

TEST(ConcentratedLiquidity, RefusesAPoolThatCannotBe) {
  const Built good = pool_of({{-120, 60, two_ether}}, 3000, 60, q96);
  ASSERT_TRUE(swap(good, ether, zero_for_one).has_value());
  const auto refuses = [&good](auto change) {
    Built bad = good;
    change(bad);
    const auto got = swap(bad, ether, zero_for_one);
    return !got && got.error() == refused;
  };
  EXPECT_TRUE(refuses([](Built& b) { b.pool.fee_pips = pips; }));
  EXPECT_TRUE(refuses([](Built& b) { b.pool.tick_spacing = 0; }));
  EXPECT_TRUE(refuses([](Built& b) { b.pool.tick_spacing = -60; }));
  EXPECT_TRUE(refuses([](Built& b) { b.pool.tick = 1; }));
  EXPECT_TRUE(refuses([](Built& b) { b.pool.tick = -2; }));
  EXPECT_TRUE(refuses([](Built& b) { b.pool.sqrt_price = Amount(1); }));
  EXPECT_TRUE(refuses([](Built& b) { b.pool.liquidity = liquidity_limit; }));
  EXPECT_TRUE(refuses([](Built& b) { b.ticks[0].index = -119; }));
  EXPECT_TRUE(refuses([](Built& b) { b.ticks[0].index = 60; }));
  EXPECT_TRUE(refuses([](Built& b) { b.ticks[1].index = 887280; }));
}

TEST(ConcentratedLiquidity, AFallenPriceOnATickBelongsToTheRangeBelow) {
  Built built = pool_of({{-120, 0, two_ether}, {0, 120, ether}}, 3000, 60, q96);
  built.pool.tick = -1;
  built.pool.liquidity = two_ether;
  const auto down = swap(built, units("1000000000000"), zero_for_one);
  ASSERT_TRUE(down.has_value());
  EXPECT_EQ(down->liquidity, two_ether);
  const auto up = swap(built, units("1000000000000"), one_for_zero);
  ASSERT_TRUE(up.has_value());
  EXPECT_EQ(up->liquidity, ether);
}

TEST(ConcentratedLiquidity, TicksThatTakeMoreThanThereIsAreAnError) {
  Built built = pool_of({{-120, 60, two_ether}}, 3000, 60, q96);
  built.ticks[1].leaves = units("3000000000000000000");
  EXPECT_EQ(swap(built, ether, one_for_zero).error(), values::NumberError::negative);
  built.ticks[1] = {60, *values::subtract(liquidity_limit, Amount(1)), Amount()};
  EXPECT_EQ(swap(built, ether, one_for_zero).error(), values::NumberError::overflow);
}

// ---- The contract's loop anew -------------------------------------------------------------------

// The ends of words come again in every walk, and a price costs twenty multiplications.
const mpz_class& price_at(std::int32_t tick) {
  static std::map<std::int32_t, mpz_class> known;
  const auto found = known.find(tick);
  if (found != known.end()) return found->second;
  return known.emplace(tick, exact(sqrt_price_at_tick(tick).value())).first->second;
}

// Every set tick is looked at for the nearest within the word of the bitmap; amounts by the
// formulas of the paper.
struct Walk {
  std::map<std::int32_t, mpz_class> net;
  std::int32_t spacing;
  std::uint32_t fee;
  mpz_class price;
  std::int32_t tick;
  mpz_class liquidity;
  mpz_class paid, received, fees;

  static std::int32_t floor_of(std::int32_t a, std::int32_t b) {
    mpz_class q;
    mpz_fdiv_q(q.get_mpz_t(), mpz_class(a).get_mpz_t(), mpz_class(b).get_mpz_t());
    return static_cast<std::int32_t>(q.get_si());
  }

  static mpz_class token0(const mpz_class& a, const mpz_class& b, const mpz_class& l, bool up) {
    const mpz_class n = l * power_of_two(96) * (b - a);
    return up ? judge::up(judge::up(n, b), a) : mpz_class(n / b / a);
  }
  static mpz_class token1(const mpz_class& a, const mpz_class& b, const mpz_class& l, bool up) {
    return up ? judge::up(l * (b - a), power_of_two(96))
              : mpz_class(l * (b - a) / power_of_two(96));
  }

  void go(mpz_class left, bool down) {
    const mpz_class limit =
        down ? mpz_class(exact(sqrt_price_min) + 1) : mpz_class(exact(sqrt_price_max) - 1);
    const mpz_class start = left;
    while (left != 0 && price != limit) {
      const std::int32_t first = floor_of(tick, spacing) + (down ? 0 : 1);
      std::int32_t stop = floor_of(first, 256) * 256 + (down ? 0 : 255);
      for (const auto& [index, change] : net) {
        const std::int32_t at = index / spacing;
        if (down ? at <= first && at > stop : at >= first && at < stop) stop = at;
      }
      const bool set = net.contains(stop * spacing);
      const std::int32_t at = std::max(-tick_max, std::min(tick_max, stop * spacing));
      const mpz_class at_price = price_at(at);
      const mpz_class target = down ? std::max(at_price, limit) : std::min(at_price, limit);
      const mpz_class before = price;
      stretch(left, target, down);
      if (price == at_price) {
        if (set) liquidity += down ? mpz_class(-net[at]) : net[at];
        if (liquidity < 0 || liquidity >= power_of_two(128)) throw judge::Reverted{};
        tick = down ? at - 1 : at;
      } else if (price != before) {
        tick = tick_at_sqrt_price(amount_of(price)).value();
      }
    }
    paid = start - left;
  }

  void stretch(mpz_class& left, const mpz_class& target, bool down) {
    const mpz_class net_of_fee = left * (pips - fee) / pips;
    const mpz_class from = price;
    const mpz_class& low = down ? target : from;
    const mpz_class& high = down ? from : target;
    const mpz_class needed =
        word(down ? token0(low, high, liquidity, true) : token1(low, high, liquidity, true));
    if (net_of_fee >= needed) {
      price = target;
    } else if (down) {
      const mpz_class l = liquidity * power_of_two(96);
      const mpz_class denominator = l + net_of_fee * from;
      price = denominator < power_of_two(256) ? judge::up(l * from, denominator)
                                              : judge::up(l, l / from + net_of_fee);
    } else {
      price = from + net_of_fee * power_of_two(96) / liquidity;
    }
    const mpz_class& a = down ? price : from;
    const mpz_class& b = down ? from : price;
    const mpz_class in = down ? token0(a, b, liquidity, true) : token1(a, b, liquidity, true);
    received += down ? token1(a, b, liquidity, false) : token0(a, b, liquidity, false);
    const mpz_class charged =
        price == target ? judge::up(in * fee, mpz_class(pips - fee)) : mpz_class(left - in);
    fees += charged;
    left -= in + charged;
  }
};

RC_GTEST_PROP(ConcentratedLiquidity, WalksAsTheContractDoes, ()) {
  const auto spacing = *rc::gen::element<std::int32_t>(10, 60, 200);
  const auto fee = *rc::gen::element<std::uint32_t>(0, 100, 500, 3000, 10'000);
  const auto tick_of = [spacing] { return *rc::gen::inRange(-600, 600) * spacing; };
  std::vector<Range> ranges;
  const int count = *rc::gen::inRange(0, 6);
  for (int i = 0; i < count; ++i) {
    const std::int32_t low = tick_of();
    const std::int32_t width = *rc::gen::inRange(1, 400) * spacing;
    ranges.push_back({low, low + width, amount_of(*natural(*rc::gen::inRange(1U, 110U)))});
  }
  const std::int32_t tick = *rc::gen::inRange(-tick_max / 8, tick_max / 8);
  const mpz_class at = exact(sqrt_price_at_tick(tick).value());
  const mpz_class gap = exact(sqrt_price_at_tick(tick + 1).value()) - at;
  const Amount price = amount_of(at + *natural(96) % gap);
  const Built built = pool_of(ranges, fee, spacing, price);
  const Amount give = amount_of(*natural(*rc::gen::inRange(1U, 140U)) + 1);
  const auto direction = *rc::gen::element(zero_for_one, one_for_zero);

  Walk walk{.net = {},
            .spacing = spacing,
            .fee = fee,
            .price = exact(price),
            .tick = built.pool.tick,
            .liquidity = exact(built.pool.liquidity),
            .paid = 0,
            .received = 0,
            .fees = 0};
  for (const PoolTick& t : built.ticks)
    walk.net[t.index] = exact(t.enters) - exact(t.leaves);
  walk.go(exact(give), direction == zero_for_one);

  const auto got = swap(built, give, direction);
  RC_ASSERT(got.has_value());
  RC_ASSERT(exact(got->paid) == walk.paid);
  RC_ASSERT(exact(got->received) == walk.received);
  RC_ASSERT(exact(got->fee) == walk.fees);
  RC_ASSERT(exact(got->sqrt_price) == walk.price);
  RC_ASSERT(exact(got->liquidity) == walk.liquidity);
  RC_ASSERT(got->tick == walk.tick);
}

}  // namespace
}  // namespace dealwright::models
