// `after settled` that runs again on new money, commands of operators in every state, and what a
// restart asks for.
#include "tests/unit/engine/core/decisions.hpp"
#include "tests/unit/engine/core/lending.hpp"

namespace dealwright::core {
namespace {

Money held_money(std::string name) { return holding(std::move(name), "AAA"); }

// Moves AAA of a bucket into a holding: a pledge that is its own receipt.
Action take_out(std::string id, std::string_view amount, std::string into) {
  return {.id = std::move(id),
          .module = "bank",
          .name = "take_out",
          .flows = {{.kind = FlowKind::pay,
                     .asset = "AAA",
                     .name = "give",
                     .money = some_of("one", amount)},
                    {.kind = FlowKind::receive,
                     .asset = "AAA",
                     .name = "got",
                     .target = Target{TargetKind::holding, std::move(into)},
                     .amount = named(Op::local, "give")}},
          .fails = {"closed"}};
}
Action put_back(std::string id, std::string from) {
  Action action = take_out(std::move(id), "1", "");
  action.flows[0].money = held_money(std::move(from));
  action.flows[1].target = to_one;
  return action;
}

// `a` takes out twice and is held in the middle; `b` puts back whatever there is once `a` settled.
Plan two_steps() {
  Step a{.name = "a",
         .items = {{take_out("a.first", "3", "out")}, {take_out("a.second", "4", "out")}}};
  Step b{.name = "b", .items = {{put_back("b.back", "out")}}};
  b.after = {{{AfterMode::settled, "a"}}};
  Plan plan = plan_with_bank({a, b});
  plan.positions.clear();
  plan.holdings = {{.name = "out", .asset = "AAA", .step = "a"}};
  return plan;
}

TEST(AfterSettled, RunsAgainOnWhatAResumedStepYields) {
  Decisions deal(two_steps());
  deal.fund();
  deal.done();
  deal.no_effect("closed");
  EXPECT_EQ(deal.status("a"), "held");
  EXPECT_EQ(deal.request().attempt, "b.back#1");
  EXPECT_EQ(total_of(deal.request().parts[0].legs[0].draws),
            values::multiply(values::Amount(3), values::power_of_ten(18).value()).value());
  deal.done();
  EXPECT_EQ(deal.status("b"), "done");
  EXPECT_EQ(deal.deal(), "holding");
  deal.signal(
      Commanded{.command = Command::resume_step, .step = deal.terms.step("a"), .by = "ann"});
  EXPECT_EQ(deal.deal(), "running");
  EXPECT_EQ(deal.request().attempt, "a.second#3");
  deal.done();
  // It settled again and has yielded more: so does `b`.
  EXPECT_EQ(deal.request().attempt, "b.back#2");
  deal.done();
  EXPECT_EQ(deal.deal(), "completed");
  EXPECT_EQ(deal.free("one", "AAA"), "30");
  EXPECT_EQ(deal.step("b").reruns, 1U);
}

TEST(AfterSettled, DoesNotRunAgainWhenNothingMoreCame) {
  Decisions deal(two_steps());
  deal.fund();
  deal.done();
  deal.no_effect("closed");
  deal.done();
  deal.signal(Commanded{.command = Command::skip_step, .step = deal.terms.step("a"), .by = "ann"});
  EXPECT_EQ(deal.status("a"), "skipped");
  EXPECT_EQ(deal.step("b").reruns, 0U);
  EXPECT_EQ(deal.deal(), "completed");
}

TEST(Commands, AreRefusedWhereTheyMakeNoSense) {
  Decisions deal(two_steps());
  const auto refused = [&](Command command, std::uint32_t step = 0) {
    return deal.refused({.what = Commanded{.command = command, .step = StepId{step}, .by = "ann"}})
        .value_or("");
  };
  EXPECT_EQ(refused(Command::pause), "a deal that is waiting cannot pause");
  EXPECT_EQ(refused(Command::cancel), "");
  EXPECT_EQ(refused(Command::resume_step, 7), "there is no such step");
  deal.fund();
  EXPECT_EQ(refused(Command::resume), "a deal that is running cannot resume");
  deal.done();
  deal.no_effect("closed");
  deal.done();
  EXPECT_EQ(refused(Command::resume_step), "");
  EXPECT_EQ(refused(Command::resume_step, 1), "`b` is done and cannot resume");
  deal.signal(Commanded{.command = Command::cancel, .by = "ann"});
  EXPECT_EQ(deal.deal(), "cancelled");
  EXPECT_EQ(refused(Command::skip_step), "a deal that is cancelled cannot pause");
  EXPECT_EQ(refused(Command::cancel), "a deal that is cancelled cannot cancel");
}

TEST(Cancel, MovesNoMoneyAndBeginsNothing) {
  Decisions deal(two_steps());
  deal.fund();
  deal.signal(Commanded{.command = Command::cancel, .by = "ann"});
  EXPECT_EQ(deal.deal(), "cancelled");
  // What is out is still tracked to its end.
  const Request asked = deal.step("a").open->request;
  deal.report(asked.attempt, expected_outcome(asked).value());
  EXPECT_EQ(deal.free("one", "AAA"), "27");
  EXPECT_FALSE(deal.requested<Perform>());
}

TEST(Restart, AsksAgainForEverythingThatIsOut) {
  Decisions deal(two_steps());
  deal.fund();
  const auto again = open_effects(deal.terms, deal.state);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(std::get<Perform>(again[0]).request, deal.request());
  deal.signal(Restarted{});
  EXPECT_EQ(deal.request().attempt, "a.first#1");
  EXPECT_EQ(deal.recorded<ActionRequested>().size(), 1U);
  // Unknown: the timer looks up first, later ones are asked again.
  deal.report("a.first#1", {.kind = OutcomeKind::unknown, .failure = "no answer"});
  EXPECT_TRUE(open_effects(deal.terms, deal.state).empty());
  deal.now = *next_timer(deal.terms, deal.state);
  deal.signal(TimePassed{});
  EXPECT_TRUE(deal.requested<LookUp>());
  EXPECT_TRUE(std::holds_alternative<LookUp>(open_effects(deal.terms, deal.state).at(0)));
}

TEST(Restart, AsksAgainForACancelAndForAnApproval) {
  Plan plan = two_steps();
  plan.steps[0].approvals = {{.role = "boss", .when = std::nullopt, .within = values::hours(1)}};
  Decisions deal(plan);
  deal.fund();
  const auto asked = open_effects(deal.terms, deal.state);
  ASSERT_EQ(asked.size(), 1U);
  const auto question = std::get<AskApproval>(asked[0]);
  EXPECT_EQ(question.role, "boss");
  deal.signal(ApprovalAnswered{.step = question.step,
                               .approval = question.approval,
                               .bound_to = question.bound_to,
                               .verdict = Verdict::approve,
                               .by = "ann"});
  EXPECT_EQ(deal.request().attempt, "a.first#1");
  deal.wait(values::minutes(30));
  EXPECT_TRUE(std::holds_alternative<CancelAttempt>(open_effects(deal.terms, deal.state).at(0)));
}

TEST(Approvals, AreRefusedWhenTheyComeTooLateOrForNothing) {
  Plan plan = two_steps();
  plan.steps[0].approvals = {{.role = "boss", .when = std::nullopt, .within = values::hours(1)}};
  Decisions deal(plan);
  const auto answer = [&](std::uint32_t step, std::uint32_t approval) {
    return Signal{.what = ApprovalAnswered{.step = StepId{step},
                                           .approval = approval,
                                           .bound_to = deal.step("a").approvals[0].bound_to,
                                           .verdict = Verdict::approve,
                                           .by = "ann"}};
  };
  deal.fund();
  EXPECT_EQ(deal.refused(answer(9, 0)), "there is no such step");
  EXPECT_EQ(deal.refused(answer(0, 3)), "there is no such approval");
  EXPECT_EQ(deal.refused(answer(1, 0)), "there is no such approval");
  deal.now = deal.now + values::hours(1);
  EXPECT_EQ(deal.refused(answer(0, 0)), "the time to approve is over");
  deal.signal(TimePassed{});
  EXPECT_EQ(deal.status("a"), "held");
  EXPECT_EQ(deal.step("a").why, "boss did not approve in time");
  EXPECT_EQ(deal.refused(answer(0, 0)), "`a` does not wait for this approval");
}

}  // namespace
}  // namespace dealwright::core
