// Transactions for signing somewhere else: on a machine without a network, by a hardware wallet. A
// text goes out, a signed transaction comes back and is checked like any signer's answer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/adapters/signers/answer.hpp"
#include "engine/adapters/signers/fault.hpp"

namespace dealwright::signers {

inline constexpr unsigned export_format = 1;
inline constexpr std::size_t export_bytes_max = std::size_t{1024} * 1024;

// JSON: every field in words that people can check, the bytes to sign and their hash.
[[nodiscard]] std::string export_unsigned(const Asked& asked);
// Reads it again; fails when a field does not agree with the bytes.
[[nodiscard]] Result<Asked> import_unsigned(std::string_view json);
// The signed transaction as 0x text, as every wallet gives it.
[[nodiscard]] Result<Answered> import_signed(const Asked& asked, std::string_view text);

}  // namespace dealwright::signers
