// Finding a name by its place, and what kinds of names are called.
#include "dsl/sema/names.hpp"

#include <algorithm>

namespace dealwright::sema {

const NameUse* NameIndex::at(std::uint32_t offset) const {
  auto after =
      std::ranges::upper_bound(uses, offset, {}, [](const NameUse& use) { return use.span.begin; });
  // A name that ends where the next begins (`a` and `b` of `a,b` never do) gives way to it.
  while (after != uses.begin()) {
    --after;
    if (offset <= after->span.end) return &*after;
    if (after->span.end < offset) return nullptr;
  }
  return nullptr;
}

std::string_view to_text(NameKind kind) {
  switch (kind) {
    case NameKind::asset: return "asset";
    case NameKind::variable: return "any asset";
    case NameKind::deal: return "deal";
    case NameKind::strategy: return "strategy";
    case NameKind::param: return "parameter";
    case NameKind::bucket: return "bucket";
    case NameKind::holding: return "holding";
    case NameKind::position: return "position";
    case NameKind::step: return "step";
    case NameKind::role: return "role";
    case NameKind::module: return "module";
    case NameKind::contract: return "contract";
    case NameKind::setting: return "setting";
    case NameKind::state: return "state";
    case NameKind::query: return "query";
    case NameKind::action: return "action";
    case NameKind::parameter: return "argument";
    case NameKind::result: return "result";
    case NameKind::outcome: return "failure";
    case NameKind::local: return "local value";
    case NameKind::market: return "market";
    case NameKind::cycle: return "cycle";
  }
  return {};
}

}  // namespace dealwright::sema
