// The plans that tests are written against. They are data: what they say has no deeper meaning than
// to be complete.
#include "tests/support/plans.hpp"

#include <set>

#include "tests/support/expressions.hpp"

namespace dealwright::tests {

using namespace plan;

Plan small_plan() {
  const Money all{.kind = MoneyKind::bucket, .asset = "ETH", .name = "working"};
  const Action wrap{
      .id = "wrap.wrap",
      .module = "weth",
      .name = "wrap",
      .flows = {{.kind = FlowKind::pay, .asset = "ETH", .name = "funds", .money = all},
                {.kind = FlowKind::receive,
                 .asset = "WETH",
                 .name = "wrapped",
                 .target = Target{TargetKind::holding, "wrapped"}}},
      .calls = {{.contract = "weth.token",
                 .signature = "deposit()",
                 .sending = named(Op::local, "funds")}},
      .fails = {"out_of_gas"},
  };
  return {
      .deal = "wrap_it",
      .assets = {{.name = "ETH"}, {.name = "WETH", .counts_as = "ETH"}},
      .params = {{.name = "capital",
                  .type = "ETH",
                  .value = number("100", "ETH"),
                  .low = number("1", "ETH"),
                  .high = number("1000", "ETH")}},
      .capital = {.kind = MoneyKind::amount,
                  .asset = "ETH",
                  .expression = named(Op::param, "capital")},
      .buckets = {{.name = "core", .share = ratio("7/10"), .untouchable = true},
                  {.name = "working", .share = ratio("3/10")}},
      .gas = {.payer = "operator"},
      .limits = {{.text = "exposure(WETH) <= 30% of nav always",
                  .quantity = named(Op::exposure, "WETH"),
                  .bound = of(Op::multiply, {number("3/10"), of(Op::nav)}),
                  .mode = LimitMode::always}},
      .holdings = {{.name = "wrapped", .asset = "WETH", .step = "wrap"}},
      .steps = {{.name = "wrap", .items = {{wrap}}}},
      .modules = {{.name = "weth",
                   .alias = "weth",
                   .digest = values::sha256("the module's text"),
                   .abis = {{"token", "weth9", values::sha256("the interface's text")}}}},
      .allow_list = {{"weth.token", "deposit()"}},
  };
}

namespace {

Expression above(Expression quantity, Expression bound) {
  return of(Op::greater, {std::move(quantity), std::move(bound)});
}

// One expression of every operation that may stand anywhere in a deal.
std::vector<Expression> all_expressions() {
  const Expression one = number("1", "USDT");
  const Expression half = number("1/2");
  return {
      above(of(Op::add, {one, of(Op::subtract, {one, of(Op::negate, {one})})}),
            of(Op::divide, {of(Op::multiply, {half, one}), half})),
      of(Op::all_of, {truth(1), of(Op::any_of, {truth(0), of(Op::not_, {truth(0)})})}),
      of(Op::equal, {text("a \"b\" \\ c\n\x01"), text("é ✓ 𝄞")}),
      of(Op::not_equal, {named(Op::param, "ceiling"), number("13/20", "USDT per USDTz")}),
      of(Op::less, {named(Op::bucket, "core", {named(Op::asset, "ETH")}), number("5", "ETH")}),
      of(Op::less_or_equal, {named(Op::holding, "cash"), one}),
      of(Op::greater_or_equal, {named(Op::position, "loan"), of(Op::multiply, {one, number("0")})}),
      above(of(Op::profit), of(Op::loss)),
      above(of(Op::ltv), named(Op::ltv_of, "loan")),
      above(of(Op::health), number("2")),
      above(named(Op::price, "ETH"), named(Op::cost, "lot", {named(Op::asset, "USD")})),
      above(named(Op::volatility, "ETH", {duration(values::days(7))}), half),
      above(named(Op::value, "USDT", {one}),
            named(Op::at_par, "USDTz", {named(Op::holding, "lot")})),
      above(named(Op::at_cost, "USDTz", {named(Op::holding, "lot")}),
            named(Op::at_market, "USDTz", {named(Op::holding, "lot")})),
      above(named(Op::query, "desk.price", {named(Op::asset, "USDTz")}),
            named(Op::setting, "desk.pays")),
      above(named(Op::state, "discount_desk.sold", {named(Op::asset, "USDTz")}),
            named(Op::primitive, "smaller", {named(Op::local, "size"), one})),
      of(Op::less, {Expression{.op = Op::time, .number = values::Rational(1'769'817'600'000)},
                    Expression{.op = Op::time, .number = values::Rational(1'769'817'660'000)}}),
  };
}

std::vector<Asset> assets() {
  return {{.name = "ETH"},
          {.name = "USDT", .decimals = 6},
          {.name = "USDTz", .decimals = 6, .redeems_into = "USDT", .par = ratio("99/100")},
          {.name = "WETH", .counts_as = "ETH"}};
}

std::vector<Limit> limits() {
  return {{.text = "ltv <= 30% when increased",
           .quantity = of(Op::ltv),
           .bound = number("3/10"),
           .warn_at = number("7/25"),
           .tightened_to = number("1/5"),
           .tightened_when =
               above(named(Op::volatility, "ETH", {duration(values::days(7))}), number("4/5"))},
          {.text = "health >= 2 always",
           .quantity = of(Op::health),
           .comparison = Op::greater_or_equal,
           .bound = number("2"),
           .mode = LimitMode::always},
          {.kind = LimitKind::never_pledge, .text = "never pledge USDTz", .subject = "USDTz"},
          {.kind = LimitKind::repayable,
           .text = "repayable(loan) without USDTz, core",
           .subject = "loan",
           .without = {"USDTz", "core"}}};
}

std::vector<Assumption> assumptions() {
  return {
      {.kind = AssumptionKind::falls_at_most,
       .subject = "ETH",
       .bound = number("1/2"),
       .text = "ETH falls at most 50%"},
      {.kind = AssumptionKind::rises_at_most,
       .subject = "ETH",
       .bound = number("2"),
       .text = "ETH rises at most 200%"},
      {.kind = AssumptionKind::within,
       .centre = number("1", "USD"),
       .bound = number("1/50"),
       .quantity = named(Op::price, "USDT"),
       .text = "USDT within 2% of 1 USD"},
      {.kind = AssumptionKind::may,
       .subject = "desk",
       .event = "freeze",
       .text = "desk may freeze"},
      {.kind = AssumptionKind::holds,
       .bound = of(Op::less_or_equal, {named(Op::query, "desk.price", {named(Op::asset, "USDTz")}),
                                       number("1", "USD")}),
       .text = "desk.price(USDTz) <= 1 USD"}};
}

std::vector<Module> modules() {
  const Expression usdtz = named(Op::asset, "USDTz");
  return {{.name = "discount_desk",
           .alias = "desk",
           .digest = values::sha256("desk"),
           .abis = {{"book", "desk_v1", values::sha256("abi")}},
           .queries = {{.name = "discount_desk.price",
                        .arguments = {usdtz},
                        .type = "USDT per USDTz",
                        .read = named(Op::query, "book.price", {usdtz}),
                        .model = of(Op::multiply,
                                    {number("1/2"), named(Op::setting, "discount_desk.pays")}),
                        .initial = number("3/5", "USDT per USDTz")}},
           .settings = {{.name = "discount_desk.pays",
                         .arguments = {},
                         .type = "ratio",
                         .initial = number("499/500")}},
           .states = {{.name = "discount_desk.sold",
                       .arguments = {usdtz},
                       .type = "USDTz",
                       .initial = number("0", "USDTz")}}}};
}

Action buy() {
  return {.id = "buy.buy",
          .module = "desk",
          .name = "buy",
          .locals = {{"size", number("5", "USDT")}},
          .flows = {{.kind = FlowKind::pay,
                     .asset = "USDT",
                     .name = "pay",
                     .money = Money{.kind = MoneyKind::holding, .asset = "USDT", .name = "cash"}},
                    {.kind = FlowKind::receive,
                     .asset = "USDTz",
                     .name = "got",
                     .target = Target{TargetKind::holding, "lot"},
                     .amount = named(Op::local, "size")}},
          .calls = {{.contract = "discount_desk.book",
                     .signature = "buy(address,uint256)",
                     .arguments = {named(Op::asset, "USDTz"), named(Op::local, "size")},
                     .sending = number("0", "ETH"),
                     .allowing = "pay"}},
          .ensures = {above(named(Op::local, "got"), number("0", "USDTz"))},
          .evidence = {{.contract = "discount_desk.book",
                        .signature = "Bought(address,uint256)",
                        .fields = {{"amount", named(Op::local, "got")}}}},
          .fails = {"closed", "price_moved"},
          .unsure = {"no_answer"},
          .tolerance = number("1/1000000"),
          .takes = duration(values::hours(2)),
          .may_fill_partly = true,
          .reads = {"collateral"},
          .opens = {"loan"},
          .closes = {"old_loan"},
          .model = {{"discount_desk.sold", named(Op::local, "size")}}};
}

Action lend() {
  const Money some{.kind = MoneyKind::up_to,
                   .asset = "ETH",
                   .name = "working",
                   .expression = number("5", "ETH")};
  const Money part{.kind = MoneyKind::share,
                   .expression = number("2/5"),
                   .parts = {{.kind = MoneyKind::sum,
                              .asset = "USDT",
                              .parts = {{.kind = MoneyKind::holding, .name = "cash"}}}}};
  return {
      .id = "buy.lend",
      .module = "discount_desk",
      .name = "lend",
      .flows = {{.kind = FlowKind::lock, .asset = "ETH", .money = some, .position = "collateral"},
                {.kind = FlowKind::pay, .asset = "USDT", .money = part},
                {.kind = FlowKind::owe,
                 .asset = "USDT",
                 .position = "loan",
                 .amount = number("5", "USDT")},
                {.kind = FlowKind::settle, .asset = "USDT", .position = "old_loan"},
                {.kind = FlowKind::release, .asset = "ETH", .position = "collateral"},
                {.kind = FlowKind::receive,
                 .asset = "ETH",
                 .target = Target{TargetKind::bucket, "working"}},
                {.kind = FlowKind::receive,
                 .asset = "ETH",
                 .target = Target{TargetKind::position, "collateral"}}}};
}

Step buying() {
  const Group flash{.flash = Money{.kind = MoneyKind::amount,
                                   .asset = "USDT",
                                   .name = "working",
                                   .expression = number("9", "USDT")},
                    .flash_module = "desk",
                    .flash_holding = "cash",
                    .calls = {{.contract = "desk.vault", .signature = "flash(uint256)"}},
                    .items = {{lend()}},
                    .requires_ = {above(of(Op::flash_owed), number("0", "USDT"))},
                    .ensures = {truth(1)}};
  const Split split{.source = {.kind = MoneyKind::bucket, .asset = "ETH", .name = "working"},
                    .parts = {{"cash", ratio("1/3")}, {"lot", ratio("2/3")}}};
  return {.name = "buy",
          .documentation = "Buys.",
          .at = values::days(28),
          .whens = {{truth(1), values::hours(24), Otherwise::skip},
                    {truth(1), {}, Otherwise::fail},
                    {.condition = truth(1)}},
          .requires_ = all_expressions(),
          .approvals = {{.role = "senior_trader",
                         .when = above(of(Op::nav), number("5000000", "USD")),
                         .within = values::hours(4)}},
          .items = {{buy()}, {split}, {flash}},
          .ensures = {truth(1)},
          .on_failure = {FailureKind::then_step, "clean_up"},
          .retry = {.attempts = 3,
                    .every = values::seconds(15),
                    .doubling_to = values::minutes(5),
                    .only_on = {"closed"}},
          .timeout = values::hours(1),
          .deadline_blocks = 2,
          .accept_partial = true};
}

std::vector<Step> steps() {
  const Step redeem{.name = "redeem",
                    .kind = StepKind::ladder,
                    .after = {{{AfterMode::done, "buy"}}},
                    .on_failure = {.kind = FailureKind::skip},
                    .ladder = Ladder{.sizes = {number("50", "USDTz"), number("250", "USDTz")},
                                     .source = {.kind = MoneyKind::rung, .asset = "USDTz"},
                                     .rungs_max = 12,
                                     .climb = above(of(Op::rung), number("1", "USDTz")),
                                     .collects = "cash"}};
  const Step clean_up{.name = "clean_up",
                      .after = {{{AfterMode::settled, "redeem"}, {AfterMode::done, "buy"}},
                                {{AfterMode::any_rung, "redeem"}}},
                      .on_failure = {.kind = FailureKind::fail}};
  const Step defend{.name = "top_up",
                    .kind = StepKind::defence,
                    .defence = Defence{.when = above(of(Op::ltv), number("7/25")), .times = 3}};
  return {buying(), redeem, clean_up, defend};
}

}  // namespace

Plan every_construct() {
  Plan plan{
      .deal = "every_construct",
      .documentation = "Line one.\nLine \"two\".",
      .assets = assets(),
      .params = {{.name = "capital",
                  .type = "ETH",
                  .value = number("1000", "ETH"),
                  .low = number("10", "ETH"),
                  .high = number("5000", "ETH")},
                 {.name = "ceiling",
                  .type = "USDT per USDTz",
                  .value = number("13/20", "USDT per USDTz")}},
      .capital = {.kind = MoneyKind::amount,
                  .asset = "ETH",
                  .expression = named(Op::param, "capital")},
      .buckets = {{"core", ratio("1/2"), true},
                  {"working", ratio("1/3")},
                  {"opportunistic", ratio("1/6")}},
      .gas = {.at_most = number("1/2", "ETH"), .asset = "ETH", .payer = "opportunistic"},
      .assumed_for = values::days(30),
      .assumptions = assumptions(),
      .value_rules = {{"USDTz", Basis::cost},
                      {"USDT", Basis::par},
                      {"ETH", Basis::market},
                      {"WETH"}},
      .limits = limits(),
      .waivers = {{.subject = "ltv", .because = "the desk watches it"}},
      .holdings = {{.name = "cash", .asset = "USDT", .step = "buy"},
                   {.name = "lot", .asset = "USDTz", .place = "desk"}},
      .positions = {{.name = "collateral",
                     .asset = "ETH",
                     .module = "desk",
                     .step = "buy",
                     .left_open = true},
                    {.name = "loan",
                     .kind = PositionKind::debt,
                     .asset = "USDT",
                     .module = "desk",
                     .step = "buy"},
                    {.name = "old_loan",
                     .kind = PositionKind::debt,
                     .asset = "USDT",
                     .module = "desk",
                     .adopted = "other.loan"}},
      .splits = {{.source = {.kind = MoneyKind::nothing, .asset = "USDT"},
                  .parts = {{"cash", ratio("1")}}}},
      .steps = steps(),
      .modules = modules(),
  };
  plan.allow_list = allow_list_of(plan);
  return plan;
}

namespace {

void collect(const std::vector<Call>& calls, std::set<Allowed>& found) {
  for (const Call& call : calls)
    found.insert({call.contract, call.signature});
}

void collect(const std::vector<Item>& items, std::set<Allowed>& found) {
  for (const Item& item : items) {
    if (const auto* action = std::get_if<Action>(&item.what)) collect(action->calls, found);
    if (const auto* group = std::get_if<Group>(&item.what)) {
      collect(group->calls, found);
      collect(group->items, found);
    }
  }
}

}  // namespace

std::vector<Allowed> allow_list_of(const Plan& plan) {
  std::set<Allowed> found;
  for (const Step& step : plan.steps)
    collect(step.items, found);
  return {found.begin(), found.end()};
}

}  // namespace dealwright::tests
