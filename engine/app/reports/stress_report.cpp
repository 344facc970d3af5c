// Tables of worlds and of spreads.
#include "engine/app/reports/stress_report.hpp"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "engine/app/terminal.hpp"
#include "engine/scenario/dry_run_table.hpp"
#include "engine/scenario/text_table.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;
using scenario::Align;
using scenario::Life;
using scenario::Spread;
using scenario::TextTable;
using values::Rational;

const std::string indent = "  ";

// Those that can be breached by a market at all.
bool is_watched(const plan::Limit& limit) {
  return limit.kind == plan::LimitKind::repayable ||
         (limit.kind == plan::LimitKind::cap && limit.mode == plan::LimitMode::always);
}

std::string heading(const StressReport& report) {
  const plan::Plan& plan = report.terms.plan();
  std::string text = plan.deal + ": " + counted(report.cases.size(), "world") + " of " +
                     values::to_text(report.length) + "; the shock comes after " +
                     scenario::elapsed(report.at) + "\n";
  text += indent + "calm: " + report.calm.status + " after " + scenario::elapsed(report.calm.took) +
          ", " + counted(report.calm.actions, "action") +
          (report.calm.why.empty() ? "" : " (" + report.calm.why + ")") + "\n";
  return text;
}

std::string assumed_text(const StressReport& report) {
  TextTable table({{""}, {"", Align::right}});
  for (const scenario::AssumedLine& line : report.assumed)
    table.row({line.what, line.value});
  return table.empty() ? "" : "\nassumed\n" + table.text(indent);
}

void add_to_worst(std::optional<std::int64_t>& worst, const std::optional<std::int64_t>& here,
                  bool highest) {
  if (here && (!worst || (highest ? *worst < *here : *here < *worst))) worst = here;
}

// The worst of each number over some worlds, and every limit that any of them breached.
Life worst_of(const std::vector<const Life*>& lives) {
  Life worst{.breached = std::vector<bool>(lives.front()->breached.size())};
  for (const Life* life : lives) {
    add_to_worst(worst.worst_ltv_ppm, life->worst_ltv_ppm, true);
    add_to_worst(worst.worst_health_ppm, life->worst_health_ppm, false);
    add_to_worst(worst.least_nav_cents, life->least_nav_cents, false);
    add_to_worst(worst.own_cents, life->own_cents, false);
    for (std::size_t i = 0; i < worst.breached.size(); ++i) {
      if (life->breached[i]) worst.breached[i] = true;
    }
  }
  return worst;
}

std::string ends_of(const std::vector<const Life*>& lives) {
  std::vector<Life> copies;
  for (const Life* life : lives)
    copies.push_back(*life);
  return lives.size() == 1 ? lives.front()->status : ends_in_words(copies);
}

std::string grid_text(const StressReport& report, GridLines lines) {
  const bool all = lines == GridLines::all;
  std::vector<scenario::Column> columns;
  for (const scenario::Move& move : report.cases.front().moves)
    columns.push_back({move.asset, Align::right});
  columns.push_back({"frozen"});
  if (all) columns.insert(columns.end(), {{"gas", Align::right}, {"away", Align::right}});
  for (const char* title : {"worst LTV", "worst health", "least nav, USD", "own result, USD"})
    columns.push_back({title, Align::right});
  columns.push_back({"ends"});
  columns.push_back({"limits breached", Align::wrapped});
  TextTable table(std::move(columns));
  for (std::size_t i = 0; i < report.cases.size();) {
    const scenario::GridCase& one = report.cases[i];
    std::vector<const Life*> group;
    for (; i < report.cases.size() && (group.empty() || !all) &&
           report.cases[i].moves == one.moves && report.cases[i].frozen == one.frozen;
         ++i) {
      group.push_back(&report.lives[i]);
    }
    const Life worst = worst_of(group);
    std::vector<std::string> cells;
    for (const scenario::Move& move : one.moves)
      cells.push_back(values::to_percent(move.by, 2));
    cells.push_back(one.frozen.empty() ? "-" : one.frozen);
    if (all) {
      cells.push_back(values::to_decimal(one.gas, 2) + "x");
      cells.push_back(one.absence.milliseconds == 0 ? "-" : values::to_text(one.absence));
    }
    for (const std::string& cell :
         std::vector{ppm_as_percent(worst.worst_ltv_ppm), ppm_as_number(worst.worst_health_ppm),
                     cents_as_dollars(worst.least_nav_cents), cents_as_dollars(worst.own_cents),
                     ends_of(group), breached_in(report.terms, worst)}) {
      cells.push_back(cell);
    }
    table.row(std::move(cells));
  }
  const std::string title =
      all ? "every world"
          : "the grid, with the worst over gas and time away (--all shows every world)";
  return "\n" + title + "\n" + table.text(indent);
}

