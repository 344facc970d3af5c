// Watches one deal from outside its engine: what the disk took, what was announced, what was sent;
// and complains when an invariant does not hold.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/adapters/simulated/world_record.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/journal_store.hpp"
#include "engine/ports/observer.hpp"
#include "tests/simulation/tally.hpp"

namespace dealwright::simulation {

class Witness final : public ports::Observer {
 public:
  Witness(const core::Terms& terms, values::Digest plan, std::string stream, Tally& tally)
      : terms_(terms), plan_(plan), stream_(std::move(stream)), tally_(tally) {}

  // The disk has taken these, whether the engine knows it or not.
  void durable(std::span<const journal::Record> records);
  // The engine was told so.
  void acknowledged(const ports::Head& head) { acknowledged_ = head; }
  void taken_over(const ports::Head& head) { epoch_ = head.epoch; }
  void dies_before_sending(const std::string& attempt) { unsent_.insert(attempt); }
  // A request leaves the engine; `known` when the world has it already.
  void sent(const core::Request& request, bool known);
  void recorded(const core::Signal& cause, std::span<const core::Fact> facts,
                const core::State& after) override;

  // When a process has ended: the journal against what was announced. The state it leads to.
  [[nodiscard]] std::optional<core::State> look_at(ports::JournalStore& disk, std::uint64_t cut);
  // When nothing is out any more.
  void compare_books(const core::State& state, const simulated::WorldRecord& world);
  void comes_to_rest(const core::State& state);

  void complain(Invariant invariant, const std::string& what);
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
  [[nodiscard]] const std::string& stream() const { return stream_; }
  [[nodiscard]] const core::Terms& terms() const { return terms_; }

 private:
  void follow(const core::Fact& fact);
  void check(Invariant invariant, bool holds, const std::string& what);

  const core::Terms& terms_;
  values::Digest plan_;
  std::string stream_;
  Tally& tally_;
  std::vector<std::string> complaints_;

  std::uint64_t epoch_ = 0;
  ports::Head acknowledged_;
  std::uint64_t durable_ = 0;  // the last sequence on the disk
  bool paused_ = false;        // by the facts on the disk
  std::optional<machines::DealEvent> ended_;
  std::map<std::string, core::Request> requested_;
  std::set<std::string> unsent_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> succeeded_;  // step, action, in this run
  std::map<std::string, std::pair<core::StepId, std::vector<core::ActionId>>> asked_;
  values::Amount least_untouched_;
  std::optional<core::State> announced_;
};

}  // namespace dealwright::simulation
