// The life of a session: order of messages, edits, cancellation, jobs, limits.
#include "tests/unit/dsl/lsp/session.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dealwright::support {
namespace {

using ::testing::HasSubstr;

const std::string small =
    "use weth\n\ndeal d {\n  buckets of 10 ETH { working 100% }\n"
    "  step s {\n    weth.wrap(all ETH from working) -> wrapped\n  }\n}\n";

std::string request(int id, std::string_view method, const Json& params = Json::object()) {
  return Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}.dump();
}

TEST(Sessions, BeginWithInitialize) {
  Session session;
  EXPECT_EQ(session.ask("textDocument/hover", Json::object())["code"], -32002);
  EXPECT_TRUE(session.initialize().contains("capabilities"));
  EXPECT_EQ(session.ask("initialize", Json::object())["code"], -32600) << "it comes once";
}

TEST(Sessions, EndWithShutdownAndExit) {
  Session session;
  session.initialize();
  EXPECT_TRUE(session.ask("shutdown", nullptr).is_null());
  EXPECT_EQ(session.ask("textDocument/hover", Json::object())["code"], -32600);
  session.tell("exit", nullptr);
  session.settle();
  EXPECT_TRUE(session.server.has_ended());
  EXPECT_EQ(session.server.exit_code(), 0);
}

TEST(Sessions, ThatEndWithoutShutdownSaySo) {
  Session session;
  session.initialize();
  session.tell("exit", nullptr);
  session.settle();
  EXPECT_EQ(session.server.exit_code(), 1);
}

TEST(Sessions, AgreeOnTheUnitOfPlaces) {
  const auto agreed = [](const Json& offered) {
    Session session;
    const Json answer = session.initialize({{"general", {{"positionEncodings", offered}}}});
    return answer["capabilities"]["positionEncoding"].get<std::string>();
  };
  EXPECT_EQ(agreed({"utf-16"}), "utf-16");
  EXPECT_EQ(agreed({"utf-16", "utf-8"}), "utf-8");
  EXPECT_EQ(agreed({"utf-32"}), "utf-32");
  EXPECT_EQ(agreed(Json::array()), "utf-16");
}

TEST(Sessions, RefuseWhatTheyDoNotKnow) {
  Session session;
  session.initialize();
  EXPECT_EQ(session.ask("textDocument/unheardOf", Json::object())["code"], -32601);
  EXPECT_EQ(session.ask("textDocument/hover", Json::object())["code"], -32602);
  EXPECT_EQ(
      session.ask("textDocument/hover", {{"textDocument", {{"uri", "file:///p/no"}}}})["code"],
      -32602);
  session.open("d.deal", small);
  EXPECT_EQ(session.ask("textDocument/hover",
                        {{"textDocument", {{"uri", Session::uri("d.deal")}}}})["message"],
            "no position is given");
}

TEST(Sessions, SayWhatIsWrongAfterEachChange) {
  Session session;
  session.initialize();
  session.open("d.deal", small);
  session.settle();
  EXPECT_TRUE(session.published[Session::uri("d.deal")].empty());
  session.change("d.deal", Json::array({{{"range",
                                          {{"start", session.position("d.deal", "working) ")},
                                           {"end", session.position("d.deal", "working) ", 7)}}},
                                         {"text", "workin"}}}));
  session.settle();
  const Json found = session.published[Session::uri("d.deal")];
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["code"], "D200");
  EXPECT_THAT(found[0]["message"].get<std::string>(), HasSubstr("did you mean `working`?"));
  session.change("d.deal", Json::array({{{"text", small}}}));
  session.settle();
  EXPECT_TRUE(session.published[Session::uri("d.deal")].empty());
}

TEST(Sessions, CheckOnceForManyChangesThatWait) {
  Session session;
  session.initialize();
  session.open("d.deal", small);
  session.settle();
  session.published.clear();
  for (int i = 0; i < 50; ++i)
    session.change("d.deal", Json::array({{{"range",
                                            {{"start", {{"line", 0}, {"character", 0}}},
                                             {"end", {{"line", 0}, {"character", 0}}}}},
                                           {"text", "// x\n"}}}));
  int announcements = 0;
  while (session.server.has_work()) {
    for (const std::string& sent : session.server.work())
      announcements += sent.find("publishDiagnostics") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(announcements, 1);
}

TEST(Sessions, ApplyEditsInTheOrderInWhichTheyCome) {
  Session session;
  session.initialize();
  session.open("d.deal", "ab\xC3\xA4\xF0\x9F\x92\xB0z\n");
  const auto edit = [](int from, int to, const std::string& text) {
    return Json{{"range",
                 {{"start", {{"line", 0}, {"character", from}}},
                  {"end", {{"line", 0}, {"character", to}}}}},
                {"text", text}};
  };
  // Behind two UTF-16 units of one character.
  session.change("d.deal", Json::array({edit(5, 6, "y"), edit(0, 2, ""), edit(1, 3, "")}));
  const Json answer =
      session.ask("textDocument/formatting", {{"textDocument", {{"uri", Session::uri("d.deal")}}}});
  EXPECT_TRUE(answer.is_array());
  session.settle();
  EXPECT_EQ(session.text_of("d.deal"), "\xC3\xA4y\n");
  const Json found = session.published[Session::uri("d.deal")];
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0]["range"]["end"]["line"], 0);
}

