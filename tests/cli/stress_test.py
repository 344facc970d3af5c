"""`stress`: the grid, the lives by chance, and what is said when they are asked for wrongly."""

import unittest

import program
from program import FINDINGS, OK, ROOT, USAGE

FLAGSHIP = str(ROOT / "workflows/freeze_resistant_loop/deal.deal")
CALM = ("--scenario", "the whole loop")


class Grid(program.Program):
    def stress(self, *arguments):
        return self.succeeds("stress", "--json", FLAGSHIP, *CALM, *arguments).json()

    def test_the_axes_come_from_the_deals_box(self):
        data = self.stress()
        self.assertEqual(data["format"], 1)
        self.assertEqual(sorted({one["shock"]["ETH"] for one in data["grid"]}), ["-1/2", "-1/4", "0"])
        self.assertEqual({one["frozen"] for one in data["grid"]}, {"", "issuer"})
        self.assertEqual({one["away_ms"] for one in data["grid"]}, {0, 6 * 3600 * 1000, 48 * 3600 * 1000})
        self.assertEqual(len(data["grid"]), 3 * 2 * 3 * 3)

    def test_the_axes_are_chosen(self):
        data = self.stress("--shock", "ETH=-10%,-30%,-50%", "--freeze", "aave", "--gas", "1,5", "--outage", "0,12h")
        self.assertEqual(len(data["grid"]), 4 * 2 * 2 * 2)
        self.assertEqual({one["frozen"] for one in data["grid"]}, {"", "aave"})

    def test_inside_the_box_no_limit_is_breached_and_outside_one_is(self):
        self.assertTrue(all(not one["breached"] for one in self.stress("--gas", "1")["grid"]))
        broken = self.stress("--shock", "ETH=-70%", "--gas", "1", "--outage", "0")["grid"]
        self.assertEqual([one["breached"] for one in broken if one["shock"]["ETH"] == "-7/10" and one["frozen"]],
                         [["ltv <= 70% always"]])

    def test_a_breach_fails_when_it_should(self):
        arguments = ("stress", FLAGSHIP, *CALM, "--shock", "ETH=-70%", "--gas", "1", "--outage", "0")
        self.ends_with(OK, *arguments)
        self.ends_with(FINDINGS, *arguments, "--fail-on-breach")

    def test_the_table_names_the_worst_world(self):
        text = self.succeeds("stress", FLAGSHIP, *CALM).out
        self.assertRegex(text, r"highest LTV 50.2% in: ETH -50%, away 6h")
        self.assertIn("limits breached", text)
        self.assertLessEqual(max(len(line) for line in text.splitlines()), 110)
        every = self.succeeds("stress", FLAGSHIP, *CALM, "--all").out
        self.assertGreater(len(every.splitlines()), len(text.splitlines()) + 40)
        self.assertLessEqual(max(len(line) for line in every.splitlines()), 120)

    def test_a_calm_world_in_which_nothing_happens_is_said(self):
        par = "desk.price(USDTz)=1"
        self.assertIn("the deal does nothing", self.succeeds("stress", FLAGSHIP, "--gas", "1", "--outage", "0", "--set", par).err)

    def test_slips_are_said(self):
        for arguments, words in ((["--shock", "ETH"], "NAME=VALUE"), (["--shock", "ETH=much"], "no value"),
                                 (["--shock", "DOGE=-10%"], "no asset `DOGE`"), (["--shock", "ETH=-200%"], "more than 100%"),
                                 (["--freeze", "nobody"], "no module `nobody`"), (["--gas", "-1"], "no value"),
                                 (["--outage", "soon"], "no value"), (["--at", "soon"], "no duration"),
                                 (["--runs", "5", "--volatility", "DOGE=80%"], "no price of `DOGE`"),
                                 (["--runs", "5", "--fails", "200%"], "no value"), (["--runs", "5", "--step", "1s"], "longer")):
            self.assertIn(words, self.ends_with(USAGE, "stress", FLAGSHIP, *CALM, *arguments).err)
        self.ends_with(USAGE, "stress", FLAGSHIP, "--runs", "0")


class Chance(program.Program):
    def chance(self, *arguments):
        return self.succeeds("stress", "--json", FLAGSHIP, *CALM, "--gas", "1", "--outage", "0", "--runs", "60", *arguments).json()["chance"]

    def test_a_seed_gives_the_same_runs_on_any_number_of_threads(self):
        one = self.chance("--seed", "7", "--jobs", "1")
        self.assertEqual(one, self.chance("--seed", "7", "--jobs", "4"))
        self.assertNotEqual(one["spreads"], self.chance("--seed", "8")["spreads"])
        self.assertEqual((one["seed"], one["runs"]), (7, 60))

    def test_every_run_ends_and_is_counted_once(self):
        chance = self.chance()
        self.assertEqual(sum(chance["ends"].values()), 60)
        for spread in chance["spreads"].values():
            self.assertLessEqual(spread["least"], spread["median"])
            self.assertLessEqual(spread["median"], spread["most"])

    def test_what_is_assumed_is_printed(self):
        text = self.succeeds("stress", FLAGSHIP, *CALM, "--runs", "10").out
        for words in ("ETH: 58.", "falls at most 50%", "issuer: freezes in 25%", "attempts: 2% fail", "aave.borrow_rate(USDT): anything up to 15%"):
            self.assertIn(words, text)
        wild = self.succeeds("stress", FLAGSHIP, *CALM, "--runs", "10", "--volatility", "ETH=120%", "--fails", "10%").out
        self.assertIn("ETH: 120% a year, not held inside the box", wild)
        self.assertIn("attempts: 10% fail", wild)


if __name__ == "__main__":
    unittest.main()
