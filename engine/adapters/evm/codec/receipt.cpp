// Receipts and logs from JSON. The first field that is wrong is what is said.
#include "engine/adapters/evm/codec/receipt.hpp"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::codec {
namespace {

using crypto::Hash;
using nlohmann::json;
using values::Address;

// Text as JSON with a limit on depth; a discarded value when it is none.
json parsed(std::string_view text) {
  const json::parser_callback_t not_too_deep = [](int depth, json::parse_event_t, json&) {
    return depth <= static_cast<int>(answer_depth_max);
  };
  return json::parse(text, not_too_deep, false);
}

// Reads the fields of one object.
class Object {
 public:
  Object(const json& object, std::string what) : object_(object), what_(std::move(what)) {
    if (!object_.is_object()) say("is no object");
  }

  std::string_view text(const char* name) {
    const json* value = find(name);
    if (value == nullptr || !value->is_string()) {
      say(std::string("has no text `") + name + "`");
      return {};
    }
    return value->get_ref<const std::string&>();
  }
  Hash hash(const char* name) { return hash_of(text(name), name); }
  std::uint64_t number(const char* name) {
    const auto read = number_from_quantity(text(name));
    if (!read) say(std::string("has a `") + name + "` that is wrong: " + read.error().what);
    return read.value_or(0);
  }
  values::Amount amount(const char* name) {
    const auto read = amount_from_quantity(text(name));
    if (!read) say(std::string("has a `") + name + "` that is wrong: " + read.error().what);
    return read.value_or(values::Amount());
  }
  Address address(const char* name) {
    const auto read = values::address_from_text(text(name));
    if (!read) say(std::string("has a `") + name + "` that is no address");
    return read.value_or(Address{});
  }
  std::optional<Address> address_or_null(const char* name) {
    const json* value = find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return address(name);
  }
  const json::array_t& list(const char* name) {
    static const json::array_t none;
    const json* value = find(name);
    if (value == nullptr || !value->is_array()) {
      say(std::string("has no list `") + name + "`");
      return none;
    }
    return value->get_ref<const json::array_t&>();
  }
  Hash hash_of(std::string_view text, const char* name) {
    const auto read = crypto::hash_from_hex(text);
    if (!read) say(std::string("has a `") + name + "` that is no hash: `" + shown(text) + "`");
    return read.value_or(Hash{});
  }
  const json* find(const char* name) const {
    if (!object_.is_object()) return nullptr;
    const auto at = object_.find(name);
    return at == object_.end() ? nullptr : &*at;
  }
  void say(std::string what) {
    if (!fault_) fault_ = Malformed{what_ + " " + std::move(what)};
  }
  [[nodiscard]] const std::optional<Malformed>& fault() const { return fault_; }

 private:
  const json& object_;
  std::string what_;
  std::optional<Malformed> fault_;
};

Decoded<Log> read_log(const json& value) {
  Object object(value, "a log");
  Log log;
  log.address = object.address("address");
  for (const json& topic : object.list("topics")) {
    if (!topic.is_string() || log.topics.size() == topics_max) {
      object.say("has topics that are not up to four hashes");
      break;
    }
    log.topics.push_back(object.hash_of(topic.get_ref<const std::string&>(), "topics"));
  }
  auto data = crypto::from_hex(object.text("data"));
  if (!data) object.say("has a `data` that is no string of bytes");
  if (data) log.data = std::move(*data);
  log.block = {.number = object.number("blockNumber"), .hash = object.hash("blockHash")};
  log.transaction = object.hash("transactionHash");
  log.transaction_index = object.number("transactionIndex");
  log.log_index = object.number("logIndex");
  const json* removed = object.find("removed");
  if (removed != nullptr && !removed->is_boolean()) object.say("has a `removed` that is no truth");
  if (removed != nullptr && *removed == true) log.standing = LogStanding::removed;
  if (object.fault()) return std::unexpected(*object.fault());
  return log;
}

Decoded<std::vector<Log>> read_logs(const json::array_t& list) {
  if (list.size() > logs_in_an_answer_max) {
    return malformed("more than " + std::to_string(logs_in_an_answer_max) +
                     " logs: ask for fewer blocks");
  }
  std::vector<Log> logs;
  for (const json& value : list) {
    auto log = read_log(value);
    if (!log) return std::unexpected(log.error());
    logs.push_back(std::move(*log));
  }
  return logs;
}

Outcome outcome_of(Object& object) {
  const std::string_view status = object.text("status");
  if (status == "0x1") return Outcome::succeeded;
  if (status != "0x0") object.say("has a `status` that is neither 0x0 nor 0x1");
  return Outcome::reverted;
}

}  // namespace

Decoded<std::optional<Receipt>> receipt_from_json(std::string_view text) {
  const json value = parsed(text);
  if (value.is_discarded()) return malformed("the receipt is no JSON");
  if (value.is_null()) return std::optional<Receipt>();

  Object object(value, "the receipt");
  Receipt receipt;
  receipt.transaction = object.hash("transactionHash");
  receipt.block = {.number = object.number("blockNumber"), .hash = object.hash("blockHash")};
  receipt.transaction_index = object.number("transactionIndex");
  receipt.from = object.address("from");
  receipt.to = object.address_or_null("to");
  receipt.created = object.address_or_null("contractAddress");
  receipt.outcome = outcome_of(object);
  receipt.gas_used = object.number("gasUsed");
  receipt.gas_price = object.amount("effectiveGasPrice");
  auto logs = read_logs(object.list("logs"));
  if (object.fault()) return std::unexpected(*object.fault());
  if (!logs) return std::unexpected(logs.error());
  receipt.logs = std::move(*logs);
  for (const Log& log : receipt.logs) {
    if (log.block != receipt.block || log.transaction != receipt.transaction) {
      return malformed("the receipt has a log of another block or transaction");
    }
  }
  return receipt;
}

Decoded<std::vector<Log>> logs_from_json(std::string_view text) {
  const json value = parsed(text);
  if (!value.is_array()) return malformed("the logs are no list");
  return read_logs(value.get_ref<const json::array_t&>());
}

}  // namespace dealwright::codec
