// Failover, quorum, and what is believed of a send, with scripted endpoints.
#include "engine/adapters/evm/rpc/client.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dealwright::rpc {
namespace {

using nlohmann::json;
using Posted = std::expected<HttpReply, TransportFault>;

// One endpoint's behaviour: answers by method, or a fault for everything.
struct Node {
  std::map<std::string, json> results{{"eth_chainId", "0x8a"},
                                      {"web3_clientVersion", "Geth/v1.16.0"},
                                      {"eth_syncing", false},
                                      {"eth_blockNumber", "0x10"}};
  std::map<std::string, json> errors;
  std::optional<TransportFault> fault;
  std::map<std::string, TransportFault> fault_of;  // by method
  unsigned status = 200;
  std::string raw;  // instead of an answer
  std::vector<std::string> asked;
};

class Scripted final : public Transport {
 public:
  std::map<std::string, Node> nodes;  // by host

  Posted post(const PostRequest& request) override {
    Node& node = nodes.at(request.url->host);
    const json body = json::parse(request.body);
    const json list = body.is_array() ? body : json::array({body});
    json answers = json::array();
    for (const json& call : list) {
      const std::string method = call.at("method");
      node.asked.push_back(method);
      if (node.fault_of.contains(method)) return std::unexpected(node.fault_of.at(method));
      json answer = {{"jsonrpc", "2.0"}, {"id", call.at("id")}};
      if (node.errors.contains(method)) {
        answer["error"] = node.errors.at(method);
      } else {
        answer["result"] = node.results.contains(method) ? node.results.at(method) : json();
      }
      answers.push_back(answer);
    }
    if (node.fault) return std::unexpected(*node.fault);
    if (!node.raw.empty() || node.status != 200) return HttpReply{node.status, node.raw};
    return HttpReply{200, body.is_array() ? answers.dump() : answers[0].dump()};
  }
};

class ClientTest : public testing::Test {
 protected:
  Client client(std::size_t quorum = 1) {
    std::vector<Endpoint> endpoints;
    for (const char* name : {"a", "b", "c"})
      endpoints.push_back({.name = name, .url = {.host = name}});
    return {{.chain_id = 138, .quorum = quorum}, endpoints, transport_, [this] { return now_; }};
  }
  Node& node(const char* name) { return transport_.nodes[name]; }
  void SetUp() override {
    for (const char* name : {"a", "b", "c"})
      node(name).results["eth_getBalance"] = "0x5";
  }
  std::size_t times(const char* name, const char* method) {
    return static_cast<std::size_t>(std::ranges::count(node(name).asked, method));
  }

