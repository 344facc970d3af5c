// What makes two states of a walk the same: everything that decides what they can become.
#pragma once

#include <string>

#include "engine/prove/walk.hpp"

namespace dealwright::prove {

[[nodiscard]] std::string key_of(const Polynomial& polynomial);
[[nodiscard]] std::string key_of(const Node& node);

}  // namespace dealwright::prove
