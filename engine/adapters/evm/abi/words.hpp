// Reading of type and signature texts word by word. Used by this room alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/adapters/evm/abi/type.hpp"

namespace dealwright::abi {

class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  // Each passes over blanks first.
  [[nodiscard]] bool at_end();
  [[nodiscard]] bool take(char c);
  [[nodiscard]] bool take_word(std::string_view word);
  [[nodiscard]] std::string_view word();  // letters, digits, _ and $; empty when there is none
  [[nodiscard]] std::string_view rest();

  [[nodiscard]] std::unexpected<Malformed> wrong(std::string_view expected);

 private:
  void pass_blanks();
  std::string_view text_;
  std::size_t at_ = 0;
};

// A type and, behind it, its name if it has one.
[[nodiscard]] Decoded<Type> read_type(Words& words, std::size_t depth);

enum class Indexing : std::uint8_t { refused, taken };
struct Parameters {
  std::vector<Type> types;
  std::vector<bool> indexed;
};
// "(address from, uint256)", with `indexed`, `memory`, `calldata`, `storage` and `payable` between
// a type and its name.
[[nodiscard]] Decoded<Parameters> read_parameters(Words& words, Indexing indexing,
                                                  std::size_t depth);
// "uint8" and its like; `[…]` is not looked at.
[[nodiscard]] Decoded<Type> elementary_type(std::string_view word);

}  // namespace dealwright::abi
