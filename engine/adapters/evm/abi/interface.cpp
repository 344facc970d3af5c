// The JSON of compilers. Its entries are read one by one; what is wrong names the entry.
#include "engine/adapters/evm/abi/interface.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/abi/words.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::abi {
namespace {

using codec::shown;
using nlohmann::json;

std::string text_at(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool truth_at(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_boolean() && at->get<bool>();
}

Decoded<std::vector<Type>> read_types(const json& list, std::size_t depth);

// One parameter: `type` is "uint256", "tuple[2]" and the like, `components` are a tuple's.
Decoded<Type> read_type_of(const json& entry, std::size_t depth) {
  if (!entry.is_object()) return malformed("a parameter is no object");
  if (depth > type_depth_max) {
    return malformed("a type deeper than " + std::to_string(type_depth_max));
  }
  const std::string text = text_at(entry, "type");
  const std::string name = text_at(entry, "name");
  if (!text.starts_with("tuple")) {
    auto type = type_from_text(text);
    if (type) type->name = name;
    return type;
  }
  const auto components = entry.find("components");
  if (components == entry.end()) return malformed("a tuple without `components`");
  auto parts = read_types(*components, depth + 1);
  if (!parts) return std::unexpected(parts.error());
  // The brackets are read by the same code as in texts: around a type that is then replaced.
  auto type = type_from_text("bool" + text.substr(std::string_view("tuple").size()));
  if (!type) return type;
  Type* innermost = &*type;
  while (!innermost->parts.empty())
    innermost = &innermost->parts[0];
  *innermost = Type{.kind = TypeKind::tuple, .parts = std::move(*parts)};
  if (std::string fault = fault_of(*type); !fault.empty()) return malformed(std::move(fault));
  type->name = name;
  return type;
}

Decoded<std::vector<Type>> read_types(const json& list, std::size_t depth) {
  if (!list.is_array() || list.size() > parts_max) {
    return malformed("parameters are a list of at most " + std::to_string(parts_max));
  }
  std::vector<Type> types;
  for (const json& entry : list) {
    auto type = read_type_of(entry, depth);
    if (!type) return std::unexpected(type.error());
    types.push_back(std::move(*type));
  }
  return types;
}

Decoded<std::vector<Type>> types_at(const json& entry, const char* name) {
  const auto at = entry.find(name);
  if (at == entry.end()) return std::vector<Type>();
  return read_types(*at, 0);
}

std::optional<Mutability> mutability_of(const json& entry) {
  const std::string word = text_at(entry, "stateMutability");
  if (word == "pure") return Mutability::pure;
  if (word == "view") return Mutability::view;
  if (word == "payable") return Mutability::payable;
  if (word == "nonpayable") return Mutability::nonpayable;
  if (!word.empty()) return std::nullopt;
  // Compilers before 0.4.16.
  if (truth_at(entry, "constant")) return Mutability::view;
  return truth_at(entry, "payable") ? Mutability::payable : Mutability::nonpayable;
}

std::string add_entry(const json& entry, Interface& to) {
  if (!entry.is_object()) return "is no object";
  const std::string kind = text_at(entry, "type").empty() ? "function" : text_at(entry, "type");
  if (kind == "fallback" || kind == "receive") return "";
  const std::string name = text_at(entry, "name");
  if (name.empty() && kind != "constructor") return "has no name";
  auto inputs = types_at(entry, "inputs");
  if (!inputs) return inputs.error().what;
  if (kind == "constructor") {
    to.constructor = std::move(*inputs);
  } else if (kind == "error") {
    to.errors.push_back({.name = name, .inputs = std::move(*inputs)});
  } else if (kind == "function") {
    auto outputs = types_at(entry, "outputs");
    if (!outputs) return outputs.error().what;
    const auto mutability = mutability_of(entry);
    if (!mutability) return "has a `stateMutability` that is not known";
    to.functions.push_back({.name = name,
                            .inputs = std::move(*inputs),
                            .outputs = std::move(*outputs),
                            .mutability = *mutability});
  } else if (kind == "event") {
    Event event{.name = name, .inputs = std::move(*inputs)};
    if (truth_at(entry, "anonymous")) event.naming = Naming::anonymous;
    const auto list = entry.find("inputs");
    for (std::size_t i = 0; i < event.inputs.size(); ++i) {
      event.kept.push_back(truth_at((*list)[i], "indexed") ? Keeping::as_topic : Keeping::as_data);
    }
    const std::ptrdiff_t most = event.naming == Naming::anonymous ? 4 : 3;
    if (std::ranges::count(event.kept, Keeping::as_topic) > most) {
      return "has more than " + std::to_string(most) + " indexed parameters";
    }
    to.events.push_back(std::move(event));
  } else {
    return "is of the kind `" + shown(kind) + "`, which is not known";
  }
  return "";
}

template <class Entry>
Decoded<Entry> the_one(const std::vector<Entry>& from, std::string_view name,
                       std::string_view what) {
  const Entry* found = nullptr;
  for (const Entry& entry : from) {
    if (entry.name != name && signature_of(entry) != name) continue;
    if (found != nullptr) {
      return malformed("there is more than one " + std::string(what) + " `" + shown(name) +
                       "`: write it with its types, as `" + signature_of(entry) + "`");
    }
    found = &entry;
  }
  if (found == nullptr) {
    return malformed("there is no " + std::string(what) + " `" + shown(name) + "`");
  }
  return *found;
}

}  // namespace

Decoded<Interface> interface_from_json(std::string_view text) {
  if (text.size() > interface_bytes_max) {
    return malformed("an interface of more than " + std::to_string(interface_bytes_max) + " bytes");
  }
  const json::parser_callback_t not_too_deep = [](int depth, json::parse_event_t, json&) {
    return depth <= static_cast<int>(4 * type_depth_max);
  };
  const json whole = json::parse(text, not_too_deep, false);
  if (whole.is_discarded()) return malformed("the interface is no JSON");
  const bool artifact = whole.is_object() && whole.contains("abi");
  const json& list = artifact ? whole.at("abi") : whole;
  if (!list.is_array()) {
    return malformed("an interface is a list of entries, or an object with one under `abi`");
  }
  if (list.size() > interface_entries_max) {
    return malformed("more than " + std::to_string(interface_entries_max) + " entries");
  }
  Interface result;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (const std::string fault = add_entry(list[i], result); !fault.empty()) {
      const std::string name = list[i].is_object() ? text_at(list[i], "name") : "";
      return malformed("entry " + std::to_string(i + 1) +
                       (name.empty() ? "" : ", `" + shown(name) + "`") + ": " + fault);
    }
  }
  return result;
}

Decoded<Function> find_function(const Interface& from, std::string_view name) {
  return the_one(from.functions, name, "function");
}

Decoded<Event> find_event(const Interface& from, std::string_view name) {
  return the_one(from.events, name, "event");
}

}  // namespace dealwright::abi
