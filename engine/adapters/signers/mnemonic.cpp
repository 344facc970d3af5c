// Eleven bits a word, the last of them checksum: the first bits of the entropy's SHA-256.
#include "engine/adapters/signers/mnemonic.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dsl/values/assertion.hpp"
#include "dsl/values/digest.hpp"
#include "engine/adapters/evm/crypto/stretching.hpp"
#include "engine/adapters/signers/embedded_words.hpp"

namespace dealwright::signers {
namespace {

using crypto::ByteView;
using crypto::Secret;

constexpr std::size_t word_count = 2048;
constexpr std::size_t bits_of_a_word = 11;
constexpr std::uint32_t seed_rounds = 2048;

const std::vector<std::string_view>& words() {
  static const std::vector<std::string_view> list = [] {
    std::vector<std::string_view> read;
    std::string_view text = embedded_words().front().bytes;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      if (end != 0) read.push_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    DEALWRIGHT_ASSERT(read.size() == word_count && std::ranges::is_sorted(read));
    return read;
  }();
  return list;
}

bool is_size(std::size_t bytes) { return bytes >= 16 && bytes <= 32 && bytes % 4 == 0; }

// Entropy and, behind it, the byte whose first bits are the checksum.
Secret with_checksum(ByteView entropy) {
  Secret all(entropy.size() + 1);
  std::ranges::copy(entropy, all.writable().begin());
  const values::Digest digest =
      values::sha256({reinterpret_cast<const char*>(entropy.data()), entropy.size()});
  all.writable().back() = digest.bytes[0];
  return all;
}

bool bit_at(ByteView bytes, std::size_t i) { return (bytes[i / 8] >> (7 - i % 8) & 1U) != 0; }

bool is_blank(std::uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The words in lower case with one blank between them.
Secret tidied(ByteView text) {
  Secret result(text.size());
  std::size_t size = 0;
  for (const std::uint8_t c : text) {
    const bool blank = is_blank(c);
    if (blank && (size == 0 || result.exposed()[size - 1] == ' ')) continue;
    const bool upper = c >= 'A' && c <= 'Z';
    result.writable()[size++] = blank ? std::uint8_t{' '} : upper ? std::uint8_t(c - 'A' + 'a') : c;
  }
  if (size != 0 && result.exposed()[size - 1] == ' ') --size;
  return Secret(result.exposed().first(size));
}

std::string_view view_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string counts() { return "12, 15, 18, 21 or 24 words"; }

}  // namespace

Result<Secret> mnemonic_from_entropy(ByteView entropy) {
  if (!is_size(entropy.size())) {
    return fault(FaultKind::malformed,
                 "the entropy of a mnemonic has 16, 20, 24, 28 or 32 bytes, "
                 "not " +
                     std::to_string(entropy.size()));
  }
  const Secret bits = with_checksum(entropy);
  const std::size_t count = entropy.size() * 3 / 4;
  crypto::Bytes text;
  // No growth: a vector that grows leaves copies behind that nobody wipes.
  text.reserve(count * 9);
  for (std::size_t word = 0; word < count; ++word) {
    std::size_t index = 0;
    for (std::size_t bit = 0; bit < bits_of_a_word; ++bit)
      index = index << 1U | (bit_at(bits.exposed(), word * bits_of_a_word + bit) ? 1U : 0U);
    if (word != 0) text.push_back(' ');
    crypto::append(text, crypto::bytes_of(words()[index]));
  }
  Secret result{ByteView(text)};
  crypto::wipe(text);
  return result;
}

Result<Secret> entropy_from_mnemonic(ByteView text) {
  const Secret tidy = tidied(text);
  std::string_view left = view_of(tidy.exposed());
  const std::size_t count =
      left.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(left, ' ')) + 1;
  if (count < 12 || count > 24 || count % 3 != 0) {
    return fault(FaultKind::malformed,
                 "a mnemonic has " + counts() + ", this one has " + std::to_string(count));
  }
  const std::size_t size = count * 4 / 3;
  Secret bits(size + 1);
  for (std::size_t word = 0; word < count; ++word) {
    const std::size_t end = std::min(left.find(' '), left.size());
    const auto at = std::ranges::lower_bound(words(), left.substr(0, end));
    if (at == words().end() || *at != left.substr(0, end)) {
      // The word itself is a part of a secret, so only its number is said.
      return fault(FaultKind::malformed, "word " + std::to_string(word + 1) +
                                             " of the mnemonic is not in the English list");
    }
    const auto index = static_cast<std::size_t>(at - words().begin());
    for (std::size_t bit = 0; bit < bits_of_a_word; ++bit) {
      const std::size_t place = word * bits_of_a_word + bit;
      if ((index >> (bits_of_a_word - 1 - bit) & 1U) != 0) {
        bits.writable()[place / 8] |= static_cast<std::uint8_t>(1U << (7 - place % 8));
      }
    }
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  Secret entropy(bits.exposed().first(size));
  const Secret right = with_checksum(entropy.exposed());
  const unsigned unused = 8 - static_cast<unsigned>(count / 3);  // bits of the last byte
  if (bits.exposed().back() >> unused != right.exposed().back() >> unused) {
    return fault(FaultKind::malformed,
                 "the mnemonic's checksum does not hold: a word is wrong, or two are swapped");
  }
  return entropy;
}

Result<Secret> seed_from_mnemonic(ByteView text, const Secret& passphrase) {
  if (auto entropy = entropy_from_mnemonic(text); !entropy) {
    return std::unexpected(entropy.error());
  }
  if (passphrase.size() > passphrase_bytes_max) {
    return fault(FaultKind::malformed, "a passphrase of more than " +
                                           std::to_string(passphrase_bytes_max) + " characters");
  }
  const auto is_ascii = [](std::uint8_t c) { return c < 0x80; };
  if (!std::ranges::all_of(passphrase.exposed(), is_ascii)) {
    return fault(FaultKind::malformed,
                 "a passphrase has only ASCII characters: others can be written in more than one "
                 "way, and another way gives other keys");
  }
  constexpr std::string_view prefix = "mnemonic";
  Secret salt(prefix.size() + passphrase.size());
  std::ranges::copy(crypto::bytes_of(prefix), salt.writable().begin());
  std::ranges::copy(passphrase.exposed(), salt.writable().begin() + prefix.size());
  return crypto::pbkdf2(tidied(text), salt.exposed(), seed_rounds, crypto::Prf::sha512, 64);
}

}  // namespace dealwright::signers
