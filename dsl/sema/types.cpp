// The written form of types, for messages.
#include "dsl/sema/types.hpp"

namespace dealwright::sema {

std::string to_text(const Type& type) {
  switch (type.kind) {
    case TypeKind::unknown: return "unknown";
    case TypeKind::number: return values::to_text(type.unit);
    case TypeKind::duration: return "duration";
    case TypeKind::time: return "time";
    case TypeKind::truth: return "truth";
    case TypeKind::text: return "text";
    case TypeKind::address: return "address";
    case TypeKind::asset: return "the asset " + type.asset;
    case TypeKind::route: return "route of " + type.asset;
    case TypeKind::collateral: return "Collateral of " + type.asset;
    case TypeKind::debt: return "Debt of " + type.asset;
    case TypeKind::bucket: return "bucket";
    case TypeKind::cycle: return "cycle from " + type.asset;
    case TypeKind::raw: return "a contract's answer";
  }
  return {};
}

std::string in_words(const Type& type) {
  switch (type.kind) {
    case TypeKind::number: return type.is_plain() ? "a ratio" : to_text(type);
    case TypeKind::truth: return "a condition";
    case TypeKind::duration:
    case TypeKind::time:
    case TypeKind::text:
    case TypeKind::bucket:
    case TypeKind::route:
    case TypeKind::collateral:
    case TypeKind::debt:
    case TypeKind::cycle: return "a " + to_text(type);
    case TypeKind::address: return "an address";
    case TypeKind::unknown:
    case TypeKind::asset:
    case TypeKind::raw: return to_text(type);
  }
  return {};
}

}  // namespace dealwright::sema
