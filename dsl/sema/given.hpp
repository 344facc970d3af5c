// Parameter values as given from outside: text in the language, checked like a default.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/sema/model.hpp"

namespace dealwright::sema {

inline constexpr std::size_t given_bytes_max = 4'096;

struct GivenValue {
  std::string name;
  std::string
      value;  // "5_000 ETH", "0.62"; a route is its assets and exchanges: "USDC > WETH > USDC"
  std::string where;  // "--param", or a file's name
};

// False, and reported, when a parameter cannot take this value: outside its range, not whole, or
// fixed at another one.
[[nodiscard]] bool fits(const ParamModel& param, const plan::Expression& value, const Place& at,
                        diagnostics::Diagnostics& found);

// "USDC > WETH > DAI > USDC": assets joined by `>`, first and last the same.
[[nodiscard]] std::optional<plan::Expression> read_route(const ParamModel& param,
                                                         const std::vector<plan::Asset>& assets,
                                                         std::string_view text, const Place& at,
                                                         diagnostics::Diagnostics& found);

// The parameters that were given, by name. Reported: unknown names, wrong units, values out of
// range, and in one finding all parameters that have no default and were not given.
[[nodiscard]] std::map<std::string, plan::Expression> check_given(
    const DealModel& deal, const std::vector<plan::Asset>& assets,
    const std::vector<GivenValue>& given, diagnostics::Diagnostics& found);

}  // namespace dealwright::sema
