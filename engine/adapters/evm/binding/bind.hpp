// From a request to the calls that carry it out: contracts and names looked up in the network's
// book, arguments in base units and as bytes. Pure. What is not on the plan's allow-list, not in
// the book, or of a unit that nobody knows is refused, with words.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "dsl/values/time.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/network/profile.hpp"
#include "engine/core/request.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::binding {

struct BoundCall {
  std::string contract;   // as the plan names it
  std::string signature;  // of the function
  values::Address to;
  values::Amount value;  // wei
  crypto::Bytes data;
  friend bool operator==(const BoundCall&, const BoundCall&) = default;
};

struct Binding {
  const core::Terms& terms;
  const network::Profile& book;
  values::Address self;        // the deal's account
  values::TimePoint now;       // what `now` means
  values::TimePoint deadline;  // and `deadline`
};

inline constexpr std::size_t calls_of_an_action_max = 16;

// The calls of all parts, in order: each is to be made when the one before it has succeeded. Groups
// that must happen in one transaction are not taken apart: refused.
[[nodiscard]] std::expected<std::vector<BoundCall>, std::string> bind(const Binding& binding,
                                                                      const core::Request& request);

// Where a contract of the plan stands: an entry of the book, or the token of an asset.
[[nodiscard]] std::expected<values::Address, std::string> address_of(const network::Profile& book,
                                                                     const plan::Plan& plan,
                                                                     std::string_view contract);

}  // namespace dealwright::binding
