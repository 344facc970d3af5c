// A plan's contracts and assets, looked up in the book.
#include "engine/app/deal_needs.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

using network::Check;
using network::Verdict;

class Needs {
 public:
  Needs(const plan::Plan& plan, const network::Profile& profile) : plan_(plan), profile_(profile) {}

  [[nodiscard]] std::vector<Check> look();

 private:
  void add(Verdict verdict, const std::string& subject, std::string found) {
    checks_.push_back({.topic = network::Topic::deal,
                       .verdict = verdict,
                       .subject = subject,
                       .found = std::move(found)});
  }
  void module(const plan::Module& module);
  void token(const plan::Allowed& allowed);
  void asset(const plan::Asset& asset);
  void price(const plan::Asset& asset, const network::AssetEntry& entry);

  const plan::Plan& plan_;
  const network::Profile& profile_;
  std::size_t contracts_ = 0;
  std::set<std::string> tokens_;  // needed as tokens, each said once
  std::vector<Check> checks_;
};

std::vector<Check> Needs::look() {
  for (const plan::Module& one : plan_.modules)
    module(one);
  for (const plan::Allowed& allowed : plan_.allow_list)
    token(allowed);
  for (const plan::Asset& one : plan_.assets)
    asset(one);
  if (plan_.gas.asset != profile_.native) {
    add(Verdict::bad, plan_.gas.asset, "pays for gas in the deal; here that is " + profile_.native);
  }
  if (checks_.empty()) {
    add(Verdict::good, plan_.deal,
        counted(contracts_, "contract") + " and " + counted(plan_.assets.size(), "asset") +
            " of it are in the book");
  }
  return std::move(checks_);
}

void Needs::module(const plan::Module& module) {
  if (module.abis.empty()) {
    return add(Verdict::bad, module.name,
               "is no contract: a chain cannot do what the deal wants of it");
  }
  for (const plan::Module::Abi& abi : module.abis) {
    // `contract A abi "erc20"`: each asset is its own contract, and has its own line.
    if (abi.contract.front() >= 'A' && abi.contract.front() <= 'Z') continue;
    const std::string name = module.name + "." + abi.contract;
    ++contracts_;
    if (network::find_contract(profile_, name) == nullptr) {
      add(Verdict::bad, name, "the deal needs it, and the book does not have it");
    }
  }
}

// "aave_v3.USDT": what the deal calls on the token itself.
void Needs::token(const plan::Allowed& allowed) {
  const std::string name = allowed.contract.substr(allowed.contract.find('.') + 1);
  if (plan::find_asset(plan_, name) == nullptr || !tokens_.insert(name).second) return;
  const network::AssetEntry* entry = network::find_asset(profile_, name);
  if (entry != nullptr && !entry->address) {
    add(Verdict::bad, name, "is the native coin, and the deal uses it as a token: wrap it first");
  }
}

void Needs::asset(const plan::Asset& asset) {
  const network::AssetEntry* entry = network::find_asset(profile_, asset.name);
  if (entry == nullptr) {
    return add(Verdict::bad, asset.name, "the deal needs it, and the book does not have it");
  }
  if (entry->decimals != asset.decimals) {
    return add(Verdict::bad, asset.name,
               "has " + std::to_string(asset.decimals) + " decimals in the deal and " +
                   std::to_string(entry->decimals) + " here");
  }
  price(asset, *entry);
}

// What is counted at cost or by what it redeems into needs no price of its own.
void Needs::price(const plan::Asset& asset, const network::AssetEntry& entry) {
  const auto rule = std::ranges::find(plan_.value_rules, asset.name, &plan::ValueRule::asset);
  const plan::Basis basis =
      rule == plan_.value_rules.end() ? plan::Basis::lower_of_cost_and_market : rule->basis;
  const bool wants_market =
      basis == plan::Basis::market || basis == plan::Basis::lower_of_cost_and_market;
  if (entry.price || !wants_market) return;
  add(Verdict::bad, asset.name,
      "has no price here, and the deal values it: add one, or write `value " + asset.name +
          " at cost`");
}

}  // namespace

std::vector<Check> deal_needs(const plan::Plan& plan, const network::Profile& profile) {
  return Needs(plan, profile).look();
}

}  // namespace dealwright::app
