// A world in a file answers as one in memory, also when it is closed and opened between any two
// calls; files that are not ours are refused in words.
#include "engine/adapters/world_file/world_file.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <variant>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/random_deals.hpp"

namespace dealwright::world_file {
namespace {

using core::Terms;
using ports::ErrorCode;
using ports::Result;

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("dealwright_world_" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name = "world.db") const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// Everything that can be said of one call and its answer.
struct Call {
  std::string what;
  std::function<std::string(ports::World&, ports::Operators&)> again;
  std::string answer;
};

std::string in_words(const Terms& terms, const Result<std::optional<core::Signal>>& next) {
  if (!next) return "error " + next.error().what;
  return *next ? simulated::to_json(terms, **next) : "nothing";
}
std::string in_words(const Result<void>& done) {
  return done ? "ok" : "error " + done.error().what;
}
std::string in_words(const Terms& terms, const Result<ports::Answers>& answers) {
  if (!answers) return "error " + answers.error().what;
  std::string text;
  for (const core::Reading& reading : answers->readings) {
    text += core::to_text(reading.key) + "=";
    const auto* number = std::get_if<values::Rational>(&reading.value);
    text += number == nullptr ? "?" : values::to_fraction(*number);
    text += ";";
  }
  for (const core::Quote& quote : answers->quotes) {
    text += simulated::to_json(
        terms, core::Signal{.what = core::ActionReported{quote.attempt, quote.outcome}});
  }
  return text;
}

// Passes calls on and writes them down.
class Notebook final : public ports::World, public ports::Operators {
 public:
  Notebook(const Terms& terms, simulated::SimulatedWorld& world) : terms_(terms), world_(world) {}
  std::vector<Call> calls;

  values::TimePoint now() override { return world_.now(); }
  Result<void> perform(const core::Request& request) override {
    auto done = world_.perform(request);
    note("perform " + request.attempt, in_words(done),
         [request](auto& world, auto&) { return in_words(world.perform(request)); });
    return done;
  }
  Result<void> look_up(const std::string& attempt) override {
    auto done = world_.look_up(attempt);
    note("look up " + attempt, in_words(done),
         [attempt](auto& world, auto&) { return in_words(world.look_up(attempt)); });
    return done;
  }
  Result<void> cancel(const std::string& attempt) override {
    auto done = world_.cancel(attempt);
    note("cancel " + attempt, in_words(done),
         [attempt](auto& world, auto&) { return in_words(world.cancel(attempt)); });
    return done;
  }
  Result<ports::Answers> read(const core::ReadValues& asked) override {
    auto answers = world_.read(asked);
    note("read", in_words(terms_, answers), [asked, terms = &terms_](auto& world, auto&) {
      return in_words(*terms, world.read(asked));
    });
    return answers;
  }
  Result<std::optional<core::Signal>> next(std::optional<values::TimePoint> until) override {
    auto signal = world_.next(until);
    note("next", in_words(terms_, signal), [until, terms = &terms_](auto& world, auto&) {
      return in_words(*terms, world.next(until));
    });
    return signal;
  }
  Result<void> ask(const core::AskApproval& question) override {
    auto done = world_.ask(question);
    note("ask " + question.role, in_words(done),
         [question](auto&, auto& people) { return in_words(people.ask(question)); });
    return done;
  }

