// Drawings for pages: lines over time, bars. Floating point here is ink: nothing reads it back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dsl/values/amount.hpp"
#include "dsl/values/rational.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::app {

// The nearest floating point number, for drawing.
[[nodiscard]] double drawn(const values::Rational& number);

enum class Scale : std::uint8_t { number, percent };

struct Series {
  std::string name;
  std::vector<std::pair<values::Duration, double>> points;  // in order of time; held until the next
};

struct Guide {  // a line across: a limit
  std::string name;
  double at = 0;
};

struct LinePlot {
  std::string title;
  std::string unit;  // of the numbers: "USD"
  Scale scale = Scale::number;
  values::Duration until;  // the right edge
  std::vector<Series> series;
  std::vector<Guide> guides;
};
// An empty text when there is nothing to draw.
[[nodiscard]] std::string line_plot(const LinePlot& plot);

struct Bar {
  std::string name;  // below it; may be empty
  double height = 0;
  std::string note;  // shown when it is pointed at
};
struct BarPlot {
  std::string title;
  std::string unit;
  std::vector<Bar> bars;
};
[[nodiscard]] std::string bar_plot(const BarPlot& plot);

}  // namespace dealwright::app
