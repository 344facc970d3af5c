// What is wrong with a profile: where, and in words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace dealwright::network {

inline constexpr std::size_t mistakes_max = 20;  // what is said of one profile

struct Mistake {
  std::uint32_t line = 0;  // from 1; 0 for the whole file
  std::string what;
  friend bool operator==(const Mistake&, const Mistake&) = default;
};

}  // namespace dealwright::network