 private:
  void note(std::string what, std::string answer,
            std::function<std::string(ports::World&, ports::Operators&)> again) {
    calls.push_back({std::move(what), std::move(again), std::move(answer)});
  }
  const Terms& terms_;
  simulated::SimulatedWorld& world_;
};

struct Lived {
  std::unique_ptr<Terms> terms;
  simulated::Setting setting;
  values::Amount capital;
  std::vector<Call> calls;
  std::string record;
  Owner owner;
};

Lived live(std::uint64_t seed) {
  const tests::RandomDeal random = tests::random_deal(seed);
  Lived lived{
      .terms = std::make_unique<Terms>(random.plan),
      .owner = {.deal = "deal-" + std::to_string(seed), .plan = plan::identity(random.plan)}};
  lived.setting = scenario::setting_of(*lived.terms, random.scenario, {});
  lived.setting.events.push_back(
      {values::hours(30), plan::OperatorAct{plan::OperatorVerb::pauses, ""}});
  lived.capital = scenario::capital_of(*lived.terms).value();
  memory::MemoryJournal journal;
  simulated::SimulatedWorld world(*lived.terms, lived.setting, lived.capital);
  Notebook notebook(*lived.terms, world);
  runtime::DealRun run(*lived.terms, "deal", lived.owner.plan,
                       {.journal = journal, .world = notebook, .operators = notebook});
  EXPECT_TRUE(run.begin(lived.capital).has_value());
  EXPECT_TRUE(run.run(lived.setting.start + values::days(2)).has_value());
  lived.calls = std::move(notebook.calls);
  lived.record = simulated::to_json(*lived.terms, world.record());
  return lived;
}

TEST(WorldFile, AnswersAsTheWorldInMemoryHoweverOftenItIsOpenedAgain) {
  const Folder folder;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    Lived lived = live(seed);
    auto file = WorldFile::open(folder.file()).value();
    auto world = file->create(lived.owner, *lived.terms, lived.setting, lived.capital).value();
    std::string last;
    for (std::size_t i = 0; i < lived.calls.size(); ++i) {
      bool opened_again = false;
      if ((i + seed) % 3 == 0) {
        world.reset();
        file = WorldFile::open(folder.file()).value();
        world = file->go_on(lived.owner, *lived.terms).value();
        opened_again = true;
      }
      Call& call = lived.calls[i];
      if (opened_again && !last.empty()) {
        // Handed out again, because nobody can know whether it was recorded.
        const auto again = world->next(world->now());
        EXPECT_EQ(in_words(*lived.terms, again), last) << seed << " " << call.what;
      }
      EXPECT_EQ(call.again(*world, *world), call.answer) << seed << " " << call.what;
      if (call.what == "next") last = call.answer == "nothing" ? std::string() : call.answer;
    }
    EXPECT_EQ(simulated::to_json(*lived.terms, world->world().record()), lived.record) << seed;
  }
  auto file = WorldFile::open(folder.file()).value();
  EXPECT_EQ(file->deals().value().size(), 12U);
}

struct OneDeal {
  Terms terms{tests::lending_deal()};
  Owner owner{.deal = "d", .plan = plan::identity(terms.plan())};
  simulated::Setting setting{
      .prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}};
  values::Amount capital{1'000'000};

  core::Request wrap() const {
    const core::Account working = core::resting(terms.bucket("working"), terms.asset("ETH"));
    return {.attempt = "a",
            .parts = {{.action = *terms.find_action("open.wrap"),
                       .legs = {{.draws = {{working, values::Amount(10)}}}, {}}}}};
  }
};

TEST(WorldFile, AWorldThatIsThereIsOpenedAndNotMadeAgain) {
  const Folder folder;
  const OneDeal deal;
  auto file = WorldFile::open(folder.file()).value();
  EXPECT_FALSE(file->has("d").value());
  auto world = file->create(deal.owner, deal.terms, deal.setting, deal.capital).value();
  ASSERT_TRUE(world->perform(deal.wrap()).has_value());
  ASSERT_TRUE(world->next(std::nullopt).has_value());
  simulated::Setting other = deal.setting;
  other.prices["ETH"] = values::Rational(1);
  world = file->create(deal.owner, deal.terms, other, values::Amount(5)).value();
  EXPECT_TRUE(world->world().knows("a"));
  EXPECT_EQ(world->world().record().conditions.prices.at("ETH"), values::Rational(3000));
}

TEST(WorldFile, AnAcceptedAttemptSurvivesWithoutAnyGoodbye) {
  const Folder folder;
  const OneDeal deal;
  auto file = WorldFile::open(folder.file()).value();
  auto world = file->create(deal.owner, deal.terms, deal.setting, deal.capital).value();
  ASSERT_TRUE(world->perform(deal.wrap()).has_value());
  // Nothing is closed: another process would see the file just so.
  auto second = WorldFile::open(folder.file()).value();
  auto again = second->go_on(deal.owner, deal.terms).value();
  const auto signal = again->next(std::nullopt);
  ASSERT_TRUE(signal.has_value() && signal->has_value());
  EXPECT_EQ(std::get<core::ActionReported>((*signal)->what).outcome.kind, core::OutcomeKind::done);
}

