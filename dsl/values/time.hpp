// Durations and points in time in whole milliseconds. Time is always an argument: nothing here
// reads a clock.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/values/rounding.hpp"

namespace dealwright::values {

struct Duration {
  std::int64_t milliseconds = 0;
  friend constexpr auto operator<=>(Duration, Duration) = default;
};

// Milliseconds since 1970-01-01T00:00Z, without leap seconds.
struct TimePoint {
  std::int64_t milliseconds = 0;
  friend constexpr auto operator<=>(TimePoint, TimePoint) = default;
};

// The longest duration a deal may name: 100 years of 365 days.
inline constexpr Duration duration_max{100LL * 365 * 24 * 3600 * 1000};

constexpr Duration seconds(std::int64_t n) { return {n * 1000}; }
constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Duration hours(std::int64_t n) { return minutes(n * 60); }
constexpr Duration days(std::int64_t n) { return hours(n * 24); }
constexpr TimePoint operator+(TimePoint t, Duration d) { return {t.milliseconds + d.milliseconds}; }
constexpr Duration operator-(TimePoint a, TimePoint b) { return {a.milliseconds - b.milliseconds}; }
constexpr Duration operator+(Duration a, Duration b) { return {a.milliseconds + b.milliseconds}; }

// "15s", "30m", "6h", "28d", "250ms": a whole number and one unit; overflow above duration_max.
[[nodiscard]] Number<Duration> duration_from_text(std::string_view text);
// The largest unit that shows it exactly: "90m", "6h", "0s".
[[nodiscard]] std::string to_text(Duration d);
// For people: "2d 3h", two units at most, rounded down.
[[nodiscard]] std::string to_words(Duration d);
// ISO 8601 in UTC, minutes required: "2026-01-31T00:00Z", "2026-01-31T00:00:30Z",
// "2026-01-31T00:00:30.250Z"; a real date between 1970 and 2999. to_text writes seconds and
// milliseconds only where they are not zero.
[[nodiscard]] Number<TimePoint> time_from_text(std::string_view text);
[[nodiscard]] std::string to_text(TimePoint t);

}  // namespace dealwright::values
