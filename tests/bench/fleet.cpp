// Deals by the thousand, and what is around them.
#include "tests/bench/fleet.hpp"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>

#include "dsl/plan/canonical.hpp"
#include "engine/core/requests.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::bench {

using runtime::DealNumber;
using runtime::Engine;

values::Amount capital() {
  return values::to_amount(values::Rational(100), 18, values::Rounding::exact).value();
}

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

Folder::Folder() {
  std::string pattern = std::filesystem::current_path() / "build" / "durable_bench-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  path = pattern;
}
Folder::~Folder() { std::filesystem::remove_all(path); }

std::uintmax_t Folder::bytes() const {
  std::uintmax_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(path))
    bytes += file.file_size();
  return bytes;
}

namespace {

Effects::Report as_expected(DealNumber deal, const core::Request& request) {
  return {deal,
          {.at = start,
           .what = core::ActionReported{.attempt = request.attempt,
                                        .outcome = *core::expected_outcome(request)}}};
}

}  // namespace

void PromptEffects::perform(DealNumber deal, const core::Request& request) {
  reports_.push_back(as_expected(deal, request));
}

void SentEffects::perform(DealNumber deal, const core::Request& request) {
  std::string name = std::to_string(deal) + "/" + request.attempt;
  other_.ask(name);
  out_.emplace_back(std::move(name), as_expected(deal, request));
}

std::vector<Effects::Report> SentEffects::reports(Acknowledger::Wait wait) {
  std::vector<Report> reports;
  for (const std::string& name : other_.exchange(wait)) {
    if (out_.empty() || out_.front().first != name) std::abort();
    reports.push_back(std::move(out_.front().second));
    out_.pop_front();
  }
  return reports;
}

ports::Result<ports::Answers> Market::read(const core::ReadValues& asked) {
  ports::Answers answers;
  for (const core::ReadingKey& key : asked.keys)
    answers.readings.push_back({.key = key, .value = tests::ratio(price_)});
  return answers;
}

Fleet::Fleet(const plan::Plan& plan, const std::string& file, Effects& effects, std::string price)
    : terms_(std::make_shared<const core::Terms>(plan)),
      identity_(plan::identity(plan)),
      json_(plan::to_canonical_json(plan)),
      journal_(sqlite::SqliteJournal::open_for_engine(file, "bench").value()),
      effects_(effects),
      price_(std::move(price)) {}

std::vector<DealNumber> Fleet::begin(Engine& engine, std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i)
    ids.push_back("deal-" + std::to_string(++made_));
  std::vector<ports::NewDeal> orders;
  for (const std::string& id : ids) {
    orders.push_back({.id = id,
                      .key = {},
                      .plan = identity_,
                      .plan_json = json_,
                      .profile = "{}",
                      .created = start,
                      .by = "bench"});
  }
  if (!journal_->create(orders)) std::abort();
  return take_in(engine, ids);
}

std::vector<DealNumber> Fleet::take_in(Engine& engine, const std::vector<std::string>& ids) {
  std::vector<runtime::Admission> admissions;
  std::vector<Market*> markets;
  for (const std::string& id : ids) {
    markets_.push_back(std::make_unique<Market>(effects_, price_));
    markets.push_back(markets_.back().get());
    admissions.push_back({.id = id,
                          .plan = identity_,
                          .terms = terms_,
                          .outside = {.world = *markets.back(), .operators = *markets.back()},
                          .capital = capital()});
  }
  const auto admitted = engine.admit(admissions);
  std::vector<DealNumber> numbers;
  for (std::size_t i = 0; i < markets.size(); ++i) {
    markets[i]->deal = (*admitted)[i].value();
    numbers.push_back(markets[i]->deal);
  }
  return numbers;
}

ports::Result<std::vector<ports::Result<ports::Head>>> NoJournal::append(
    std::span<const ports::Append> appends) {
  std::vector<ports::Result<ports::Head>> heads;
  for (const ports::Append& one : appends) {
    heads.emplace_back(ports::Head{.sequence = one.records.back().sequence,
                                   .epoch = one.expected.epoch,
                                   .hash = one.records.back().hash});
  }
  return heads;
}

void run_dry(Engine& engine, Effects& effects) {
  while (engine.take_round().value() == runtime::Progress::worked) {
    for (Effects::Report& report : effects.reports(Acknowledger::Wait::for_none)) {
      if (!engine.post(report.deal, std::move(report.signal))) std::abort();
    }
  }
}

}  // namespace dealwright::bench
