// A chain as a world of one deal: attempts become orders of its account, what was mined becomes
// outcomes. What is durable of it is the account's stream; the rest can be lost at any point.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/adapters/evm/account/account.hpp"
#include "engine/adapters/evm/network/profile.hpp"
#include "engine/adapters/evm/rpc/client.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::onchain {

// All of it outlives the world.
struct Place {
  const core::Terms& terms;
  std::string deal;  // its id
  const network::Profile& book;
  account::Account& account;
  rpc::Client& client;
  std::function<values::TimePoint()> now;
  // Until then, or until a block may have come.
  std::function<void(values::TimePoint until)> wait;
};

class ChainWorld final : public ports::World {
 public:
  explicit ChainWorld(Place place) : place_(std::move(place)) {}

  [[nodiscard]] values::TimePoint now() override { return place_.now(); }
  // `refused`: what the network's book does not have, or no chain can do. One order for each call,
  // all durable when it returns.
  [[nodiscard]] ports::Result<void> perform(const core::Request& request) override;
  [[nodiscard]] ports::Result<void> look_up(const std::string& attempt) override;
  [[nodiscard]] ports::Result<void> cancel(const std::string& attempt) override;
  [[nodiscard]] ports::Result<ports::Answers> read(const core::ReadValues& asked) override;
  [[nodiscard]] ports::Result<std::optional<core::Signal>> next(
      std::optional<values::TimePoint> until) override;

 private:
  [[nodiscard]] std::string order_name(const std::string& attempt, std::size_t call) const;
  [[nodiscard]] ports::Result<std::vector<const transactions::Transaction*>> orders_of(
      const std::string& attempt);
  // Nothing while it is open.
  [[nodiscard]] ports::Result<std::optional<core::Outcome>> outcome_of(
      const std::string& attempt, const std::vector<const transactions::Transaction*>& orders);
  [[nodiscard]] ports::Result<void> settle_watched();
  void tell(const std::string& attempt, core::Outcome outcome);

  Place place_;
  std::set<std::string> watched_;  // attempts whose outcome is awaited
  std::deque<core::Signal> told_;
};

}  // namespace dealwright::onchain
