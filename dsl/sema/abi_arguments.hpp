// Arguments held against what a contract function takes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/sema/abi.hpp"
#include "dsl/sema/expressions.hpp"

namespace dealwright::sema {

// Whether a value of this type can be encoded as that ABI type ("uint256", "address[]").
[[nodiscard]] bool fits_abi(std::string_view abi_type, const Type& type);

// Empty where they fit, else the rest of a sentence that begins with the function. A function whose
// only parameter is a struct is called with the struct's fields.
[[nodiscard]] std::string misfit(const AbiFunction& function, const std::vector<Checked>& args,
                                 const std::vector<syntax::Node>& nodes);

}  // namespace dealwright::sema
