// The terms of a deal: its plan, with names resolved to numbers and what follows from the plan
// alone worked out once, so that a decision costs what it looks at and not what the plan holds. It
// never changes while a deal runs.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "engine/core/ids.hpp"
#include "engine/core/reading.hpp"

namespace dealwright::core {

// Where an action stands in the plan.
struct ActionPlace {
  const plan::Action* action = nullptr;
  StepId step;
  std::size_t item = 0;  // in the step's list, the outermost one
};

// How models name the value of all own positions at a module: "aave_v3:collateral".
inline constexpr std::string_view all_collateral = ":collateral";
inline constexpr std::string_view all_debt = ":debt";

// One term of a step's `after`.
struct AfterPlace {
  plan::AfterMode mode = plan::AfterMode::done;
  StepId step;
};

// What a flow names, by number; a target or a position that it does not have stays empty.
struct FlowPlace {
  AssetId asset;
  std::optional<PositionId> position;
  std::optional<BucketId> bucket;    // target
  std::optional<HoldingId> holding;  // target
};

// A holding or a position that a step's actions take and do not make themselves.
struct Need {
  std::string_view name;
  std::optional<HoldingId> holding;
  std::optional<PositionId> position;
};

class Terms {
 public:
  // The plan has no faults (plan::find_faults); it is kept as a copy. Not copyable: it points into
  // itself.
  explicit Terms(plan::Plan plan);
  Terms(const Terms&) = delete;
  Terms& operator=(const Terms&) = delete;

  [[nodiscard]] const plan::Plan& plan() const { return plan_; }

  // Numbers for names; asserted to exist, but for the `find_` ones.
  [[nodiscard]] AssetId asset(std::string_view name) const;
  [[nodiscard]] BucketId bucket(std::string_view name) const;
  [[nodiscard]] HoldingId holding(std::string_view name) const;
  [[nodiscard]] PositionId position(std::string_view name) const;
  [[nodiscard]] StepId step(std::string_view name) const;
  [[nodiscard]] ModuleId module(std::string_view name) const;
  [[nodiscard]] std::optional<AssetId> find_asset(std::string_view name) const;
  [[nodiscard]] std::optional<BucketId> find_bucket(std::string_view name) const;
  [[nodiscard]] std::optional<HoldingId> find_holding(std::string_view name) const;
  [[nodiscard]] std::optional<PositionId> find_position(std::string_view name) const;
  [[nodiscard]] std::optional<StepId> find_step(std::string_view name) const;
  [[nodiscard]] std::optional<ActionId> find_action(std::string_view id) const;

  // The things themselves.
  [[nodiscard]] const plan::Asset& of(AssetId id) const { return plan_.assets[id.value]; }
  [[nodiscard]] const plan::Bucket& of(BucketId id) const { return plan_.buckets[id.value]; }
  [[nodiscard]] const plan::Holding& of(HoldingId id) const { return plan_.holdings[id.value]; }
  [[nodiscard]] const plan::Position& of(PositionId id) const { return plan_.positions[id.value]; }
  [[nodiscard]] const plan::Step& of(StepId id) const { return plan_.steps[id.value]; }
  [[nodiscard]] const plan::Limit& of(LimitId id) const { return plan_.limits[id.value]; }
  [[nodiscard]] const ActionPlace& of(ActionId id) const { return actions_[id.value]; }
  [[nodiscard]] std::size_t actions() const { return actions_.size(); }
  [[nodiscard]] unsigned decimals(AssetId id) const { return plan_.assets[id.value].decimals; }
  // The asset whose price it has: WETH counts as ETH.
  [[nodiscard]] AssetId priced_as(AssetId id) const { return priced_as_[id.value]; }
  [[nodiscard]] ModuleId module_of(ActionId id) const { return action_modules_[id.value]; }
  [[nodiscard]] AssetId asset_of(PositionId id) const { return position_assets_[id.value]; }
  [[nodiscard]] AssetId asset_of(HoldingId id) const { return holding_assets_[id.value]; }
  // Of an action of this plan; quickest for the plan's own object.
  [[nodiscard]] ActionId action_of(const plan::Action& action) const;
  // The flows of an action, in the plan's order.
  [[nodiscard]] const std::vector<FlowPlace>& flows_of(ActionId id) const {
    return action_flows_[id.value];
  }
  // Any of (all of), as the plan has it.
  [[nodiscard]] const std::vector<std::vector<AfterPlace>>& after(StepId id) const {
    return afters_[id.value];
  }
  [[nodiscard]] const std::vector<Need>& needs(StepId id) const { return needs_[id.value]; }

