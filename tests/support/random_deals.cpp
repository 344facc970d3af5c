// Builds a plan step by step out of what the steps before it have made.
#include "tests/support/random_deals.hpp"

#include <string>
#include <vector>

#include "tests/support/expressions.hpp"

namespace dealwright::tests {

using namespace plan;

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  // SplitMix64.
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  std::int64_t from(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t n) { return from(1, n) == 1; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(from(0, static_cast<std::int64_t>(list.size()) - 1))];
  }

 private:
  std::uint64_t state_;
};

Expression whole(std::int64_t n) { return {.op = Op::number, .number = values::Rational(n)}; }
Expression part(std::int64_t n, std::int64_t of) {
  return {.op = Op::number, .number = values::Rational::fraction(n, of).value()};
}
Expression local(std::string name) { return named(Op::local, std::move(name)); }
Expression position(std::string name) { return named(Op::position, std::move(name)); }

const std::vector<std::string> assets{"AAA", "BBB", "CCC"};

class DealMaker {
 public:
  explicit DealMaker(std::uint64_t seed) : dice_(seed) {}

  RandomDeal make() {
    begin();
    const std::int64_t steps = dice_.from(1, 5);
    for (std::int64_t i = 0; i < steps; ++i)
      step(i);
    if (loan_ && dice_.one_in(2)) defence();
    world();
    return {.plan = std::move(plan_), .scenario = std::move(scenario_), .fee = fee_};
  }

 private:
  struct Source {
    std::string asset;
    std::string name;
    bool is_bucket = false;
  };

