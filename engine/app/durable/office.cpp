// Opening, entering, taking in, acting.
#include "engine/app/durable/office.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/simulated/keep.hpp"
#include "engine/app/durable/deal_history.hpp"
#include "engine/app/simulated_network.hpp"
#include "engine/app/terminal.hpp"
#include "engine/scenario/dry_run.hpp"

namespace dealwright::app {
namespace {

constexpr int profile_format = 1;
constexpr std::size_t deals_a_page = 1'000;
constexpr int numbered_ids_max = 1'000'000;

values::TimePoint wall_time() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

std::unexpected<Failure> failure(ExitCode code, std::string what) {
  return std::unexpected(Failure{code, std::move(what)});
}

// A journal that another engine has is a usage error; everything else is about the outside.
Failure of(const ports::Error& error) {
  return {error.code == ports::ErrorCode::refused ? ExitCode::usage : ExitCode::unreachable,
          error.what};
}

// The network as it was when the deal began, pinned with it.
std::string profile_of(const simulated::Setting& world, const std::vector<Takeover>& takeovers) {
  nlohmann::ordered_json profile = {
      {"format", profile_format},
      {"network", "sim"},
      {"world", nlohmann::ordered_json::parse(simulated::to_json(world))}};
  if (!takeovers.empty()) profile["takes_over"] = nlohmann::ordered_json::parse(to_json(takeovers));
  return profile.dump();
}

struct Profile {
  simulated::Setting world;
  std::vector<Takeover> takeovers;
};

std::expected<Profile, std::string> profile_from(const std::string& text) {
  const auto json = nlohmann::ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
  const std::string unknown = "its network profile is not one that this version reads";
  if (!json.is_object() || !json.contains("world") || json.value("format", 0) != profile_format)
    return std::unexpected(unknown);
  auto world = simulated::setting_from_json(json["world"].dump());
  if (!world) return std::unexpected(std::move(world.error()));
  Profile profile{.world = std::move(*world), .takeovers = {}};
  if (!json.contains("takes_over")) return profile;
  auto takeovers = takeovers_from_json(json["takes_over"].dump());
  if (!takeovers) return std::unexpected(unknown);
  profile.takeovers = std::move(*takeovers);
  return profile;
}

// The same deal spreads its retries in the same way wherever and whenever it is taken up.
std::uint64_t seed_of(const std::string& id) {
  const values::Digest digest = values::sha256(id);
  std::uint64_t seed = 0;
  std::memcpy(&seed, digest.bytes.data(), sizeof seed);
  return seed;
}

std::string done_words(const OperatorAct& act) {
  switch (act.verb) {
    case OperatorVerb::pause: return "paused " + act.deal + ": nothing new begins";
    case OperatorVerb::resume: return "resumed " + act.deal;
    case OperatorVerb::cancel: return "cancelled " + act.deal + "; what is open stays on record";
    case OperatorVerb::approve: return "approved " + act.token + " of " + act.deal;
    case OperatorVerb::reject: return "rejected " + act.token + " of " + act.deal;
    case OperatorVerb::retry: return "took up `" + act.step + "` of " + act.deal + " again";
    case OperatorVerb::skip: return "skipped `" + act.step + "` of " + act.deal;
    case OperatorVerb::set: return "the world of " + act.deal + " now has " + act.set;
  }
  return {};
}

}  // namespace

Office::Office(JournalPlace place, std::unique_ptr<sqlite::SqliteJournal> journal)
    : place_(std::move(place)),
      journal_(std::move(journal)),
      crashes_(place_.crashes),
      engine_(*journal_, {}) {
  engine_.watch_rounds(&crashes_);
}

std::expected<std::unique_ptr<Office>, Failure> Office::open(const JournalPlace& place,
                                                             const std::string& command) {
  auto journal = sqlite::SqliteJournal::open_for_engine(
      place.journal, "dealwright " + command + ", process " + std::to_string(::getpid()));
  if (!journal) return std::unexpected(of(journal.error()));
  std::unique_ptr<Office> office(new Office(place, std::move(*journal)));
  auto worlds = world_file::WorldFile::open(place.worlds);
  if (!worlds) return std::unexpected(of(worlds.error()));
  office->worlds_ = std::move(*worlds);
  return office;
}

std::expected<ports::Created, Failure> Office::enter(const NewOrder& order) {
  std::string id = order.id;
  if (id.empty()) {
    auto found = free_id(order.terms->plan().deal);
    if (!found) return std::unexpected(found.error());
    id = std::move(*found);
  }
  // One that its key made before has what it takes over.
  bool is_new = true;
  if (!order.key.empty()) {
    const auto made_before = journal_->find_by_key(order.key);
    if (!made_before) return std::unexpected(of(made_before.error()));
    is_new = !made_before->has_value();
  }
  std::vector<Takeover> takeovers;
  if (is_new) {
    auto chosen = choose_takeovers(*journal_, *journal_, *order.terms, order.adopt);
    if (!chosen) return std::unexpected(std::move(chosen.error()));
    takeovers = std::move(*chosen);
  }
  const std::string plan = plan::to_canonical_json(order.terms->plan());
  const std::string profile = profile_of(*order.world, takeovers);
  auto created = ports::create(*journal_, {.id = id,
                                           .key = order.key,
                                           .plan = plan::identity(order.terms->plan()),
                                           .plan_json = plan,
                                           .profile = profile,
                                           .created = wall_time(),
                                           .by = order.by});
  if (!created) return std::unexpected(of(created.error()));
  return std::move(*created);
}

std::expected<std::string, Failure> Office::free_id(const std::string& deal) {
  for (int n = 1; n <= numbered_ids_max; ++n) {
    std::string id = deal + "-" + std::to_string(n);
    const auto taken = journal_->find(id);
    if (!taken) return std::unexpected(of(taken.error()));
    if (!*taken) return id;
  }
  return failure(ExitCode::usage, "no number is left for a deal of this name; give --id");
}

std::expected<std::vector<Office::LeftOut>, Failure> Office::take_in(
    const std::vector<ports::DealEntry>& deals, const Following& following) {
  std::vector<LeftOut> left_out;
  std::vector<runtime::Admission> admissions;
  const auto deaths = deaths_in(place_.crashes);
  for (const ports::DealEntry& deal : deals) {
    if (engine_.find(deal.id)) continue;
    const auto died = deaths.find(deal.id);
    const int times = died == deaths.end() ? 0 : died->second;
    if (times > deaths_max) {
      left_out.push_back(
          {deal.id, "an engine died " + std::to_string(times) +
                        " times while deciding it, also when it was paused; it is left alone "
                        "until its lines are removed from " +
                        place_.crashes});
      continue;
    }
    auto seated = seat(deal);
    if (!seated) {
      left_out.push_back({deal.id, std::move(seated.error())});
      continue;
    }
    if (following) seated->observer = following(*seated->terms, deal.id);
    Seated& kept = seated_.insert_or_assign(deal.id, std::move(*seated)).first->second;
    admissions.push_back({.id = deal.id,
                          .plan = deal.plan,
                          .terms = kept.terms,
                          .outside = {.world = *kept.world,
                                      .operators = *kept.people,
                                      .observer = kept.observer.get()},
                          .pace = runtime::Pace::own,
                          .horizon = kept.horizon,
                          .capital = scenario::capital_of(*kept.terms).value(),
                          .seed = seed_of(deal.id),
                          .adopted = simulated::adopted_in(*kept.terms, kept.world->setting()),
                          .dead_letter = times < deaths_max
                                             ? ""
                                             : "an engine died " + std::to_string(times) +
                                                   " times while deciding this deal"});
  }
  auto admitted = engine_.admit(admissions);
  if (!admitted) return std::unexpected(of(admitted.error()));
  for (std::size_t i = 0; i < admitted->size(); ++i) {
    if (!(*admitted)[i]) left_out.push_back({admissions[i].id, (*admitted)[i].error().what});
  }
  return left_out;
}

std::expected<Office::Seated, std::string> Office::seat(const ports::DealEntry& deal) {
  if (deal.place == ports::Place::archive)
    return std::unexpected("it is archived; `dealwright restore` brings it back");
  auto terms = terms_of(deal.plan);
  if (!terms) return std::unexpected(terms.error());
  const auto capital = scenario::capital_of(**terms);
  if (!capital) return std::unexpected(capital.error().what);
  const auto profile = journal_->profile(deal.id);
  if (!profile) return std::unexpected(profile.error().what);
  auto pinned = profile_from(*profile);
  if (!pinned) return std::unexpected(pinned.error());
  simulated::Setting& setting = pinned->world;
  // Until the deal has begun, what it takes over may be anywhere on its way.
  const auto head = journal_->head(deal.id);
  if (!head) return std::unexpected(head.error().what);
  const bool takes_over = head->sequence == 0 && !pinned->takeovers.empty();
  if (takes_over) {
    auto adopted = take_over(deal, pinned->takeovers);
    if (!adopted) return std::unexpected(std::move(adopted.error()));
    setting.adopted = std::move(*adopted);
  }
  Seated seated{
      .terms = *terms,
      .world = nullptr,
      .people = nullptr,
      .observer = nullptr,
      .horizon = setting.start + (*terms)->plan().assumed_for.value_or(simulated_time_max)};
  auto world = worlds_->create({deal.id, deal.plan}, *seated.terms, setting, *capital);
  if (!world) return std::unexpected(world.error().what);
  seated.world = std::move(*world);
  if (takes_over) {
    for (const Takeover& one : pinned->takeovers) {
      if (auto gone = let_go(one); !gone) return std::unexpected(std::move(gone.error()));
    }
  }
  seated.people = std::make_unique<People>(*seated.world, setting.answers);
  return seated;
}

// The other deals' records say first that a position is not theirs any more; then it moves from
// world to world; then the new deal begins with it. Whatever comes between two of these, the next
// time begins from the start and finds done what is done.
std::expected<std::map<std::string, values::Amount>, std::string> Office::take_over(
    const ports::DealEntry& deal, const std::vector<Takeover>& takeovers) {
  std::map<std::string, values::Amount> adopted;
  const auto has_world = worlds_->has(deal.id);
  if (!has_world) return std::unexpected(has_world.error().what);
  for (const Takeover& one : takeovers) {
    const auto from = journal_->find(one.from);
    if (!from) return std::unexpected(from.error().what);
    if (!*from)
      return std::unexpected("there is no deal " + in_ticks(one.from) + " to take over from");
    if (auto handed = hand_over(**from, one, deal.id); !handed)
      return std::unexpected(std::move(handed.error()));
    if (*has_world) continue;  // it has them already, and says itself what they amount to
    const auto looked = look_at_world(one.from);
    if (!looked) return std::unexpected(looked.error());
    const auto amount =
        looked->world->world().amount_of(looked->terms->find_position(one.theirs).value());
    if (!amount || amount->is_zero()) {
      return std::unexpected("what " + in_ticks(one.theirs) + " of " + one.from +
                             " amounts to is not known");
    }
    adopted[one.position] = *amount;
  }
  return adopted;
}

std::expected<void, std::string> Office::hand_over(const ports::DealEntry& from,
                                                   const Takeover& takeover,
                                                   const std::string& to) {
  const auto terms = terms_of(from.plan);
  if (!terms) return std::unexpected(terms.error());
  const auto position = (*terms)->find_position(takeover.theirs);
  if (!position) return std::unexpected(from.id + " has no position " + in_ticks(takeover.theirs));
  const auto taker = taker_of(*journal_, **terms, from.id, *position);
  if (!taker) return std::unexpected(taker.error());
  if (*taker && **taker != to) {
    return std::unexpected(in_ticks(takeover.theirs) + " of " + from.id + " was taken over by " +
                           **taker);
  }
  if (*taker) return {};
  if (!engine_.find(from.id)) {
    const auto left_out = take_in({from}, nullptr);
    if (!left_out) return std::unexpected(left_out.error().message);
    if (!left_out->empty()) return std::unexpected(from.id + ": " + left_out->front().why);
  }
  const auto handed = engine_.command(
      engine_.find(from.id).value(),
      {.at = seated_.at(from.id).world->now(), .what = core::TakenOver{*position, to}});
  if (!handed) return std::unexpected(from.id + ": " + handed.error().what);
  const auto settled = settle();
  return settled ? std::expected<void, std::string>() : std::unexpected(settled.error().message);
}

std::expected<void, std::string> Office::let_go(const Takeover& takeover) {
  const auto looked = look_at_world(takeover.from);
  if (!looked) return std::unexpected(looked.error());
  const auto gone = looked->world->let_go(looked->terms->find_position(takeover.theirs).value());
  if (!gone) return std::unexpected(gone.error().what);
  return {};
}

std::expected<Office::Looked, std::string> Office::look_at_world(const std::string& id) {
  if (const auto seated = seated_.find(id); seated != seated_.end())
    return Looked{.terms = seated->second.terms, .own = {}, .world = seated->second.world.get()};
  const auto entry = journal_->find(id);
  if (!entry) return std::unexpected(entry.error().what);
  if (!*entry) return std::unexpected("there is no deal " + in_ticks(id));
  const auto terms = terms_of((*entry)->plan);
  if (!terms) return std::unexpected(terms.error());
  auto world = worlds_->go_on({id, (*entry)->plan}, **terms);
  if (!world) return std::unexpected(world.error().what);
  Looked looked{.terms = *terms, .own = std::move(*world), .world = nullptr};
  looked.world = looked.own.get();
  return looked;
}

std::expected<std::shared_ptr<const core::Terms>, std::string> Office::terms_of(
    const values::Digest& plan) {
  auto& known = terms_[plan];
  if (known) return known;
  const auto json = journal_->plan_json(plan);
  if (!json) return std::unexpected(json.error().what);
  auto read = plan::read_plan(*json);
  if (!read) return std::unexpected("its plan cannot be read: " + read.error().what);
  known = std::make_shared<const core::Terms>(std::move(*read));
  return known;
}

const core::Terms& Office::terms_of(runtime::DealNumber number) const {
  return *seated_.at(std::string(engine_.view(number).id)).terms;
}

std::expected<std::vector<ports::DealEntry>, Failure> Office::open_deals() {
  std::vector<ports::DealEntry> deals;
  ports::DealQuery query{
      .scope = ports::DealScope::open, .status = {}, .after = {}, .most = deals_a_page};
  while (true) {
    auto page = journal_->list(query);
    if (!page) return std::unexpected(of(page.error()));
    deals.insert(deals.end(), page->deals.begin(), page->deals.end());
    if (page->next.empty()) return deals;
    query.after = page->next;
  }
}

ActResult Office::act(const OperatorAct& act) {
  const auto deal = read_deal(*journal_, *journal_, act.deal);
  if (!deal) return std::unexpected(deal.error());
  if (!engine_.find(act.deal)) {
    const auto left_out = take_in({deal->entry}, nullptr);
    if (!left_out) return std::unexpected(left_out.error());
    if (!left_out->empty()) return failure(ExitCode::unreachable, left_out->front().why);
  }
  const runtime::DealNumber number = engine_.find(act.deal).value();
  if (act.verb == OperatorVerb::set) return set(act, number);
  auto signal = signal_for(act, *deal, seated_.at(act.deal).world->now());
  if (!signal) return std::unexpected(signal.error());
  if (auto taken = engine_.command(number, std::move(*signal)); !taken) {
    return failure(
        taken.error().code == ports::ErrorCode::refused ? ExitCode::blocked : ExitCode::unreachable,
        act.deal + ": " + taken.error().what);
  }
  if (auto settled = settle(); !settled) return std::unexpected(std::move(settled.error()));
  return done_words(act);
}

ActResult Office::set(const OperatorAct& act, runtime::DealNumber number) {
  Seated& seated = seated_.at(act.deal);
  const auto change = world_change(*seated.terms, act.set);
  if (!change) return failure(ExitCode::usage, change.error());
  if (auto changed = seated.world->change(*change); !changed)
    return std::unexpected(of(changed.error()));
  // What the deal has seen before it sees as it is now, so that the change and its author stand in
  // its journal.
  core::ReadValues known;
  const core::State state = engine_.state_of(number);
  for (const auto& [key, value] : state.readings)
    known.keys.push_back(key);
  auto seen = seated.world->read(known);
  if (!seen) return std::unexpected(of(seen.error()));
  core::Signal news{.at = seated.world->now(),
                    .readings = std::move(seen->readings),
                    .what = core::TimePassed{.news = "signal " + act.set + " by " + act.by +
                                                     (act.why.empty() ? "" : ": " + act.why)}};
  if (auto told = engine_.post(number, std::move(news)); !told)
    return std::unexpected(of(told.error()));
  if (auto settled = settle(); !settled) return std::unexpected(std::move(settled.error()));
  return done_words(act);
}

// Rounds until everything that follows is durable.
std::expected<void, Failure> Office::settle() {
  while (true) {
    const auto progress = engine_.take_round();
    if (!progress) return std::unexpected(of(progress.error()));
    if (*progress == runtime::Progress::no_room)
      return failure(ExitCode::unreachable, "the journal's disk is full; nothing was recorded");
    if (*progress == runtime::Progress::idle) return {};
  }
}

}  // namespace dealwright::app
