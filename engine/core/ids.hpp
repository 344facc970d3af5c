// Numbers for the names of a plan: each kind its own type, so that a bucket cannot stand where an
// asset is meant. A number is the place of the thing in the plan's list, so it means the same as
// long as the plan's identity does.
#pragma once

#include <compare>
#include <cstdint>

namespace dealwright::core {

template <class Kind>
struct Id {
  std::uint32_t value = 0;
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using AssetId = Id<struct OfAsset>;
using BucketId = Id<struct OfBucket>;
using HoldingId = Id<struct OfHolding>;
using PositionId = Id<struct OfPosition>;
using StepId = Id<struct OfStep>;
using ActionId = Id<struct OfAction>;  // in the order of steps and items, groups entered
using LimitId = Id<struct OfLimit>;
using ModuleId = Id<struct OfModule>;

}  // namespace dealwright::core
