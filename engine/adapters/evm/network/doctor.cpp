// The doctor's round: first who answers and how far, then the book at one block of theirs.
#include "engine/adapters/evm/network/doctor.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/network/examinations.hpp"
#include "engine/adapters/evm/rpc/client.hpp"

namespace dealwright::network {
namespace {

using codec::shown;

// Blocks that the time between two of them is measured over.
constexpr std::uint64_t blocks_measured = 100;

struct Block {
  std::uint64_t number = 0;
  values::TimePoint at;
};

std::optional<Block> block_of(const rpc::Outcome& outcome) {
  if (!outcome) return std::nullopt;
  const auto json = nlohmann::json::parse(*outcome, nullptr, false);
  if (!json.is_object() || !json.contains("number") || !json.contains("timestamp")) {
    return std::nullopt;
  }
  if (!json["number"].is_string() || !json["timestamp"].is_string()) return std::nullopt;
  const auto number = codec::number_from_quantity(json["number"].get<std::string>());
  const auto time = codec::number_from_quantity(json["timestamp"].get<std::string>());
  constexpr std::uint64_t year_3000 = 32'503'680'000;
  if (!number || !time || *time > year_3000) return std::nullopt;
  return Block{*number, {static_cast<std::int64_t>(*time) * 1000}};
}

rpc::Call block_call(const std::string& block) {
  return {.method = "eth_getBlockByNumber", .params = "[\"" + block + "\",false]"};
}

rpc::Client client_of(const Profile& profile, const Surroundings& around,
                      std::vector<rpc::Endpoint> endpoints) {
  return {{.chain_id = profile.chain_id}, std::move(endpoints), *around.transport, around.clock};
}

// One endpoint alone, so that another one does not answer for it.
Check endpoint_check(const Profile& profile, const Surroundings& around,
                     const rpc::Endpoint& endpoint) {
  rpc::Client client = client_of(profile, around, {endpoint});
  Check check{.topic = Topic::endpoints, .subject = endpoint.name};
  const auto version = client.call({.method = "web3_clientVersion"});
  const auto head = block_of(client.call(block_call("latest")));
  const rpc::EndpointState& state = client.fleet().at(0);
  switch (state.standing) {
    case rpc::Standing::quarantined:
      check.verdict = Verdict::bad;
      check.found = shown(state.reason);
      return check;
    case rpc::Standing::unmet:
    case rpc::Standing::resting:
      check.verdict = Verdict::unknown;
      check.found = shown(state.reason.empty() ? "does not answer" : state.reason);
      return check;
    case rpc::Standing::reading: check.verdict = Verdict::warning; break;
    case rpc::Standing::usable: break;
  }
  if (!head) {
    check.verdict = Verdict::unknown;
    check.found = "does not say what its newest block is";
    return check;
  }
  check.found = shown(unquoted(version.value_or(""))) + ", block " + std::to_string(head->number) +
                ", " + values::to_words(around.wall - head->at) + " old";
  if (head->at > around.wall) {
    check.found = "its newest block is from the future: the machine's clock or the node is wrong";
    check.verdict = Verdict::warning;
  }
  if (!state.reason.empty()) check.found += "; " + shown(state.reason);
  return check;
}

Check finality_check(const Profile& profile, rpc::Client& client, const Block& head) {
  Check check{.topic = Topic::finality, .subject = "depth"};
  const std::uint64_t depth = profile.finality.depth;
  check.found = std::to_string(depth) + (depth == 1 ? " block" : " blocks");
  const std::uint64_t span = std::min(blocks_measured, head.number);
  const auto earlier = block_of(client.call(block_call(codec::to_quantity(head.number - span))));
  if (span > 0 && earlier) {
    const values::Duration each{(head.at - earlier->at).milliseconds /
                                static_cast<std::int64_t>(span)};
    check.found += ", about " +
                   values::to_words({each.milliseconds * static_cast<std::int64_t>(depth)}) +
                   " at the pace of the last " + std::to_string(span) + " blocks";
  }
  return check;
}

Check tag_check(const Profile& profile, rpc::Client& client, const Block& head) {
  const std::string tag(to_text(profile.finality.tag));
  Check check{.topic = Topic::finality, .subject = "tag " + tag};
  const auto settled = block_of(client.call(block_call(tag)));
  if (!settled) {
    check.verdict = Verdict::bad;
    check.found = "the nodes know no block that is `" + tag + "`: nothing would ever be final";
    return check;
  }
  const std::uint64_t behind = head.number > settled->number ? head.number - settled->number : 0;
  check.found = "block " + std::to_string(settled->number) + ", " + std::to_string(behind) +
                (behind == 1 ? " block" : " blocks") + " behind the newest";
  return check;
}

}  // namespace

std::vector<Check> examine(const Profile& profile, const Surroundings& surroundings) {
  std::vector<Check> checks;
  std::vector<rpc::Endpoint> usable;
  for (const rpc::Endpoint& endpoint : surroundings.endpoints) {
    checks.push_back(endpoint_check(profile, surroundings, endpoint));
    const Verdict verdict = checks.back().verdict;
    if (verdict != Verdict::bad && verdict != Verdict::unknown) usable.push_back(endpoint);
  }
  if (usable.empty()) return checks;
  rpc::Client client = client_of(profile, surroundings, usable);
  const auto head = block_of(client.call(block_call("latest")));
  if (!head) {
    checks.front().verdict = Verdict::unknown;
    return checks;
  }
  checks.push_back(finality_check(profile, client, *head));
  if (profile.finality.tag != FinalityTag::none) {
    checks.push_back(tag_check(profile, client, *head));
  }
  Questions questions(client, head->number);
  const Examination examination{.profile = profile, .at = head->at, .questions = questions};
  examine_contracts(examination, checks);
  examine_executor(examination, checks);
  examine_assets(examination, checks);
  examine_accounts(examination, checks);
  return checks;
}

bool is_reached(const std::vector<Check>& checks) {
  return std::ranges::any_of(checks, [](const Check& check) {
    return check.topic == Topic::endpoints && check.verdict != Verdict::bad &&
           check.verdict != Verdict::unknown;
  });
}

bool is_sound(const std::vector<Check>& checks) {
  return std::ranges::none_of(checks, [](const Check& check) {
    return check.verdict == Verdict::bad || check.verdict == Verdict::unknown;
  });
}

std::string_view to_text(Topic topic) {
  switch (topic) {
    case Topic::endpoints: return "endpoints";
    case Topic::finality: return "finality";
    case Topic::contracts: return "contracts";
    case Topic::executor: return "executor";
    case Topic::assets: return "assets";
    case Topic::accounts: return "accounts";
    case Topic::deal: return "deal";
  }
  return {};
}

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::good: return "ok";
    case Verdict::note: return "note";
    case Verdict::warning: return "warning";
    case Verdict::bad: return "BAD";
    case Verdict::unknown: return "unknown";
  }
  return {};
}

}  // namespace dealwright::network
