"""`prove`: verdicts and exit codes, the three formats, counterexamples that are scenarios of the language."""

import json
import unittest
from fractions import Fraction

import program
from program import FINDINGS, GOOD, OK, ROOT, USAGE

LOOP = (ROOT / "workflows/freeze_resistant_loop/deal.deal").read_text()
BOLD = LOOP.replace("ltv: 25%", "ltv: 35%")
NAKED = GOOD.replace("exposure(ETH) <= 100% of nav always", "exposure(ETH) <= 50% of nav always")


class Proving(program.Program):
    def setUp(self):
        super().setUp()
        self.write("loop.deal", LOOP)
        self.write("bold.deal", BOLD)

    def limits(self, name):
        done = self.run_app("prove", "-q", "--json", name)
        return done.code, {limit["limit"]: limit for limit in done.json()["limits"]}

    def test_a_deal_whose_limits_hold_passes(self):
        result = self.run_app("prove", "loop.deal")
        self.assertEqual(result.code, OK, result.out + result.err)
        for words in ("proved", "worst 25%", "worst 52.7%", "breaks at ETH -62.4%", "core untouched", "assumed",
                      "the box: ETH falls at most 50%", "the longest run takes"):
            self.assertIn(words, " ".join(result.out.split()))

    def test_figures_are_exact_in_json(self):
        code, limits = self.limits("loop.deal")
        self.assertEqual(code, OK)
        always = limits["ltv <= 70% always"]
        self.assertEqual(always["verdict"], "proved")
        # 1/4 * 1.02/0.98 / (1 - 1/2) * e^(15% * 30/365), the last factor rounded up at twelve decimals
        self.assertEqual(Fraction(always["worst"]["value"]), Fraction(51, 98) * Fraction(1_012_405_079_664, 10**12))
        self.assertTrue(always["worst"]["reached"])

    def test_a_refuted_limit_fails_with_a_scenario_that_the_language_reads(self):
        code, limits = self.limits("bold.deal")
        self.assertEqual(code, FINDINGS)
        cap = next(limit for text, limit in limits.items() if text.startswith("ltv <= 30%"))
        self.assertEqual(cap["verdict"], "refuted")
        self.assertEqual(cap["worst"]["value"], "7/20")
        self.write("story.deal", BOLD + "\n" + cap["counterexample"]["scenario"])
        self.succeeds("check", "story.deal")

    def test_counterexamples_are_saved(self):
        result = self.run_app("prove", "-q", "bold.deal", "--save", "counterexamples.deal")
        self.assertEqual(result.code, FINDINGS)
        self.assertIn('scenario "a counterexample to ltv <= 30%', self.read("counterexamples.deal"))

    def test_sarif_carries_the_counterexample_as_a_code_flow(self):
        result = self.run_app("prove", "-q", "--format", "sarif", "bold.deal")
        self.assertEqual(result.code, FINDINGS)
        results = json.loads(result.out)["runs"][0]["results"]
        refuted = [one for one in results if one["ruleId"] == "refuted"]
        self.assertTrue(refuted)
        line = refuted[0]["locations"][0]["physicalLocation"]["region"]["startLine"]
        self.assertIn("ltv", BOLD.splitlines()[line - 1])
        self.assertTrue(refuted[0]["codeFlows"][0]["threadFlows"][0]["locations"])

    def test_the_same_deal_gives_the_same_bytes(self):
        self.assertEqual(self.run_app("prove", "--json", "loop.deal").out, self.run_app("prove", "--json", "loop.deal").out)

    def test_a_limit_that_a_small_deal_breaks_is_refuted(self):
        self.write("naked.deal", NAKED)
        result = self.run_app("prove", "naked.deal")
        self.assertEqual(result.code, FINDINGS)
        self.assertIn("refuted", result.out)

    def test_a_file_that_is_not_there_is_a_usage_error(self):
        self.assertEqual(self.run_app("prove", "nowhere.deal").code, USAGE)


if __name__ == "__main__":
    unittest.main()
