// Columns for actions, the ledger after each, and the end.
#include "engine/scenario/dry_run_table.hpp"

#include <algorithm>
#include <vector>

namespace dealwright::scenario {
namespace {

enum class Align : std::uint8_t { left, right };
struct Column {
  std::string title;
  Align align = Align::left;
};

constexpr std::size_t title_width_min = 14;

// Words in lines of at most `width`, a longer word on its own.
std::vector<std::string> wrapped(const std::string& title, std::size_t width) {
  std::vector<std::string> lines{""};
  for (std::size_t at = 0; at < title.size();) {
    const std::size_t end = std::min(title.find(' ', at), title.size());
    const std::string word = title.substr(at, end - at);
    std::string& last = lines.back();
    if (last.empty()) {
      last = word;
    } else if (last.size() + 1 + word.size() <= width) {
      last += " " + word;
    } else {
      lines.push_back(word);
    }
    at = end + 1;
  }
  return lines;
}

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  // Titles that are longer than what stands below them are wrapped.
  [[nodiscard]] std::string text(const std::string& indent) const {
    std::vector<std::size_t> widths;
    std::vector<std::vector<std::string>> titles;
    std::size_t lines = 1;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      std::size_t width = title_width_min;
      for (const auto& cells : rows_)
        width = std::max(width, cells[c].size());
      titles.push_back(wrapped(columns_[c].title, width));
      lines = std::max(lines, titles.back().size());
      // A short title does not widen its column.
      std::size_t needed = 0;
      for (const std::string& word : titles.back())
        needed = std::max(needed, word.size());
      for (const auto& cells : rows_)
        needed = std::max(needed, cells[c].size());
      widths.push_back(needed);
    }
    std::string out;
    for (std::size_t i = 0; i < lines; ++i) {
      std::vector<std::string> row;
      for (const auto& words : titles) {
        const std::size_t missing = lines - words.size();
        row.push_back(i < missing ? "" : words[i - missing]);
      }
      out += line(indent, row, widths);
    }
    for (const auto& cells : rows_)
      out += line(indent, cells, widths);
    return out;
  }

