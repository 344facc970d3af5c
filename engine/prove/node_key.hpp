// What makes two states of a walk the same: everything that decides what they can become.
#pragma once

#include <string>

#include "engine/prove/walk.hpp"

namespace dealwright::prove {

[[nodiscard]] std::string key_of(const Polynomial& polynomial);
// Of what is owned and owed, and what is known about it.
[[nodiscard]] std::string key_of_books(const Node& node);
// Of everything else.
[[nodiscard]] std::string key_of_control(const Node& node);

}  // namespace dealwright::prove