TEST(Sessions, CountUnsavedModulesAndNotTheDisk) {
  Session session;
  session.surroundings.files["assets.deal"] = "asset GOLD { decimals 8 }\n";
  session.initialize();
  session.open("d.deal",
               "use \"./assets.deal\"\n\ndeal d {\n  buckets of 10 GOLD { working 100% }\n}\n");
  session.settle();
  EXPECT_TRUE(session.published[Session::uri("d.deal")].empty());
  session.open("assets.deal", "asset SILVER { decimals 8 }\n");
  session.settle();
  EXPECT_FALSE(session.published[Session::uri("d.deal")].empty())
      << "the deal is checked again when a file that it uses changes";
  session.tell("textDocument/didClose", {{"textDocument", {{"uri", Session::uri("assets.deal")}}}});
  session.settle();
  EXPECT_TRUE(session.published[Session::uri("d.deal")].empty());
}

TEST(Sessions, TellFindingsOfFilesThatAreNotOpenAndTakeThemBack) {
  Session session;
  session.surroundings.files["assets.deal"] = "asset GOLD { decimals 99 }\n";
  session.initialize();
  session.open("d.deal", "use \"./assets.deal\"\n");
  session.settle();
  EXPECT_FALSE(session.published[Session::uri("assets.deal")].empty());
  session.change("d.deal", Json::array({{{"text", "\n"}}}));
  session.settle();
  EXPECT_TRUE(session.published[Session::uri("assets.deal")].empty());
}

TEST(Sessions, AnswerACancelledRequestAtOnce) {
  Session session;
  session.initialize();
  session.open("d.deal", small);
  session.settle();
  session.server.receive(request(70, "textDocument/documentSymbol",
                                 {{"textDocument", {{"uri", Session::uri("d.deal")}}}}));
  session.server.receive(R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":70}})");
  std::string sent;
  while (session.server.has_work()) {
    for (const std::string& message : session.server.work())
      sent += message + "\n";
  }
  EXPECT_THAT(sent, HasSubstr("-32800"));
  EXPECT_EQ(sent.find("result"), std::string::npos);
}

TEST(Sessions, GiveUpARunThatNobodyWaitsFor) {
  Session session;
  session.initialize();
  session.open("d.deal", small);
  session.settle();
  session.server.receive(
      request(71, "workspace/executeCommand",
              {{"command", "dealwright.showPlan"}, {"arguments", {Session::uri("d.deal"), "d"}}}));
  EXPECT_TRUE(session.server.work().empty());
  auto job = session.server.take_job();
  ASSERT_TRUE(job.has_value());
  EXPECT_FALSE(session.server.is_given_up(job->number));
  session.server.receive(R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":71}})");
  EXPECT_TRUE(session.server.is_given_up(job->number));
  EXPECT_THAT(session.server.work().front(), HasSubstr("-32800"));
  EXPECT_TRUE(session.server.finish(job->run()).empty()) << "answered once";
}

TEST(Sessions, ShowWhatTheEngineFoundAboutLimits) {
  Session session;
  int asked = 0;
  session.surroundings.judge_limits = [&](const lsp::RunRequest&) {
    ++asked;
    return std::vector<lsp::LimitReport>{{"ltv <= 30% always", "5% left", "Proved: at most 25%."}};
  };
  session.initialize({{"workspace", {{"inlayHint", {{"refreshSupport", true}}}}}});
  session.open("d.deal",
               "deal d {\n  buckets of 10 ETH { working 100% }\n"
               "  limits { ltv  <= 30%   always }\n}\n");
  session.settle();
  EXPECT_EQ(asked, 1);
  ASSERT_EQ(session.others.size(), 1U);
  EXPECT_EQ(session.others[0]["method"], "workspace/inlayHint/refresh");
  const Json hints = session.ask(
      "textDocument/inlayHint",
      {{"textDocument", {{"uri", Session::uri("d.deal")}}},
       {"range",
        {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 9}, {"character", 0}}}}}});
  ASSERT_EQ(hints.size(), 1U);
  EXPECT_EQ(hints[0]["label"], "5% left");
  EXPECT_THAT(session.at("textDocument/hover", "d.deal", "ltv", 1)["contents"]["value"].dump(),
              HasSubstr("Proved: at most 25%."));
}

TEST(Sessions, HoldOnlySoManyDocuments) {
  Session session;
  session.initialize();
  for (std::size_t i = 0; i <= lsp::documents_max; ++i)
    session.open("d" + std::to_string(i) + ".deal", "");
  session.settle();
  EXPECT_EQ(session.published.size(), lsp::documents_max);
  ASSERT_EQ(session.others.size(), 1U);
  EXPECT_THAT(session.others[0].dump(), HasSubstr("this one is not checked"));
}

TEST(Sessions, LetOnlySoManyRequestsWait) {
  Session session;
  session.initialize();
  for (std::size_t i = 0; i <= lsp::queue_max; ++i)
    session.server.receive(request(static_cast<int>(1'000 + i), "x"));
  std::string sent;
  for (const std::string& message : session.server.work())
    sent += message;
  EXPECT_THAT(sent, HasSubstr("messages wait"));
}

TEST(Sessions, AnswerEveryMessageOrRefuseIt) {
  Session session;
  session.initialize();
  const auto first = session.raw("not json");
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0]["error"]["code"], -32700);
  EXPECT_TRUE(session.raw(R"({"jsonrpc":"2.0","method":"$/setTrace","params":{}})").empty());
  EXPECT_TRUE(session.raw(R"({"jsonrpc":"2.0","id":5,"result":null})").empty());
  EXPECT_TRUE(
      session.raw(R"({"jsonrpc":"2.0","method":"textDocument/didChange","params":{}})").empty());
}

}  // namespace
}  // namespace dealwright::support
