// Any bytes on the server's input: each message gets a JSON-RPC error or an answer that is JSON,
// and the session ends. The first byte chooses between raw bytes and messages, one a line, that are
// framed here: `METHOD OFFSET`, or text that replaces the document.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "dsl/lsp/framing.hpp"
#include "dsl/lsp/server.hpp"
#include "tests/support/memory_surroundings.hpp"

namespace {

using Json = nlohmann::json;

constexpr std::size_t rounds_max = 100'000;
const std::string uri = "file:///p/deal.deal";

void require(bool holds) {
  if (!holds) std::abort();
}

void judge(const std::vector<std::string>& sent) {
  for (const std::string& message : sent) {
    const Json json = Json::parse(message, nullptr, false);
    require(json.is_object() && json["jsonrpc"] == "2.0");
    require(json.contains("method") || json.contains("result") != json.contains("error"));
  }
}

void settle(dealwright::lsp::Server& server) {
  std::size_t rounds = 0;
  while (server.has_work() && !server.has_ended()) {
    require(++rounds < rounds_max);
    judge(server.work());
  }
  while (auto job = server.take_job())
    judge(server.finish(job->run()));
}

void take(dealwright::lsp::Server& server, dealwright::lsp::Framing& framing,
          std::string_view bytes) {
  framing.take(bytes);
  while (auto next = framing.next()) {
    if (next->problem.empty()) {
      server.receive(next->message);
    } else {
      server.receive_problem(next->problem);
    }
  }
  settle(server);
}

std::string message(const Json& json) {
  return dealwright::lsp::framed(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string notify(std::string_view method, const Json& params) {
  return message({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
}

std::string ask(int id, std::string_view method, std::uint32_t number) {
  const Json place = {{"line", number % 64}, {"character", number / 64 % 64}};
  return message({{"jsonrpc", "2.0"},
                  {"id", id},
                  {"method", method},
                  {"params",
                   {{"textDocument", {{"uri", uri}}},
                    {"position", place},
                    {"positions", {place}},
                    {"range", {{"start", place}, {"end", {{"line", 64}, {"character", 0}}}}},
                    {"context", {{"diagnostics", Json::array()}, {"includeDeclaration", true}}},
                    {"newName", "another"},
                    {"query", ""},
                    {"command", "dealwright.showPlan"},
                    {"arguments", {uri, "d"}}}}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  dealwright::support::MemorySurroundings surroundings;
  dealwright::lsp::Server server(surroundings, "fuzz");
  dealwright::lsp::Framing framing;
  if (input.empty()) return 0;
  const bool raw = input.front() == '!';
  input.remove_prefix(1);
  if (raw) {
    take(server, framing, input);
    return 0;
  }
  take(server, framing,
       message(
           {{"jsonrpc", "2.0"}, {"id", 0}, {"method", "initialize"}, {"params", Json::object()}}));
  int id = 0;
  const std::size_t divide = input.find('\0');
  take(server, framing,
       notify("textDocument/didOpen",
              {{"textDocument",
                {{"uri", uri}, {"version", 0}, {"text", std::string(input.substr(0, divide))}}}}));
  if (divide == std::string_view::npos) return 0;
  input.remove_prefix(divide + 1);
  // Pairs of bytes: what is asked, and where.
  static constexpr std::string_view methods[] = {"textDocument/hover",
                                                 "textDocument/completion",
                                                 "textDocument/signatureHelp",
                                                 "textDocument/definition",
                                                 "textDocument/declaration",
                                                 "textDocument/references",
                                                 "textDocument/documentHighlight",
                                                 "textDocument/prepareRename",
                                                 "textDocument/rename",
                                                 "textDocument/documentSymbol",
                                                 "workspace/symbol",
                                                 "textDocument/foldingRange",
                                                 "textDocument/selectionRange",
                                                 "textDocument/documentLink",
                                                 "textDocument/semanticTokens/full",
                                                 "textDocument/semanticTokens/range",
                                                 "textDocument/inlayHint",
                                                 "textDocument/codeLens",
                                                 "textDocument/codeAction",
                                                 "textDocument/formatting",
                                                 "workspace/executeCommand"};
  for (std::size_t i = 0; i + 3 < input.size() && id < 32; i += 4) {
    const auto byte = [&](std::size_t n) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(input[i + n]));
    };
    const std::uint32_t number = byte(1) | byte(2) << 8U;
    if (byte(0) % 4 == 0) {
      const Json place = {{"line", number % 64}, {"character", number / 64 % 64}};
      const Json end = {{"line", number % 64 + byte(3) % 3}, {"character", byte(3)}};
      take(server, framing,
           notify("textDocument/didChange",
                  {{"textDocument", {{"uri", uri}, {"version", ++id}}},
                   {"contentChanges",
                    {{{"range", {{"start", place}, {"end", end}}},
                      {"text", std::string(input.substr(i, byte(3) % 16))}}}}}));
    } else {
      take(server, framing, ask(++id, methods[byte(0) % std::size(methods)], number));
    }
  }
  return 0;
}
