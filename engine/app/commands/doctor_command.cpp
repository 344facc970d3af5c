// `doctor`: whether a chain is what its profile says, and whether accounts are ready.
#include <algorithm>
#include <chrono>
#include <iterator>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/network/doctor.hpp"
#include "engine/adapters/evm/rpc/http_transport.hpp"
#include "engine/adapters/signers/key_file.hpp"
#include "engine/adapters/signers/keystore.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/deal_choice.hpp"
#include "engine/app/deal_needs.hpp"
#include "engine/app/network_choice.hpp"
#include "engine/app/page.hpp"

namespace dealwright::app {
namespace {

using network::Check;
using network::Verdict;
using Json = nlohmann::ordered_json;

template <class Clock>
values::TimePoint time_of() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(Clock::now().time_since_epoch()).count()};
}

std::size_t count_of(const std::vector<Check>& checks, Verdict verdict) {
  return static_cast<std::size_t>(std::ranges::count(checks, verdict, &Check::verdict));
}

// "2 bad, 1 warning, 20 ok".
std::string tally(const std::vector<Check>& checks) {
  std::string words;
  for (const Verdict verdict :
       {Verdict::bad, Verdict::unknown, Verdict::warning, Verdict::note, Verdict::good}) {
    const std::size_t count = count_of(checks, verdict);
    if (count == 0) continue;
    words += (words.empty() ? "" : ", ") + std::to_string(count) + " ";
    words += verdict == Verdict::bad ? "bad" : std::string(to_text(verdict));
  }
  return words;
}

std::string as_text(const Network& network, const std::vector<Check>& checks,
                    diagnostics::Colour colour) {
  Page page(colour);
  page.heading(plain(network.name) + ": chain " + std::to_string(network.profile.chain_id));
  page.line(2, tally(checks));
  const Check* before = nullptr;
  for (const Check& check : checks) {
    if (before == nullptr || before->topic != check.topic) {
      page.end_table();
      page.heading(to_text(check.topic));
    }
    page.row(2, {std::string(to_text(check.verdict)), plain(check.subject), plain(check.found)});
    before = &check;
  }
  page.end_table();
  return page.take();
}

std::string as_json(const Network& network, const std::vector<Check>& checks) {
  Json all = Json::array();
  for (const Check& check : checks) {
    std::string verdict(to_text(check.verdict));
    if (check.verdict == Verdict::bad) verdict = "bad";
    all.push_back({{"topic", to_text(check.topic)},
                   {"subject", check.subject},
                   {"verdict", verdict},
                   {"found", check.found}});
  }
  const Json whole = {{"format", 1},
                      {"network", network.name},
                      {"chain_id", network.profile.chain_id},
                      {"sound", network::is_sound(checks)},
                      {"checks", std::move(all)}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// Empty when the key file can be used for the account.
std::string key_fault(const network::AccountEntry& account, const std::filesystem::path& folder,
                      OpenKeys open) {
  const auto file = signers::read_key_file((folder / account.key_file).string());
  if (!file) return file.error().what;
  const auto password = signers::read_secret_file((folder / account.password_file).string(),
                                                  signers::password_bytes_max);
  if (!password) return password.error().what;
  if (open == OpenKeys::no) return {};
  const auto key = signers::open_key(*file, *password);
  if (!key) return key.error().what;
  if (crypto::address_of(*key) == account.address) return {};
  return "the key file holds another account's key";
}

void check_keys(const Network& network, OpenKeys open, std::vector<Check>& checks) {
  for (const network::AccountEntry& account : network.profile.accounts) {
    if (account.signer != network::SignerKind::key_file) continue;
    const std::string fault = key_fault(account, network.file.parent_path(), open);
    const auto at = std::ranges::find_if(checks, [&](const Check& check) {
      return check.topic == network::Topic::accounts && check.subject == account.name;
    });
    if (fault.empty() || at == checks.end()) continue;
    at->verdict = Verdict::bad;
    at->found += "; " + fault;
  }
}

}  // namespace

ExitCode doctor(const DoctorOptions& options, Terminal& terminal) {
  const auto network = read_network(options.network);
  if (!network) return terminal.fail(network.error());
  std::vector<Check> of_deal;
  if (!options.choice.file.empty()) {
    const auto plan = choose_plan(options.choice, options.shape, terminal);
    if (!plan) return plan.error();
    of_deal = deal_needs(*plan, network->profile);
  }
  rpc::HttpTransport transport;
  std::vector<Check> checks =
      network::examine(network->profile, {.endpoints = network->endpoints,
                                          .transport = &transport,
                                          .clock = time_of<std::chrono::steady_clock>,
                                          .wall = time_of<std::chrono::system_clock>()});
  check_keys(*network, options.keys, checks);
  std::ranges::copy(of_deal, std::back_inserter(checks));
  terminal.out(options.shape == Shape::json ? as_json(*network, checks)
                                            : as_text(*network, checks, terminal.out_colour()));
  // An endpoint of another chain was reached: that is a finding.
  if (!network::is_reached(checks) && count_of(checks, Verdict::bad) == 0) {
    return ExitCode::unreachable;
  }
  return network::is_sound(checks) ? ExitCode::ok : ExitCode::findings;
}

}  // namespace dealwright::app
