// Changes one thing at a time in anything the field lists describe: the n-th text, number, kind,
// option or list.
#pragma once

#include <cstddef>

#include "dsl/plan/fields.hpp"
#include "dsl/plan/names.hpp"

namespace dealwright::tests {

using namespace plan;

class FieldChange {
 public:
  explicit FieldChange(std::size_t wanted) : wanted_(wanted) {}

  // Whether there was an n-th thing to change.
  template <class T>
  bool apply(T& value) {
    look(value);
    return seen_ > wanted_;
  }

  // What describe() calls.
  template <class T>
  void must(std::string_view, T& value) {
    look(value);
  }
  template <class T>
  void may(std::string_view, T& value, WhenEmpty = WhenEmpty::left_out) {
    look(value);
  }
  template <class Names, class Variant>
  void one_of(const Names&, Variant& variant) {
    std::visit([this](auto& alternative) { this->look(alternative); }, variant);
  }
  void format(std::string_view, int) {}

 private:
  template <class T>
  void look(T& value) {
    if constexpr (Scalar<T>) {
      if (is_next()) change(value);
    } else if constexpr (is_option<T>) {
      if (is_next()) {
        value.has_value() ? value.reset() : static_cast<void>(value.emplace());
      } else if (value) {
        look(*value);
      }
    } else if constexpr (is_list<T>) {
      // Grown and shrunk; what is inside is looked at one by one.
      if (is_next()) value.emplace_back();
      if (!value.empty() && is_next()) value.pop_back();
      for (auto& element : value)
        look(element);
    } else {
      describe(*this, value);
    }
  }

  bool is_next() { return seen_++ == wanted_; }

  static void change(bool& value) { value = !value; }
  static void change(unsigned& value) { ++value; }
  static void change(std::string& value) { value += "x"; }
  static void change(values::Duration& value) { value.milliseconds += 1; }
  static void change(values::Digest& value) { value.bytes[31] ^= 1; }
  static void change(values::Rational& value) { value = *values::add(value, values::Rational(1)); }
  template <class T>
    requires std::is_enum_v<T>
  static void change(T& value) {
    const auto next = static_cast<T>(static_cast<std::uint8_t>(value) + 1);
    value = name_of(next).empty() ? T{} : next;
  }

  std::size_t wanted_;
  std::size_t seen_ = 0;
};

}  // namespace dealwright::tests
