// Deals that wait: packed, woken, and let go of when they are over.
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/runtime/engine.hpp"
#include "engine/runtime/packed_state.hpp"

namespace dealwright::runtime {

bool Engine::retire(DealNumber number) {
  // A round that waits for room still points at its deals.
  if (!slots_[number] || round_.waits_for_room()) return false;
  Slot& slot = *slots_[number];
  if (slot.queued) return false;
  if (slot.seat != Seat::closed) {
    const Deal& deal = wake(number);
    if (deal.has_signals() || standing_of(deal.state()).course != ports::Course::ended)
      return false;
    close(number, {});
  }
  // It may still stand in a list of those that rest or move; an empty seat is passed over there.
  numbers_.erase(slot.id);
  slots_[number].reset();
  free_.push_back(number);
  return true;
}

Deal& Engine::wake(DealNumber number) {
  Slot& slot = *slots_[number];
  if (slot.awake) return *slot.awake;
  DEALWRIGHT_ASSERT(slot.seat != Seat::closed && !slot.packed.empty());
  slot.awake = std::make_unique<Deal>(*slot.terms, slot.id, slot.plan, slot.outside);
  slot.awake->go_on_from(slot.head, unpack(slot.packed), slot.snapshot_at);
  std::string().swap(slot.packed);
  ++awake_;
  return *slot.awake;
}

void Engine::put_to_sleep(DealNumber number) {
  if (!holds(number) || round_.waits_for_room()) return;
  Slot& slot = *slots_[number];
  if (!slot.awake || slot.queued || slot.awake->has_signals()) return;
  slot.packed = pack(slot.awake->state());
  slot.head = slot.awake->head();
  slot.snapshot_at = slot.awake->snapshot_at();
  slot.awake.reset();
  --awake_;
}

void Engine::rest_surplus() {
  while (awake_ > limits_.awake_max && !resting_.empty()) {
    const DealNumber number = resting_.front();
    resting_.pop_front();
    if (!holds(number)) continue;
    slots_[number]->resting = false;
    put_to_sleep(number);
  }
  // Deals that left their rest are still listed.
  while (resting_.size() > 2 * limits_.awake_max + slots_.size()) {
    if (holds(resting_.front())) slots_[resting_.front()]->resting = false;
    resting_.pop_front();
  }
}

}  // namespace dealwright::runtime
