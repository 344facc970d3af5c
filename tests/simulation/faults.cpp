// Which faults each call can meet.
#include "tests/simulation/faults.hpp"

#include <span>

namespace dealwright::simulation {
namespace {

std::span<const Fault> possible_at(Site site) {
  using enum Fault;
  static constexpr Fault of_append[] = {die_before, die_before, die_after,
                                        die_after,  no_space,   unavailable};
  static constexpr Fault of_take_over[] = {die_before, die_after};
  static constexpr Fault of_perform[] = {die_before,        die_after,   ambiguous_lost,
                                         ambiguous_reached, unavailable, confused};
  static constexpr Fault of_question[] = {die_before, die_after, unavailable};
  static constexpr Fault of_ask[] = {die_before, die_after};
  static constexpr Fault of_read[] = {unavailable};
  static constexpr Fault of_next[] = {lost, twice, late};
  switch (site) {
    case Site::append: return of_append;
    case Site::take_over: return of_take_over;
    case Site::perform: return of_perform;
    case Site::look_up:
    case Site::cancel: return of_question;
    case Site::ask: return of_ask;
    case Site::read: return of_read;
    case Site::next: return of_next;
  }
  return {};
}

bool changes_something(Site site) {
  switch (site) {
    case Site::append:
    case Site::take_over:
    case Site::perform:
    case Site::cancel:
    case Site::ask: return true;
    case Site::look_up:
    case Site::read:
    case Site::next: return false;
  }
  return false;
}

}  // namespace

std::uint64_t Chance::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

void CrashPoints::begin_life() {
  if (begun_) ++life_;
  begun_ = true;
  next_point_ = 0;
}

Fault CrashPoints::at(Site site) {
  if (!changes_something(site)) return Fault::none;
  const std::uint64_t before = next_point_;
  next_point_ += 2;
  if (life_ >= deaths_.size()) return Fault::none;
  if (deaths_[life_] == before) return Fault::die_before;
  if (deaths_[life_] == before + 1) return Fault::die_after;
  return Fault::none;
}

Fault ChanceFaults::at(Site site) {
  if (left_ == 0 || !chance_.once_in(rarity_)) return Fault::none;
  --left_;
  const auto possible = possible_at(site);
  return possible[chance_.below(possible.size())];
}

}  // namespace dealwright::simulation
