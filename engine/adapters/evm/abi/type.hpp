// Types of the contract ABI (Solidity documentation, "Contract ABI Specification"), with the names
// of parameters and components, which say where in a value something is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/adapters/evm/codec/malformed.hpp"

namespace dealwright::abi {

using codec::Decoded;
using codec::malformed;
using codec::Malformed;

enum class TypeKind : std::uint8_t {
  unsigned_integer,  // size: bits, 8 to 256
  signed_integer,    // size: bits
  address,
  boolean,
  fixed_bytes,  // size: bytes, 1 to 32
  function,     // an address and a selector: 24 bytes
  bytes,
  string,
  array,  // size: elements, at least 1; one part
  list,   // any number of elements; one part
  tuple,  // at least one part
};

struct Type {
  TypeKind kind = TypeKind::unsigned_integer;
  std::uint32_t size = 0;
  std::vector<Type> parts;
  std::string name;  // of the parameter or component; empty when it has none
};

inline constexpr std::size_t type_depth_max = 16;        // arrays and tuples within each other
inline constexpr std::size_t type_text_max = 16 * 1024;  // characters
inline constexpr std::size_t parts_max = 1'000;          // of one tuple or parameter list
// Words that one value has where it stands: uint256[1000][1000] is the largest of its kind.
inline constexpr std::size_t head_words_max = 1'000'000;

// "(address,uint256)[2][]", with or without names of components: "tuple(address to, uint256 n)[]".
// `uint` and `int` are their 256-bit forms.
[[nodiscard]] Decoded<Type> type_from_text(std::string_view text);
// The canonical form, as selectors hash it: without names and blanks.
[[nodiscard]] std::string to_text(const Type& type);

// "(address,uint256)" for a list of parameters.
[[nodiscard]] std::string to_text(const std::vector<Type>& types);

// Whether its values stand behind an offset.
[[nodiscard]] bool is_dynamic(const Type& type);
// How many 32-byte words it takes where it stands: 1 for dynamic types.
[[nodiscard]] std::size_t head_words(const Type& type);
// Why it is no type: a size that does not exist, parts that are missing, a limit. Empty when it is.
[[nodiscard]] std::string fault_of(const Type& type);

}  // namespace dealwright::abi
