"""`test`: scenarios of files and folders, what did not come true, JUnit, coverage."""

import shutil
import subprocess
import unittest
import xml.etree.ElementTree

import program
from program import BAD, FINDINGS, GOOD, ROOT, USAGE

SCHEMA = ROOT / "tests/data/junit/JUnit.xsd"

COMES_TRUE = """
scenario "it ends" for example {
  expect deal is completed
  expect working == 10 ETH
}
"""
FAILS = """
scenario "more than there is" for example {
  expect working == 11 ETH
  expect exposure(ETH) <= 1 USD throughout
}
"""
CRASHES = """
scenario "it is killed twice" for example {
  crash after wrap.wrap is sent
  crash after wrap.unwrap is recorded
  expect deal is completed
}
"""
EXPLORES = """
scenario "every outcome" for example {
  explore
  expect limits hold
}
"""
REVERTS = """
scenario "it reverts" for example {
  on wrap.wrap: fails reverted
  expect deal is holding
}
"""


class Test(program.Program):
    def test_a_line_a_scenario_with_time_status_and_crashes(self):
        self.write("a.deal", GOOD + COMES_TRUE + CRASHES)
        out = self.succeeds("test", "a.deal").out
        self.assertRegex(out, r"(?m)^a\.deal$")
        self.assertRegex(out, r"(?m)^  passed +it ends +\S+ +completed$")
        self.assertRegex(out, r"(?m)^  passed +it is killed twice +\S+ +completed +2 crashes$")
        self.assertIn("2 scenarios in 1 file: 2 passed", out)

    def test_what_did_not_come_true_is_said_with_its_place_and_time(self):
        self.write("deals/a.deal", GOOD + COMES_TRUE + FAILS)
        result = self.ends_with(FINDINGS, "test")
        line = (GOOD + COMES_TRUE + FAILS).splitlines().index("  expect working == 11 ETH") + 1
        self.assertIn(f"deals/a.deal:{line}\n", result.out)
        self.assertRegex(result.out, r"expected  working == 11 ETH\n +found     working is 10 ETH\n +when      at the end")
        self.assertRegex(result.out, r"expected  exposure\(ETH\) <= 1 USD throughout\n +found     exposure\(ETH\) is 30,000 USD")
        self.assertIn("1 passed, 1 failed", result.out)

    def test_a_file_without_scenarios_says_so(self):
        self.write("a.deal", GOOD)
        result = self.succeeds("test", "a.deal")
        self.assertEqual(result.out, "")
        self.assertIn("no scenarios in `a.deal`", result.err)

    def test_folders_are_searched_and_titles_filtered(self):
        self.write("a/a.deal", GOOD + COMES_TRUE)
        self.write("b/c/b.deal", GOOD + COMES_TRUE + CRASHES)
        self.assertIn("3 scenarios in 2 files: 3 passed", self.succeeds("test").out)
        self.assertIn("1 scenario in 1 file: 1 passed", self.succeeds("test", "--filter", "killed").out)
        nothing = self.succeeds("test", "--filter", "nothing like it")
        self.assertIn("no scenario's title or deal holds", nothing.err)

    def test_a_scenario_may_be_about_a_deal_of_another_file(self):
        self.write("deal.deal", GOOD)
        self.write("scenarios.deal", 'use "./deal.deal"\n' + COMES_TRUE + REVERTS)
        self.assertIn("2 scenarios in 1 file: 2 passed", self.succeeds("test", "scenarios.deal").out)

    def test_a_file_with_findings_is_shown_and_the_others_still_run(self):
        self.write("a.deal", BAD + COMES_TRUE)
        self.write("b.deal", GOOD + COMES_TRUE)
        result = self.ends_with(FINDINGS, "test")
        self.assertIn("workng", result.err)
        self.assertIn("1 scenario in 1 file: 1 passed", result.out)

    def test_a_scenario_that_cannot_begin_is_broken(self):
        needs = GOOD.replace("param capital: ETH = 10 ETH in", "param capital: ETH in")
        self.write("a.deal", needs + COMES_TRUE)
        result = self.ends_with(FINDINGS, "test")
        self.assertRegex(result.out, r"(?m)^  broken +it ends$")
        self.assertIn("capital", result.out)

    def test_explorations_count_what_they_visit(self):
        self.write("a.deal", GOOD + EXPLORES)
        self.assertRegex(self.succeeds("test").out, r"explored +\d[\d,]* states, \d[\d,]* transitions, \d[\d,]* merges; ends: ")

    def test_an_exploration_that_is_too_large_is_broken_and_says_what_to_do(self):
        self.write("a.deal", GOOD + EXPLORES)
        out = self.ends_with(FINDINGS, "test", "--states", "1").out
        self.assertRegex(out, r"(?m)^  broken +every outcome")
        self.assertRegex(out, r"there are more than 1 state, nothing is known about the others; .*--states goes further")
        self.ends_with(USAGE, "test", "--states", "0")
        self.ends_with(USAGE, "test", "--states", "2000001")

    def test_the_first_failure_stops_the_rest(self):
        self.write("a.deal", GOOD + FAILS + COMES_TRUE)
        result = self.ends_with(FINDINGS, "test", "--fail-fast", "--jobs", "1")
        self.assertRegex(result.out, r"(?m)^  not run +it ends")
        self.assertIn("1 failed, 1 not run", result.out)

    def test_the_same_results_come_from_any_number_of_jobs(self):
        self.write("a.deal", GOOD + COMES_TRUE + CRASHES + REVERTS + FAILS)
        one = self.ends_with(FINDINGS, "test", "--jobs", "1").out
        self.assertEqual(self.ends_with(FINDINGS, "test", "--jobs", "4").out, one)
        self.ends_with(USAGE, "test", "--jobs", "0")

    def test_coverage_lists_the_failures_that_nothing_exercised(self):
        self.write("a.deal", GOOD + COMES_TRUE + REVERTS)
        out = self.succeeds("test", "--coverage").out
        self.assertIn("example (a.deal): 2 declared failures, 1 in a story, 0 only explored, 1 never exercised", out)
        self.assertRegex(out, r"never exercised\n +wrap\.unwrap +reverted")
        self.write("a.deal", GOOD + REVERTS + EXPLORES)
        out = self.succeeds("test", "--coverage").out
        self.assertIn("1 in a story, 1 only explored, 0 never exercised", out)

    def test_json(self):
        self.write("a.deal", GOOD + COMES_TRUE + FAILS + EXPLORES)
        data = self.ends_with(FINDINGS, "test", "--json", "--coverage").json()
        self.assertEqual(data["format"], 1)
        self.assertEqual([one["status"] for one in data["scenarios"]], ["passed", "failed", "passed"])
        missed = data["scenarios"][1]["missed"][0]
        self.assertEqual((missed["expected"], missed["found"]), ("working == 11 ETH", "working is 10 ETH"))
        self.assertEqual(data["summary"], {"passed": 2, "failed": 1, "broken": 0, "not_run": 0})
        self.assertGreater(data["scenarios"][2]["explored"]["states"], 0)
        self.assertEqual(data["coverage"][0]["never"], [])

    def test_junit_is_valid_and_holds_every_scenario(self):
        hostile = COMES_TRUE.replace("it ends", "<b>&amp; it's over]]>")
        self.write("a.deal", GOOD + hostile + FAILS)
        self.write("b.deal", GOOD + CRASHES)
        self.ends_with(FINDINGS, "test", "--junit", "results.xml")
        done = subprocess.run([shutil.which("xmllint") or "xmllint", "--noout", "--schema", SCHEMA, self.folder / "results.xml"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        suites = xml.etree.ElementTree.fromstring(self.read("results.xml"))
        self.assertEqual([(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in suites],
                         [("a.deal", "2", "1"), ("b.deal", "1", "0")])
        cases = suites[0].findall("testcase")
        self.assertEqual(cases[0].get("name"), "<b>&amp; it's over]]>")
        self.assertIn("working is 10 ETH", cases[1].find("failure").text)

    def test_a_junit_file_that_cannot_be_written_is_said(self):
        self.write("a.deal", GOOD + COMES_TRUE)
        self.assertIn("nowhere/results.xml", self.run_app("test", "--junit", "nowhere/results.xml").err)


class Workflows(program.Program):
    def test_every_scenario_comes_true_and_every_declared_failure_is_exercised(self):
        files = [str(path) for path in sorted((ROOT / "workflows").glob("*/*.deal"))]
        data = self.succeeds("test", "--json", "--coverage", *files).json()
        self.assertEqual({one["status"] for one in data["scenarios"]}, {"passed"})
        told = {one["file"].split("/")[-2] for one in data["scenarios"]}
        self.assertEqual(told, {path.parent.name for path in (ROOT / "workflows").glob("*/deal.deal")})
        untold = {(one["deal"], f["action"], f["failure"]) for one in data["coverage"] for f in one["never"] + one["only_explored"]}
        self.assertEqual(untold, set())

    def test_every_workflow_is_explored_and_its_exploration_has_something_to_look_at(self):
        deals = sorted((ROOT / "workflows").glob("*/deal.deal"))
        files = [str(path) for path in sorted((ROOT / "workflows").glob("*/*.deal"))]
        data = self.succeeds("test", "--json", "--filter", "every outcome", *files).json()
        explored = {one["deal"]: one["explored"] for one in data["scenarios"] if "explored" in one}
        self.assertEqual(len(explored), len(deals))
        for deal, counts in explored.items():
            self.assertTrue(counts["complete"], deal)
            self.assertGreater(counts["states"], 0, deal)


if __name__ == "__main__":
    unittest.main()
