// Scales, axes, lines and bars as SVG text.
#include "engine/app/reports/svg_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "engine/app/reports/markup.hpp"

namespace dealwright::app {
namespace {

constexpr double width = 960;
constexpr double height = 280;
constexpr double left = 84;
constexpr double right = 16;
constexpr double top = 34;
constexpr double bottom = 52;
constexpr int steps_wanted = 5;
constexpr std::size_t colours = 8;
// More points than this on one line cannot be told apart.
constexpr std::size_t points_max = 2000;
constexpr double pixels_a_letter = 6.6;
constexpr double legend_row = 18;

std::string fixed(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

// The smallest of 1, 2, 5, 10, … that cuts a range into about as many steps as wanted.
double nice_step(double range) {
  const double rough = range / steps_wanted;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10 * power;
}

// "1,250,000", "0.25", "-3": as many digits as the step needs.
std::string number_label(double value, double step) {
  const int places = step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step)));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", places,
                std::abs(value) < step / 1000 ? 0 : value);
  std::string label = text.data();
  const std::size_t point = std::min(label.find('.'), label.size());
  const std::size_t first = label.starts_with('-') ? 1 : 0;
  for (std::size_t at = point; at > first + 3;) {
    at -= 3;
    label.insert(at, ",");
  }
  return label;
}

struct Range {
  double low = 0;
  double high = 1;
  double step = 1;
};

// From zero, unless the numbers lie far from it.
Range range_of(double low, double high) {
  if (low > 0 && low < high * 0.7) low = 0;
  if (high < 0 && high > low * 0.7) high = 0;
  if (high - low < std::max(std::abs(high), 1e-9) * 1e-9) {
    const double around = std::max(std::abs(high) * 0.05, 1e-6);
    low -= around;
    high += around;
  }
  const double step = nice_step(high - low);
  return {
      .low = std::floor(low / step) * step, .high = std::ceil(high / step) * step, .step = step};
}

double x_at(double part) { return left + part * (width - left - right); }
double y_at(double value, const Range& range) {
  return top + (range.high - value) / (range.high - range.low) * (height - top - bottom);
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view text,
                    std::string_view cls = "") {
  std::string out = "<text x=\"" + fixed(x) + "\" y=\"" + fixed(y) + "\" text-anchor=\"" +
                    std::string(anchor) + "\"";
  if (!cls.empty()) out += " class=\"" + std::string(cls) + "\"";
  return out + ">" + marked_up(text) + "</text>";
}

std::string line_at(double x1, double y1, double x2, double y2, std::string_view cls) {
  return "<line class=\"" + std::string(cls) + "\" x1=\"" + fixed(x1) + "\" y1=\"" + fixed(y1) +
         "\" x2=\"" + fixed(x2) + "\" y2=\"" + fixed(y2) + "\"/>";
}

// `rows` of a legend below the drawing: the first one has its place in any case.
std::string opened(const std::string& title, const std::string& unit, std::size_t rows = 1) {
  const std::string whole = title + (unit.empty() ? "" : " (" + unit + ")");
  const double tall = height + legend_row * static_cast<double>(rows - 1);
  return "<svg viewBox=\"0 0 960 " + fixed(tall) + "\" role=\"img\" aria-label=\"" +
         marked_up(whole) + "\">" + text_at(left, 16, "start", whole, "title");
}

std::string y_axis(const Range& range, Scale scale) {
  std::string out;
  const auto steps = static_cast<int>(std::lround((range.high - range.low) / range.step));
  for (int i = 0; i <= steps; ++i) {
    const double value = range.low + i * range.step;
    const double y = y_at(value, range);
    const std::string label = scale == Scale::percent
                                  ? number_label(value * 100, range.step * 100) + "%"
                                  : number_label(value, range.step);
    out += line_at(left, y, width - right, y, "grid") + text_at(left - 8, y + 4, "end", label);
  }
  return out;
}

values::Duration time_step(values::Duration until) {
  using namespace values;
  for (const Duration step :
       {seconds(1), seconds(5), seconds(15), minutes(1), minutes(5), minutes(15), hours(1),
        hours(2), hours(6), hours(12), days(1), days(2), days(5), days(10), days(30), days(90)}) {
    if (until.milliseconds / step.milliseconds <= 8) return step;
  }
  return days(365);
}

std::string time_axis(values::Duration until) {
  std::string out;
  const values::Duration step = time_step(until);
  for (values::Duration at; at <= until; at = at + step) {
    const double x =
        x_at(static_cast<double>(at.milliseconds) / static_cast<double>(until.milliseconds));
    out += line_at(x, height - bottom, x, height - bottom + 4, "grid") +
           text_at(x, height - bottom + 18, "middle",
                   at.milliseconds == 0 ? "0" : values::to_text(at));
  }
  return out;
}

