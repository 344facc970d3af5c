// The state of checking one deal, shared by the phases: items, steps, money flow, order, positions.
// Each phase is a function in its own file; check_deal() in deals.cpp calls them in turn.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dsl/sema/actions.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/model.hpp"
#include "dsl/sema/precedence.hpp"
#include "dsl/sema/symbols.hpp"
#include "dsl/syntax/tree.hpp"

namespace dealwright::sema {

inline constexpr std::size_t no_step = ~std::size_t{0};

struct DealChecker;
// By name: what scenarios and strategies can speak of.
using VisibleDeals = std::map<std::string, DealChecker*, std::less<>>;

// What is known of a holding beyond its symbol.
struct HoldingFacts {
  std::string asset;  // empty: unknown, something was reported
  std::string place;
  std::string paid_in;         // the asset of its cost
  std::size_t step = no_step;  // that yields it; no_step for a split of the deal
  bool collected = false;      // by a ladder from its rungs
  Place bound;
  Place used;                               // the first use, empty when none
  Place given_back;                         // the flash group that took it back
  std::optional<values::Rational> at_most;  // whole units, over all parameter values
};

struct PositionFacts {
  plan::PositionKind kind = plan::PositionKind::collateral;
  std::string asset;
  const Module* module = nullptr;
  std::size_t step = no_step;
  Place bound;
  std::string adopted;  // "other_deal.loan", or empty
  bool left_open = false;
  std::vector<std::size_t> closed_by;   // steps that end it
  std::vector<std::string> secured_by;  // of a debt: the collaterals it is borrowed against
  Place closed;                         // where the last of them does
};

// One draw on a bucket, or a change of a position: what may race.
struct Draw {
  std::string what;  // "ETH of `working`", "`loan`"
  std::string key;
  bool is_position = false;
  bool only_reads = false;                    // a position that is not changed
  bool exact = false;                         // a fixed amount
  bool takes_all = false;                     // `all X from B`
  std::optional<values::Rational> amount;     // at most
  std::optional<values::Rational> at_least;   // of a fixed amount
  std::optional<values::Rational> available;  // at least this much is there
  Place place;
};

// What an action of a step yielded: a holding, or money that came to rest in a bucket.
struct Yield {
  HoldingFacts facts;
  std::string holding;  // its name; empty for a bucket
};

struct StepFacts {
  syntax::Node node;
  Place name;
  plan::Step step;
  std::vector<std::vector<std::size_t>> after;  // indices like step.after: any of (all of)
  std::set<std::size_t> uses;                   // steps whose holdings it spends
  std::vector<Draw> draws;
  bool in_circle = false;
  bool is_then = false;                         // started by another's `on failure then`
  std::vector<std::size_t> then_of;             // those others
  std::vector<std::size_t> rescues;             // steps its own `on failure then` names
  std::size_t only_after_failure_of = no_step;  // it can run only where that one failed
  bool skips_by_itself = false;                 // a `when … else skip` or `on failure skip`
  Place failing;                                // its `on failure fail`
  Place failing_when;                           // its `when …, else fail`
  std::string rung_asset;                       // ladders
  Place rung_used;
  std::vector<Yield> last_yield;  // of its last action, for a ladder's `->`
};

// What `follow` may call, and how that fails.
struct Exchanges {
  std::vector<std::string> fails;
  std::vector<plan::Call> calls;
};

// Where a name is bound with `->` or in a split.
struct Binder {
  std::size_t step = no_step;
  Place place;
};

struct DealChecker {
  DealChecker(diagnostics::Diagnostics& found_, const Assets& assets_, const Scope& file_scope,
              syntax::Node node_)
      : found(found_), assets(assets_), scope(&file_scope), node(node_) {}

  diagnostics::Diagnostics& found;
  const Assets& assets;
  Scope scope;
  syntax::Node node;
  DealModel model;
  std::string capital_asset;
  std::optional<values::Rational> capital_at_most;
  std::optional<values::Rational> capital_at_least;
  std::map<std::string, HoldingFacts, std::less<>> holdings;
  std::map<std::string, PositionFacts, std::less<>> positions;
  std::vector<StepFacts> steps;
  std::map<std::string, std::size_t, std::less<>> step_index;
  std::set<std::string, std::less<>>
      bound_twice;  // reported where they are bound, not where they are used
  ByName<Binder> binders;
  std::set<const Module*> flash_modules;  // that lend in a flash group
  ByName<Place> action_places;            // by action id
  std::vector<std::size_t> sequence;      // steps in an order that respects `after`
  Precedence settled;                     // through done and settled: what surely is over
  Precedence begun;                       // through `any` as well: what surely has begun
  Precedence done;                        // through done only: what surely was done
  ByName<unsigned> action_numbers;        // "open.borrow" -> how many
  std::map<std::string, std::size_t, std::less<>> bucket_index;  // in the plan
  std::map<std::string, std::size_t, std::less<>> param_index;   // in the model
  std::set<std::string, std::less<>> arriving;                   // assets that some action yields
  bool may_yield_anything = false;                    // an action could not be understood
  std::map<std::string, Place, std::less<>> adopted;  // what was taken over
  std::optional<Exchanges> exchanges;                 // found by the first `follow`
  std::vector<Draw> start_draws;                      // of the deal's own splits, before any step
  std::vector<Draw> foreign_draws;                    // of assets that the deal does not start with
  bool is_too_large = false;      // reported; nothing else of the deal is looked at
  plan::Step defaults;            // what `defaults` says, or the language's own
  Place default_failing;          // its `on failure fail`
  const Scope* active = nullptr;  // a ladder's own names, while it is checked
  std::size_t current_step = no_step;
  const VisibleDeals* other_deals = nullptr;  // that `adopt` can speak of
  std::string flash_asset;                    // inside a flash group
  bool in_flash = false;
  std::map<const Module*, Scope> module_names;  // looked up only

