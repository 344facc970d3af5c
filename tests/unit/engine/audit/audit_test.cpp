// A journal that is whole passes; everything that can be wrong with one is said.
#include <functional>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "engine/audit/journal_audit.hpp"
#include "engine/audit/json_lines.hpp"
#include "tests/support/deals.hpp"
#include "tests/unit/engine/journal/runs.hpp"

namespace dealwright::audit {
namespace {

using journal::Record;
using ports::Head;

struct Lending {
  core::Terms terms{tests::lending_deal()};
  std::vector<Record> records = journal::records_of(
      terms, {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}});
};

void chain_again(std::vector<Record>& records) {
  values::Digest previous;
  for (Record& record : records) {
    record.previous = previous;
    record.hash = journal::hash_of(record);
    previous = record.hash;
  }
}

std::vector<Finding> audited(const std::vector<Record>& records, const Record& last,
                             std::vector<Mark> marks = {}) {
  StreamAudit audit("deal", std::move(marks));
  // In two portions, as a store gives them.
  audit.add(std::span(records).first(records.size() / 2));
  audit.add(std::span(records).subspan(records.size() / 2));
  return audit.end(last.sequence, last.epoch, last.hash);
}

TEST(StreamAudit, PassesWhatIsWhole) {
  const Lending deal;
  std::vector<Mark> marks;
  for (const Record& record : deal.records)
    marks.push_back({"deal", record.sequence, record.hash});
  EXPECT_TRUE(audited(deal.records, deal.records.back(), marks).empty());
}

TEST(StreamAudit, SaysWhatIsWrong) {
  const Lending deal;
  struct Case {
    const char* name;
    std::function<void(std::vector<Record>&)> spoil;
    std::uint64_t sequence;
    const char* says;
  };
  const std::vector<Case> cases = {
      {"a changed byte", [](auto& r) { r[4].payload[2] = '!'; }, 5, "it is not what was written"},
      {"a hole", [](auto& r) { r.erase(r.begin() + 3); }, 4, "its number is 5"},
      {"an epoch that went back",
       [](auto& r) {
         for (std::size_t i = 0; i < 4; ++i)
           r[i].epoch = 3;
         chain_again(r);
       },
       5, "it was written by epoch 1 after epoch 3 had taken over"},
      {"a time that went back",
       [](auto& r) {
         r[2].at.milliseconds += 1'000'000'000'000;
         chain_again(r);
       },
       4, "its time, "},
      {"another plan",
       [](auto& r) {
         r[3].plan = values::sha256("x");
         chain_again(r);
       },
       4, "it was written under another plan"},
      {"a lost tail", [](auto& r) { r.resize(r.size() - 2); }, 0,
       "its head says that it ends with record "},
  };
  for (const Case& one : cases) {
    std::vector<Record> records = deal.records;
    one.spoil(records);
    const auto found = audited(records, deal.records.back());
    ASSERT_FALSE(found.empty()) << one.name;
    EXPECT_EQ(found[0].sequence, one.sequence) << one.name;
    EXPECT_TRUE(found[0].what.starts_with(one.says)) << one.name << ": " << found[0].what;
  }
}

// The one thing that a journal cannot know of itself.
TEST(StreamAudit, ACutTailShowsAgainstWhatWasExported) {
  const Lending deal;
  const Record& last = deal.records.back();
  std::vector<Record> cut = deal.records;
  cut.resize(cut.size() - 3);
  EXPECT_TRUE(audited(cut, cut.back()).empty());
  const auto found = audited(cut, cut.back(), {{"deal", last.sequence, last.hash}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].what, "its tail is missing: it ends with record " +
                               std::to_string(cut.size()) + ", but record " +
                               std::to_string(last.sequence) + " was exported");
}

TEST(StreamAudit, AnotherHistoryShowsAgainstWhatWasExported) {
  const Lending deal;
  std::vector<Record> forged = deal.records;
  forged[3].cause = "somebody's wish";
  chain_again(forged);
  EXPECT_TRUE(audited(forged, forged.back()).empty());
  const auto found = audited(forged, forged.back(), {{"deal", 4, deal.records[3].hash}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].what.starts_with("it is not the record that was exported"));
}

class WholeJournal : public testing::Test {
 protected:
  WholeJournal() {
    const std::string json = plan::to_canonical_json(deal.terms.plan());
    EXPECT_TRUE(
        ports::create(store,
                      {.id = "deal", .plan = values::sha256(json), .plan_json = json, .by = "ada"})
            .has_value());
  }
  void write(const std::vector<Record>& records) {
    const Head head = ports::take_over(store, "deal").value();
    ASSERT_TRUE(ports::append(store, {"deal", head, records}).has_value());
  }
  Lending deal;
  memory::MemoryJournal store;
};

TEST_F(WholeJournal, IsWalkedStreamByStream) {
  write(deal.records);
  std::uint64_t told = 0;
  const auto marks = marks_of(store).value();
  ASSERT_EQ(marks.size(), 1U);
  const JournalAudit found =
      audit(store, store, marks, [&](std::uint64_t streams) { told = streams; }).value();
  EXPECT_TRUE(found.findings.empty()) << found.findings[0].what;
  EXPECT_EQ(found.streams, 1U);
  EXPECT_EQ(found.records, deal.records.size());
  EXPECT_EQ(found.newest, deal.records.back().at);
  EXPECT_EQ(told, 1U);
}

TEST_F(WholeJournal, MissesWhatWasExportedAndIsGone) {
  write(deal.records);
  const std::vector<Mark> marks = {{"other", 3, {}}};
  const auto found = audit(store, store, marks).value().findings;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].stream, "other");
  EXPECT_EQ(found[0].what, "it was exported, and the journal does not have it");
}

