// An editor for tests: speaks JSON with a server in the same process, and runs its jobs at once.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "dsl/lsp/server.hpp"
#include "tests/support/memory_surroundings.hpp"

namespace dealwright::support {

using Json = nlohmann::ordered_json;

class Session {
 public:
  Session();

  MemorySurroundings surroundings;
  lsp::Server server;
  std::map<std::string, Json> published;  // the last diagnostics, by uri
  std::vector<Json> others;               // notifications and requests of the server

  // The answer: its result, or the error as {"code", "message"}.
  Json initialize(const Json& capabilities = Json::object());
  Json ask(std::string_view method, const Json& params);
  void tell(std::string_view method, const Json& params);
  // Bytes as they are.
  std::vector<Json> raw(std::string_view message);
  // Everything that there is to do.
  void settle();

  void open(const std::string& name, const std::string& text);
  void change(const std::string& name, const Json& changes);
  // The question about a place: the n-th byte of the first `mark` in the text of an open document.
  Json at(std::string_view method, const std::string& name, std::string_view mark,
          std::size_t n = 0, const Json& more = Json::object());
  [[nodiscard]] std::string text_of(const std::string& name) const { return texts_.at(name); }
  [[nodiscard]] static std::string uri(const std::string& name) {
    return std::string(project_uri) + name;
  }
  [[nodiscard]] Json position(const std::string& name, std::string_view mark,
                              std::size_t n = 0) const;
  // The text after the edits of a workspace edit or a list of text edits (UTF-16 places).
  [[nodiscard]] std::string edited(const std::string& name, const Json& edits) const;

 private:
  void take(const std::vector<std::string>& messages);

  std::map<std::string, std::string> texts_;
  std::map<int, Json> answers_;
  int last_id_ = 0;
  int version_ = 1;
};

}  // namespace dealwright::support
