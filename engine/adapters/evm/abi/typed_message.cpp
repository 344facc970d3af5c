// Hashing of typed messages: encodeType, encodeData and hashStruct of EIP-712.
#include "engine/adapters/evm/abi/typed_message.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/abi/encode.hpp"
#include "engine/adapters/evm/abi/words.hpp"
#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::abi {
namespace {

using codec::shown;
using crypto::Bytes;
using crypto::ByteView;
using crypto::Hash;
using nlohmann::json;

constexpr std::string_view domain_type = "EIP712Domain";

struct Field {
  std::string name;
  std::string type;
};
using Types = std::map<std::string, std::vector<Field>>;

// "Person[2][]" without its brackets.
std::string base_of(const std::string& type) { return type.substr(0, type.find('[')); }

// The last pair of brackets taken off: the element's type and, for T[n], how many.
struct ArrayOf {
  std::string element;
  std::string length;  // digits; empty for any number
};
std::optional<ArrayOf> array_of(const std::string& type) {
  const std::size_t open = type.rfind('[');
  if (open == std::string::npos || !type.ends_with(']')) return std::nullopt;
  return ArrayOf{type.substr(0, open), type.substr(open + 1, type.size() - open - 2)};
}

class Hasher {
 public:
  explicit Hasher(Types types) : types_(std::move(types)) {}

  // Fails when a type uses something that is not declared.
  Decoded<std::string> encoded_type(const std::string& name) {
    std::set<std::string> used;
    if (auto found = collect(name, used); !found) return std::unexpected(found.error());
    used.erase(name);
    std::string text = described(name);
    for (const std::string& other : used)
      text += described(other);
    return text;
  }

  Decoded<Hash> hash_struct(const std::string& name, const json& value, std::size_t depth) {
    if (depth > type_depth_max) {
      return malformed("structs deeper than " + std::to_string(type_depth_max));
    }
    if (!value.is_object()) return malformed("the value of a `" + shown(name) + "` is no object");
    const auto type = encoded_type(name);
    if (!type) return std::unexpected(type.error());
    const std::vector<Field>& fields = types_.at(name);
    Bytes bytes;
    crypto::append(bytes, crypto::keccak256(*type).bytes);
    for (const Field& field : fields) {
      const auto at = value.find(field.name);
      if (at == value.end()) {
        return malformed("`" + shown(name) + "` lacks its field `" + shown(field.name) + "`");
      }
      const auto word = encode_field(field.type, *at, depth);
      if (!word) return malformed("`" + shown(field.name) + "`: " + word.error().what);
      crypto::append(bytes, word->bytes);
    }
    if (value.size() != fields.size()) {
      return malformed("a value has fields that `" + shown(name) + "` does not declare");
    }
    return crypto::keccak256(ByteView(bytes));
  }

 private:
  Decoded<void> collect(const std::string& name, std::set<std::string>& used) {
    if (!used.insert(name).second) return {};
    const auto at = types_.find(name);
    if (at == types_.end()) return malformed("no type `" + shown(name) + "` is declared");
    for (const Field& field : at->second) {
      const std::string base = base_of(field.type);
      if (types_.contains(base)) {
        if (auto found = collect(base, used); !found) return found;
      } else if (const auto elementary = elementary_type(base); !elementary) {
        return malformed("`" + shown(name) + "." + shown(field.name) +
                         "`: " + elementary.error().what);
      }
    }
    return {};
  }

  std::string described(const std::string& name) const {
    std::string text = name + "(";
    for (const Field& field : types_.at(name)) {
      if (!text.ends_with('(')) text += ',';
      text += field.type + " " + field.name;
    }
    return text + ")";
  }

  Decoded<Hash> encode_field(const std::string& type, const json& value, std::size_t depth) {
    if (++values_ > typed_message_values_max) {
      return malformed("more than " + std::to_string(typed_message_values_max) + " values");
    }
    if (const auto array = array_of(type)) return encode_array(*array, value, depth);
    if (types_.contains(type)) return hash_struct(type, value, depth + 1);
    const auto elementary = elementary_type(type);
    if (!elementary) return std::unexpected(elementary.error());
    const auto read = value_of(*elementary, value);
    if (!read) return std::unexpected(read.error());
    return encode_topic(*elementary, *read);
  }

  Decoded<Hash> encode_array(const ArrayOf& array, const json& value, std::size_t depth) {
    if (depth > type_depth_max) {
      return malformed("arrays deeper than " + std::to_string(type_depth_max));
    }
    if (!value.is_array()) return malformed("the value is no list");
    if (!array.length.empty() && array.length != std::to_string(value.size())) {
      return malformed("the list has " + std::to_string(value.size()) + " elements, not " +
                       shown(array.length));
    }
    Bytes bytes;
    for (const json& element : value) {
      const auto word = encode_field(array.element, element, depth + 1);
      if (!word) return word;
      crypto::append(bytes, word->bytes);
    }
    return crypto::keccak256(ByteView(bytes));
  }

