// Reads a plan from JSON. Input: any bytes. Output: a plan without faults, or the first thing that
// is wrong and where. Two passes: bytes to a tree whose depth and size are bounded while it grows,
// then the tree to a plan along the field lists that the writer uses.
#include <algorithm>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/fields.hpp"
#include "dsl/plan/names.hpp"
#include "dsl/plan/pointer.hpp"

namespace dealwright::plan {
namespace {

using nlohmann::json;

std::expected<json, PlanError> parse(std::string_view bytes, const ReadLimits& limits);

// The tree to a plan: a visitor over the field lists. After the first error it reads nothing more.
class Reader {
 public:
  template <class T>
  void read(const json& from, T& into) {
    if constexpr (Scalar<T>) {
      read_scalar(from, into);
    } else if constexpr (is_option<T>) {
      read(from, into.emplace());
    } else if constexpr (is_list<T>) {
      read_list(from, into);
    } else {
      read_object(from, into);
    }
  }

  // What describe() calls.
  template <class T>
  void must(std::string_view name, T& value) {
    if (!read_key(name, value)) fail(name, "missing");
  }
  template <class T>
  void may(std::string_view name, T& value, WhenEmpty = WhenEmpty::left_out) {
    read_key(name, value);
  }
  template <class Names, class Variant>
  void one_of(const Names& names, Variant& variant) {
    read_alternative<0>(names, variant);
  }
  void format(std::string_view name, int number) {
    unsigned found = 0;
    must(name, found);
    if (found != static_cast<unsigned>(number)) {
      fail(name, "expected format " + std::to_string(number));
    }
  }

  [[nodiscard]] std::optional<PlanError> take_error() { return std::move(error_); }

 private:
  template <class T>
  void read_object(const json& from, T& into) {
    if (!from.is_object()) return fail("expected an object");
    const json* const outer = std::exchange(object_, &from);
    const std::vector<std::string_view> outer_names = std::exchange(names_, {});
    describe(*this, into);
    refuse_unknown_keys(from);
    object_ = outer;
    names_ = outer_names;
  }

  template <class T>
  void read_list(const json& from, std::vector<T>& into) {
    if (!from.is_array()) return fail("expected a list");
    into.reserve(from.size());
    for (std::size_t i = 0; i < from.size() && !error_; ++i) {
      at_.enter(i);
      read(from[i], into.emplace_back());
      at_.leave();
    }
  }

  // False when there is no such key.
  template <class T>
  bool read_key(std::string_view name, T& value) {
    if (error_) return true;
    const auto found = object_->find(name);
    if (found == object_->end()) return false;
    names_.push_back(name);
    at_.enter(name);
    read(*found, value);
    at_.leave();
    return true;
  }

  template <std::size_t Index, class Names, class Variant>
  void read_alternative(const Names& names, Variant& variant) {
    if constexpr (Index == std::variant_size_v<Variant>) {
      fail("expected one of the keys " + listed(names));
    } else {
      if (!object_->contains(names[Index])) return read_alternative<Index + 1>(names, variant);
      must(names[Index], variant.template emplace<Index>());
    }
  }

  template <class Names>
  static std::string listed(const Names& names) {
    std::string out;
    for (const std::string_view name : names)
      out += (out.empty() ? "`" : ", `") + std::string(name) + "`";
    return out;
  }

  void refuse_unknown_keys(const json& from) {
    if (error_ || names_.size() == from.size()) return;
    for (const auto& [name, value] : from.items()) {
      if (std::find(names_.begin(), names_.end(), name) == names_.end())
        return fail(name, "unknown key");
    }
  }

  void read_scalar(const json& from, bool& into) {
    if (!from.is_boolean()) return fail("expected true or false");
    into = from.get<bool>();
  }
  void read_scalar(const json& from, unsigned& into) {
    if (!from.is_number_unsigned() ||
        from.get<std::uint64_t>() > std::numeric_limits<unsigned>::max()) {
      return fail("expected a whole number from 0 to 4294967295");
    }
    into = from.get<unsigned>();
  }
  void read_scalar(const json& from, std::string& into) {
    if (!from.is_string()) return fail("expected a string");
    into = from.get_ref<const std::string&>();
  }
  void read_scalar(const json& from, values::Rational& into) {
    read_text(from, into, values::rational_from_fraction,
              "expected a ratio in lowest terms, such as \"3/4\"");
  }
  void read_scalar(const json& from, values::Duration& into) {
    read_text(from, into, values::duration_from_text, "expected a duration, such as \"30m\"");
  }
  void read_scalar(const json& from, values::Digest& into) {
    read_text(from, into, values::digest_from_hex, "expected 64 lower-case hex digits");
  }
  template <class T>
    requires std::is_enum_v<T>
  void read_scalar(const json& from, T& into) {
    if (!from.is_string()) return fail("expected a string");
    const auto found = from_name<T>(from.get_ref<const std::string&>());
    if (!found) return fail("unknown name `" + from.get_ref<const std::string&>() + "`");
    into = *found;
  }
  template <class T, class Parse>
  void read_text(const json& from, T& into, Parse parse_text, std::string_view expected) {
    if (!from.is_string()) return fail(std::string(expected));
    const auto value = parse_text(from.get_ref<const std::string&>());
    if (!value) return fail(std::string(expected));
    into = *value;
  }

