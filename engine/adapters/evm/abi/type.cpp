// Types from and to text: a small recursive descent with a limit on its depth.
#include "engine/adapters/evm/abi/type.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/abi/words.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::abi {
namespace {

using codec::shown;

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$';
}

// Plain digits without zeros in front.
std::optional<std::uint32_t> size_from(std::string_view digits) {
  std::uint32_t size = 0;
  if (digits.empty() || digits[0] == '0') return std::nullopt;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return size;
}

std::optional<Type> sized(TypeKind kind, std::string_view word, std::string_view stem) {
  if (!word.starts_with(stem)) return std::nullopt;
  const auto size = size_from(word.substr(stem.size()));
  if (!size) return std::nullopt;
  return Type{.kind = kind, .size = *size};
}

// The brackets behind a type, each of which makes it the part of another.
Decoded<Type> with_brackets(Words& words, Type type) {
  while (words.take('[')) {
    Type around{.kind = TypeKind::list};
    if (!words.take(']')) {
      const auto size = size_from(words.word());
      if (!size) return words.wrong("a length above zero");
      if (!words.take(']')) return words.wrong("`]`");
      around.kind = TypeKind::array;
      around.size = *size;
    }
    around.parts.push_back(std::move(type));
    type = std::move(around);
    if (std::string fault = fault_of(type); !fault.empty()) return malformed(std::move(fault));
  }
  return type;
}

std::size_t saturating_product(std::size_t a, std::size_t b) {
  return b != 0 && a > head_words_max / b ? head_words_max + 1 : a * b;
}

std::size_t depth_of(const Type& type) {
  std::size_t deepest = 0;
  for (const Type& part : type.parts)
    deepest = std::max(deepest, depth_of(part));
  return deepest + 1;
}

// Without a look at its parts.
std::string own_fault(const Type& type) {
  const std::size_t parts = type.parts.size();
  switch (type.kind) {
    case TypeKind::unsigned_integer:
    case TypeKind::signed_integer:
      return type.size >= 8 && type.size <= 256 && type.size % 8 == 0
                 ? ""
                 : "integers have 8 to 256 bits in steps of 8, not " + std::to_string(type.size);
    case TypeKind::fixed_bytes:
      return type.size >= 1 && type.size <= 32
                 ? ""
                 : "fixed byte strings have 1 to 32 bytes, not " + std::to_string(type.size);
    case TypeKind::array: return parts == 1 && type.size > 0 ? "" : "an array without elements";
    case TypeKind::list: return parts == 1 ? "" : "a list has one type of elements";
    case TypeKind::tuple:
      return parts >= 1 && parts <= parts_max ? ""
                                              : "a tuple has 1 to " + std::to_string(parts_max) +
                                                    " components, not " + std::to_string(parts);
    case TypeKind::address:
    case TypeKind::boolean:
    case TypeKind::function:
    case TypeKind::bytes:
    case TypeKind::string: return parts == 0 ? "" : "this type has no parts";
  }
  DEALWRIGHT_UNREACHABLE("type kind");
}

}  // namespace

Decoded<Type> type_from_text(std::string_view text) {
  if (text.size() > type_text_max) {
    return malformed("a type of more than " + std::to_string(type_text_max) + " characters");
  }
  Words words(text);
  auto type = read_type(words, 0);
  if (type && !words.at_end()) return words.wrong("the end of the type");
  return type;
}

Decoded<Type> read_type(Words& words, std::size_t depth) {
  if (depth > type_depth_max) {
    return malformed("a type deeper than " + std::to_string(type_depth_max));
  }
  const bool named_tuple = words.take_word("tuple");
  if (named_tuple || words.rest().starts_with('(')) {
    auto inside = read_parameters(words, Indexing::refused, depth + 1);
    if (!inside) return std::unexpected(inside.error());
    Type tuple{.kind = TypeKind::tuple, .parts = std::move(inside->types)};
    if (std::string fault = fault_of(tuple); !fault.empty()) return malformed(std::move(fault));
    return with_brackets(words, std::move(tuple));
  }
  const std::string_view word = words.word();
  if (word.empty()) return words.wrong("a type");
  auto type = elementary_type(word);
  if (!type) return type;
  return with_brackets(words, std::move(*type));
}

Decoded<Type> elementary_type(std::string_view word) {
  if (word == "uint") return Type{.kind = TypeKind::unsigned_integer, .size = 256};
  if (word == "int") return Type{.kind = TypeKind::signed_integer, .size = 256};
  if (word == "address") return Type{.kind = TypeKind::address};
  if (word == "bool") return Type{.kind = TypeKind::boolean};
  if (word == "function") return Type{.kind = TypeKind::function};
  if (word == "bytes") return Type{.kind = TypeKind::bytes};
  if (word == "string") return Type{.kind = TypeKind::string};
  if (word.starts_with("fixed") || word.starts_with("ufixed")) {
    return malformed("`" + shown(word) + "`: contracts have no fixed point numbers yet");
  }
  auto type = sized(TypeKind::unsigned_integer, word, "uint");
  if (!type) type = sized(TypeKind::signed_integer, word, "int");
  if (!type) type = sized(TypeKind::fixed_bytes, word, "bytes");
  if (!type) return malformed("`" + shown(word) + "` is no type of the ABI");
  if (std::string fault = fault_of(*type); !fault.empty()) {
    return malformed("`" + shown(word) + "`: " + fault);
  }
  return *type;
}

