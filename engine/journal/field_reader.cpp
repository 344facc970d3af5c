// What a list of fields does not say: members in and out of order, and the values that are no lists
// of fields.
#include "engine/journal/field_reader.hpp"

#include <algorithm>

namespace dealwright::journal {

void FieldReader::Members::load_key() {
  ended_ = cursor_.take('}');
  if (ended_ || cursor_.failed()) {
    key_ = {};
    return;
  }
  key_ = cursor_.text(buffer_);
  if (!cursor_.take(':')) cursor_.fail("it is not JSON as a journal has it");
}

void FieldReader::Members::go_on() {
  if (cursor_.take(',')) {
    load_key();
    if (ended_) cursor_.fail("it is not JSON as a journal has it");
  } else if (cursor_.take('}')) {
    ended_ = true;
    key_ = {};
  } else {
    cursor_.fail("it is not JSON as a journal has it");
  }
}

void FieldReader::Members::find(std::string_view name) {
  cursor_.go_to(begin_);
  load_key();
  while (!ended_ && !cursor_.failed() && key_ != name) {
    cursor_.skip();
    go_on();
  }
}

void FieldReader::Members::finish() {
  if (cursor_.failed()) return;
  cursor_.go_to(begin_);
  load_key();
  while (!ended_ && !cursor_.failed()) {
    // Twice the same field is as unknown as one that nobody knows.
    if (std::erase(read_, key_) == 0)
      return cursor_.fail("the field `" + std::string(key_) + "` is unknown");
    cursor_.skip();
    go_on();
  }
}

void FieldReader::read(values::Amount& value) {
  const std::string_view digits = cursor_.text(buffer_);
  if (cursor_.failed()) return cursor_.fail("an amount was expected");
  const auto amount = values::amount_from_digits(digits);
  if (!amount) return cursor_.fail("an amount was expected");
  value = *amount;
}

void FieldReader::read(values::Rational& value) {
  const std::string_view text = cursor_.text(buffer_);
  if (cursor_.failed()) return;
  const auto number = values::rational_from_fraction(text);
  if (!number) return cursor_.fail("a number was expected");
  value = *number;
}

void FieldReader::read(plan::Value& value) {
  if (cursor_.peek() == 't' || cursor_.peek() == 'f') {
    value = cursor_.truth();
  } else if (cursor_.peek() == '"') {
    values::Rational number;
    read(number);
    value = number;
  } else if (cursor_.take('{')) {
    const std::string_view kind = cursor_.text(buffer_);
    const bool is_text = kind == "text";
    if (!is_text && kind != "why") return cursor_.fail("a value was expected");
    if (!cursor_.take(':')) return cursor_.fail("a value was expected");
    std::string text(cursor_.text(buffer_));
    if (is_text) {
      value = std::move(text);
    } else {
      value = plan::Unavailable{std::move(text)};
    }
    if (!cursor_.take('}')) cursor_.fail("an unknown field");
  } else {
    cursor_.fail("a value was expected");
  }
}

void FieldReader::read(core::Account& value) {
  if (!cursor_.take('{')) return cursor_.fail("an account was expected");
  std::optional<std::string> in;
  std::optional<std::string> of;
  std::optional<std::string> owner;
  std::optional<std::string> asset;
  do {
    const std::string_view key = cursor_.text(buffer_);
    std::optional<std::string>* const member = key == "in"      ? &in
                                               : key == "of"    ? &of
                                               : key == "owner" ? &owner
                                               : key == "asset" ? &asset
                                                                : nullptr;
    if (member == nullptr || member->has_value() || !cursor_.take(':'))
      return cursor_.fail("an unknown field of an account");
    member->emplace(cursor_.text(buffer_));
  } while (cursor_.take(','));
  if (!cursor_.take('}') || !in || !asset) return cursor_.fail("an account was expected");
  name_of_account(*in, of.value_or(std::string()), value);
  if (const auto found = terms_.find_asset(*asset)) {
    value.asset = *found;
  } else {
    return not_in_the_plan(*asset);
  }
  value.owner = core::nobody;
  if (!owner) return;
  if (const auto found = terms_.find_bucket(*owner)) {
    value.owner = *found;
  } else {
    not_in_the_plan(*owner);
  }
}

void FieldReader::name_of_account(std::string_view in, const std::string& of,
                                  core::Account& value) {
  const auto* const kind = std::ranges::find(
      core::account_kinds, in, &std::pair<core::AccountKind, std::string_view>::second);
  if (kind == core::account_kinds.end()) return unknown_word(in);
  value.kind = kind->first;
  const auto index_of = [&](const auto& found) {
    if (!found) return not_in_the_plan(of);
    value.index = found->value;
  };
  switch (value.kind) {
    case core::AccountKind::resting: break;
    case core::AccountKind::holding: return index_of(terms_.find_holding(of));
    case core::AccountKind::collateral:
    case core::AccountKind::debt: return index_of(terms_.find_position(of));
    case core::AccountKind::fees: value.index = of == "bucket" ? 0 : 1; break;
    case core::AccountKind::outside: {
      value.index = core::the_start;
      if (of.empty()) break;
      const auto module = std::ranges::find(terms_.plan().modules, of, &plan::Module::name);
      if (module == terms_.plan().modules.end()) return not_in_the_plan(of);
      value.index = static_cast<std::uint32_t>(module - terms_.plan().modules.begin());
      break;
    }
  }
}

void FieldReader::read(core::LimitId& value) {
  read(value.value);
  if (value.value >= terms_.plan().limits.size()) cursor_.fail("the plan has no such limit");
}

void FieldReader::read(std::map<core::ReadingKey, plan::Value>& value) {
  list([&] {
    core::Reading reading;
    object(reading);
    value.emplace_hint(value.end(), std::move(reading.key), std::move(reading.value));
  });
}

void FieldReader::not_in_the_plan(std::string_view name) {
  cursor_.fail("the plan has no `" + std::string(name) + "`");
}

void FieldReader::unknown_word(std::string_view word) {
  cursor_.fail("`" + std::string(word) + "` is unknown");
}

}  // namespace dealwright::journal
