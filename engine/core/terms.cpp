// Works out, once per plan, everything that the rules would otherwise search for.
#include "engine/core/terms.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/core/visit_plan.hpp"

namespace dealwright::core {
namespace {

template <class Kind>
std::optional<Id<Kind>> look_up(const std::map<std::string, std::uint32_t, std::less<>>& names,
                                std::string_view name) {
  const auto found = names.find(name);
  if (found == names.end()) return std::nullopt;
  return Id<Kind>{found->second};
}

template <class Kind>
Id<Kind> look_up_known(const std::map<std::string, std::uint32_t, std::less<>>& names,
                       std::string_view name) {
  const auto found = look_up<Kind>(names, name);
  DEALWRIGHT_ASSERT(found.has_value());
  return *found;
}

template <class List, class NameOf>
void number(std::map<std::string, std::uint32_t, std::less<>>& names, const List& list,
            NameOf name_of) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    names.emplace(name_of(list[i]), static_cast<std::uint32_t>(i));
  }
}

constexpr std::uint32_t no_module = ~std::uint32_t{0};

// Objects of the plan are found by where they are: looked up only, never listed in this order.
constexpr auto by_object = [](const auto& entry) { return entry.first; };

// The holdings that money of an item comes from, made by the item's own step left out.
void sources_of(const plan::Money& money, const std::function<void(const std::string&)>& visit) {
  if (money.kind != plan::MoneyKind::bucket && !money.name.empty()) visit(money.name);
  for (const plan::Money& part : money.parts)
    sources_of(part, visit);
}

class Needs {
 public:
  explicit Needs(const plan::Step& step) {
    if (step.ladder) sources_of(step.ladder->source, [&](const std::string& name) { need(name); });
    for (const plan::Item& item : step.items)
      this->item(item);
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return needed_; }

 private:
  void item(const plan::Item& item) {
    if (const auto* split = std::get_if<plan::Split>(&item.what)) {
      sources_of(split->source, [&](const std::string& name) { need(name); });
      for (const plan::Split::Part& part : split->parts)
        made_.insert(part.holding);
    } else if (const auto* group = std::get_if<plan::Group>(&item.what)) {
      if (group->flash) made_.insert(group->flash_holding);
      for (const plan::Item& inner : group->items)
        this->item(inner);
    } else {
      action(std::get<plan::Action>(item.what));
    }
  }

  void action(const plan::Action& action) {
    for (const plan::Flow& flow : action.flows) {
      if (flow.money) sources_of(*flow.money, [&](const std::string& name) { need(name); });
    }
    for (const std::string& name : action.reads)
      need(name);
    for (const std::string& name : action.closes)
      need(name);
    for (const plan::Flow& flow : action.flows) {
      const bool opens = std::ranges::find(action.opens, flow.position) != action.opens.end();
      if (!flow.position.empty() && !opens) need(flow.position);
    }
    for (const plan::Flow& flow : action.flows) {
      if (flow.target) made_.insert(flow.target->name);
    }
    for (const std::string& name : action.opens)
      made_.insert(name);
  }

  void need(const std::string& name) {
    if (!made_.contains(name) && std::ranges::find(needed_, name) == needed_.end())
      needed_.push_back(name);
  }

  std::set<std::string> made_;
  std::vector<std::string> needed_;
};

}  // namespace

Terms::Terms(plan::Plan plan) : plan_(std::move(plan)) {
  number_names();
  number_actions();
  find_order();
  find_needs();
  find_queries_of_positions();
  find_uses();
}

