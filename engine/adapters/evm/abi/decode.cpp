// One walk along the types. In the canonical reading each tail must begin where the one before it
// ended, which also makes sharing and gaps impossible.
#include "engine/adapters/evm/abi/decode.hpp"

#include <algorithm>
#include <expected>
#include <optional>
#include <string>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/abi/place.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::abi {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using values::Amount;

template <class T>
using Read = std::expected<T, Misfit>;

std::unexpected<Misfit> misfit(std::string what) {
  return std::unexpected(Misfit{"", std::move(what)});
}

class Decoder {
 public:
  Decoder(ByteView all, Reading reading) : all_(all), reading_(reading) {}

  struct Sequence {
    Values values;
    std::size_t end = 0;  // behind its heads and tails
  };

  // `count` parts of `around` whose heads begin at `base`.
  Read<Sequence> sequence(const Type& around, std::size_t count, std::size_t base) {
    const auto part_of = [&](std::size_t i) -> const Type& {
      return around.parts[around.kind == TypeKind::tuple ? i : 0];
    };
    std::size_t heads = 0;
    if (around.kind == TypeKind::tuple) {
      for (const Type& part : around.parts)
        heads += 32 * head_words(part);
    } else {
      // Before anything is reserved: a length is not believed until its heads are there.
      const std::size_t each = 32 * head_words(around.parts[0]);
      if (count > left(base) / each) {
        return misfit("the bytes end before the " + std::to_string(count) + " elements");
      }
      heads = each * count;
    }
    if (heads > left(base)) return misfit("the bytes end before the values");

    Sequence result{.end = base + heads};
    result.values.reserve(std::min(count, decoded_values_max));
    std::size_t head = base;
    for (std::size_t i = 0; i < count; ++i) {
      const Type& part = part_of(i);
      auto read = part_at(part, base, head, result.end);
      if (!read) {
        return std::unexpected(further_out(step_into(around, part, i), std::move(read.error())));
      }
      head += 32 * head_words(part);
      result.values.push_back(std::move(*read));
    }
    return result;
  }

 private:
  [[nodiscard]] std::size_t left(std::size_t from) const { return all_.size() - from; }
  [[nodiscard]] bool canonical() const { return reading_ == Reading::canonical; }
  [[nodiscard]] ByteView word(std::size_t at) const { return all_.subspan(at, 32); }

  // The part whose head is at `head`; `end` is where the next tail belongs, and moves behind it.
  Read<Value> part_at(const Type& part, std::size_t base, std::size_t head, std::size_t& end) {
    if (++values_ > decoded_values_max) {
      return misfit("more than " + std::to_string(decoded_values_max) + " values");
    }
    if (!is_dynamic(part)) return in_place(part, head);
    const Amount offset = codec::amount_of_bytes(word(head));
    if (offset > Amount(left(base))) return misfit("an offset leads behind the end of the bytes");
    const std::size_t at = base + offset.limbs()[0];
    if (canonical() && at != end) return misfit("an offset is not the canonical one");
    return tail(part, at, end);
  }

  Read<Value> in_place(const Type& type, std::size_t at) {
    switch (type.kind) {
      case TypeKind::unsigned_integer: return unsigned_integer(type, at);
      case TypeKind::signed_integer: return signed_integer(type, at);
      case TypeKind::address: return address(at);
      case TypeKind::boolean: return boolean(at);
      case TypeKind::fixed_bytes: return fixed_bytes(type.size, at);
      case TypeKind::function: return fixed_bytes(24, at);
      case TypeKind::array:
      case TypeKind::tuple: {
        auto read =
            sequence(type, type.kind == TypeKind::tuple ? type.parts.size() : type.size, at);
        if (!read) return std::unexpected(std::move(read.error()));
        return Value{std::move(read->values)};
      }
      case TypeKind::bytes:
      case TypeKind::string:
      case TypeKind::list: break;
    }
    DEALWRIGHT_UNREACHABLE("a dynamic type in place");
  }

