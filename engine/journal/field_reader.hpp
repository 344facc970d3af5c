// Reads values along their lists of fields (engine/core/fields.hpp), the counterpart of the writer
// in encode.cpp. What was written by us has its fields in order and is read in one pass; anything
// else is searched through, and refused where it has fields that nobody knows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/core/fields.hpp"
#include "engine/core/names.hpp"
#include "engine/core/terms.hpp"
#include "engine/journal/json_cursor.hpp"

namespace dealwright::journal {

class FieldReader {
 public:
  FieldReader(const core::Terms& terms, JsonCursor& cursor) : terms_(terms), cursor_(cursor) {}

  // A whole object along its fields.
  template <class T>
  void object(T& value) {
    if (!cursor_.take('{')) return cursor_.fail("an object was expected");
    const std::size_t begin = cursor_.place();
    Members in_order(*this, begin, Search::in_order);
    core::fields(in_order, value);
    if (in_order.is_whole() || cursor_.failed()) return;
    // Not as we write it, or with a field that is none: look for each.
    value = T();
    Members searched(*this, begin, Search::anywhere);
    core::fields(searched, value);
    searched.finish();
  }
  // What is wrong, and in which field.
  [[nodiscard]] std::string fault() const {
    return (fault_field_.empty() ? "" : "`" + fault_field_ + "`: ") + cursor_.fault();
  }

 private:
  enum class Search : std::uint8_t { in_order, anywhere };

  // One object's members, as the visitor of its list of fields.
  class Members {
   public:
    Members(FieldReader& reader, std::size_t begin, Search search)
        : reader_(reader), cursor_(reader.cursor_), begin_(begin), search_(search) {
      cursor_.go_to(begin);
      load_key();
    }

    template <class T>
    void operator()(std::string_view name, T& value) {
      if (search_ == Search::anywhere && key_ != name) find(name);
      if (cursor_.failed() || ended_ || key_ != name) return;  // left out: its default
      reader_.read(value);
      if (cursor_.failed()) return reader_.name_fault(name);
      if (search_ == Search::anywhere) read_.push_back(name);
      go_on();
    }
    // The list of fields of a ledger gives its entries, which cannot be read in place.
    void operator()(std::string_view name, const std::vector<core::Entry>& /*entries*/) {
      std::vector<core::Entry> entries;
      (*this)(name, entries);
      reader_.entries_ = std::move(entries);
    }

    // Everything was read, in one pass.
    [[nodiscard]] bool is_whole() const { return ended_; }
    void finish();

   private:
    void load_key();
    void go_on();
    void find(std::string_view name);

    FieldReader& reader_;
    JsonCursor& cursor_;
    std::size_t begin_;
    Search search_;
    std::string buffer_;
    std::string_view key_;
    bool ended_ = false;
    std::vector<std::string_view> read_;  // when searching
  };

  // The innermost field that was being read when something went wrong.
  void name_fault(std::string_view field) {
    if (fault_field_.empty()) fault_field_ = field;
  }

  void read(std::string& value) { value = cursor_.text(buffer_); }
  void read(bool& value) { value = cursor_.truth(); }
  void read(std::uint32_t& value) {
    value = cursor_.integer<std::uint32_t>("a whole number was expected");
  }
  void read(std::uint64_t& value) {
    value = cursor_.integer<std::uint64_t>("a whole number was expected");
  }
  void read(values::TimePoint& value) {
    value.milliseconds = cursor_.integer<std::int64_t>("a time was expected");
  }
  void read(values::Amount& value);
  void read(values::Rational& value);
  void read(plan::Value& value);
  void read(core::Account& value);
  void name_of_account(std::string_view in, const std::string& of, core::Account& value);
  void read(core::AssetId& value) { look_up(&core::Terms::find_asset, value); }
  void read(core::BucketId& value) { look_up(&core::Terms::find_bucket, value); }
  void read(core::StepId& value) { look_up(&core::Terms::find_step, value); }
  void read(core::PositionId& value) { look_up(&core::Terms::find_position, value); }
  void read(core::ActionId& value) { look_up(&core::Terms::find_action, value); }
  void read(core::LimitId& value);
  void read(core::DealStatus& value) { word(machines::deal_status_from_text, value); }
  void read(core::StepStatus& value) { word(machines::step_status_from_text, value); }
  void read(core::TransactionStatus& value) { word(machines::transaction_status_from_text, value); }
  void read(std::map<core::ReadingKey, plan::Value>& value);
  void read(core::Books& value) {
    object(value);
    value.ledger = core::Ledger::of(std::move(entries_));
  }
  template <class T>
  void read(std::optional<T>& value) {
    read(value.emplace());
  }
  template <class T>
  void read(std::vector<T>& value) {
    list([&] { read(value.emplace_back()); });
  }
  template <class T>
    requires std::is_enum_v<T>
  void read(T& value) {
    const std::string_view text = cursor_.text(buffer_);
    if (cursor_.failed()) return;
    for (const auto& [known, name] : core::names_of(T{})) {
      if (name != text) continue;
      value = known;
      return;
    }
    unknown_word(text);
  }
  template <class T>
    requires requires(Members& members, T& value) { core::fields(members, value); }
  void read(T& value) {
    object(value);
  }

  template <class Each>
  void list(Each each) {
    if (!cursor_.take('[')) return cursor_.fail("a list was expected");
    if (cursor_.take(']')) return;
    do {
      each();
    } while (cursor_.take(','));
    if (!cursor_.take(']')) cursor_.fail("a list that does not end");
  }
  template <class Kind>
  void look_up(std::optional<core::Id<Kind>> (core::Terms::*find)(std::string_view) const,
               core::Id<Kind>& value) {
    const std::string_view name = cursor_.text(buffer_);
    if (cursor_.failed()) return;
    if (const auto found = (terms_.*find)(name)) {
      value = *found;
    } else {
      not_in_the_plan(name);
    }
  }
  template <class Find, class T>
  void word(Find find, T& value) {
    const std::string_view text = cursor_.text(buffer_);
    if (cursor_.failed()) return;
    if (const auto found = find(text)) {
      value = *found;
    } else {
      unknown_word(text);
    }
  }
  void not_in_the_plan(std::string_view name);
  void unknown_word(std::string_view word);

  const core::Terms& terms_;
  JsonCursor& cursor_;
  std::string buffer_;
  std::string fault_field_;
  std::vector<core::Entry> entries_;  // of the ledger that was read last
};

}  // namespace dealwright::journal
