// Answers that are kept, and for how long.
#include "engine/adapters/evm/rpc/cache.hpp"

#include <gtest/gtest.h>

namespace dealwright::rpc {
namespace {

constexpr values::TimePoint start{1'000'000};

Call balance(const char* at) {
  return {.method = "eth_getBalance", .params = std::string(R"(["0x1",)") + at + "]"};
}

TEST(Volatility, FollowsFromWhatIsAsked) {
  EXPECT_EQ(volatility_of({.method = "eth_chainId"}), Volatility::never_changes);
  EXPECT_EQ(volatility_of({.method = "eth_getBlockByHash"}), Volatility::never_changes);
  EXPECT_EQ(volatility_of(balance(R"("latest")")), Volatility::with_the_head);
  EXPECT_EQ(volatility_of(balance(R"("pending")")), Volatility::always_asked);
  EXPECT_EQ(volatility_of(balance(R"({"blockHash":"0x12"})")), Volatility::never_changes);
  // A number is another block after a reorganisation.
  EXPECT_EQ(volatility_of(balance(R"("0x10")")), Volatility::with_the_head);
  for (const char* method :
       {"eth_sendRawTransaction", "eth_getTransactionReceipt", "eth_getTransactionByHash",
        "eth_getTransactionCount", "eth_getLogs", "eth_syncing", "something_new"})
    EXPECT_EQ(volatility_of({.method = method}), Volatility::always_asked) << method;
}

TEST(Cache, KeepsWhatNeverChanges) {
  Cache cache;
  const Call call{.method = "eth_chainId"};
  cache.keep(call, R"("0x8a")", start);
  cache.head_changed();
  EXPECT_EQ(cache.find(call, start + values::days(1)), R"("0x8a")");
}

TEST(Cache, ForgetsWithTheHeadAndWithAge) {
  Cache cache;
  const Call call = balance(R"("latest")");
  cache.keep(call, "1", start);
  EXPECT_EQ(cache.find(call, start + head_answer_age_max), "1");
  EXPECT_EQ(cache.find(call, start + head_answer_age_max + values::Duration{1}), std::nullopt);
  cache.keep(call, "1", start);
  cache.head_changed();
  EXPECT_EQ(cache.find(call, start), std::nullopt);
  cache.keep(call, "1", start);
  EXPECT_EQ(cache.find(call, start + values::Duration{-1}), std::nullopt);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(Cache, NeverKeepsWhatIsAlwaysAskedOrNotThereYet) {
  Cache cache;
  cache.keep({.method = "eth_getTransactionReceipt"}, "{}", start);
  cache.keep({.method = "eth_getBlockByHash"}, "null", start);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(Cache, HasLimits) {
  Cache cache;
  for (std::size_t i = 0; i <= cached_answers_max; ++i) {
    cache.keep({.method = "eth_getBlockByHash", .params = "[" + std::to_string(i) + "]"}, "1",
               start);
  }
  EXPECT_EQ(cache.size(), cached_answers_max);
  EXPECT_EQ(cache.find({.method = "eth_getBlockByHash", .params = "[0]"}, start), std::nullopt);
  EXPECT_EQ(cache.find({.method = "eth_getBlockByHash", .params = "[1]"}, start), "1");
  const std::string large(cached_bytes_max - 100, 'x');
  cache.keep({.method = "eth_getBlockByHash", .params = "[\"large\"]"}, large, start);
  EXPECT_LE(cache.bytes(), cached_bytes_max);
  cache.keep({.method = "eth_getBlockByHash", .params = "[\"larger\"]"}, large + large, start);
  EXPECT_LE(cache.bytes(), cached_bytes_max);
}

}  // namespace
}  // namespace dealwright::rpc
