// Reads facts along their lists of fields. Whatever the bytes are, the answer is a fact or a
// reason.
#include <map>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/core/fields.hpp"
#include "engine/core/money.hpp"
#include "engine/core/names.hpp"
#include "engine/journal/codec.hpp"

namespace dealwright::journal {
namespace {

using core::Terms;
using Json = nlohmann::json;

// Nothing that is written nests deeper: a request holds parts, legs, draws and accounts.
constexpr int depth_max = 16;

class Reader {
 public:
  Reader(const Terms& terms, const Json& object, std::string& error)
      : terms_(terms), object_(object), error_(error) {}

  template <class T>
  void operator()(const char* name, T& value) {
    ++known_;
    const auto found = object_.find(name);
    if (found == object_.end()) {
      --known_;
      return;  // left out: its default
    }
    field_ = name;
    read(*found, value);
  }

  // Every member was one of the fields.
  void finish() {
    if (known_ != object_.size()) fail("an unknown field");
  }

 private:
  void fail(const std::string& what) {
    if (error_.empty()) error_ = field_.empty() ? what : "`" + field_ + "`: " + what;
  }

  std::string text_of(const Json& json) {
    if (json.is_string()) return json.get<std::string>();
    fail("a text was expected");
    return {};
  }
  void read(const Json& json, std::string& value) { value = text_of(json); }
  void read(const Json& json, bool& value) {
    if (!json.is_boolean()) return fail("a truth was expected");
    value = json.get<bool>();
  }
  void read(const Json& json, std::uint32_t& value) {
    if (!json.is_number_unsigned() || json.get<std::uint64_t>() > 0xffff'ffffULL) {
      return fail("a whole number was expected");
    }
    value = json.get<std::uint32_t>();
  }
  void read(const Json& json, std::uint64_t& value) {
    if (!json.is_number_unsigned()) return fail("a whole number was expected");
    value = json.get<std::uint64_t>();
  }
  void read(const Json& json, values::TimePoint& value) {
    if (!json.is_number_integer()) return fail("a time was expected");
    value.milliseconds = json.get<std::int64_t>();
  }
  void read(const Json& json, values::Amount& value) {
    const auto amount = values::amount_from_digits(text_of(json));
    if (!amount) return fail("an amount was expected");
    value = *amount;
  }
  template <class Kind>
  void name(const Json& json, std::optional<core::Id<Kind>> found, core::Id<Kind>& value) {
    if (!found)
      return fail("the plan has no `" +
                  (json.is_string() ? json.get<std::string>() : std::string()) + "`");
    value = *found;
  }
  void read(const Json& json, core::AssetId& value) {
    name(json, terms_.find_asset(text_of(json)), value);
  }
  void read(const Json& json, core::BucketId& value) {
    name(json, terms_.find_bucket(text_of(json)), value);
  }
  void read(const Json& json, core::StepId& value) {
    name(json, terms_.find_step(text_of(json)), value);
  }
  void read(const Json& json, core::PositionId& value) {
    name(json, terms_.find_position(text_of(json)), value);
  }
  void read(const Json& json, core::ActionId& value) {
    name(json, terms_.find_action(text_of(json)), value);
  }
  void read(const Json& json, core::LimitId& value) {
    read(json, value.value);
    if (value.value >= terms_.plan().limits.size()) fail("the plan has no such limit");
  }
  void read(const Json& json, plan::Value& value) {
    if (json.is_boolean()) {
      value = json.get<bool>();
    } else if (json.is_string()) {
      const auto number = values::rational_from_fraction(json.get<std::string>());
      if (!number) return fail("a number was expected");
      value = *number;
    } else if (json.is_object() && json.size() == 1 && json.contains("text")) {
      value = text_of(json["text"]);
    } else if (json.is_object() && json.size() == 1 && json.contains("why")) {
      value = plan::Unavailable{text_of(json["why"])};
    } else {
      fail("a value was expected");
    }
  }
  void read(const Json& json, core::Account& value) {
    if (!json.is_object()) return fail("an account was expected");
    std::size_t members = 2;
    const auto member = [&](const char* which) {
      const auto found = json.find(which);
      return found == json.end() ? std::string() : text_of(*found);
    };
    enumeration(member("in"), value.kind);
    name(json, terms_.find_asset(member("asset")), value.asset);
    const std::string of = member("of");
    switch (value.kind) {
      case core::AccountKind::resting: break;
      case core::AccountKind::holding:
        index(terms_.find_holding(of), value.index);
        ++members;
        break;
      case core::AccountKind::collateral:
      case core::AccountKind::debt:
        index(terms_.find_position(of), value.index);
        ++members;
        break;
      case core::AccountKind::fees:
      case core::AccountKind::outside: return fail("nothing is drawn from such an account");
    }
    if (value.kind != core::AccountKind::debt) {
      name(json, terms_.find_bucket(member("owner")), value.owner);
      ++members;
    }
    if (json.size() != members) fail("an unknown field");
  }
  template <class Kind>
  void index(std::optional<core::Id<Kind>> found, std::uint32_t& value) {
    if (!found) return fail("the account is not of this plan");
    value = found->value;
  }
  template <class T>
  void read(const Json& json, std::optional<T>& value) {
    value.emplace();
    read(json, *value);
  }
  template <class T>
  void read(const Json& json, std::vector<T>& value) {
    if (!json.is_array()) return fail("a list was expected");
    value.clear();
    value.reserve(json.size());
    for (const Json& one : json)
      read(one, value.emplace_back());
  }
  template <class T>
  void enumeration(const std::string& text, T& value) {
    for (const auto& [known, name] : core::names_of(T{})) {
      if (name != text) continue;
      value = known;
      return;
    }
    fail("`" + text + "` is unknown");
  }
  template <class T>
    requires std::is_enum_v<T>
  void read(const Json& json, T& value) {
    enumeration(text_of(json), value);
  }
  template <class T>
    requires requires(Reader& reader, T& value) { core::fields(reader, value); }
  void read(const Json& json, T& value) {
    if (!json.is_object()) return fail("an object was expected");
    Reader inner(terms_, json, error_);
    core::fields(inner, value);
    inner.finish();
  }

