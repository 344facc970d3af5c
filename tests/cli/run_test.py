"""`dry-run` and `run` in the simulated network, and the deals of workflows/ with their committed plans."""

import html.parser
import json
import os
import re
import subprocess
import unittest

import program
from program import APP, GOOD, HELD, ROOT, USAGE

SMALL = str(ROOT / "workflows/wrap_and_borrow/deal.deal")
FLAGSHIP = str(ROOT / "workflows/freeze_resistant_loop/deal.deal")


class DryRun(program.Program):
    def test_the_small_deal_completes_and_gives_the_capital_back(self):
        run = self.succeeds("dry-run", "--json", SMALL).json()
        self.assertEqual(run["format"], 1)
        self.assertEqual(run["status"], "completed")
        self.assertEqual({step["status"] for step in run["steps"]}, {"done"})
        ether = sum(int(line["amount"]) for line in run["end"]
                    if line["asset"] == "ETH" and line["place"].startswith("bucket"))
        self.assertEqual(ether, 995 * 10**16)  # a hundredth of the working half was sold for the interest

    def test_the_table_shows_actions_money_and_limits(self):
        table = self.succeeds("dry-run", SMALL).out
        for words in ("completed", "assumed", "3,000 USD", "5 ETH working -> 5 WETH wrapped", "ltv <= 30%", "at the end"):
            self.assertIn(words, table)

    def test_the_plan_that_was_reviewed_runs(self):
        self.succeeds("plan", SMALL, "--out", "plan.json", "--param", "capital=20")
        run = self.succeeds("dry-run", "--json", "plan.json").json()
        self.assertEqual(run["status"], "completed")
        self.assertEqual(run["plan"], self.succeeds("plan", SMALL, "--param", "capital=20").out.split("identity\n")[1].split()[0])

    def test_the_same_run_gives_the_same_bytes(self):
        self.assertEqual(self.succeeds("dry-run", "--json", SMALL).out, self.succeeds("dry-run", "--json", SMALL).out)

    def dry_run_of(self, text):
        self.write("deal.deal", text)
        return self.run_app("dry-run", "--json", "deal.deal").json()

    def test_a_bucket_that_is_drawn_empty_pays_its_gas_from_what_is_left(self):
        run = self.dry_run_of("""use weth
deal d {
  buckets of 10 ETH { working 100% }
  gas at most 0.05 ETH from working
  step s { weth.wrap(all ETH from working) -> working }
}
""")
        self.assertEqual(run["status"], "completed")
        wrapped = [line for line in run["end"] if line["asset"] == "WETH"]
        self.assertEqual([int(line["amount"]) for line in wrapped], [10 * 10**18])

    def test_a_gas_budget_above_its_bucket_loses_nothing(self):
        run = self.dry_run_of("""use weth
deal d {
  buckets of 10 ETH { working 50%, rest 50% }
  gas at most 6 ETH from working
  step s { weth.wrap(all ETH from working) -> working }
}
""")
        self.assertEqual(run["status"], "completed")

    def test_a_time_that_comes_while_a_step_is_held_wakes_nobody(self):
        run = self.dry_run_of("""deal d {
  buckets of 10 ETH { working 100% }
  step a { require nav < 0 USD }
  step b at 2h { require nav > 0 USD }
  step c after a at 1h { require nav > 0 USD }
}
""")
        self.assertEqual(run["status"], "holding")
        self.assertEqual({step["step"]: step["status"] for step in run["steps"]}["a"], "held")

    def test_a_scenario_gives_the_world_and_says_that_it_is_not_judged(self):
        run = self.run_app("dry-run", FLAGSHIP, "--scenario", "the whole loop")
        self.assertIn("what it expects is not checked here", run.err)
        run = self.run_app("dry-run", FLAGSHIP, "--scenario", "every outcome")
        self.assertIn("here it is run once", run.err)

    def test_the_world_is_set_by_the_deals_own_names(self):
        run = self.run_app("dry-run", "--json", FLAGSHIP, "--set", "desk.price(USDTz)=0.6", "--set", "ETH=2500").json()
        self.assertEqual(run["assumed"]["ETH"], "2,500 USD")
        self.assertEqual(run["assumed"]["desk.price(USDTz)"], "0.6 USDT per USDTz")

    def test_settings_without_arguments_and_lengths_of_time_are_set(self):
        run = self.run_app("dry-run", "--json", FLAGSHIP, "--set", "desk.price(USDTz)=60%", "--set", "issuer.pays=50%",
                           "--set", "redemption_window.delay=2h").json()
        redeemed = next(line for line in run["actions"] if line["action"] == "redeem.redeem")
        amounts = {flow["kind"]: int(flow["amount"]) for flow in redeemed["flows"]}
        self.assertEqual(amounts["receive"] * 2, amounts["pay"])
        # Three blocks for the loan, one for the purchase, and then the issuer takes its time.
        self.assertEqual(redeemed["at_ms"], (4 * 12 + 2 * 3600) * 1000)

    def test_without_a_discount_nothing_happens(self):
        run = self.succeeds("dry-run", "--json", FLAGSHIP, "--set", "desk.price(USDTz)=0.99").json()
        self.assertEqual(run["steps"][0]["status"], "skipped")
        self.assertEqual(run["actions"], [])

    def test_an_asset_that_the_deal_does_not_use_is_left_out_and_said(self):
        run = self.succeeds("dry-run", SMALL, "--set", "WBTC=60000")
        self.assertIn("does not look at the price of WBTC", run.err)
        self.ends_with(USAGE, "dry-run", SMALL, "--set", "NOTHING=1")

    def test_the_explanation_says_what_was_compared(self):
        plain = self.run_app("dry-run", FLAGSHIP, "--scenario", "the whole loop").out
        text = self.run_app("dry-run", FLAGSHIP, "--scenario", "the whole loop", "--explain").out
        self.assertNotIn("ceiling is 0.65", plain)
        for words in ("desk.price(USDTz) is 0.6 USDT per USDTz, ceiling is 0.65 USDT per USDTz",
                      "value(capital) is 3,000,000 USD", "ltv goes from 0% to 25%", "aave.health is 3.3"):
            self.assertIn(words, " ".join(text.split()))
        data = self.run_app("dry-run", "--json", FLAGSHIP, "--scenario", "the whole loop", "--explain").json()
        self.assertEqual({line["answer"] for line in data["explained"]}, {"passed", "not needed"})
        self.assertNotIn("explained", self.run_app("dry-run", "--json", FLAGSHIP).json())

    def test_reasons_are_in_the_deals_own_words(self):
        run = self.ends_with(HELD, "dry-run", FLAGSHIP, "--scenario", "the issuer freezes after the first tranche")
        self.assertIn("`loan.owed == 0 USDT` does not hold: loan.owed is ", run.out)
        self.assertNotIn("aave_v3", run.out)

    def test_no_line_is_wider_than_a_page(self):
        for scenario in ("the whole loop", "the issuer freezes after the first tranche"):
            text = self.run_app("dry-run", FLAGSHIP, "--scenario", scenario, "--explain").out
            self.assertLessEqual(max(len(line) for line in text.splitlines()), 110)

    def test_the_table_is_the_one_we_agreed_on(self):
        golden = ROOT / "tests/cli/golden/dry_run_of_the_flagship.txt"
        text = self.run_app("dry-run", FLAGSHIP, "--scenario", "the issuer freezes after the first tranche", "--explain").out
        if os.environ.get("DEALWRIGHT_UPDATE_GOLDEN"):
            golden.write_text(text)
        self.assertEqual(text, golden.read_text(), "when it should change, run this test with DEALWRIGHT_UPDATE_GOLDEN=1")

    def test_a_scenario_gives_its_world(self):
        run = self.succeeds("dry-run", "--json", FLAGSHIP, "--scenario", "the whole loop").json()
        self.assertEqual(run["status"], "completed")
        frozen = self.ends_with(HELD, "dry-run", "--json", FLAGSHIP, "--scenario",
                                "the issuer freezes after the first tranche").json()
        self.assertEqual(frozen["status"], "holding")

    def test_slips_are_said(self):
        for arguments, words in ((["--set", "ETH"], "NAME=VALUE"), (["--set", "ETH=much"], "not a value"),
                                 (["--set", "aave.nothing=1"], "looks at nothing called"),
                                 (["--scenario", "none"], "has no scenario")):
            self.assertIn(words, self.ends_with(USAGE, "dry-run", SMALL, *arguments).err)

    def test_nothing_is_written(self):
        self.write("a.deal", GOOD)
        before = self.files()
        self.run_app("dry-run", "a.deal")
        self.assertEqual(self.files(), before)