TEST_F(WholeJournal, HoldsOnlyWhatThisReleaseCanRead) {
  auto records = deal.records;
  records[1].kind = "gift";
  chain_again(records);
  write(records);
  const auto found = audit(store, store, {}).value().findings;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].sequence, 2U);
  EXPECT_TRUE(found[0].what.starts_with("the kind `gift` is unknown to this release"));
}

TEST(JsonLines, HoldEveryFieldOfARecord) {
  const Lending deal;
  for (const Record& record : deal.records) {
    const auto line = nlohmann::json::parse(to_line(record));
    EXPECT_EQ(line["stream"], record.stream);
    EXPECT_EQ(line["sequence"], record.sequence);
    EXPECT_EQ(line["kind"], record.kind);
    EXPECT_EQ(line["version"], record.version);
    EXPECT_EQ(line["cause"], record.cause);
    EXPECT_EQ(line["epoch"], record.epoch);
    EXPECT_EQ(line["plan"], values::to_hex(record.plan));
    EXPECT_EQ(line["at"], record.at.milliseconds);
    EXPECT_EQ(line["written"], record.written.milliseconds);
    EXPECT_EQ(line["payload"], nlohmann::json::parse(record.payload));
    EXPECT_EQ(line["previous"], values::to_hex(record.previous));
    EXPECT_EQ(line["hash"], values::to_hex(record.hash));
    EXPECT_EQ(line.size(), 12U);
  }
}

TEST(JsonLines, StayOneLineWhateverTheTextsAre) {
  const std::string line =
      to_line(Record{.stream = "a\"b\\", .cause = "c\nd\x01", .payload = "{}"});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(nlohmann::json::parse(line)["cause"], "c\nd\x01");
}

TEST(JsonLines, MarksReadBackAsWritten) {
  const std::vector<Mark> marks = {{"a", 1, values::sha256("a")},
                                   {"b\"c", 700, values::sha256("b")}};
  std::string text = first_line("marks");
  for (const Mark& mark : marks)
    text += to_line(mark);
  EXPECT_EQ(marks_from_lines(text).value(), marks);
}

TEST(JsonLines, MarksThatAreNoneAreNamedByTheirLine) {
  const std::string first = first_line("marks");
  const std::string good = to_line(Mark{"a", 1, values::sha256("a")});
  EXPECT_TRUE(marks_from_lines("x").error().starts_with("line 1: exported heads begin with"));
  EXPECT_TRUE(marks_from_lines(first_line("records")).error().starts_with("line 1: "));
  for (const std::string& bad :
       {std::string("{}"), std::string(R"({"stream":"a","sequence":-1,"hash":""})"),
        std::string(R"({"stream":"a","sequence":1,"hash":"zz"})"), good.substr(0, 20),
        good.substr(0, good.size() - 1) + "x"}) {
    EXPECT_TRUE(marks_from_lines(first + good + bad).error().starts_with("line 3: ")) << bad;
  }
}

}  // namespace
}  // namespace dealwright::audit
