// Keccak-256 as Ethereum uses it (the padding before FIPS 202), for the tests of selectors and
// topics alone.
#pragma once

#include <string>
#include <string_view>

namespace dealwright::stdlib::tests {

// The digest as 64 lower-case digits.
[[nodiscard]] std::string keccak256(std::string_view text);

}  // namespace dealwright::stdlib::tests
