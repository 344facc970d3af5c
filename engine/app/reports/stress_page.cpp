// The page of a stress: bars for the grid, histograms for chance, and all tables.
#include <algorithm>
#include <cmath>

#include "dsl/plan/canonical.hpp"
#include "engine/app/reports/html_page.hpp"
#include "engine/app/reports/stress_report.hpp"
#include "engine/app/reports/svg_plot.hpp"
#include "engine/scenario/dry_run_table.hpp"

namespace dealwright::app {
namespace {

using scenario::Life;

constexpr auto right = CellAlign::right;
constexpr std::size_t histogram_parts = 40;
constexpr std::size_t labels_wanted = 8;
// More bars than this are no drawing any more; the table has them all.
constexpr std::size_t bars_max = 200;

bool begins_a_group(const StressReport& report, std::size_t i) {
  return i == 0 || report.cases[i].moves != report.cases[i - 1].moves ||
         report.cases[i].frozen != report.cases[i - 1].frozen;
}

// The shock and freeze of a group below its first bar, while there is room for it.
std::string group_name(const StressReport& report, std::size_t i) {
  std::size_t groups = 0;
  for (std::size_t k = 0; k < report.cases.size(); ++k)
    groups += begins_a_group(report, k) ? 1U : 0U;
  if (groups > labels_wanted || !begins_a_group(report, i)) return {};
  return scenario::to_text({.moves = report.cases[i].moves, .frozen = report.cases[i].frozen});
}

void write_grid(HtmlPage& page, const StressReport& report) {
  page.heading("The grid: " + std::to_string(report.cases.size()) + " worlds");
  BarPlot ltv{.title = "Worst LTV, world by world", .unit = "%", .bars = {}};
  BarPlot own{.title = "Own result, world by world", .unit = "USD", .bars = {}};
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    const Life& life = report.lives[i];
    const std::string world = scenario::to_text(report.cases[i]);
    if (i < bars_max) {
      ltv.bars.push_back({.name = group_name(report, i),
                          .height = static_cast<double>(life.worst_ltv_ppm.value_or(0)) / 1e4,
                          .note = world + ": " + ppm_as_percent(life.worst_ltv_ppm)});
      own.bars.push_back({.name = group_name(report, i),
                          .height = static_cast<double>(life.own_cents.value_or(0)) / 1e2,
                          .note = world + ": " + cents_as_dollars(life.own_cents) + " USD"});
    }
    rows.push_back({world, ppm_as_percent(life.worst_ltv_ppm), ppm_as_number(life.worst_health_ppm),
                    cents_as_dollars(life.least_nav_cents), cents_as_dollars(life.profit_cents),
                    cents_as_dollars(life.own_cents), life.status,
                    breached_in(report.terms, life)});
  }
  page.figure(bar_plot(ltv));
  page.figure(bar_plot(own));
  page.table({{"world"},
              {"worst LTV", right},
              {"worst health", right},
              {"least nav, USD", right},
              {"P&L, USD", right},
              {"own result, USD", right},
              {"ends"},
              {"limits breached"}},
             rows);
}

void draw_histogram(HtmlPage& page, const ChanceReport& chance, const std::string& title,
                    std::optional<std::int64_t> Life::* what,
                    std::string (*shown)(std::optional<std::int64_t>)) {
  const scenario::Histogram histogram = scenario::histogram_of(chance.lives, what, histogram_parts);
  BarPlot plot{.title = title, .unit = "runs", .bars = {}};
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const std::int64_t from = histogram.low + static_cast<std::int64_t>(i) * histogram.width;
    plot.bars.push_back({.name = i % (histogram_parts / labels_wanted) == 0 ? shown(from) : "",
                         .height = static_cast<double>(histogram.counts[i]),
                         .note = shown(from) + " to " + shown(from + histogram.width) + ": " +
                                 std::to_string(histogram.counts[i]) + " runs"});
  }
  page.figure(bar_plot(plot));
}

void write_chance(HtmlPage& page, const StressReport& report) {
  const ChanceReport& chance = *report.chance;
  page.heading(std::to_string(chance.lives.size()) + " runs by chance, seed " +
               std::to_string(chance.options.seed));
  page.paragraph("ends: " + ends_in_words(chance.lives));
  draw_histogram(page, chance, "Worst LTV", &Life::worst_ltv_ppm, ppm_as_percent);
  draw_histogram(page, chance, "P&L, USD", &Life::profit_cents, cents_as_dollars);
  draw_histogram(page, chance, "Own result, USD: without what the market did to the capital",
                 &Life::own_cents, cents_as_dollars);
  std::vector<std::vector<std::string>> rows;
  const auto row = [&](const std::string& title, std::optional<std::int64_t> Life::* what,
                       std::string (*shown)(std::optional<std::int64_t>)) {
    const scenario::Spread spread = scenario::spread_of(chance.lives, what);
    if (spread.count == 0) return;
    rows.push_back({title, shown(spread.least), shown(spread.percent_1), shown(spread.percent_5),
                    shown(spread.median), shown(spread.percent_95), shown(spread.percent_99),
                    shown(spread.most)});
  };
  row("worst LTV", &Life::worst_ltv_ppm, ppm_as_percent);
  row("worst health", &Life::worst_health_ppm, ppm_as_number);
  row("least nav, USD", &Life::least_nav_cents, cents_as_dollars);
  row("P&L, USD", &Life::profit_cents, cents_as_dollars);
  row("own result, USD", &Life::own_cents, cents_as_dollars);
  page.table({{""},
              {"least", right},
              {"1%", right},
              {"5%", right},
              {"median", right},
              {"95%", right},
              {"99%", right},
              {"most", right}},
             rows);
  rows.clear();
  for (const std::string& line : chance.assumptions)
    rows.push_back({line});
  page.folded_table("How chance moved the world", {{"assumed"}}, rows);
}

void write_limits(HtmlPage& page, const StressReport& report) {
  page.heading("Limits");
  std::vector<std::vector<std::string>> rows;
  const auto& limits = report.terms.plan().limits;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    rows.push_back({limits[i].text,
                    std::to_string(breaches_of(report.lives, i)) + " of " +
                        std::to_string(report.lives.size()),
                    report.chance ? std::to_string(breaches_of(report.chance->lives, i)) + " of " +
                                        std::to_string(report.chance->lives.size())
                                  : "-"});
  }
  page.table({{"limit"}, {"breached in the grid", right}, {"breached by chance", right}}, rows);
}

}  // namespace

std::string stress_page(const StressReport& report) {
  const plan::Plan& plan = report.terms.plan();
  HtmlPage page("Stress of " + plan.deal, "plan " + values::to_hex(plan::identity(plan)) +
                                              "; lives of " + values::to_text(report.length) +
                                              ", the shock comes after " +
                                              scenario::elapsed(report.at));
  page.badge(any_breach(report) ? "limits were breached" : "no limit was breached",
             any_breach(report) ? HtmlPage::Tone::bad : HtmlPage::Tone::good);
  page.paragraph("In the calm world the deal is " + report.calm.status + " after " +
                 scenario::elapsed(report.calm.took) +
                 (report.calm.why.empty() ? "." : ": " + report.calm.why));
  write_limits(page, report);
  write_grid(page, report);
  if (report.chance) write_chance(page, report);
  page.heading("Assumed");
  std::vector<std::vector<std::string>> rows;
  for (const scenario::AssumedLine& line : report.assumed)
    rows.push_back({line.what, line.value});
  page.table({{"what"}, {"value", right}}, rows);
  return page.take();
}

}  // namespace dealwright::app