// What a line looks like when every value holds until the next one comes.
std::string path_of(const Series& series, const Range& range, values::Duration until) {
  const std::size_t every = series.points.size() / points_max + 1;
  std::string path;
  double last_y = 0;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    if (i % every != 0 && i + 1 != series.points.size()) continue;
    const auto& [at, value] = series.points[i];
    const double x = x_at(std::min(
        1.0, static_cast<double>(at.milliseconds) / static_cast<double>(until.milliseconds)));
    const double y = y_at(value, range);
    if (path.empty()) {
      path = "M" + fixed(x) + " " + fixed(y);
    } else {
      path += "L" + fixed(x) + " " + fixed(last_y) + "L" + fixed(x) + " " + fixed(y);
    }
    last_y = y;
  }
  return path + "L" + fixed(x_at(1)) + " " + fixed(last_y);
}

struct LegendPlace {
  double x = left;
  std::size_t row = 0;
};

// Names beside each other, on as many rows as they need.
std::vector<LegendPlace> legend_places(const std::vector<Series>& series) {
  std::vector<LegendPlace> places;
  LegendPlace next;
  for (const Series& one : series) {
    const double wide = 34 + pixels_a_letter * static_cast<double>(one.name.size());
    if (next.x > left && next.x + wide > width - right) next = {.row = next.row + 1};
    places.push_back(next);
    next.x += wide;
  }
  return places;
}

std::string legend(const std::vector<Series>& series) {
  std::string out;
  const auto places = legend_places(series);
  for (std::size_t i = 0; i < series.size(); ++i) {
    const double y = height - 18 + legend_row * static_cast<double>(places[i].row);
    out += "<rect class=\"mark c" + std::to_string(i % colours) + "\" x=\"" + fixed(places[i].x) +
           "\" y=\"" + fixed(y) + "\" width=\"12\" height=\"12\"/>" +
           text_at(places[i].x + 17, y + 10, "start", series[i].name);
  }
  return out;
}

}  // namespace

double drawn(const values::Rational& number) {
  constexpr unsigned places = 12;
  std::string digits;
  for (const char c : values::to_decimal(number, places)) {
    if (c != ',') digits += c;
  }
  return std::strtod(digits.c_str(), nullptr);
}

std::string line_plot(const LinePlot& plot) {
  std::optional<double> low;
  std::optional<double> high;
  const auto include = [&](double value) {
    low = std::min(low.value_or(value), value);
    high = std::max(high.value_or(value), value);
  };
  for (const Series& series : plot.series) {
    for (const auto& [at, value] : series.points)
      include(value);
  }
  if (!low || plot.until.milliseconds <= 0) return {};
  for (const Guide& guide : plot.guides)
    include(guide.at);
  const Range range = range_of(*low, *high);
  const auto places = legend_places(plot.series);
  std::string out = opened(plot.title, plot.unit, places.back().row + 1) +
                    y_axis(range, plot.scale) + time_axis(plot.until);
  for (const Guide& guide : plot.guides) {
    const double y = y_at(guide.at, range);
    out += line_at(left, y, width - right, y, "guide") +
           text_at(width - right - 4, y - 4, "end", guide.name, "guide-text");
  }
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    if (plot.series[i].points.empty()) continue;
    out += "<path class=\"line c" + std::to_string(i % colours) + "\" d=\"" +
           path_of(plot.series[i], range, plot.until) + "\"><title>" +
           marked_up(plot.series[i].name) + "</title></path>";
  }
  return out + legend(plot.series) + "</svg>";
}

std::string bar_plot(const BarPlot& plot) {
  if (plot.bars.empty()) return {};
  double low = 0;
  double high = 0;
  for (const Bar& bar : plot.bars) {
    low = std::min(low, bar.height);
    high = std::max(high, bar.height);
  }
  const Range range = range_of(low, high);
  std::string out = opened(plot.title, plot.unit) + y_axis(range, Scale::number);
  const double each = 1.0 / static_cast<double>(plot.bars.size());
  for (std::size_t i = 0; i < plot.bars.size(); ++i) {
    const Bar& bar = plot.bars[i];
    const double x = x_at(each * static_cast<double>(i));
    const double wide = x_at(each) - x_at(0);
    const double y = y_at(std::max(bar.height, 0.0), range);
    const double tall = std::abs(y_at(bar.height, range) - y_at(0, range));
    out += "<rect class=\"bar c0\" x=\"" + fixed(x + wide * 0.08) + "\" y=\"" + fixed(y) +
           "\" width=\"" + fixed(wide * 0.84) + "\" height=\"" + fixed(std::max(tall, 0.5)) +
           "\"><title>" + marked_up(bar.note) + "</title></rect>";
    if (!bar.name.empty()) out += text_at(x + wide / 2, height - bottom + 18, "middle", bar.name);
  }
  return out + "</svg>";
}

}  // namespace dealwright::app
