// Bytes along the lists of fields: numbers by sevens of bits, amounts and fractions without their
// leading zeros.
#include "engine/runtime/packed_state.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "dsl/values/assertion.hpp"
#include "engine/core/fields.hpp"

namespace dealwright::runtime {
namespace {

template <class T>
struct IsId : std::false_type {};
template <class Kind>
struct IsId<core::Id<Kind>> : std::true_type {};

class Packer {
 public:
  template <class T>
  void operator()(std::string_view /*name*/, const T& value) {
    write(value);
  }
  std::string take() { return std::move(out_); }

 private:
  void number(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7U)
      out_ += static_cast<char>((n & 0x7FU) | 0x80U);
    out_ += static_cast<char>(n);
  }
  template <std::size_t N>
  void limbs(const std::array<std::uint64_t, N>& limbs) {
    std::array<char, N * 8> bytes{};
    std::size_t used = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<char>((limbs[i / 8] >> (8 * (i % 8))) & 0xFFU);
      if (bytes[i] != 0) used = i + 1;
    }
    out_ += static_cast<char>(used);
    out_.append(bytes.data(), used);
  }

  void write(bool truth) { out_ += truth ? '\1' : '\0'; }
  void write(std::uint32_t n) { number(n); }
  void write(std::uint64_t n) { number(n); }
  void write(const std::string& text) {
    number(text.size());
    out_ += text;
  }
  void write(const values::Amount& amount) { limbs(amount.limbs()); }
  void write(const values::Rational& ratio) {
    write(ratio.is_negative());
    limbs(ratio.numerator());
    limbs(ratio.denominator());
  }
  void write(values::TimePoint at) {
    // Zigzag: times before 1970 are as short as those after.
    const auto n = static_cast<std::uint64_t>(at.milliseconds);
    number((n << 1U) ^ (at.milliseconds < 0 ? ~std::uint64_t{0} : 0));
  }
  void write(const plan::Value& value) {
    out_ += static_cast<char>(value.index());
    std::visit([this](const auto& what) { alternative(what); }, value);
  }
  void alternative(const plan::Unavailable& what) { write(what.why); }
  template <class T>
  void alternative(const T& what) {
    write(what);
  }
  void write(const core::Account& account) {
    out_ += static_cast<char>(account.kind);
    number(account.index);
    number(account.owner.value);
    number(account.asset.value);
  }
  void write(const std::map<core::ReadingKey, plan::Value>& readings) {
    number(readings.size());
    for (const auto& [key, value] : readings) {
      write(key);
      write(value);
    }
  }
  template <class T>
  void write(const std::optional<T>& found) {
    write(found.has_value());
    if (found) write(*found);
  }
  template <class T>
  void write(const std::vector<T>& list) {
    number(list.size());
    for (const T& one : list)
      write(one);
  }
  template <class T>
    requires std::is_enum_v<T>
  void write(T value) {
    out_ += static_cast<char>(value);
  }
  template <class T>
    requires IsId<T>::value
  void write(T id) {
    number(id.value);
  }
  template <class T>
    requires requires(Packer& packer, const T& value) { core::fields(packer, value); }
  void write(const T& value) {
    core::fields(*this, value);
  }

  std::string out_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : left_(bytes) {}

  template <class T>
  void operator()(std::string_view /*name*/, T& value) {
    read(value);
  }
  [[nodiscard]] bool at_end() const { return left_.empty(); }

 private:
  std::uint8_t byte() {
    DEALWRIGHT_ASSERT(!left_.empty());
    const auto next = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return next;
  }
  std::uint64_t number() {
    std::uint64_t n = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t next = byte();
      n |= static_cast<std::uint64_t>(next & 0x7FU) << shift;
      if ((next & 0x80U) == 0) return n;
    }
  }
  template <std::size_t N>
  std::array<std::uint64_t, N> limbs() {
    std::array<std::uint64_t, N> limbs{};
    const std::size_t used = byte();
    for (std::size_t i = 0; i < used; ++i)
      limbs[i / 8] |= static_cast<std::uint64_t>(byte()) << (8 * (i % 8));
    return limbs;
  }

  void read(bool& truth) { truth = byte() != 0; }
  void read(std::uint32_t& n) { n = static_cast<std::uint32_t>(number()); }
  void read(std::uint64_t& n) { n = number(); }
  void read(std::string& text) {
    const std::size_t size = number();
    DEALWRIGHT_ASSERT(size <= left_.size());
    text.assign(left_.substr(0, size));
    left_.remove_prefix(size);
  }
  void read(values::Amount& amount) { amount = values::Amount(limbs<4>()); }
  void read(values::Rational& ratio) {
    bool negative = false;
    read(negative);
    const auto numerator = limbs<8>();
    const auto denominator = limbs<8>();
    const auto read = values::Rational::from_parts(negative, numerator, denominator);
    DEALWRIGHT_ASSERT(read.has_value());
    ratio = *read;
  }
  void read(values::TimePoint& at) {
    const std::uint64_t n = number();
    at.milliseconds = static_cast<std::int64_t>((n >> 1U) ^ (~(n & 1U) + 1));
  }
  void read(plan::Value& value) {
    switch (byte()) {
      case 0: return alternative<plan::Unavailable>(value);
      case 1: return alternative<values::Rational>(value);
      case 2: return alternative<bool>(value);
      default: return alternative<std::string>(value);
    }
  }
  template <class T>
  void alternative(plan::Value& value) {
    T what{};
    if constexpr (std::is_same_v<T, plan::Unavailable>) {
      read(what.why);
    } else {
      read(what);
    }
    value = std::move(what);
  }
  void read(core::Account& account) {
    account.kind = static_cast<core::AccountKind>(byte());
    read(account.index);
    read(account.owner);
    read(account.asset);
  }
  void read(std::map<core::ReadingKey, plan::Value>& readings) {
    for (std::size_t left = number(); left > 0; --left) {
      core::ReadingKey key;
      read(key);
      read(readings.emplace_hint(readings.end(), std::move(key), plan::Value())->second);
    }
  }
  template <class T>
  void read(std::optional<T>& found) {
    found.reset();
    if (byte() != 0) read(found.emplace());
  }
  template <class T>
  void read(std::vector<T>& list) {
    list.resize(number());
    for (T& one : list)
      read(one);
  }
  // Its list of fields shows the entries, not the ledger.
  void read(core::Books& books) {
    std::vector<core::Entry> entries;
    read(entries);
    books.ledger = core::Ledger::of(std::move(entries));
    read(books.positions);
    read(books.holdings);
  }
  template <class T>
    requires std::is_enum_v<T>
  void read(T& value) {
    value = static_cast<T>(byte());
  }
  template <class T>
    requires IsId<T>::value
  void read(T& id) {
    id.value = static_cast<std::uint32_t>(number());
  }
  template <class T>
    requires requires(Unpacker& unpacker, T& value) { core::fields(unpacker, value); }
  void read(T& value) {
    core::fields(*this, value);
  }

  std::string_view left_;
};

}  // namespace

std::string pack(const core::State& state) {
  Packer packer;
  core::fields(packer, state);
  std::string bytes = packer.take();
  bytes.shrink_to_fit();
  return bytes;
}

core::State unpack(std::string_view bytes) {
  core::State state;
  Unpacker unpacker(bytes);
  core::fields(unpacker, state);
  DEALWRIGHT_ASSERT(unpacker.at_end());
  return state;
}

}  // namespace dealwright::runtime
