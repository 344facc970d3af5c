// Durations and times: the forms of the language, the limits, and every day from 1970 to 2999
// against a plain count.
#include "dsl/values/time.hpp"

#include <array>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace dealwright::values {
namespace {

using std::string_view_literals::operator""sv;

TEST(Duration, TheFiveUnits) {
  EXPECT_EQ(*duration_from_text("250ms"), Duration{250});
  EXPECT_EQ(*duration_from_text("15s"), seconds(15));
  EXPECT_EQ(*duration_from_text("30m"), minutes(30));
  EXPECT_EQ(*duration_from_text("6h"), hours(6));
  EXPECT_EQ(*duration_from_text("28d"), days(28));
  EXPECT_EQ(*duration_from_text("0s"), Duration{});
}

TEST(Duration, OtherTextIsMalformed) {
  for (const auto text :
       {""sv, "s"sv, "15"sv, "15 s"sv, "1.5h"sv, "-1s"sv, "+1s"sv, "1w"sv, "1S"sv, "1sec"sv,
        "1h30m"sv, "1_0s"sv, "1s\0"sv, "\xD9\xA1s"sv, "0x1s"sv, "1mss"sv}) {
    EXPECT_EQ(duration_from_text(text), Number<Duration>(std::unexpected(NumberError::malformed)))
        << text;
  }
}

TEST(Duration, TheLongestIsAHundredYears) {
  EXPECT_EQ(*duration_from_text("36500d"), duration_max);
  EXPECT_EQ(*duration_from_text("3153600000000ms"), duration_max);
  EXPECT_EQ(duration_from_text("36501d").error(), NumberError::overflow);
  EXPECT_EQ(duration_from_text("3153600000001ms").error(), NumberError::overflow);
  EXPECT_EQ(duration_from_text(std::string(100'000, '9') + "ms").error(), NumberError::overflow);
}

TEST(Duration, TextUsesTheLargestExactUnitAndReadsBack) {
  EXPECT_EQ(to_text(Duration{}), "0s");
  EXPECT_EQ(to_text(minutes(90)), "90m");
  EXPECT_EQ(to_text(hours(6)), "6h");
  EXPECT_EQ(to_text(hours(48)), "2d");
  EXPECT_EQ(to_text(Duration{1'001}), "1001ms");
  EXPECT_EQ(to_text(Duration{-90'000}), "-90s");
  EXPECT_EQ(to_text(Duration{std::numeric_limits<std::int64_t>::min()}), "-9223372036854775808ms");
  for (std::int64_t n = 1; n < duration_max.milliseconds; n = n * 3 + 1) {
    EXPECT_EQ(duration_from_text(to_text(Duration{n})), Number<Duration>(Duration{n}));
  }
}

TEST(Duration, WordsHaveTwoUnitsAtMostRoundedDown) {
  EXPECT_EQ(to_words(days(2) + hours(3) + minutes(59)), "2d 3h");
  EXPECT_EQ(to_words(days(2) + minutes(59)), "2d");
  EXPECT_EQ(to_words(minutes(5) + seconds(30)), "5m 30s");
  EXPECT_EQ(to_words(seconds(1) + Duration{250}), "1s 250ms");
  EXPECT_EQ(to_words(Duration{999}), "999ms");
  EXPECT_EQ(to_words(Duration{}), "0s");
  EXPECT_EQ(to_words(Duration{-90'000}), "-1m 30s");
}

TEST(Time, EveryDayUntil2999CountsUp) {
  constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  TimePoint at;
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  for (int year = 1970; year <= 2999; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (std::size_t month = 0; month < 12; ++month) {
      const int length = lengths[month] + (month == 1 && leap ? 1 : 0);
      const std::string prefix =
          std::to_string(year) + "-" + two(static_cast<int>(month) + 1) + "-";
      for (int day = 1; day <= length; ++day) {
        const std::string text = prefix + two(day) + "T00:00Z";
        ASSERT_EQ(to_text(at), text);
        ASSERT_EQ(time_from_text(text), Number<TimePoint>(at)) << text;
        at = at + days(1);
      }
      ASSERT_FALSE(time_from_text(prefix + two(length + 1) + "T00:00Z").has_value());
    }
  }
}

TEST(Time, SecondsAndMillisecondsOnlyWhereTheyCount) {
  const TimePoint midnight = *time_from_text("2026-01-31T00:00Z");
  EXPECT_EQ(midnight.milliseconds, 1'769'817'600'000);
  EXPECT_EQ(to_text(midnight + seconds(30)), "2026-01-31T00:00:30Z");
  EXPECT_EQ(to_text(midnight + Duration{7}), "2026-01-31T00:00:00.007Z");
  EXPECT_EQ(to_text(midnight + hours(23) + minutes(59)), "2026-01-31T23:59Z");
  for (const Duration part :
       {seconds(1), seconds(59), Duration{1}, Duration{999}, hours(13) + Duration{86}}) {
    EXPECT_EQ(time_from_text(to_text(midnight + part)), Number<TimePoint>(midnight + part));
  }
}

TEST(Time, OtherTextIsMalformed) {
  for (const auto text : {""sv,
                          "2026-01-31"sv,
                          "2026-01-31T00Z"sv,
                          "2026-01-31T00:00"sv,
                          "2026-01-31 00:00Z"sv,
                          "2026-01-31T00:00z"sv,
                          "2026-01-31T24:00Z"sv,
                          "2026-01-31T23:60Z"sv,
                          "2026-01-31T23:59:60Z"sv,
                          "2026-02-29T00:00Z"sv,
                          "2026-13-01T00:00Z"sv,
                          "2026-00-01T00:00Z"sv,
                          "2026-01-00T00:00Z"sv,
                          "1969-12-31T00:00Z"sv,
                          "3000-01-01T00:00Z"sv,
                          "26-01-31T00:00Z"sv,
                          "2026-1-31T00:00Z"sv,
                          "2026-01-31T00:00+01:00"sv,
                          "2026-01-31T00:00:30.5Z"sv,
                          "2026-01-31T00:00:30.Z"sv,
                          "2026-01-31T00:00:Z"sv,
                          "2026-01-31T00:00ZZ"sv,
                          "2026-01-31T00:00Z\0"sv,
                          "+2026-01-31T00:00Z"sv,
                          "2026-01-31T-1:00Z"sv,
                          "2026-01-31T00:00:30.1234Z"sv}) {
    EXPECT_EQ(time_from_text(text), Number<TimePoint>(std::unexpected(NumberError::malformed)))
        << text;
  }
}

TEST(Time, AnyTimePointHasText) {
  EXPECT_EQ(to_text(TimePoint{-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_text(TimePoint{std::numeric_limits<std::int64_t>::max()}),
            "292278994-08-17T07:12:55.807Z");
  EXPECT_EQ(to_text(TimePoint{std::numeric_limits<std::int64_t>::min()}),
            "-292275055-05-16T16:47:04.192Z");
}

}  // namespace
}  // namespace dealwright::values