 private:
  [[nodiscard]] std::string line(const std::string& indent, const std::vector<std::string>& cells,
                                 const std::vector<std::size_t>& widths) const {
    std::string out = indent;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string fill(widths[c] - cells[c].size(), ' ');
      out += columns_[c].align == Align::right ? fill + cells[c] : cells[c] + fill;
      out += "  ";
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
  }

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

std::string number(const NamedAmount& amount) {
  return values::to_decimal(amount.amount, amount.decimals);
}
std::string shown(const NamedAmount& amount) { return number(amount) + " " + amount.asset; }

// "300 ETH working -> 300 WETH wrapped": what goes in, an arrow, what comes out.
std::string movement(const ActionLine& line) {
  std::string in;
  std::string out;
  for (const FlowLine& flow : line.flows) {
    const std::string one = shown(flow.amount) + (flow.place.empty() ? "" : " " + flow.place);
    switch (flow.kind) {
      case plan::FlowKind::pay:
      case plan::FlowKind::lock:
      case plan::FlowKind::release: (in.empty() ? in : in += " + ") += one; break;
      case plan::FlowKind::receive: (out.empty() ? out : out += " + ") += one; break;
      case plan::FlowKind::owe:
        (out.empty() ? out : out += " + ") += "owe " + shown(flow.amount);
        break;
      case plan::FlowKind::settle:
        (out.empty() ? out : out += " + ") += "owe " + shown(flow.amount) + " less";
        break;
    }
    if (flow.kind == plan::FlowKind::lock) (out.empty() ? out : out += " + ") += "pledged";
  }
  if (in.empty()) return out;
  return out.empty() ? in : in + " -> " + out;
}

std::string step_of(const ActionLine& line) {
  return line.rung == 0 ? line.step : line.step + "[" + std::to_string(line.rung) + "]";
}

std::string after(values::Duration at) {
  return at.milliseconds == 0 ? "0s" : values::to_words(at);
}

std::string actions_table(const DryRun& run) {
  Table table({{"after", Align::right},
               {"step"},
               {"action"},
               {"status"},
               {"moves"},
               {"fee", Align::right}});
  for (const ActionLine& line : run.actions) {
    const std::size_t dot = line.action.find('.');
    table.row({after(line.at), step_of(line),
               dot == std::string::npos ? line.action : line.action.substr(dot + 1), line.status,
               movement(line), line.fee.amount.is_zero() ? "" : shown(line.fee)});
  }
  return table.text("  ");
}

// Whether money of more than one bucket ever lies in that place.
bool has_several_owners(const DryRun& run, const BalanceLine& place) {
  return std::ranges::any_of(run.actions, [&](const ActionLine& line) {
    return std::ranges::any_of(line.ledger, [&](const BalanceLine& other) {
      return other.place == place.place && other.amount.asset == place.amount.asset &&
             other.owner != place.owner;
    });
  });
}

// One line an action, one column a balance: how the money moves through the deal.
std::string ledger_table(const DryRun& run) {
  std::vector<std::string> places;
  const auto key = [&](const BalanceLine& line) {
    return line.place + (has_several_owners(run, line) ? " (" + line.owner + ")" : "") + " " +
           line.amount.asset;
  };
  for (const ActionLine& line : run.actions) {
    for (const BalanceLine& balance : line.ledger) {
      if (std::ranges::find(places, key(balance)) == places.end()) places.push_back(key(balance));
    }
  }
  std::ranges::sort(places);
  std::vector<Column> columns{{"after action"}};
  for (const std::string& place : places)
    columns.push_back({place, Align::right});
  Table table(std::move(columns));
  for (const ActionLine& line : run.actions) {
    if (line.ledger.empty()) continue;
    std::vector<std::string> cells{line.action +
                                   (line.rung == 0 ? "" : "[" + std::to_string(line.rung) + "]")};
    for (const std::string& place : places) {
      std::string cell;
      for (const BalanceLine& balance : line.ledger) {
        if (key(balance) == place) cell = number(balance.amount);
      }
      cells.push_back(std::move(cell));
    }
    table.row(std::move(cells));
  }
  return table.text("  ");
}

// For each limit its worst moment and its last.
std::string limits_table(const DryRun& run) {
  std::vector<std::string> titles{"after action"};
  for (const ActionLine& line : run.actions) {
    for (const HeadroomLine& room : line.headroom) {
      if (std::ranges::find(titles, room.limit) == titles.end()) titles.push_back(room.limit);
    }
  }
  if (titles.size() == 1) return {};
  std::vector<Column> columns{{titles[0]}};
  for (std::size_t i = 1; i < titles.size(); ++i)
    columns.push_back({titles[i], Align::right});
  Table table(std::move(columns));
  for (const ActionLine& line : run.actions) {
    if (line.headroom.empty()) continue;
    std::vector<std::string> cells{line.action +
                                   (line.rung == 0 ? "" : "[" + std::to_string(line.rung) + "]")};
    for (std::size_t i = 1; i < titles.size(); ++i) {
      const auto room = std::ranges::find(line.headroom, titles[i], &HeadroomLine::limit);
      const bool there = room != line.headroom.end() && room->quantity != "-";
      cells.push_back(there ? room->quantity + " (" + room->left + " left)" : "-");
    }
    table.row(std::move(cells));
  }
  return table.text("  ");
}

std::string steps_table(const DryRun& run) {
  Table table({{"step"}, {"status"}, {"why"}});
  for (const StepLine& line : run.steps) {
    const std::string rungs = line.rungs == 0 ? "" : " (" + std::to_string(line.rungs) + " rungs)";
    table.row({line.step, line.status + rungs, line.why});
  }
  return table.text("  ");
}

std::string end_table(const DryRun& run) {
  Table table({{"place"}, {"belongs to"}, {"amount", Align::right}, {"asset"}});
  for (const BalanceLine& line : run.end) {
    table.row({line.place, line.owner, number(line.amount), line.amount.asset});
  }
  return table.text("  ");
}

}  // namespace

std::string to_table(const DryRun& run) {
  std::string text = run.deal + ": " + run.status + " after " + after(run.took);
  if (!run.why.empty()) text += " (" + run.why + ")";
  text += "\n";
  if (!run.assumed.empty()) {
    text += "\nassumed\n";
    Table table({{"what"}, {"value", Align::right}});
    for (const auto& [what, value] : run.assumed)
      table.row({what, value});
    text += table.text("  ");
  }
  if (run.actions.empty()) {
    text += "\nno action was asked for\n";
  } else {
    text += "\nactions\n" + actions_table(run);
    text += "\nledger after each action\n" + ledger_table(run);
  }
  const std::string limits = limits_table(run);
  if (!limits.empty()) text += "\nlimits after each action\n" + limits;
  text += "\nsteps\n" + steps_table(run);
  text += "\nat the end\n" + end_table(run);
  if (!run.fees.asset.empty()) text += "  fees in all: " + shown(run.fees) + "\n";
  return text;
}

}  // namespace dealwright::scenario