  const Terms& terms_;
  const Json& object_;
  std::string& error_;
  std::string field_;
  std::size_t known_ = 0;
};

std::expected<Json, std::string> parse(std::string_view text) {
  const Json::parser_callback_t bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > depth_max) throw std::length_error("nested too deeply");
    return true;
  };
  try {
    Json json = Json::parse(text, bounded);
    if (!json.is_object()) return std::unexpected("the payload is not an object");
    return json;
  } catch (const std::exception& error) {
    return std::unexpected("the payload is not JSON: " + std::string(error.what()));
  }
}

template <class T>
std::expected<T, std::string> read_object(const Terms& terms, std::string_view text) {
  const auto json = parse(text);
  if (!json) return std::unexpected(json.error());
  T value;
  std::string error;
  Reader reader(terms, *json, error);
  core::fields(reader, value);
  reader.finish();
  if (!error.empty()) return std::unexpected(error);
  return value;
}

template <std::size_t I = 0>
std::expected<core::FactKind, std::string> read_kind(const Terms& terms, const Record& record) {
  if constexpr (I == std::variant_size_v<core::FactKind>) {
    return std::unexpected("the kind `" + record.kind + "` is unknown to this release");
  } else {
    if (core::fact_names[I] != record.kind) return read_kind<I + 1>(terms, record);
    using Kind = std::variant_alternative_t<I, core::FactKind>;
    if (record.version != version_of(Kind{})) {
      return std::unexpected("version " + std::to_string(record.version) + " of `" + record.kind +
                             "` is unknown to this release");
    }
    auto fact = read_object<Kind>(terms, record.payload);
    if (!fact) return std::unexpected(fact.error());
    return core::FactKind(std::move(*fact));
  }
}

}  // namespace

std::expected<core::Fact, std::string> decode(const Terms& terms, const Record& record) {
  auto what = read_kind(terms, record);
  if (!what) return std::unexpected(what.error());
  return core::Fact{.at = record.at, .what = std::move(*what)};
}

std::expected<core::Request, std::string> decode_request(const Terms& terms,
                                                         std::string_view json) {
  return read_object<core::Request>(terms, json);
}

std::expected<core::Outcome, std::string> decode_outcome(const Terms& terms,
                                                         std::string_view json) {
  return read_object<core::Outcome>(terms, json);
}

}  // namespace dealwright::journal
