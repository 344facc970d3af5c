// The plans of two deals, written by hand after the texts of the example deals and the library's
// modules.
#include "tests/support/deals.hpp"

#include "tests/support/expressions.hpp"
#include "tests/support/plans.hpp"

namespace dealwright::tests {

using namespace plan;

namespace {

Expression asset(std::string name) { return named(Op::asset, std::move(name)); }
Expression local(std::string name) { return named(Op::local, std::move(name)); }
Expression position(std::string name) { return named(Op::position, std::move(name)); }
Expression owed_query() { return named(Op::query, "aave_v3.owed", {position("loan")}); }
Expression amount_query() { return named(Op::query, "aave_v3.amount", {position("collateral")}); }
Expression rate_query() { return named(Op::query, "aave_v3.borrow_rate", {asset("USDT")}); }

Money holding(std::string of, std::string name) {
  return {.kind = MoneyKind::holding, .asset = std::move(of), .name = std::move(name)};
}
Money bucket(std::string of, std::string name) {
  return {.kind = MoneyKind::bucket, .asset = std::move(of), .name = std::move(name)};
}
Target to_holding(std::string name) { return {TargetKind::holding, std::move(name)}; }
Target to_bucket(std::string name) { return {TargetKind::bucket, std::move(name)}; }

Action wrap(std::string id, Money funds, std::string into) {
  return {
      .id = std::move(id),
      .module = "weth",
      .name = "wrap",
      .flows = {{.kind = FlowKind::pay, .asset = "ETH", .name = "funds", .money = std::move(funds)},
                {.kind = FlowKind::receive,
                 .asset = "WETH",
                 .name = "wrapped",
                 .target = to_holding(std::move(into)),
                 .amount = of(Op::multiply, {local("funds"), number("1", "WETH per ETH")})}},
      .calls = {{.contract = "weth.token", .signature = "deposit()", .sending = local("funds")}},
      .fails = {"reverted"}};
}

Action supply(std::string id, Money funds, bool opens) {
  Action action{.id = std::move(id),
                .module = "aave_v3",
                .name = "supply",
                .flows = {{.kind = FlowKind::lock,
                           .asset = "WETH",
                           .name = "funds",
                           .money = std::move(funds),
                           .position = "collateral"}},
                .calls = {{.contract = "aave_v3.pool",
                           .signature = "supply(address,uint256,address,uint16)",
                           .arguments = {asset("WETH"), local("funds"), local("self"), number("0")},
                           .allowing = "funds"}},
                .fails = {"paused", "frozen", "supply_cap"}};
  if (opens) action.opens = {"collateral"};
  return action;
}

Action borrow(std::string id, Expression ltv) {
  return {
      .id = std::move(id),
      .module = "aave_v3",
      .name = "borrow",
      .locals = {{"ltv", std::move(ltv)},
                 {"size", of(Op::divide,
                             {of(Op::multiply, {named(Op::value, "WETH", {position("collateral")}),
                                                local("ltv")}),
                              named(Op::price, "USDT")})}},
      .flows = {{.kind = FlowKind::owe,
                 .asset = "USDT",
                 .name = "loan",
                 .position = "loan",
                 .amount = local("size")},
                {.kind = FlowKind::receive,
                 .asset = "USDT",
                 .name = "cash",
                 .target = to_holding("cash"),
                 .amount = local("size")}},
      .calls = {{.contract = "aave_v3.pool",
                 .signature = "borrow(address,uint256,uint256,uint16,address)",
                 .arguments = {asset("USDT"), local("size"), number("2"), number("0"),
                               local("self")}}},
      .fails = {"paused", "frozen", "no_liquidity", "borrow_cap"},
      .reads = {"collateral"},
      .opens = {"loan"}};
}

Action repay(std::string id, Money pay) {
  return {
      .id = std::move(id),
      .module = "aave_v3",
      .name = "repay",
      .flows = {{.kind = FlowKind::pay, .asset = "USDT", .name = "pay", .money = std::move(pay)},
                {.kind = FlowKind::settle,
                 .asset = "USDT",
                 .name = "loan",
                 .position = "loan",
                 .amount = local("pay")}},
      .calls = {{.contract = "aave_v3.pool",
                 .signature = "repay(address,uint256,uint256,address)",
                 .arguments = {asset("USDT"), local("pay"), number("2"), local("self")},
                 .allowing = "pay"}},
      .fails = {"paused"}};
}

Action withdraw(std::string id) {
  return {.id = std::move(id),
          .module = "aave_v3",
          .name = "withdraw",
          .flows = {{.kind = FlowKind::release,
                     .asset = "WETH",
                     .name = "collateral",
                     .position = "collateral",
                     .amount = amount_query()},
                    {.kind = FlowKind::receive,
                     .asset = "WETH",
                     .name = "freed",
                     .target = to_holding("freed"),
                     .amount = amount_query()}},
          .calls = {{.contract = "aave_v3.pool",
                     .signature = "withdraw(address,uint256,address)",
                     .arguments = {asset("WETH"), amount_query(), local("self")}}},
          .fails = {"paused", "no_liquidity", "still_needed"},
          .closes = {"collateral"}};
}

Action unwrap(std::string id, Target into) {
  return {.id = std::move(id),
          .module = "weth",
          .name = "unwrap",
          .flows = {{.kind = FlowKind::pay,
                     .asset = "WETH",
                     .name = "funds",
                     .money = holding("WETH", "freed")},
                    {.kind = FlowKind::receive,
                     .asset = "ETH",
                     .name = "freed",
                     .target = std::move(into),
                     .amount = of(Op::multiply, {local("funds"), number("1", "ETH per WETH")})}},
          .calls = {{.contract = "weth.token",
                     .signature = "withdraw(uint256)",
                     .arguments = {local("funds")}}},
          .fails = {"reverted"}};
}

Module weth() { return {.name = "weth", .alias = "weth", .digest = values::sha256("weth")}; }

Module aave() {
  return {.name = "aave_v3",
          .alias = "aave",
          .digest = values::sha256("aave"),
          .queries = {
              {.name = "aave_v3.borrow_rate",
               .arguments = {asset("USDT")},
               .type = "ratio",
               .initial = number("1/20")},
              {.name = "aave_v3.health",
               .type = "ratio",
               .model = of(Op::divide,
                           {of(Op::multiply, {named(Op::value, "WETH", {position("collateral")}),
                                              number("33/40")}),
                            named(Op::value, "USDT", {position("loan")})})},
              {.name = "aave_v3.owed",
               .arguments = {position("loan")},
               .type = "USDT",
               .model = of(Op::add, {position("loan"),
                                     named(Op::primitive, "simple_interest",
                                           {position("loan"), rate_query(), local("loan.age")})})},
              {.name = "aave_v3.amount",
               .arguments = {position("collateral")},
               .type = "WETH",
               .model = position("collateral")}}};
}

std::vector<AfterTerm> done(std::string step) { return {{AfterMode::done, std::move(step)}}; }

Param capital_param(std::int64_t capital) {
  return {.name = "capital",
          .type = "ETH",
          .value = number(std::to_string(capital), "ETH"),
          .low = number("10", "ETH"),
          .high = number("5000", "ETH")};
}

Expression compare(Op op, Expression a, Expression b) {
  return of(op, {std::move(a), std::move(b)});
}

std::vector<Position> positions(std::string step) {
  return {{.name = "collateral",
           .kind = PositionKind::collateral,
           .asset = "WETH",
           .module = "aave_v3",
           .step = step},
          {.name = "loan",
           .kind = PositionKind::debt,
           .asset = "USDT",
           .module = "aave_v3",
           .step = step}};
}

Limit cap(std::string text, Expression quantity, Expression bound, LimitMode mode) {
  return {.text = std::move(text),
          .quantity = std::move(quantity),
          .bound = std::move(bound),
          .mode = mode};
}

}  // namespace

Plan lending_deal() {
  Plan plan{.deal = "lend_and_return",
            .assets = {{.name = "ETH"},
                       {.name = "WETH", .counts_as = "ETH"},
                       {.name = "USDT", .decimals = 6}},
            .params = {capital_param(10)},
            .capital = {.kind = MoneyKind::amount,
                        .asset = "ETH",
                        .expression = named(Op::param, "capital")},
            .buckets = {{.name = "core", .share = ratio("1/2"), .untouchable = true},
                        {.name = "working", .share = ratio("1/2")}},
            .gas = {.asset = "ETH", .payer = "operator"},
            .limits = {cap("ltv <= 30% when increased", of(Op::ltv), number("3/10"),
                           LimitMode::when_increased),
                       cap("ltv <= 70% always", of(Op::ltv), number("7/10"), LimitMode::always)},
            .holdings = {{.name = "wrapped", .asset = "WETH", .step = "open"},
                         {.name = "cash", .asset = "USDT", .step = "open"},
                         {.name = "freed", .asset = "WETH", .step = "close"}},
            .positions = positions("open"),
            .steps = {{.name = "open",
                       .items = {{wrap("open.wrap", bucket("ETH", "working"), "wrapped")},
                                 {supply("open.supply", holding("WETH", "wrapped"), true)},
                                 {borrow("open.borrow", number("1/4"))}},
                       .ensures = {compare(Op::greater_or_equal, named(Op::query, "aave_v3.health"),
                                           number("2"))}},
                      {.name = "close",
                       .after = {done("open")},
                       .items = {{repay("close.repay", {.kind = MoneyKind::up_to,
                                                        .asset = "USDT",
                                                        .name = "cash",
                                                        .expression = owed_query()})},
                                 {withdraw("close.withdraw")},
                                 {unwrap("close.unwrap", to_bucket("working"))}}}},
            .modules = {weth(), aave()}};
  plan.allow_list = allow_list_of(plan);
  return plan;
}

namespace {

Action buy() {
  const Expression price = named(Op::query, "discount_desk.price", {asset("USDTz")});
  return {.id = "buy.buy",
          .module = "discount_desk",
          .name = "buy",
          .locals = {{"max_price", named(Op::param, "ceiling")}},
          .flows = {{.kind = FlowKind::pay,
                     .asset = "USDT",
                     .name = "pay",
                     .money = holding("USDT", "cash")},
                    {.kind = FlowKind::receive,
                     .asset = "USDTz",
                     .name = "lot",
                     .target = to_holding("lot"),
                     .amount = of(Op::divide, {local("pay"), price})}},
          .calls = {{.contract = "discount_desk.desk",
                     .signature = "buy(address,uint256,uint256)",
                     .arguments = {asset("USDTz"), local("pay"),
                                   of(Op::divide, {local("pay"), local("max_price")})},
                     .allowing = "pay"}},
          .ensures = {compare(Op::greater_or_equal, local("lot"),
                              of(Op::divide, {local("pay"), local("max_price")}))},
          .fails = {"closed", "price_moved", "sold_out"}};
}

Action redeem() {
  return {.id = "redeem.redeem",
          .module = "redemption_window",
          .name = "redeem",
          .flows = {{.kind = FlowKind::pay,
                     .asset = "USDTz",
                     .name = "funds",
                     .money = Money{.kind = MoneyKind::rung, .asset = "USDTz"}},
                    {.kind = FlowKind::receive,
                     .asset = "USDT",
                     .name = "paid",
                     .target = to_holding("paid"),
                     .amount = of(Op::multiply, {named(Op::setting, "redemption_window.pays"),
                                                 named(Op::at_par, "USDTz", {local("funds")})})}},
          .calls = {{.contract = "redemption_window.window",
                     .signature = "redeem(address,uint256)",
                     .arguments = {asset("USDTz"), local("funds")},
                     .allowing = "funds"}},
          .fails = {"frozen", "limit_reached"},
          .takes = named(Op::setting, "redemption_window.delay")};
}

const Retry three_times{
    .attempts = 3, .every = values::seconds(15), .doubling_to = values::minutes(5)};

std::vector<Step> loop_steps() {
  const Expression desk_price = named(Op::query, "discount_desk.price", {asset("USDTz")});
  Step open{
      .name = "open_credit",
      .whens = {{compare(Op::less_or_equal, desk_price, named(Op::param, "ceiling")),
                 values::hours(24), Otherwise::skip}},
      .approvals = {{"senior_trader",
                     compare(Op::greater, named(Op::value, "ETH", {named(Op::param, "capital")}),
                             number("5000000", "USD")),
                     values::hours(4)}},
      .items = {{wrap("open_credit.wrap", bucket("ETH", "working"), "wrapped")},
                {supply("open_credit.supply", holding("WETH", "wrapped"), true)},
                {borrow("open_credit.borrow", number("1/4"))}},
      .ensures = {compare(Op::greater_or_equal, named(Op::query, "aave_v3.health"), number("2"))}};
  Step buying{.name = "buy", .after = {done("open_credit")}, .items = {{buy()}}};
  Step redeeming{
      .name = "redeem", .kind = StepKind::ladder, .after = {done("buy")}, .items = {{redeem()}}};
  redeeming.timeout = values::hours(72);
  redeeming.ladder = Ladder{
      .sizes = {number("50000", "USDTz"), number("250000", "USDTz"), number("1000000", "USDTz")},
      .source = {.kind = MoneyKind::share,
                 .asset = "USDTz",
                 .expression = number("7/10"),
                 .parts = {holding("USDTz", "lot")}},
      .rungs_max = 12,
      .climb = compare(
          Op::greater_or_equal, named(Op::holding, "paid"),
          of(Op::multiply, {number("199/200"), named(Op::at_par, "USDTz", {of(Op::rung)})})),
      .collects = "proceeds"};
  Step repaying{.name = "repay",
                .after = {{{AfterMode::settled, "redeem"}}},
                .items = {{repay("repay.repay", {.kind = MoneyKind::up_to,
                                                 .asset = "USDT",
                                                 .name = "proceeds",
                                                 .expression = owed_query()})}}};
  Step unlocking{
      .name = "unlock",
      .after = {done("repay")},
      .whens = {{compare(Op::equal, owed_query(), number("0", "USDT")), std::nullopt,
                 Otherwise::hold}},
      .items = {{withdraw("unlock.withdraw")}, {unwrap("unlock.unwrap", to_bucket("working"))}}};
  Step defending{
      .name = "top_up",
      .kind = StepKind::defence,
      .items = {{wrap("top_up.wrap",
                      {.kind = MoneyKind::up_to,
                       .asset = "ETH",
                       .name = "opportunistic",
                       .expression = number("50", "ETH")},
                      "extra")},
                {supply("top_up.supply", holding("WETH", "extra"), false)}},
      .defence = Defence{.when = compare(Op::greater, of(Op::ltv), number("7/25")), .times = 3}};
  std::vector<Step> steps{open, buying, redeeming, repaying, unlocking, defending};
  for (Step& step : steps)
    step.retry = three_times;
  return steps;
}

}  // namespace

namespace {

Action swap(std::string id, Money give, std::string to, Target into) {
  const Expression price = named(Op::query, "pool.price", {asset(give.asset), asset(to)});
  return {.id = std::move(id),
          .module = "pool",
          .name = "swap",
          .locals = {{"quote", of(Op::multiply, {local("give"), price})}},
          .flows = {{.kind = FlowKind::pay, .asset = give.asset, .name = "give", .money = give},
                    {.kind = FlowKind::receive,
                     .asset = to,
                     .name = "got",
                     .target = std::move(into),
                     .amount = local("quote")}},
          .calls = {{.contract = "pool.router",
                     .signature = "swap(uint256)",
                     .arguments = {local("give")}}},
          .fails = {"slippage"}};
}

}  // namespace

Plan flash_deal(std::int64_t size, std::int64_t min_profit) {
  const Group cycle{
      .flash = Money{.kind = MoneyKind::nothing,
                     .asset = "USDC",
                     .expression = number(std::to_string(size), "USDC")},
      .flash_module = "lender",
      .flash_holding = "borrowed",
      .items = {{swap("cycle.swap", holding("USDC", "borrowed"), "ETH", to_holding("ether"))},
                {swap("cycle.swap#2", holding("ETH", "ether"), "USDC", to_holding("back"))}},
      .ensures = {compare(Op::greater_or_equal,
                          of(Op::subtract, {named(Op::holding, "back"), of(Op::flash_owed)}),
                          number(std::to_string(min_profit), "USDC"))}};
  const auto pool_query = [](std::string from, std::string to) {
    return Query{.name = "pool.price",
                 .arguments = {asset(std::move(from)), asset(std::move(to))},
                 .type = "price"};
  };
  Plan plan{
      .deal = "flash_cycle",
      .assets = {{.name = "USDC", .decimals = 6}, {.name = "ETH"}},
      .capital = {.kind = MoneyKind::amount, .asset = "USDC", .expression = number("0", "USDC")},
      .buckets = {{.name = "working", .share = ratio("1")}},
      .gas = {.asset = "ETH", .payer = "operator"},
      .limits = {cap("loss <= 0 USD always", of(Op::loss), number("0", "USD"), LimitMode::always)},
      .holdings = {{.name = "borrowed", .asset = "USDC", .step = "cycle"},
                   {.name = "ether", .asset = "ETH", .step = "cycle"},
                   {.name = "back", .asset = "USDC", .step = "cycle"}},
      .steps = {{.name = "cycle", .items = {{cycle}}, .on_failure = {.kind = FailureKind::fail}}},
      .modules = {{.name = "lender",
                   .alias = "lender",
                   .queries = {{.name = "lender.flash_fee",
                                .arguments = {asset("USDC")},
                                .type = "ratio",
                                .initial = number("1/2000")}}},
                  {.name = "pool",
                   .alias = "pool",
                   .queries = {pool_query("USDC", "ETH"), pool_query("ETH", "USDC")}}}};
  plan.allow_list = allow_list_of(plan);
  return plan;
}

Plan loop_deal(std::int64_t capital) {
  Limit careful =
      cap("ltv <= 30% when increased", of(Op::ltv), number("3/10"), LimitMode::when_increased);
  careful.warn_at = number("7/25");
  Plan plan{
      .deal = "freeze_resistant_loop",
      .assets = {{.name = "ETH"},
                 {.name = "WETH", .counts_as = "ETH"},
                 {.name = "USDT", .decimals = 6},
                 {.name = "USDTz", .decimals = 6, .redeems_into = "USDT"}},
      .params = {capital_param(capital),
                 {.name = "ceiling",
                  .type = "USDT per USDTz",
                  .value = number("13/20", "USDT per USDTz")}},
      .capital = {.kind = MoneyKind::amount,
                  .asset = "ETH",
                  .expression = named(Op::param, "capital")},
      .buckets = {{.name = "core", .share = ratio("1/2"), .untouchable = true},
                  {.name = "working", .share = ratio("3/10")},
                  {.name = "opportunistic", .share = ratio("1/5")}},
      .gas = {.at_most = number("1/2", "ETH"), .asset = "ETH", .payer = "opportunistic"},
      .assumed_for = values::days(30),
      .value_rules = {{"USDTz", Basis::cost}},
      .limits = {careful,
                 cap("ltv <= 70% always", of(Op::ltv), number("7/10"), LimitMode::always),
                 cap("exposure(USDTz) <= 25% of nav when increased", named(Op::exposure, "USDTz"),
                     of(Op::multiply, {number("1/4"), of(Op::nav)}), LimitMode::when_increased),
                 {.kind = LimitKind::never_pledge,
                  .text = "never pledge USDTz",
                  .subject = "USDTz"},
                 {.kind = LimitKind::repayable,
                  .text = "repayable(loan) without USDTz, core",
                  .subject = "loan",
                  .without = {"USDTz", "core"}}},
      .holdings = {{.name = "wrapped", .asset = "WETH", .step = "open_credit"},
                   {.name = "cash", .asset = "USDT", .step = "open_credit"},
                   {.name = "lot", .asset = "USDTz", .step = "buy"},
                   {.name = "paid", .asset = "USDT", .step = "redeem"},
                   {.name = "proceeds", .asset = "USDT", .step = "redeem"},
                   {.name = "freed", .asset = "WETH", .step = "unlock"},
                   {.name = "extra", .asset = "WETH", .step = "top_up"}},
      .positions = positions("open_credit"),
      .steps = loop_steps(),
      .modules = {
          weth(),
          aave(),
          {.name = "discount_desk",
           .alias = "desk",
           .digest = values::sha256("desk"),
           .queries = {{.name = "discount_desk.price",
                        .arguments = {asset("USDTz")},
                        .type = "USDT per USDTz",
                        .initial = number("97/100", "USDT per USDTz")}}},
          {.name = "redemption_window",
           .alias = "issuer",
           .digest = values::sha256("issuer"),
           .settings = {{.name = "redemption_window.pays", .type = "ratio", .initial = number("1")},
                        {.name = "redemption_window.delay",
                         .type = "duration",
                         .initial = duration(values::hours(6))}}}}};
  plan.allow_list = allow_list_of(plan);
  return plan;
}

}  // namespace dealwright::tests
