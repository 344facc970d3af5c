// What a contract offers: its functions, events and errors, from the JSON of a compiler or from
// signatures as people write them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/adapters/evm/abi/type.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::abi {

using Selector = std::array<std::uint8_t, 4>;

enum class Mutability : std::uint8_t { pure, view, nonpayable, payable };

struct Function {
  std::string name;
  std::vector<Type> inputs;
  std::vector<Type> outputs;
  Mutability mutability = Mutability::nonpayable;
};

enum class Keeping : std::uint8_t { as_data, as_topic };  // `indexed` parameters are topics
enum class Naming : std::uint8_t { by_topic, anonymous };

struct Event {
  std::string name;
  std::vector<Type> inputs;
  std::vector<Keeping> kept;  // one for each input
  Naming naming = Naming::by_topic;
};

struct CustomError {
  std::string name;
  std::vector<Type> inputs;
};

struct Interface {
  std::vector<Type> constructor;  // its parameters
  std::vector<Function> functions;
  std::vector<Event> events;
  std::vector<CustomError> errors;
};

inline constexpr std::size_t interface_bytes_max = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t interface_entries_max = 10'000;

// "transfer(address,uint256)", and the hashes that name it on chain.
[[nodiscard]] std::string signature_of(const Function& function);
[[nodiscard]] std::string signature_of(const Event& event);
[[nodiscard]] std::string signature_of(const CustomError& error);
[[nodiscard]] Selector selector_of(std::string_view signature);
[[nodiscard]] Selector selector_of(const Function& function);
[[nodiscard]] Selector selector_of(const CustomError& error);
[[nodiscard]] crypto::Hash topic_of(const Event& event);

// "function transfer(address to, uint256 amount) returns (bool)"; the word `function` may be left
// out. "event Transfer(address indexed from, address indexed to, uint256 value)". "error
// Unauthorized(address who)".
[[nodiscard]] Decoded<Function> function_from_text(std::string_view text);
[[nodiscard]] Decoded<Event> event_from_text(std::string_view text);
[[nodiscard]] Decoded<CustomError> error_from_text(std::string_view text);

// The JSON that compilers write: a list of entries, or an object with the list under `abi`.
// Entries of kinds that have no parameters (fallback, receive) are passed over, unknown kinds are
// refused.
[[nodiscard]] Decoded<Interface> interface_from_json(std::string_view json);

// The one with this name or, where a name is overloaded, this signature. Fails when there is none
// or more than one.
[[nodiscard]] Decoded<Function> find_function(const Interface& from, std::string_view name);
[[nodiscard]] Decoded<Event> find_event(const Interface& from, std::string_view name);

}  // namespace dealwright::abi
