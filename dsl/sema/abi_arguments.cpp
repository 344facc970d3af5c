// What the language has, in the terms of the ABI.
#include "dsl/sema/abi_arguments.hpp"

namespace dealwright::sema {

std::string misfit(const AbiFunction& function, const std::vector<Checked>& args,
                   const std::vector<syntax::Node>& nodes) {
  const auto& inputs =
      function.inputs.size() == 1 && !function.inputs.front().components.empty() && args.size() != 1
          ? function.inputs.front().components
          : function.inputs;
  if (inputs.size() != args.size()) {
    return "takes " + std::to_string(inputs.size()) +
           (inputs.size() == 1 ? " argument" : " arguments") + ", here " +
           (args.size() == 1 ? "is 1" : "are " + std::to_string(args.size()));
  }
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (fits_abi(inputs[i].type, args[i].type)) continue;
    return "takes " + inputs[i].type + (inputs[i].name.empty() ? "" : " `" + inputs[i].name + "`") +
           " as its argument " + std::to_string(i + 1) + ", `" + std::string(nodes[i].text()) +
           "` is " + in_words(args[i].type);
  }
  return {};
}

bool fits_abi(std::string_view abi_type, const Type& type) {
  if (type.is(TypeKind::raw)) return true;
  if (abi_type == "address")
    return type.is(TypeKind::asset) || type.is(TypeKind::address) || type.is(TypeKind::text);
  if (abi_type == "address[]") return type.is(TypeKind::route);
  if (abi_type == "bool") return type.is(TypeKind::truth);
  if (abi_type == "string" || abi_type.starts_with("bytes")) return type.is(TypeKind::text);
  if (abi_type.ends_with(']')) return false;
  if (abi_type.starts_with("uint") || abi_type.starts_with("int")) {
    return type.is(TypeKind::number) || type.is(TypeKind::duration) || type.is(TypeKind::time) ||
           type.is_position();
  }
  return false;
}

}  // namespace dealwright::sema