  Scripted transport_;
  values::TimePoint now_{1'000'000};
};

const Call balance{.method = "eth_getBalance", .params = R"(["0x1","latest"])"};
const Call send{.method = "eth_sendRawTransaction", .params = R"(["0x02"])"};
const TransportFault refused{.delivery = Delivery::not_sent, .what = "cannot connect"};
const TransportFault lost{.delivery = Delivery::maybe_sent, .what = "no answer"};

TEST_F(ClientTest, MeetsAnEndpointBeforeItAsksIt) {
  Client asking = client();
  EXPECT_EQ(asking.call(balance).value_or(""), R"("0x5")");
  EXPECT_EQ(node("a").asked,
            (std::vector<std::string>{"eth_chainId", "web3_clientVersion", "eth_syncing",
                                      "eth_blockNumber", "eth_getBalance"}));
  EXPECT_EQ(asking.fleet().at(0).node, NodeKind::geth);
  EXPECT_EQ(asking.fleet().at(0).head, 16U);
  EXPECT_TRUE(node("b").asked.empty());
}

TEST_F(ClientTest, QuarantinesAnEndpointOfAnotherChain) {
  node("a").results["eth_chainId"] = "0x1";
  Client asking = client();
  EXPECT_EQ(asking.call(balance).value_or(""), R"("0x5")");
  EXPECT_EQ(asking.fleet().at(0).standing, Standing::quarantined);
  EXPECT_EQ(asking.fleet().at(0).reason, "is of chain 1, not of chain 138");
  EXPECT_EQ(times("a", "eth_getBalance"), 0U);
}

TEST_F(ClientTest, AsksForTheChainAgainAfterAnEndpointWasAway) {
  Client asking = client();
  node("b").fault = node("c").fault = refused;
  ASSERT_TRUE(asking.call(balance).has_value());
  node("a").fault = lost;
  asking.head_changed(17);
  ASSERT_FALSE(asking.call(balance).has_value());
  // Another node answers at the same address now.
  node("a").fault.reset();
  node("a").results["eth_chainId"] = "0x1";
  now_ = now_ + values::minutes(5);
  ASSERT_FALSE(asking.call(balance).has_value());
  EXPECT_EQ(asking.fleet().at(0).standing, Standing::quarantined);
}

TEST_F(ClientTest, GoesOnToTheNextEndpointForAReadWhateverWentWrong) {
  for (int way = 0; way < 7; ++way) {
    node("a") = Node{};
    node("a").results["eth_getBalance"] = "0x5";
    Client asking = client();
    ASSERT_TRUE(asking.call({.method = "eth_blockNumber"}).has_value());
    Node& bad = node("a");
    if (way == 0) bad.fault = lost;
    if (way == 1) bad.fault = refused;
    if (way == 2) bad.status = 503;
    if (way == 3) bad.status = 429;
    if (way == 4) bad.raw = "<html>";
    if (way == 5) bad.raw = R"({"id":1,"result":"0x6"})";
    if (way == 6) bad.errors["eth_getBalance"] = {{"code", -32000}, {"message", "something new"}};
    EXPECT_EQ(asking.call(balance).value_or(""), R"("0x5")") << way;
    EXPECT_GE(times("a", "eth_getBalance"), 1U) << way;
  }
}

TEST_F(ClientTest, TellsARevertAtOnce) {
  node("a").errors["eth_call"] = {
      {"code", 3}, {"message", "execution reverted"}, {"data", "0x08c379a0"}};
  Client asking = client();
  const auto outcome = asking.call({.method = "eth_call", .params = "[{},\"latest\"]"});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().is, ErrorClass::reverted);
  EXPECT_EQ(outcome.error().answer.data, "0x08c379a0");
  EXPECT_EQ(outcome.error().endpoint, "a");
  EXPECT_TRUE(node("b").asked.empty());
}

TEST_F(ClientTest, GoesOnWithASendOnlyWhenNoByteOfItLeft) {
  node("a").fault_of.emplace(send.method, refused);
  node("b").results[send.method] = "0xhash";
  Client asking = client();
  EXPECT_EQ(asking.call(send).value_or(""), R"("0xhash")");
  EXPECT_EQ(times("b", "eth_sendRawTransaction"), 1U);
}

TEST_F(ClientTest, DoesNotKnowWhatBecameOfASendThatMayHaveArrived) {
  const auto outcome_of = [&](const std::function<void(Node&)>& spoil) {
    node("a") = Node{};
    node("b").asked.clear();
    Client asking = client();
    EXPECT_TRUE(asking.call({.method = "eth_blockNumber"}).has_value());
    spoil(node("a"));
    auto outcome = asking.call(send);
    EXPECT_FALSE(outcome.has_value());
    EXPECT_EQ(times("b", "eth_sendRawTransaction"), 0U);
    return outcome ? Failure{} : outcome.error();
  };
  const auto check = [](const Failure& failure) {
    EXPECT_EQ(failure.is, ErrorClass::unknown) << failure.what;
    EXPECT_EQ(failure.delivery, Delivery::maybe_sent) << failure.what;
  };
  check(outcome_of([](Node& n) { n.fault_of.emplace(send.method, lost); }));
  check(outcome_of([](Node& n) { n.status = 503; }));
  check(outcome_of([](Node& n) { n.status = 429; }));
  check(outcome_of([](Node& n) { n.raw = "<html>"; }));
  check(outcome_of(
      [](Node& n) { n.errors[send.method] = {{"code", 3}, {"message", "execution reverted"}}; }));
  const Failure known = outcome_of(
      [](Node& n) { n.errors[send.method] = {{"code", -32000}, {"message", "already known"}}; });
  EXPECT_EQ(known.is, ErrorClass::already_known);
}

