// The editor's side of the protocol, small.
#include "tests/unit/dsl/lsp/session.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace dealwright::support {

Session::Session() : server(surroundings, "test") {}

Json Session::initialize(const Json& capabilities) {
  const Json answer =
      ask("initialize",
          {{"processId", nullptr}, {"rootUri", "file:///p"}, {"capabilities", capabilities}});
  tell("initialized", Json::object());
  return answer;
}

Json Session::ask(std::string_view method, const Json& params) {
  const int id = ++last_id_;
  server.receive(
      Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}.dump());
  for (int i = 0; i < 100'000 && !answers_.contains(id); ++i) {
    take(server.work());
    if (auto job = server.take_job()) take(server.finish(job->run()));
  }
  EXPECT_TRUE(answers_.contains(id)) << method;
  return answers_[id];
}

void Session::tell(std::string_view method, const Json& params) {
  server.receive(Json{{"jsonrpc", "2.0"}, {"method", method}, {"params", params}}.dump());
}

std::vector<Json> Session::raw(std::string_view message) {
  server.receive(message);
  std::vector<Json> sent;
  for (int i = 0; i < 1'000 && server.has_work(); ++i) {
    for (const std::string& text : server.work())
      sent.push_back(Json::parse(text));
  }
  return sent;
}

void Session::settle() {
  for (int i = 0; i < 100'000; ++i) {
    if (server.has_work()) {
      take(server.work());
    } else if (auto job = server.take_job()) {
      take(server.finish(job->run()));
    } else {
      return;
    }
  }
  ADD_FAILURE() << "the server finds no end";
}

void Session::open(const std::string& name, const std::string& text) {
  texts_[name] = text;
  tell("textDocument/didOpen",
       {{"textDocument",
         {{"uri", uri(name)}, {"languageId", "deal"}, {"version", version_}, {"text", text}}}});
}

void Session::change(const std::string& name, const Json& changes) {
  tell("textDocument/didChange", {{"textDocument", {{"uri", uri(name)}, {"version", ++version_}}},
                                  {"contentChanges", changes}});
  texts_[name] = edited(name, changes);
}

Json Session::position(const std::string& name, std::string_view mark, std::size_t n) const {
  const std::string& text = texts_.at(name);
  const std::size_t found = text.find(mark);
  EXPECT_NE(found, std::string::npos) << mark;
  const std::size_t at = std::min(found + n, text.size());
  const auto place =
      lsp::Lines(text).place(text, static_cast<std::uint32_t>(at), lsp::Encoding::utf16);
  return {{"line", place.line}, {"character", place.character}};
}

Json Session::at(std::string_view method, const std::string& name, std::string_view mark,
                 std::size_t n, const Json& more) {
  Json params = {{"textDocument", {{"uri", uri(name)}}}, {"position", position(name, mark, n)}};
  params.update(more);
  return ask(method, params);
}

std::string Session::edited(const std::string& name, const Json& edits) const {
  std::string text = texts_.at(name);
  const Json given =
      edits.contains("changes") ? edits["changes"].value(uri(name), Json::array()) : edits;
  std::vector<Json> list(given.begin(), given.end());
  // Of edits that were made against one text the last one is applied first.
  const auto start = [](const Json& edit) {
    return std::pair(edit["range"]["start"]["line"].get<int>(),
                     edit["range"]["start"]["character"].get<int>());
  };
  if (!list.empty() && list.front().contains("newText")) {
    std::sort(list.begin(), list.end(),
              [&](const Json& a, const Json& b) { return start(a) > start(b); });
  }
  for (const Json& edit : list) {
    const auto inserted = edit[edit.contains("newText") ? "newText" : "text"].get<std::string>();
    if (!edit.contains("range")) {
      text = inserted;
      continue;
    }
    const lsp::Lines lines(text);
    const auto offset = [&](const Json& place) {
      return lines.offset(text, {place["line"], place["character"]}, lsp::Encoding::utf16);
    };
    const std::uint32_t begin = offset(edit["range"]["start"]);
    text.replace(begin, offset(edit["range"]["end"]) - begin, inserted);
  }
  return text;
}

void Session::take(const std::vector<std::string>& messages) {
  for (const std::string& text : messages) {
    const Json message = Json::parse(text);
    if (message.contains("method")) {
      if (message["method"] == "textDocument/publishDiagnostics")
        published[message["params"]["uri"]] = message["params"]["diagnostics"];
      else
        others.push_back(message);
    } else if (message["id"].is_number()) {
      answers_[message["id"]] = message.contains("result") ? message["result"] : message["error"];
    }
  }
}

}  // namespace dealwright::support
