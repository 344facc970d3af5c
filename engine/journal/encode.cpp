// Writes facts and states along their lists of fields.
#include <map>
#include <optional>
#include <vector>

#include "engine/core/fields.hpp"
#include "engine/core/names.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/json_text.hpp"

namespace dealwright::journal {
namespace {

using core::Terms;

class Writer {
 public:
  Writer(const Terms& terms, std::string& out) : terms_(terms), out_(out) {}

  // A field; what is absent or empty is left out.
  template <class T>
  void operator()(std::string_view name, const T& value) {
    if (is_empty(value)) return;
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    write(value);
  }

  template <class T>
  void object(const T& value) {
    out_ += '{';
    Writer inner(terms_, out_);
    core::fields(inner, value);
    out_ += '}';
  }

 private:
  template <class T>
  static bool is_empty(const T&) {
    return false;
  }
  template <class T>
  static bool is_empty(const std::vector<T>& list) {
    return list.empty();
  }
  template <class T>
  static bool is_empty(const std::optional<T>& found) {
    return !found;
  }
  static bool is_empty(const std::string& text) { return text.empty(); }
  static bool is_empty(const values::Amount& amount) { return amount.is_zero(); }
  static bool is_empty(const std::map<core::ReadingKey, plan::Value>& readings) {
    return readings.empty();
  }

  void write(const std::string& text) { write_text(out_, text); }
  void write(bool truth) { out_ += truth ? "true" : "false"; }
  void write(std::uint32_t number) { out_ += std::to_string(number); }
  void write(std::uint64_t number) { out_ += std::to_string(number); }
  void write(const values::Amount& amount) { write_text(out_, values::to_digits(amount)); }
  void write(const values::Rational& number) { write_text(out_, values::to_fraction(number)); }
  void write(values::TimePoint at) { out_ += std::to_string(at.milliseconds); }
  void write(core::AssetId id) { write_text(out_, terms_.of(id).name); }
  void write(core::BucketId id) { write_text(out_, terms_.of(id).name); }
  void write(core::StepId id) { write_text(out_, terms_.of(id).name); }
  void write(core::PositionId id) { write_text(out_, terms_.of(id).name); }
  void write(core::ActionId id) { write_text(out_, terms_.of(id).action->id); }
  void write(core::LimitId id) {
    out_ += std::to_string(id.value);
  }  // limits have no names of their own
  void write(core::DealStatus status) { write_text(out_, machines::to_text(status)); }
  void write(core::StepStatus status) { write_text(out_, machines::to_text(status)); }
  void write(core::TransactionStatus status) { write_text(out_, machines::to_text(status)); }
  void write(const plan::Value& value) {
    if (const auto* number = std::get_if<values::Rational>(&value)) return write(*number);
    if (const auto* truth = std::get_if<bool>(&value)) return write(*truth);
    const auto* text = std::get_if<std::string>(&value);
    out_ += text != nullptr ? "{\"text\":" : "{\"why\":";
    write_text(out_, text != nullptr ? *text : std::get<plan::Unavailable>(value).why);
    out_ += '}';
  }
  void write(const core::Account& account) {
    out_ += "{\"in\":";
    write_text(out_, core::name_of(account.kind));
    switch (account.kind) {
      case core::AccountKind::resting: break;
      case core::AccountKind::holding:
        member("of", terms_.of(core::HoldingId{account.index}).name);
        break;
      case core::AccountKind::collateral:
      case core::AccountKind::debt:
        member("of", terms_.of(core::PositionId{account.index}).name);
        break;
      case core::AccountKind::fees: member("of", account.index == 0 ? "bucket" : "operator"); break;
      case core::AccountKind::outside:
        if (account.index < terms_.plan().modules.size())
          member("of", terms_.plan().modules[account.index].name);
    }
    if (account.owner != core::nobody) member("owner", terms_.of(account.owner).name);
    member("asset", terms_.of(account.asset).name);
    out_ += '}';
  }
  void write(const std::map<core::ReadingKey, plan::Value>& readings) {
    out_ += '[';
    bool first = true;
    for (const auto& [key, value] : readings) {
      if (!first) out_ += ',';
      first = false;
      object(core::Reading{.key = key, .value = value});
    }
    out_ += ']';
  }
  template <class T>
  void write(const std::optional<T>& found) {
    write(*found);
  }
  template <class T>
  void write(const std::vector<T>& list) {
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i != 0) out_ += ',';
      write(list[i]);
    }
    out_ += ']';
  }
  template <class T>
    requires std::is_enum_v<T>
  void write(T value) {
    write_text(out_, core::name_of(value));
  }
  template <class T>
    requires requires(Writer& writer, const T& value) { core::fields(writer, value); }
  void write(const T& value) {
    object(value);
  }

  void member(std::string_view name, std::string_view text) {
    out_ += ",\"";
    out_ += name;
    out_ += "\":";
    write_text(out_, text);
  }

  const Terms& terms_;
  std::string& out_;
  bool first_ = true;
};

template <class T>
std::string object_of(const Terms& terms, const T& value) {
  std::string out;
  Writer(terms, out).object(value);
  return out;
}

}  // namespace

std::uint32_t version_of(const core::FactKind& /*fact*/) { return 1; }

std::string encode(const Terms& terms, const core::FactKind& fact) {
  return std::visit([&](const auto& what) { return object_of(terms, what); }, fact);
}

std::string encode(const Terms& terms, const core::State& state) { return object_of(terms, state); }
std::string encode(const Terms& terms, const core::Request& request) {
  return object_of(terms, request);
}
std::string encode(const Terms& terms, const core::Outcome& outcome) {
  return object_of(terms, outcome);
}

values::Digest digest_of(const Terms& terms, const core::State& state) {
  return values::sha256(encode(terms, state));
}

}  // namespace dealwright::journal