  // The steps whose `after` names this one.
  [[nodiscard]] const std::vector<StepId>& successors(StepId id) const {
    return successors_[id.value];
  }
  // The steps that wait for no other, defences excluded.
  [[nodiscard]] const std::vector<StepId>& beginnings() const { return beginnings_; }
  [[nodiscard]] const std::vector<StepId>& defences() const { return defences_; }
  // Steps that run only when another one's failure policy says so.
  [[nodiscard]] bool only_on_failure(StepId id) const { return only_on_failure_[id.value]; }
  // Something later in the deal names it; otherwise what is bound to it comes to rest in its
  // bucket.
  [[nodiscard]] bool is_named_later(HoldingId id) const { return named_later_[id.value]; }
  // The query that says what a position amounts to now, when its module has one.
  [[nodiscard]] const std::optional<ReadingKey>& amount_query(PositionId id) const {
    return amount_queries_[id.value];
  }
  [[nodiscard]] const ReadingKey& price_key(AssetId id) const { return price_keys_[id.value]; }
  // `health` of the module that a position stands at.
  [[nodiscard]] const ReadingKey& health_key(PositionId id) const { return health_keys_[id.value]; }
  // The query with this key, when its model speaks of what positions amount to, so that books that
  // are only tried can answer it; nullptr otherwise.
  [[nodiscard]] const plan::Query* find_query_of_positions(const ReadingKey& key) const;
  // The key of a query that stands in the plan; nothing for an expression from elsewhere.
  [[nodiscard]] const ReadingKey* find_query_key(const plan::Expression& asked) const;
  // Whether anything in the plan speaks of profit or loss, so that `nav` at the start has to be
  // known.
  [[nodiscard]] bool needs_starting_nav() const { return needs_starting_nav_; }
  // The first bucket that may be touched: where money comes to rest when nothing says whose it is.
  [[nodiscard]] BucketId open_bucket() const { return open_bucket_; }

 private:
  using Names = std::map<std::string, std::uint32_t, std::less<>>;

  void number_names();
  void number_actions();
  void find_order();
  void find_needs();
  void find_queries_of_positions();
  void find_uses();

  plan::Plan plan_;
  Names assets_;
  Names buckets_;
  Names holdings_;
  Names positions_;
  Names steps_;
  Names modules_;
  Names action_names_;
  std::vector<ActionPlace> actions_;
  std::vector<ModuleId> action_modules_;
  std::vector<std::pair<const plan::Action*, ActionId>> actions_by_object_;
  std::vector<std::pair<const plan::Expression*, ReadingKey>> query_keys_;  // by object
  std::vector<AssetId> priced_as_;
  std::vector<ReadingKey> price_keys_;
  std::vector<ReadingKey> health_keys_;
  std::vector<std::pair<ReadingKey, const plan::Query*>> queries_of_positions_;
  std::vector<AssetId> position_assets_;
  std::vector<AssetId> holding_assets_;
  std::vector<std::vector<FlowPlace>> action_flows_;
  std::vector<std::vector<std::vector<AfterPlace>>> afters_;
  std::vector<std::vector<Need>> needs_;
  std::vector<std::vector<StepId>> successors_;
  std::vector<StepId> beginnings_;
  std::vector<StepId> defences_;
  std::vector<bool> only_on_failure_;
  std::vector<bool> named_later_;
  std::vector<std::optional<ReadingKey>> amount_queries_;
  bool needs_starting_nav_ = false;
  BucketId open_bucket_;
};

// The key of a query as an expression asks it: arguments by their text, as the plan lists them.
[[nodiscard]] ReadingKey query_key(const std::string& name,
                                   const std::vector<plan::Expression>& arguments);

}  // namespace dealwright::core
