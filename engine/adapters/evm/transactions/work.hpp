// What is to be done now, from the state alone: after a crash the same work follows from the same
// facts, so that resuming needs no list of what was under way.
#pragma once

#include <string>
#include <vector>

#include "engine/adapters/evm/transactions/account_state.hpp"

namespace dealwright::transactions {

struct Work {
  std::vector<std::string> to_examine;  // in the order in which they were ordered
  std::vector<std::string> to_sign;     // in the order of nonces
  // In the order of nonces: bytes that no node is known to have.
  std::vector<std::string> to_send;
  // Of these it is only known that a node had them: sent again from time to time.
  std::vector<std::string> to_send_again;
  std::vector<std::string> to_look_for;
};
[[nodiscard]] Work work_of(const AccountState& state);

}  // namespace dealwright::transactions
