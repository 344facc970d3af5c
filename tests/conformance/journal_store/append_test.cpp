// Order, fencing, chaining and batching of appends; reading; snapshots.
#include <algorithm>
#include <map>
#include <optional>
#include <random>

#include "tests/conformance/journal_store/homes.hpp"

namespace dealwright::tests {
namespace {

using journal::Record;
using ports::Append;
using ports::ErrorCode;
using ports::Head;
using ports::JournalStore;
using ports::Snapshot;

template <class Home>
class Appends : public testing::Test {
 protected:
  JournalStore& store() { return home.store(); }
  Head taken_over(std::string_view stream) { return ports::take_over(store(), stream).value(); }
  Home home;
};
TYPED_TEST_SUITE(Appends, Homes);
template <class Home>
class Reads : public Appends<Home> {};
TYPED_TEST_SUITE(Reads, Homes);
template <class Home>
class Names : public Appends<Home> {};
TYPED_TEST_SUITE(Names, Homes);
template <class Home>
class Batches : public Appends<Home> {};
TYPED_TEST_SUITE(Batches, Homes);
template <class Home>
class Snapshots : public Appends<Home> {};
TYPED_TEST_SUITE(Snapshots, Homes);

TYPED_TEST(Appends, MoveTheHeadToTheLastRecord) {
  const Head start = this->taken_over("deal");
  EXPECT_EQ(start, (Head{.sequence = 0, .epoch = 1, .hash = {}}));
  const auto records = records_after("deal", start, 3);
  const Head after = ports::append(this->store(), {"deal", start, records}).value();
  EXPECT_EQ(after.sequence, 3U);
  EXPECT_EQ(after.hash, records.back().hash);
  EXPECT_EQ(this->store().head("deal").value(), after);
  EXPECT_EQ(this->store().read("deal", 1, 10).value(), records);
}

TYPED_TEST(Appends, AreThereAfterAnotherStart) {
  const Head start = this->taken_over("deal");
  const auto records = records_after("deal", start, 4);
  const Head after = ports::append(this->store(), {"deal", start, records}).value();
  this->home.again();
  EXPECT_EQ(this->store().head("deal").value(), after);
  EXPECT_EQ(this->store().read("deal", 1, 10).value(), records);
  const auto more = records_after("deal", after, 2);
  ASSERT_TRUE(ports::append(this->store(), {"deal", after, more}).has_value());
  EXPECT_EQ(this->store().read("deal", 5, 10).value(), more);
}

TYPED_TEST(Appends, FromBehindTheHeadAreRefused) {
  const Head start = this->taken_over("deal");
  const auto first = records_after("deal", start);
  const auto late = records_after("deal", start, 1, R"({"late":1})");
  ASSERT_TRUE(ports::append(this->store(), {"deal", start, first}).has_value());
  EXPECT_EQ(code_of(ports::append(this->store(), {"deal", start, late})), ErrorCode::conflict);
  EXPECT_EQ(this->store().read("deal", 1, 10).value(), first);
}

TYPED_TEST(Appends, OfAWriterThatWasTakenOverAreFenced) {
  const Head first = this->taken_over("deal");
  const Head second = this->taken_over("deal");
  EXPECT_EQ(second.epoch, first.epoch + 1);
  const auto stale = records_after("deal", first);
  EXPECT_EQ(code_of(ports::append(this->store(), {"deal", first, stale})), ErrorCode::fenced);
  EXPECT_TRUE(this->store().read("deal", 1, 10).value().empty());
  EXPECT_TRUE(
      ports::append(this->store(), {"deal", second, records_after("deal", second)}).has_value());
}

TYPED_TEST(Appends, AreAllOrNothing) {
  const Head start = this->taken_over("deal");
  auto records = records_after("deal", start, 3);
  records[2].sequence = 7;
  EXPECT_EQ(code_of(ports::append(this->store(), {"deal", start, records})), ErrorCode::refused);
  EXPECT_TRUE(this->store().read("deal", 1, 10).value().empty());
  EXPECT_EQ(this->store().head("deal").value(), start);
}

TYPED_TEST(Appends, ThatDoNotGoOnFromTheHeadAreRefused) {
  const Head start = this->taken_over("deal");
  for (const auto& spoil : std::vector<void (*)(Record&)>{
           [](Record& r) { r.sequence = 2; }, [](Record& r) { r.sequence = 0; },
           [](Record& r) { r.epoch += 1; }, [](Record& r) { r.stream = "other"; },
           [](Record& r) { r.previous = values::sha256("x"); }}) {
    auto records = records_after("deal", start);
    spoil(records[0]);
    EXPECT_EQ(code_of(ports::append(this->store(), {"deal", start, records})), ErrorCode::refused);
  }
  EXPECT_EQ(this->store().head("deal").value(), start);
}

TYPED_TEST(Appends, OfABatchSucceedAndFailEachForItself) {
  const std::vector<std::string_view> names = {"a", "b", "c", "d"};
  const auto heads = this->store().take_over(names).value();
  ASSERT_EQ(heads.size(), names.size());
  const Head newer = this->taken_over("b");
  std::vector<std::vector<Record>> records;
  for (std::size_t i = 0; i < names.size(); ++i)
    records.push_back(records_after(names[i], heads[i], 2));
  records[2][1].previous = values::sha256("x");
  std::vector<Append> batch;
  for (std::size_t i = 0; i < names.size(); ++i)
    batch.push_back({names[i], heads[i], records[i]});
  const auto results = this->store().append(batch).value();
  ASSERT_EQ(results.size(), 4U);
  EXPECT_TRUE(results[0].has_value());
  EXPECT_EQ(code_of(results[1]), ErrorCode::fenced);
  EXPECT_EQ(code_of(results[2]), ErrorCode::refused);
  EXPECT_TRUE(results[3].has_value());
  this->home.again();
  EXPECT_EQ(this->store().read("a", 1, 10).value(), records[0]);
  EXPECT_EQ(this->store().head("b").value(), newer);
  EXPECT_EQ(this->store().head("c").value(), heads[2]);
  EXPECT_EQ(this->store().read("d", 1, 10).value(), records[3]);
}

TYPED_TEST(Appends, OfABatchSeeEarlierOnes) {
  const Head start = this->taken_over("deal");
  const auto first = records_after("deal", start, 2);
  const Head between{.sequence = 2, .epoch = start.epoch, .hash = first.back().hash};
  const auto second = records_after("deal", between, 1);
  const std::vector<Append> batch = {
      {"deal", start, first}, {"deal", between, second}, {"deal", start, first}};
  const auto results = this->store().append(batch).value();
  EXPECT_TRUE(results[0].has_value());
  EXPECT_TRUE(results[1].has_value());
  EXPECT_EQ(code_of(results[2]), ErrorCode::conflict);
  EXPECT_EQ(this->store().read("deal", 1, 10).value().size(), 3U);
}

TYPED_TEST(Appends, NeedAStreamThatSomebodyTookOver) {
  const Head nobody;
  const auto records = records_after("deal", nobody);
  // Epoch 0 is nobody's: it may write what no engine ever owned, and nothing once one did.
  ASSERT_TRUE(ports::append(this->store(), {"deal", nobody, records}).has_value());
  const Head owned = this->taken_over("deal");
  EXPECT_EQ(owned.sequence, 1U);
  EXPECT_EQ(code_of(ports::append(this->store(), {"deal", nobody, records})), ErrorCode::fenced);
}

TYPED_TEST(Appends, WithoutRecordsOnlyCompareTheHead) {
  const Head start = this->taken_over("deal");
  EXPECT_EQ(ports::append(this->store(), {"deal", start, {}}).value(), start);
  EXPECT_EQ(code_of(ports::append(this->store(), {"deal", Head{.epoch = 9}, {}})),
            ErrorCode::fenced);
}

TYPED_TEST(Appends, KeepEveryByteOfEveryField) {
  Head head = this->taken_over("deal");
  std::vector<Record> all;
  for (const std::string& text :
       {std::string(), std::string("a\0b", 3), std::string("12:34:"), std::string(100'000, 'x'),
        std::string("\xff\xfe\r\n\"'"), std::string("3:abc")}) {
    auto records = records_after("deal", head, 3, text);
    Head at = head;
    for (std::size_t i = 0; i < records.size(); ++i) {
      Record& record = records[i];
      record.cause = i == 1 ? "another cause" : text;
      record.kind = i == 2 ? "k" : "observed";
      record.version = static_cast<std::uint32_t>(i == 2 ? 4'000'000'000U : 1);
      record.at.milliseconds = i == 1 ? -5 : 9'000'000'000'000'000'000;
      record.written.milliseconds = i == 0 ? 0 : static_cast<std::int64_t>(i) * 1000;
      record.plan = i == 2 ? values::sha256("other plan") : values::sha256("plan");
      record.previous = at.hash;
      record.hash = journal::hash_of(record);
      at.hash = record.hash;
    }
    head = ports::append(this->store(), {"deal", head, records}).value();
    all.insert(all.end(), records.begin(), records.end());
  }
  this->home.again();
  EXPECT_EQ(this->store().read("deal", 1, 1000).value(), all);
}

TYPED_TEST(Reads, BeginAndEndInsideAppends) {
  Head head = this->taken_over("deal");
  std::vector<Record> all;
  for (const int count : {1, 5, 2, 7, 1, 1}) {
    const auto records = records_after("deal", head, count);
    head = ports::append(this->store(), {"deal", head, records}).value();
    all.insert(all.end(), records.begin(), records.end());
  }
  for (std::size_t from = 1; from <= all.size() + 2; ++from) {
    for (std::size_t most = 1; most <= all.size() + 1; ++most) {
      const auto read = this->store().read("deal", from, most).value();
      const std::size_t count = from > all.size() ? 0 : std::min(most, all.size() - from + 1);
      ASSERT_EQ(read.size(), count) << from << " " << most;
      ASSERT_TRUE(std::equal(read.begin(), read.end(),
                             all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size()) -
                                                                       (count == 0 ? 0 : 1))))
          << from << " " << most;
    }
  }
  EXPECT_TRUE(this->store().read("deal", 0, 10).value().empty());
  EXPECT_TRUE(this->store().read("other", 1, 10).value().empty());
}

TYPED_TEST(Reads, ListHeadsInTheOrderOfNames) {
  for (const std::string_view name : {"b", "a", "d", "c"})
    (void)this->taken_over(name);
  const auto first = this->store().heads("", 3).value();
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(first[0].stream, "a");
  EXPECT_EQ(first[2].stream, "c");
  const auto rest = this->store().heads("c", 3).value();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].stream, "d");
  EXPECT_EQ(rest[0].head.epoch, 1U);
  EXPECT_TRUE(this->store().heads("d", 3).value().empty());
}

