// Durations and times from and to text, on <chrono>'s calendar (proleptic Gregorian); its clocks
// are not used.
#include "dsl/values/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

#include "dsl/values/limbs.hpp"

namespace dealwright::values {
namespace {

struct DurationUnit {
  std::string_view name;
  std::int64_t milliseconds;
};

// Largest first.
constexpr std::array<DurationUnit, 5> duration_units{{{"d", days(1).milliseconds},
                                                      {"h", hours(1).milliseconds},
                                                      {"m", minutes(1).milliseconds},
                                                      {"s", seconds(1).milliseconds},
                                                      {"ms", 1}}};

constexpr int year_min = 1970;
constexpr int year_max = 2999;

std::uint64_t magnitude_of(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

// `width` digits from the front of `text`.
std::optional<unsigned> take_number(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(0, width)) {
    if (!limbs::is_digit(c)) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

std::string padded(std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(magnitude_of(value));
  std::string text = value < 0 ? "-" : "";
  if (digits.size() < width) text.append(width - digits.size(), '0');
  return text + digits;
}

}  // namespace

Number<Duration> duration_from_text(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && limbs::is_digit(text[digits]))
    ++digits;
  if (digits == 0) return std::unexpected(NumberError::malformed);
  for (const DurationUnit& unit : duration_units) {
    if (text.substr(digits) != unit.name) continue;
    const std::int64_t count_max = duration_max.milliseconds / unit.milliseconds;
    std::int64_t count = 0;
    for (const char c : text.substr(0, digits)) {
      count = count * 10 + (c - '0');
      if (count > count_max) return std::unexpected(NumberError::overflow);
    }
    return Duration{count * unit.milliseconds};
  }
  return std::unexpected(NumberError::malformed);
}

std::string to_text(Duration d) {
  if (d.milliseconds == 0) return "0s";
  const DurationUnit* unit = duration_units.begin();
  while (d.milliseconds % unit->milliseconds != 0)
    ++unit;
  return std::to_string(d.milliseconds / unit->milliseconds) + std::string(unit->name);
}

std::string to_words(Duration d) {
  std::uint64_t left = magnitude_of(d.milliseconds);
  std::string words;
  for (std::size_t i = 0; i < duration_units.size(); ++i) {
    const DurationUnit& unit = duration_units[i];
    const auto size = static_cast<std::uint64_t>(unit.milliseconds);
    const std::uint64_t count = left / size;
    left %= size;
    if (words.empty() && count == 0) continue;
    if (!words.empty()) {
      // The second unit is the next smaller one, or nothing: "2d" and not "2d 5m".
      if (count != 0) words += " " + std::to_string(count) + std::string(unit.name);
      break;
    }
    words = (d.milliseconds < 0 ? "-" : "") + std::to_string(count) + std::string(unit.name);
  }
  return words.empty() ? "0s" : words;
}

Number<TimePoint> time_from_text(std::string_view text) {
  const auto malformed = std::unexpected(NumberError::malformed);
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return malformed;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return malformed;
  const auto day = take_number(text, 2);
  if (!day || !take(text, 'T')) return malformed;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ':')) return malformed;
  const auto minute = take_number(text, 2);
  if (!minute) return malformed;
  std::optional<unsigned> second = 0U;
  std::optional<unsigned> millisecond = 0U;
  if (take(text, ':')) {
    second = take_number(text, 2);
    if (!second) return malformed;
    if (take(text, '.')) millisecond = take_number(text, 3);
  }
  if (!millisecond || text != "Z") return malformed;

  if (*year < year_min || *year > year_max || *hour > 23 || *minute > 59 || *second > 59)
    return malformed;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{*month}, std::chrono::day{*day}};
  if (!date.ok()) return malformed;
  const std::int64_t day_number = std::chrono::sys_days{date}.time_since_epoch().count();
  return TimePoint{} + days(day_number) + hours(*hour) + minutes(*minute) + seconds(*second) +
         Duration{*millisecond};
}

std::string to_text(TimePoint t) {
  const std::int64_t day_length = days(1).milliseconds;
  std::int64_t day_number = t.milliseconds / day_length;
  std::int64_t in_day = t.milliseconds % day_length;
  if (in_day < 0) {
    in_day += day_length;
    --day_number;
  }
  // 400 years are a whole number of days, which keeps any 64-bit time within the years that
  // <chrono> has.
  constexpr std::int64_t cycle_days = 146'097;
  const std::int64_t cycles = day_number / cycle_days;
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(day_number % cycle_days)}}};
  const std::int64_t year = static_cast<int>(date.year()) + 400 * cycles;

  const auto part = [in_day](Duration unit, std::int64_t of) {
    return in_day / unit.milliseconds % of;
  };
  std::string text = padded(year, 4) + "-" + padded(static_cast<unsigned>(date.month()), 2) + "-" +
                     padded(static_cast<unsigned>(date.day()), 2) + "T" +
                     padded(part(hours(1), 24), 2) + ":" + padded(part(minutes(1), 60), 2);
  const std::int64_t second = part(seconds(1), 60);
  const std::int64_t millisecond = in_day % 1000;
  if (second != 0 || millisecond != 0) text += ":" + padded(second, 2);
  if (millisecond != 0) text += "." + padded(millisecond, 3);
  return text + "Z";
}

}  // namespace dealwright::values
