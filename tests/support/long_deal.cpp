// One step after the other.
#include "tests/support/long_deal.hpp"

namespace dealwright::support {

std::string long_deal(std::size_t lines) {
  std::string text =
      "use weth\nuse aave_v3 as aave\n\ndeal generated {\n"
      "  param a: ETH = 10 ETH in 1 ETH .. 20 ETH\n  buckets of a { working 100% }\n"
      "  limits { ltv <= 30% when increased }\n";
  for (std::size_t i = 0; i * 7 < lines; ++i) {
    const std::string n = std::to_string(i);
    text += "  step s" + n + (i == 0 ? "" : " after s" + std::to_string(i - 1)) + " {\n";
    text += "    require nav > " + n + " USD and price(ETH) >= 1_000 USD per ETH  // enough\n";
    text += "    weth.wrap(1 ETH from working)    -> wrapped" + n + "\n";
    text += "    aave.supply(wrapped" + n + ")            -> held" + n + "\n";
    text += "    aave.withdraw(held" + n + ")             -> freed" + n + "\n";
    text += "    weth.unwrap(freed" + n + ")              -> working\n  }\n";
  }
  return text + "}\n";
}

}  // namespace dealwright::support
