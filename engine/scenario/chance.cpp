// The generator and what is drawn from it.
#include "engine/scenario/chance.hpp"

#include "dsl/values/assertion.hpp"

namespace dealwright::scenario {
namespace {

constexpr std::uint64_t golden_gamma = 0x9e37'79b9'7f4a'7c15ULL;

std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xbf58'476d'1ce4'e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d0'49bb'1331'11ebULL;
  return z ^ (z >> 31U);
}

}  // namespace

Chance::Chance(std::uint64_t seed, std::uint64_t stream)
    : state_(mixed(seed + golden_gamma) ^ mixed(mixed(stream + 1) + golden_gamma)) {}

std::uint64_t Chance::bits() {
  state_ += golden_gamma;
  return mixed(state_);
}

std::int64_t Chance::below(std::int64_t count) {
  DEALWRIGHT_ASSERT(count > 0 && count <= 0xffff'ffffLL);
  // The high half times the count: the bias is below one in four thousand million.
  return static_cast<std::int64_t>(((bits() >> 32U) * static_cast<std::uint64_t>(count)) >> 32U);
}

std::int64_t Chance::between(std::int64_t low, std::int64_t high) {
  return low + below(high - low + 1);
}

std::int64_t Chance::deviation() {
  std::int64_t sum = 0;
  for (int i = 0; i < 3; ++i) {
    const std::uint64_t four = bits();
    for (unsigned part = 0; part < 64; part += 16)
      sum += static_cast<std::int64_t>((four >> part) & 0xffffU);
  }
  return sum - 6 * 0xffff;
}

std::int64_t root_of(std::int64_t n) {
  DEALWRIGHT_ASSERT(n >= 0);
  std::int64_t low = 0;
  std::int64_t high = 3'037'000'499;  // whose square is the last below 2^63
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    if (middle <= n / middle) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace dealwright::scenario