TYPED_TEST(Reads, GiveAnEmptyHeadForWhatNobodyWrote) {
  EXPECT_EQ(this->store().head("deal").value(), Head());
  EXPECT_TRUE(this->store().heads("", 10).value().empty());
}

TYPED_TEST(Names, AreHeldToTheirLimit) {
  const std::string longest(ports::name_bytes_max, 'n');
  EXPECT_TRUE(ports::take_over(this->store(), longest).has_value());
  for (const std::string& name : {std::string(), longest + "n", std::string("two words"),
                                  std::string("line\n"), std::string("nul\0", 4)}) {
    EXPECT_EQ(code_of(ports::take_over(this->store(), name)), ErrorCode::refused) << name;
    EXPECT_EQ(code_of(ports::append(this->store(), {name, {}, {}})), ErrorCode::refused) << name;
  }
}

TYPED_TEST(Names, OfABatchAreLookedAtBeforeAnyIsTakenOver) {
  const std::vector<std::string_view> names = {"good", "not good"};
  EXPECT_EQ(code_of(this->store().take_over(names)), ErrorCode::refused);
  EXPECT_EQ(this->store().head("good").value(), Head());
}

TYPED_TEST(Batches, AreHeldToTheirLimit) {
  const Head start = this->taken_over("deal");
  const std::vector<Append> batch(ports::appends_in_a_batch_max + 1, Append{"deal", start, {}});
  EXPECT_EQ(code_of(this->store().append(batch)), ErrorCode::refused);
  const std::string payload(ports::payload_bytes_max, 'x');
  const auto records = records_after("deal", start, 1, payload);
  EXPECT_EQ(code_of(ports::append(this->store(), {"deal", start, records})), ErrorCode::refused);
}

