// Every field of a plan, listed once: writer, reader, checks, comparison and tests all walk these
// lists, so they cannot drift apart. `must` is always written and must be there when read; `may` is
// left out when it is empty. The names are in byte order, the order of the canonical form (the
// writer asserts it).
#pragma once

#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>

#include "dsl/plan/plan.hpp"

namespace dealwright::plan {

// Whether an empty value is written all the same.
enum class WhenEmpty : std::uint8_t { left_out, written };

template <class T, class Struct>
concept Like = std::same_as<std::remove_const_t<T>, Struct>;

[[nodiscard]] constexpr bool is_literal(Op op) {
  return op == Op::number || op == Op::truth || op == Op::duration || op == Op::time;
}

template <class Visit, Like<Expression> T>
void describe(Visit& visit, T& expression) {
  visit.may("args", expression.args);
  visit.may("name", expression.name);
  visit.may("number", expression.number,
            is_literal(expression.op) ? WhenEmpty::written : WhenEmpty::left_out);
  visit.must("op", expression.op);
}

template <class Visit, Like<NamedExpression> T>
void describe(Visit& visit, T& named) {
  visit.must("name", named.name);
  visit.must("value", named.value);
}

template <class Visit, Like<Asset> T>
void describe(Visit& visit, T& asset) {
  visit.may("counts_as", asset.counts_as);
  visit.must("decimals", asset.decimals);
  visit.must("name", asset.name);
  visit.must("par", asset.par);
  visit.may("redeems_into", asset.redeems_into);
}

template <class Visit, Like<Param> T>
void describe(Visit& visit, T& param) {
  visit.may("high", param.high);
  visit.may("low", param.low);
  visit.must("name", param.name);
  visit.must("type", param.type);
  visit.must("value", param.value);
}

template <class Visit, Like<Bucket> T>
void describe(Visit& visit, T& bucket) {
  visit.must("name", bucket.name);
  visit.must("share", bucket.share);
  visit.may("untouchable", bucket.untouchable);
}

template <class Visit, Like<Gas> T>
void describe(Visit& visit, T& gas) {
  visit.may("asset", gas.asset);
  visit.may("at_most", gas.at_most);
  visit.must("payer", gas.payer);
}

template <class Visit, Like<Assumption> T>
void describe(Visit& visit, T& assumption) {
  visit.may("bound", assumption.bound);
  visit.may("centre", assumption.centre);
  visit.may("event", assumption.event);
  visit.must("kind", assumption.kind);
  visit.may("quantity", assumption.quantity);
  visit.may("subject", assumption.subject);
  visit.may("text", assumption.text);
}

template <class Visit, Like<ValueRule> T>
void describe(Visit& visit, T& rule) {
  visit.must("asset", rule.asset);
  visit.must("basis", rule.basis);
}

template <class Visit, Like<Limit> T>
void describe(Visit& visit, T& limit) {
  visit.may("bound", limit.bound);
  visit.must("comparison", limit.comparison);
  visit.must("kind", limit.kind);
  visit.must("mode", limit.mode);
  visit.may("quantity", limit.quantity);
  visit.may("subject", limit.subject);
  visit.may("text", limit.text);
  visit.may("tightened_to", limit.tightened_to);
  visit.may("tightened_when", limit.tightened_when);
  visit.may("warn_at", limit.warn_at);
  visit.may("without", limit.without);
}

template <class Visit, Like<Waiver> T>
void describe(Visit& visit, T& waiver) {
  visit.must("because", waiver.because);
  visit.must("subject", waiver.subject);
}

template <class Visit, Like<Money> T>
void describe(Visit& visit, T& money) {
  visit.may("asset", money.asset);
  visit.may("expression", money.expression);
  visit.must("kind", money.kind);
  visit.may("name", money.name);
  visit.may("parts", money.parts);
}

template <class Visit, Like<Target> T>
void describe(Visit& visit, T& target) {
  visit.must("kind", target.kind);
  visit.must("name", target.name);
}

template <class Visit, Like<Holding> T>
void describe(Visit& visit, T& holding) {
  visit.must("asset", holding.asset);
  visit.must("name", holding.name);
  visit.may("place", holding.place);
  visit.may("step", holding.step);
}

template <class Visit, Like<Position> T>
void describe(Visit& visit, T& position) {
  visit.may("adopted", position.adopted);
  visit.must("asset", position.asset);
  visit.must("kind", position.kind);
  visit.may("left_open", position.left_open);
  visit.must("module", position.module);
  visit.must("name", position.name);
  visit.may("step", position.step);
}

template <class Visit, Like<Flow> T>
void describe(Visit& visit, T& flow) {
  visit.may("amount", flow.amount);
  visit.must("asset", flow.asset);
  visit.must("kind", flow.kind);
  visit.may("money", flow.money);
  visit.may("name", flow.name);
  visit.may("position", flow.position);
  visit.may("target", flow.target);
}

template <class Visit, Like<Call> T>
void describe(Visit& visit, T& call) {
  visit.may("allowing", call.allowing);
  visit.may("arguments", call.arguments);
  visit.must("contract", call.contract);
  visit.may("sending", call.sending);
  visit.must("signature", call.signature);
}

template <class Visit, Like<Evidence> T>
void describe(Visit& visit, T& evidence) {
  visit.must("contract", evidence.contract);
  visit.may("fields", evidence.fields);
  visit.must("signature", evidence.signature);
}

template <class Visit, Like<Action> T>
void describe(Visit& visit, T& action) {
  visit.may("calls", action.calls);
  visit.may("closes", action.closes);
  visit.may("ensures", action.ensures);
  visit.may("evidence", action.evidence);
  visit.may("fails", action.fails);
  visit.may("fills", action.fills);
  visit.may("flows", action.flows);
  visit.may("hops", action.hops);
  visit.must("id", action.id);
  visit.may("locals", action.locals);
  visit.may("may_fill_partly", action.may_fill_partly);
  visit.may("model", action.model);
  visit.must("module", action.module);
  visit.must("name", action.name);
  visit.may("opens", action.opens);
  visit.may("reads", action.reads);
  visit.may("refuses", action.refuses);
  visit.may("takes", action.takes);
  visit.may("tolerance", action.tolerance);
  visit.may("unsure", action.unsure);
}

template <class Visit, Like<Hop> T>
void describe(Visit& visit, T& hop) {
  visit.may("ways", hop.ways);
}

template <class Visit, Like<Split::Part> T>
void describe(Visit& visit, T& part) {
  visit.must("holding", part.holding);
  visit.must("share", part.share);
}

template <class Visit, Like<Split> T>
void describe(Visit& visit, T& split) {
  visit.may("parts", split.parts);
  visit.must("source", split.source);
}

template <class Visit, Like<Group> T>
void describe(Visit& visit, T& group) {
  visit.may("calls", group.calls);
  visit.may("ensures", group.ensures);
  visit.may("flash", group.flash);
  visit.may("flash_holding", group.flash_holding);
  visit.may("flash_module", group.flash_module);
  visit.may("items", group.items);
  visit.may("requires", group.requires_);
}

// An item is an object with one key, which says what it is; in the order of the variant.
inline constexpr std::array<std::string_view, 3> item_names{"action", "split", "group"};
template <class Visit, Like<Item> T>
void describe(Visit& visit, T& item) {
  visit.one_of(item_names, item.what);
}

template <class Visit, Like<AfterTerm> T>
void describe(Visit& visit, T& term) {
  visit.must("mode", term.mode);
  visit.must("step", term.step);
}

template <class Visit, Like<When> T>
void describe(Visit& visit, T& when) {
  visit.must("condition", when.condition);
  visit.must("otherwise", when.otherwise);
  visit.may("within", when.within);
}

template <class Visit, Like<Approval> T>
void describe(Visit& visit, T& approval) {
  visit.must("role", approval.role);
  visit.may("when", approval.when);
  visit.must("within", approval.within);
}

template <class Visit, Like<FailurePolicy> T>
void describe(Visit& visit, T& policy) {
  visit.must("kind", policy.kind);
  visit.may("then_step", policy.then_step);
}

template <class Visit, Like<Retry> T>
void describe(Visit& visit, T& retry) {
  visit.must("attempts", retry.attempts);
  visit.may("doubling_to", retry.doubling_to);
  visit.must("every", retry.every);
  visit.may("only_on", retry.only_on);
}

template <class Visit, Like<Ladder> T>
void describe(Visit& visit, T& ladder) {
  visit.must("climb", ladder.climb);
  visit.may("collects", ladder.collects);
  visit.must("rungs_max", ladder.rungs_max);
  visit.must("sizes", ladder.sizes);
  visit.must("source", ladder.source);
}

template <class Visit, Like<Defence> T>
void describe(Visit& visit, T& defence) {
  visit.must("times", defence.times);
  visit.must("when", defence.when);
}

template <class Visit, Like<Step> T>
void describe(Visit& visit, T& step) {
  visit.may("accept_partial", step.accept_partial);
  visit.may("after", step.after);
  visit.may("approvals", step.approvals);
  visit.may("at", step.at);
  visit.may("deadline_blocks", step.deadline_blocks);
  visit.may("defence", step.defence);
  visit.may("documentation", step.documentation);
  visit.may("ensures", step.ensures);
  visit.may("items", step.items);
  visit.must("kind", step.kind);
  visit.may("ladder", step.ladder);
  visit.must("name", step.name);
  visit.must("on_failure", step.on_failure);
  visit.may("requires", step.requires_);
  visit.may("retry", step.retry);
  visit.must("timeout", step.timeout);
  visit.may("whens", step.whens);
}

template <class Visit, Like<Query> T>
void describe(Visit& visit, T& query) {
  visit.may("arguments", query.arguments);
  visit.may("initial", query.initial);
  visit.may("model", query.model);
  visit.must("name", query.name);
  visit.may("read", query.read);
  visit.must("type", query.type);
}

template <class Visit, Like<Setting> T>
void describe(Visit& visit, T& setting) {
  visit.may("arguments", setting.arguments);
  visit.may("initial", setting.initial);
  visit.must("name", setting.name);
  visit.must("type", setting.type);
}

template <class Visit, Like<Module::Abi> T>
void describe(Visit& visit, T& abi) {
  visit.must("contract", abi.contract);
  visit.must("digest", abi.digest);
  visit.must("name", abi.name);
}

template <class Visit, Like<Module> T>
void describe(Visit& visit, T& module) {
  visit.may("abis", module.abis);
  visit.must("alias", module.alias);
  visit.must("digest", module.digest);
  visit.must("name", module.name);
  visit.may("queries", module.queries);
  visit.may("settings", module.settings);
  visit.may("states", module.states);
}

template <class Visit, Like<Allowed> T>
void describe(Visit& visit, T& allowed) {
  visit.must("contract", allowed.contract);
  visit.must("signature", allowed.signature);
}

template <class Visit, Like<Plan> T>
void describe(Visit& visit, T& plan) {
  visit.may("allow_list", plan.allow_list);
  visit.may("assets", plan.assets);
  visit.may("assumed_for", plan.assumed_for);
  visit.may("assumptions", plan.assumptions);
  visit.may("buckets", plan.buckets);
  visit.must("capital", plan.capital);
  visit.must("deal", plan.deal);
  visit.may("documentation", plan.documentation);
  visit.format("format", plan_format);
  visit.must("gas", plan.gas);
  visit.may("holdings", plan.holdings);
  visit.may("limits", plan.limits);
  visit.may("modules", plan.modules);
  visit.may("params", plan.params);
  visit.may("positions", plan.positions);
  visit.may("splits", plan.splits);
  visit.may("steps", plan.steps);
  visit.may("value_rules", plan.value_rules);
  visit.may("waivers", plan.waivers);
}

// What kind of value a field is, for visitors that treat each kind in its own way.
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_option = false;
template <class T>
inline constexpr bool is_option<std::optional<T>> = true;
template <class T>
concept Scalar = std::is_enum_v<T> || std::same_as<T, std::string> || std::same_as<T, bool> ||
                 std::same_as<T, unsigned> || std::same_as<T, values::Rational> ||
                 std::same_as<T, values::Duration> || std::same_as<T, values::Digest>;

}  // namespace dealwright::plan