void Terms::number_names() {
  const auto name = [](const auto& thing) { return thing.name; };
  number(assets_, plan_.assets, name);
  number(buckets_, plan_.buckets, name);
  number(holdings_, plan_.holdings, name);
  number(positions_, plan_.positions, name);
  number(steps_, plan_.steps, name);
  number(modules_, plan_.modules, name);
  for (std::uint32_t i = 0; i < plan_.assets.size(); ++i) {
    const auto counts_as = find_asset(plan_.assets[i].counts_as);
    priced_as_.push_back(counts_as.value_or(AssetId{i}));
    price_keys_.push_back({.kind = ReadingKind::price, .name = of(priced_as_.back()).name});
  }
  for (const plan::Position& position : plan_.positions) {
    position_assets_.push_back(asset(position.asset));
    // A module says what a position amounts to in a query named `owed` or `amount` that takes it.
    const std::string query =
        position.module + (position.kind == plan::PositionKind::debt ? ".owed" : ".amount");
    std::optional<ReadingKey> key;
    for (const plan::Module& module : plan_.modules) {
      for (const plan::Query& listed : module.queries) {
        if (listed.name != query || listed.arguments.size() != 1) continue;
        if (listed.arguments[0].op != plan::Op::position ||
            listed.arguments[0].name != position.name)
          continue;
        key = query_key(listed.name, listed.arguments);
      }
    }
    amount_queries_.push_back(std::move(key));
    health_keys_.push_back(query_key(position.module + ".health", {}));
  }
  for (const plan::Holding& holding : plan_.holdings)
    holding_assets_.push_back(asset(holding.asset));
  for (std::uint32_t i = 0; i < plan_.buckets.size(); ++i) {
    if (plan_.buckets[i].untouchable) continue;
    open_bucket_ = BucketId{i};
    break;
  }
}

void Terms::number_actions() {
  for (std::uint32_t s = 0; s < plan_.steps.size(); ++s) {
    for (std::size_t i = 0; i < plan_.steps[s].items.size(); ++i) {
      visit_actions(plan_.steps[s].items[i], [&](const plan::Action& action) {
        const ActionId number{static_cast<std::uint32_t>(actions_.size())};
        action_names_.emplace(action.id, number.value);
        actions_by_object_.emplace_back(&action, number);
        actions_.push_back({.action = &action, .step = StepId{s}, .item = i});
        const auto module = look_up<OfModule>(modules_, action.module);
        action_modules_.push_back(module.value_or(ModuleId{no_module}));
        std::vector<FlowPlace>& places = action_flows_.emplace_back();
        for (const plan::Flow& flow : action.flows) {
          FlowPlace place{.asset = asset(flow.asset), .position = find_position(flow.position)};
          if (flow.target && flow.target->kind == plan::TargetKind::bucket)
            place.bucket = find_bucket(flow.target->name);
          if (flow.target && flow.target->kind == plan::TargetKind::holding)
            place.holding = find_holding(flow.target->name);
          places.push_back(place);
        }
      });
    }
  }
  std::ranges::sort(actions_by_object_, std::less<>(), by_object);
}

void Terms::find_order() {
  successors_.resize(plan_.steps.size());
  only_on_failure_.resize(plan_.steps.size());
  for (const plan::Step& step : plan_.steps) {
    if (step.on_failure.kind == plan::FailureKind::then_step) {
      only_on_failure_[this->step(step.on_failure.then_step).value] = true;
    }
  }
  for (std::uint32_t s = 0; s < plan_.steps.size(); ++s) {
    const plan::Step& step = plan_.steps[s];
    auto& after = afters_.emplace_back();
    for (const auto& all_of : step.after) {
      auto& places = after.emplace_back();
      for (const plan::AfterTerm& term : all_of)
        places.push_back({.mode = term.mode, .step = this->step(term.step)});
    }
    if (step.kind == plan::StepKind::defence) {
      defences_.push_back(StepId{s});
      continue;
    }
    if (only_on_failure_[s]) continue;
    if (step.after.empty()) beginnings_.push_back(StepId{s});
    for (const auto& all_of : step.after) {
      for (const plan::AfterTerm& term : all_of) {
        std::vector<StepId>& list = successors_[this->step(term.step).value];
        if (std::ranges::find(list, StepId{s}) == list.end()) list.push_back(StepId{s});
      }
    }
  }
}

void Terms::find_needs() {
  for (const plan::Step& step : plan_.steps) {
    std::vector<Need>& needs = needs_.emplace_back();
    for (const std::string& name : Needs(step).names()) {
      // By the plan's own text of the name, which lives as long as the terms.
      const auto holding = find_holding(name);
      const auto position = find_position(name);
      if (!holding && !position) continue;
      needs.push_back({.name = holding ? of(*holding).name : of(*position).name,
                       .holding = holding,
                       .position = position});
    }
  }
}