TEST_F(ClientTest, SendsNothingThroughANodeThatIsSyncing) {
  node("a").results["eth_syncing"] = {{"currentBlock", "0x1"}};
  node("b").results[send.method] = "0xhash";
  Client asking = client();
  EXPECT_TRUE(asking.call(send).has_value());
  EXPECT_EQ(times("a", "eth_sendRawTransaction"), 0U);
  EXPECT_EQ(asking.fleet().at(0).standing, Standing::reading);
}

TEST_F(ClientTest, BelievesACriticalReadWhenEnoughSayTheSame) {
  node("a").results["eth_getBalance"] = "0x6";
  Client asking = client(2);
  EXPECT_EQ(asking.call(balance, Weight::critical).value_or(""), R"("0x5")");
  EXPECT_EQ(times("c", "eth_getBalance"), 1U);
}

TEST_F(ClientTest, SaysWhoDisagrees) {
  node("a").results["eth_getBalance"] = "0x6";
  node("b").results["eth_getBalance"] = "0x7";
  Client asking = client(2);
  const auto outcome = asking.call(balance, Weight::critical);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().what,
            "endpoints disagree about eth_getBalance: `c` say result \"0x5\"; `a` say result "
            "\"0x6\"; `b` say result \"0x7\".");
}

TEST_F(ClientTest, DoesNotTakeTooFewForAQuorum) {
  node("b").fault = refused;
  node("c").fault = refused;
  Client asking = client(2);
  const auto outcome = asking.call(balance, Weight::critical);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().is, ErrorClass::unavailable);
  EXPECT_EQ(outcome.error().what,
            "1 of the 2 endpoints that must agree about eth_getBalance answered");
}

TEST_F(ClientTest, AgreesOnARevertToo) {
  for (const char* name : {"a", "b"}) {
    node(name).errors["eth_call"] = {{"code", 3}, {"message", "no"}, {"data", "0x12"}};
  }
  Client asking = client(2);
  const auto outcome =
      asking.call({.method = "eth_call", .params = "[{},\"0x1\"]"}, Weight::critical);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().is, ErrorClass::reverted);
}

TEST_F(ClientTest, AsksABatchOfOneEndpointAndGivesEachItsOutcome) {
  node("a").fault = refused;
  node("b").errors["eth_gasPrice"] = {{"code", -32601}, {"message", "no such method"}};
  Client asking = client();
  const std::vector<Call> calls{balance, {.method = "eth_gasPrice"}, balance};
  const auto outcomes = asking.batch(calls);
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0].value_or(""), R"("0x5")");
  EXPECT_EQ(outcomes[1].error().answer.code, -32601);
  EXPECT_EQ(outcomes[2].value_or(""), R"("0x5")");
}

TEST_F(ClientTest, SplitsABatchThatIsTooLarge) {
  Client asking = client();
  const std::vector<Call> calls(calls_in_a_batch_max + 1, balance);
  const auto outcomes = asking.batch(calls);
  ASSERT_EQ(outcomes.size(), calls_in_a_batch_max + 1);
  EXPECT_TRUE(outcomes.back().has_value());
}

TEST_F(ClientTest, DoesNotAskAgainForWhatItKept) {
  Client asking = client();
  ASSERT_TRUE(asking.call(balance).has_value());
  ASSERT_TRUE(asking.call(balance).has_value());
  EXPECT_EQ(times("a", "eth_getBalance"), 1U);
  asking.head_changed(17);
  ASSERT_TRUE(asking.call(balance).has_value());
  EXPECT_EQ(times("a", "eth_getBalance"), 2U);
}

TEST_F(ClientTest, SaysWhyNobodyCanBeAsked) {
  for (const char* name : {"a", "b", "c"})
    node(name).results["eth_chainId"] = "0x1";
  Client asking = client();
  (void)asking.call(balance);
  const auto outcome = asking.call(balance);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().what,
            "no endpoint can be asked: `a` is quarantined (is of chain 1, not of chain 138); `b` "
            "is quarantined (is of chain 1, not of chain 138); `c` is quarantined (is of chain 1, "
            "not of chain 138).");
}

}  // namespace
}  // namespace dealwright::rpc
