// Balances around each block. Where other transactions of the account stand in the same block, a
// balance says too much, and the tokens' own Transfer events are counted instead.
#include "engine/adapters/evm/onchain/effects.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/adapters/evm/binding/bind.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/core/flows.hpp"
#include "engine/core/money.hpp"

namespace dealwright::onchain {
namespace {

using plan::FlowKind;
using values::Amount;
template <class T>
using Known = std::expected<T, std::string>;

// What came in and what went out.
struct Change {
  Amount in;
  Amount out;
};
using Changes = std::map<std::string, Change, std::less<>>;  // by asset

Amount sum(const Amount& a, const Amount& b) { return values::add(a, b).value_or(Amount::max()); }
std::string quoted(const std::string& text) { return "\"" + text + "\""; }

class Account {
 public:
  explicit Account(const Scene& scene) : scene_(scene) {}

  Known<Amount> balance(const std::string& asset, std::uint64_t block) {
    const network::AssetEntry* const entry = network::find_asset(scene_.book, asset);
    if (entry == nullptr) return std::unexpected("the network's book has no `" + asset + "`");
    if (!entry->address) return number("eth_getBalance", block);
    // balanceOf(address)
    const std::string data =
        "0x70a08231" + std::string(24, '0') + crypto::to_digits(scene_.self.bytes);
    const auto answer = scene_.client.call(
        {.method = "eth_call",
         .params = "[{\"to\":" + quoted(values::to_text(*entry->address)) +
                   ",\"data\":" + quoted(data) + "}," + quoted(codec::to_quantity(block)) + "]"},
        rpc::Weight::critical);
    if (!answer) return std::unexpected(answer.error().what);
    const auto bytes = crypto::from_hex(unquoted(*answer));
    if (!bytes || bytes->size() != 32)
      return std::unexpected("`" + asset + "` does not say what the account holds");
    return codec::amount_of_bytes(*bytes);
  }
  Known<Amount> nonce(std::uint64_t block) { return number("eth_getTransactionCount", block); }

 private:
  static std::string_view unquoted(std::string_view json) {
    return json.size() < 2 ? std::string_view() : json.substr(1, json.size() - 2);
  }
  Known<Amount> number(const char* method, std::uint64_t block) {
    const auto answer =
        scene_.client.call({.method = method,
                            .params = "[" + quoted(values::to_text(scene_.self)) + "," +
                                      quoted(codec::to_quantity(block)) + "]"},
                           rpc::Weight::critical);
    if (!answer) return std::unexpected(answer.error().what);
    const auto read = codec::amount_from_quantity(unquoted(*answer));
    if (!read) return std::unexpected(std::string(method) + ": " + read.error().what);
    return *read;
  }

  const Scene& scene_;
};

void count_transfers(const Scene& scene, const Happened& one, const std::string& asset,
                     Change& change) {
  static const crypto::Hash transfer = crypto::keccak256("Transfer(address,address,uint256)");
  const network::AssetEntry* const entry = network::find_asset(scene.book, asset);
  if (entry == nullptr || !entry->address) {
    change.out = sum(change.out, one.value);
    return;
  }
  crypto::Hash self;
  std::ranges::copy(scene.self.bytes, self.bytes.begin() + 12);
  for (const codec::Log& log : one.where.logs) {
    const bool counts = log.address == *entry->address && log.topics.size() == 3 &&
                        log.topics[0] == transfer && log.data.size() == 32;
    if (!counts) continue;
    const Amount amount = codec::amount_of_bytes(log.data);
    if (log.topics[1] == self) change.out = sum(change.out, amount);
    if (log.topics[2] == self) change.in = sum(change.in, amount);
  }
}

Known<Changes> changes_of(const Scene& scene, const std::set<std::string>& assets,
                          const std::vector<Happened>& happened) {
  Changes changes;
  Account account(scene);
  for (const Happened& one : happened) {
    const std::uint64_t block = one.where.block.number;
    const auto before = account.nonce(block - 1);
    const auto after = account.nonce(block);
    if (!before) return std::unexpected(before.error());
    if (!after) return std::unexpected(after.error());
    const bool alone = sum(*before, Amount(1)) == *after;
    for (const std::string& asset : assets) {
      Change& change = changes[asset];
      if (!alone) {
        count_transfers(scene, one, asset, change);
        continue;
      }
      const auto had = account.balance(asset, block - 1);
      auto has = account.balance(asset, block);
      if (!had) return std::unexpected(had.error());
      if (!has) return std::unexpected(has.error());
      // What gas cost is no part of the action.
      if (asset == scene.book.native) has = sum(*has, transactions::fee_of(one.where));
      if (*has >= *had) {
        change.in = sum(change.in, values::subtract(*has, *had).value());
      } else {
        change.out = sum(change.out, values::subtract(*had, *has).value());
      }
    }
  }
  return changes;
}

bool is_within(const Amount& seen, const Amount& declared, const values::Rational& tolerance) {
  const Amount gap = seen > declared ? values::subtract(seen, declared).value()
                                     : values::subtract(declared, seen).value();
  const auto exact = values::Rational::from_amount(gap, 0);
  const auto whole = values::Rational::from_amount(declared, 0);
  if (!exact || !whole) return gap.is_zero();
  const auto most = values::multiply(*whole, tolerance);
  return most && *exact <= *most;
}

class Comparison {
 public:
  Comparison(const Scene& scene, const core::Part& part, const Changes& changes)
      : scene_(scene),
        part_(part),
        action_(*scene.terms.of(part.action).action),
        changes_(changes) {}

