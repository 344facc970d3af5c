// Acts on their way through the control socket: what comes out is what went in, and nothing else is
// taken for one.
#include "engine/app/durable/operator_act.hpp"

#include <gtest/gtest.h>

namespace dealwright::app {
namespace {

TEST(OperatorAct, ComesOutAsItWentIn) {
  for (const OperatorVerb verb :
       {OperatorVerb::pause, OperatorVerb::resume, OperatorVerb::cancel, OperatorVerb::approve,
        OperatorVerb::reject, OperatorVerb::retry, OperatorVerb::skip, OperatorVerb::set}) {
    const OperatorAct act{.verb = verb,
                          .deal = "deal \"7\"",
                          .step = "s\n",
                          .token = "17-abc",
                          .set = "ETH=1",
                          .by = "anna (root)",
                          .why = "grüße\t"};
    const auto read = act_from_json(to_json(act));
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_EQ(read->verb, verb);
    EXPECT_EQ(read->deal, act.deal);
    EXPECT_EQ(read->step, act.step);
    EXPECT_EQ(read->token, act.token);
    EXPECT_EQ(read->set, act.set);
    EXPECT_EQ(read->by, act.by);
    EXPECT_EQ(read->why, act.why);
    EXPECT_EQ(to_json(act).find('\n'), std::string::npos);
  }
}

TEST(OperatorAct, NothingElseIsTakenForOne) {
  for (const char* line :
       {"", "{", "[]", "null", "17", "{}", R"({"verb":"pause"})", R"({"verb":"pause","deal":"d"})",
        R"({"verb":7,"deal":"d","by":"b"})", R"({"verb":"explode","deal":"d","by":"b"})",
        R"({"verb":"pause","deal":7,"by":"b"})"}) {
    EXPECT_FALSE(act_from_json(line).has_value()) << line;
  }
  const std::string reason(reason_bytes_max + 1, 'x');
  EXPECT_FALSE(
      act_from_json(R"({"verb":"pause","deal":"d","by":"b","why":")" + reason + "\"}").has_value());
}

TEST(OperatorAct, AnswersComeBackWithTheirCodes) {
  EXPECT_EQ(result_from_json(to_json(ActResult("paused"))).value(), "paused");
  const auto refused =
      result_from_json(to_json(ActResult(std::unexpected(Failure{ExitCode::blocked, "no"}))));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ExitCode::blocked);
  EXPECT_EQ(refused.error().message, "no");
  for (const char* line : {"", "{}", "[1]", "hello"})
    EXPECT_EQ(result_from_json(line).error().code, ExitCode::unreachable) << line;
}

}  // namespace
}  // namespace dealwright::app
