// Heads and tails: what is dynamic stands behind the heads of its sequence, at an offset.
#include "engine/adapters/evm/abi/encode.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/abi/place.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::abi {
namespace {

using codec::Word;
using crypto::Bytes;
using crypto::ByteView;
using values::Amount;

using Fault = std::optional<Misfit>;

// How a value stands: behind offsets in calldata; in place for topics; without padding.
enum class Form : std::uint8_t { calldata, topic, packed };

Fault misfit(std::string what) { return Misfit{"", std::move(what)}; }

Fault wrong_kind(const Type& type) { return misfit("the value is not of type " + to_text(type)); }

// A number whose last `bytes` bytes are written.
void append_number(Bytes& to, const Amount& number, std::size_t bytes) {
  const Word word = codec::word_of(number);
  to.insert(to.end(), word.end() - static_cast<std::ptrdiff_t>(bytes), word.end());
}

// Bytes with zeros behind them up to a whole number of words.
void append_padded(Bytes& to, ByteView bytes) {
  crypto::append(to, bytes);
  to.resize(to.size() + (32 - bytes.size() % 32) % 32);
}

class Encoder {
 public:
  Encoder(Form form, Bytes& out) : form_(form), out_(out) {}

  Fault sequence(const Type& around, const Values& values) {
    const auto part_of = [&](std::size_t i) -> const Type& {
      return around.parts[around.kind == TypeKind::tuple ? i : 0];
    };
    if (around.kind == TypeKind::tuple && values.size() != around.parts.size()) {
      return misfit("takes " + std::to_string(around.parts.size()) + " values, not " +
                    std::to_string(values.size()));
    }
    const auto step = [&](std::size_t i) { return step_into(around, part_of(i), i); };
    if (form_ != Form::calldata || !std::ranges::any_of(around.parts, is_dynamic)) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (auto fault = value(part_of(i), values[i])) return further_out(step(i), *fault);
      }
      return std::nullopt;
    }
    const std::size_t base = out_.size();
    std::size_t head = base;
    for (std::size_t i = 0; i < values.size(); ++i)
      head += 32 * head_words(part_of(i));
    out_.resize(head);
    head = base;
    for (std::size_t i = 0; i < values.size(); ++i) {
      Bytes words;
      if (is_dynamic(part_of(i))) {
        append_number(words, Amount(out_.size() - base), 32);
        if (auto fault = value(part_of(i), values[i])) return further_out(step(i), *fault);
      } else if (auto fault = Encoder(form_, words).value(part_of(i), values[i])) {
        return further_out(step(i), *fault);
      }
      std::ranges::copy(words, out_.begin() + static_cast<std::ptrdiff_t>(head));
      head += words.size();
    }
    return std::nullopt;
  }

  Fault value(const Type& type, const Value& value) {
    switch (type.kind) {
      case TypeKind::unsigned_integer: return unsigned_integer(type, value);
      case TypeKind::signed_integer: return signed_integer(type, value);
      case TypeKind::address: return address(type, value);
      case TypeKind::boolean: return boolean(type, value);
      case TypeKind::fixed_bytes: return fixed_bytes(type, type.size, value);
      case TypeKind::function: return fixed_bytes(type, 24, value);
      case TypeKind::bytes: {
        const auto* bytes = std::get_if<Bytes>(&value.of);
        return bytes != nullptr ? byte_string(*bytes) : wrong_kind(type);
      }
      case TypeKind::string: {
        const auto* words = std::get_if<std::string>(&value.of);
        return words != nullptr ? byte_string(crypto::bytes_of(*words)) : wrong_kind(type);
      }
      case TypeKind::array:
      case TypeKind::list:
      case TypeKind::tuple: return parts(type, value);
    }
    DEALWRIGHT_UNREACHABLE("type kind");
  }

 private:
  // Elements of arrays keep their padding in the packed form too.
  std::size_t width(std::size_t bytes) const {
    return form_ == Form::packed && depth_ == 0 ? bytes : 32;
  }

  Fault unsigned_integer(const Type& type, const Value& value) {
    const auto* number = std::get_if<Amount>(&value.of);
    if (number == nullptr) return wrong_kind(type);
    if (codec::bits_of(*number) > type.size) {
      return misfit(values::to_digits(*number) + " does not fit " + to_text(type));
    }
    append_number(out_, *number, width(type.size / 8));
    return std::nullopt;
  }

  Fault signed_integer(const Type& type, const Value& value) {
    const auto* number = std::get_if<Integer>(&value.of);
    if (number == nullptr) return wrong_kind(type);
    if (!fits(*number, type.size)) {
      return misfit(abi::to_text(type, value) + " does not fit " + to_text(type));
    }
    append_number(out_, twos_complement(*number), width(type.size / 8));
    return std::nullopt;
  }

  Fault address(const Type& type, const Value& value) {
    const auto* found = std::get_if<values::Address>(&value.of);
    if (found == nullptr) return wrong_kind(type);
    append_number(out_, codec::amount_of_bytes(found->bytes), width(20));
    return std::nullopt;
  }

  Fault boolean(const Type& type, const Value& value) {
    const auto* truth = std::get_if<bool>(&value.of);
    if (truth == nullptr) return wrong_kind(type);
    append_number(out_, Amount(*truth ? 1 : 0), width(1));
    return std::nullopt;
  }

  Fault fixed_bytes(const Type& type, std::size_t size, const Value& value) {
    const auto* bytes = std::get_if<Bytes>(&value.of);
    if (bytes == nullptr) return wrong_kind(type);
    if (bytes->size() != size) {
      return misfit(to_text(type) + " has " + std::to_string(size) + " bytes, not " +
                    std::to_string(bytes->size()));
    }
    crypto::append(out_, *bytes);
    out_.resize(out_.size() + width(size) - size);
    return std::nullopt;
  }

  Fault byte_string(ByteView bytes) {
    if (form_ == Form::packed) {
      crypto::append(out_, bytes);
      return std::nullopt;
    }
    if (form_ == Form::calldata) append_number(out_, Amount(bytes.size()), 32);
    append_padded(out_, bytes);
    return std::nullopt;
  }

  Fault parts(const Type& type, const Value& value) {
    const auto* values = std::get_if<Values>(&value.of);
    if (values == nullptr) return wrong_kind(type);
    if (type.kind == TypeKind::array && values->size() != type.size) {
      return misfit(to_text(type) + " has " + std::to_string(type.size) + " elements, not " +
                    std::to_string(values->size()));
    }
    if (form_ == Form::packed && (type.kind == TypeKind::tuple || !type.parts[0].parts.empty() ||
                                  is_dynamic(type.parts[0]))) {
      return misfit(to_text(type) + " has no packed form");
    }
    if (form_ == Form::calldata && type.kind == TypeKind::list) {
      append_number(out_, Amount(values->size()), 32);
    }
    ++depth_;
    auto fault = sequence(type, *values);
    --depth_;
    return fault;
  }

  Form form_;
  Bytes& out_;
  std::size_t depth_ = 0;
};

