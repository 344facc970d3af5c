// An action, or a group, done in the prover's books: sources resolved, amounts as its module's
// model gives them, what it promises kept. Where the plan leaves open which way a sum goes ("up
// to", a debt that is paid in full or not) every way is taken in turn.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/core/request.hpp"
#include "engine/prove/sight.hpp"

namespace dealwright::prove {

// Ways that were taken so far, to be taken again and then varied.
class Ways {
 public:
  // One of `count`, the first at first.
  std::size_t choose(std::size_t count);
  // False when every way has been gone.
  bool next();

 private:
  struct Fork {
    std::size_t taken = 0;
    std::size_t count = 0;
  };
  std::vector<Fork> forks_;
  std::size_t at_ = 0;
};

enum class Fill : std::uint8_t {
  whole,
  partly,   // a part is filled, and the outcome says so
  some_of,  // done with a part of what there is: one run stands for several
};

// How an item is taken up.
struct Taking {
  core::StepId step;
  const plan::Item* item = nullptr;
  Epoch epoch;
  std::vector<Draw> rung;  // a ladder: what the rung takes
  Fill fill = Fill::whole;
  bool defends = false;
};

struct Acted {
  Books books;
  std::vector<Polynomial> kept;
  core::State seen;       // statuses of holdings and positions afterwards
  core::Request request;  // the same without money, for the core's own facts
  core::Outcome outcome;
  bool has_sources = false;           // something is paid or locked
  bool draws_nothing_perhaps = true;  // it may be that there is none of it
  bool possible = true;               // false: this way cannot be gone
};

class Acting {
 public:
  Acting(const core::Terms& terms, Market& market, Variables& variables,
         const std::optional<Form>& starting_nav)
      : terms_(terms), market_(market), variables_(variables), starting_nav_(starting_nav) {}

  [[nodiscard]] Acted act(const core::State& control, const Books& books,
                          const std::vector<Polynomial>& kept, const Taking& taking,
                          Ways& ways) const;
  // A split done in the books.
  [[nodiscard]] Acted split(const core::State& control, const Books& books,
                            const std::vector<Polynomial>& kept, const Taking& taking,
                            const plan::Split& split, Ways& ways) const;
  // What a source of money stands for now; none when it cannot be had.
  [[nodiscard]] std::optional<std::vector<Draw>> resolve(const Sight& sight,
                                                         const plan::Money& money,
                                                         const Taking& taking, Ways& ways,
                                                         std::vector<Polynomial>& kept) const;

 private:
  friend class OneAct;
  const core::Terms& terms_;
  Market& market_;
  Variables& variables_;
  const std::optional<Form>& starting_nav_;
};

}  // namespace dealwright::prove
