// Resolves an item's money and arguments.
#include "engine/core/requests.hpp"

#include <algorithm>
#include <cstddef>
#include <set>

#include "dsl/values/assertion.hpp"
#include "engine/core/flows.hpp"
#include "engine/core/money.hpp"
#include "engine/core/quantities.hpp"
#include "engine/core/set_aside.hpp"
#include "engine/core/visit_plan.hpp"

namespace dealwright::core {
namespace {

using plan::FlowKind;
using values::Amount;
using values::Rational;
using values::Rounding;
using Kind = NoRequest::Kind;

std::unexpected<NoRequest> refused(std::string why) {
  return std::unexpected(NoRequest{.kind = Kind::refused, .why = std::move(why)});
}
std::unexpected<NoRequest> unread() {
  return std::unexpected(NoRequest{.kind = Kind::unread, .why = {}});
}

bool pays_in(const plan::Flow& flow) {
  return flow.kind == FlowKind::pay || flow.kind == FlowKind::lock;
}

class Builder {
 public:
  Builder(Turn& turn, StepId step) : turn_(turn), step_(step) {
    // What a defence set aside is there for its own actions.
    for (const Draw& aside : step_of(turn.state(), step).set_aside)
      tried_books().ledger.void_reservation(aside);
  }

  std::expected<Request, NoRequest> build(const plan::Item& item) {
    turn_.begin_looking();
    Request request;
    if (turn_.terms().of(step_).ladder) request.rung = step_of(turn_.state(), step_).rungs + 1;
    visit_actions(item, [&](const plan::Action& action) {
      sources_left_ += std::ranges::count_if(action.flows, pays_in);
    });
    if (const auto* action = std::get_if<plan::Action>(&item.what)) {
      request.attempt = name_of(*action);
      auto part = this->part(*action);
      if (!part) return std::unexpected(part.error());
      if (draws_nothing_ && has_sources_) {
        return std::unexpected(
            NoRequest{.kind = Kind::no_money, .why = "there is no money in " + first_source_});
      }
      request.parts.push_back(std::move(*part));
      return request;
    }
    const auto& group = std::get<plan::Group>(item.what);
    if (const auto built = this->group(group, request); !built)
      return std::unexpected(built.error());
    return request;
  }

 private:
  // Counts on over retries, rungs and runs, so that no two attempts of a deal have one name.
  [[nodiscard]] std::string name_of(const plan::Action& action) const {
    return action.id + "#" + std::to_string(step_of(turn_.state(), step_).requests + 1);
  }

  std::expected<void, NoRequest> group(const plan::Group& group, Request& request) {
    if (group.flash) {
      inside_.insert(group.flash_holding);
      const View view = turn_.view(books(), scope_of(turn_, step_));
      const AssetId asset = turn_.terms().asset(group.flash->asset);
      if (group.flash->expression) {
        const auto size = amount_from(turn_.terms(), plan::evaluate(*group.flash->expression, view),
                                      asset, Rounding::up);
        if (!size) return turn_.must_read() ? unread() : refused(size.error());
        request.flash = *size;
      }
    }
    for (const plan::Item& inner : group.items) {
      if (const auto* action = std::get_if<plan::Action>(&inner.what)) {
        if (request.attempt.empty()) request.attempt = name_of(*action);
        auto part = this->part(*action);
        if (!part) return std::unexpected(part.error());
        request.parts.push_back(std::move(*part));
      } else if (const auto* split = std::get_if<plan::Split>(&inner.what)) {
        for (const plan::Split::Part& part : split->parts)
          inside_.insert(part.holding);
      } else if (const auto built = this->group(std::get<plan::Group>(inner.what), request);
                 !built) {
        return built;
      }
    }
    return {};
  }

  std::expected<Part, NoRequest> part(const plan::Action& action) {
    const Terms& terms = turn_.terms();
    Part part{.action = terms.action_of(action)};
    part.legs.resize(action.flows.size());
    std::vector<std::optional<Amount>> paid(action.flows.size());
    for (std::size_t i = 0; i < action.flows.size(); ++i) {
      const plan::Flow& flow = action.flows[i];
      if (!pays_in(flow)) continue;
      if (!flow.money) return refused("`" + action.id + "` pays from nowhere");
      if (comes_from_inside(*flow.money)) continue;
      const auto draws =
          resolve(turn_.view(books(), scope_of(turn_, step_)), *flow.money, rung_of(turn_, step_));
      if (!draws) return turn_.must_read() ? unread() : refused(draws.error());
      if (turn_.must_read()) return unread();
      part.legs[i].draws = *draws;
      paid[i] = total_of(*draws);
      note_source(*flow.money, *paid[i]);
      add_flow_local(terms, flow, terms.flows_of(part.action)[i].asset, *paid[i], part.locals);
      for (const Draw& draw : *draws) {
        if (books().ledger.free(draw.account) < draw.amount)
          return refused("what `" + action.id + "` pays is drawn twice from the same money");
      }
      // Taken: the next flow of the request finds it gone.
      if (--sources_left_ > 0) {
        for (const Draw& draw : *draws)
          tried_books().ledger.reserve(draw);
      }
    }
    if (const auto done = add_locals(action, part.locals); !done)
      return std::unexpected(done.error());
    expect(action, paid, part);
    for (const plan::Flow& flow : action.flows) {
      if (flow.target) inside_.insert(flow.target->name);
    }
    return part;
  }

