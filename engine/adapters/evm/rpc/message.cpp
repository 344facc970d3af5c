// Requests and answers by nlohmann's JSON.
#include "engine/adapters/evm/rpc/message.hpp"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::rpc {
namespace {

using nlohmann::json;

std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, message_shown_max))
    result += c >= ' ' && c <= '~' ? c : '?';
  return result;
}

// Nodes put the bytes of a revert into `data`, or into an object there.
std::string revert_bytes(const json& error) {
  const auto data = error.find("data");
  if (data == error.end()) return {};
  const json* text = &*data;
  if (text->is_object() && text->contains("data")) text = &text->at("data");
  if (!text->is_string()) return {};
  const std::string& bytes = text->get_ref<const std::string&>();
  return crypto::from_hex(bytes) ? bytes : std::string();
}

std::optional<CallAnswer> answer_of(const json& entry) {
  const auto error = entry.find("error");
  if (error != entry.end() && !error->is_null()) {
    if (!error->is_object()) return std::nullopt;
    ErrorAnswer answer{.data = revert_bytes(*error)};
    const auto code = error->find("code");
    if (code != error->end() && code->is_number_integer()) answer.code = code->get<std::int64_t>();
    const auto message = error->find("message");
    if (message != error->end() && message->is_string()) {
      answer.message = printable(message->get_ref<const std::string&>());
    }
    return std::unexpected(std::move(answer));
  }
  const auto result = entry.find("result");
  if (result == entry.end()) return std::nullopt;
  return result->dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string request_of(std::span<const Call> calls, std::uint64_t first_id) {
  DEALWRIGHT_ASSERT(!calls.empty() && calls.size() <= calls_in_a_batch_max);
  json batch = json::array();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    json params = json::parse(calls[i].params, nullptr, false);
    DEALWRIGHT_ASSERT(params.is_array());
    batch.push_back({{"jsonrpc", "2.0"},
                     {"id", first_id + i},
                     {"method", calls[i].method},
                     {"params", std::move(params)}});
  }
  return calls.size() == 1 ? batch[0].dump() : batch.dump();
}

std::expected<std::vector<CallAnswer>, std::string> answers_from(std::string_view text,
                                                                 std::size_t calls,
                                                                 std::uint64_t first_id) {
  bool too_deep = false;
  const json::parser_callback_t watch = [&](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > answer_depth_max;
    return !too_deep;
  };
  const json whole = json::parse(text, watch, false);
  if (too_deep) return std::unexpected("the answer is nested too deeply");
  if (whole.is_discarded()) return std::unexpected("the answer is no JSON");
  // A node that cannot read a batch answers with one error for all of it.
  if (calls > 1 && whole.is_object()) {
    const auto one = answer_of(whole);
    if (!one || one->has_value()) return std::unexpected("the answer to a batch is no list");
    return std::vector<CallAnswer>(calls, *one);
  }
  std::vector<std::optional<CallAnswer>> found(calls);
  const auto take = [&](const json& entry) -> std::string {
    if (!entry.is_object()) return "an answer is no object";
    const auto id = entry.find("id");
    if (id == entry.end() || !id->is_number_unsigned()) return "an answer has no id of ours";
    const std::uint64_t place = id->get<std::uint64_t>() - first_id;
    if (place >= calls) return "an answer is to another request";
    if (found[place]) return "a request is answered twice";
    found[place] = answer_of(entry);
    return found[place] ? "" : "an answer has neither a result nor an error";
  };
  if (whole.is_array()) {
    if (whole.size() != calls) return std::unexpected("a batch has another number of answers");
    for (const json& entry : whole) {
      if (std::string wrong = take(entry); !wrong.empty()) return std::unexpected(std::move(wrong));
    }
  } else if (std::string wrong = take(whole); !wrong.empty()) {
    return std::unexpected(std::move(wrong));
  }
  std::vector<CallAnswer> answers;
  for (auto& one : found) {
    if (!one) return std::unexpected("a request is not answered");
    answers.push_back(std::move(*one));
  }
  return answers;
}

std::string canonical(std::string_view text) {
  const json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::string(text);
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace dealwright::rpc
