// Prices and settings from three places, the nearer one winning.
#include "engine/app/simulated_network.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "dsl/values/assertion.hpp"
#include "dsl/values/time.hpp"
#include "engine/app/network_profiles.hpp"
#include "engine/app/terminal.hpp"
#include "engine/core/money.hpp"
#include "engine/core/reading.hpp"
#include "engine/scenario/play.hpp"

namespace dealwright::app {
namespace {

using values::Rational;

// What a plan can ask of a world.
struct Askable {
  std::set<std::string> assets;
  std::set<std::string>
      settings;  // by key, "redemption_window.pays()", "discount_desk.price(USDTz)"
};

std::string key_of(const std::string& name, const std::vector<plan::Expression>& arguments) {
  return core::to_text(core::query_key(name, arguments));
}

Askable askable(const plan::Plan& plan) {
  Askable all;
  all.assets = {plan.capital.asset, plan.gas.asset};
  for (const plan::Holding& holding : plan.holdings)
    all.assets.insert(holding.asset);
  for (const plan::Position& position : plan.positions)
    all.assets.insert(position.asset);
  for (const plan::Asset& asset : plan.assets) {
    // What counts as another asset has its price; what is redeemed becomes another one.
    if (!all.assets.contains(asset.name)) continue;
    if (!asset.counts_as.empty()) all.assets.insert(asset.counts_as);
    if (!asset.redeems_into.empty()) all.assets.insert(asset.redeems_into);
  }
  for (const plan::Module& module : plan.modules) {
    for (const plan::Query& query : module.queries)
      all.settings.insert(key_of(query.name, query.arguments));
    for (const plan::Setting& setting : module.settings)
      all.settings.insert(key_of(setting.name, setting.arguments));
  }
  return all;
}

void put(simulated::Setting& world, const std::string& key, const plan::Value& value) {
  world.settings.insert_or_assign(key, value);
}

// "0.97", "1/3000", "99%", "25 bps", "6h", "true".
std::optional<plan::Value> value_from(std::string_view text) {
  if (text == "true") return plan::Value(true);
  if (text == "false") return plan::Value(false);
  if (const auto duration = values::duration_from_text(text)) {
    return plan::Value(Rational(duration->milliseconds));
  }
  Rational unit(1);
  for (const auto& [sign, parts] : {std::pair{std::string_view("%"), 100}, {" bps", 10'000}}) {
    if (!text.ends_with(sign)) continue;
    text.remove_suffix(sign.size());
    unit = *Rational::fraction(1, parts);
  }
  auto number = values::rational_from_text(text);
  if (!number) number = values::rational_from_fraction(text);
  if (!number) return std::nullopt;
  const auto value = values::multiply(*number, unit);
  if (!value) return std::nullopt;
  return plan::Value(*value);
}

// The profile is ours and compiled in: a mistake in it is a bug.
void put_profile(simulated::Setting& world, const Askable& asked) {
  const toml::parse_result profile = toml::parse(network_profiles().front().bytes);
  DEALWRIGHT_ASSERT(static_cast<bool>(profile));
  const toml::table& whole = profile.table();
  const auto number = [](const toml::node& node) {
    const auto value = value_from(node.value_or(std::string_view()));
    DEALWRIGHT_ASSERT(value && std::holds_alternative<Rational>(*value));
    return std::get<Rational>(*value);
  };
  world.fee = number(*whole.get("fee"));
  const auto block_time = values::to_whole(number(*whole.get("block_time")));
  DEALWRIGHT_ASSERT(block_time.has_value());
  world.block_time = {*block_time};
  for (const auto& [asset, price] : *whole["prices"].as_table()) {
    if (asked.assets.contains(std::string(asset.str()))) {
      world.prices.insert_or_assign(std::string(asset.str()), number(price));
    }
  }
  for (const auto& [key, value] : *whole["settings"].as_table()) {
    if (asked.settings.contains(std::string(key.str()))) {
      put(world, std::string(key.str()), number(value));
    }
  }
}

// "desk.price(USDTz)" -> "discount_desk.price(USDTz)", "issuer.pays" -> "redemption_window.pays()".
std::string in_module_names(const plan::Plan& plan, std::string key) {
  if (!key.ends_with(')')) key += "()";
  const std::size_t dot = key.find('.');
  if (dot == std::string::npos) return key;
  const std::string alias = key.substr(0, dot);
  const auto module = std::ranges::find(plan.modules, alias, &plan::Module::alias);
  return module == plan.modules.end() ? key : module->name + key.substr(dot);
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

bool is_in_the_profile(const std::string& asset) {
  const toml::parse_result profile = toml::parse(network_profiles().front().bytes);
  DEALWRIGHT_ASSERT(static_cast<bool>(profile));
  return profile.table()["prices"].as_table()->contains(asset);
}

// `loan=12_000`: what a position that the deal takes over amounts to, in whole units of its asset.
std::expected<void, std::string> put_adopted(simulated::Setting& world, const core::Terms& terms,
                                             core::PositionId id, const plan::Value& value) {
  const plan::Position& position = terms.of(id);
  if (position.adopted.empty()) {
    return std::unexpected(in_ticks(position.name) +
                           " is opened by a step, which says what it amounts to");
  }
  const auto* number = std::get_if<Rational>(&value);
  const auto amount = core::amount_from(terms, value, terms.asset_of(id), values::Rounding::down);
  if (number == nullptr || !amount || amount->is_zero()) {
    return std::unexpected("what " + in_ticks(position.name) + " amounts to is a number of " +
                           plain(position.asset) + " above 0");
  }
  world.adopted.insert_or_assign(position.name, *amount);
  return {};
}

std::expected<void, std::string> put_given(WorldSet& set, const core::Terms& terms,
                                           const Askable& asked, const std::string& given) {
  const plan::Plan& plan = terms.plan();
  simulated::Setting& world = set.world;
  const std::size_t sign = given.find('=');
  if (sign == std::string::npos) return std::unexpected(in_ticks(given) + " is not NAME=VALUE");
  const std::string name = trimmed(std::string_view(given).substr(0, sign));
  const std::string text = trimmed(std::string_view(given).substr(sign + 1));
  const auto value = value_from(text);
  if (!value) {
    return std::unexpected(in_ticks(text) +
                           " is not a value of the world; write `2500`, `99%` or `6h`");
  }
  if (const auto position = terms.find_position(name))
    return put_adopted(world, terms, *position, *value);
  const bool is_of_the_deal = plan::find_asset(plan, name) != nullptr;
  if (!is_of_the_deal && is_in_the_profile(name)) {
    set.left_out.push_back("the deal does not look at the price of " + plain(name) +
                           ": it is left out");
    return {};
  }
  if (is_of_the_deal) {
    const auto* price = std::get_if<Rational>(&*value);
    if (price == nullptr) return std::unexpected("the price of " + plain(name) + " is a number");
    world.prices.insert_or_assign(name, *price);
    return {};
  }
  const std::string key = in_module_names(plan, name);
  if (!asked.settings.contains(key)) {
    std::string known;
    for (const std::string& one : asked.settings)
      known += (known.empty() ? "" : ", ") + one;
    return std::unexpected("the deal looks at nothing called " + in_ticks(name) +
                           (known.empty() ? std::string() : "; it looks at " + plain(known)));
  }
  put(world, key, *value);
  return {};
}

}  // namespace

std::expected<WorldSet, std::string> simulated_world(const core::Terms& terms,
                                                     const plan::Scenario* scenario,
                                                     const std::vector<std::string>& set) {
  const plan::Plan& plan = terms.plan();
  const Askable asked = askable(plan);
  WorldSet result;
  put_profile(result.world, asked);
  if (scenario != nullptr) result.world = scenario::setting_of(terms, *scenario, result.world);
  for (const std::string& given : set) {
    const auto done = put_given(result, terms, asked, given);
    if (!done) return std::unexpected(done.error());
  }
  return result;
}

std::expected<simulated::Setting, std::string> world_change(const core::Terms& terms,
                                                            const std::string& given) {
  WorldSet change;
  const auto done = put_given(change, terms, askable(terms.plan()), given);
  if (!done) return std::unexpected(done.error());
  if (!change.world.adopted.empty())
    return std::unexpected("what is taken over is known when the deal starts");
  if (!change.left_out.empty()) return std::unexpected(change.left_out.front());
  return std::move(change.world);
}

}  // namespace dealwright::app
