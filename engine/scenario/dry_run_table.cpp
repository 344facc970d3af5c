// The sections of the page, in the order in which a reader asks.
#include "engine/scenario/dry_run_table.hpp"

#include <algorithm>
#include <vector>

#include "engine/core/ledger.hpp"
#include "engine/core/money.hpp"
#include "engine/scenario/text_table.hpp"

namespace dealwright::scenario {
namespace {

const std::string indent = "  ";

std::string number(const NamedAmount& amount) {
  return values::to_decimal(amount.amount, amount.decimals);
}

std::string without_step(const std::string& action) {
  const std::size_t dot = action.find('.');
  return dot == std::string::npos ? action : action.substr(dot + 1);
}

// Names actions in the tables that follow the one of actions: "3 open_credit.borrow".
std::string numbered(const DryRun& run, std::size_t i) {
  const ActionLine& line = run.actions[i];
  return std::to_string(i + 1) + " " + step_of(line) + "." + without_step(line.action);
}

// "0%", "0 WETH".
bool is_nothing(const std::string& value) {
  return value == "0" || value == "0%" || value.starts_with("0 ");
}

// What modules take for nothing is told in one line: a pool that a world does not describe has many
// such figures.
std::string assumed_table(const DryRun& run) {
  TextTable table({{""}, {"", Align::right}, {""}});
  std::string nothing;
  for (const AssumedLine& line : run.assumed) {
    const bool is_own = line.from == AssumedLine::From::module;
    if (is_own && is_nothing(line.value)) {
      nothing += (nothing.empty() ? "" : ", ") + line.what;
    } else {
      table.row({line.what, line.value, is_own ? "the module's own value" : ""});
    }
  }
  TextTable rest({{""}, {"", Align::wrapped}});
  if (!nothing.empty()) rest.row({"0, the modules' own value:", nothing});
  const std::string text =
      (table.empty() ? "" : table.text(indent)) + (rest.empty() ? "" : rest.text(indent));
  return text.empty() ? "" : "\nassumed\n" + text;
}

std::string actions_table(const DryRun& run) {
  TextTable table({{"#", Align::right},
                   {"after", Align::right},
                   {"step"},
                   {"action"},
                   {"status"},
                   {"moves", Align::wrapped},
                   {"fee", Align::right}});
  for (std::size_t i = 0; i < run.actions.size(); ++i) {
    const ActionLine& line = run.actions[i];
    table.row({std::to_string(i + 1), elapsed(line.at), step_of(line), without_step(line.action),
               line.status, movement(line), line.fee.amount.is_zero() ? "" : shown(line.fee)});
  }
  return "\nactions\n" + table.text(indent);
}

// Only what changed: with many holdings a column for each would not fit any page.
std::string ledger_table(const DryRun& run) {
  TextTable table({{"after action"},
                   {"place"},
                   {"asset"},
                   {"change", Align::right},
                   {"balance", Align::right}});
  for (std::size_t i = 0; i < run.start.size(); ++i) {
    table.row({i == 0 ? "the start" : "", place_of(run.start[i]), run.start[i].amount.asset, "",
               number(run.start[i].amount)});
  }
  const std::vector<BalanceLine>* before = &run.start;
  for (std::size_t i = 0; i < run.actions.size(); ++i) {
    if (run.actions[i].ledger.empty()) continue;
    std::string title = numbered(run, i);
    for (const Change& change : changes(*before, run.actions[i].ledger)) {
      table.row({title, place_of(change.after), change.after.amount.asset, difference(change),
                 number(change.after.amount)});
      title.clear();
    }
    before = &run.actions[i].ledger;
  }
  return "\nledger: what each action changed\n" + table.text(indent);
}

// Whether what is left has moved by more than a thousandth: fees move everything a little.
bool has_moved(const HeadroomLine& before, const HeadroomLine& after) {
  if (before.quantity == after.quantity && before.bound == after.bound) return false;
  if (!before.room || !after.room) return true;
  const auto by = subtract(*after.room, *before.room);
  const auto times = by ? multiply(*by, values::Rational(1000)) : by;
  if (!times) return true;
  const auto size = [](const values::Rational& number) {
    return number.is_negative() ? negate(number) : number;
  };
  return size(*before.room) < size(*times);
}

// One limit: how far away it was after the actions that moved it, and where it was closest.
std::string limit_table(const DryRun& run, const std::string& limit) {
  struct Row {
    std::string after;
    const HeadroomLine* room;
  };
  std::vector<Row> all;
  for (std::size_t i = 0; i < run.actions.size(); ++i) {
    const auto& rooms = run.actions[i].headroom;
    const auto room = std::ranges::find(rooms, limit, &HeadroomLine::limit);
    if (room != rooms.end()) all.push_back({numbered(run, i), &*room});
  }
  const HeadroomLine* closest = nullptr;
  for (const Row& row : all) {
    if (row.room->room && (closest == nullptr || *row.room->room < *closest->room))
      closest = row.room;
  }
  TextTable table({{"after action"},
                   {"is", Align::right},
                   {"limit", Align::right},
                   {"left", Align::right},
                   {""}});
  const HeadroomLine* known = nullptr;
  for (const Row& row : all) {
    const bool is_over = row.room->room && row.room->room->is_negative();
    const bool is_closest = row.room == closest;
    if (known != nullptr && !is_closest && !is_over && !has_moved(*known, *row.room)) continue;
    known = row.room;
    const char* note = is_over ? "over the limit" : is_closest ? "closest" : "";
    table.row({row.after, row.room->quantity, row.room->bound, row.room->left, note});
  }
  return table.text(indent + indent);
}

std::string limits_tables(const DryRun& run) {
  std::vector<std::string> limits;
  for (const ActionLine& line : run.actions) {
    for (const HeadroomLine& room : line.headroom) {
      if (std::ranges::find(limits, room.limit) == limits.end()) limits.push_back(room.limit);
    }
  }
  if (limits.empty()) return {};
  std::string text = "\nlimits: what is left, where it moved by more than a thousandth\n";
  for (const std::string& limit : limits)
    text += indent + limit + "\n" + limit_table(run, limit);
  return text;
}

std::string why_table(const DryRun& run) {
  TextTable table({{"after", Align::right},
                   {"step"},
                   {"asked"},
                   {"answer"},
                   {"what was asked, and what it came to", Align::wrapped}});
  const WhyLine* last = nullptr;
  for (const WhyLine& line : run.why_lines) {
    if (line.asked == Asked::gas && line.answer == Answer::passed) continue;
    const std::string step =
        line.step + (line.rung == 0 ? "" : "[" + std::to_string(line.rung) + "]");
    const bool same = last != nullptr && last->at == line.at && last->step == line.step &&
                      last->rung == line.rung;
    table.row({same ? "" : elapsed(line.at), same ? "" : step, std::string(to_text(line.asked)),
               std::string(to_text(line.answer)), line.text + ": " + line.compared});
    last = &line;
  }
  if (table.empty()) return "\nwhy\n  no guard and no limit was asked\n";
  return "\nwhy (gas that suffices and limits that an action does not move are left out)\n" +
         table.text(indent);
}

std::string steps_table(const DryRun& run) {
  TextTable table({{"step"}, {"status"}, {"why", Align::wrapped}});
  for (const StepLine& line : run.steps) {
    std::string rungs;
    if (line.rungs > 0)
      rungs = " (" + std::to_string(line.rungs) + (line.rungs == 1 ? " rung)" : " rungs)");
    table.row({line.step, line.status + rungs, line.why});
  }
  return "\nsteps\n" + table.text(indent);
}

std::string end_table(const DryRun& run) {
  TextTable table({{"place"}, {"belongs to"}, {"amount", Align::right}, {"asset"}});
  for (const BalanceLine& line : run.end) {
    table.row({line.place, line.owner, number(line.amount), line.amount.asset});
  }
  std::string text = "\nat the end\n" + table.text(indent);
  if (!run.fees.asset.empty()) text += indent + "fees in all: " + shown(run.fees) + "\n";
  return text;
}

bool is_one_place(const BalanceLine& a, const BalanceLine& b) {
  return a.place == b.place && a.owner == b.owner && a.amount.asset == b.amount.asset;
}

BalanceLine emptied(BalanceLine line) {
  line.amount.amount = {};
  return line;
}

}  // namespace

std::string to_table(const DryRun& run, Explain explain) {
  std::string text = run.deal + ": " + run.status + " after " + elapsed(run.took) + "\n";
  if (!run.why.empty()) {
    for (const std::string& line : wrapped(run.why, table_columns - indent.size()))
      text += indent + line + "\n";
  }
  text += assumed_table(run);
  if (run.actions.empty()) {
    text += "\nno action was asked for\n";
  } else {
    text += actions_table(run) + ledger_table(run);
  }
  text += limits_tables(run);
  if (explain == Explain::yes) text += why_table(run);
  return text + steps_table(run) + end_table(run);
}

std::string movement(const ActionLine& line) {
  std::string in;
  std::string out;
  const auto join = [](std::string& side, const std::string& one) {
    side += (side.empty() ? "" : " + ") + one;
  };
  for (const FlowLine& flow : line.flows) {
    const std::string one = shown(flow.amount) + (flow.place.empty() ? "" : " " + flow.place);
    switch (flow.kind) {
      case plan::FlowKind::pay: join(in, one); break;
      case plan::FlowKind::lock:
        join(in, one);
        join(out, "pledged");
        break;
      case plan::FlowKind::release: join(in, one); break;
      case plan::FlowKind::receive: join(out, one); break;
      case plan::FlowKind::owe: join(out, "owe " + shown(flow.amount)); break;
      case plan::FlowKind::settle: join(out, "owe " + shown(flow.amount) + " less"); break;
    }
  }
  if (in.empty()) return out;
  return out.empty() ? in : in + " -> " + out;
}

std::string step_of(const ActionLine& line) {
  return line.rung == 0 ? line.step : line.step + "[" + std::to_string(line.rung) + "]";
}

std::string elapsed(values::Duration at) {
  return at.milliseconds == 0 ? "0s" : values::to_words(at);
}

std::string shown(const NamedAmount& amount) { return number(amount) + " " + amount.asset; }

std::vector<Change> changes(const std::vector<BalanceLine>& before,
                            const std::vector<BalanceLine>& after) {
  std::vector<Change> all;
  const auto in = [](const std::vector<BalanceLine>& lines, const BalanceLine& line) {
    return std::ranges::find_if(
        lines, [&](const BalanceLine& other) { return is_one_place(line, other); });
  };
  for (const BalanceLine& line : before) {
    const auto now = in(after, line);
    if (now == after.end()) {
      if (!line.amount.amount.is_zero()) all.push_back({.before = line, .after = emptied(line)});
    } else if (now->amount != line.amount) {
      all.push_back({.before = line, .after = *now});
    }
  }
  for (const BalanceLine& line : after) {
    if (in(before, line) == before.end() && !line.amount.amount.is_zero())
      all.push_back({.before = emptied(line), .after = line});
  }
  return all;
}

std::string difference(const Change& change) {
  const values::Amount& was = change.before.amount.amount;
  const values::Amount& is = change.after.amount.amount;
  const values::Amount by = was < is ? core::difference_of(is, was) : core::difference_of(was, is);
  return (was < is ? "+" : "-") + values::to_decimal(by, change.after.amount.decimals);
}

std::string place_of(const BalanceLine& line) {
  const bool says_itself = line.owner.empty() || line.place == "bucket " + line.owner;
  return says_itself ? line.place : line.place + " (" + line.owner + ")";
}

}  // namespace dealwright::scenario