// Amounts of single positions have their own way (see `amount_query`); this is about what a module
// says of all of ours together.
void Terms::find_queries_of_positions() {
  for (const plan::Module& module : plan_.modules) {
    for (const plan::Query& query : module.queries) {
      if (!query.model) continue;
      bool speaks_of_positions = false;
      plan::walk(*query.model, [&](const plan::Expression& part) {
        speaks_of_positions |= part.op == plan::Op::local && (part.name.ends_with(all_collateral) ||
                                                              part.name.ends_with(all_debt));
      });
      if (!speaks_of_positions) continue;
      queries_of_positions_.emplace_back(query_key(query.name, query.arguments), &query);
    }
  }
}

void Terms::find_uses() {
  named_later_.resize(plan_.holdings.size());
  visit_plan(plan_,
             {.money =
                  [&](const plan::Money& money) {
                    if (const auto found = find_holding(money.name)) {
                      if (money.kind != plan::MoneyKind::bucket) named_later_[found->value] = true;
                    }
                  },
              .expression =
                  [&](const plan::Expression& expression) {
                    if (expression.op == plan::Op::query) {
                      query_keys_.emplace_back(&expression,
                                               query_key(expression.name, expression.args));
                    }
                    if (expression.op == plan::Op::profit || expression.op == plan::Op::loss) {
                      needs_starting_nav_ = true;
                    }
                  }});
  std::ranges::sort(query_keys_, std::less<>(), by_object);
  // A ladder's last yield and what it collects are moved by the ladder itself.
  for (const plan::Step& step : plan_.steps) {
    if (!step.ladder) continue;
    for (const plan::Action* action : plan::actions_of(step.items)) {
      for (const plan::Flow& flow : action->flows) {
        if (flow.target && flow.target->kind == plan::TargetKind::holding) {
          named_later_[holding(flow.target->name).value] = true;
        }
      }
    }
  }
}

AssetId Terms::asset(std::string_view name) const { return look_up_known<OfAsset>(assets_, name); }
BucketId Terms::bucket(std::string_view name) const {
  return look_up_known<OfBucket>(buckets_, name);
}
HoldingId Terms::holding(std::string_view name) const {
  return look_up_known<OfHolding>(holdings_, name);
}
PositionId Terms::position(std::string_view name) const {
  return look_up_known<OfPosition>(positions_, name);
}
StepId Terms::step(std::string_view name) const { return look_up_known<OfStep>(steps_, name); }
ModuleId Terms::module(std::string_view name) const {
  return look_up_known<OfModule>(modules_, name);
}
std::optional<AssetId> Terms::find_asset(std::string_view name) const {
  return look_up<OfAsset>(assets_, name);
}
std::optional<BucketId> Terms::find_bucket(std::string_view name) const {
  return look_up<OfBucket>(buckets_, name);
}
std::optional<HoldingId> Terms::find_holding(std::string_view name) const {
  return look_up<OfHolding>(holdings_, name);
}
std::optional<PositionId> Terms::find_position(std::string_view name) const {
  return look_up<OfPosition>(positions_, name);
}
std::optional<StepId> Terms::find_step(std::string_view name) const {
  return look_up<OfStep>(steps_, name);
}
std::optional<ActionId> Terms::find_action(std::string_view id) const {
  return look_up<OfAction>(action_names_, id);
}

ActionId Terms::action_of(const plan::Action& action) const {
  const auto place =
      std::ranges::lower_bound(actions_by_object_, &action, std::less<>(), by_object);
  if (place != actions_by_object_.end() && place->first == &action) return place->second;
  return find_action(action.id).value();
}

const plan::Query* Terms::find_query_of_positions(const ReadingKey& key) const {
  for (const auto& [known, query] : queries_of_positions_) {
    if (known == key) return query;
  }
  return nullptr;
}

const ReadingKey* Terms::find_query_key(const plan::Expression& asked) const {
  const auto place = std::ranges::lower_bound(query_keys_, &asked, std::less<>(), by_object);
  return place != query_keys_.end() && place->first == &asked ? &place->second : nullptr;
}

ReadingKey query_key(const std::string& name, const std::vector<plan::Expression>& arguments) {
  ReadingKey key{.kind = ReadingKind::query, .name = name};
  for (const plan::Expression& argument : arguments)
    key.args.push_back(plan::to_text(argument));
  return key;
}

}  // namespace dealwright::core
