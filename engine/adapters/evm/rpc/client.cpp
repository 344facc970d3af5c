// Failover and quorum. Every endpoint is met first: asked for its chain, its kind and its state.
#include "engine/adapters/evm/rpc/client.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::rpc {
namespace {

bool is_send(const Call& call) { return method_kind_of(call.method) == MethodKind::send; }

// The text of a JSON string without escapes, as quantities and versions are.
std::string_view unquoted(std::string_view json) {
  if (json.size() < 2 || json.front() != '"' || json.back() != '"') return {};
  return json.substr(1, json.size() - 2);
}

std::string said_by(std::string_view endpoint, std::string_view what) {
  return "`" + std::string(endpoint) + "`: " + std::string(what);
}

}  // namespace

Client::Client(Settings settings, std::vector<Endpoint> endpoints, Transport& transport,
               std::function<values::TimePoint()> now)
    : settings_(settings),
      fleet_(std::move(endpoints)),
      transport_(transport),
      now_(std::move(now)) {
  DEALWRIGHT_ASSERT(settings_.quorum >= 1);
}

Outcome Client::call(const Call& call, Weight weight) {
  if (weight == Weight::critical && settings_.quorum > 1 && !is_send(call)) {
    return by_quorum(call);
  }
  return plain(call);
}

Outcome Client::plain(const Call& call) {
  const bool sends = is_send(call);
  if (auto kept = cache_.find(call, now_())) return std::move(*kept);
  std::optional<Failure> last;
  for (const std::size_t i : fleet_.order(now_(), sends ? Use::send : Use::read)) {
    if (!is_met(i)) continue;
    if (sends && fleet_.at(i).standing != Standing::usable) continue;
    auto answers = ask(i, std::span(&call, 1));
    Outcome outcome =
        answers ? std::move(answers->front()) : std::unexpected(std::move(answers.error()));
    if (outcome) {
      cache_.keep(call, *outcome, now_());
      return outcome;
    }
    const Failure& failure = outcome.error();
    const bool done =
        sends ? failure.delivery == Delivery::maybe_sent : !asking_again_can_help(failure.is);
    if (done) return outcome;
    last = std::move(outcome.error());
  }
  return std::unexpected(last ? std::move(*last) : nobody_left());
}

Outcome Client::by_quorum(const Call& call) {
  struct Vote {
    Outcome outcome;
    std::vector<std::string> names;
  };
  std::map<std::string, Vote> votes;
  std::size_t voters = 0;
  for (const std::size_t i : fleet_.order(now_(), Use::read)) {
    if (!is_met(i)) continue;
    auto answers = ask(i, std::span(&call, 1));
    if (!answers) continue;
    Outcome& outcome = answers->front();
    // A revert is an answer of the chain; a node that cannot say is none.
    if (!outcome && asking_again_can_help(outcome.error().is)) continue;
    const std::string key = outcome ? "result " + canonical(*outcome)
                                    : "error " + std::string(to_text(outcome.error().is)) + " " +
                                          outcome.error().answer.data;
    ++voters;
    Vote& vote = votes.try_emplace(key, Vote{std::move(outcome), {}}).first->second;
    vote.names.push_back(fleet_.at(i).endpoint.name);
    if (vote.names.size() >= settings_.quorum) return std::move(vote.outcome);
  }
  Failure failure{.is = ErrorClass::unavailable};
  if (votes.size() > 1) {
    failure.is = ErrorClass::unknown;
    failure.what = "endpoints disagree about " + call.method + ":";
    for (const auto& [key, vote] : votes) {
      for (const std::string& name : vote.names)
        failure.what += " `" + name + "`";
      failure.what += " say " + codec::shown(key) + ";";
    }
    failure.what.back() = '.';
  } else {
    failure.what = std::to_string(voters) + " of the " + std::to_string(settings_.quorum) +
                   " endpoints that must agree about " + call.method + " answered";
  }
  return std::unexpected(std::move(failure));
}

std::vector<Outcome> Client::batch(std::span<const Call> calls) {
  DEALWRIGHT_ASSERT(std::ranges::none_of(calls, is_send));
  std::vector<Outcome> outcomes;
  for (std::size_t begin = 0; begin < calls.size(); begin += calls_in_a_batch_max) {
    const auto part = calls.subspan(begin, std::min(calls_in_a_batch_max, calls.size() - begin));
    std::optional<std::vector<Outcome>> answered;
    Failure last = nobody_left();
    for (const std::size_t i : fleet_.order(now_(), Use::read)) {
      if (!is_met(i)) continue;
      auto answers = ask(i, part);
      if (answers) {
        answered = std::move(*answers);
        break;
      }
      last = std::move(answers.error());
    }
    for (std::size_t k = 0; k < part.size(); ++k) {
      outcomes.push_back(answered ? std::move((*answered)[k]) : std::unexpected(last));
      if (outcomes.back()) cache_.keep(part[k], *outcomes.back(), now_());
    }
  }
  return outcomes;
}

