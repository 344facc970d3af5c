// Reads the rows of a transition table as text. It names no library: the table's list and rows are
// template parameters, so that only the .cpp file of a lifecycle includes Boost.MSM.
#pragma once

#include <string_view>
#include <vector>

#include "engine/machines/diagram.hpp"

namespace dealwright::machines {

template <class Guard>
constexpr std::string_view guard_name() {
  if constexpr (requires { Guard::name; }) {
    return Guard::name;
  } else {
    return {};  // the library's own `none`
  }
}

template <template <class...> class List, class... Rows>
std::vector<Transition> rows_of(const List<Rows...>* /*table*/) {
  return {Transition{Rows::Source::name, Rows::Evt::name, guard_name<typename Rows::Guard>(),
                     Rows::Target::name}...};
}

}  // namespace dealwright::machines
