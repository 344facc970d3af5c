// One round of the loop, written once for one deal and for a hundred thousand: every deal decides
// its next signal, what follows from all of them is appended together, and only then is anything
// announced or released. Start here.
#pragma once

#include <span>
#include <vector>

#include "engine/ports/journal_store.hpp"
#include "engine/ports/result.hpp"
#include "engine/runtime/deal.hpp"

namespace dealwright::runtime {

// Why a deal does not go on; the others did. The object is of no more use.
struct DealFault {
  std::size_t deal = 0;  // in the order of the round
  ports::Error error;
};

// Between the parts of a round. The host that holds a deal in its hand when the process dies wants
// to know afterwards which one it was.
class RoundWatch {
 public:
  virtual ~RoundWatch() = default;
  virtual void decides(const Deal& deal) = 0;
  virtual void decided() = 0;
};

class Round {
 public:
  explicit Round(ports::JournalStore& journal) : journal_(journal) {}

  // Every deal has a signal. An error is about the journal: with `no_space` and `unavailable`
  // nothing was written, and `append_again` goes on from there; after any other one the process
  // ends.
  [[nodiscard]] ports::Result<std::vector<DealFault>> take(std::span<Deal* const> deals);
  // The round that could not be appended, once more.
  [[nodiscard]] ports::Result<std::vector<DealFault>> append_again();
  [[nodiscard]] bool waits_for_room() const { return !deals_.empty(); }
  void watch(RoundWatch* watch) { watch_ = watch; }

 private:
  void release(std::size_t deal, const ports::Head& head);

  ports::JournalStore& journal_;
  RoundWatch* watch_ = nullptr;
  std::vector<Deal*> deals_;  // of the round that is not appended yet
  std::vector<DealFault> faults_;
};

}  // namespace dealwright::runtime