// The world in which a number was at its worst.
std::string worst_line(const StressReport& report, std::string_view what,
                       std::optional<std::int64_t> Life::* number,
                       std::string (*shown)(std::optional<std::int64_t>), bool highest) {
  std::optional<std::size_t> worst;
  for (std::size_t i = 0; i < report.lives.size(); ++i) {
    const auto& here = report.lives[i].*number;
    if (!here) continue;
    if (!worst || (highest ? *(report.lives[*worst].*number) < *here
                           : *here < *(report.lives[*worst].*number))) {
      worst = i;
    }
  }
  if (!worst) return {};
  return indent + std::string(what) + " " + shown(report.lives[*worst].*number) +
         " in: " + scenario::to_text(report.cases[*worst]) + "\n";
}

std::string breach_lines(const StressReport& report, const std::vector<Life>& lives,
                         std::string_view of) {
  TextTable table({{""}, {"", Align::right}, {""}});
  const auto& limits = report.terms.plan().limits;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    if (!is_watched(limits[i])) continue;
    const std::size_t times = breaches_of(lives, i);
    table.row({limits[i].text, std::to_string(times),
               "of " + counted(lives.size(), of) + (times == 0 ? "" : "  BREACHED")});
  }
  return table.empty() ? "" : indent + "limits breached\n" + table.text(indent + indent);
}

std::string grid_summary(const StressReport& report) {
  return "\nthe worst of the grid\n" +
         worst_line(report, "highest LTV", &Life::worst_ltv_ppm, ppm_as_percent, true) +
         worst_line(report, "lowest health", &Life::worst_health_ppm, ppm_as_number, false) +
         worst_line(report, "least nav (USD)", &Life::least_nav_cents, cents_as_dollars, false) +
         worst_line(report, "worst own result (USD)", &Life::own_cents, cents_as_dollars, false) +
         indent + "ends: " + ends_in_words(report.lives) + "\n" +
         breach_lines(report, report.lives, "world");
}

struct Figure {
  const char* title;
  const char* key;
  std::optional<std::int64_t> Life::* number;
  std::string (*shown)(std::optional<std::int64_t>);
};
const std::vector<Figure>& figures() {
  static const std::vector<Figure> all{
      {"worst LTV", "worst_ltv_ppm", &Life::worst_ltv_ppm, ppm_as_percent},
      {"worst health", "worst_health_ppm", &Life::worst_health_ppm, ppm_as_number},
      {"least nav, USD", "least_nav_cents", &Life::least_nav_cents, cents_as_dollars},
      {"P&L, USD", "profit_cents", &Life::profit_cents, cents_as_dollars},
      {"own result, USD", "own_cents", &Life::own_cents, cents_as_dollars}};
  return all;
}

std::string chance_text(const StressReport& report) {
  const ChanceReport& chance = *report.chance;
  std::string text =
      "\n" + values::to_decimal(Rational(static_cast<std::int64_t>(chance.lives.size())), 0) +
      " runs by chance, seed " + std::to_string(chance.options.seed) + ", the market moves every " +
      values::to_text(chance.options.step) + "\n";
  for (const std::string& line : chance.assumptions)
    text += indent + line + "\n";
  TextTable table({{""},
                   {"least", Align::right},
                   {"1%", Align::right},
                   {"5%", Align::right},
                   {"median", Align::right},
                   {"95%", Align::right},
                   {"99%", Align::right},
                   {"most", Align::right}});
  for (const Figure& figure : figures()) {
    const Spread spread = scenario::spread_of(chance.lives, figure.number);
    if (spread.count == 0) continue;
    table.row({figure.title, figure.shown(spread.least), figure.shown(spread.percent_1),
               figure.shown(spread.percent_5), figure.shown(spread.median),
               figure.shown(spread.percent_95), figure.shown(spread.percent_99),
               figure.shown(spread.most)});
  }
  return text + "\n" + table.text(indent) + indent + "ends: " + ends_in_words(chance.lives) + "\n" +
         breach_lines(report, chance.lives, "run");
}

