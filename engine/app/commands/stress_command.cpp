// `stress`: a deal in a grid of bad worlds, and in thousands that chance makes. Writes nothing but
// the page it is told to.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <string_view>

#include "dsl/plan/canonical.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/files.hpp"
#include "engine/app/reports/stress_report.hpp"
#include "engine/app/side_by_side.hpp"
#include "engine/app/simulated_deal.hpp"

namespace dealwright::app {
namespace {

using values::Rational;

constexpr values::Duration length_without_a_box = values::days(30);

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = list.find(',');
    parts.emplace_back(trimmed(list.substr(0, comma)));
    if (comma == std::string_view::npos) return parts;
    list.remove_prefix(comma + 1);
  }
}

// "-30%", "0.5", "+10%", "50 bps".
std::optional<Rational> ratio_from(std::string_view text) {
  bool negative = false;
  if (text.starts_with('-') || text.starts_with('+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  Rational unit(1);
  for (const auto& [sign, parts] : {std::pair{std::string_view("%"), 100}, {" bps", 10'000}}) {
    if (!text.ends_with(sign)) continue;
    text.remove_suffix(sign.size());
    unit = Rational::fraction(1, parts).value();
  }
  const auto number = values::rational_from_text(text);
  const auto value = number ? multiply(*number, unit) : number;
  if (!value) return std::nullopt;
  return negative ? negate(*value) : *value;
}

std::optional<values::Duration> duration_from(std::string_view text) {
  if (text == "0") return values::Duration();
  const auto duration = values::duration_from_text(text);
  return duration ? std::optional(*duration) : std::nullopt;
}

using Read = std::expected<void, std::string>;

std::unexpected<std::string> not_one(std::string_view option, std::string_view text,
                                     std::string_view example) {
  return std::unexpected(std::string(option) + ": " + in_ticks(text) + " is no value; write " +
                         std::string(example));
}

// "ETH=-10%,-30%": the name, and what stands behind the sign.
std::expected<std::pair<std::string, std::string>, std::string> named(std::string_view option,
                                                                      const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos || trimmed(text.substr(0, sign)).empty())
    return std::unexpected(std::string(option) + ": " + in_ticks(text) + " is not NAME=VALUE");
  return std::pair(std::string(trimmed(std::string_view(text).substr(0, sign))),
                   text.substr(sign + 1));
}

Read read_shocks(const StressOptions& options, scenario::GridAxes& axes) {
  if (options.shocks.empty()) return {};
  axes.shocks.clear();
  for (const std::string& text : options.shocks) {
    const auto shock = named("--shock", text);
    if (!shock) return std::unexpected(shock.error());
    std::vector<scenario::Move> moves{{.asset = shock->first, .by = {}}};
    for (const std::string& part : parts_of(shock->second)) {
      const auto by = ratio_from(part);
      if (!by) return not_one("--shock", part, "-30%");
      if (!by->is_zero()) moves.push_back({.asset = shock->first, .by = *by});
    }
    axes.shocks.push_back(std::move(moves));
  }
  return {};
}

Read read_axes(const StressOptions& options, scenario::GridAxes& axes) {
  if (auto read = read_shocks(options, axes); !read) return read;
  if (!options.freezes.empty()) {
    axes.frozen = {""};
    axes.frozen.insert(axes.frozen.end(), options.freezes.begin(), options.freezes.end());
  }
  if (!options.gas.empty()) {
    axes.gas.clear();
    for (const std::string& part : parts_of(options.gas)) {
      const auto times = ratio_from(part);
      if (!times || times->is_negative()) return not_one("--gas", part, "1,5,20");
      axes.gas.push_back(*times);
    }
  }
  if (!options.outages.empty()) {
    axes.absences.clear();
    for (const std::string& part : parts_of(options.outages)) {
      const auto length = duration_from(part);
      if (!length) return not_one("--outage", part, "0,6h,48h");
      axes.absences.push_back(*length);
    }
  }
  return {};
}

Read read_chance(const StressOptions& options, scenario::ChanceOptions& chance) {
  chance.seed = options.seed;
  if (!options.step.empty()) {
    const auto step = duration_from(options.step);
    if (!step || step->milliseconds == 0) return not_one("--step", options.step, "6h");
    chance.step = *step;
  }
  for (const std::string& text : options.volatilities) {
    const auto volatility = named("--volatility", text);
    if (!volatility) return std::unexpected(volatility.error());
    const auto ratio = ratio_from(trimmed(volatility->second));
    if (!ratio || ratio->is_negative()) return not_one("--volatility", volatility->second, "80%");
    chance.volatility.insert_or_assign(volatility->first, *ratio);
  }
  if (!options.fails.empty()) {
    const auto ratio = ratio_from(options.fails);
    const auto ppm = ratio ? multiply(*ratio, Rational(scenario::whole_in_ppm))
                           : values::Number<Rational>(Rational(-1));
    const auto whole = ppm ? values::to_whole(*ppm) : values::Number<std::int64_t>(-1);
    if (!whole || *whole < 0 || *whole > scenario::whole_in_ppm)
      return not_one("--fails", options.fails, "2%");
    chance.mishaps.fails_ppm = *whole;
  }
  return {};
}

// Lives side by side; the first that could not be lived, in words.
std::expected<std::vector<scenario::Life>, std::string> live_all(
    std::size_t count, unsigned jobs, Terminal& terminal, const std::string& what,
    const std::function<ports::Result<scenario::Life>(std::size_t)>& one) {
  std::vector<scenario::Life> lives(count);
  std::mutex mutex;
  std::optional<std::string> wrong;
  const auto work = [&](std::size_t i) {
    auto life = one(i);
    if (life) {
      lives[i] = *std::move(life);
      return Next::go_on;
    }
    const std::scoped_lock lock(mutex);
    if (!wrong) wrong = life.error().what;
    return Next::stop;
  };
  side_by_side(count, jobs, work, [&](std::size_t done, std::optional<std::size_t> /*running*/) {
    terminal.progress(std::to_string(done) + " of " + std::to_string(count) + " " + what);
  });
  if (wrong) return std::unexpected(*wrong);
  return lives;
}

void write_lines(Terminal& terminal, std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += plain(text.substr(0, end)) + "\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  terminal.out(out);
}

std::expected<StressReport, Failure> stressed(const StressOptions& options, SimulatedDeal& deal,
                                              Terminal& terminal) {
  const core::Terms& terms = *deal.terms;
  const auto usage = [](std::string what) {
    return std::unexpected(Failure{ExitCode::usage, std::move(what)});
  };
  scenario::GridAxes axes = scenario::default_axes(terms);
  if (auto read = read_axes(options, axes); !read) return usage(read.error());
  scenario::ChanceOptions chance;
  if (auto read = read_chance(options, chance); !read) return usage(read.error());
  auto cases = scenario::cases_of(terms, axes);
  if (!cases) return usage(cases.error());
  scenario::approve_everything(terms, deal.world);
  const scenario::Subject subject{
      .terms = &terms,
      .identity = plan::identity(terms.plan()),
      .capital = deal.capital,
      .length = terms.plan().assumed_for.value_or(length_without_a_box)};
  const auto calm = scenario::live(subject, {.setting = deal.world}, scenario::Chance(0, 0));
  const auto failed = [](const std::string& what) {
    return std::unexpected(Failure{ExitCode::unreachable, "the stress stopped: " + what});
  };
  if (!calm) return failed(calm.error().what);
  if (calm->actions == 0) {
    terminal.warn("in the calm world the deal does nothing" +
                  (calm->why.empty() ? std::string() : " (" + plain(calm->why) + ")") +
                  ": choose another world with --scenario or --set");
  }
  StressReport report{.terms = terms,
                      .length = subject.length,
                      .at = scenario::worst_moment(*calm),
                      .calm = *calm,
                      .assumed = scenario::assumed_in(terms, deal.world),
                      .cases = *std::move(cases),
                      .lives = {},
                      .chance = {}};
  if (!options.at.empty()) {
    const auto at = duration_from(options.at);
    if (!at) return usage("--at: " + in_ticks(options.at) + " is no duration; write 10d");
    report.at = *at;
  }
  const unsigned jobs = jobs_of(options.jobs);
  auto lives = live_all(report.cases.size(), jobs, terminal, "worlds", [&](std::size_t i) {
    return scenario::live(subject,
                          scenario::circumstances_of(deal.world, report.cases[i], report.at),
                          scenario::Chance(0, 0));
  });
  if (!lives) return failed(lives.error());
  report.lives = *std::move(lives);
  if (options.runs == 0) return report;
  const auto lottery = scenario::Lottery::open(subject, deal.world, chance, calm->took);
  if (!lottery) return usage(lottery.error());
  auto drawn = live_all(options.runs, jobs, terminal, "runs",
                        [&](std::size_t i) { return lottery->live(i); });
  if (!drawn) return failed(drawn.error());
  report.chance.emplace(ChanceReport{
      .options = chance, .assumptions = lottery->assumptions(), .lives = *std::move(drawn)});
  return report;
}

}  // namespace

ExitCode stress(const StressOptions& options, Terminal& terminal) {
  auto deal = simulated_deal(options.choice, options.world, options.shape, terminal);
  if (!deal) return deal.error();
  if (const auto unsaid = unsaid_adoption(*deal)) return terminal.fail(*unsaid);
  const auto report = stressed(options, *deal, terminal);
  if (!report) return terminal.fail(report.error());
  if (!options.html.empty()) {
    if (const auto written = write_file(options.html, stress_page(*report)); !written) {
      return terminal.fail({ExitCode::unreachable, in_ticks(options.html) + " " + written.error()});
    }
    terminal.say("wrote " + plain(options.html));
  }
  if (options.shape == Shape::json) {
    terminal.out(as_json(*report));
  } else {
    write_lines(terminal, as_text(*report, options.lines));
  }
  return options.on_breach == OnBreach::fail && any_breach(*report) ? ExitCode::findings
                                                                    : ExitCode::ok;
}

}  // namespace dealwright::app
