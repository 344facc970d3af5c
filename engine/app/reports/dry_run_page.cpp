// Plots from the samples, tables from the lines.
#include "engine/app/reports/dry_run_page.hpp"

#include <algorithm>
#include <map>

#include "dsl/plan/canonical.hpp"
#include "engine/app/reports/html_page.hpp"
#include "engine/app/reports/svg_plot.hpp"
#include "engine/scenario/dry_run_table.hpp"

namespace dealwright::app {
namespace {

using scenario::DryRun;
using scenario::Sample;

constexpr auto right = CellAlign::right;

// A plot needs some width even where all is over at once.
values::Duration end_of(const DryRun& run) {
  values::Duration end = values::minutes(1);
  for (const Sample& sample : run.samples)
    end = std::max(end, sample.at);
  return end;
}

void plot_worth(HtmlPage& page, const DryRun& run) {
  Series nav{.name = "net asset value", .points = {}};
  Series owed{.name = "owed", .points = {}};
  for (const Sample& sample : run.samples) {
    if (sample.measures.nav) nav.points.emplace_back(sample.at, drawn(*sample.measures.nav));
    if (sample.measures.owed) owed.points.emplace_back(sample.at, drawn(*sample.measures.owed));
  }
  page.figure(line_plot({.title = "What it is worth, and what is owed",
                         .unit = "USD",
                         .until = end_of(run),
                         .series = {std::move(nav), std::move(owed)},
                         .guides = {}}));
}

// Caps on the LTV that are plain numbers are drawn as lines.
std::vector<Guide> ltv_caps(const plan::Plan& plan) {
  std::vector<Guide> guides;
  for (const plan::Limit& limit : plan.limits) {
    if (limit.kind == plan::LimitKind::cap && limit.quantity.op == plan::Op::ltv &&
        limit.bound.op == plan::Op::number) {
      guides.push_back({.name = limit.text, .at = drawn(limit.bound.number)});
    }
  }
  return guides;
}

void plot_ltv(HtmlPage& page, const DryRun& run, const core::Terms& terms) {
  Series ltv{.name = "ltv", .points = {}};
  bool any = false;
  for (const Sample& sample : run.samples) {
    if (!sample.measures.ltv) continue;
    any |= !sample.measures.ltv->is_zero();
    ltv.points.emplace_back(sample.at, drawn(*sample.measures.ltv));
  }
  if (!any) return;
  page.figure(line_plot({.title = "Loan to value",
                         .unit = {},
                         .scale = Scale::percent,
                         .until = end_of(run),
                         .series = {std::move(ltv)},
                         .guides = ltv_caps(terms.plan())}));
}

void plot_exposures(HtmlPage& page, const DryRun& run) {
  std::map<std::string, Series> by_asset;
  for (const Sample& sample : run.samples) {
    for (const auto& [asset, worth] : sample.exposures)
      by_asset[asset].name = asset;
  }
  for (const Sample& sample : run.samples) {
    for (auto& [asset, series] : by_asset) {
      const auto held = std::ranges::find(sample.exposures, asset,
                                          &std::pair<std::string, values::Rational>::first);
      series.points.emplace_back(sample.at,
                                 held == sample.exposures.end() ? 0.0 : drawn(held->second));
    }
  }
  LinePlot plot{.title = "Exposure, as the deal counts it",
                .unit = "USD",
                .until = end_of(run),
                .series = {},
                .guides = {}};
  for (auto& [asset, series] : by_asset)
    plot.series.push_back(std::move(series));
  page.figure(line_plot(plot));
}

double units(const scenario::NamedAmount& amount) {
  const auto number = values::Rational::from_amount(amount.amount, amount.decimals);
  return number ? drawn(*number) : 0;
}

// One drawing an asset: amounts of different assets have no scale in common.
void plot_balances(HtmlPage& page, const DryRun& run) {
  std::map<std::string, std::map<std::string, Series>> by_asset;
  for (const Sample& sample : run.samples) {
    for (const scenario::BalanceLine& line : sample.ledger)
      by_asset[line.amount.asset][scenario::place_of(line)].name = scenario::place_of(line);
  }
  for (const Sample& sample : run.samples) {
    for (auto& [asset, places] : by_asset) {
      for (auto& [place, series] : places) {
        const auto line = std::ranges::find_if(sample.ledger, [&](const auto& one) {
          return one.amount.asset == asset && scenario::place_of(one) == place;
        });
        series.points.emplace_back(sample.at,
                                   line == sample.ledger.end() ? 0.0 : units(line->amount));
      }
    }
  }
  for (auto& [asset, places] : by_asset) {
    LinePlot plot{.title = asset + ", where it is",
                  .unit = asset,
                  .until = end_of(run),
                  .series = {},
                  .guides = {}};
    for (auto& [place, series] : places)
      plot.series.push_back(std::move(series));
    page.figure(line_plot(plot));
  }
}

void write_assumed(HtmlPage& page, const DryRun& run) {
  page.heading("Assumed");
  std::vector<std::vector<std::string>> rows;
  for (const scenario::AssumedLine& line : run.assumed) {
    rows.push_back(
        {line.what, line.value,
         line.from == scenario::AssumedLine::From::module ? "the module's own value" : ""});
  }
  page.table({{"what"}, {"value", right}, {""}}, rows);
}

void write_actions(HtmlPage& page, const DryRun& run) {
  page.heading("Actions");
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < run.actions.size(); ++i) {
    const scenario::ActionLine& line = run.actions[i];
    rows.push_back({std::to_string(i + 1), scenario::elapsed(line.at), scenario::step_of(line),
                    line.action, line.status, scenario::movement(line),
                    line.fee.amount.is_zero() ? "" : scenario::shown(line.fee)});
  }
  page.table(
      {{"#", right}, {"after", right}, {"step"}, {"action"}, {"status"}, {"moves"}, {"fee", right}},
      rows);
}

void write_ledger(HtmlPage& page, const DryRun& run) {
  std::vector<std::vector<std::string>> rows;
  const std::vector<scenario::BalanceLine>* before = &run.start;
  for (std::size_t i = 0; i < run.actions.size(); ++i) {
    if (run.actions[i].ledger.empty()) continue;
    for (const scenario::Change& change : scenario::changes(*before, run.actions[i].ledger)) {
      rows.push_back({std::to_string(i + 1) + " " + run.actions[i].action,
                      scenario::place_of(change.after), change.after.amount.asset,
                      scenario::difference(change), scenario::shown(change.after.amount)});
    }
    before = &run.actions[i].ledger;
  }
  page.folded_table("Ledger: what each action changed",
                    {{"after action"}, {"place"}, {"asset"}, {"change", right}, {"balance", right}},
                    rows);
}

void write_limits(HtmlPage& page, const DryRun& run) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < run.actions.size(); ++i) {
    for (const scenario::HeadroomLine& room : run.actions[i].headroom) {
      rows.push_back({std::to_string(i + 1) + " " + run.actions[i].action, room.limit,
                      room.quantity, room.bound, room.left});
    }
  }
  page.folded_table("Limits after each action",
                    {{"after action"}, {"limit"}, {"is", right}, {"limit", right}, {"left", right}},
                    rows);
}

