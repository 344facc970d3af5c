// One pair of functions for each kind: into JSON, and strictly back.
#include "engine/adapters/evm/transactions/fact_codec.hpp"

#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::transactions {
namespace {

using crypto::Hash;
using nlohmann::json;
using values::Address;
using values::Amount;

// Thrown while a record is read, and caught at the end of this file.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};
template <class T, class E>
T must(std::expected<T, E> read, const char* what) {
  if (!read) throw Wrong(std::string("`") + what + "` is wrong");
  return std::move(*read);
}
template <class T>
T must(std::optional<T> read, const char* what) {
  if (!read) throw Wrong(std::string("`") + what + "` is wrong");
  return std::move(*read);
}

const json& at(const json& from, const char* name) {
  const auto found = from.find(name);
  if (found == from.end()) throw Wrong(std::string("`") + name + "` is missing");
  return *found;
}
std::string text(const json& from, const char* name) { return at(from, name).get<std::string>(); }
std::uint64_t number(const json& from, const char* name) {
  const json& value = at(from, name);
  if (!value.is_number_unsigned()) throw Wrong(std::string("`") + name + "` is no number");
  return value.get<std::uint64_t>();
}
Amount amount(const json& from, const char* name) {
  return must(values::amount_from_digits(text(from, name)), name);
}
Address address(const json& from, const char* name) {
  return must(values::address_from_text(text(from, name)), name);
}
Hash hash(const json& from, const char* name) {
  return must(crypto::hash_from_hex(text(from, name)), name);
}
crypto::Bytes bytes(const json& from, const char* name) {
  return must(crypto::from_hex(text(from, name)), name);
}

json to(const Draft& draft) {
  return {{"purpose", draft.purpose == Purpose::cancel ? "cancel" : "act"},
          {"gas", draft.gas_limit},
          {"fee_max", values::to_digits(draft.fees.fee_max)},
          {"priority_fee_max", values::to_digits(draft.fees.priority_fee_max)}};
}
Draft draft_of(const json& from) {
  const std::string purpose = text(from, "purpose");
  if (purpose != "cancel" && purpose != "act") throw Wrong("`purpose` is unknown");
  return {.purpose = purpose == "cancel" ? Purpose::cancel : Purpose::act,
          .gas_limit = number(from, "gas"),
          .fees = {.priority_fee_max = amount(from, "priority_fee_max"),
                   .fee_max = amount(from, "fee_max")}};
}

json to(const codec::Log& log) {
  json topics = json::array();
  for (const Hash& topic : log.topics)
    topics.push_back(crypto::to_hex(topic));
  return {{"address", values::to_text(log.address)},
          {"topics", std::move(topics)},
          {"data", crypto::to_hex(log.data)},
          {"index", log.log_index}};
}
codec::Log log_of(const json& from, const Inclusion& around) {
  codec::Log log{.address = address(from, "address"),
                 .topics = {},
                 .data = bytes(from, "data"),
                 .block = around.block,
                 .transaction = around.transaction,
                 .log_index = number(from, "index")};
  for (const json& topic : at(from, "topics"))
    log.topics.push_back(must(crypto::hash_from_hex(topic.get<std::string>()), "topics"));
  return log;
}

struct ToJson {
  json operator()(const AccountOpened& fact) const {
    return {{"chain", fact.chain_id},
            {"address", values::to_text(fact.address)},
            {"nonce", fact.nonce}};
  }
  json operator()(const Ordered& fact) const {
    json made = {{"order", fact.order.name},
                 {"to", values::to_text(fact.order.to)},
                 {"value", values::to_digits(fact.order.value)},
                 {"data", crypto::to_hex(fact.order.data)}};
    if (fact.order.give_up_at) made["give_up_at"] = fact.order.give_up_at->milliseconds;
    if (!fact.order.after.empty()) made["after"] = fact.order.after;
    if (!fact.order.memo.empty()) made["memo"] = fact.order.memo;
    return made;
  }
  json operator()(const Moved& fact) const {
    return {{"order", fact.order}, {"event", machines::to_text(fact.event)}, {"why", fact.why}};
  }
  json operator()(const NonceReserved& fact) const {
    return {{"order", fact.order}, {"nonce", fact.nonce}, {"draft", to(fact.draft)}};
  }
  json operator()(const ReplacementDrafted& fact) const {
    return {{"order", fact.order}, {"draft", to(fact.draft)}, {"why", fact.why}};
  }
  json operator()(const BytesSigned& fact) const {
    return {{"order", fact.order},
            {"draft", to(fact.attempt.terms)},
            {"bytes", crypto::to_hex(fact.attempt.bytes)},
            {"hash", crypto::to_hex(fact.attempt.hash)}};
  }
  json operator()(const Mined& fact) const {
    const Inclusion& where = fact.inclusion;
    json logs = json::array();
    for (const codec::Log& log : where.logs)
      logs.push_back(to(log));
    return {{"order", fact.order},
            {"hash", crypto::to_hex(where.transaction)},
            {"block", where.block.number},
            {"block_hash", crypto::to_hex(where.block.hash)},
            {"outcome", where.outcome == codec::Outcome::succeeded ? "succeeded" : "reverted"},
            {"gas_used", where.gas_used},
            {"gas_price", values::to_digits(where.gas_price)},
            {"logs", std::move(logs)}};
  }
  json operator()(const GiveUpAsked& fact) const {
    return {{"order", fact.order}, {"why", fact.why}};
  }
  json operator()(const NonceAdopted& fact) const { return {{"nonce", fact.nonce}}; }
  json operator()(const Halted& fact) const { return {{"why", fact.why}}; }
  json operator()(const Released& fact) const { return {{"by", fact.by}, {"nonce", fact.nonce}}; }
};

TransactionEvent event(const json& from) {
  const std::string name = text(from, "event");
  for (std::size_t i = 0; i < machines::transaction_events; ++i) {
    const auto one = static_cast<TransactionEvent>(i);
    if (machines::to_text(one) == name) return one;
  }
  throw Wrong("`event` is unknown: `" + codec::shown(name) + "`");
}

FactKind read(std::string_view kind, const json& from) {
  if (kind == "account_opened") {
    return AccountOpened{.chain_id = number(from, "chain"),
                         .address = address(from, "address"),
                         .nonce = number(from, "nonce")};
  }
  if (kind == "transaction_ordered") {
    Order order{.name = text(from, "order"),
                .to = address(from, "to"),
                .value = amount(from, "value"),
                .data = bytes(from, "data"),
                .give_up_at = {},
                .after = {},
                .memo = {}};
    if (from.contains("after")) order.after = text(from, "after");
    if (from.contains("memo")) order.memo = text(from, "memo");
    if (const auto late = from.find("give_up_at"); late != from.end())
      order.give_up_at = values::TimePoint{late->get<std::int64_t>()};
    return Ordered{std::move(order)};
  }
  if (kind == "transaction_moved")
    return Moved{.order = text(from, "order"), .event = event(from), .why = text(from, "why")};
  if (kind == "nonce_reserved") {
    return NonceReserved{.order = text(from, "order"),
                         .nonce = number(from, "nonce"),
                         .draft = draft_of(at(from, "draft"))};
  }
  if (kind == "replacement_drafted") {
    return ReplacementDrafted{.order = text(from, "order"),
                              .draft = draft_of(at(from, "draft")),
                              .why = text(from, "why")};
  }
  if (kind == "bytes_signed") {
    return BytesSigned{.order = text(from, "order"),
                       .attempt = {.terms = draft_of(at(from, "draft")),
                                   .bytes = bytes(from, "bytes"),
                                   .hash = hash(from, "hash")}};
  }
  if (kind == "transaction_mined") {
    const std::string outcome = text(from, "outcome");
    if (outcome != "succeeded" && outcome != "reverted") throw Wrong("`outcome` is unknown");
    Inclusion where{
        .transaction = hash(from, "hash"),
        .block = {.number = number(from, "block"), .hash = hash(from, "block_hash")},
        .outcome = outcome == "succeeded" ? codec::Outcome::succeeded : codec::Outcome::reverted,
        .gas_used = number(from, "gas_used"),
        .gas_price = amount(from, "gas_price"),
        .logs = {}};
    for (const json& log : at(from, "logs"))
      where.logs.push_back(log_of(log, where));
    return Mined{.order = text(from, "order"), .inclusion = std::move(where)};
  }
  if (kind == "give_up_asked")
    return GiveUpAsked{.order = text(from, "order"), .why = text(from, "why")};
  if (kind == "nonce_adopted") return NonceAdopted{number(from, "nonce")};
  if (kind == "account_halted") return Halted{text(from, "why")};
  if (kind == "account_released")
    return Released{.by = text(from, "by"), .nonce = number(from, "nonce")};
  throw Wrong("its kind, `" + codec::shown(kind) + "`, is not known to this release");
}

struct Kind {
  std::string_view operator()(const AccountOpened&) const { return "account_opened"; }
  std::string_view operator()(const Ordered&) const { return "transaction_ordered"; }
  std::string_view operator()(const Moved&) const { return "transaction_moved"; }
  std::string_view operator()(const NonceReserved&) const { return "nonce_reserved"; }
  std::string_view operator()(const ReplacementDrafted&) const { return "replacement_drafted"; }
  std::string_view operator()(const BytesSigned&) const { return "bytes_signed"; }
  std::string_view operator()(const Mined&) const { return "transaction_mined"; }
  std::string_view operator()(const GiveUpAsked&) const { return "give_up_asked"; }
  std::string_view operator()(const NonceAdopted&) const { return "nonce_adopted"; }
  std::string_view operator()(const Halted&) const { return "account_halted"; }
  std::string_view operator()(const Released&) const { return "account_released"; }
};

}  // namespace

std::string_view kind_of(const FactKind& fact) { return std::visit(Kind{}, fact); }

std::string to_json(const FactKind& fact) {
  // What nodes say may hold any bytes.
  return std::visit(ToJson{}, fact).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::expected<FactKind, std::string> fact_from_json(std::string_view kind, std::uint32_t version,
                                                    std::string_view text) {
  if (version != fact_version) {
    return std::unexpected("its version, " + std::to_string(version) +
                           ", is not known to this release");
  }
  try {
    return read(kind, json::parse(text));
  } catch (const Wrong& wrong) {
    return std::unexpected(std::string(wrong.what()));
  } catch (const json::exception&) {
    return std::unexpected(std::string("its payload is no JSON of this kind"));
  }
}

}  // namespace dealwright::transactions