template <class Number>
Json optional(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

Json as_json(const core::Terms& terms, const Life& life) {
  Json breached = Json::array();
  for (std::size_t i = 0; i < life.breached.size(); ++i) {
    if (life.breached[i]) breached.push_back(terms.plan().limits[i].text);
  }
  return {{"status", life.status},
          {"why", life.why},
          {"took_ms", life.took.milliseconds},
          {"worst_ltv_ppm", optional(life.worst_ltv_ppm)},
          {"worst_health_ppm", optional(life.worst_health_ppm)},
          {"least_nav_cents", optional(life.least_nav_cents)},
          {"profit_cents", optional(life.profit_cents)},
          {"own_cents", optional(life.own_cents)},
          {"breached", std::move(breached)}};
}

Json as_json(const core::Terms& terms, const scenario::GridCase& one, const Life& life) {
  Json moves = Json::object();
  for (const scenario::Move& move : one.moves)
    moves[move.asset] = values::to_fraction(move.by);
  Json whole = {{"shock", std::move(moves)},
                {"frozen", one.frozen},
                {"gas", values::to_fraction(one.gas)},
                {"away_ms", one.absence.milliseconds}};
  whole.update(as_json(terms, life));
  return whole;
}

Json as_json(const StressReport& report, const ChanceReport& chance) {
  Json spreads = Json::object();
  for (const Figure& figure : figures()) {
    const Spread spread = scenario::spread_of(chance.lives, figure.number);
    if (spread.count == 0) continue;
    spreads[figure.key] = {{"runs", spread.count},
                           {"least", spread.least},
                           {"percent_1", spread.percent_1},
                           {"percent_5", spread.percent_5},
                           {"median", spread.median},
                           {"percent_95", spread.percent_95},
                           {"percent_99", spread.percent_99},
                           {"most", spread.most},
                           {"mean", spread.mean},
                           {"least_run", spread.least_run},
                           {"most_run", spread.most_run}};
  }
  std::map<std::string, std::size_t> ends;
  for (const Life& life : chance.lives)
    ++ends[life.status];
  Json breached = Json::object();
  const auto& limits = report.terms.plan().limits;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    if (is_watched(limits[i])) breached[limits[i].text] = breaches_of(chance.lives, i);
  }
  return {{"seed", chance.options.seed},
          {"runs", chance.lives.size()},
          {"step_ms", chance.options.step.milliseconds},
          {"assumptions", chance.assumptions},
          {"spreads", std::move(spreads)},
          {"ends", ends},
          {"breached", std::move(breached)}};
}

}  // namespace

std::string as_text(const StressReport& report, GridLines lines) {
  std::string text =
      heading(report) + assumed_text(report) + grid_text(report, lines) + grid_summary(report);
  if (report.chance) text += chance_text(report);
  return text;
}

std::string as_json(const StressReport& report) {
  Json assumed = Json::object();
  for (const scenario::AssumedLine& line : report.assumed)
    assumed[line.what] = line.value;
  Json grid = Json::array();
  for (std::size_t i = 0; i < report.cases.size(); ++i)
    grid.push_back(as_json(report.terms, report.cases[i], report.lives[i]));
  Json whole = {{"format", 1},
                {"deal", report.terms.plan().deal},
                {"plan", values::to_hex(plan::identity(report.terms.plan()))},
                {"length_ms", report.length.milliseconds},
                {"shock_at_ms", report.at.milliseconds},
                {"assumed", std::move(assumed)},
                {"calm", as_json(report.terms, report.calm)},
                {"grid", std::move(grid)}};
  if (report.chance) whole["chance"] = as_json(report, *report.chance);
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool any_breach(const StressReport& report) {
  const auto breaches = [](const Life& life) {
    return std::ranges::find(life.breached, true) != life.breached.end();
  };
  return std::ranges::any_of(report.lives, breaches) ||
         (report.chance && std::ranges::any_of(report.chance->lives, breaches));
}

std::string ends_in_words(const std::vector<Life>& lives) {
  std::map<std::string, std::int64_t> ends;
  for (const Life& life : lives)
    ++ends[life.status];
  std::string text;
  for (const auto& [status, times] : ends) {
    text += (text.empty() ? "" : ", ") + values::to_decimal(Rational(times), 0) + " " + status;
  }
  return text;
}

std::size_t breaches_of(const std::vector<Life>& lives, std::size_t limit) {
  return static_cast<std::size_t>(
      std::ranges::count_if(lives, [&](const Life& life) { return life.breached[limit]; }));
}

std::string ppm_as_percent(std::optional<std::int64_t> ppm) {
  if (!ppm) return "-";
  return values::to_percent(Rational::fraction(*ppm, scenario::whole_in_ppm).value(), 1);
}

std::string ppm_as_number(std::optional<std::int64_t> ppm) {
  if (!ppm) return "-";
  return values::to_decimal(Rational::fraction(*ppm, scenario::whole_in_ppm).value(), 2);
}

std::string cents_as_dollars(std::optional<std::int64_t> cents) {
  return cents ? values::to_decimal(Rational::fraction(*cents, 100).value(), 0) : "-";
}

std::string breached_in(const core::Terms& terms, const Life& life) {
  std::string text;
  for (std::size_t i = 0; i < life.breached.size(); ++i) {
    if (life.breached[i]) text += (text.empty() ? "" : "; ") + terms.plan().limits[i].text;
  }
  return text;
}

}  // namespace dealwright::app
