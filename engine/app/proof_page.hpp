// A proof as people and machines read it.
#pragma once

#include <string>
#include <string_view>

#include "dsl/diagnostics/render.hpp"
#include "engine/core/terms.hpp"
#include "engine/prove/prove.hpp"

namespace dealwright::app {

[[nodiscard]] std::string proof_page(const core::Terms& terms, const prove::Proof& proof,
                                     diagnostics::Colour colour);
[[nodiscard]] std::string proof_as_json(const core::Terms& terms, const prove::Proof& proof);
// A SARIF 2.1.0 log; a refuted limit comes with its counterexample as a code flow. `source` is the
// deal's text, to say on which line a limit stands.
[[nodiscard]] std::string proof_as_sarif(const core::Terms& terms, const prove::Proof& proof,
                                         std::string_view file, std::string_view source);

}  // namespace dealwright::app
