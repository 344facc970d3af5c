// Looking for the deals that left positions behind.
#include "engine/app/durable/takeover.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "engine/app/durable/deal_history.hpp"
#include "engine/app/terminal.hpp"
#include "engine/journal/codec.hpp"
#include "engine/machines/deal.hpp"

namespace dealwright::app {
namespace {

constexpr std::size_t deals_a_page = 1'000;
constexpr std::size_t records_a_read = 4'096;
// Ids that a message lists.
constexpr std::size_t ids_said_max = 8;

std::unexpected<Failure> failure(ExitCode code, std::string what) {
  return std::unexpected(Failure{code, std::move(what)});
}
std::unexpected<Failure> failure(const ports::Error& error) {
  return failure(ExitCode::unreachable, error.what);
}

// "first_half.loan" -> "first_half", "loan"
std::pair<std::string, std::string> parts_of(const std::string& adopted) {
  const std::size_t dot = adopted.find('.');
  return {adopted.substr(0, dot), dot == std::string::npos ? "" : adopted.substr(dot + 1)};
}

bool is_over(const std::string& status) {
  return status == machines::to_text(machines::DealStatus::completed) ||
         status == machines::to_text(machines::DealStatus::failed) ||
         status == machines::to_text(machines::DealStatus::cancelled);
}

std::string list_of(const std::vector<std::string>& ids) {
  std::string text;
  for (std::size_t i = 0; i < std::min(ids.size(), ids_said_max); ++i)
    text += (i == 0 ? "" : ", ") + plain(ids[i]);
  return text + (ids.size() > ids_said_max ? ", …" : "");
}

class Chooser {
 public:
  Chooser(ports::JournalStore& journal, ports::DealCatalogue& catalogue, const core::Terms& terms)
      : journal_(journal), catalogue_(catalogue), terms_(terms) {}

  std::expected<std::vector<Takeover>, Failure> choose(const std::vector<std::string>& given) {
    for (const plan::Position& position : terms_.plan().positions) {
      if (!position.adopted.empty()) wanted_[parts_of(position.adopted).first].push_back(&position);
    }
    std::map<std::string, std::string> named;
    for (const std::string& pair : given) {
      const std::size_t sign = pair.find('=');
      const std::string deal = pair.substr(0, sign);
      if (sign == std::string::npos || sign + 1 == pair.size() || !wanted_.contains(deal)) {
        return failure(ExitCode::usage,
                       in_ticks(pair) +
                           " names no deal that this one takes positions over from; "
                           "write DEAL=ID" +
                           (wanted_.empty() ? "" : ", as in " + wanted_.begin()->first + "=ID"));
      }
      named[deal] = pair.substr(sign + 1);
    }
    std::vector<Takeover> chosen;
    for (const auto& [deal, positions] : wanted_) {
      const auto given_id = named.find(deal);
      auto id = given_id == named.end() ? the_only_one(deal) : given_id->second;
      if (!id) return std::unexpected(std::move(id.error()));
      if (auto fits = look_at(*id, deal, positions); !fits) return std::unexpected(fits.error());
      for (const plan::Position* position : positions) {
        chosen.push_back({.position = position->name,
                          .from = *id,
                          .theirs = parts_of(position->adopted).second});
      }
    }
    return chosen;
  }

 private:
  using Positions = std::vector<const plan::Position*>;

  // Open deals of this name: those that are over and left something behind, and those that go on.
  std::expected<std::string, Failure> the_only_one(const std::string& deal) {
    std::vector<std::string> left_behind;
    std::vector<std::string> going_on;
    ports::DealQuery query{
        .scope = ports::DealScope::open, .status = {}, .after = {}, .most = deals_a_page};
    do {
      const auto page = catalogue_.list(query);
      if (!page) return failure(page.error());
      for (const ports::DealEntry& entry : page->deals) {
        const auto name = name_of(entry.plan);
        if (!name) return std::unexpected(name.error());
        if (*name != deal) continue;
        (is_over(entry.standing.status) ? left_behind : going_on).push_back(entry.id);
      }
      query.after = page->next;
    } while (!query.after.empty());
    if (left_behind.size() == 1) return left_behind.front();
    if (left_behind.size() > 1) {
      return failure(ExitCode::usage, "several deals " + in_ticks(deal) +
                                          " left positions behind: " + list_of(left_behind) +
                                          "; say which with --adopt " + deal + "=ID");
    }
    if (!going_on.empty()) {
      return failure(ExitCode::blocked,
                     list_of(going_on) + (going_on.size() == 1 ? " is" : " are") +
                         " not over and keeps what it owns; `dealwright cancel " +
                         plain(going_on.front()) + "` ends it");
    }
    return failure(ExitCode::blocked, "no deal " + in_ticks(deal) +
                                          " of this journal has left a position behind; --journal "
                                          "names another journal");
  }

