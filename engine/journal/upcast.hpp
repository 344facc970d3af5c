// How records of older versions become records of today's, one step a version. A reader upcasts
// before it decodes, so that the rest of the program knows only today's facts. Steps are never
// changed or removed once a release had them: the journals that they were made for stay.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace dealwright::journal {

// The part of a record that a step may change.
struct Versioned {
  std::string kind;
  std::uint32_t version = 1;
  std::string payload;
};

struct Upcaster {
  std::string_view kind;
  std::uint32_t version = 1;  // that it reads
  // The same in the next version, or under a new kind; the error says why the payload is none.
  std::expected<Versioned, std::string> (*up)(std::string_view payload) = nullptr;
};

// A chain of steps that is longer than this runs in a circle.
inline constexpr int upcasts_max = 1000;

// Those of this release.
[[nodiscard]] std::span<const Upcaster> upcasters();

}  // namespace dealwright::journal