  static Decoded<Value> value_of(const Type& type, const json& value) {
    switch (type.kind) {
      case TypeKind::boolean:
        if (!value.is_boolean()) return malformed("the value is neither true nor false");
        return Value{value.get<bool>()};
      case TypeKind::string:
        if (!value.is_string()) return malformed("the value is no text");
        return Value{value.get<std::string>()};
      case TypeKind::address: {
        if (!value.is_string()) return malformed("the value is no address");
        const auto address = codec::address_from_checksummed(value.get_ref<const std::string&>());
        if (!address) return std::unexpected(address.error());
        return Value{*address};
      }
      case TypeKind::bytes:
      case TypeKind::fixed_bytes: {
        auto bytes = value.is_string() ? crypto::from_hex(value.get_ref<const std::string&>())
                                       : std::nullopt;
        if (!bytes) return malformed("the value is no string of bytes: 0x and digits are");
        return Value{std::move(*bytes)};
      }
      case TypeKind::unsigned_integer:
      case TypeKind::signed_integer: return integer_of(type, value);
      case TypeKind::function:
      case TypeKind::array:
      case TypeKind::list:
      case TypeKind::tuple: break;
    }
    return malformed("`" + to_text(type) + "` is no type of typed messages");
  }

  static Decoded<Value> integer_of(const Type& type, const json& value) {
    std::string text;
    if (value.is_string()) text = value.get<std::string>();
    if (value.is_number_integer()) text = value.dump();
    const bool negative = text.starts_with('-');
    const std::string digits = text.substr(negative ? 1 : 0);
    std::optional<values::Amount> magnitude;
    if (digits.starts_with("0x")) {
      const auto read = codec::amount_from_quantity(digits);
      if (read) magnitude = *read;
    } else if (const auto read = values::amount_from_digits(digits)) {
      magnitude = *read;
    }
    if (!magnitude) return malformed("`" + shown(text) + "` is no whole number");
    if (type.kind == TypeKind::unsigned_integer) {
      if (negative) return malformed(text + " does not fit " + to_text(type));
      return Value{*magnitude};
    }
    const bool below_zero = negative && !magnitude->is_zero();
    return Value{Integer{.sign = below_zero ? Integer::Sign::negative : Integer::Sign::positive,
                         .magnitude = *magnitude}};
  }

  Types types_;
  std::size_t values_ = 0;
};

Decoded<Types> read_types(const json& object) {
  if (!object.is_object() || object.size() > typed_message_types_max) {
    return malformed("`types` is an object of at most " + std::to_string(typed_message_types_max) +
                     " types");
  }
  Types types;
  for (const auto& [name, list] : object.items()) {
    if (!list.is_array() || list.size() > parts_max) {
      return malformed("the type `" + shown(name) + "` is no list of fields");
    }
    std::vector<Field>& fields = types[name];
    std::set<std::string> names;
    for (const json& entry : list) {
      const bool complete = entry.is_object() && entry.contains("name") &&
                            entry.at("name").is_string() && entry.contains("type") &&
                            entry.at("type").is_string();
      if (!complete) return malformed("a field of `" + shown(name) + "` lacks `name` or `type`");
      fields.push_back({entry.at("name"), entry.at("type")});
      if (!names.insert(fields.back().name).second) {
        return malformed("`" + shown(name) + "` has the field `" + shown(fields.back().name) +
                         "` twice");
      }
    }
  }
  return types;
}

// The standard fields that a domain has, in the order of the EIP.
std::vector<Field> domain_fields(const json& domain) {
  static const std::array<Field, 5> standard{{{"name", "string"},
                                              {"version", "string"},
                                              {"chainId", "uint256"},
                                              {"verifyingContract", "address"},
                                              {"salt", "bytes32"}}};
  std::vector<Field> fields;
  for (const Field& field : standard) {
    if (domain.is_object() && domain.contains(field.name)) fields.push_back(field);
  }
  return fields;
}

}  // namespace

Decoded<TypedMessageHash> hash_typed_message(std::string_view text) {
  if (text.size() > typed_message_bytes_max) {
    return malformed("a typed message of more than " + std::to_string(typed_message_bytes_max) +
                     " bytes");
  }
  const json::parser_callback_t not_too_deep = [](int depth, json::parse_event_t, json&) {
    return depth <= static_cast<int>(4 * type_depth_max);
  };
  const json whole = json::parse(text, not_too_deep, false);
  if (!whole.is_object()) return malformed("the typed message is no JSON object");
  for (const char* name : {"types", "primaryType", "domain", "message"}) {
    if (!whole.contains(name))
      return malformed(std::string("the typed message lacks `") + name + "`");
  }
  if (!whole.at("primaryType").is_string()) return malformed("`primaryType` is no text");
  auto types = read_types(whole.at("types"));
  if (!types) return std::unexpected(types.error());
  types->try_emplace(std::string(domain_type), domain_fields(whole.at("domain")));

  Hasher hasher(std::move(*types));
  const auto primary = whole.at("primaryType").get<std::string>();
  TypedMessageHash result;
  auto type = hasher.encoded_type(primary);
  if (!type) return std::unexpected(type.error());
  result.encoded_type = std::move(*type);
  const auto domain = hasher.hash_struct(std::string(domain_type), whole.at("domain"), 0);
  if (!domain) return malformed("the domain: " + domain.error().what);
  result.domain = *domain;
  Bytes bytes{0x19, 0x01};
  crypto::append(bytes, domain->bytes);
  if (primary != domain_type) {
    const auto message = hasher.hash_struct(primary, whole.at("message"), 0);
    if (!message) return malformed("the message: " + message.error().what);
    result.message = *message;
    crypto::append(bytes, message->bytes);
  }
  result.digest = crypto::keccak256(ByteView(bytes));
  return result;
}

}  // namespace dealwright::abi