TYPED_TEST(Snapshots, TheNewestIsKeptAndGivenWhenItIsNotBehindTheBound) {
  Head head = this->taken_over("deal");
  const auto records = records_after("deal", head, 9);
  ASSERT_TRUE(ports::append(this->store(), {"deal", head, records}).has_value());
  EXPECT_EQ(this->store().snapshot("deal", 100).value(), std::nullopt);
  const auto taken = [&](std::uint64_t sequence) {
    return Snapshot{.stream = "deal",
                    .sequence = sequence,
                    .hash = records[sequence - 1].hash,
                    .format = 3,
                    .state = std::string("state\0 ", 7) + std::to_string(sequence)};
  };
  ASSERT_TRUE(this->store().keep(std::vector{taken(3)}).has_value());
  ASSERT_TRUE(this->store().keep(std::vector{taken(7)}).has_value());
  this->home.again();
  EXPECT_EQ(this->store().snapshot("deal", 9).value(), taken(7));
  EXPECT_EQ(this->store().snapshot("deal", 7).value(), taken(7));
  EXPECT_EQ(this->store().snapshot("deal", 6).value(), std::nullopt);
  EXPECT_EQ(this->store().snapshot("other", 9).value(), std::nullopt);
}

TYPED_TEST(Snapshots, BehindTheEndOfTheirStreamAreRefused) {
  EXPECT_EQ(code_of(this->store().keep(std::vector{Snapshot{.stream = "deal", .sequence = 1}})),
            ErrorCode::refused);
  (void)this->taken_over("deal");
  EXPECT_EQ(code_of(this->store().keep(std::vector{Snapshot{.stream = "deal", .sequence = 1}})),
            ErrorCode::refused);
}

