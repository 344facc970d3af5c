// Limits as forms to be bounded: the same quantity in every state of a walk, each distinct form
// searched once, the promising ones first.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/prove/prove.hpp"
#include "engine/prove/sight.hpp"

namespace dealwright::prove {

// A quantity in one state, to be kept at or below `most` (quantities with a floor are negated).
struct Measured {
  Form form;
  Rational most;
  std::vector<Polynomial> kept;
  Epoch epoch;
  std::int64_t path = -1;
  bool exact = true;                 // false: a bound, even where a corner is reached
  std::optional<core::StepId> step;  // the action that raises it, where that is what is limited
};

class Measures {
 public:
  Measures(const core::Terms& terms, const Variables& variables, plan::Limit limit)
      : terms_(terms), variables_(variables), limit_(std::move(limit)) {}

  // The limit looked at in a state.
  void look(const Sight& sight, std::int64_t path, std::optional<core::StepId> step);
  // The same when it only counts where an action makes it worse. False when the limit keeps the
  // action from being done whatever the market does: then nothing comes after it.
  bool look_at_action(const Sight& before, const Sight& after, const plan::Item& item,
                      std::int64_t path, core::StepId step);

  // Its sums grow beyond what is followed: whatever was looked at, it is not proved.
  void give_up() { trouble("its sums grow beyond what is followed"); }

  [[nodiscard]] const plan::Limit& limit() const { return limit_; }
  [[nodiscard]] Measure kind() const { return kind_; }
  [[nodiscard]] const std::string& of() const { return of_; }
  [[nodiscard]] bool negated() const { return negated_; }
  [[nodiscard]] bool strict() const { return strict_; }
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  [[nodiscard]] bool empty() const { return all_.empty(); }

  struct Found {
    Worst worst;
    const Measured* at = nullptr;  // none when there is nothing
    bool over = false;             // some bound is beyond what is allowed
  };
  // The worst of all; `beyond` collects those that are over the limit and reached, the worst first.
  [[nodiscard]] Found search(bool at_defaults, Work& work, std::vector<Found>* beyond) const;

 private:
  [[nodiscard]] bool cannot_raise_it(const plan::Item& item) const;
  static bool is_blocked_for_sure(const Sight& after, const std::vector<Measured>& then,
                                  const std::vector<Measured>& was);
  static void show_endless(const Measured& measured, Question asked, Worst& worst, Work& work);
  void add(Measured measured);
  [[nodiscard]] bool rises_with(const Measured& measured, VariableId id,
                                const std::vector<Polynomial>& values) const;
  std::vector<Measured> measure(const Sight& sight);
  void trouble(const std::string& why);

  const core::Terms& terms_;
  const Variables& variables_;
  plan::Limit limit_;
  Measure kind_ = Measure::ratio;
  std::string of_;
  bool negated_ = false;
  bool strict_ = false;
  std::string trouble_;
  std::map<std::string, std::vector<Measured>> all_;  // by form
  std::map<std::string, bool> known_;
};

[[nodiscard]] bool is_over(const Measured& measured, const Worst& worst, bool strict);

}  // namespace dealwright::prove
