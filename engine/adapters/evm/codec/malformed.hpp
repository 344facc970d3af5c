// What reading foreign bytes gives: a value, or what is wrong with them in words and where.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace dealwright::codec {

// "not canonical: 0x8100 at byte 4 is a single byte with a length in front". Never retried: the
// same bytes stay malformed.
struct Malformed {
  std::string what;
};

template <class T>
using Decoded = std::expected<T, Malformed>;

[[nodiscard]] inline std::unexpected<Malformed> malformed(std::string what) {
  return std::unexpected(Malformed{std::move(what)});
}

}  // namespace dealwright::codec