  void fail(std::string what) {
    if (!error_) error_ = PlanError{at_.text(), std::move(what)};
  }
  void fail(std::string_view name, std::string what) {
    if (!error_) error_ = PlanError{at_.text(name), std::move(what)};
  }

  Pointer at_;
  const json* object_ = nullptr;         // whose fields are being read
  std::vector<std::string_view> names_;  // of object_, read so far
  std::optional<PlanError> error_;
};

// Bytes to a tree. The library's parser calls these in order and keeps its own stack on the heap;
// what would be too deep, too much or ambiguous is refused before it is stored.
class TreeBuilder {
 public:
  explicit TreeBuilder(const ReadLimits& limits) : limits_(limits) {}

  bool null() { return refuse("null has no meaning here"); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) { return add(value); }
  bool number_float(json::number_float_t, const std::string&) {
    return refuse("a number with a fraction, or too large: those are strings");
  }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(json::binary_t&) { return refuse("not JSON"); }
  bool start_object(std::size_t) { return start(json::object()); }
  bool key(std::string& name) {
    if (open_.back()->contains(name)) return refuse("the key `" + name + "` occurs twice");
    slot_ = &(*open_.back())[name];
    return true;
  }
  bool end_object() { return end(); }
  bool start_array(std::size_t) { return start(json::array()); }
  bool end_array() { return end(); }
  bool parse_error(std::size_t position, const std::string&, const json::exception&) {
    return refuse("not JSON at byte " + std::to_string(position));
  }

  [[nodiscard]] std::expected<json, PlanError> take() {
    if (error_) return std::unexpected(std::move(*error_));
    return std::move(root_);
  }

 private:
  bool add(json value) { return place(std::move(value)) != nullptr; }

  bool start(json value) {
    if (open_.size() == limits_.depth) {
      return refuse("nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
    json* const placed = place(std::move(value));
    if (placed == nullptr) return false;
    open_.push_back(placed);
    return true;
  }

  bool end() {
    open_.pop_back();
    return true;
  }

  json* place(json value) {
    if (++count_ > limits_.values) {
      refuse("more than " + std::to_string(limits_.values) + " values");
      return nullptr;
    }
    json* target = &root_;
    if (!open_.empty()) {
      target = open_.back()->is_array() ? &open_.back()->emplace_back() : slot_;
    }
    *target = std::move(value);
    return target;
  }

  bool refuse(std::string what) {
    error_ = PlanError{where(), std::move(what)};
    return false;
  }

  // The innermost open list or object. Every open one is the last thing in a list, or the last key
  // set in an object; which key that was, the object itself does not remember, so it is found by
  // address.
  [[nodiscard]] std::string where() const {
    Pointer at;
    for (std::size_t i = 1; i < open_.size(); ++i) {
      const json& outer = *open_[i - 1];
      if (outer.is_array()) {
        at.enter(outer.size() - 1);
        continue;
      }
      for (auto member = outer.begin(); member != outer.end(); ++member) {
        if (&*member == open_[i]) at.enter(member.key());
      }
    }
    return at.text();
  }

  ReadLimits limits_;
  json root_;
  std::vector<json*> open_;
  json* slot_ = nullptr;  // of the last key
  std::size_t count_ = 0;
  std::optional<PlanError> error_;
};

std::expected<json, PlanError> parse(std::string_view bytes, const ReadLimits& limits) {
  TreeBuilder builder(limits);
  // The library takes a zero byte for the end and would not look at what comes after it.
  if (const std::size_t zero = bytes.find('\0'); zero != std::string_view::npos) {
    return std::unexpected(PlanError{"", "not JSON at byte " + std::to_string(zero + 1)});
  }
  json::sax_parse(bytes.begin(), bytes.end(), &builder);
  return builder.take();
}

}  // namespace

std::expected<Plan, PlanError> read_plan(std::string_view bytes, const ReadLimits& limits) {
  if (bytes.size() > limits.bytes) {
    return std::unexpected(PlanError{"", "larger than " + std::to_string(limits.bytes) + " bytes"});
  }
  const auto tree = parse(bytes, limits);
  if (!tree) return std::unexpected(tree.error());
  Plan plan;
  Reader reader;
  reader.read(*tree, plan);
  if (auto error = reader.take_error()) return std::unexpected(std::move(*error));
  auto faults = find_faults(plan);
  if (!faults.empty()) return std::unexpected(std::move(faults.front()));
  return plan;
}

}  // namespace dealwright::plan
