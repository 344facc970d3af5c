// Bytes that nobody may see: keys, passwords, seeds. Wiped when they go, not copied by accident,
// and without any way into a stream, a message or a log but `exposed`, which is easy to search for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::crypto {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size) : bytes_(size) {}
  explicit Secret(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}
  explicit Secret(std::string_view text) : Secret(bytes_of(text)) {}
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  // A second copy, on purpose.
  [[nodiscard]] Secret copy() const { return Secret(ByteView(bytes_)); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  // For the one function that computes with them. Not to be kept.
  [[nodiscard]] ByteView exposed() const { return bytes_; }
  [[nodiscard]] std::span<std::uint8_t> writable() { return bytes_; }

  // In a time that does not depend on where they differ.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  void wipe();
  std::vector<std::uint8_t> bytes_;
};

// Overwrites memory so that no compiler takes it out as useless.
void wipe(std::span<std::uint8_t> bytes);
void wipe(std::string& text);
// In a time that does not depend on where they differ.
[[nodiscard]] bool same_bytes(ByteView a, ByteView b);

}  // namespace dealwright::crypto
