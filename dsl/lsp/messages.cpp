// Reading is strict about types and lenient about what it does not know: editors send more than the
// protocol asks for.
#include "dsl/lsp/messages.hpp"

#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

namespace dealwright::lsp {
namespace {

using Json = nlohmann::json;

// What a member should have been, in words.
struct Misfit {
  std::string message;
};

const Json* member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_in(const Json& object, const char* key) {
  const Json* value = member(object, key);
  if (value == nullptr) return {};
  if (!value->is_string()) throw Misfit{"`" + std::string(key) + "` is no text"};
  return value->get<std::string>();
}

// Beyond what we count with, a number is the largest there is: it is cut to the text anyway.
std::uint32_t count_in(const Json& object, const char* key) {
  const Json* value = member(object, key);
  if (value == nullptr || !value->is_number_unsigned())
    throw Misfit{"`" + std::string(key) + "` is no whole number from 0"};
  const auto number = value->get<std::uint64_t>();
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

Place place_in(const Json& value) {
  if (!value.is_object()) throw Misfit{"a position is an object"};
  return {count_in(value, "line"), count_in(value, "character")};
}

Range range_in(const Json& value) {
  const Json* start = member(value, "start");
  const Json* end = member(value, "end");
  if (start == nullptr || end == nullptr) throw Misfit{"a range has `start` and `end`"};
  return {place_in(*start), place_in(*end)};
}

// Every text of a list; other elements are none of our business.
std::vector<std::string> texts_in(const Json* list) {
  std::vector<std::string> found;
  if (list == nullptr) return found;
  if (!list->is_array()) throw Misfit{"a list is an array"};
  for (const Json& value : *list) {
    if (value.is_string()) found.push_back(value.get<std::string>());
  }
  return found;
}

std::vector<std::string> uris_in(const Json* list) {
  std::vector<std::string> found;
  if (list == nullptr) return found;
  if (!list->is_array()) throw Misfit{"a list is an array"};
  for (const Json& value : *list)
    found.push_back(text_in(value, "uri"));
  return found;
}

bool is_true(const Json* value) {
  return value != nullptr && value->is_boolean() && *value == true;
}

const Json* at(const Json* value, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (value == nullptr) return nullptr;
    value = member(*value, key);
  }
  return value;
}

void read_client(const Json& params, ClientAbilities& client) {
  client.folders = uris_in(member(params, "workspaceFolders"));
  if (client.folders.empty()) {
    const std::string root = text_in(params, "rootUri");
    if (!root.empty()) client.folders.push_back(root);
  }
  const Json* can = member(params, "capabilities");
  client.encodings = texts_in(at(can, {"general", "positionEncodings"}));
  client.takes_snippets =
      is_true(at(can, {"textDocument", "completion", "completionItem", "snippetSupport"}));
  client.refreshes_hints = is_true(at(can, {"workspace", "inlayHint", "refreshSupport"}));
  client.refreshes_lenses = is_true(at(can, {"workspace", "codeLens", "refreshSupport"}));
  client.shows_pages = is_true(at(&params, {"initializationOptions", "showsPages"}));
  const Json* process = member(params, "processId");
  if (process != nullptr && process->is_number_integer())
    client.process = process->get<std::int64_t>();
}

void read_changes(const Json& list, Message& message) {
  if (!list.is_array()) throw Misfit{"`contentChanges` is no list"};
  for (const Json& value : list) {
    ContentChange change;
    if (member(value, "text") == nullptr) throw Misfit{"a change has a `text`"};
    change.text = text_in(value, "text");
    if (const Json* range = member(value, "range")) change.range = range_in(*range);
    message.changes.push_back(std::move(change));
  }
}

void read_params(const Json& params, Message& message) {
  if (!params.is_object()) return;
  if (const Json* document = member(params, "textDocument")) {
    message.uri = text_in(*document, "uri");
    if (member(*document, "text") != nullptr) message.text = text_in(*document, "text");
    const Json* version = member(*document, "version");
    if (version != nullptr && version->is_number_integer())
      message.version = version->get<std::int64_t>();
  }
  if (const Json* position = member(params, "position")) message.position = place_in(*position);
  if (const Json* range = member(params, "range")) message.range = range_in(*range);
  if (const Json* positions = member(params, "positions")) {
    if (!positions->is_array()) throw Misfit{"`positions` is no list"};
    for (const Json& value : *positions)
      message.positions.push_back(place_in(value));
  }
  if (const Json* changes = member(params, "contentChanges")) read_changes(*changes, message);
  message.new_name = text_in(params, "newName");
  message.query = text_in(params, "query");
  message.command = text_in(params, "command");
  if (const Json* arguments = member(params, "arguments")) message.arguments = texts_in(arguments);
  const Json* declaration = at(&params, {"context", "includeDeclaration"});
  message.without_declaration = declaration != nullptr && *declaration == false;
  message.kinds = texts_in(at(&params, {"context", "only"}));
  if (const Json* cancelled = member(params, "id")) message.cancels = cancelled->dump();
  if (message.method == "initialize") read_client(params, message.client);
  if (const Json* event = member(params, "event")) {
    message.folders_added = uris_in(member(*event, "added"));
    message.folders_removed = uris_in(member(*event, "removed"));
  }
}

// Nesting by the brackets outside texts, so that nothing deep is ever built.
bool is_too_deep(std::string_view json) {
  unsigned depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      if (++depth > json_depth_max) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

std::unexpected<RpcError> refuse(RpcCode code, std::string message, std::string id = "null") {
  return std::unexpected(RpcError{code, std::move(message), std::move(id)});
}

}  // namespace

std::expected<Message, RpcError> read_message(std::string_view json) {
  if (is_too_deep(json)) {
    return refuse(RpcCode::invalid_request,
                  "a message is nested at most " + std::to_string(json_depth_max) + " deep");
  }
  const Json value = Json::parse(json.begin(), json.end(), nullptr, false);
  if (value.is_discarded()) return refuse(RpcCode::parse_error, "the message is not JSON");
  if (!value.is_object())
    return refuse(RpcCode::invalid_request, "a message is an object; batches are not taken");
  Message message;
  if (const auto id = value.find("id"); id != value.end()) {
    if (!id->is_string() && !id->is_number_integer() && !id->is_null())
      return refuse(RpcCode::invalid_request, "`id` is a number or a text");
    if (!id->is_null()) message.id = id->dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  const std::string id = message.id.empty() ? "null" : message.id;
  const auto method = value.find("method");
  if (method == value.end()) {
    if (value.contains("result") || value.contains("error")) return message;
    return refuse(RpcCode::invalid_request, "the message has no `method`", id);
  }
  if (!method->is_string()) return refuse(RpcCode::invalid_request, "`method` is no text", id);
  message.method = method->get<std::string>();
  const auto version = value.find("jsonrpc");
  if (version == value.end() || *version != "2.0")
    return refuse(RpcCode::invalid_request, "`jsonrpc` is not \"2.0\"", id);
  const auto params = value.find("params");
  if (params == value.end()) return message;
  try {
    read_params(*params, message);
  } catch (const Misfit& misfit) {
    return refuse(RpcCode::invalid_params, misfit.message, id);
  }
  return message;
}

std::string json_text(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string response(std::string_view id, std::string_view result) {
  return R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"result":)" + std::string(result) +
         "}";
}

std::string error_response(const RpcError& error) {
  return R"({"jsonrpc":"2.0","id":)" + error.id + R"(,"error":{"code":)" +
         std::to_string(static_cast<std::int32_t>(error.code)) + R"(,"message":)" +
         json_text(error.message) + "}}";
}

std::string notification(std::string_view method, std::string_view params) {
  return R"({"jsonrpc":"2.0","method":)" + json_text(method) + R"(,"params":)" +
         std::string(params) + "}";
}

std::string request(std::int64_t id, std::string_view method, std::string_view params) {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":)" + json_text(method) +
         R"(,"params":)" + std::string(params) + "}";
}

}  // namespace dealwright::lsp
