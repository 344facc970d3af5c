// How work with keys fails: what happened, and what the operator can do. Never with a secret in it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace dealwright::signers {

enum class FaultKind : std::uint8_t {
  wrong_password,  // or a key file whose bytes were changed: the two cannot be told apart
  malformed,       // text or file that is not what it should be
  unsafe,          // a file that others may read, an answer that is not what was asked for
  unavailable,     // the file or the signer cannot be reached: trying again can help
  refused,         // the signer does not sign this
};
struct Fault {
  FaultKind kind = FaultKind::malformed;
  std::string what;
};
template <class T>
using Result = std::expected<T, Fault>;

[[nodiscard]] inline std::unexpected<Fault> fault(FaultKind kind, std::string what) {
  return std::unexpected(Fault{kind, std::move(what)});
}

}  // namespace dealwright::signers
