// How a simulated world answers the questions of a model: its prices, settings, states and
// positions.
#pragma once

#include <span>

#include "dsl/plan/expression.hpp"
#include "engine/adapters/simulated/world_record.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::simulated {

class WorldSurroundings final : public plan::Surroundings {
 public:
  // Everything outlives it.
  WorldSurroundings(const core::Terms& terms, const Conditions& conditions,
                    std::span<const core::Local> locals = {})
      : terms_(terms), conditions_(conditions), locals_(locals) {}

  [[nodiscard]] plan::Value look_up(const plan::Expression& asked,
                                    const std::vector<plan::Value>& args) const override;
  // A query's value by its model, or as it is set.
  [[nodiscard]] plan::Value query(const std::string& name,
                                  const std::vector<std::string>& args) const;
  // What a position amounts to now, interest included.
  [[nodiscard]] std::optional<values::Amount> amount_of(core::PositionId position) const;

 private:
  [[nodiscard]] plan::Value set(const std::string& key) const;
  [[nodiscard]] plan::Value local(const std::string& name) const;
  // In milliseconds.
  [[nodiscard]] values::Rational age_of(values::TimePoint since) const;
  // "aave_v3:collateral", "aave_v3:debt": what all that is open at a module is worth, in USD.
  [[nodiscard]] plan::Value total(const std::string& module, plan::PositionKind kind) const;
  [[nodiscard]] plan::Value position(const std::string& name) const;
  [[nodiscard]] plan::Value priced(const std::string& asset, const plan::Value& amount) const;
  [[nodiscard]] plan::Value kept(const plan::Expression& asked) const;

  const core::Terms& terms_;
  const Conditions& conditions_;
  std::span<const core::Local> locals_;
};

}  // namespace dealwright::simulated