TEST(WorldFile, WhoeverOpensAWorldLastOwnsIt) {
  const Folder folder;
  const OneDeal deal;
  auto file = WorldFile::open(folder.file()).value();
  auto world = file->create(deal.owner, deal.terms, deal.setting, deal.capital).value();
  auto second = WorldFile::open(folder.file()).value();
  auto newer = second->go_on(deal.owner, deal.terms).value();
  const auto refused = world->perform(deal.wrap());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::fenced);
  EXPECT_NE(refused.error().what.find("opened by another engine"), std::string::npos);
  ASSERT_TRUE(newer->perform(deal.wrap()).has_value());
}

TEST(WorldFile, ACommitThatFailsLeavesTheWorldAsItWas) {
  const Folder folder;
  const OneDeal deal;
  auto file = WorldFile::open(folder.file()).value();
  auto world = file->create(deal.owner, deal.terms, deal.setting, deal.capital).value();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(folder.file().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto refused = world->perform(deal.wrap());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_NE(refused.error().what.find("in use by another process"), std::string::npos);
  ASSERT_EQ(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  ASSERT_TRUE(world->look_up("never").has_value());
  EXPECT_FALSE(world->world().knows("a"));
}

TEST(WorldFile, IsReadableByItsOwnerAlone) {
  const Folder folder;
  const auto file = WorldFile::open(folder.file()).value();
  struct stat about{};
  ASSERT_EQ(::stat(folder.file().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST(WorldFile, WhatIsNotAWorldIsRefusedInWords) {
  const Folder folder;
  const auto refusal = [&](const std::string& name) {
    const auto file = WorldFile::open(folder.file(name));
    EXPECT_FALSE(file.has_value());
    return file ? ports::Error{} : file.error();
  };
  std::ofstream(folder.file("text")) << std::string(4096, 'x');
  EXPECT_EQ(refusal("text").code, ErrorCode::corrupt);
  EXPECT_NE(refusal("text").what.find("is not a world file"), std::string::npos);

  const auto execute = [&](const std::string& name, const char* statement) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(folder.file(name).c_str(), &handle), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(handle, statement, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
  };
  execute("foreign", "CREATE TABLE t (x)");
  EXPECT_EQ(refusal("foreign").code, ErrorCode::corrupt);
  EXPECT_NE(refusal("foreign").what.find("another program's"), std::string::npos);

  ASSERT_TRUE(WorldFile::open(folder.file("newer")).has_value());
  execute("newer", "PRAGMA user_version = 99");
  EXPECT_EQ(refusal("newer").code, ErrorCode::refused);
  EXPECT_NE(refusal("newer").what.find("version 99"), std::string::npos);

  EXPECT_EQ(refusal("no/such/folder").code, ErrorCode::refused);
}

TEST(WorldFile, ADamagedWorldIsToldFromAMissingOneAndAnotherPlans) {
  const Folder folder;
  const OneDeal deal;
  {
    auto file = WorldFile::open(folder.file()).value();
    ASSERT_TRUE(file->create(deal.owner, deal.terms, deal.setting, deal.capital).has_value());
    EXPECT_EQ(file->go_on({.deal = "e", .plan = deal.owner.plan}, deal.terms).error().code,
              ErrorCode::refused);
    const auto another = file->go_on({.deal = "d", .plan = {}}, deal.terms);
    EXPECT_NE(another.error().what.find("another plan"), std::string::npos);
  }
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(folder.file().c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle, "UPDATE row SET value = '{' WHERE kind = 'clock'", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(handle);
  auto file = WorldFile::open(folder.file()).value();
  const auto damaged = file->go_on(deal.owner, deal.terms);
  ASSERT_FALSE(damaged.has_value());
  EXPECT_EQ(damaged.error().code, ErrorCode::corrupt);
  EXPECT_NE(damaged.error().what.find("clock"), std::string::npos);
}

}  // namespace
}  // namespace dealwright::world_file
