// Says what happens while it happens: one line for each fact, once it is durable.
#pragma once

#include <string>

#include "engine/app/commands/commands.hpp"
#include "engine/app/durable/fact_words.hpp"
#include "engine/app/terminal.hpp"
#include "engine/ports/observer.hpp"

namespace dealwright::app {

class Follower final : public ports::Observer {
 public:
  // `id` stands before every line when several deals are followed; empty: only one is.
  Follower(const core::Terms& terms, std::string id, Shape shape, Terminal& terminal)
      : words_(terms), id_(std::move(id)), shape_(shape), terminal_(terminal) {}

  void recorded(const core::Signal& cause, std::span<const core::Fact> facts,
                const core::State& after) override;

 private:
  void write(values::Duration at, const FactLine& line);

  FactWords words_;
  std::string id_;
  Shape shape_;
  Terminal& terminal_;
};

// "3d 4h  redeem           redeem: sent", for tables and followers alike.
[[nodiscard]] std::string timeline_row(values::Duration at, const FactLine& line);

}  // namespace dealwright::app
