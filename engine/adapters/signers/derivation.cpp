// Child keys: the parent's key plus the left half of an HMAC whose right half is the next chain
// code.
#include "engine/adapters/signers/derivation.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/crypto/stretching.hpp"

namespace dealwright::signers {
namespace {

using crypto::ByteView;
using crypto::PrivateKey;
using crypto::Secret;

// A key with what its children follow from.
struct Node {
  PrivateKey key;
  Secret chain_code;
};

std::array<std::uint8_t, 4> big_endian(std::uint32_t n) {
  return {static_cast<std::uint8_t>(n >> 24U), static_cast<std::uint8_t>(n >> 16U),
          static_cast<std::uint8_t>(n >> 8U), static_cast<std::uint8_t>(n)};
}

std::unexpected<Fault> no_key() {
  return fault(FaultKind::malformed, "this path leads to no key: take the next number");
}

Result<Node> root_of(const Secret& seed) {
  if (seed.size() < 16 || seed.size() > 64) {
    return fault(FaultKind::malformed, "a seed has 16 to 64 bytes");
  }
  const Secret both = crypto::hmac_sha512(crypto::bytes_of("Bitcoin seed"), seed.exposed());
  auto key = PrivateKey::from_bytes(both.exposed().first(32));
  if (!key) return no_key();
  return Node{std::move(*key), Secret(both.exposed().subspan(32))};
}

Result<Node> child_of(const Node& parent, std::uint32_t number) {
  Secret message(37);
  const auto public_key = crypto::compressed(crypto::public_key_of(parent.key));
  if (number >= hardened) {
    std::ranges::copy(parent.key.secret().exposed(), message.writable().begin() + 1);
  } else {
    std::ranges::copy(public_key, message.writable().begin());
  }
  std::ranges::copy(big_endian(number), message.writable().begin() + 33);
  const Secret both = crypto::hmac_sha512(parent.chain_code.exposed(), message.exposed());
  auto key = parent.key.plus(both.exposed().first(32));
  if (!key) return no_key();
  return Node{std::move(*key), Secret(both.exposed().subspan(32))};
}

Result<Node> node_at(const Secret& seed, const KeyPath& path) {
  if (path.steps.size() > path_steps_max) {
    return fault(FaultKind::malformed,
                 "a path of more than " + std::to_string(path_steps_max) + " steps");
  }
  auto node = root_of(seed);
  for (const std::uint32_t step : path.steps) {
    if (!node) return node;
    node = child_of(*node, step);
  }
  return node;
}

std::optional<std::uint32_t> step_from(std::string_view text) {
  std::uint32_t offset = 0;
  if (text.ends_with('\'') || text.ends_with('h')) {
    offset = hardened;
    text.remove_suffix(1);
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number >= hardened) {
    return std::nullopt;
  }
  return number + offset;
}

}  // namespace

Result<KeyPath> path_from_text(std::string_view text) {
  const auto wrong = [&] {
    return fault(FaultKind::malformed, "a path is written like m/44'/60'/0'/0/7, with at most " +
                                           std::to_string(path_steps_max) + " numbers below 2^31");
  };
  if (!text.starts_with('m')) return wrong();
  text.remove_prefix(1);
  KeyPath path;
  while (!text.empty()) {
    if (text[0] != '/' || path.steps.size() == path_steps_max) return wrong();
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find('/'), text.size());
    const auto step = step_from(text.substr(0, end));
    if (!step) return wrong();
    path.steps.push_back(*step);
    text.remove_prefix(end);
  }
  return path;
}

std::string to_text(const KeyPath& path) {
  std::string text = "m";
  for (const std::uint32_t step : path.steps) {
    text += "/" + std::to_string(step & ~hardened);
    if (step >= hardened) text += '\'';
  }
  return text;
}

KeyPath path_of(const DealNumber& number) {
  DEALWRIGHT_ASSERT(number.account < hardened && number.deal < hardened);
  return {{44 + hardened, 60 + hardened, number.account + hardened, 0, number.deal}};
}

Result<PrivateKey> derive(const Secret& seed, const KeyPath& path) {
  auto node = node_at(seed, path);
  if (!node) return std::unexpected(node.error());
  return std::move(node->key);
}

}  // namespace dealwright::signers
