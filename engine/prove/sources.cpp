// Sources of money as forms: the counterpart of engine/core/money.
#include <algorithm>

#include "engine/core/money.hpp"
#include "engine/prove/acting.hpp"

namespace dealwright::prove {
namespace {

using plan::MoneyKind;

class Resolving {
 public:
  Resolving(const core::Terms& terms, const Sight& sight, Variables& variables,
            const Taking& taking, Ways& ways, std::vector<Polynomial>& kept)
      : terms_(terms),
        sight_(sight),
        variables_(variables),
        taking_(taking),
        ways_(ways),
        kept_(kept) {}

  std::optional<std::vector<Draw>> money(const plan::Money& money) {
    switch (money.kind) {
      case MoneyKind::holding:
      case MoneyKind::bucket: return named(money);
      case MoneyKind::amount: return exactly(money);
      case MoneyKind::up_to: return at_most(money);
      case MoneyKind::share: return share(money);
      case MoneyKind::sum: {
        std::vector<Draw> all;
        for (const plan::Money& part : money.parts) {
          const auto found = this->money(part);
          if (!found) return std::nullopt;
          all.insert(all.end(), found->begin(), found->end());
        }
        return all;
      }
      case MoneyKind::rung: return taking_.rung;
      case MoneyKind::nothing: break;
    }
    return std::vector<Draw>{};
  }

 private:
  std::optional<std::vector<Draw>> source(const plan::Money& money) {
    return money.parts.empty() ? named(money) : this->money(money.parts[0]);
  }

  std::optional<std::vector<Draw>> named(const plan::Money& money) {
    const Books& books = sight_.scene().books;
    if (const auto bucket = terms_.find_bucket(money.name)) {
      if (terms_.of(*bucket).untouchable) return std::nullopt;
      const core::Account account = core::resting(*bucket, terms_.asset(money.asset));
      const auto found = books.entries.find(account);
      if (found == books.entries.end()) return std::vector<Draw>{};
      const Entry& entry = found->second;
      if (entry.aside.is_zero() || taking_.defends)
        return std::vector<Draw>{
            {.account = account, .amount = so_far(entry.balance), .part = Rational(1)}};
      return std::vector<Draw>{{.account = account,
                                .amount = so_far(entry.balance - entry.aside),
                                .part = std::nullopt}};
    }
    const auto holding = terms_.find_holding(money.name);
    if (!holding ||
        sight_.scene().control.books.holdings[holding->value] == core::HoldingStatus::absent)
      return std::nullopt;
    return books.accounts(core::AccountKind::holding, holding->value, terms_.asset_of(*holding));
  }

  // With the fees that have been paid by now, not with those that will have been paid in the end.
  Polynomial so_far(Polynomial amount) {
    for (const VariableId id : amount.variables()) {
      Variable fees = variables_.of(id);
      if (fees.role != Role::gas || !fees.epoch.empty()) continue;
      fees.name += " at " + taking_.epoch;
      fees.epoch = taking_.epoch;
      amount = amount.with(id, Polynomial(variables_.get(std::move(fees))));
    }
    return amount;
  }

  std::optional<std::vector<Draw>> exactly(const plan::Money& money) {
    const auto from = source(money);
    const auto form = sight_.form(*money.expression);
    if (!from || !form) return std::nullopt;
    const Polynomial amount = sight_.as_polynomial(*form, name_of("amount"));
    const Polynomial left = total_of(*from) - amount;
    if (sight_.not_negative(left) == Known::no) return std::nullopt;
    kept_.push_back(left);
    return part_of(*from, amount);
  }

  std::optional<std::vector<Draw>> at_most(const plan::Money& money) {
    const auto from = source(money);
    if (!from) return std::nullopt;
    if (from->empty()) return from;
    const auto form = sight_.form(*money.expression);
    if (!form) return some_of(*from, Rational(1));
    Polynomial most = sight_.as_polynomial(*form, name_of("most"));
    // A defence that runs several times takes that much several times; one run here stands for all.
    if (taking_.defends) {
      const plan::Step& step = terms_.of(taking_.step);
      most = most * fresh("runs of " + step.name, Rational(step.defence->times));
    }
    const Polynomial left = total_of(*from) - most;
    const Known enough = sight_.not_negative(left);
    if (enough == Known::yes) return part_of(*from, most);
    if (enough == Known::no) return from;
    if (taking_.defends) return some_of(*from, Rational(1));
    if (ways_.choose(2) == 0) {
      kept_.push_back(left);
      return part_of(*from, most);
    }
    kept_.push_back(Polynomial() - left);
    return from;
  }

  std::optional<std::vector<Draw>> share(const plan::Money& money) {
    auto from = source(money);
    const auto ratio = sight_.form(*money.expression);
    if (!from || !ratio) return std::nullopt;
    const Polynomial part = sight_.as_polynomial(*ratio, name_of("share"));
    for (Draw& draw : *from) {
      draw.amount = draw.amount * part;
      if (draw.part) draw.part = *draw.part * part;
    }
    return from;
  }

  // An amount out of what there is, by weight.
  std::vector<Draw> part_of(const std::vector<Draw>& from, const Polynomial& amount) {
    if (amount.is_zero() || from.empty()) return {};
    if (from.size() == 1) {
      Draw draw = from[0];
      if (draw.amount != amount) {
        draw.part.reset();
        if (draw.amount.terms().size() == 1) {
          const Polynomial part = amount.divided_by(draw.amount.terms()[0]);
          if (from[0].part) draw.part = *from[0].part * part;
        }
        draw.amount = amount;
      }
      return {draw};
    }
    if (total_of(from) == amount) return from;
    return some_of(from, Rational(1));
  }

  // Some part of it, nobody knows which.
  std::vector<Draw> some_of(std::vector<Draw> from, const Rational& most) {
    const Polynomial part = fresh("part taken", most);
    for (Draw& draw : from) {
      draw.amount = draw.amount * part;
      if (draw.part) draw.part = *draw.part * part;
    }
    return from;
  }

  Polynomial fresh(const std::string& what, const Rational& most) {
    return Polynomial(variables_.get({.name = name_of(what),
                                      .role = Role::fraction,
                                      .subject = what,
                                      .epoch = taking_.epoch,
                                      .range = {.low = Rational(), .high = most},
                                      .at_the_time = {},
                                      .positive = false,
                                      .at_default = {}}));
  }

  std::string name_of(const std::string& what) {
    return what + " " + std::to_string(named_++) + " at " + taking_.epoch;
  }

  const core::Terms& terms_;
  const Sight& sight_;
  Variables& variables_;
  const Taking& taking_;
  Ways& ways_;
  std::vector<Polynomial>& kept_;
  int named_ = 0;
};

}  // namespace

std::optional<std::vector<Draw>> Acting::resolve(const Sight& sight, const plan::Money& money,
                                                 const Taking& taking, Ways& ways,
                                                 std::vector<Polynomial>& kept) const {
  return Resolving(terms_, sight, variables_, taking, ways, kept).money(money);
}

std::size_t Ways::choose(std::size_t count) {
  if (at_ == forks_.size()) forks_.push_back({.taken = 0, .count = count});
  return forks_[at_++].taken;
}

bool Ways::next() {
  at_ = 0;
  while (!forks_.empty()) {
    if (++forks_.back().taken < forks_.back().count) return true;
    forks_.pop_back();
  }
  return false;
}

}  // namespace dealwright::prove
