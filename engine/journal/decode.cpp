// From records to facts. Whatever the bytes are, the answer is a fact or a reason.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "engine/core/names.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/field_reader.hpp"

namespace dealwright::journal {
namespace {

using core::Terms;

template <class T>
std::expected<T, std::string> read_object(const Terms& terms, std::string_view text) {
  JsonCursor cursor(text);
  FieldReader reader(terms, cursor);
  T value;
  reader.object(value);
  if (!cursor.failed() && !cursor.at_end()) cursor.fail("something follows the payload");
  if (cursor.failed()) return std::unexpected(reader.fault());
  return value;
}

using Decoder = std::expected<core::FactKind, std::string> (*)(const Terms&, std::string_view);

template <class Kind>
std::expected<core::FactKind, std::string> read_fact(const Terms& terms, std::string_view payload) {
  auto fact = read_object<Kind>(terms, payload);
  if (!fact) return std::unexpected(std::move(fact.error()));
  return core::FactKind(std::in_place_type<Kind>, std::move(*fact));
}

struct Known {
  std::uint32_t version = 1;
  Decoder decode = nullptr;
};

// In the order of the names of facts.
template <std::size_t... I>
std::array<Known, sizeof...(I)> all_known(std::index_sequence<I...>) {
  return {Known{.version = version_of(std::variant_alternative_t<I, core::FactKind>{}),
                .decode = read_fact<std::variant_alternative_t<I, core::FactKind>>}...};
}

const Known* find_known(std::string_view kind) {
  static const auto known =
      all_known(std::make_index_sequence<std::variant_size_v<core::FactKind>>());
  const auto* const name = std::ranges::find(core::fact_names, kind);
  if (name == core::fact_names.end()) return nullptr;
  return &known[static_cast<std::size_t>(name - core::fact_names.begin())];
}

std::string unknown(std::string_view kind, std::uint32_t version) {
  constexpr std::string_view advice =
      ": the journal was written by a newer one, which has to read it";
  const std::string named = "`" + std::string(kind) + "`";
  if (find_known(kind) == nullptr)
    return "the kind " + named + " is unknown to this release" + std::string(advice);
  return "version " + std::to_string(version) + " of " + named + " is unknown to this release" +
         std::string(advice);
}

std::expected<core::Fact, std::string> decode_upcast(const Terms& terms, const Record& record,
                                                     std::span<const Upcaster> steps) {
  Versioned now{.kind = record.kind, .version = record.version, .payload = record.payload};
  for (int upcasts = 0; upcasts < upcasts_max; ++upcasts) {
    const Known* const known = find_known(now.kind);
    if (known != nullptr && known->version == now.version) {
      auto what = known->decode(terms, now.payload);
      if (!what) return std::unexpected(std::move(what.error()));
      return core::Fact{.at = record.at, .what = std::move(*what)};
    }
    const auto step = std::ranges::find_if(steps, [&](const Upcaster& one) {
      return one.kind == now.kind && one.version == now.version;
    });
    if (step == steps.end()) break;
    auto next = step->up(now.payload);
    if (!next) return std::unexpected(std::move(next.error()));
    now = std::move(*next);
  }
  return std::unexpected(unknown(now.kind, now.version));
}

}  // namespace

std::expected<core::Fact, std::string> decode(const Terms& terms, const Record& record) {
  return decode(terms, record, upcasters());
}

std::expected<core::Fact, std::string> decode(const Terms& terms, const Record& record,
                                              std::span<const Upcaster> steps) {
  const Known* const known = find_known(record.kind);
  if (known == nullptr || known->version != record.version)
    return decode_upcast(terms, record, steps);
  auto what = known->decode(terms, record.payload);
  if (!what) return std::unexpected(std::move(what.error()));
  return core::Fact{.at = record.at, .what = std::move(*what)};
}

std::expected<core::State, std::string> decode_state(const Terms& terms, std::string_view json) {
  return read_object<core::State>(terms, json);
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
