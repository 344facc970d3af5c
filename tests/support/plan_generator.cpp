// Draws a plan from its lists of names outward: names first, then what refers to them.
#include "tests/support/plan_generator.hpp"

#include <string>
#include <vector>

#include "tests/support/expressions.hpp"
#include "tests/support/plans.hpp"

namespace dealwright::tests {
namespace {

using namespace plan;

int below(int n) { return *rc::gen::inRange(0, n); }
bool toss() { return below(2) == 1; }

template <class T>
const T& one_of(const std::vector<T>& list) {
  return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
}

// As many as drawn, at most `most`.
template <class Make>
auto several(int most, Make make) {
  std::vector<decltype(make())> list;
  for (int n = below(most + 1); n > 0; --n)
    list.push_back(make());
  return list;
}

template <class Make>
auto perhaps(Make make) {
  std::optional<decltype(make())> option;
  if (toss()) option = make();
  return option;
}

// Anything UTF-8 may hold, and what an escape could get wrong.
std::string any_text() {
  static const std::vector<std::string> pieces{
      "a",    "Z",    " ", "\"", "\\", "/",      "\n", "\t", std::string(1, '\0'),
      "\x1f", "\x7f", "é", "✓",  "𝄞",  "\u2028", "{",  "]",  "word"};
  std::string text;
  for (int n = below(5); n > 0; --n)
    text += one_of(pieces);
  return text;
}

std::string any_word() {
  return one_of(std::vector<std::string>{"size", "funds", "price", "moved", "got", "x", "owner"}) +
         std::to_string(below(10));
}

values::Rational draw_ratio() {
  switch (below(3)) {
    case 0: return *values::Rational::fraction(below(101), 100);
    case 1: return values::Rational(below(10'000) - 100);
    default:
      return *values::Rational::fraction(*rc::gen::arbitrary<std::int64_t>(),
                                         1 + *rc::gen::inRange<std::int64_t>(0, 1'000'000'007));
  }
}

values::Duration draw_duration() {
  return {one_of(std::vector<std::int64_t>{1, 1000, 60'000, 3'600'000, 86'400'000}) *
          below(36'500)};
}

values::Digest draw_digest() { return values::sha256(std::to_string(below(1'000'000))); }

// Shares that add to 1 exactly.
std::vector<values::Rational> draw_shares(std::size_t count) {
  std::vector<std::int64_t> weights;
  std::int64_t total = 0;
  for (std::size_t i = 0; i < count; ++i)
    total += weights.emplace_back(1 + below(100));
  std::vector<values::Rational> shares;
  for (const std::int64_t weight : weights)
    shares.push_back(*values::Rational::fraction(weight, total));
  return shares;
}

class Draw {
 public:
  explicit Draw(Plan& plan) : plan_(plan) {}

  void everything() {
    names();
    plan_.documentation = any_text();
    for (Param& param : plan_.params)
      fill(param);
    plan_.capital = {.kind = MoneyKind::amount, .asset = asset(), .expression = expression(1)};
    plan_.gas = {.at_most = perhaps([&] { return expression(1); }),
                 .asset = asset(),
                 .payer = toss() ? "operator" : bucket()};
    plan_.assumed_for = perhaps(draw_duration);
    plan_.assumptions = several(4, [&] { return assumption(); });
    for (const Asset& valued : plan_.assets) {
      if (toss()) plan_.value_rules.push_back({valued.name, static_cast<Basis>(below(4))});
    }
    plan_.limits = several(4, [&] { return limit(); });
    plan_.waivers = several(2, [&] { return Waiver{any_word(), any_text()}; });
    plan_.splits = several(2, [&] { return split(); });
    for (Module& module : plan_.modules)
      fill(module);
    for (std::size_t i = 0; i < plan_.steps.size(); ++i)
      fill(plan_.steps[i], i);
    plan_.allow_list = allow_list_of(plan_);
  }

  Expression expression(int depth) {
    if (depth <= 0) return leaf();
    const auto arg = [&] { return expression(depth - 1); };
    switch (below(9)) {
      case 0:
      case 1: return leaf();
      case 2:
        return of(one_of(std::vector<Op>{Op::add, Op::multiply, Op::all_of, Op::any_of}),
                  {arg(), arg(), arg()});
      case 3:
        return of(one_of(std::vector<Op>{Op::subtract, Op::divide, Op::multiply}), {arg(), arg()});
      case 4:
        return of(one_of(std::vector<Op>{Op::equal, Op::not_equal, Op::less, Op::less_or_equal,
                                         Op::greater, Op::greater_or_equal}),
                  {arg(), arg()});
      case 5: return of(one_of(std::vector<Op>{Op::negate, Op::not_}), {arg()});
      case 6:
        return named(one_of(std::vector<Op>{Op::value, Op::at_par, Op::at_cost, Op::at_market}),
                     asset(), {arg()});
      case 7: return named(Op::primitive, any_word(), several(3, arg));
      default: return named(Op::query, plan_.modules[0].queries[0].name, {arg()});
    }
  }

 private:
  // Names that references can draw from; the rest is filled in later.
  void names() {
    plan_.deal = any_word();
    for (int i = 0, n = 1 + below(3); i < n; ++i) {
      plan_.assets.push_back(
          {.name = "ASSET" + std::to_string(i), .decimals = static_cast<unsigned>(below(31))});
      if (i > 0 && toss()) plan_.assets.back().counts_as = "ASSET0";
      if (i > 0 && toss()) plan_.assets.back().redeems_into = "ASSET0";
    }
    for (int i = 0, n = 1 + below(3); i < n; ++i)
      plan_.params.push_back({.name = "param" + std::to_string(i)});
    for (const auto& share : draw_shares(static_cast<std::size_t>(1 + below(3)))) {
      plan_.buckets.push_back({"bucket" + std::to_string(plan_.buckets.size()), share, toss()});
    }
    for (int i = 0, n = 1 + below(2); i < n; ++i) {
      const std::string name = "protocol" + std::to_string(i);
      plan_.modules.push_back({.name = name,
                               .alias = "m" + std::to_string(i),
                               .queries = {{.name = name + ".q", .type = "ratio"}}});
    }
    for (int i = 0, n = below(5); i < n; ++i)
      plan_.steps.push_back({.name = "step" + std::to_string(i)});
    const std::string step = plan_.steps.empty() ? "" : plan_.steps[0].name;
    for (int i = 0, n = 1 + below(3); i < n; ++i) {
      plan_.holdings.push_back({.name = "holding" + std::to_string(i),
                                .asset = asset(),
                                .place = toss() ? "m0" : "",
                                .step = step});
      plan_.positions.push_back({.name = "position" + std::to_string(i),
                                 .kind = static_cast<PositionKind>(below(2)),
                                 .asset = asset(),
                                 .module = module(),
                                 .step = step,
                                 .adopted = step.empty() ? "other.loan" : "",
                                 .left_open = toss()});
    }
  }

  std::string asset() { return one_of(plan_.assets).name; }
  std::string bucket() { return one_of(plan_.buckets).name; }
  std::string holding() { return one_of(plan_.holdings).name; }
  std::string position() { return one_of(plan_.positions).name; }
  std::string module() { return toss() ? one_of(plan_.modules).name : one_of(plan_.modules).alias; }

  Expression leaf() {
    switch (below(14)) {
      case 0:
      case 1: return {.op = Op::number, .number = draw_ratio(), .name = toss() ? "" : asset()};
      case 2: return truth(below(2));
      case 3: return text(any_text());
      case 4: return named(Op::asset, asset());
      case 5: return duration(draw_duration());
      case 6:
        return {.op = Op::time,
                .number = values::Rational(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000))};
      case 7: return named(Op::param, one_of(plan_.params).name);
      case 8: return named(Op::bucket, bucket(), {named(Op::asset, asset())});
      case 9: return named(Op::holding, holding());
      case 10: return named(one_of(std::vector<Op>{Op::position, Op::ltv_of}), position());
      case 11: return named(Op::local, any_word());
      case 12: return named(one_of(std::vector<Op>{Op::price, Op::exposure}), asset());
      default:
        return of(one_of(std::vector<Op>{Op::nav, Op::profit, Op::loss, Op::ltv, Op::health}));
    }
  }

  void fill(Param& param) {
    param.type = any_word();
    param.value = leaf();
    if (!toss()) return;
    param.low = leaf();
    param.high = leaf();
  }

  Assumption assumption() {
    Assumption line{
        .kind = static_cast<AssumptionKind>(below(5)), .bound = expression(2), .text = any_text()};
    line.subject = line.kind == AssumptionKind::may ? module() : asset();
    line.event = line.kind == AssumptionKind::may ? any_word() : "";
    if (line.kind == AssumptionKind::within) {
      line.centre = leaf();
      line.quantity = leaf();
    }
    return line;
  }

  Limit limit() {
    Limit limit{.kind = static_cast<LimitKind>(below(3)),
                .text = any_text(),
                .mode = static_cast<LimitMode>(below(2))};
    if (limit.kind == LimitKind::never_pledge) limit.subject = asset();
    if (limit.kind == LimitKind::repayable) {
      limit.subject = position();
      limit.without = several(2, [&] { return toss() ? asset() : bucket(); });
    }
    if (limit.kind != LimitKind::cap) return limit;
    limit.quantity = expression(1);
    limit.comparison =
        one_of(std::vector<Op>{Op::less, Op::less_or_equal, Op::greater, Op::greater_or_equal});
    limit.bound = expression(1);
    limit.warn_at = perhaps([&] { return leaf(); });
    if (toss()) {
      limit.tightened_to = leaf();
      limit.tightened_when = expression(1);
    }
    return limit;
  }

  Money money(int depth) {
    switch (depth > 0 ? below(6) : below(4)) {
      case 0:
        return {.kind = MoneyKind::holding, .asset = toss() ? "" : asset(), .name = holding()};
      case 1: return {.kind = MoneyKind::bucket, .asset = asset(), .name = bucket()};
      case 2:
        return {.kind = toss() ? MoneyKind::amount : MoneyKind::up_to,
                .asset = asset(),
                .name = toss() ? bucket() : holding(),
                .expression = expression(1)};
      case 3: return {.kind = MoneyKind::nothing, .asset = asset()};
      case 4: return {.kind = MoneyKind::share, .expression = leaf(), .parts = {money(depth - 1)}};
      default: return {.kind = MoneyKind::sum, .parts = {money(depth - 1), money(depth - 1)}};
    }
  }

  Split split() {
    Split split{.source = money(1)};
    for (const auto& share : draw_shares(static_cast<std::size_t>(1 + below(3))))
      split.parts.push_back({holding(), share});
    return split;
  }

  Flow flow() {
    Flow flow{.kind = static_cast<FlowKind>(below(6)), .asset = asset(), .name = any_word()};
    if (flow.kind == FlowKind::pay || flow.kind == FlowKind::lock) flow.money = money(2);
    if (flow.kind == FlowKind::receive) {
      const auto kind = static_cast<TargetKind>(below(3));
      flow.target = Target{kind, kind == TargetKind::holding  ? holding()
                                 : kind == TargetKind::bucket ? bucket()
                                                              : position()};
    } else if (flow.kind != FlowKind::pay) {
      flow.position = position();
    }
    flow.amount = perhaps([&] { return expression(1); });
    return flow;
  }

  NamedExpression named_expression() { return {any_word(), expression(2)}; }

  Call call() {
    return Call{.contract = module() + ".c" + std::to_string(below(3)),
                .signature = any_word() + "(address)",
                .arguments = several(2, [&] { return leaf(); }),
                .sending = perhaps([&] { return leaf(); }),
                .allowing = toss() ? any_word() : ""};
  }

  Action action() {
    const auto words = [] { return several(2, any_word); };
    const auto positions = [&] { return several(2, [&] { return position(); }); };
    const auto evidence = [&] {
      return Evidence{module() + ".c", any_word() + "()",
                      several(2, [&] { return named_expression(); })};
    };
    return {.id = "action#" + std::to_string(++actions_),
            .module = module(),
            .name = any_word(),
            .locals = several(2, [&] { return named_expression(); }),
            .flows = several(3, [&] { return flow(); }),
            .calls = several(2, [&] { return call(); }),
            .ensures = several(1, [&] { return expression(2); }),
            .evidence = several(1, evidence),
            .fails = words(),
            .unsure = words(),
            .tolerance = perhaps([&] { return leaf(); }),
            .takes = perhaps([&] { return duration(draw_duration()); }),
            .may_fill_partly = toss(),
            .reads = positions(),
            .opens = positions(),
            .closes = positions(),
            .model = several(1, [&] { return named_expression(); }),
            .refuses = several(1, [&] { return named_expression(); }),
            .fills = perhaps([&] { return leaf(); })};
  }

  Item item(int depth) {
    const int kind = depth > 0 ? below(4) : below(3);
    if (kind == 2) return {split()};
    if (kind < 2) return {action()};
    Group group{.items = several(2, [&] { return item(depth - 1); }),
                .requires_ = several(1, [&] { return expression(1); }),
                .ensures = several(1, [&] { return expression(1); })};
    if (toss()) {
      group.flash = money(0);
      group.flash_module = module();
      group.flash_holding = holding();
      group.calls = several(2, [&] { return call(); });
      group.ensures.push_back(of(Op::less, {of(Op::flash_owed), leaf()}));
    }
    return {group};
  }

  // Only steps before this one can be waited for, so nothing runs in a circle.
  void fill(Step& step, std::size_t place) {
    step.documentation = any_text();
    if (place > 0) {
      const auto term = [&] {
        const Step& other = plan_.steps[static_cast<std::size_t>(below(static_cast<int>(place)))];
        return AfterTerm{
            other.ladder && toss() ? AfterMode::any_rung : static_cast<AfterMode>(below(2)),
            other.name};
      };
      step.after = several(2, [&] { return several(2, term); });
    }
    step.at = perhaps(draw_duration);
    step.whens = several(2, [&] {
      return When{expression(3), perhaps(draw_duration), static_cast<Otherwise>(below(3))};
    });
    step.requires_ = several(1, [&] { return expression(3); });
    step.approvals = several(2, [&] {
      return Approval{any_word(), perhaps([&] { return expression(1); }), draw_duration()};
    });
    step.items = several(3, [&] { return item(2); });
    step.ensures = several(1, [&] { return expression(3); });
    step.on_failure = {static_cast<FailureKind>(below(4)), step.name};
    if (toss())
      step.retry = {static_cast<unsigned>(below(5)), draw_duration(), perhaps(draw_duration),
                    several(2, any_word)};
    step.timeout = draw_duration();
    step.deadline_blocks = perhaps([] { return static_cast<unsigned>(below(100)); });
    step.accept_partial = toss();
    step.kind = static_cast<StepKind>(below(3));
    if (step.kind == StepKind::ladder) {
      step.ladder =
          Ladder{.sizes = {leaf(), leaf()},
                 .source = toss() ? Money{.kind = MoneyKind::rung, .asset = asset()} : money(1),
                 .rungs_max = static_cast<unsigned>(1 + below(1000)),
                 .climb = of(Op::less, {of(Op::rung), leaf()}),
                 .collects = toss() ? holding() : ""};
    }
    if (step.kind == StepKind::defence)
      step.defence = Defence{expression(1), static_cast<unsigned>(1 + below(9))};
  }

  void fill(Module& module) {
    module.digest = draw_digest();
    module.abis = several(2, [&] { return Module::Abi{any_word(), any_word(), draw_digest()}; });
    Query& query = module.queries[0];
    query.arguments = several(2, [&] { return named(Op::asset, asset()); });
    query.read = perhaps([&] { return named(Op::query, "contract.function", {leaf()}); });
    query.model = perhaps([&] { return expression(2); });
    query.initial = perhaps([&] { return leaf(); });
    const auto member = [&](std::string name) {
      return Setting{module.name + name, several(1, [&] { return named(Op::asset, asset()); }),
                     any_word(), perhaps([&] { return leaf(); })};
    };
    if (toss()) module.settings = {member(".a"), member(".b")};
    if (toss()) module.states = {member(".s")};
  }

  Plan& plan_;
  int actions_ = 0;
};

}  // namespace

rc::Gen<Plan> any_plan() {
  return rc::gen::exec([] {
    Plan plan;
    Draw(plan).everything();
    return plan;
  });
}

rc::Gen<Expression> any_expression(const Plan& plan, int depth) {
  return rc::gen::exec([plan, depth] {
    Plan names = plan;
    return Draw(names).expression(depth);
  });
}

rc::Gen<values::Rational> any_ratio() { return rc::gen::exec(draw_ratio); }

}  // namespace dealwright::tests