// Fails as a whole when there is no answer; the endpoint then rests.
Client::Asked Client::ask(std::size_t i, std::span<const Call> calls) {
  const EndpointState& state = fleet_.at(i);
  const std::string& name = state.endpoint.name;
  const bool sends = is_send(calls.front());
  const std::uint64_t first_id = std::exchange(next_id_, next_id_ + calls.size());
  const std::string body = request_of(calls, first_id);
  const auto failed = [&](ErrorClass is, Delivery delivery, const std::string& what) {
    fleet_.failed(i, now_(), what);
    return std::unexpected(
        Failure{.is = is, .delivery = delivery, .what = said_by(name, what), .endpoint = name});
  };
  const auto reply = transport_.post({.url = &state.endpoint.url,
                                      .body = body,
                                      .time_out = settings_.call_time_out,
                                      .reply_bytes_max = settings_.reply_bytes_max,
                                      .repeating = sends ? Repeating::never : Repeating::allowed});
  if (!reply) {
    const bool may_have = sends && reply.error().delivery == Delivery::maybe_sent;
    return failed(may_have ? ErrorClass::unknown : ErrorClass::unavailable,
                  may_have ? Delivery::maybe_sent : Delivery::not_sent, reply.error().what);
  }
  const Delivery delivery = sends ? Delivery::maybe_sent : Delivery::not_sent;
  auto answers = answers_from(reply->body, calls.size(), first_id);
  if (!answers && reply->status != 200) {
    const ErrorClass is = sends ? ErrorClass::unknown : classify_status(reply->status);
    return failed(is, delivery, "answered with status " + std::to_string(reply->status));
  }
  if (!answers) {
    return failed(sends ? ErrorClass::unknown : ErrorClass::unavailable, delivery, answers.error());
  }
  fleet_.answered(i);
  std::vector<Outcome> outcomes;
  for (std::size_t k = 0; k < calls.size(); ++k) {
    CallAnswer& answer = (*answers)[k];
    if (answer) {
      note_head(i, calls[k], *answer);
      outcomes.push_back(std::move(*answer));
      continue;
    }
    const ErrorClass is = classify({.node = state.node,
                                    .method = calls[k].method,
                                    .code = answer.error().code,
                                    .text = answer.error().message});
    const std::string what = calls[k].method + " gave error " +
                             std::to_string(answer.error().code) + ", " + answer.error().message;
    if (is == ErrorClass::rate_limited) fleet_.failed(i, now_(), what);
    outcomes.push_back(std::unexpected(Failure{.is = is,
                                               .delivery = delivery,
                                               .answer = std::move(answer.error()),
                                               .what = said_by(name, what),
                                               .endpoint = name}));
  }
  return outcomes;
}

// Whether the endpoint can be asked: of our chain, and answering. Asks it when that is not known.
bool Client::is_met(std::size_t i) {
  const Standing standing = fleet_.at(i).standing;
  if (standing == Standing::usable || standing == Standing::reading) return true;
  if (standing == Standing::quarantined) return false;
  const std::array<Call, 4> questions{{{.method = "eth_chainId"},
                                       {.method = "web3_clientVersion"},
                                       {.method = "eth_syncing"},
                                       {.method = "eth_blockNumber"}}};
  auto answers = ask(i, questions);
  if (!answers) return false;
  const Outcome& chain = (*answers)[0];
  const auto id = chain ? codec::number_from_quantity(unquoted(*chain))
                        : codec::Decoded<std::uint64_t>(codec::malformed(chain.error().what));
  if (!id) {
    fleet_.failed(i, now_(), "does not say its chain id: " + id.error().what);
    return false;
  }
  if (*id != settings_.chain_id) {
    fleet_.quarantine(i, "is of chain " + std::to_string(*id) + ", not of chain " +
                             std::to_string(settings_.chain_id));
    return false;
  }
  const Outcome& version = (*answers)[1];
  const NodeKind node = version ? node_kind_of(unquoted(*version)) : NodeKind::other;
  const Outcome& syncing = (*answers)[2];
  const bool at_head = syncing && *syncing == "false" && (*answers)[3].has_value();
  fleet_.met(i, at_head ? Standing::usable : Standing::reading, node,
             at_head ? "" : "is still syncing, or does not say whether it is");
  return true;
}

void Client::note_head(std::size_t i, const Call& call, const std::string& result) {
  if (call.method != "eth_blockNumber") return;
  if (const auto number = codec::number_from_quantity(unquoted(result))) {
    fleet_.saw_head(i, *number);
  }
}

Failure Client::nobody_left() const {
  std::string what = "no endpoint can be asked:";
  for (const EndpointState& state : fleet_.states()) {
    what += " `" + state.endpoint.name + "` is " + std::string(to_text(state.standing));
    if (!state.reason.empty()) what += " (" + state.reason + ")";
    what += ";";
  }
  what.back() = '.';
  return {.is = ErrorClass::unavailable, .what = std::move(what)};
}

void Client::head_changed(std::uint64_t number) {
  fleet_.know_head(number);
  cache_.head_changed();
}

}  // namespace dealwright::rpc