  Read<Value> tail(const Type& type, std::size_t at, std::size_t& end) {
    if (type.kind == TypeKind::bytes || type.kind == TypeKind::string) {
      return byte_string(type, at, end);
    }
    std::size_t count = type.kind == TypeKind::tuple ? type.parts.size() : type.size;
    std::size_t base = at;
    if (type.kind == TypeKind::list) {
      const auto length = length_at(at);
      if (!length) return std::unexpected(length.error());
      count = *length;
      base = at + 32;
    }
    auto read = sequence(type, count, base);
    if (!read) return std::unexpected(std::move(read.error()));
    end = read->end;
    return Value{std::move(read->values)};
  }

  Read<std::size_t> length_at(std::size_t at) const {
    if (left(at) < 32) return misfit("the bytes end before a length");
    const Amount length = codec::amount_of_bytes(word(at));
    if (length > Amount(left(at + 32))) {
      return misfit("a length of " + values::to_digits(length) + ", and " +
                    std::to_string(left(at + 32)) + " bytes are left");
    }
    return length.limbs()[0];
  }

  Read<Value> byte_string(const Type& type, std::size_t at, std::size_t& end) {
    const auto length = length_at(at);
    if (!length) return std::unexpected(length.error());
    bytes_ += *length;
    if (bytes_ > decoded_bytes_max) {
      return misfit("byte strings of more than " + std::to_string(decoded_bytes_max) + " bytes");
    }
    const ByteView content = all_.subspan(at + 32, *length);
    const std::size_t padding = (32 - *length % 32) % 32;
    if (canonical()) {
      if (left(at + 32) - *length < padding) return misfit("the bytes end within the padding");
      const ByteView zeros = all_.subspan(at + 32 + *length, padding);
      if (std::ranges::any_of(zeros, [](std::uint8_t byte) { return byte != 0; })) {
        return misfit("the padding is not zero");
      }
      end = at + 32 + *length + padding;
    }
    if (type.kind == TypeKind::string) return Value{crypto::text_of(content)};
    return Value{Bytes(content.begin(), content.end())};
  }

  Read<Value> unsigned_integer(const Type& type, std::size_t at) const {
    const Amount number = codec::amount_of_bytes(word(at));
    if (codec::bits_of(number) > type.size) {
      return misfit(values::to_digits(number) + " does not fit " + to_text(type));
    }
    return Value{number};
  }

  Read<Value> signed_integer(const Type& type, std::size_t at) const {
    const Integer number = from_twos_complement(codec::amount_of_bytes(word(at)));
    if (!fits(number, type.size)) {
      return misfit(abi::to_text(type, Value{number}) + " does not fit " + to_text(type));
    }
    return Value{number};
  }

  Read<Value> address(std::size_t at) const {
    const ByteView bytes = word(at);
    const auto not_zero = [](std::uint8_t byte) { return byte != 0; };
    if (std::ranges::any_of(bytes.first(12), not_zero)) {
      return misfit("an address has more than 20 bytes");
    }
    values::Address result;
    std::ranges::copy(bytes.subspan(12), result.bytes.begin());
    return Value{result};
  }

  Read<Value> boolean(std::size_t at) const {
    const Amount number = codec::amount_of_bytes(word(at));
    if (number > Amount(1)) return misfit("a truth is neither 0 nor 1");
    return Value{!number.is_zero()};
  }

  Read<Value> fixed_bytes(std::size_t size, std::size_t at) const {
    const ByteView bytes = word(at);
    const auto not_zero = [](std::uint8_t byte) { return byte != 0; };
    if (std::ranges::any_of(bytes.subspan(size), not_zero)) {
      return misfit("the padding is not zero");
    }
    return Value{Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))};
  }

  ByteView all_;
  Reading reading_;
  std::size_t values_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

Decoded<Values> decode(const std::vector<Type>& types, ByteView bytes, Reading reading) {
  const Type around{.kind = TypeKind::tuple, .parts = types};
  auto read = Decoder(bytes, reading).sequence(around, types.size(), 0);
  if (!read) return std::unexpected(said(read.error()));
  if (reading == Reading::canonical && read->end != bytes.size()) {
    return malformed(std::to_string(bytes.size() - read->end) + " bytes follow the values");
  }
  return std::move(read->values);
}

}  // namespace dealwright::abi