  std::expected<std::string, Failure> name_of(const values::Digest& plan) {
    if (const auto known = names_.find(plan); known != names_.end()) return known->second;
    const auto json = catalogue_.plan_json(plan);
    if (!json) return failure(json.error());
    const auto read = plan::read_plan(*json);
    // One that another release wrote, say; it is none of ours.
    return names_[plan] = read ? read->deal : std::string();
  }

  // That the positions are there, open, and what the plan was compiled for.
  std::expected<void, Failure> look_at(const std::string& id, const std::string& deal,
                                       const Positions& positions) {
    const auto other = read_deal(journal_, catalogue_, id);
    if (!other) return std::unexpected(other.error());
    if (other->terms->plan().deal != deal) {
      return failure(ExitCode::usage, plain(id) + " is a deal " +
                                          in_ticks(other->terms->plan().deal) + ", not " +
                                          in_ticks(deal));
    }
    if (!machines::is_over(other->state.status)) {
      return failure(ExitCode::blocked,
                     plain(id) + " is " + std::string(machines::to_text(other->state.status)) +
                         " and keeps what it owns; `dealwright cancel " + plain(id) + "` ends it");
    }
    for (const plan::Position* ours : positions) {
      const std::string name = parts_of(ours->adopted).second;
      const auto theirs = other->terms->find_position(name);
      if (!theirs)
        return failure(ExitCode::blocked, plain(id) + " has no position " + in_ticks(name));
      const plan::Position& there = other->terms->of(*theirs);
      if (there.kind != ours->kind || there.asset != ours->asset || there.module != ours->module) {
        return failure(ExitCode::blocked, in_ticks(name) + " of " + plain(id) + " is of " +
                                              plain(there.asset) + " at " + plain(there.module) +
                                              ", the plan takes over one of " + plain(ours->asset) +
                                              " at " + plain(ours->module));
      }
      if (other->state.books.positions[theirs->value] == core::PositionStatus::open) continue;
      const auto taker = taker_of(journal_, *other->terms, id, *theirs);
      if (!taker) return failure(ExitCode::unreachable, taker.error());
      return failure(ExitCode::blocked,
                     in_ticks(name) + " of " + plain(id) + " is not open" +
                         (*taker ? ": " + plain(**taker) + " has taken it over" : std::string()));
    }
    return {};
  }

  ports::JournalStore& journal_;
  ports::DealCatalogue& catalogue_;
  const core::Terms& terms_;
  std::map<std::string, Positions> wanted_;  // by the other deal's name
  std::map<values::Digest, std::string> names_;
};

}  // namespace

std::expected<std::vector<Takeover>, Failure> choose_takeovers(
    ports::JournalStore& journal, ports::DealCatalogue& catalogue, const core::Terms& terms,
    const std::vector<std::string>& given) {
  return Chooser(journal, catalogue, terms).choose(given);
}

std::string to_json(const std::vector<Takeover>& takeovers) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Takeover& one : takeovers)
    all.push_back({{"position", one.position}, {"from", one.from}, {"theirs", one.theirs}});
  return all.dump();
}

std::optional<std::vector<Takeover>> takeovers_from_json(std::string_view text) {
  const auto all = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!all.is_array()) return std::nullopt;
  std::vector<Takeover> takeovers;
  for (const auto& one : all) {
    const auto word = [&](const char* name) {
      const auto found = one.is_object() ? one.find(name) : one.end();
      return found != one.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    takeovers.push_back(
        {.position = word("position"), .from = word("from"), .theirs = word("theirs")});
    if (takeovers.back().position.empty() || takeovers.back().from.empty()) return std::nullopt;
  }
  return takeovers;
}

std::expected<std::optional<std::string>, std::string> taker_of(ports::JournalStore& journal,
                                                                const core::Terms& terms,
                                                                const std::string& id,
                                                                core::PositionId position) {
  std::optional<std::string> taker;
  for (std::uint64_t next = 1;;) {
    const auto records = journal.read(id, next, records_a_read);
    if (!records) return std::unexpected(records.error().what);
    if (records->empty()) return taker;
    for (const journal::Record& record : *records) {
      if (record.kind != "position_handed_over") continue;
      const auto fact = journal::decode(terms, record);
      if (!fact) return std::unexpected(fact.error());
      const auto& handed = std::get<core::PositionHandedOver>(fact->what);
      if (handed.position == position) taker = handed.to;
    }
    next += records->size();
  }
}

}  // namespace dealwright::app