// Two writers and a reader against a plain model of what must be there.
TYPED_TEST(Appends, AgreeWithAModelOverManyRandomCalls) {
  std::mt19937 random(7);
  const std::vector<std::string> names = {"a", "b", "c"};
  std::map<std::string, std::vector<Record>> model;
  std::map<std::string, std::uint64_t> epochs;
  std::map<std::string, std::vector<Head>> known;  // heads that somebody may still believe in
  for (int round = 0; round < 400; ++round) {
    const std::string& name = names[random() % names.size()];
    const auto choice = random() % 10;
    if (choice == 0 || known[name].empty()) {
      known[name].push_back(this->taken_over(name));
      EXPECT_EQ(known[name].back().epoch, ++epochs[name]);
      EXPECT_EQ(known[name].back().sequence, model[name].size());
    } else if (choice == 1) {
      this->home.again();
    } else {
      const Head believed = known[name][random() % known[name].size()];
      const auto records = records_after(name, believed, static_cast<int>(random() % 4) + 1);
      const auto result = ports::append(this->store(), {name, believed, records});
      const bool owns = believed.epoch == epochs[name];
      ASSERT_EQ(result.has_value(), owns && believed.sequence == model[name].size());
      if (!result) {
        EXPECT_EQ(result.error().code, owns ? ErrorCode::conflict : ErrorCode::fenced);
        continue;
      }
      model[name].insert(model[name].end(), records.begin(), records.end());
      known[name].push_back(*result);
    }
  }
  for (const std::string& name : names)
    EXPECT_EQ(this->store().read(name, 1, 100'000).value(), model[name]);
}

}  // namespace
}  // namespace dealwright::tests
