// Rows are what the books show before and after a record, so that they cannot say anything that
// the books do not.
#include "engine/audit/ledger_rows.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/core/names.hpp"
#include "engine/journal/codec.hpp"

namespace dealwright::audit {
namespace {

using core::Account;
using core::AccountKind;
using core::Entry;
using core::Ledger;
using core::Terms;
using values::Amount;

// What came into an account and what went out of it, as two numbers that never go down.
struct Sides {
  Amount in;
  Amount out;
};
Sides sides_of(const Entry& entry) {
  switch (entry.account.kind) {
    case AccountKind::resting:
    case AccountKind::holding:
    case AccountKind::collateral:
    case AccountKind::fees: return {.in = entry.balance, .out = {}};
    case AccountKind::debt: return {.in = {}, .out = entry.balance};
    case AccountKind::outside: return {.in = entry.gone, .out = entry.balance};
  }
  return {};
}

// a + b - c - d, by its sign: what an account got or gave.
struct Net {
  Amount got;
  Amount gave;
};
Net net_of(const Sides& before, const Sides& after) {
  const Amount plus = core::sum_of(after.in, before.out);
  const Amount minus = core::sum_of(before.in, after.out);
  if (plus < minus) return {.got = {}, .gave = core::difference_of(minus, plus)};
  return {.got = core::difference_of(plus, minus), .gave = {}};
}

// What is a number of an accountant's program: no separators.
std::string plain_decimal(const Amount& amount, unsigned decimals) {
  std::string text = values::to_decimal(amount, decimals);
  std::erase(text, ',');
  return text;
}

struct Title {
  std::string step;
  std::string action;
};

Title of_step(const Terms& terms, core::StepId step, std::string action) {
  return {.step = terms.of(step).name, .action = std::move(action)};
}

std::string actions_in(const Terms& terms, const core::Request& request) {
  std::string names;
  for (const core::Part& part : request.parts) {
    const plan::Action& action = *terms.of(part.action).action;
    if (!names.empty()) names += " + ";
    names += action.module + "." + action.name;
  }
  return names;
}

// What a fact is called in the books. `before` still has the attempts that it settles.
Title title_of(const Terms& terms, const core::State& before, const core::FactKind& fact) {
  if (std::holds_alternative<core::DealStarted>(fact)) return {.step = "", .action = "capital"};
  if (const auto* settled = std::get_if<core::ActionSettled>(&fact)) {
    const auto& open = core::step_of(before, settled->step).open;
    return of_step(terms, settled->step,
                   open ? actions_in(terms, open->request) : settled->attempt);
  }
  if (const auto* split = std::get_if<core::SplitDone>(&fact))
    return of_step(terms, split->step, "split");
  if (const auto* rung = std::get_if<core::RungEnded>(&fact))
    return of_step(terms, rung->step, "rung");
  if (const auto* ended = std::get_if<core::StepSettled>(&fact))
    return of_step(terms, ended->step, "end of step");
  return {.step = "", .action = std::string(core::kind_name(fact))};
}

// What an account has still to give or to get.
struct Left {
  Account account;
  Amount amount;
};

// Whom each taker got its money from. Equal amounts belong together, as far as there are any: a fee
// is not paid from what was sold.
void match(std::vector<Left>& givers, std::vector<Left>& takers, std::vector<Movement>& moved) {
  const auto move = [&](Left& giver, Left& taker) {
    const Amount part = values::smaller(giver.amount, taker.amount);
    moved.push_back({.from = giver.account, .to = taker.account, .amount = part});
    giver.amount = core::difference_of(giver.amount, part);
    taker.amount = core::difference_of(taker.amount, part);
  };
  for (Left& taker : takers) {
    const auto equal = std::ranges::find(givers, taker.amount, &Left::amount);
    if (equal != givers.end()) move(*equal, taker);
  }
  auto giver = givers.begin();
  for (Left& taker : takers) {
    while (!taker.amount.is_zero()) {
      while (giver != givers.end() && giver->amount.is_zero())
        ++giver;
      DEALWRIGHT_ASSERT(giver != givers.end());  // the ledger balances
      move(*giver, taker);
    }
  }
  DEALWRIGHT_ASSERT(
      std::ranges::all_of(givers, [](const Left& one) { return one.amount.is_zero(); }));
}

std::string quoted(std::string_view field) {
  if (field.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(field);
  std::string out = "\"";
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string line_of(std::initializer_list<std::string_view> fields) {
  std::string line;
  for (const std::string_view field : fields) {
    if (!line.empty()) line += ',';
    line += quoted(field);
  }
  return line + "\n";
}

}  // namespace

std::vector<Movement> movements(const Ledger& before, const Ledger& after) {
  std::map<Account, std::pair<Sides, Sides>> accounts;
  for (const Entry& entry : before.entries())
    accounts[entry.account].first = sides_of(entry);
  for (const Entry& entry : after.entries())
    accounts[entry.account].second = sides_of(entry);
  std::map<core::AssetId, std::pair<std::vector<Left>, std::vector<Left>>> assets;
  for (const auto& [account, sides] : accounts) {
    const Net net = net_of(sides.first, sides.second);
    auto& [givers, takers] = assets[account.asset];
    if (!net.gave.is_zero()) givers.push_back({account, net.gave});
    if (!net.got.is_zero()) takers.push_back({account, net.got});
  }
  std::vector<Movement> moved;
  for (auto& [asset, sides] : assets)
    match(sides.first, sides.second, moved);
  return moved;
}

std::string account_name(const Terms& terms, const Account& account) {
  std::string name;
  switch (account.kind) {
    case AccountKind::resting: name = "bucket"; break;
    case AccountKind::holding:
      name = "holding " + terms.of(core::HoldingId{account.index}).name;
      break;
    case AccountKind::collateral:
      name = "collateral " + terms.of(core::PositionId{account.index}).name;
      break;
    case AccountKind::debt: name = "debt " + terms.of(core::PositionId{account.index}).name; break;
    case AccountKind::fees: name = account.index == 0 ? "fees" : "fees of the operator"; break;
    case AccountKind::outside:
      if (account.index == core::the_start) {
        name = "capital";
      } else {
        name = "outside " + terms.plan().modules[account.index].name;
      }
      break;
  }
  if (account.owner == core::nobody) return name;
  if (account.kind == AccountKind::resting) return name + " " + terms.of(account.owner).name;
  return name + " (" + terms.of(account.owner).name + ")";
}

std::expected<std::vector<LedgerRow>, journal::JournalFault> LedgerRows::add(
    std::span<const journal::Record> records) {
  std::vector<LedgerRow> rows;
  for (const journal::Record& record : records) {
    const auto fact = journal::decode(terms_, record);
    if (!fact) {
      return std::unexpected(
          journal::JournalFault{.sequence = record.sequence, .what = fact.error()});
    }
    // The title needs the attempt as it was, and money of a record is compared with money before.
    const Title title = title_of(terms_, replay_.state(), fact->what);
    const Ledger before = replay_.state().books.ledger;
    if (auto added = replay_.add(std::span(&record, 1)); !added)
      return std::unexpected(std::move(added.error()));
    for (const Movement& moved : movements(before, replay_.state().books.ledger)) {
      const core::AssetId asset = moved.from.asset;
      rows.push_back({.at = record.at,
                      .sequence = record.sequence,
                      .step = title.step,
                      .action = title.action,
                      .debit = account_name(terms_, moved.to),
                      .credit = account_name(terms_, moved.from),
                      .asset = terms_.of(asset).name,
                      .amount = plain_decimal(moved.amount, terms_.decimals(asset))});
    }
  }
  return rows;
}

std::string csv_header() {
  return line_of({"date", "record", "step", "action", "debit", "credit", "asset", "amount"});
}

std::string to_csv(const LedgerRow& row) {
  return line_of({values::to_text(row.at), std::to_string(row.sequence), row.step, row.action,
                  row.debit, row.credit, row.asset, row.amount});
}

}  // namespace dealwright::audit
