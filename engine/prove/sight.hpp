// Expressions of a plan over forms: what engine/core/view answers with numbers is answered with
// polynomials, and a condition with what is then known. The models of modules are the ones that the
// simulated world evaluates.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "engine/core/state.hpp"
#include "engine/prove/books.hpp"
#include "engine/prove/market.hpp"

namespace dealwright::prove {

enum class Known : std::uint8_t { yes, no, open };

struct Condition {
  Known known = Known::open;
  std::vector<Polynomial> if_true;   // not negative when it holds
  std::vector<Polynomial> if_false;  // not negative when it does not
};
// The larger or the smaller of several.
struct Extreme {
  bool largest = true;
  std::vector<Form> of;
};
using Seen = std::variant<plan::Unavailable, Form, Condition, Extreme, std::string>;

struct NamedSeen {
  std::string name;
  Seen value;
};

// Everything a look is taken at. Nothing is copied: all of it outlives the sight.
struct Scene {
  const core::Terms& terms;
  const core::State& control;
  const Books& books;
  Market& market;
  Variables& variables;
  const std::vector<Polynomial>& kept;  // what is known not to be negative
  Epoch epoch;
  std::optional<Form> rung = {};
  std::vector<NamedSeen> locals = {};
  std::optional<Form> flash_owed = {};
  std::optional<Form> starting_nav = {};
};

class Sight {
 public:
  explicit Sight(const Scene& scene) : scene_(scene) {}

  [[nodiscard]] Seen evaluate(const plan::Expression& expression) const;
  // The number an expression is; none when it is not one.
  [[nodiscard]] std::optional<Form> form(const plan::Expression& expression) const;
  [[nodiscard]] Condition condition(const plan::Expression& expression) const;

  [[nodiscard]] Form price(core::AssetId asset) const;
  [[nodiscard]] Form value(core::AssetId asset, const Form& amount) const;
  [[nodiscard]] std::optional<Form> nav() const;
  [[nodiscard]] std::optional<Form> exposure(core::AssetId asset) const;
  [[nodiscard]] Seen ltv(std::optional<core::PositionId> around) const;
  // Everything of ours but these assets and buckets.
  [[nodiscard]] std::optional<Form> owned(const std::vector<std::string>& without) const;
  [[nodiscard]] std::optional<Form> position_value(core::PositionId position) const;
  // What a position amounts to now, interest included; nothing when its model cannot be followed.
  [[nodiscard]] std::optional<Form> amount_of(core::PositionId position) const;
  // Of a position in the books, now.
  [[nodiscard]] std::optional<Polynomial> growth(core::PositionId position) const;

  // Whether a polynomial is above, below or at zero for sure.
  [[nodiscard]] Known not_negative(const Polynomial& polynomial) const;
  [[nodiscard]] Known positive(const Polynomial& polynomial) const;
  // A form as one polynomial: itself, or a variable of its own within the form's bounds.
  [[nodiscard]] Polynomial as_polynomial(const Form& form, const std::string& name) const;
  [[nodiscard]] const Scene& scene() const { return scene_; }

 private:
  [[nodiscard]] Seen name(const plan::Expression& e) const;
  [[nodiscard]] Seen sum(const plan::Expression& e) const;
  [[nodiscard]] Seen product(const plan::Expression& e) const;
  [[nodiscard]] Seen compare(const plan::Expression& e) const;
  [[nodiscard]] Seen logic(const plan::Expression& e) const;
  [[nodiscard]] Condition ordered(const Seen& greater, const Seen& lesser, bool strictly) const;
  [[nodiscard]] Condition ordered(const Form& greater, const Form& lesser, bool strictly) const;
  [[nodiscard]] Seen query(const plan::Expression& e) const;
  [[nodiscard]] Seen local(const std::string& name) const;
  [[nodiscard]] Seen primitive(const plan::Expression& e) const;
  [[nodiscard]] Seen anything(const plan::Expression& e) const;
  [[nodiscard]] Seen first_or_last(const plan::Expression& e) const;
  [[nodiscard]] Seen pool_or_last(const plan::Expression& e) const;
  [[nodiscard]] bool may_be_anything(const Seen& seen) const;
  [[nodiscard]] Seen position(const std::string& name) const;
  [[nodiscard]] Polynomial recorded(core::PositionId position) const;
  [[nodiscard]] std::optional<core::PositionId> whose_amount(const plan::Expression& e) const;
  [[nodiscard]] Seen total(const std::string& module, plan::PositionKind kind) const;
  [[nodiscard]] std::optional<Form> entry_value(const core::Account& account,
                                                const Entry& entry) const;
  [[nodiscard]] Form at_cost(core::AssetId asset, const Entry& entry) const;

  const Scene& scene_;
};

}  // namespace dealwright::prove
