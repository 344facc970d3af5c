// Plans of whole deals for tests of the engine, as the compiler would make them: a small lending
// deal, and the loop that borrows, buys at a discount, redeems in growing tranches and repays.
#pragma once

#include "dsl/plan/plan.hpp"

namespace dealwright::tests {

// wrap, supply, borrow, repay, withdraw, unwrap: two steps, `open` and `close`.
[[nodiscard]] plan::Plan lending_deal();

// The freeze-resistant loop with all its limits, ladder, approval and defence; `capital` in whole
// ETH.
[[nodiscard]] plan::Plan loop_deal(std::int64_t capital = 1'000);

// A flash loan of `size` USDC that is swapped there and back at the pools' prices, all or nothing;
// it wants at least `min_profit`, and splits what it makes.
[[nodiscard]] plan::Plan flash_deal(std::int64_t size, std::int64_t min_profit);

}  // namespace dealwright::tests
