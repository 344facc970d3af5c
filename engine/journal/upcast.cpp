// Every kind is in its first version today, so there is nothing to lift.
#include "engine/journal/upcast.hpp"

namespace dealwright::journal {

std::span<const Upcaster> upcasters() { return {}; }

}  // namespace dealwright::journal