Decoded<Parameters> read_parameters(Words& words, Indexing indexing, std::size_t depth) {
  Parameters result;
  if (!words.take('(')) return words.wrong("`(`");
  if (words.take(')')) return result;
  do {
    auto type = read_type(words, depth);
    if (!type) return std::unexpected(type.error());
    bool indexed = false;
    std::string_view word = words.word();
    while (word == "indexed" || word == "memory" || word == "calldata" || word == "storage" ||
           word == "payable") {
      if (word == "indexed" && indexing == Indexing::refused) {
        return malformed("only parameters of events are indexed");
      }
      indexed = indexed || word == "indexed";
      word = words.word();
    }
    type->name = word;
    result.types.push_back(std::move(*type));
    result.indexed.push_back(indexed);
    if (result.types.size() > parts_max) {
      return malformed("more than " + std::to_string(parts_max) + " parameters");
    }
  } while (words.take(','));
  if (!words.take(')')) return words.wrong("`,` or `)`");
  return result;
}

std::string to_text(const Type& type) {
  switch (type.kind) {
    case TypeKind::unsigned_integer: return "uint" + std::to_string(type.size);
    case TypeKind::signed_integer: return "int" + std::to_string(type.size);
    case TypeKind::address: return "address";
    case TypeKind::boolean: return "bool";
    case TypeKind::fixed_bytes: return "bytes" + std::to_string(type.size);
    case TypeKind::function: return "function";
    case TypeKind::bytes: return "bytes";
    case TypeKind::string: return "string";
    case TypeKind::array: return to_text(type.parts[0]) + "[" + std::to_string(type.size) + "]";
    case TypeKind::list: return to_text(type.parts[0]) + "[]";
    case TypeKind::tuple: return to_text(type.parts);
  }
  DEALWRIGHT_UNREACHABLE("type kind");
}

std::string to_text(const std::vector<Type>& types) {
  std::string text = "(";
  for (const Type& type : types) {
    if (text.size() > 1) text += ',';
    text += to_text(type);
  }
  return text + ")";
}

bool is_dynamic(const Type& type) {
  switch (type.kind) {
    case TypeKind::bytes:
    case TypeKind::string:
    case TypeKind::list: return true;
    case TypeKind::array:
    case TypeKind::tuple: return std::ranges::any_of(type.parts, is_dynamic);
    case TypeKind::unsigned_integer:
    case TypeKind::signed_integer:
    case TypeKind::address:
    case TypeKind::boolean:
    case TypeKind::fixed_bytes:
    case TypeKind::function: return false;
  }
  DEALWRIGHT_UNREACHABLE("type kind");
}

std::size_t head_words(const Type& type) {
  if (is_dynamic(type)) return 1;
  if (type.kind == TypeKind::array) {
    return saturating_product(head_words(type.parts[0]), type.size);
  }
  if (type.kind != TypeKind::tuple) return 1;
  std::size_t words = 0;
  for (const Type& part : type.parts)
    words = std::min(words + head_words(part), head_words_max + 1);
  return words;
}

std::string fault_of(const Type& type) {
  if (std::string fault = own_fault(type); !fault.empty()) return fault;
  for (const Type& part : type.parts) {
    if (std::string fault = fault_of(part); !fault.empty()) return fault;
  }
  if (depth_of(type) > type_depth_max + 1) {
    return "a type deeper than " + std::to_string(type_depth_max);
  }
  if (head_words(type) > head_words_max ||
      (type.kind == TypeKind::array &&
       saturating_product(head_words(type.parts[0]), type.size) > head_words_max)) {
    return "a value of this type has more than " + std::to_string(head_words_max) + " words";
  }
  return "";
}

bool Words::at_end() {
  pass_blanks();
  return at_ == text_.size();
}

bool Words::take(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool Words::take_word(std::string_view word) {
  const std::string_view left = rest();
  if (!left.starts_with(word)) return false;
  if (left.size() > word.size() && is_of_word(left[word.size()])) return false;
  at_ += word.size();
  return true;
}

std::string_view Words::word() {
  pass_blanks();
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_of_word(text_[at_]))
    ++at_;
  return text_.substr(begin, at_ - begin);
}

std::string_view Words::rest() {
  pass_blanks();
  return text_.substr(at_);
}

void Words::pass_blanks() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
    ++at_;
}

std::unexpected<Malformed> Words::wrong(std::string_view expected) {
  const std::string found = at_end() ? "the end" : "`" + shown(rest().substr(0, 20)) + "`";
  return malformed("expected " + std::string(expected) + ", found " + found + " in `" +
                   shown(text_) + "`");
}

}  // namespace dealwright::abi