void write_why(HtmlPage& page, const DryRun& run) {
  std::vector<std::vector<std::string>> rows;
  for (const scenario::WhyLine& line : run.why_lines) {
    rows.push_back({scenario::elapsed(line.at),
                    line.step + (line.rung == 0 ? "" : "[" + std::to_string(line.rung) + "]"),
                    std::string(to_text(line.asked)), std::string(to_text(line.answer)), line.text,
                    line.compared});
  }
  page.folded_table("Why: every guard and limit with what it compared",
                    {{"after", right}, {"step"}, {"asked"}, {"answer"}, {"what"}, {"compared"}},
                    rows);
}

void write_end(HtmlPage& page, const DryRun& run) {
  page.heading("Steps");
  std::vector<std::vector<std::string>> rows;
  for (const scenario::StepLine& line : run.steps) {
    rows.push_back(
        {line.step, line.status, line.rungs == 0 ? "" : std::to_string(line.rungs), line.why});
  }
  page.table({{"step"}, {"status"}, {"rungs", right}, {"why"}}, rows);
  page.heading("At the end");
  rows.clear();
  for (const scenario::BalanceLine& line : run.end)
    rows.push_back({line.place, line.owner, scenario::shown(line.amount)});
  page.table({{"place"}, {"belongs to"}, {"amount", right}}, rows);
  if (!run.fees.asset.empty()) page.paragraph("Fees in all: " + scenario::shown(run.fees));
}

}  // namespace

std::string dry_run_page(const DryRun& run, const core::Terms& terms) {
  HtmlPage page(run.deal, "dry run of plan " + values::to_hex(plan::identity(terms.plan())));
  page.badge(run.status + " after " + scenario::elapsed(run.took),
             run.status == "completed" ? HtmlPage::Tone::good : HtmlPage::Tone::bad);
  if (!run.why.empty()) page.paragraph(run.why);
  if (!terms.plan().documentation.empty()) page.paragraph(terms.plan().documentation);
  page.heading("Over time");
  plot_worth(page, run);
  plot_ltv(page, run, terms);
  plot_exposures(page, run);
  plot_balances(page, run);
  write_assumed(page, run);
  write_actions(page, run);
  write_ledger(page, run);
  write_limits(page, run);
  write_why(page, run);
  write_end(page, run);
  return page.take();
}

}  // namespace dealwright::app
