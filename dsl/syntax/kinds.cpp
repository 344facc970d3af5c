// The names of the kinds, as diagnostics and tests print them.
#include "dsl/syntax/kinds.hpp"

#include "dsl/values/assertion.hpp"

namespace dealwright::syntax {

std::string_view to_text(Kind kind) {
  switch (kind) {
#define DEALWRIGHT_KIND(name) \
  case Kind::name: return #name;
    DEALWRIGHT_SYNTAX_KINDS(DEALWRIGHT_KIND)
#undef DEALWRIGHT_KIND
  }
  DEALWRIGHT_UNREACHABLE("to_text(Kind)");
}

}  // namespace dealwright::syntax
