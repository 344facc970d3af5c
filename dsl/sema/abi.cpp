// Reading contract ABIs: bounded in size and depth, strict about shape.
#include "dsl/sema/abi.hpp"

#include <nlohmann/json.hpp>

namespace dealwright::sema {
namespace {

using nlohmann::json;

std::string signature_types(const std::vector<AbiField>& fields) {
  std::string text = "(";
  for (std::size_t i = 0; i < fields.size(); ++i)
    text += (i > 0 ? "," : "") + fields[i].type;
  return text + ")";
}

std::expected<std::vector<AbiField>, std::string> read_fields(const json& list, std::size_t depth) {
  if (depth > abi_depth_max) return std::unexpected("its structs are nested too deeply");
  if (!list.is_array()) return std::unexpected("`inputs` and `outputs` must be lists");
  std::vector<AbiField> fields;
  for (const json& entry : list) {
    if (!entry.is_object() || !entry.contains("type") || !entry["type"].is_string()) {
      return std::unexpected("an input or output has no `type`");
    }
    AbiField field;
    field.type = entry["type"].get<std::string>();
    if (entry.contains("name") && entry["name"].is_string())
      field.name = entry["name"].get<std::string>();
    if (field.type.starts_with("tuple")) {
      if (!entry.contains("components")) return std::unexpected("a tuple has no `components`");
      auto components = read_fields(entry["components"], depth + 1);
      if (!components) return std::unexpected(components.error());
      field.components = std::move(*components);
      field.type = signature_types(field.components) + field.type.substr(5);
    } else if (field.type == "uint" || field.type == "int") {
      field.type += "256";
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

// A depth check before the parser recurses: hostile nesting must not reach it.
bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > 2 * abi_depth_max + 4) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

std::string AbiFunction::signature() const { return name + signature_types(inputs); }

std::expected<Abi, std::string> read_abi(std::string_view text) {
  if (text.size() > abi_bytes_max) return std::unexpected("it is larger than 4 MiB");
  if (too_deep(text)) return std::unexpected("it is nested too deeply");
  json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return std::unexpected("it is not JSON");
  if (document.is_object() && document.contains("abi")) document = json(document["abi"]);
  if (!document.is_array()) return std::unexpected("it is not a list of entries");
  Abi abi;
  for (const json& entry : document) {
    if (!entry.is_object() || !entry.contains("type") || !entry["type"].is_string()) {
      return std::unexpected("an entry has no `type`");
    }
    const auto type = entry["type"].get<std::string>();
    if (type != "function" && type != "event") continue;
    if (!entry.contains("name") || !entry["name"].is_string())
      return std::unexpected("an entry has no `name`");
    AbiFunction function;
    function.name = entry["name"].get<std::string>();
    auto inputs = read_fields(entry.contains("inputs") ? entry["inputs"] : json::array(), 0);
    if (!inputs) return std::unexpected(inputs.error());
    function.inputs = std::move(*inputs);
    if (entry.contains("outputs")) {
      auto outputs = read_fields(entry["outputs"], 0);
      if (!outputs) return std::unexpected(outputs.error());
      function.outputs = std::move(*outputs);
    }
    if (entry.contains("stateMutability") && entry["stateMutability"].is_string()) {
      const auto mutability = entry["stateMutability"].get<std::string>();
      function.is_payable = mutability == "payable";
      function.is_view = mutability == "view" || mutability == "pure";
    }
    auto& home = type == "event" ? abi.events : abi.functions;
    std::string name = function.name;
    home.emplace(std::move(name), std::move(function));
  }
  return abi;
}

}  // namespace dealwright::sema
