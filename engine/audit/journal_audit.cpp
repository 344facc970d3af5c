// The walk over a store.
#include "engine/audit/journal_audit.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "dsl/plan/canonical.hpp"
#include "engine/core/terms.hpp"
#include "engine/journal/codec.hpp"

namespace dealwright::audit {
namespace {

using ports::DealCatalogue;
using ports::ErrorCode;
using ports::JournalStore;
using ports::Result;
using ports::StreamHead;

class Walk {
 public:
  Walk(JournalStore& store, DealCatalogue& deals, std::span<const Mark> marks)
      : store_(store), deals_(deals) {
    for (const Mark& mark : marks)
      marks_[mark.stream].push_back(mark);
  }

  Result<JournalAudit> all(const std::function<void(std::uint64_t)>& on_stream) {
    std::string after;
    while (true) {
      const auto heads = store_.heads(after, streams_a_read);
      if (!heads) return std::unexpected(heads.error());
      if (heads->empty()) break;
      for (const StreamHead& head : *heads) {
        if (auto done = one(head); !done) return std::unexpected(done.error());
        ++audit_.streams;
        if (on_stream) on_stream(audit_.streams);
        if (audit_.findings.size() >= findings_max) return std::move(audit_);
      }
      after = heads->back().stream;
    }
    for (const auto& [stream, left] : marks_) {
      audit_.findings.push_back(
          {.stream = stream, .what = "it was exported, and the journal does not have it"});
    }
    return std::move(audit_);
  }

 private:
  Result<void> one(const StreamHead& head) {
    std::vector<Mark> marks;
    if (const auto own = marks_.find(head.stream); own != marks_.end()) {
      marks = std::move(own->second);
      marks_.erase(own);
    }
    const auto deal = deals_.find(head.stream);
    if (!deal) return std::unexpected(deal.error());
    if (*deal && (*deal)->place == ports::Place::archive) {
      ++audit_.archived;
      return {};
    }
    StreamAudit stream(head.stream, std::move(marks));
    bool readable = true;
    while (!stream.is_broken() && stream.records() < head.head.sequence) {
      const auto records = store_.read(head.stream, stream.records() + 1, records_a_read);
      if (!records && records.error().code != ErrorCode::corrupt)
        return std::unexpected(records.error());
      if (!records) {
        audit_.findings.push_back({.stream = head.stream,
                                   .sequence = stream.records() + 1,
                                   .what = records.error().what});
        return {};
      }
      if (records->empty()) break;
      stream.add(*records);
      if (readable && !stream.is_broken() && *deal) readable = can_read(**deal, *records);
      audit_.newest = std::max(audit_.newest, records->back().at);
    }
    audit_.records += stream.records();
    auto found = stream.end(head.head.sequence, head.head.epoch, head.head.hash);
    audit_.findings.insert(audit_.findings.end(), std::make_move_iterator(found.begin()),
                           std::make_move_iterator(found.end()));
    return {};
  }

  // Whether this release understands the records; the first that it does not is a finding.
  bool can_read(const ports::DealEntry& deal, std::span<const journal::Record> records) {
    const core::Terms* const terms = terms_of(deal);
    if (terms == nullptr) return false;
    for (const journal::Record& record : records) {
      const auto fact = journal::decode(*terms, record);
      const bool of_the_plan = record.plan == deal.plan;
      if (fact && of_the_plan) continue;
      audit_.findings.push_back(
          {.stream = deal.id,
           .sequence = record.sequence,
           .what =
               of_the_plan ? fact.error() : "it was written under a plan that the deal has not"});
      return false;
    }
    return true;
  }

  const core::Terms* terms_of(const ports::DealEntry& deal) {
    if (const auto known = terms_.find(deal.plan); known != terms_.end())
      return known->second.get();
    std::unique_ptr<core::Terms>& terms = terms_[deal.plan];
    const auto say = [&](std::string what) {
      audit_.findings.push_back({.stream = deal.id, .what = std::move(what)});
    };
    const auto json = deals_.plan_json(deal.plan);
    if (!json) {
      say("its plan cannot be read: " + json.error().what);
      return nullptr;
    }
    // The identity of a plan is the digest of its canonical JSON.
    auto plan = plan::read_plan(*json);
    if (values::sha256(*json) != deal.plan || !plan || !plan::find_faults(*plan).empty()) {
      say("its plan is not the one that it was started with");
      return nullptr;
    }
    terms = std::make_unique<core::Terms>(std::move(*plan));
    return terms.get();
  }

  JournalStore& store_;
  DealCatalogue& deals_;
  std::map<std::string, std::vector<Mark>, std::less<>> marks_;  // not met yet
  std::map<values::Digest, std::unique_ptr<core::Terms>> terms_;
  JournalAudit audit_;
};

}  // namespace

Result<JournalAudit> audit(JournalStore& store, DealCatalogue& deals, std::span<const Mark> marks,
                           const std::function<void(std::uint64_t)>& on_stream) {
  return Walk(store, deals, marks).all(on_stream);
}

Result<std::vector<Mark>> marks_of(JournalStore& store) {
  std::vector<Mark> marks;
  std::string after;
  while (true) {
    const auto heads = store.heads(after, streams_a_read);
    if (!heads) return std::unexpected(heads.error());
    if (heads->empty()) return marks;
    for (const StreamHead& one : *heads) {
      if (one.head.sequence == 0) continue;
      marks.push_back({.stream = one.stream, .sequence = one.head.sequence, .hash = one.head.hash});
    }
    after = heads->back().stream;
  }
}

}  // namespace dealwright::audit
