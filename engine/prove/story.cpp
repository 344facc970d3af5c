// From a corner of the box and the way to it, to prices, times and outcomes.
#include "engine/prove/story.hpp"

#include <algorithm>
#include <set>

#include "engine/core/reading.hpp"

namespace dealwright::prove {
namespace {

using plan::Expression;
using plan::Op;
using values::Duration;

// Stands for what has no end, and one over it for what may be next to nothing.
const Rational far_out(1'000);
const Rational one(1);

Expression number(const Rational& value, const std::string& unit = {}) {
  return {.op = Op::number, .number = value, .name = unit, .args = {}};
}

class Teller {
 public:
  explicit Teller(const Telling& telling) : t_(telling), plan_(telling.terms.plan()) {}

  Story tell() {
    story_.scenario.title = "a counterexample to " + quoted(t_.limit);
    story_.scenario.deal = plan_.deal;
    choose();
    parameters();
    beginnings();
    events();
    stop_the_rest();
    answers();
    expectation();
    return std::move(story_);
  }

 private:
  static std::string quoted(std::string text) {
    std::erase(text, '"');
    return text;
  }

  // A number for every variable that the corner or a condition speaks of.
  void choose() {
    for (const auto& [id, value] : t_.at) {
      const Variable& variable = t_.variables.of(id);
      if (!value) {
        chosen_[id] = times(far_out, std::max(one, variable.range.low));
      } else if (value->is_zero() && variable.positive) {
        chosen_[id] = over(one, far_out);
      } else {
        chosen_[id] = *value;
      }
    }
    for (const Polynomial& known : t_.kept)
      satisfy(known);
    for (const auto& [id, value] : t_.at) {
      if (!t_.variables.of(id).found) continue;
      for (const VariableId other : t_.variables.of(id).found->variables())
        chosen_.emplace(other, usual(other));
    }
  }

  // Open variables of a condition: their usual values first, then whatever the condition asks for.
  void satisfy(const Polynomial& known) {
    std::vector<VariableId> open;
    for (const VariableId id : known.variables()) {
      if (chosen_.contains(id)) continue;
      chosen_[id] = usual(id);
      open.push_back(id);
    }
    const auto value = value_of(known);
    if (!value || !value->is_negative()) return;
    for (const VariableId id : open) {
      const Rational before = chosen_[id];
      const auto needed = zero_of(known, id);
      if (!needed) continue;
      const Range& range = t_.variables.of(id).range;
      if (*needed < range.low || (range.high && *range.high < *needed)) continue;
      chosen_[id] = *needed;
      const auto now = value_of(known);
      if (now && !now->is_negative()) return;
      chosen_[id] = before;
    }
  }

  Rational usual(VariableId id) const {
    const Variable& variable = t_.variables.of(id);
    Rational value = one;
    if (variable.at_default) value = *variable.at_default;
    if (variable.role == Role::scale) value = nominal(variable.subject);
    if (variable.role == Role::price && !variable.at_the_time) value = nominal(variable.subject);
    if (variable.role == Role::reading) {
      if (const auto initial = initial_of(variable.subject)) value = *initial;
    }
    // Interest runs.
    if (variable.role == Role::growth) value = variable.range.high.value_or(plus(one, one));
    if (variable.role == Role::time || variable.role == Role::gas) value = Rational();
    if (value < variable.range.low) value = variable.range.low;
    if (variable.range.high && *variable.range.high < value) value = *variable.range.high;
    return value;
  }

  [[nodiscard]] Rational nominal(const std::string& asset) const {
    const auto found = t_.nominal_prices.find(asset);
    return found == t_.nominal_prices.end() ? one : found->second;
  }

  [[nodiscard]] std::optional<Rational> initial_of(const std::string& key) const {
    for (const plan::Module& module : plan_.modules) {
      for (const plan::Query& query : module.queries) {
        if (query.initial && core::to_text(core::query_key(query.name, query.arguments)) == key &&
            query.initial->op == Op::number)
          return query.initial->number;
      }
      for (const plan::Setting& setting : module.settings) {
        if (setting.initial &&
            core::to_text(core::query_key(setting.name, setting.arguments)) == key &&
            (setting.initial->op == Op::number || setting.initial->op == Op::duration))
          return setting.initial->number;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Rational> value_of(const Polynomial& polynomial) const {
    Rational sum;
    for (const Term& term : polynomial.terms()) {
      Rational product = term.coefficient;
      for (const Power& factor : term.monomial) {
        const auto found = chosen_.find(factor.variable);
        if (found == chosen_.end()) return std::nullopt;
        if (found->second.is_zero() && factor.exponent < 0) return std::nullopt;
        product = times(product, power(found->second, factor.exponent));
      }
      sum = plus(sum, product);
    }
    return sum;
  }

  // Where a condition that is linear in a variable, or in one over it, is just kept.
  std::optional<Rational> zero_of(const Polynomial& known, VariableId id) const {
    const std::int32_t low = known.lowest(id);
    const std::int32_t high = known.highest(id);
    if (high - low != 1 && !(low == 0 && high == 1) && !(low == -1 && high == 0))
      return std::nullopt;
    const auto lesser = value_of(known.coefficient_of(id, high - 1));
    const auto greater = value_of(known.coefficient_of(id, high));
    if (!lesser || !greater || greater->is_zero()) return std::nullopt;
    const Rational zero = values::negate(over(*lesser, *greater));
    return zero.is_negative() ? std::nullopt : std::optional(zero);
  }

  void parameters() {
    for (const plan::Param& param : plan_.params) {
      const auto id = t_.variables.find("parameter " + param.name);
      if (!id || !chosen_.contains(*id)) continue;
      Expression value = param.value;
      if (value.op != Op::number || chosen_.at(*id) == value.number) continue;
      value.number = chosen_.at(*id);
      story_.scenario.given.emplace_back(param.name, std::move(value));
    }
  }

  // What a look at an asset or a reading found at an epoch; none when it does not matter.
  struct Found {
    std::string subject;
    Role role = Role::reading;
    Rational value;
  };
  std::vector<Found> found_at(const Epoch& epoch) const {
    std::vector<Found> found;
    for (const auto& [id, value] : chosen_) {
      const Variable& variable = t_.variables.of(id);
      if (variable.epoch != epoch) continue;
      if (variable.found) {
        // A little more than what it takes: amounts are rounded against us.
        if (const auto reading = value_of(*variable.found)) {
          const Rational nudge = over(*reading, Rational(1'000'000'000));
          found.push_back(
              {.subject = variable.subject, .role = Role::reading, .value = plus(*reading, nudge)});
        }
        continue;
      }
      if (variable.role == Role::growth) {
        // What has grown has done so at the highest rate there is.
        const Market::Interest* interest = t_.market.interest_of(variable.subject);
        if (interest == nullptr || interest->rate.empty() || value == one) continue;
        found.push_back({.subject = interest->rate,
                         .role = Role::reading,
                         .value = interest->most.value_or(one)});
      } else if (variable.role == Role::price) {
        found.push_back(
            {.subject = variable.subject,
             .role = Role::price,
             .value = variable.at_the_time ? times(value, scale_of(variable.subject)) : value});
      } else if (variable.role == Role::reading) {
        found.push_back({.subject = variable.subject, .role = Role::reading, .value = value});
      } else if (variable.role == Role::more && variable.name.ends_with(epoch) &&
                 variable.name.find(" beside its centre at ") != std::string::npos) {
        if (const auto price = beside_its_centre(variable.subject, epoch, value))
          found.push_back({.subject = variable.subject, .role = Role::reading, .value = *price});
      }
    }
    return found;
  }

  // A reading that stays near a price: near the price that the same moment has.
  [[nodiscard]] std::optional<Rational> beside_its_centre(const std::string& key,
                                                          const Epoch& epoch,
                                                          const Rational& factor) const {
    for (const plan::Assumption& line : plan_.assumptions) {
      if (line.kind != plan::AssumptionKind::within || !line.quantity || !line.centre) continue;
      const Expression* look = &*line.quantity;
      Rational divisor = one;
      if (look->op == Op::multiply && look->args.size() == 2) {
        divisor = price_at(look->args[1].name, epoch);
        look = &look->args[0];
      }
      if (core::to_text(core::query_key(look->name, look->args)) != key) continue;
      const Rational centre =
          line.centre->op == Op::price ? price_at(line.centre->name, epoch) : line.centre->number;
      return over(times(centre, factor), divisor);
    }
    return std::nullopt;
  }

  [[nodiscard]] Rational price_at(const std::string& asset, const Epoch& epoch) const {
    const auto id = t_.variables.find("price of " + asset + " at " + epoch);
    if (!id) return nominal(asset);
    const auto value = chosen_.find(*id);
    const Rational part = value == chosen_.end() ? usual(*id) : value->second;
    return t_.variables.of(*id).at_the_time ? times(part, scale_of(asset)) : part;
  }

  // The highest price so far: such that the first look finds the usual one.
  [[nodiscard]] Rational scale_of(const std::string& asset) const {
    const auto id = t_.variables.find("scale of " + asset);
    if (id && chosen_.contains(*id) && t_.at.contains(*id)) return chosen_.at(*id);
    return nominal(asset);
  }

  // Epochs in the order of the way, the beginning first and the look at the end last.
  std::vector<std::pair<Epoch, const Happening*>> moments() const {
    std::vector<std::pair<Epoch, const Happening*>> all{{start_epoch, nullptr}};
    for (const Happening& happening : t_.path) {
      const bool acts = happening.event == Event::done || happening.event == Event::partial ||
                        happening.event == Event::unknown || happening.event == Event::known_late ||
                        happening.event == Event::begun;
      if (!acts || happening.epoch.empty()) continue;
      if (all.back().first == happening.epoch) {
        all.back().second = &happening;
        continue;
      }
      all.emplace_back(happening.epoch, &happening);
    }
    if (all.back().first != t_.epoch) all.emplace_back(t_.epoch, nullptr);
    return all;
  }

  // The world begins as the first looks find it, and interest runs from the beginning.
  void beginnings() {
    for (const auto& [epoch, happening] : moments()) {
      for (const Found& found : found_at(epoch)) {
        if (!world_.emplace(found.subject, found.value).second) continue;
        story_.scenario.world.push_back({.what = what_of(found), .value = number(found.value)});
      }
    }
  }

  [[nodiscard]] Expression what_of(const Found& found) const {
    if (found.role == Role::price)
      return {.op = Op::price, .number = {}, .name = found.subject, .args = {}};
    for (const plan::Module& module : plan_.modules) {
      for (const plan::Query& query : module.queries) {
        if (core::to_text(core::query_key(query.name, query.arguments)) == found.subject)
          return {.op = Op::query, .number = {}, .name = query.name, .args = query.arguments};
      }
      for (const plan::Setting& setting : module.settings) {
        if (core::to_text(core::query_key(setting.name, setting.arguments)) == found.subject)
          return {.op = Op::setting, .number = {}, .name = setting.name, .args = setting.arguments};
      }
    }
    return {.op = Op::query, .number = {}, .name = found.subject, .args = {}};
  }

  void events() {
    for (const auto& [epoch, happening] : moments()) {
      const auto changes = changes_at(epoch);
      const bool is_last = epoch == t_.epoch && !t_.blocked && happening == nullptr;
      if (!changes.empty()) {
        if (is_last) {
          now_ = std::max(now_ + values::seconds(1), last_moment());
        } else if (happening != nullptr) {
          make_time(*happening);
        }
        for (const Found& change : changes) {
          story_.scenario.events.push_back(
              {.at = is_last ? now_ : event_at_,
               .what = plan::WorldSetting{.what = what_of(change), .value = number(change.value)}});
          world_[change.subject] = change.value;
        }
      } else if (happening != nullptr && has_grown_at(epoch)) {
        make_time(*happening);
      }
      if (happening != nullptr) happens(*happening);
    }
  }

  // Interest needs time between what opens a position and what looks at it.
  [[nodiscard]] bool has_grown_at(const Epoch& epoch) const {
    return std::ranges::any_of(chosen_, [&](const auto& entry) {
      const Variable& variable = t_.variables.of(entry.first);
      return variable.role == Role::growth && variable.epoch == epoch && one < entry.second;
    });
  }

  std::vector<Found> changes_at(const Epoch& epoch) const {
    std::vector<Found> changes;
    for (Found& found : found_at(epoch)) {
      const auto known = world_.find(found.subject);
      if (known == world_.end() || known->second != found.value)
        changes.push_back(std::move(found));
    }
    return changes;
  }

  [[nodiscard]] Duration last_moment() const {
    const bool young = std::ranges::any_of(t_.at, [&](const auto& entry) {
      return t_.variables.of(entry.first).role == Role::growth && entry.second &&
             *entry.second == one;
    });
    if (young) return now_ + values::seconds(1);
    // A moment before the assumptions end, so that somebody still looks.
    const Duration window = plan_.assumed_for.value_or(values::days(30));
    return Duration{window.milliseconds - values::seconds(1).milliseconds};
  }

  // The market moves before an action: its first attempt fails, and it is tried again later.
  void make_time(const Happening& happening) {
    const plan::Step& step = t_.terms.of(happening.step);
    event_at_ = now_ + values::seconds(1);
    if (event_at_ < ready_) {
      now_ = ready_;
      return;  // the action before it takes its time anyway
    }
    const plan::Action* action = action_of(happening);
    if (action == nullptr || action->fails.empty() || step.retry.attempts == 0) return;
    const std::string failure =
        step.retry.only_on.empty() ? action->fails.front() : step.retry.only_on.front();
    script(*action, step, plan::OutcomeFails{.name = failure, .times = 1U});
    event_at_ = now_ + Duration{step.retry.every.milliseconds / 2};
    now_ = now_ + step.retry.every;
  }

  const plan::Action* action_of(const Happening& happening) const {
    const plan::Step& step = t_.terms.of(happening.step);
    if (happening.item >= step.items.size()) return nullptr;
    return first_action(step.items[happening.item]);
  }

  static const plan::Action* first_action(const plan::Item& item) {
    if (const auto* action = std::get_if<plan::Action>(&item.what)) return action;
    if (const auto* group = std::get_if<plan::Group>(&item.what)) {
      const auto actions = plan::actions_of(group->items);
      return actions.empty() ? nullptr : actions.front();
    }
    return nullptr;
  }

  void script(const plan::Action& action, const plan::Step& step, plan::ScriptedOutcome outcome) {
    const std::string prefix = step.name + ".";
    story_.scenario.outcomes.push_back(
        {.action = {.step = step.name,
                    .rung = {},
                    .action = action.id.starts_with(prefix) ? action.id.substr(prefix.size())
                                                            : action.id},
         .outcome = std::move(outcome)});
  }

  void happens(const Happening& happening) {
    story_.path.push_back(happening.what);
    const plan::Step& step = t_.terms.of(happening.step);
    const plan::Action* action = action_of(happening);
    if (action == nullptr) return;
    if (happening.event == Event::done || happening.event == Event::partial ||
        happening.event == Event::known_late) {
      if (!step.ladder || is_whole(happening)) acted_.insert({happening.step, happening.item});
    }
    if (happening.event == Event::partial) {
      Rational part = over(one, Rational(2));
      for (const auto& [id, value] : chosen_) {
        const Variable& variable = t_.variables.of(id);
        if (variable.epoch == happening.epoch && variable.subject == "part filled") part = value;
      }
      script(*action, step, plan::OutcomeFills{.ratio = part});
    }
    if (happening.event == Event::unknown) script(*action, step, plan::OutcomeUnknown{});
    if (happening.event == Event::done && action->takes) {
      ready_ = now_ + time_of(*action->takes);
      now_ = ready_;
    }
  }

  // A ladder all of whose rungs are climbed, as far as the corner says.
  [[nodiscard]] bool is_whole(const Happening& happening) const {
    const auto id = t_.variables.find("part climbed of " + happening.epoch);
    if (!id) return true;
    const auto value = chosen_.find(*id);
    return value != chosen_.end() && !value->second.is_zero();
  }

  [[nodiscard]] Duration time_of(const Expression& takes) const {
    if (takes.op == Op::duration) {
      const auto whole = values::to_whole(takes.number);
      return whole ? Duration{*whole} : Duration{};
    }
    const auto initial = initial_of(core::to_text(core::query_key(takes.name, takes.args)));
    const auto whole = initial ? values::to_whole(*initial) : values::Number<std::int64_t>(0);
    return whole ? Duration{*whole} : Duration{};
  }

  // What is not on the way does not happen.
  void stop_the_rest() {
    if (t_.blocked) return;
    for (std::uint32_t s = 0; s < plan_.steps.size(); ++s) {
      const plan::Step& step = plan_.steps[s];
      for (std::size_t i = 0; i < step.items.size(); ++i) {
        if (acted_.contains({core::StepId{s}, i})) continue;
        const plan::Action* action = first_action(step.items[i]);
        if (action == nullptr) continue;
        if (action->fails.empty()) {
          script(*action, step, plan::OutcomeUnknown{});
        } else {
          script(*action, step,
                 plan::OutcomeFails{.name = action->fails.front(), .times = std::nullopt});
        }
        break;
      }
    }
  }

  void answers() {
    std::set<std::string> roles;
    for (const plan::Step& step : plan_.steps) {
      for (const plan::Approval& approval : step.approvals) {
        if (!roles.insert(approval.role).second) continue;
        story_.scenario.answers.push_back(
            {.role = approval.role, .approves = true, .after = values::Duration{}});
      }
    }
  }

  void expectation() {
    plan::Expectation expected;
    if (t_.blocked) {
      expected.kind = plan::ExpectationKind::status;
      expected.subject = t_.terms.of(*t_.blocked).name;
      expected.status = "done";
      expected.text = expected.subject + " is done";
    } else {
      expected.kind = plan::ExpectationKind::limits_hold;
      expected.text = "limits hold";
    }
    story_.scenario.expectations.push_back(std::move(expected));
  }

  const Telling& t_;
  const plan::Plan& plan_;
  Story story_;
  std::map<VariableId, Rational> chosen_;
  std::map<std::string, Rational> world_;
  std::set<std::pair<core::StepId, std::size_t>> acted_;
  Duration now_{};
  Duration event_at_{};
  Duration ready_{};
};

}  // namespace

Story tell(const Telling& telling) { return Teller(telling).tell(); }

}  // namespace dealwright::prove
