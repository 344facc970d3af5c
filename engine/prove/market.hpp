// The box of a deal: what the market may do while its assumptions hold, as variables. Every look at
// a price or a query has its own variable; what is not assumed is free. Prices that may fall by a
// part are parts of the highest price so far, so that each look varies by itself: now it is at most
// that part below, and what was paid earlier is anything up to it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/core/terms.hpp"
#include "engine/prove/worst.hpp"

namespace dealwright::prove {

enum class Role : std::uint8_t {
  scale,      // the highest price so far
  price,      // subject = asset
  reading,    // subject = the query's or setting's key
  parameter,  // subject = its name
  growth,     // subject = position: by what it has grown since it was opened
  time,       // in milliseconds
  fraction,   // of an amount: what was filled, redeemed, drawn
  gas,        // fees paid so far
  lower,      // the lower of what something cost and what it is worth
  more,       // anything that a model leaves open
};

// When something is looked at: an item of a run of a step, the start, or any later moment.
using Epoch = std::string;
inline constexpr const char* now_epoch = "now";
inline constexpr const char* start_epoch = "start";

struct Variable {
  std::string name;
  Role role = Role::more;
  std::string subject;
  Epoch epoch;
  Range range;
  std::optional<Range> at_the_time;  // narrower while its own epoch is looked at
  bool positive = false;             // never zero, whatever the range's closed end says
  std::optional<Rational> at_default;
  std::vector<Polynomial> lower_of;      // Role::lower: of these
  std::optional<Polynomial> found = {};  // what a reading comes to, where this decides it
};

class Variables {
 public:
  // The one with this name, or this one from now on.
  VariableId get(Variable variable);
  // What a reading comes to, in terms of the variable that a polynomial is.
  void finds(const Polynomial& variable, Polynomial reading);
  [[nodiscard]] const Variable& of(VariableId id) const { return all_[id.value]; }
  [[nodiscard]] std::optional<VariableId> find(const std::string& name) const;
  [[nodiscard]] std::size_t size() const { return all_.size(); }

  // The ranges of what occurs in a form and its conditions when `epoch` is the present.
  [[nodiscard]] Box box(const std::vector<const Polynomial*>& of, const Epoch& epoch) const;
  // All coefficients and at least one product of theirs are above zero.
  [[nodiscard]] bool surely_positive(const Polynomial& polynomial) const;

 private:
  std::vector<Variable> all_;
  std::map<std::string, std::uint32_t> by_name_;
};

// A fall, rise or distance is that of the plan unless a break point is looked for.
struct Overrides {
  std::map<std::string, Rational> falls;  // asset -> ratio
};

class Market {
 public:
  Market(const core::Terms& terms, Variables& variables);

  [[nodiscard]] Form price(core::AssetId asset, const Epoch& epoch);
  // A query or setting without a model; `key` as core::to_text gives it.
  [[nodiscard]] Form reading(const std::string& key, const Epoch& epoch);
  [[nodiscard]] Form parameter(const plan::Param& param, const Rational& value);
  // How old a debt or collateral may be: as long as the assumptions hold.
  [[nodiscard]] Form age(const std::string& position, const Epoch& epoch);
  // By what a position has grown at `epoch` since it was opened at `since`. Interest that is
  // counted anew at any moment, at any rate in the box, never comes to more than interest that
  // compounds at every moment at the highest rate. None when its module's model is of another kind.
  [[nodiscard]] std::optional<Polynomial> growth(core::PositionId position, const Epoch& since,
                                                 const Epoch& epoch);
  // The look that says what a position costs a year; none when it bears no interest.
  struct Interest {
    std::string rate;               // the key of a reading; empty: a number of the model
    std::optional<Rational> most;   // of the rate; none: it may be anything
    std::optional<Rational> grown;  // by how much at most, while the assumptions hold
  };
  [[nodiscard]] const Interest* interest_of(const std::string& position) const;
  // Nothing bounds what it grows by: it is counted anew whenever it is added to, so that what is
  // added later never outgrows what was there.
  [[nodiscard]] bool grows_without_end(core::PositionId position) const;
  [[nodiscard]] values::Duration window() const { return window_; }

  // What was looked at without an assumption about it, for the list of what is free.
  [[nodiscard]] const std::set<std::string>& free() const { return free_; }
  // Assumptions that the proof made use of, by their place in the plan; and those it cannot read.
  [[nodiscard]] const std::set<std::size_t>& used() const { return used_; }
  [[nodiscard]] const std::set<std::size_t>& unreadable() const { return unreadable_; }

 private:
  struct PriceBox {
    std::optional<Rational> falls;
    std::optional<Rational> rises;
    std::optional<Range> within;
    std::vector<std::size_t> from;
  };
  struct ReadingBox {
    Range range;
    std::optional<plan::Expression> centre;      // a price that it stays near
    Rational off;                                // how near
    std::optional<plan::Expression> divided_by;  // a price it is multiplied with
    std::vector<std::size_t> from;
    bool known = false;
  };
  [[nodiscard]] bool is_a_price(const std::string& key) const;
  void read_assumption(std::size_t i);
  bool read_condition(const plan::Expression& condition, std::size_t i);
  bool narrow(const plan::Expression& what, plan::Op comparison, const Rational& bound,
              std::size_t i);
  [[nodiscard]] std::optional<Rational> number(const plan::Expression& expression) const;
  void read_interest(core::PositionId position);
  [[nodiscard]] std::optional<Rational> grown_at(const Rational& rate) const;
  // Rates of interest in a model, queries with models of their own followed.
  void find_rates(const plan::Expression& model, std::vector<plan::Expression>& rates,
                  int depth) const;

  const core::Terms& terms_;
  Variables& variables_;
  values::Duration window_;
  std::map<std::string, PriceBox> prices_;      // by asset
  std::map<std::string, ReadingBox> readings_;  // by key
  std::map<std::string, Interest> interest_;    // by position
  std::set<std::string> not_followed_;          // positions whose model is of another kind
  std::set<std::string> free_;
  std::set<std::size_t> used_;
  std::set<std::size_t> unreadable_;
};

}  // namespace dealwright::prove
