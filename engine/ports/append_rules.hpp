// The rules that every journal store keeps, written once for all of them: what an append must
// agree with, what a deal may be called, where a page of a listing begins.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/ports/deal_catalogue.hpp"
#include "engine/ports/journal_store.hpp"

namespace dealwright::ports {

// Why a name cannot be a stream's or deal's: empty, too long, or with bytes that no line can show.
[[nodiscard]] std::optional<Error> name_fault(std::string_view name);
// Why a batch cannot be looked at.
[[nodiscard]] std::optional<Error> batch_fault(std::span<const Append> appends);
// Why records cannot be appended to a stream whose head is `now`.
[[nodiscard]] std::optional<Error> append_fault(const Head& now, const Append& one);
// The head behind an append without a fault.
[[nodiscard]] Head head_after(const Append& one);

[[nodiscard]] Error ahead_of_its_stream(const Snapshot& snapshot);

[[nodiscard]] std::optional<Error> deal_fault(const NewDeal& deal);
[[nodiscard]] DealEntry entry_of(const NewDeal& deal);
// What a key that was used before means for a deal that comes with it.
[[nodiscard]] Result<Created> made_before(const DealEntry& first, const NewDeal& deal);
[[nodiscard]] Error id_is_taken(std::string_view id);
[[nodiscard]] Error no_such_deal(std::string_view id);
[[nodiscard]] Error no_such_plan(const values::Digest& plan);

// Deals are numbered as they are made. A page holds those of `course` with a number less than
// `before`, and then those of the courses behind it.
struct PageStart {
  Course course = Course::open;
  std::uint64_t before = UINT64_MAX;
};
[[nodiscard]] Result<PageStart> place_of(const DealQuery& query);
[[nodiscard]] std::string to_text(const PageStart& start);
[[nodiscard]] bool is_in(DealScope scope, Course course);

}  // namespace dealwright::ports
