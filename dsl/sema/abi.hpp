// Contract ABIs (the JSON of the Solidity ABI specification): what the checker holds module calls
// against.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dealwright::sema {

inline constexpr std::size_t abi_bytes_max = 4U * 1024U * 1024U;
inline constexpr std::size_t abi_depth_max = 16;

struct AbiField {
  std::string name;
  std::string type;  // canonical: "uint256", "address[]", "(address,uint256)"
  std::vector<AbiField> components;
};

struct AbiFunction {
  std::string name;
  std::vector<AbiField> inputs;
  std::vector<AbiField> outputs;
  bool is_payable = false;
  bool is_view = false;
  [[nodiscard]] std::string signature() const;  // "supply(address,uint256,address,uint16)"
};

struct Abi {
  std::multimap<std::string, AbiFunction, std::less<>> functions;  // overloads stand side by side
  std::multimap<std::string, AbiFunction, std::less<>> events;     // inputs only
};

// Any bytes give an ABI or a reason in plain words.
[[nodiscard]] std::expected<Abi, std::string> read_abi(std::string_view json);

}  // namespace dealwright::sema