  Seen run(const std::vector<Happened>& happened) {
    std::map<std::string, Amount, std::less<>> paid;
    std::map<std::string, int, std::less<>> receipts;
    for (std::size_t i = 0; i < action_.flows.size(); ++i) {
      const plan::Flow& flow = action_.flows[i];
      if (flow.kind == FlowKind::receive) ++receipts[flow.asset];
      if (flow.kind == FlowKind::pay)
        paid[flow.asset] = sum(paid[flow.asset], core::total_of(part_.legs[i].draws));
    }
    for (const auto& [asset, amount] : paid) {
      if (receipts.contains(asset)) continue;  // the two cannot be told apart in a balance
      agree(asset, "paid", amount, changes_.at(asset).out);
      if (!changes_.at(asset).in.is_zero()) say(asset + " came in, which was not declared");
    }
    for (std::size_t i = 0; i < action_.flows.size(); ++i) {
      const plan::Flow& flow = action_.flows[i];
      if (flow.kind == FlowKind::pay) {
        seen_.amounts.push_back(core::total_of(part_.legs[i].draws));
      } else {
        if (receipts[flow.asset] > 1 || paid.contains(flow.asset))
          say("several amounts of " + flow.asset + " cannot be told apart");
        seen_.amounts.push_back(changes_.at(flow.asset).in);
      }
      core::add_flow_local(scene_.terms, flow, seen_.amounts.back(), locals_);
    }
    judge_receipts();
    look_for_proof(happened);
    return std::move(seen_);
  }

 private:
  void say(const std::string& what) { seen_.differs += (seen_.differs.empty() ? "" : "; ") + what; }
  std::string words(const std::string& asset, const Amount& amount) const {
    return core::to_text(scene_.terms, scene_.terms.asset(asset), amount);
  }
  void agree(const std::string& asset, const char* what, const Amount& declared,
             const Amount& seen) {
    values::Rational tolerance;
    if (action_.tolerance) {
      const plan::Value value = evaluated(*action_.tolerance);
      if (const auto* number = std::get_if<values::Rational>(&value)) tolerance = *number;
    }
    if (!is_within(seen, declared, tolerance))
      say(std::string(what) + " was declared as " + words(asset, declared) + ", seen were " +
          words(asset, seen));
  }

  // What a condition bounds is judged by the condition, the rest by what was expected.
  void judge_receipts() {
    std::set<std::string> bounded;
    for (const plan::Expression& condition : action_.ensures) {
      plan::walk(condition, [&](const plan::Expression& e) {
        if (e.op == plan::Op::local) bounded.insert(e.name);
      });
      const plan::Value value = evaluated(condition);
      const auto* truth = std::get_if<bool>(&value);
      if (truth == nullptr || !*truth)
        say("`" + plan::to_text(condition) + "` does not hold of what was seen");
    }
    for (std::size_t i = 0; i < action_.flows.size(); ++i) {
      const plan::Flow& flow = action_.flows[i];
      const auto& expected = part_.legs[i].expected;
      if (flow.kind == FlowKind::receive && expected && !bounded.contains(flow.name))
        agree(flow.asset, flow.name.c_str(), *expected, seen_.amounts[i]);
    }
  }

  void look_for_proof(const std::vector<Happened>& happened) {
    for (const plan::Evidence& proof : action_.evidence) {
      const auto from = binding::address_of(scene_.book, scene_.terms.plan(), proof.contract);
      const crypto::Hash topic = crypto::keccak256(proof.signature);
      const bool there =
          from && std::ranges::any_of(happened, [&](const Happened& one) {
            return std::ranges::any_of(one.where.logs, [&](const codec::Log& log) {
              return log.address == *from && !log.topics.empty() && log.topics[0] == topic;
            });
          });
      if (!there) say("the event " + proof.contract + "." + proof.signature + " is not there");
    }
  }

  class Around final : public plan::Surroundings {
   public:
    explicit Around(const Comparison& comparison) : comparison_(comparison) {}
    [[nodiscard]] plan::Value look_up(const plan::Expression& asked,
                                      const std::vector<plan::Value>&) const override {
      for (const auto* locals : {&comparison_.locals_, &comparison_.part_.locals}) {
        const auto at = std::ranges::find(*locals, asked.name, &core::Local::name);
        if (asked.op == plan::Op::local && at != locals->end()) return at->value;
      }
      return plan::Unavailable{"`" + plan::to_text(asked) + "` was not fixed with the decision"};
    }

   private:
    const Comparison& comparison_;
  };
  [[nodiscard]] plan::Value evaluated(const plan::Expression& e) const {
    return plan::evaluate(e, Around(*this));
  }

  const Scene& scene_;
  const core::Part& part_;
  const plan::Action& action_;
  const Changes& changes_;
  std::vector<core::Local> locals_;
  Seen seen_;
};

}  // namespace

Known<Seen> see_effects(const Scene& scene, const core::Part& part,
                        const std::vector<Happened>& happened) {
  std::set<std::string> assets;
  for (const plan::Flow& flow : scene.terms.of(part.action).action->flows)
    assets.insert(flow.asset);
  const auto changes = changes_of(scene, assets, happened);
  if (!changes) return std::unexpected(changes.error());
  return Comparison(scene, part, *changes).run(happened);
}

}  // namespace dealwright::onchain
