// What a decision sees: the state, the readings that came with the signal, and the names of the
// step it is about. It answers the evaluator's questions and notes which readings were asked for
// and are not there.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::core {

// The readings that came with a signal, and what was asked for beyond them.
class Readings {
 public:
  explicit Readings(const std::vector<Reading>& arrived) : arrived_(arrived) {}

  // Nothing when it did not arrive: the key is then on the list of what is missing.
  [[nodiscard]] const plan::Value* find(const ReadingKey& key);
  // Everything that was ever looked at.
  [[nodiscard]] const std::set<ReadingKey>& asked() const { return asked_; }
  // Whether something was missing since the last call of `forget_missing`.
  [[nodiscard]] bool any_missing() const { return missing_; }
  void forget_missing() { missing_ = false; }

 private:
  const std::vector<Reading>& arrived_;
  std::set<ReadingKey> asked_;
  bool missing_ = false;
};

// Names that only a step, an action or a flash group knows.
struct Scope {
  std::optional<values::Rational> rung;
  std::span<const Local> locals;
  std::optional<values::Rational> flash_owed;
};

class View final : public plan::Surroundings {
 public:
  // Nothing is copied: all of it outlives the view. `books` may be a tried copy of the state's own.
  View(const Terms& terms, const State& state, const Books& books, Readings& readings,
       Scope scope = {})
      : terms_(terms), state_(state), books_(books), readings_(readings), scope_(scope) {}

  [[nodiscard]] plan::Value look_up(const plan::Expression& asked,
                                    const std::vector<plan::Value>& args) const override;

  [[nodiscard]] const Terms& terms() const { return terms_; }
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] const Books& books() const { return books_; }
  [[nodiscard]] Readings& readings() const { return readings_; }
  [[nodiscard]] plan::Value reading(const ReadingKey& key) const;
  // The answer of a query. On books that are only tried, one about all positions at a module is
  // what the world says of the true ones, times what the module's own model makes of the change.
  [[nodiscard]] plan::Value answer(const ReadingKey& key) const;

 private:
  [[nodiscard]] plan::Value bucket(const plan::Expression& asked) const;
  [[nodiscard]] plan::Value position(const std::string& name) const;
  [[nodiscard]] plan::Value query(const plan::Expression& asked) const;
  [[nodiscard]] plan::Value query(const plan::Expression& asked, const ReadingKey& key) const;
  [[nodiscard]] plan::Value local(const std::string& name) const;

  const Terms& terms_;
  const State& state_;
  const Books& books_;
  Readings& readings_;
  Scope scope_;
};

// A whole-unit number of an amount.
[[nodiscard]] values::Rational in_units(const Terms& terms, AssetId asset,
                                        const values::Amount& amount);

}  // namespace dealwright::core
