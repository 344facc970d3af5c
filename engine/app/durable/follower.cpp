// Lines as facts are recorded.
#include "engine/app/durable/follower.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace dealwright::app {
namespace {

constexpr std::size_t time_columns = 8;
constexpr std::size_t step_columns = 16;
constexpr std::size_t id_columns = 24;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

}  // namespace

void Follower::recorded(const core::Signal& /*cause*/, std::span<const core::Fact> facts,
                        const core::State& after) {
  for (const core::Fact& fact : facts) {
    if (const auto line = words_.of(fact, after)) write(fact.at - after.started_at, *line);
  }
}

void Follower::write(values::Duration at, const FactLine& line) {
  if (shape_ == Shape::json) {
    nlohmann::ordered_json record;
    if (!id_.empty()) record["id"] = id_;
    record["at_ms"] = at.milliseconds;
    record["step"] = line.step;
    record["event"] = line.what;
    terminal_.out(record.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                  "\n");
    return;
  }
  terminal_.out((id_.empty() ? std::string() : padded(plain(id_), id_columns) + "  ") +
                timeline_row(at, line) + "\n");
}

std::string timeline_row(values::Duration at, const FactLine& line) {
  const std::string time = at.milliseconds == 0 ? "0s" : values::to_words(at);
  return padded(time, time_columns) + "  " +
         padded(plain(line.step.empty() ? "deal" : line.step), step_columns) + "  " +
         plain(line.what);
}

}  // namespace dealwright::app
