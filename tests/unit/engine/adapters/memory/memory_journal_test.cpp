// Order, fencing and chaining of appends.
#include "engine/adapters/memory/memory_journal.hpp"

#include <gtest/gtest.h>

namespace dealwright::memory {
namespace {

using ports::ErrorCode;
using ports::Head;

journal::Record next(const Head& head, std::string payload = "{}") {
  journal::Record record{.stream = "deal",
                         .sequence = head.sequence + 1,
                         .kind = "observed",
                         .epoch = head.epoch,
                         .payload = std::move(payload),
                         .previous = head.hash};
  record.hash = journal::hash_of(record);
  return record;
}

TEST(MemoryJournal, AppendMovesTheHeadToTheLastRecord) {
  MemoryJournal store;
  const Head start = store.take_over("deal").value();
  EXPECT_EQ(start.epoch, 1U);
  const journal::Record record = next(start);
  const Head after = store.append("deal", start, std::vector{record}).value();
  EXPECT_EQ(after.sequence, 1U);
  EXPECT_EQ(after.hash, record.hash);
  EXPECT_EQ(store.head("deal").value(), after);
  EXPECT_EQ(store.read("deal", 1, 10).value(), std::vector{record});
}

TEST(MemoryJournal, RefusesAnAppendFromBehindTheHead) {
  MemoryJournal store;
  const Head start = store.take_over("deal").value();
  ASSERT_TRUE(store.append("deal", start, std::vector{next(start)}).has_value());
  const auto late = store.append("deal", start, std::vector{next(start, "{\"late\":1}")});
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::conflict);
  EXPECT_EQ(store.head("deal").value().sequence, 1U);
}

TEST(MemoryJournal, AWriterThatWasTakenOverWritesNothing) {
  MemoryJournal store;
  const Head first = store.take_over("deal").value();
  const Head second = store.take_over("deal").value();
  const auto stale = store.append("deal", first, std::vector{next(first)});
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().code, ErrorCode::fenced);
  EXPECT_TRUE(store.append("deal", second, std::vector{next(second)}).has_value());
}

TEST(MemoryJournal, AnAppendIsAllOrNothing) {
  MemoryJournal store;
  const Head start = store.take_over("deal").value();
  journal::Record good = next(start);
  journal::Record gap = next({.sequence = 5, .epoch = start.epoch, .hash = good.hash});
  EXPECT_EQ(store.append("deal", start, std::vector{good, gap}).error().code, ErrorCode::corrupt);
  EXPECT_TRUE(store.read("deal", 1, 10).value().empty());
}

TEST(MemoryJournal, ReadsFromTheMiddleAndPastTheEnd) {
  MemoryJournal store;
  Head head = store.take_over("deal").value();
  for (int i = 0; i < 5; ++i)
    head = store.append("deal", head, std::vector{next(head)}).value();
  EXPECT_EQ(store.read("deal", 3, 2).value().size(), 2U);
  EXPECT_EQ(store.read("deal", 3, 2).value()[0].sequence, 3U);
  EXPECT_TRUE(store.read("deal", 6, 2).value().empty());
  EXPECT_TRUE(store.read("other", 1, 2).value().empty());
}

}  // namespace
}  // namespace dealwright::memory
