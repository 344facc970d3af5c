// The plan: what a checked deal with its parameters compiles to, and all that the engine ever sees
// of it. A plain value: no addresses, no prices, no source text. Names are the deal's own; they are
// unique per list and every reference resolves (find_faults). Its canonical JSON and SHA-256
// identity are in canonical.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "dsl/values/amount.hpp"
#include "dsl/values/digest.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::plan {

inline constexpr int plan_format = 1;
inline constexpr std::size_t steps_max = 100'000;
inline constexpr std::size_t plan_bytes_max = 256U * 1024U * 1024U;
inline constexpr unsigned ladder_rungs_max = 100'000;

struct Asset {
  std::string name;
  unsigned decimals = 18;
  std::string counts_as;     // WETH counts as ETH; empty for none
  std::string redeems_into;  // USDTz redeems into USDT; empty for none
  values::Rational par{1};   // units of redeems_into for one unit
  friend bool operator==(const Asset&, const Asset&) = default;
};

struct Param {
  std::string name;
  std::string type;               // as written: "USDT per USDTz"
  Expression value;               // what this plan runs with
  std::optional<Expression> low;  // the range it was checked against and is proved over
  std::optional<Expression> high;
  friend bool operator==(const Param&, const Param&) = default;
};

struct Bucket {
  std::string name;
  values::Rational share;
  bool untouchable = false;
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

struct Gas {
  std::optional<Expression> at_most;  // amount of `asset`; none: the network profile's cap
  std::string asset;
  std::string payer;  // a bucket, or "operator"
  friend bool operator==(const Gas&, const Gas&) = default;
};

// The market box the proof quantifies over.
enum class AssumptionKind : std::uint8_t { falls_at_most, rises_at_most, within, may, holds };
struct Assumption {
  AssumptionKind kind = AssumptionKind::holds;
  std::string subject;                 // asset (falls, rises) or module instance (may)
  std::string event;                   // may: "freeze"
  std::optional<Expression> centre;    // within: what it stays near
  Expression bound;                    // ratio (falls, rises, within) or the condition (holds)
  std::optional<Expression> quantity;  // within: what stays
  std::string text;
  friend bool operator==(const Assumption&, const Assumption&) = default;
};

enum class Basis : std::uint8_t { cost, market, par, lower_of_cost_and_market };
struct ValueRule {
  std::string asset;
  Basis basis = Basis::lower_of_cost_and_market;
  friend bool operator==(const ValueRule&, const ValueRule&) = default;
};

enum class LimitKind : std::uint8_t { cap, never_pledge, repayable };
enum class LimitMode : std::uint8_t { when_increased, always };
struct Limit {
  LimitKind kind = LimitKind::cap;
  std::string text;  // as the author reads it: "ltv <= 30% when increased"
  // cap: quantity <= bound (or >=, by `condition`)
  Expression quantity;
  Op comparison = Op::less_or_equal;
  Expression bound;
  LimitMode mode = LimitMode::when_increased;
  std::optional<Expression> warn_at;
  std::optional<Expression> tightened_to;
  std::optional<Expression> tightened_when;
  // never_pledge: asset; repayable: position, without assets and buckets
  std::string subject;
  std::vector<std::string> without;
  friend bool operator==(const Limit&, const Limit&) = default;
};

struct Waiver {
  std::string subject;  // the limit's quantity: "ltv"
  std::string because;
  friend bool operator==(const Waiver&, const Waiver&) = default;
};

// --- money
// -------------------------------------------------------------------------------------------------------

enum class MoneyKind : std::uint8_t {
  holding,  // name: all of it
  bucket,   // `all ETH from working`: name = bucket, asset
  amount,   // `300 USDT from x`: expression, name = bucket or holding
  up_to,    // `up to E from x`: as much as there is, at most E; of parts[0] where there are several
  share,    // `40% of lot`: expression = ratio, of parts[0]
  sum,      // parts
  rung,     // the current rung of the ladder
  nothing,  // 0 of the asset (a flash or a deal that starts with nothing)
};
struct Money {
  MoneyKind kind = MoneyKind::nothing;
  std::string asset;
  std::string name;
  std::optional<Expression> expression;
  std::vector<Money> parts;
  friend bool operator==(const Money&, const Money&) = default;
};

// What `->` names.
enum class TargetKind : std::uint8_t { holding, bucket, position };
struct Target {
  TargetKind kind = TargetKind::holding;
  std::string name;
  friend bool operator==(const Target&, const Target&) = default;
};

struct Holding {
  std::string name;
  std::string asset;
  std::string place;  // "" is the chain; an exchange module's name otherwise
  std::string step;   // that yields it; "" for a split of the deal
  friend bool operator==(const Holding&, const Holding&) = default;
};

enum class PositionKind : std::uint8_t { collateral, debt };
struct Position {
  std::string name;
  PositionKind kind = PositionKind::collateral;
  std::string asset;
  std::string module;
  std::string step;     // that opens it; "" when adopted
  std::string adopted;  // "other_deal.loan" or empty
  bool left_open = false;
  friend bool operator==(const Position&, const Position&) = default;
};

// --- actions
// -----------------------------------------------------------------------------------------------------

// One movement an action declares, in the order its evidence reports amounts.
enum class FlowKind : std::uint8_t {
  pay,      // money leaves us: `money`
  lock,     // money becomes part of position `position`
  receive,  // money comes to `target`
  owe,      // debt `position` grows
  settle,   // debt `position` shrinks
  release,  // collateral `position` shrinks (what comes back is a receive)
};
struct Flow {
  FlowKind kind = FlowKind::pay;
  std::string asset;
  std::string name;              // the module's own name for it: "funds", "cash"
  std::optional<Money> money;    // pay, lock
  std::optional<Target> target;  // receive
  std::string position;          // lock, owe, settle, release
  std::optional<Expression>
      amount;  // expected; none: what the evidence says (pay, lock: the money's amount)
  friend bool operator==(const Flow&, const Flow&) = default;
};

struct NamedExpression {
  std::string name;
  Expression value;
  friend bool operator==(const NamedExpression&, const NamedExpression&) = default;
};

// The contract function an action calls; arguments are text the chain adapter binds (names of
// locals, "self", literals).
struct Call {
  std::string contract;   // "aave_v3.pool"
  std::string signature;  // "supply(address,uint256,address,uint16)"
  std::vector<Expression> arguments;
  std::optional<Expression> sending;  // native coin sent along
  std::string allowing;  // the local whose amount the contract may take; empty for none
  friend bool operator==(const Call&, const Call&) = default;
};

struct Evidence {
  std::string contract;
  std::string signature;  // of the event
  std::vector<NamedExpression> fields;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// The one action of the language itself: follow(path, give: S) walks a route; its module is empty.
inline constexpr std::string_view follow = "follow";

struct Hop;

struct Action {
  std::string id;      // "open_credit.borrow", unique in the plan; a second borrow of the step is
                       // "open_credit.borrow#2"
  std::string module;  // the module's own name: "aave_v3"
  std::string name;    // "borrow"
  std::vector<NamedExpression> locals;  // arguments that are values, then `let`s, in order
  std::vector<Flow> flows;
  std::vector<Call> calls;
  std::vector<Expression> ensures;  // post-conditions over locals and results
  std::vector<Evidence> evidence;
  std::vector<std::string> fails;   // known to have had no effect
  std::vector<std::string> unsure;  // may have happened: reconciled, never retried
  std::optional<Expression> tolerance;
  std::optional<Expression> takes;  // a duration: how long the simulated world takes
  bool may_fill_partly = false;
  std::vector<std::string> reads;      // positions it only reads
  std::vector<std::string> opens;      // positions that come to be
  std::vector<std::string> closes;     // positions that end
  std::vector<NamedExpression> model;  // simulated world: state name -> its new value, in order
  // simulated world: failure -> the condition under which the protocol refuses with it
  std::vector<NamedExpression> refuses;
  std::optional<Expression> fills;  // simulated world: how much of it is filled, a ratio
  std::vector<Hop> hops;            // `follow` along a route that is known: one after the other
  friend bool operator==(const Action&, const Action&) = default;
};

// From one token of a route to the next: the swap at each exchange that the deal uses, of which one
// is taken.
struct Hop {
  std::vector<Action> ways;
  friend bool operator==(const Hop&, const Hop&) = default;
};

struct Split {
  Money source;
  struct Part {
    std::string holding;
    values::Rational share;
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::vector<Part> parts;
  friend bool operator==(const Split&, const Split&) = default;
};

struct Item;
// Actions that become one transaction, all or nothing; a flash group first borrows and last gives
// back.
struct Group {
  std::optional<Money> flash;  // what is borrowed; none: plain atomic
  std::string flash_module;
  std::string flash_holding;  // what the borrowed money is called inside
  std::vector<Call> calls;    // of the flash loan itself
  std::vector<Item> items;
  std::vector<Expression> requires_;
  std::vector<Expression> ensures;
  friend bool operator==(const Group&, const Group&) = default;
};
struct Item {
  std::variant<Action, Split, Group> what;
  friend bool operator==(const Item&, const Item&) = default;
};

// --- steps
// -------------------------------------------------------------------------------------------------------

enum class AfterMode : std::uint8_t { done, settled, any_rung };
struct AfterTerm {
  AfterMode mode = AfterMode::done;
  std::string step;
  friend bool operator==(const AfterTerm&, const AfterTerm&) = default;
};

enum class Otherwise : std::uint8_t { skip, hold, fail };
struct When {
  Expression condition;
  std::optional<values::Duration> within;  // none: looked at once
  Otherwise otherwise = Otherwise::hold;
  friend bool operator==(const When&, const When&) = default;
};

struct Approval {
  std::string role;
  std::optional<Expression> when;
  values::Duration within;
  friend bool operator==(const Approval&, const Approval&) = default;
};

enum class FailureKind : std::uint8_t { hold, skip, fail, then_step };
struct FailurePolicy {
  FailureKind kind = FailureKind::hold;
  std::string then_step;
  friend bool operator==(const FailurePolicy&, const FailurePolicy&) = default;
};

struct Retry {
  unsigned attempts = 0;  // further attempts after the first
  values::Duration every{};
  std::optional<values::Duration> doubling_to;
  std::vector<std::string> only_on;  // failure names; empty: every known failure
  friend bool operator==(const Retry&, const Retry&) = default;
};

struct Ladder {
  std::vector<Expression> sizes;  // amounts; the last repeats
  Money source;
  unsigned rungs_max = 0;  // proved by arithmetic or written
  Expression climb;
  std::string collects;  // holding of what the rungs yielded; empty for none
  friend bool operator==(const Ladder&, const Ladder&) = default;
};

struct Defence {
  Expression when;
  unsigned times = 1;
  friend bool operator==(const Defence&, const Defence&) = default;
};

enum class StepKind : std::uint8_t { step, ladder, defence };
struct Step {
  std::string name;
  StepKind kind = StepKind::step;
  std::string documentation;
  std::vector<std::vector<AfterTerm>> after;  // any of (all of); empty: may start at once
  std::optional<values::Duration> at;         // not before this long after the deal's start
  std::vector<When> whens;
  std::vector<Expression> requires_;
  std::vector<Approval> approvals;
  std::vector<Item> items;
  std::vector<Expression> ensures;
  FailurePolicy on_failure;
  Retry retry;
  values::Duration timeout = values::minutes(30);
  std::optional<unsigned> deadline_blocks;
  bool accept_partial = false;
  std::optional<Ladder> ladder;
  std::optional<Defence> defence;
  friend bool operator==(const Step&, const Step&) = default;
};

// --- modules
// -----------------------------------------------------------------------------------------------------

// Queries, settings and states are listed once for each set of arguments that the plan asks them
// with, everything concrete: "uniswap_v3.price" of (USDTz, USDT) and of (ETH, USDC) are two
// entries.
struct Query {
  std::string name;                   // "aave_v3.health"
  std::vector<Expression> arguments;  // Op::asset, or Op::position for a query about a position
  std::string type;
  std::optional<Expression>
      read;  // over contract calls, for the chain adapter: Op::query "contract.function"
  std::optional<Expression>
      model;  // for the simulated world; absent: the query is itself a setting
  std::optional<Expression> initial;  // a setting's value where the world sets none
  friend bool operator==(const Query&, const Query&) = default;
};
struct Setting {
  std::string name;  // "redemption_window.pays"
  std::vector<Expression> arguments;
  std::string type;
  std::optional<Expression> initial;
  friend bool operator==(const Setting&, const Setting&) = default;
};
struct Module {
  std::string name;       // the protocol's own
  std::string alias;      // what the deal calls it
  values::Digest digest;  // of the module's text
  struct Abi {
    std::string contract;
    std::string name;
    values::Digest digest;
    friend bool operator==(const Abi&, const Abi&) = default;
  };
  std::vector<Abi> abis;
  std::vector<Query> queries;
  std::vector<Setting> settings;
  std::vector<Setting> states;  // simulated world's own
  friend bool operator==(const Module&, const Module&) = default;
};

struct Allowed {
  std::string contract;   // "aave_v3.pool"
  std::string signature;  // "supply(address,uint256,address,uint16)"
  friend auto operator<=>(const Allowed&, const Allowed&) = default;
};

// --- the plan
// ----------------------------------------------------------------------------------------------------

struct Plan {
  std::string deal;
  std::string documentation;
  std::vector<Asset> assets;
  std::vector<Param> params;
  Money capital;  // what the deal starts with: amount of one asset, by expression
  std::vector<Bucket> buckets;
  Gas gas;
  std::optional<values::Duration> assumed_for;
  std::vector<Assumption> assumptions;
  std::vector<ValueRule> value_rules;
  std::vector<Limit> limits;
  std::vector<Waiver> waivers;
  std::vector<Holding> holdings;
  std::vector<Position> positions;
  std::vector<Split> splits;  // done at the start
  std::vector<Step> steps;    // in the text's order, ladders and defences among them
  std::vector<Module> modules;
  std::vector<Allowed> allow_list;  // sorted: nothing else can be called, whoever asks
  friend bool operator==(const Plan&, const Plan&) = default;
};

// Look-ups by name; nullptr when there is none.
[[nodiscard]] const Asset* find_asset(const Plan& plan, std::string_view name);
[[nodiscard]] const Bucket* find_bucket(const Plan& plan, std::string_view name);
[[nodiscard]] const Param* find_param(const Plan& plan, std::string_view name);
[[nodiscard]] const Step* find_step(const Plan& plan, std::string_view name);
[[nodiscard]] const Holding* find_holding(const Plan& plan, std::string_view name);
[[nodiscard]] const Position* find_position(const Plan& plan, std::string_view name);
[[nodiscard]] const Module* find_module(const Plan& plan, std::string_view name);

// All actions of a step or group in order, groups entered.
[[nodiscard]] std::vector<const Action*> actions_of(const std::vector<Item>& items);

}  // namespace dealwright::plan