  [[nodiscard]] ExpressionPlace place();
  // A module's own names, which every use of its actions looks at.
  [[nodiscard]] const Scope& names_of(const Module& module);
  [[nodiscard]] Expressions expressions(const ExpressionPlace& at) {
    return Expressions(found, at);
  }
  // The smallest and largest value over all parameter values, where arithmetic tells.
  [[nodiscard]] std::optional<values::Rational> bound(const plan::Expression& expression,
                                                      values::Rounding side) const;
  [[nodiscard]] const plan::Bucket* bucket(std::string_view name) const;
  [[nodiscard]] const ParamModel* param(std::string_view name) const;
};

// Money as written -> where it comes from. `asset` is what is wanted, empty for anything; `place`
// where it must be.
struct MoneyChecked {
  plan::Money money;
  std::string asset;  // empty: something was reported
  std::string place;
  std::string paid_in;
  std::optional<values::Rational> at_most;
};
inline constexpr std::string_view anywhere = "*";
[[nodiscard]] MoneyChecked check_money(DealChecker& deal, syntax::Node node, std::string_view asset,
                                       std::string_view place);

// Marks a holding as spent; nullptr when it cannot be, or is not known well enough.
[[nodiscard]] const HoldingFacts* spend(DealChecker& deal, const Symbol& symbol, syntax::Node at);
// False, and reported, when the step being checked cannot know the position yet.
[[nodiscard]] bool position_is_there(DealChecker& deal, const Symbol& symbol, syntax::Node at);

// The parts of a step, each in a file of its own.
[[nodiscard]] syntax::Node statements_of(const StepFacts& facts);
[[nodiscard]] std::optional<plan::Action> use_action(DealChecker& deal, syntax::Node node);
[[nodiscard]] std::optional<plan::Action> follow(DealChecker& deal, syntax::Node node,
                                                 syntax::Node call);
[[nodiscard]] std::vector<syntax::Node> bound_names(syntax::Node action);  // what `->` names
// The names an action binds stay known, of no type: what they would have been is not reported
// again.
void bind_nothing(DealChecker& deal, syntax::Node action);
// `symbol` is what the name stands for instead; nullptr for nothing.
void unknown_module(DealChecker& deal, syntax::Node base, const Symbol* symbol);
void give_id(DealChecker& deal, plan::Action& action, syntax::Node node);
[[nodiscard]] std::vector<plan::Item> read_items(DealChecker& deal, syntax::Node body);
[[nodiscard]] Scope ladder_scope(DealChecker& deal, const StepFacts& facts);
void read_rungs(DealChecker& deal, StepFacts& facts);
void collect(DealChecker& deal, StepFacts& facts);
void read_defaults(DealChecker& deal);
void read_guards(DealChecker& deal, std::size_t index);

// The phases, in this order.
void declare_names(DealChecker& deal);  // buckets, parameters, steps, what `->` binds
void check_items(DealChecker& deal);    // parameters, buckets, gas, box, value rules, splits
void order_steps(DealChecker& deal);    // after, circles, reachability
void check_steps(DealChecker& deal);    // actions and money in order, then guards and policies
void check_limits(DealChecker& deal);   // limits, over everything that is known now
void check_races(DealChecker& deal);
void check_box(DealChecker& deal, syntax::Node node);
plan::Split check_split(DealChecker& deal, syntax::Node node);
// White space runs become one blank: how a stretch of text reads in a message.
[[nodiscard]] std::string one_line(std::string_view text);
void check_positions(
    DealChecker& deal);  // left open, failing with open positions, defences, pledges

// The whole story of one deal; the checker stays alive for the scenarios that speak of its names.
[[nodiscard]] std::unique_ptr<DealChecker> check_deal(diagnostics::Diagnostics& found,
                                                      const Assets& assets, const Scope& file_scope,
                                                      syntax::Node node, std::string documentation,
                                                      const VisibleDeals& other_deals);
// Words with a meaning of their own that no name may hide: `nav`, `operator`, `deal`.
[[nodiscard]] bool is_reserved(std::string_view name);
void unknown_deal(diagnostics::Diagnostics& found, const VisibleDeals& deals, syntax::Node name);
// The symbol that this very name declares; nullptr when another has the name, which was reported.
[[nodiscard]] Symbol* bound_here(DealChecker& deal, syntax::Node name);
// Money and coins that nothing ever brings where they are drawn from.
void check_arrivals(DealChecker& deal);
// Buckets from which more is taken than they can hold, and money that nobody brings back.
void check_draws(DealChecker& deal);
void read_leave_open(DealChecker& deal, syntax::Node node);
// The words a statement begins with, for messages: "timeout", "on failure".
[[nodiscard]] std::string opening_words(syntax::Node statement);
// The steps depend on each other in more ways than can be followed: refused, never guessed.
void report_entangled(DealChecker& deal);
// One scenario for a checked deal.
[[nodiscard]] ScenarioModel check_scenario(DealChecker& deal, syntax::Node node);
// The `///` lines before each child of `parent`, by the child's index: the text without the
// slashes.
[[nodiscard]] std::map<syntax::NodeIndex, std::string> documentation_in(syntax::Node parent);
// One limit block, for a deal or the desk.
void check_limit_block(DealChecker& deal, syntax::Node block);

}  // namespace dealwright::sema
