// Writes any part of a plan as JSON: a visitor over the field lists that streams, so nothing is
// held twice. The lists are in byte order, so what it writes is canonical (the form of RFC 8785,
// which for our ASCII keys is the same).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dsl/plan/fields.hpp"
#include "dsl/plan/names.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::plan {

enum class Layout : std::uint8_t { canonical, indented };

class Writer {
 public:
  explicit Writer(Layout layout) : layout_(layout) {}

  template <class T>
  void write(const T& value) {
    if constexpr (Scalar<T>) {
      write_scalar(value);
    } else if constexpr (is_option<T>) {
      write(*value);
    } else if constexpr (is_list<T>) {
      write_list(value);
    } else {
      const std::string_view outer = std::exchange(last_name_, {});
      open('{');
      describe(*this, value);
      close('}');
      last_name_ = outer;
    }
  }

  // What describe() calls.
  template <class T>
  void must(std::string_view name, const T& value) {
    key(name);
    write(value);
  }
  template <class T>
  void may(std::string_view name, const T& value, WhenEmpty when_empty = WhenEmpty::left_out) {
    if (when_empty == WhenEmpty::written || !(value == T{})) must(name, value);
  }
  template <class Names, class Variant>
  void one_of(const Names& names, const Variant& variant) {
    key(names[variant.index()]);
    std::visit([this](const auto& alternative) { this->write(alternative); }, variant);
  }
  void format(std::string_view name, int number) {
    key(name);
    text_ += std::to_string(number);
  }

  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  template <class T>
  void write_list(const std::vector<T>& list) {
    open('[');
    for (const T& element : list) {
      next();
      write(element);
    }
    close(']');
  }

  void write_scalar(bool value) { text_ += value ? "true" : "false"; }
  void write_scalar(unsigned value) { text_ += std::to_string(value); }
  void write_scalar(const std::string& value) { quote(value); }
  void write_scalar(const values::Rational& value) { quote(values::to_fraction(value)); }
  void write_scalar(values::Duration value) { quote(values::to_text(value)); }
  void write_scalar(const values::Digest& value) { quote(values::to_hex(value)); }
  template <class T>
    requires std::is_enum_v<T>
  void write_scalar(T value) {
    quote(name_of(value));
  }

  void key(std::string_view name) {
    DEALWRIGHT_ASSERT(last_name_ < name);
    last_name_ = name;
    next();
    quote(name);
    text_ += layout_ == Layout::canonical ? ":" : ": ";
  }

  void open(char bracket) {
    text_ += bracket;
    empty_ = true;
    ++depth_;
  }
  void next() {
    if (!empty_) text_ += ',';
    empty_ = false;
    new_line();
  }
  void close(char bracket) {
    --depth_;
    if (!empty_) new_line();
    empty_ = false;
    text_ += bracket;
  }
  void new_line() {
    if (layout_ == Layout::indented) text_.append(1, '\n').append(2 * depth_, ' ');
  }
  void quote(std::string_view value);

  Layout layout_;
  std::string text_;
  std::string_view last_name_;  // of the object being written
  std::size_t depth_ = 0;
  bool empty_ = true;  // nothing yet since the last opening bracket
};

template <class T>
[[nodiscard]] std::string to_json(const T& value, Layout layout) {
  Writer writer(layout);
  writer.write(value);
  return std::move(writer).take();
}

}  // namespace dealwright::plan