  std::expected<void, NoRequest> add_locals(const plan::Action& action,
                                            std::vector<Local>& locals) {
    for (const plan::NamedExpression& local : action.locals) {
      const plan::Value value = evaluate(local.value, locals);
      // Inside a group an argument may hang on what only comes to be in it: the world then works it
      // out.
      const auto* missing = std::get_if<plan::Unavailable>(&value);
      if (missing != nullptr && turn_.must_read()) return unread();
      if (missing != nullptr && inside_.empty())
        return refused("`" + local.name + "` cannot be told: " + missing->why);
      if (missing == nullptr) locals.push_back({.name = local.name, .value = value});
    }
    return {};
  }

  void expect(const plan::Action& action, const std::vector<std::optional<Amount>>& paid,
              Part& part) {
    std::vector<Local> locals = part.locals;
    const FlowSurroundings surroundings{
        .evaluate = [&](const plan::Expression& expression,
                        std::span<const Local> known) { return evaluate(expression, known); },
        .position = [&](PositionId position) -> std::optional<Amount> {
          const View view = turn_.view();
          const plan::Value amount = amount_of(view, position);
          const bool debt = turn_.terms().of(position).kind == plan::PositionKind::debt;
          const auto found = amount_from(turn_.terms(), amount, turn_.terms().asset_of(position),
                                         debt ? Rounding::up : Rounding::down);
          return found ? std::optional(*found) : std::nullopt;
        }};
    const auto amounts = amounts_of(turn_.terms(), action, paid, locals, surroundings);
    for (std::size_t i = 0; i < amounts.size(); ++i)
      part.legs[i].expected = amounts[i];
  }

  plan::Value evaluate(const plan::Expression& expression, std::span<const Local> locals) {
    Scope scope = scope_of(turn_, step_);
    scope.locals = locals;
    return plan::evaluate(expression, turn_.view(scope));
  }

  [[nodiscard]] bool comes_from_inside(const plan::Money& money) const {
    if (money.kind != plan::MoneyKind::bucket && inside_.contains(money.name)) return true;
    return std::ranges::any_of(money.parts,
                               [&](const plan::Money& part) { return comes_from_inside(part); });
  }

  void note_source(const plan::Money& money, const Amount& amount) {
    has_sources_ = true;
    if (!amount.is_zero()) draws_nothing_ = false;
    if (first_source_.empty()) {
      const plan::Money* named = &money;
      while (named->name.empty() && !named->parts.empty())
        named = &named->parts[0];
      first_source_ = "`" + named->name + "`";
      if (const auto bucket = turn_.terms().find_bucket(named->name)) {
        first_source_ += words_of_set_aside(turn_.terms(), turn_.state(),
                                            resting(*bucket, turn_.terms().asset(named->asset)));
      }
    }
  }

  // The state's own until something of the request has been taken out of them: most requests take
  // once.
  [[nodiscard]] const Books& books() const { return tried_ ? *tried_ : turn_.state().books; }
  [[nodiscard]] Books& tried_books() {
    if (!tried_) tried_ = turn_.state().books;
    return *tried_;
  }

  Turn& turn_;
  StepId step_;
  std::optional<Books> tried_;
  std::ptrdiff_t sources_left_ = 0;  // flows that pay or lock and have not been resolved
  std::set<std::string> inside_;     // holdings that only come to be within the request
  bool has_sources_ = false;
  bool draws_nothing_ = true;
  std::string first_source_;
};

}  // namespace

std::expected<Request, NoRequest> next_request(Turn& turn, StepId step) {
  const plan::Item& item = turn.terms().of(step).items[step_of(turn.state(), step).item];
  auto request = Builder(turn, step).build(item);
  if (!request) return request;
  // Amounts that hang on a reading are worth waiting for; those that only the world knows are not.
  if (turn.must_read()) return unread();
  return request;
}

std::optional<Outcome> expected_outcome(const Request& request) {
  Outcome outcome{.kind = OutcomeKind::done};
  for (const Part& part : request.parts) {
    std::vector<Amount> amounts;
    for (const Leg& leg : part.legs) {
      if (!leg.expected) return std::nullopt;
      amounts.push_back(*leg.expected);
    }
    outcome.amounts.push_back(std::move(amounts));
  }
  return outcome;
}

}  // namespace dealwright::core
