// The text form of a reading's key.
#include "engine/core/reading.hpp"

namespace dealwright::core {

std::string to_text(const ReadingKey& key) {
  switch (key.kind) {
    case ReadingKind::price: return "price " + key.name;
    case ReadingKind::fee: return "fee";
    case ReadingKind::block_time: return "block time";
    case ReadingKind::volatility:
    case ReadingKind::query: break;
  }
  std::string text = key.kind == ReadingKind::volatility ? "volatility of " + key.name : key.name;
  text += "(";
  for (std::size_t i = 0; i < key.args.size(); ++i) {
    if (i != 0) text += ", ";
    text += key.args[i];
  }
  return text + ")";
}

}  // namespace dealwright::core
