// Reference pages in Markdown from the `///` lines of deals and protocol modules.
#pragma once

#include <string>

#include "dsl/sema/model.hpp"

namespace dealwright::app {

// Every deal and protocol that the file itself declares, in its order.
[[nodiscard]] std::string reference_of(const sema::Model& model);

}  // namespace dealwright::app
