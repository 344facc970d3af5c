// Files with keys and passwords on disk: read only when nobody else can read them, written so that
// nobody else ever can.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/adapters/evm/crypto/secret.hpp"
#include "engine/adapters/signers/fault.hpp"

namespace dealwright::signers {

// The text of a key file. Refused (`unsafe`) unless it is a regular file of the user who runs this,
// with mode 0600 or less; symbolic links are not followed.
[[nodiscard]] Result<std::string> read_key_file(const std::string& path);
// Likewise for a password or a mnemonic; one line end behind it does not count.
[[nodiscard]] Result<crypto::Secret> read_secret_file(const std::string& path,
                                                      std::size_t bytes_max);
// Refused when something is at the path already. Durable when it returns; mode 0600 from its first
// moment.
[[nodiscard]] Result<void> write_key_file(const std::string& path, std::string_view text);

}  // namespace dealwright::signers
