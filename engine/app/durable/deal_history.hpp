// A deal as its journal tells it: read, verified and folded, for commands that look. Needs no
// engine and disturbs none.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/app/durable/fact_words.hpp"
#include "engine/app/exit_code.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/deal_catalogue.hpp"
#include "engine/ports/journal_store.hpp"

namespace dealwright::app {

// A question that waits for a person. The token binds an answer to the state that was asked about:
// the number of the record of the question and the beginning of its hash.
struct OpenQuestion {
  core::StepId step;
  std::uint32_t approval = 0;
  std::string role;
  values::TimePoint until;
  std::uint64_t bound_to = 0;
  std::string token;  // "17-3fa9c1d2b4e6"
};

struct TimelineLine {
  values::Duration at;  // since the start
  std::uint64_t sequence = 0;
  FactLine line;
};

// An attempt as the simulated network has it on record, whatever the journal says.
struct NetworkLine {
  std::string attempt;
  std::string stage;    // "pending", "finished"
  std::string outcome;  // "done", "no_effect"
};

struct DealHistory {
  ports::DealEntry entry;
  std::string network;
  std::shared_ptr<const core::Terms> terms;
  ports::Head head;
  core::State state;
  std::vector<TimelineLine> timeline;
  std::vector<OpenQuestion> questions;
  std::vector<NetworkLine> on_record;
};

// `refused` words: no such deal, a damaged record.
[[nodiscard]] std::expected<DealHistory, Failure> read_deal(ports::JournalStore& journal,
                                                            ports::DealCatalogue& catalogue,
                                                            std::string_view id);
// What the simulated network has on record of a deal; nothing where its file is not there.
[[nodiscard]] std::expected<std::vector<NetworkLine>, Failure> network_record(
    const std::string& worlds, const std::string& id);
[[nodiscard]] std::string token_of(const journal::Record& question);

// What a step, or the deal, waits for, in words.
struct Wait {
  std::string step;
  std::string what;
};
[[nodiscard]] std::vector<Wait> waits_of(const core::Terms& terms, const core::State& state);

// A command that makes sense now, and what it does.
struct OperatorChoice {
  std::string command;
  std::string effect;
};
[[nodiscard]] std::vector<OperatorChoice> choices_of(const DealHistory& deal);

// How a command ends whose deal stands like this: ok, blocked, awaiting_approval or held.
[[nodiscard]] ExitCode exit_code_of(const core::State& state);

}  // namespace dealwright::app