Decoded<Bytes> encoded(Form form, const std::vector<Type>& types, const Values& values) {
  Bytes result;
  const Type around{.kind = TypeKind::tuple, .parts = types};
  if (auto fault = Encoder(form, result).sequence(around, values)) {
    return std::unexpected(said(*fault));
  }
  return result;
}

}  // namespace

Decoded<Bytes> encode(const std::vector<Type>& types, const Values& values) {
  return encoded(Form::calldata, types, values);
}

Decoded<crypto::Hash> encode_topic(const Type& type, const Value& value) {
  const auto bytes = encoded(Form::topic, {type}, {value});
  if (!bytes) return std::unexpected(bytes.error());
  if (is_dynamic(type)) {
    // Byte strings are hashed as they are; only within lists and tuples they are padded.
    if (const auto* raw = std::get_if<Bytes>(&value.of)) return crypto::keccak256(ByteView(*raw));
    if (const auto* words = std::get_if<std::string>(&value.of)) return crypto::keccak256(*words);
  }
  if (!type.parts.empty()) return crypto::keccak256(ByteView(*bytes));
  crypto::Hash topic;
  std::ranges::copy(*bytes, topic.bytes.begin());
  return topic;
}

Decoded<Bytes> encode_packed(const std::vector<Type>& types, const Values& values) {
  return encoded(Form::packed, types, values);
}

}  // namespace dealwright::abi
