// The parts of the search for faults: the list that grows while the search walks a plan, the names
// that references may lead to, and the rules that live in files of their own.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/pointer.hpp"

namespace dealwright::plan {

// Faults found so far, and where the search is.
class FaultList {
 public:
  Pointer at;

  void add(std::string what) { report(at.text(), std::move(what)); }
  void add(std::string_view field, std::string what) { report(at.text(field), std::move(what)); }
  [[nodiscard]] bool is_full() const { return faults_.size() == faults_max; }
  [[nodiscard]] std::vector<PlanError> take() && { return std::move(faults_); }

  // A fault when `names` has no `name`; `what` is what it would be the name of.
  template <class Names>
  void resolve(std::string_view field, const std::string& name, const Names& names,
               std::string_view what) {
    if (!names.contains(name)) add(field, "no " + std::string(what) + " is called `" + name + "`");
  }
  template <class Names>
  void resolve_if_set(std::string_view field, const std::string& name, const Names& names,
                      std::string_view what) {
    if (!name.empty()) resolve(field, name, names, what);
  }

 private:
  void report(std::string where, std::string what) {
    if (!is_full()) faults_.push_back({std::move(where), std::move(what)});
  }

  std::vector<PlanError> faults_;
};

// All that references of a plan may lead to. Points into the plan.
struct KnownNames {
  explicit KnownNames(const Plan& plan);

  using Names = std::unordered_set<std::string_view>;
  Names assets, params, buckets, holdings, positions, steps, ladders;
  // A module answers to its own name and to the deal's: "aave_v3.health", "aave.health".
  std::unordered_set<std::string> modules, queries, settings, states;
};

// Where an expression stands decides what it may speak of.
struct Scope {
  bool in_ladder = false;
  bool in_flash = false;
  bool in_read = false;  // over contract calls, whose names are the chain adapter's
};

// One expression by itself; its operands are looked at by the caller.
void find_expression_faults(const Expression& e, const KnownNames& known, Scope scope,
                            FaultList& faults);

// Names that occur twice, and lists that are too long.
void find_name_faults(const Plan& plan, FaultList& faults);
// Steps that wait for each other.
void find_order_faults(const Plan& plan, FaultList& faults);

}  // namespace dealwright::plan