class Outline(html.parser.HTMLParser):
    """The tags of a page in order, and whether they are closed."""

    VOID = {"meta"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.attributes = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (self.open, tag)
        self.open.pop()


class Page(program.Program):
    def page(self, *arguments):
        self.run_app(*arguments, "--html", "page.html")
        return self.read("page.html")

    def assert_self_contained(self, text):
        outline = Outline(text)
        self.assertEqual(outline.open, [])
        for tag in ("script", "link", "img", "iframe", "object", "form", "a"):
            self.assertNotIn(tag, outline.tags)
        for name, value in outline.attributes:
            self.assertFalse(name.startswith("on"), name)
            self.assertNotRegex(value or "", r"^(https?:|//|javascript:|data:)")
        self.assertIn("default-src 'none'", text)
        self.assertNotIn("url(", text)
        self.assertIn("prefers-color-scheme: dark", text)
        return outline

    def test_it_stands_alone_and_draws_worth_ltv_exposure_and_balances(self):
        text = self.page("dry-run", FLAGSHIP, "--scenario", "the issuer freezes after the first tranche")
        outline = self.assert_self_contained(text)
        self.assertGreaterEqual(outline.tags.count("svg"), 5)
        for words in ("Loan to value", "Exposure, as the deal counts it", "USDTz, where it is", "net asset value",
                      "loan.owed == 0 USDT", "ltv &lt;= 70% always"):
            self.assertIn(words, text)

    def test_text_of_the_deal_cannot_become_markup(self):
        deal = GOOD.replace("/// Wraps and unwraps.", "/// <script>alert(1)</script> & \"quoted\" </style><img src=x onerror=alert(1)>")
        self.write("deal.deal", deal)
        text = self.page("dry-run", "deal.deal")
        self.assert_self_contained(text)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", text)
        self.assertNotIn("<script", text)
        self.assertEqual(len(re.findall("</style>", text)), 1)

    def test_a_stress_is_a_page_too(self):
        text = self.page("stress", FLAGSHIP, "--scenario", "the whole loop", "--runs", "20")
        outline = self.assert_self_contained(text)
        self.assertGreaterEqual(outline.tags.count("svg"), 5)
        self.assertIn("no limit was breached", text)

    def test_a_page_that_cannot_be_written_is_said(self):
        self.assertIn("nowhere/page.html", self.run_app("dry-run", SMALL, "--html", "nowhere/page.html").err)


class Run(program.Program):
    def test_it_says_what_happens_and_how_it_ended(self):
        result = self.succeeds("run", "--network", "sim", SMALL)
        for words in ("starts with 10 ETH", "weth.wrap: done", "aave.repay: done", "wrap_and_borrow-1 is completed"):
            self.assertIn(words, result.out)

    def test_json_is_a_record_a_line(self):
        records = [json.loads(line) for line in self.succeeds("run", "--network", "sim", "--json", SMALL).out.splitlines()]
        self.assertEqual((records[0]["format"], records[0]["network"]), (1, "sim"))
        self.assertEqual(records[-1]["status"], "completed")

    def test_the_network_has_to_be_named(self):
        self.assertIn("--network", self.ends_with(USAGE, "run", SMALL).err)
        self.ends_with(USAGE, "run", "--network", "mainnet", SMALL)


class Workflows(program.Program):
    def test_every_deal_checks_and_has_a_readme(self):
        folders = sorted(path.parent for path in (ROOT / "workflows").glob("*/deal.deal"))
        self.assertGreaterEqual(len(folders), 5)
        for folder in folders:
            self.succeeds("check", str(folder / "deal.deal"))
            self.assertTrue((folder / "README.md").is_file(), folder)

    def test_committed_plans_are_what_the_deals_compile_to(self):
        plans = sorted((ROOT / "workflows").glob("*/plan.json"))
        self.assertGreaterEqual(len(plans), 5)
        for plan in plans:
            params = plan.parent / "params.txt"
            arguments = ["--params", str(params)] if params.exists() else []
            result = self.succeeds("plan", "--json", str(plan.parent / "deal.deal"), *arguments)
            self.assertEqual(result.out, plan.read_text(),
                             f"the plan of {plan.parent.name} changed; when it should, write it anew with `plan --out`")

    def test_the_demo_runs(self):
        done = subprocess.run([ROOT / "workflows/demo"], env=self.environment(DEALWRIGHT=APP), cwd=self.folder,
                              capture_output=True, text=True, timeout=program.SECONDS_MAX, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_demo_fails_with_its_program(self):
        done = subprocess.run([ROOT / "workflows/demo"], env=self.environment(DEALWRIGHT="/bin/false"), cwd=self.folder,
                              capture_output=True, text=True, timeout=program.SECONDS_MAX, check=False)
        self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
