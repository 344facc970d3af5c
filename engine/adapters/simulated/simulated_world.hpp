// A world in a plain value: it owns virtual time, performs actions by their models, keeps what
// happened by the attempt's name, and answers for people. It knows nothing of the engine's state;
// killing the engine does not touch it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/adapters/simulated/setting.hpp"
#include "engine/adapters/simulated/world_record.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/operators.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::simulated {

class SimulatedWorld final : public ports::World, public ports::Operators {
 public:
  // A new world in which the deal owns its capital. `terms` outlives it.
  SimulatedWorld(const core::Terms& terms, Setting setting, const values::Amount& capital);
  // The same world again, from what was kept of it.
  SimulatedWorld(const core::Terms& terms, Setting setting, WorldRecord record);

  [[nodiscard]] values::TimePoint now() override { return record_.conditions.now; }
  [[nodiscard]] ports::Result<void> perform(const core::Request& request) override;
  [[nodiscard]] ports::Result<void> look_up(const std::string& attempt) override;
  [[nodiscard]] ports::Result<void> cancel(const std::string& attempt) override;
  [[nodiscard]] ports::Result<ports::Answers> read(const core::ReadValues& asked) override;
  [[nodiscard]] ports::Result<std::optional<core::Signal>> next(
      std::optional<values::TimePoint> until) override;
  [[nodiscard]] ports::Result<void> ask(const core::AskApproval& question) override;

  // For explorations: what is to become of an attempt that is not accepted yet and what it costs, a
  // jump of the market, a module that does nothing any more, and how old everything is that grows.
  void choose(const std::string& attempt, const plan::ScriptedOutcome& outcome) {
    chosen_[attempt] = outcome;
  }
  struct Charge {  // how many fees of one transaction
    std::uint32_t when_done = 1;
    std::uint32_t when_failed = 1;
    friend bool operator==(const Charge&, const Charge&) = default;
  };
  void charge(const std::string& attempt, const Charge& charge) { charges_[attempt] = charge; }
  void age_all(values::Duration age) { record_.conditions.aged = age; }
  // Nobody will ask for any other attempt again.
  void forget_attempts_but(const std::set<std::string>& known);
  void set_price(const std::string& asset, const values::Rational& usd) {
    record_.conditions.prices[asset] = usd;
  }
  // The prices and settings of a change take the place of those that were.
  void change(const Setting& to) {
    for (const auto& [asset, usd] : to.prices)
      set_price(asset, usd);
    for (const auto& [key, value] : to.settings)
      record_.conditions.settings.insert_or_assign(key, value);
  }
  void freeze(const std::string& module) { record_.frozen[module] = true; }
  [[nodiscard]] bool knows(const std::string& attempt) const {
    return record_.attempts.contains(attempt);
  }

  // What a position amounts to now, interest included; absent when the module cannot say.
  [[nodiscard]] std::optional<values::Amount> amount_of(core::PositionId position) const;
  // Another deal has taken it over: it is not in this world any more.
  void let_go(core::PositionId position);

  [[nodiscard]] const Setting& setting() const { return setting_; }
  [[nodiscard]] const WorldRecord& record() const { return record_; }
  // The names of the attempts that changed since this was last asked: for whoever keeps the record.
  [[nodiscard]] std::set<std::string> take_changed() { return std::exchange(changed_, {}); }
  // The value of anything a reading can ask for.
  [[nodiscard]] plan::Value value_of(const core::ReadingKey& key) const;

 private:
  struct Due;  // the next thing that happens by itself
  [[nodiscard]] std::optional<Due> earliest() const;
  void happen(Attempt& attempt);
  [[nodiscard]] core::Signal event(const plan::TimedEvent& event);
  void bring_up_to_date();
  [[nodiscard]] std::optional<plan::ScriptedOutcome> script_for(const core::Request& request);
  void tell(const std::string& attempt, const core::Outcome& outcome);
  void pay_fee(Attempt& attempt);
  [[nodiscard]] values::Amount fee_of(const std::string& attempt, core::OutcomeKind kind) const;

  const core::Terms& terms_;
  Setting setting_;
  WorldRecord record_;
  std::map<std::string, plan::ScriptedOutcome> chosen_;
  std::map<std::string, Charge> charges_;
  // The pending attempts of the record in the order in which they are due.
  std::set<std::pair<values::TimePoint, std::string>> pending_;
  std::set<std::string> changed_;
};

// What a deal that takes positions over starts with beside its capital, as the setting has it.
[[nodiscard]] std::vector<core::PositionAmount> adopted_in(const core::Terms& terms,
                                                           const Setting& setting);
// A position that the deal takes over and whose amount the setting does not say; nullptr for none.
[[nodiscard]] const plan::Position* unsaid_adoption(const core::Terms& terms,
                                                    const Setting& setting);

// Whether a line of a scenario speaks of this request.
[[nodiscard]] bool matches(const core::Terms& terms, const plan::ActionReference& reference,
                           const core::Request& request);

}  // namespace dealwright::simulated
