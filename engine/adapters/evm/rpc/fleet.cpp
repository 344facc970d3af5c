// Standings of endpoints and the order that follows from them.
#include "engine/adapters/evm/rpc/fleet.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "dsl/values/assertion.hpp"

namespace dealwright::rpc {
namespace {

values::Duration rest_after(unsigned failures) {
  values::Duration rest = rest_first;
  for (unsigned i = 1; i < failures && rest < rest_max; ++i)
    rest = rest + rest;
  return std::min(rest, rest_max);
}

}  // namespace

std::string_view to_text(Standing standing) {
  switch (standing) {
    case Standing::unmet: return "not asked yet";
    case Standing::usable: return "usable";
    case Standing::reading: return "only read from";
    case Standing::resting: return "resting";
    case Standing::quarantined: return "quarantined";
  }
  DEALWRIGHT_UNREACHABLE("standing");
}

Fleet::Fleet(std::vector<Endpoint> endpoints) {
  DEALWRIGHT_ASSERT(!endpoints.empty() && endpoints.size() <= endpoints_max);
  std::set<std::string> names;
  for (Endpoint& endpoint : endpoints) {
    DEALWRIGHT_ASSERT(names.insert(endpoint.name).second);
    states_.push_back({.endpoint = std::move(endpoint)});
  }
}

std::vector<std::size_t> Fleet::order(values::TimePoint now, Use use) const {
  std::vector<std::size_t> preferred;
  std::vector<std::size_t> unmet;
  std::vector<std::size_t> last;
  std::vector<std::size_t> at_rest;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    switch (states_[i].standing) {
      case Standing::usable: (is_behind(i) ? last : preferred).push_back(i); break;
      case Standing::unmet: unmet.push_back(i); break;
      case Standing::reading:
        if (use == Use::read) last.push_back(i);
        break;
      case Standing::resting: (states_[i].rests_until <= now ? unmet : at_rest).push_back(i); break;
      case Standing::quarantined: break;
    }
  }
  preferred.insert(preferred.end(), unmet.begin(), unmet.end());
  preferred.insert(preferred.end(), last.begin(), last.end());
  if (preferred.empty() && !at_rest.empty()) {
    preferred.push_back(*std::ranges::min_element(
        at_rest, {}, [&](std::size_t i) { return states_[i].rests_until; }));
  }
  return preferred;
}

void Fleet::met(std::size_t i, Standing standing, NodeKind node, std::string reason) {
  EndpointState& state = states_[i];
  if (state.standing == Standing::quarantined) return;
  state.standing = standing;
  state.node = node;
  state.reason = std::move(reason);
  state.failures = 0;
}

void Fleet::answered(std::size_t i) { states_[i].failures = 0; }

void Fleet::failed(std::size_t i, values::TimePoint now, std::string reason) {
  EndpointState& state = states_[i];
  if (state.standing == Standing::quarantined) return;
  // Whoever comes back is asked again who it is: another node may answer at the same address.
  state.standing = Standing::resting;
  state.reason = std::move(reason);
  ++state.failures;
  state.rests_until = now + rest_after(state.failures);
}

void Fleet::quarantine(std::size_t i, std::string reason) {
  states_[i].standing = Standing::quarantined;
  states_[i].reason = std::move(reason);
}

void Fleet::release(std::size_t i) {
  states_[i].standing = Standing::unmet;
  states_[i].reason.clear();
  states_[i].failures = 0;
}

void Fleet::saw_head(std::size_t i, std::uint64_t number) {
  states_[i].head = number;
  know_head(number);
}

void Fleet::know_head(std::uint64_t number) { highest_ = std::max(highest_, number); }

bool Fleet::is_behind(std::size_t i) const {
  return highest_ > blocks_behind_max && states_[i].head < highest_ - blocks_behind_max;
}

}  // namespace dealwright::rpc
