// Which deals a journal holds: their plans, where they run, who started them, and one line each for
// listings. Kept by the same store as their records. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/values/digest.hpp"
#include "dsl/values/time.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::ports {

enum class Course : std::uint8_t { open, ended };

// What a listing says of a deal without reading its records. Written with the append that makes it
// so.
struct Standing {
  std::string status = "waiting";  // as machines::to_text(DealStatus) has it
  Course course = Course::open;
  values::TimePoint since;  // when it became so
  friend bool operator==(const Standing&, const Standing&) = default;
};

// What it points to outlives the call.
struct NewDeal {
  std::string_view id;   // also the name of its stream
  std::string_view key;  // the same key never makes a second deal; empty: none
  values::Digest plan;
  std::string_view plan_json;  // kept once for each digest
  std::string_view profile;    // of the network it runs in, pinned; kept as it is
  values::TimePoint created;
  std::string_view by;  // who started it
};

enum class Place : std::uint8_t { journal, archive };

struct DealEntry {
  std::string id;
  std::string key;
  values::Digest plan;
  values::TimePoint created;
  std::string by;
  Standing standing;
  Place place = Place::journal;  // an archived deal keeps its line; its records are in the archive
  friend bool operator==(const DealEntry&, const DealEntry&) = default;
};

enum class Creation : std::uint8_t { made, was_there };
struct Created {
  Creation creation = Creation::made;
  DealEntry deal;  // the one that was made, or the one that the key made before
};

enum class DealScope : std::uint8_t { all, open, ended };
struct DealQuery {
  DealScope scope = DealScope::all;
  std::string status;    // only these; empty: all
  std::string after;     // `next` of the page before; empty: from the start
  std::size_t most = 0;  // of one page, at least 1
};
struct DealPage {
  std::vector<DealEntry> deals;
  std::string next;  // for the page behind this one; empty: there is none
};
struct StatusCount {
  std::string status;
  std::uint64_t deals = 0;
  friend bool operator==(const StatusCount&, const StatusCount&) = default;
};

class DealCatalogue {
 public:
  virtual ~DealCatalogue() = default;

  // One transaction, durable when it returns; a result for each, in order. A key that was used
  // gives the deal that it made, as long as the plan is the same; `refused` when the plan differs,
  // or when the id is taken.
  [[nodiscard]] virtual Result<std::vector<Result<Created>>> create(
      std::span<const NewDeal> deals) = 0;
  [[nodiscard]] virtual Result<std::optional<DealEntry>> find(std::string_view id) = 0;
  [[nodiscard]] virtual Result<std::optional<DealEntry>> find_by_key(std::string_view key) = 0;
  // Open deals first, the newest of them on top, then those that ended, likewise.
  [[nodiscard]] virtual Result<DealPage> list(const DealQuery& query) = 0;
  // In the order of the words.
  [[nodiscard]] virtual Result<std::vector<StatusCount>> count() = 0;
  // The canonical JSON of a plan; `refused` when no deal has it.
  [[nodiscard]] virtual Result<std::string> plan_json(const values::Digest& plan) = 0;
  // `refused` when there is no such deal.
  [[nodiscard]] virtual Result<std::string> profile(std::string_view id) = 0;
};

[[nodiscard]] inline Result<Created> create(DealCatalogue& catalogue, const NewDeal& deal) {
  auto results = catalogue.create(std::span(&deal, 1));
  if (!results) return std::unexpected(std::move(results.error()));
  return std::move(results->front());
}

}  // namespace dealwright::ports
