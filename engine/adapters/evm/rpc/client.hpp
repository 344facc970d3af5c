// Asking a chain: one call or a batch over a fleet of endpoints, with failover, and with a quorum
// where a lie would cost money. Start here. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/adapters/evm/rpc/cache.hpp"
#include "engine/adapters/evm/rpc/error_class.hpp"
#include "engine/adapters/evm/rpc/fleet.hpp"
#include "engine/adapters/evm/rpc/message.hpp"
#include "engine/adapters/evm/rpc/transport.hpp"

namespace dealwright::rpc {

struct Settings {
  std::uint64_t chain_id = 0;  // every endpoint is asked for it before anything else
  values::Duration call_time_out = values::seconds(10);
  std::size_t reply_bytes_max = std::size_t{32} * 1024 * 1024;
  std::size_t quorum = 1;  // endpoints that must say the same to a critical read
};

struct Failure {
  ErrorClass is = ErrorClass::unknown;
  // Of a send: whether a node may act on it. A caller that reads only `is` is wrong about sends.
  Delivery delivery = Delivery::not_sent;
  ErrorAnswer answer;    // of the node, where it gave one
  std::string what;      // for people, without the endpoint's address
  std::string endpoint;  // its name; empty when none could be asked
};
using Outcome = std::expected<std::string, Failure>;  // the result, as JSON text

enum class Weight : std::uint8_t { plain, critical };

class Client {
 public:
  // `transport` outlives the client. `now` never goes back.
  Client(Settings settings, std::vector<Endpoint> endpoints, Transport& transport,
         std::function<values::TimePoint()> now);

  // Reads are asked of one endpoint after another until one answers; a critical read of as many as
  // agree, and it fails when they disagree. Critical reads name a block by hash or number: of
  // `latest`, honest endpoints say different things.
  // A send goes on to the next endpoint only while it is certain that no byte of it left: what
  // may have arrived is the caller's to look up.
  [[nodiscard]] Outcome call(const Call& call, Weight weight = Weight::plain);

  // Reads, of one endpoint that answers all; an outcome for each, in order. No sends (asserted).
  [[nodiscard]] std::vector<Outcome> batch(std::span<const Call> calls);

  // A new head was seen: what was kept for the one before it is dropped.
  void head_changed(std::uint64_t number);

  [[nodiscard]] Fleet& fleet() { return fleet_; }
  [[nodiscard]] const Cache& cache() const { return cache_; }

 private:
  using Asked = std::expected<std::vector<Outcome>, Failure>;
  [[nodiscard]] Asked ask(std::size_t i, std::span<const Call> calls);
  [[nodiscard]] bool is_met(std::size_t i);
  [[nodiscard]] Outcome plain(const Call& call);
  [[nodiscard]] Outcome by_quorum(const Call& call);
  [[nodiscard]] Failure nobody_left() const;
  void note_head(std::size_t i, const Call& call, const std::string& result);

  Settings settings_;
  Fleet fleet_;
  Cache cache_;
  Transport& transport_;
  std::function<values::TimePoint()> now_;
  std::uint64_t next_id_ = 1;
};

}  // namespace dealwright::rpc
