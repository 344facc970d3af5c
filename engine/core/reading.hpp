// What a decision may want to know of the world, by key, and the answer. Readings arrive with a
// signal and are recorded when they changed, so that a decision never looks at anything that is not
// in the journal.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::core {

enum class ReadingKind : std::uint8_t {
  price,       // name = asset: USD for one whole unit
  query,       // name = "module.query", args = its arguments as text
  volatility,  // name = asset, args[0] = the window
  fee,         // what one action costs now, in whole units of the gas asset
  block_time,  // how long a block takes, in milliseconds
};

struct ReadingKey {
  ReadingKind kind = ReadingKind::price;
  std::string name;
  std::vector<std::string> args;
  friend auto operator<=>(const ReadingKey&, const ReadingKey&) = default;
};

struct Reading {
  ReadingKey key;
  plan::Value value;
  friend bool operator==(const Reading&, const Reading&) = default;
};

// For people and journals: "price ETH", "aave_v3.owed(loan)".
[[nodiscard]] std::string to_text(const ReadingKey& key);

}  // namespace dealwright::core
