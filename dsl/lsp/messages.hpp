// JSON-RPC messages as plain values, both ways. What a message asks is read here once, whatever its
// method; whether it says enough is for whoever answers it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lsp/lines.hpp"

namespace dealwright::lsp {

inline constexpr unsigned json_depth_max = 64;

// The protocol's numbers.
enum class RpcCode : std::int32_t {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  not_initialized = -32002,
  request_cancelled = -32800,
  request_failed = -32803,
};

struct RpcError {
  RpcCode code = RpcCode::invalid_request;
  std::string message;
  std::string id = "null";  // of the request, as JSON
};

struct ContentChange {
  std::optional<Range> range;  // none: the whole text
  std::string text;
};

// What `initialize` says about the editor.
struct ClientAbilities {
  std::vector<std::string> encodings;
  std::vector<std::string> folders;
  bool takes_snippets = false;
  bool refreshes_hints = false;
  bool refreshes_lenses = false;
  bool shows_pages = false;  // our own client: results of commands go to a panel
  std::optional<std::int64_t> process;
};

struct Message {
  std::string id;      // as JSON; empty for a notification
  std::string method;  // empty for an answer to us
  std::string uri;
  std::optional<Place> position;
  std::optional<Range> range;
  std::vector<Place> positions;
  std::int64_t version = 0;
  std::optional<std::string> text;
  std::vector<ContentChange> changes;
  std::string new_name;
  std::string query;
  bool without_declaration = false;  // of references
  std::string cancels;               // id as JSON
  std::string command;
  std::vector<std::string> arguments;
  std::vector<std::string> kinds;  // of code actions wanted
  std::vector<std::string> folders_added;
  std::vector<std::string> folders_removed;
  ClientAbilities client;

  [[nodiscard]] bool is_request() const { return !id.empty() && !method.empty(); }
};

// Any bytes give a message or what is wrong with them.
[[nodiscard]] std::expected<Message, RpcError> read_message(std::string_view json);

// `result` and `params` are JSON already.
[[nodiscard]] std::string response(std::string_view id, std::string_view result);
[[nodiscard]] std::string error_response(const RpcError& error);
[[nodiscard]] std::string notification(std::string_view method, std::string_view params);
[[nodiscard]] std::string request(std::int64_t id, std::string_view method,
                                  std::string_view params);
// A text as JSON.
[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace dealwright::lsp