  void begin() {
    plan_.deal = "random";
    plan_.assets = {
        {.name = "AAA"}, {.name = "BBB", .decimals = 6}, {.name = "CCC", .decimals = 0}};
    plan_.capital = {.kind = MoneyKind::amount,
                     .asset = "AAA",
                     .expression = part(dice_.from(1, 100'000), dice_.from(1, 7))};
    const std::int64_t safe = dice_.from(1, 60);
    const std::int64_t first = dice_.from(1, 99 - safe);
    plan_.buckets = {
        {.name = "safe",
         .share = values::Rational::fraction(safe, 100).value(),
         .untouchable = true},
        {.name = "one", .share = values::Rational::fraction(first, 100).value()},
        {.name = "two", .share = values::Rational::fraction(100 - safe - first, 100).value()}};
    gas();
    if (dice_.one_in(2)) {
      plan_.limits.push_back(
          {.text = "ltv", .quantity = of(Op::ltv), .bound = part(dice_.from(1, 9), 10)});
      if (dice_.one_in(2)) plan_.limits.back().warn_at = part(dice_.from(1, 90), 100);
    }
    if (dice_.one_in(6)) {
      plan_.limits.push_back(
          {.text = "loss",
           .quantity = of(Op::loss),
           .bound = part(dice_.from(0, 100'000), dice_.from(1, 9)),
           .mode = dice_.one_in(2) ? LimitMode::always : LimitMode::when_increased});
    }
    if (dice_.one_in(3)) {
      plan_.limits.push_back({.text = "exposure",
                              .quantity = named(Op::exposure, dice_.of(assets)),
                              .bound = of(Op::multiply, {part(dice_.from(1, 9), 10), of(Op::nav)}),
                              .mode = LimitMode::always});
    }
    plan_.modules = {{.name = "pool", .alias = "pool"}, {.name = "bank", .alias = "bank"}};
    for (const std::string& a : assets) {
      for (const std::string& b : assets) {
        plan_.modules[0].queries.push_back(
            {.name = "pool.rate",
             .arguments = {named(Op::asset, a), named(Op::asset, b)},
             .type = "rate",
             .initial = part(dice_.from(1, 3'000), dice_.from(1, 3'000))});
      }
    }
    for (const std::string& a : assets) {
      plan_.modules[1].queries.push_back({.name = "bank.flash_fee",
                                          .arguments = {named(Op::asset, a)},
                                          .type = "ratio",
                                          .initial = part(dice_.from(0, 20), 10'000)});
    }
    free_ = {{"AAA", "one", true}, {"AAA", "two", true}};
  }

  void gas() {
    plan_.gas = {.asset = "AAA", .payer = dice_.one_in(2) ? "operator" : "one"};
    if (dice_.one_in(2)) fee_ = values::Rational::fraction(dice_.from(1, 50), 1'000).value();
    if (dice_.one_in(3)) plan_.gas.at_most = part(dice_.from(1, 400), 1'000);
  }

  std::string fresh(const std::string& base) { return base + std::to_string(++names_); }

  std::string holding(const std::string& asset, const std::string& step) {
    std::string name = fresh("h");
    plan_.holdings.push_back({.name = name, .asset = asset, .step = step});
    return name;
  }

  // Some source, and sometimes only a part of it. A holding is used once.
  Money money() {
    const auto at =
        static_cast<std::size_t>(dice_.from(0, static_cast<std::int64_t>(free_.size()) - 1));
    const Source source = free_[at];
    if (!source.is_bucket) free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(at));
    const Money all{.kind = source.is_bucket ? MoneyKind::bucket : MoneyKind::holding,
                    .asset = source.asset,
                    .name = source.name};
    switch (dice_.from(0, 3)) {
      case 0:
        return {.kind = MoneyKind::up_to,
                .asset = source.asset,
                .name = source.name,
                .expression = whole(dice_.from(1, 9'000))};
      case 1:
        return {.kind = MoneyKind::share,
                .asset = source.asset,
                .expression = part(dice_.from(1, 12), 12),
                .parts = {all}};
      case 2:
        return {.kind = MoneyKind::amount,
                .asset = source.asset,
                .name = source.name,
                .expression = part(dice_.from(1, 500), dice_.from(1, 9))};
      default: return all;
    }
  }

  void step(std::int64_t i) {
    Step step{.name = "s" + std::to_string(i)};
    if (i > 0) {
      const std::string before = "s" + std::to_string(dice_.from(0, i - 1));
      auto mode = dice_.one_in(3) ? AfterMode::settled : AfterMode::done;
      if (find_step(plan_, before)->ladder && dice_.one_in(2)) mode = AfterMode::any_rung;
      step.after = {{{mode, before}}};
    }
    policy(step);
    if (i > 0 && dice_.one_in(5) && ladder(step)) {
      plan_.steps.push_back(std::move(step));
      return;
    }
    const std::int64_t actions = dice_.from(1, 3);
    for (std::int64_t a = 0; a < actions && !free_.empty(); ++a)
      item(step);
    plan_.steps.push_back(std::move(step));
  }

  void policy(Step& step) {
    step.timeout = values::minutes(dice_.from(1, 600));
    if (dice_.one_in(2)) {
      step.retry = {.attempts = static_cast<unsigned>(dice_.from(1, 3)),
                    .every = values::seconds(dice_.from(1, 100))};
    }
    if (dice_.one_in(6)) step.deadline_blocks = static_cast<unsigned>(dice_.from(1, 300));
    step.accept_partial = dice_.one_in(2);
    step.on_failure.kind = dice_.of(
        std::vector{FailureKind::hold, FailureKind::skip, FailureKind::hold, FailureKind::fail});
    if (dice_.one_in(6)) {
      step.whens.push_back({of(Op::greater, {named(Op::price, "BBB"), part(dice_.from(1, 40), 10)}),
                            values::hours(dice_.from(1, 48)), Otherwise::skip});
    }
    if (dice_.one_in(8))
      step.approvals.push_back({.role = "boss", .when = std::nullopt, .within = values::hours(3)});
  }

  void item(Step& step) {
    switch (dice_.from(0, 7)) {
      case 6: return atomic(step);
      case 7: return flash(step);
      case 0:
        if (!loan_) return lend(step);
        [[fallthrough]];
      case 1: {
        if (loan_ && dice_.one_in(2)) return repay(step);
        const Money source = money();
        Split split{.source = source};
        for (const std::int64_t share : {30, 70}) {
          const std::string name = holding(source.asset, step.name);
          split.parts.push_back({name, values::Rational::fraction(share, 100).value()});
          free_.push_back({source.asset, name});
        }
        step.items.push_back({split});
        return;
      }
      default: step.items.push_back({swap(step, money())});
    }
  }

  Target some_bucket() { return {TargetKind::bucket, dice_.one_in(2) ? "one" : "two"}; }

  // Two swaps, all or nothing; what lies between them never comes out.
  void atomic(Step& step) {
    const std::string between = dice_.of(assets);
    const std::string inside = holding(between, step.name);
    Group group;
    group.items.push_back({whole_swap(step, money(), between, {TargetKind::holding, inside})});
    const Money all{.kind = MoneyKind::holding, .asset = between, .name = inside};
    group.items.push_back({whole_swap(step, all, dice_.of(assets), some_bucket())});
    step.items.push_back({std::move(group)});
  }

  // There and back with borrowed money: given back when the rates are kind, without effect
  // otherwise.
  void flash(Step& step) {
    const std::string asset = dice_.of(assets);
    const std::string other = dice_.of(assets);
    const std::string borrowed = holding(asset, step.name);
    const std::string there = holding(other, step.name);
    const std::string back = holding(asset, step.name);
    Group group{.flash = Money{.kind = MoneyKind::nothing,
                               .asset = asset,
                               .expression = whole(dice_.from(1, 5'000))},
                .flash_module = "bank",
                .flash_holding = borrowed};
    group.items.push_back(
        {whole_swap(step, {.kind = MoneyKind::holding, .asset = asset, .name = borrowed}, other,
                    {TargetKind::holding, there})});
    group.items.push_back(
        {whole_swap(step, {.kind = MoneyKind::holding, .asset = other, .name = there}, asset,
                    {TargetKind::holding, back})});
    step.items.push_back({std::move(group)});
    free_.push_back({asset, back});
  }

  // Part of a group: nothing of it can be filled in part.
  Action whole_swap(const Step& step, Money give, const std::string& to, Target target) {
    Action action = swap(step, std::move(give), to, std::move(target));
    action.may_fill_partly = false;
    remember(step, action);
    return action;
  }

  Action swap(const Step& step, Money give) {
    const std::string to = dice_.of(assets);
    Target target = some_bucket();
    if (dice_.one_in(2)) {
      target = {TargetKind::holding, holding(to, step.name)};
      if (!step.ladder) free_.push_back({to, target.name});
    }
    Action action = swap(step, std::move(give), to, std::move(target));
    if (dice_.one_in(2)) action.takes = duration(values::minutes(dice_.from(1, 900)));
    remember(step, action);
    return action;
  }

  Action swap(const Step& step, Money give, const std::string& to, Target target) {
    return {
        .id = step.name + "." + fresh("swap"),
        .module = "pool",
        .name = "swap",
        .flows = {{.kind = FlowKind::pay, .asset = give.asset, .name = "give", .money = give},
                  {.kind = FlowKind::receive,
                   .asset = to,
                   .name = "got",
                   .target = target,
                   .amount = of(Op::multiply, {local("give"), named(Op::query, "pool.rate",
                                                                    {named(Op::asset, give.asset),
                                                                     named(Op::asset, to)})})}},
        .fails = {"closed"},
        .may_fill_partly = true};
  }

  void lend(Step& step) {
    loan_ = true;
    const Money funds = money();
    pledged_ = funds.asset;
    plan_.positions = {{.name = "pledge",
                        .kind = PositionKind::collateral,
                        .asset = funds.asset,
                        .module = "bank",
                        .step = step.name},
                       {.name = "loan",
                        .kind = PositionKind::debt,
                        .asset = "BBB",
                        .module = "bank",
                        .step = step.name}};
    plan_.modules[1].queries.push_back(
        {.name = "bank.owed",
         .arguments = {position("loan")},
         .type = "BBB",
         .model = of(Op::add,
                     {position("loan"),
                      named(Op::primitive, "simple_interest",
                            {position("loan"), part(dice_.from(0, 9), 10), local("loan.age")})})});
    Action supply{.id = step.name + "." + fresh("supply"),
                  .module = "bank",
                  .name = "supply",
                  .flows = {{.kind = FlowKind::lock,
                             .asset = funds.asset,
                             .name = "funds",
                             .money = funds,
                             .position = "pledge"}},
                  .fails = {"closed"},
                  .opens = {"pledge"}};
    const std::string cash = holding("BBB", step.name);
    Action borrow{.id = step.name + "." + fresh("borrow"),
                  .module = "bank",
                  .name = "borrow",
                  .locals = {{"size", part(dice_.from(1, 100'000), dice_.from(1, 99))}},
                  .flows = {{.kind = FlowKind::owe,
                             .asset = "BBB",
                             .name = "loan",
                             .position = "loan",
                             .amount = local("size")},
                            {.kind = FlowKind::receive,
                             .asset = "BBB",
                             .name = "cash",
                             .target = Target{TargetKind::holding, cash},
                             .amount = local("size")}},
                  .fails = {"closed"},
                  .reads = {"pledge"},
                  .opens = {"loan"}};
    free_.push_back({"BBB", cash});
    remember(step, supply);
    remember(step, borrow);
    step.items.push_back({supply});
    step.items.push_back({borrow});
  }

  void repay(Step& step) {
    const Expression owed = named(Op::query, "bank.owed", {position("loan")});
    for (std::size_t i = 0; i < free_.size(); ++i) {
      const Source source = free_[i];
      if (source.asset != "BBB") continue;
      if (!source.is_bucket) free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(i));
      Action action{.id = step.name + "." + fresh("repay"),
                    .module = "bank",
                    .name = "repay",
                    .flows = {{.kind = FlowKind::pay,
                               .asset = "BBB",
                               .name = "pay",
                               .money = Money{.kind = MoneyKind::up_to,
                                              .asset = "BBB",
                                              .name = source.name,
                                              .expression = owed}},
                              {.kind = FlowKind::settle,
                               .asset = "BBB",
                               .name = "loan",
                               .position = "loan",
                               .amount = local("pay")}},
                    .fails = {"closed"}};
      remember(step, action);
      step.items.push_back({action});
      return;
    }
    step.items.push_back({swap(step, money())});
  }

  // A ladder over a holding; nothing is made when there is none.
  bool ladder(Step& step) {
    for (std::size_t i = 0; i < free_.size(); ++i) {
      const Source source = free_[i];
      if (source.is_bucket) continue;
      free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(i));
      step.kind = StepKind::ladder;
      step.ladder =
          Ladder{.sizes = {whole(dice_.from(1, 50)), whole(dice_.from(10, 500))},
                 .source = {.kind = MoneyKind::holding, .asset = source.asset, .name = source.name},
                 .rungs_max = static_cast<unsigned>(dice_.from(1, 6)),
                 .climb = truth(dice_.one_in(5) ? 0 : 1)};
      Action action = swap(step, {.kind = MoneyKind::rung, .asset = source.asset});
      if (action.flows[1].target->kind == TargetKind::holding) {
        const std::string all = holding(action.flows[1].asset, step.name);
        step.ladder->collects = all;
        free_.push_back({action.flows[1].asset, all});
      }
      step.items.push_back({action});
      return true;
    }
    return false;
  }

  void defence() {
    if (pledged_ != "AAA") return;
    Action supply{.id = "help.supply",
                  .module = "bank",
                  .name = "supply",
                  .flows = {{.kind = FlowKind::lock,
                             .asset = "AAA",
                             .name = "funds",
                             .money = Money{.kind = MoneyKind::up_to,
                                            .asset = "AAA",
                                            .name = "two",
                                            .expression = whole(dice_.from(1, 500))},
                             .position = "pledge"}},
                  .fails = {"closed"}};
    Step step{.name = "help",
              .kind = StepKind::defence,
              .items = {{supply}},
              .defence = Defence{.when = of(Op::greater, {of(Op::ltv), part(dice_.from(1, 9), 10)}),
                                 .times = static_cast<unsigned>(dice_.from(1, 3))}};
    remember(step, supply);
    plan_.steps.push_back(std::move(step));
  }

  // Things go wrong with about every third action.
  void remember(const Step& step, const Action& action) {
    if (!dice_.one_in(3)) return;
    ScriptedOutcome outcome = OutcomeUnknown{};
    switch (dice_.from(0, 4)) {
      case 0:
        outcome = OutcomeFails{.name = "closed", .times = static_cast<unsigned>(dice_.from(1, 4))};
        break;
      case 1: outcome = OutcomeFails{.name = "closed", .times = std::nullopt}; break;
      case 2:
        outcome = OutcomePays{values::Rational::fraction(dice_.from(0, 120), 100).value()};
        break;
      case 3:
        if (action.may_fill_partly)
          outcome = OutcomeFills{values::Rational::fraction(dice_.from(0, 100), 100).value()};
        break;
      default: break;
    }
    scenario_.outcomes.push_back(
        {{.step = step.name, .rung = std::nullopt, .action = action.id}, outcome});
  }

  void world() {
    scenario_.title = "random";
    scenario_.deal = plan_.deal;
    for (const std::string& asset : assets) {
      scenario_.world.push_back(
          {named(Op::price, asset), part(dice_.from(1, 5'000), dice_.from(1, 50))});
    }
    const std::int64_t events = dice_.from(0, 5);
    for (std::int64_t i = 0; i < events; ++i)
      scenario_.events.push_back({values::hours(dice_.from(0, 700)), event()});
    if (dice_.one_in(2))
      scenario_.answers = {{.role = "boss",
                            .approves = !dice_.one_in(3),
                            .after = values::minutes(dice_.from(1, 300))}};
  }

  std::variant<PriceMove, WorldSetting, OperatorAct, FreezeChange> event() {
    const std::string step = plan_.steps.empty() ? "" : dice_.of(plan_.steps).name;
    switch (dice_.from(0, 6)) {
      case 0:
        return PriceMove{dice_.of(assets),
                         values::Rational::fraction(dice_.from(-90, 200), 100).value()};
      case 1: return FreezeChange{dice_.one_in(2) ? "pool" : "bank", dice_.one_in(2)};
      case 2: return OperatorAct{OperatorVerb::retries, step};
      case 3: return OperatorAct{OperatorVerb::skips, step};
      case 4: return OperatorAct{OperatorVerb::pauses, ""};
      case 5:
        return OperatorAct{dice_.one_in(9) ? OperatorVerb::cancels : OperatorVerb::resumes, ""};
      default: return OperatorAct{OperatorVerb::resumes, ""};
    }
  }

  Dice dice_;
  Plan plan_;
  Scenario scenario_;
  values::Rational fee_;
  std::vector<Source> free_;
  std::int64_t names_ = 0;
  bool loan_ = false;
  std::string pledged_;
};

}  // namespace

RandomDeal random_deal(std::uint64_t seed) { return DealMaker(seed).make(); }

}  // namespace dealwright::tests
