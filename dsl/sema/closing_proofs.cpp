// Reads `when`, `require` and `ensure`, also inside atomic groups, for `loan.owed == 0 USDT` and
// what says as much.
#include "dsl/sema/closing_proofs.hpp"

#include <functional>

namespace dealwright::sema {

using plan::Expression;
using plan::Op;

namespace {

bool is_zero(const Expression& side) { return side.op == Op::number && side.number.is_zero(); }

// The position whose amount this is, or nothing.
const std::string* position_in(const Expression& side) {
  if (side.op == Op::position) return &side.name;
  const bool query = side.op == Op::query && side.args.size() == 1 &&
                     side.args.front().op == Op::position &&
                     (side.name.ends_with(".owed") || side.name.ends_with(".amount"));
  return query ? &side.args.front().name : nullptr;
}

Op mirrored(Op op) {
  if (op == Op::less_or_equal) return Op::greater_or_equal;
  if (op == Op::greater_or_equal) return Op::less_or_equal;
  if (op == Op::less) return Op::greater;
  if (op == Op::greater) return Op::less;
  return op;
}

// Of `not (…)`: the comparison that holds instead.
Op negated(Op op) {
  if (op == Op::not_equal) return Op::equal;
  if (op == Op::greater) return Op::less_or_equal;
  if (op == Op::less) return Op::greater_or_equal;
  return Op::not_;  // says nothing about being gone
}

}  // namespace

ClosingProofs::ClosingProofs(const DealChecker& deal) : deal_(deal) {
  for (std::size_t index = 0; index < deal.steps.size(); ++index) {
    const plan::Step& step = deal.steps[index].step;
    if (step.kind == plan::StepKind::defence || deal.steps[index].in_circle) continue;
    const Proof before{index, Looks::before_the_step};
    const Proof after{index, Looks::after_the_step};
    for (const plan::When& when : step.whens) {
      if (when.otherwise != plan::Otherwise::skip) note(when.condition, before);
    }
    for (const Expression& condition : step.requires_)
      note(condition, before);
    for (const Expression& condition : step.ensures)
      note(condition, after);
    // What a group ensures holds when it is done; what it requires, when it begins.
    for (const plan::Item& item : step.items) {
      const auto* group = std::get_if<plan::Group>(&item.what);
      if (group == nullptr) continue;
      for (const Expression& condition : group->requires_)
        note(condition, before);
      for (const Expression& condition : group->ensures)
        note(condition, after);
    }
  }
}

std::vector<std::size_t> ClosingProofs::steps_that_prove(std::string_view name,
                                                         const PositionFacts& position) const {
  std::vector<std::size_t> steps;
  const auto add = [&](const std::vector<Proof>& proofs) {
    for (const Proof& proof : proofs) {
      const bool late_enough =
          position.step == no_step ||
          (proof.step == position.step ? proof.looks == Looks::after_the_step
                                       : deal_.settled.comes_before(position.step, proof.step));
      if (late_enough) steps.push_back(proof.step);
    }
  };
  if (const auto found = of_position_.find(name); found != of_position_.end()) add(found->second);
  if (position.kind == plan::PositionKind::debt) add(of_all_debts_);
  return steps;
}

void ClosingProofs::note(const Expression& condition, Proof proof) {
  if (condition.op == Op::all_of) {
    for (const Expression& part : condition.args)
      note(part, proof);
  } else if (condition.op == Op::not_ && condition.args.size() == 1) {
    note_comparison(condition.args.front(), negated(condition.args.front().op), proof);
  } else {
    note_comparison(condition, condition.op, proof);
  }
}

// `<=` says as much as `==`: nobody owes less than nothing.
void ClosingProofs::note_comparison(const Expression& condition, Op op, Proof proof) {
  if (condition.args.size() != 2) return;
  const Expression* amount = &condition.args[0];
  const Expression* other = &condition.args[1];
  if (is_zero(*amount)) {
    std::swap(amount, other);
    op = mirrored(op);
  }
  if (!is_zero(*other) || (op != Op::equal && op != Op::less_or_equal)) return;
  if (const std::string* name = position_in(*amount)) of_position_[*name].push_back(proof);
  if (amount->op == Op::ltv) of_all_debts_.push_back(proof);
}

}  // namespace dealwright::sema
