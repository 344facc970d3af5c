// Web3Signer as a remote signer (its eth1 API and its JSON-RPC): requests as text and answers from
// text. Nothing is sent here; whoever sends gives a time-out and speaks TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/adapters/evm/crypto/curve.hpp"
#include "engine/adapters/signers/answer.hpp"
#include "engine/adapters/signers/fault.hpp"

namespace dealwright::signers {

enum class Method : std::uint8_t { get, post };
struct HttpRequest {
  Method method = Method::get;
  std::string path;  // "/api/v1/eth1/sign/0x…"
  std::string body;  // JSON; empty for get
};
struct HttpAnswer {
  unsigned status = 0;
  std::string body;
};

inline constexpr std::size_t signer_answer_bytes_max = std::size_t{1024} * 1024;
inline constexpr std::size_t signer_keys_max = 10'000;

// Which keys it holds.
[[nodiscard]] HttpRequest ask_for_keys();
[[nodiscard]] Result<std::vector<crypto::PublicKey>> keys_from(const HttpAnswer& answer);

// A signature over the transaction's bytes; the transaction itself never comes back, so it cannot
// be changed. This is the way to prefer.
[[nodiscard]] HttpRequest ask_to_sign(const Asked& asked, const crypto::PublicKey& key);
[[nodiscard]] Result<Answered> signed_from(const Asked& asked, const HttpAnswer& answer);

// eth_signTransaction: the whole signed transaction comes back and is compared.
[[nodiscard]] HttpRequest ask_for_transaction(const Asked& asked, std::uint64_t id);
[[nodiscard]] Result<Answered> transaction_from(const Asked& asked, const HttpAnswer& answer,
                                                std::uint64_t id);

}  // namespace dealwright::signers
