// Version 3: a key is stretched from the password; its first half enciphers, its second half and
// the ciphertext give the MAC.
#include "engine/adapters/signers/keystore.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::signers {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using crypto::Secret;
using nlohmann::json;

constexpr std::size_t stretched_bytes = 32;

std::unexpected<Fault> wrong(const std::string& what) {
  return fault(FaultKind::malformed, "the key file " + what);
}

const json* at(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string text_at(const json& object, const char* name) {
  const json* found = at(object, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint64_t> number_at(const json& object, const char* name) {
  const json* found = at(object, name);
  if (found == nullptr || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::optional<Bytes> bytes_at(const json& object, const char* name) {
  const std::string text = text_at(object, name);
  auto bytes = text.starts_with("0x") ? crypto::from_hex(text) : crypto::from_digits(text);
  if (!bytes || bytes->empty()) return std::nullopt;
  return bytes;
}

Result<Secret> by_scrypt(const json& params, ByteView salt, const Secret& password) {
  const auto n = number_at(params, "n");
  const auto r = number_at(params, "r");
  const auto p = number_at(params, "p");
  if (!n || !r || !p) return wrong("lacks `n`, `r` or `p` of scrypt");
  if (*p > scrypt_lanes_max || *n > crypto::scrypt_memory_max || *r > crypto::scrypt_memory_max) {
    return wrong("asks for more work than is allowed");
  }
  if (*n * *r < scrypt_work_min) {
    return fault(FaultKind::unsafe,
                 "the key file is weakly protected (scrypt with n = " + std::to_string(*n) +
                     ", r = " + std::to_string(*r) + "): move the key into a new file");
  }
  auto key = crypto::scrypt(password, salt, {.n = *n, .r = *r, .p = *p}, stretched_bytes);
  if (!key) return wrong("has a cost of scrypt that is not allowed, or needs over 1 GiB");
  return std::move(*key);
}

Result<Secret> by_pbkdf2(const json& params, ByteView salt, const Secret& password) {
  if (text_at(params, "prf") != "hmac-sha256") {
    return wrong("uses a function with PBKDF2 that is not known: hmac-sha256 is");
  }
  const auto rounds = number_at(params, "c");
  if (!rounds) return wrong("lacks `c`, the rounds of PBKDF2");
  if (*rounds > pbkdf2_rounds_max) return wrong("asks for more work than is allowed");
  if (*rounds < pbkdf2_rounds_min) {
    return fault(FaultKind::unsafe, "the key file is weakly protected (PBKDF2 with " +
                                        std::to_string(*rounds) +
                                        " rounds): move the key into a new file");
  }
  return crypto::pbkdf2(password, salt, static_cast<std::uint32_t>(*rounds), crypto::Prf::sha256,
                        stretched_bytes);
}

Result<Secret> stretched(const json& part, const Secret& password) {
  const json* params = at(part, "kdfparams");
  if (params == nullptr) return wrong("lacks `kdfparams`");
  if (number_at(*params, "dklen") != stretched_bytes) return wrong("has a `dklen` that is not 32");
  const auto salt = bytes_at(*params, "salt");
  if (!salt || salt->size() < 8) return wrong("has no salt of at least 8 bytes");
  const std::string method = text_at(part, "kdf");
  if (method == "scrypt") return by_scrypt(*params, *salt, password);
  if (method == "pbkdf2") return by_pbkdf2(*params, *salt, password);
  return wrong("uses `" + codec::shown(method) + "`, which is not known: scrypt and pbkdf2 are");
}

crypto::Hash mac_of(const Secret& key, ByteView ciphertext) {
  Secret message(16 + ciphertext.size());
  std::ranges::copy(key.exposed().subspan(16, 16), message.writable().begin());
  std::ranges::copy(ciphertext, message.writable().begin() + 16);
  return crypto::keccak256(message.exposed());
}

Result<std::optional<values::Address>> address_in(const json& whole) {
  const std::string text = text_at(whole, "address");
  if (text.empty()) return std::optional<values::Address>();
  const auto address = values::address_from_text(text.starts_with("0x") ? text : "0x" + text);
  if (!address) return wrong("has an `address` that is none");
  return std::optional(*address);
}

Result<Holds> holding_of(const json& whole) {
  const json* ours = at(whole, "dealwright");
  if (ours == nullptr) return Holds::key;
  const std::string holds = text_at(*ours, "holds");
  if (holds == "entropy") return Holds::entropy;
  if (holds == "key") return Holds::key;
  return wrong("says that it holds `" + codec::shown(holds) + "`, which is not known");
}

// Whether what was deciphered is what the file says it is.
Result<void> checked(const Opened& opened) {
  const std::size_t size = opened.secret.size();
  if (opened.holds == Holds::entropy) {
    if (size < 16 || size > 32 || size % 4 != 0) return wrong("holds no entropy of a mnemonic");
    return {};
  }
  const auto key = crypto::PrivateKey::from_bytes(opened.secret.exposed());
  if (!key) return wrong("holds no private key");
  if (opened.address && *opened.address != crypto::address_of(*key)) {
    return wrong("names the address " + values::to_text(*opened.address) +
                 ", its key is another's");
  }
  return {};
}

std::string fresh_id() {
  Bytes bytes = crypto::random_bytes(16);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);  // a random UUID (RFC 9562)
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);
  std::string id = crypto::to_digits(bytes);
  for (const std::size_t place : {8U, 13U, 18U, 23U})
    id.insert(place, "-");
  return id;
}

}  // namespace

Result<Opened> open_keystore(std::string_view text, const Secret& password) {
  if (text.size() > keystore_bytes_max) {
    return wrong("has more than " + std::to_string(keystore_bytes_max) + " bytes");
  }
  if (password.size() > password_bytes_max) {
    return fault(FaultKind::malformed,
                 "a password of more than " + std::to_string(password_bytes_max) + " bytes");
  }
  const json whole = json::parse(text, nullptr, false);
  if (!whole.is_object()) return wrong("is no JSON object");
  if (number_at(whole, "version") != 3U) return wrong("is not of version 3");
  // Some wallets wrote `Crypto`.
  const json* part = at(whole, "crypto") != nullptr ? at(whole, "crypto") : at(whole, "Crypto");
  if (part == nullptr) return wrong("lacks `crypto`");
  if (text_at(*part, "cipher") != "aes-128-ctr") {
    return wrong("uses a cipher that is not known: aes-128-ctr is");
  }
  const json* cipher = at(*part, "cipherparams");
  const auto counter = cipher == nullptr ? std::nullopt : bytes_at(*cipher, "iv");
  if (!counter || counter->size() != 16) return wrong("has no `iv` of 16 bytes");
  const auto ciphertext = bytes_at(*part, "ciphertext");
  const auto mac = bytes_at(*part, "mac");
  if (!ciphertext || ciphertext->size() > 64) return wrong("has no `ciphertext` of up to 64 bytes");
  if (!mac || mac->size() != 32) return wrong("has no `mac` of 32 bytes");
  const auto holds = holding_of(whole);
  if (!holds) return std::unexpected(holds.error());
  const auto address = address_in(whole);
  if (!address) return std::unexpected(address.error());

  const auto key = stretched(*part, password);
  if (!key) return std::unexpected(key.error());
  if (!crypto::same_bytes(mac_of(*key, *ciphertext).bytes, *mac)) {
    return fault(FaultKind::wrong_password,
                 "the password does not open the key file (or the file was changed)");
  }
  std::array<std::uint8_t, 16> start{};
  std::ranges::copy(*counter, start.begin());
  Opened opened{.holds = *holds,
                .secret = crypto::aes128_ctr(key->exposed().first(16), start, *ciphertext),
                .address = *address};
  if (auto right = checked(opened); !right) return std::unexpected(right.error());
  return opened;
}

Result<crypto::PrivateKey> open_key(std::string_view text, const Secret& password) {
  const auto opened = open_keystore(text, password);
  if (!opened) return std::unexpected(opened.error());
  if (opened->holds != Holds::key) {
    return wrong("holds the entropy of a mnemonic: derive a deal's key from it");
  }
  return std::move(*crypto::PrivateKey::from_bytes(opened->secret.exposed()));
}

Result<std::string> write_keystore(const NewKeystore& what) {
  if (what.password->size() < password_bytes_min || what.password->size() > password_bytes_max) {
    return fault(FaultKind::unsafe, "a password has " + std::to_string(password_bytes_min) +
                                        " to " + std::to_string(password_bytes_max) + " bytes");
  }
  Opened plain{.holds = what.holds, .secret = what.secret->copy(), .address = {}};
  if (auto right = checked(plain); !right) return std::unexpected(right.error());

  const Bytes salt = crypto::random_bytes(32);
  const Bytes counter = crypto::random_bytes(16);
  std::array<std::uint8_t, 16> start{};
  std::ranges::copy(counter, start.begin());
  const auto key = crypto::scrypt(*what.password, salt, what.cost, stretched_bytes);
  if (!key || what.cost.n * what.cost.r < scrypt_work_min || what.cost.p > scrypt_lanes_max) {
    return fault(FaultKind::unsafe, "this cost of scrypt is not allowed");
  }
  const Secret ciphertext =
      crypto::aes128_ctr(key->exposed().first(16), start, what.secret->exposed());
  json whole = {{"version", 3},
                {"id", fresh_id()},
                {"crypto",
                 {{"cipher", "aes-128-ctr"},
                  {"cipherparams", {{"iv", crypto::to_digits(counter)}}},
                  {"ciphertext", crypto::to_digits(ciphertext.exposed())},
                  {"kdf", "scrypt"},
                  {"kdfparams",
                   {{"dklen", stretched_bytes},
                    {"n", what.cost.n},
                    {"r", what.cost.r},
                    {"p", what.cost.p},
                    {"salt", crypto::to_digits(salt)}}},
                  {"mac", crypto::to_digits(mac_of(*key, ciphertext.exposed()).bytes)}}}};
  if (what.holds == Holds::key) {
    const auto private_key = crypto::PrivateKey::from_bytes(what.secret->exposed());
    whole["address"] = values::to_text(crypto::address_of(*private_key)).substr(2);
  } else {
    whole["dealwright"] = {{"holds", "entropy"}};
  }
  return whole.dump(2) + "\n";
}

}  // namespace dealwright::signers
