"""`plan`: parameters, identity, canonical JSON, differences, the lock; `graph` and `doc` of the same deals."""

import hashlib
import json
import unittest

import program
from program import BAD, FINDINGS, GOOD, USAGE

NEEDY = GOOD.replace("param capital: ETH = 10 ETH in", "param capital: ETH in").replace(
    "  buckets", "  param share: ratio in 5% .. 30%\n  buckets")
SAFE = GOOD.replace("limits {", "limits { exposure(ETH) <= 50% of nav when increased, ")
TWO = GOOD + GOOD.replace("use weth\n", "").replace("deal example", "deal other")


class Planning(program.Program):
    def setUp(self):
        super().setUp()
        self.write("a.deal", GOOD)

    def plan(self, *arguments):
        return self.succeeds("plan", "-q", "--json", *arguments).out

    def test_the_page_says_what_it_does(self):
        page = self.succeeds("plan", "a.deal").out
        for words in ("deal example", "starts with 10 ETH", "working  100%  10 ETH", "exposure(ETH) <= 100% of nav",
                      "weth.wrap", "pays 1 ETH from working -> gets WETH as wrapped", "deposit()", "identity"):
            self.assertIn(words, page)

    def test_json_is_the_bytes_that_the_identity_is_of(self):
        out = self.plan("a.deal")
        identity = hashlib.sha256(out.encode()).hexdigest()
        self.assertIn(identity, self.succeeds("plan", "a.deal").out)
        self.assertEqual(json.loads(out)["deal"], "example")

    def test_out_writes_the_same_bytes_and_says_so(self):
        result = self.succeeds("plan", "a.deal", "--out", "plan.json")
        self.assertEqual(result.out, "")
        self.assertIn("plan.json", result.err)
        self.assertEqual(self.read("plan.json"), self.plan("a.deal"))

    def test_a_plan_file_is_shown_as_it_was_reviewed(self):
        self.succeeds("plan", "a.deal", "--out", "plan.json", "--param", "capital=12")
        self.assertEqual(self.succeeds("plan", "plan.json").out,
                         self.succeeds("plan", "a.deal", "--param", "capital=12").out)
        self.ends_with(USAGE, "plan", "plan.json", "--param", "capital=13")

    def test_plan_without_out_or_lock_writes_nothing(self):
        before = self.files()
        self.succeeds("plan", "a.deal")
        self.assertEqual(self.files(), before)

    def test_a_deal_with_mistakes_has_no_plan(self):
        self.write("bad.deal", BAD)
        result = self.ends_with(FINDINGS, "plan", "bad.deal")
        self.assertIn("D200", result.err)
        self.assertEqual(result.out, "")
        as_json = self.ends_with(FINDINGS, "plan", "--json", "bad.deal").json()
        self.assertEqual(as_json["diagnostics"][0]["code"], "D200")

    def test_standard_input_is_planned(self):
        self.assertEqual(self.succeeds("plan", "--json", "-", stdin=GOOD).out, self.plan("a.deal"))

    def test_the_deal_is_named_where_there_are_several(self):
        self.write("two.deal", TWO)
        error = self.ends_with(USAGE, "plan", "two.deal").err
        self.assertIn("`example`, `other`", error)
        self.assertIn("--deal", error)
        self.assertIn("deal other", self.succeeds("plan", "two.deal", "--deal", "other").out)
        self.assertIn("no deal `third`", self.ends_with(USAGE, "plan", "two.deal", "--deal", "third").err)

    def test_a_file_without_deals_is_a_usage_error(self):
        self.write("none.deal", "asset GOLD { decimals 18 }\n")
        self.assertIn("declares no deal", self.ends_with(USAGE, "plan", "none.deal").err)


class Parameters(program.Program):
    def setUp(self):
        super().setUp()
        self.write("a.deal", NEEDY)

    def values(self, *arguments):
        plan = json.loads(self.succeeds("plan", "--json", "a.deal", *arguments).out)
        return [param["value"]["number"] for param in plan["params"]]

    def test_missing_ones_are_listed_all_at_once_with_type_and_range(self):
        result = self.ends_with(USAGE, "plan", "a.deal")
        for words in ("D304", "capital: ETH", "1 ETH .. 20 ETH", "share: ratio", "5% .. 30%", "--param", "--params"):
            self.assertIn(words, result.err)
        self.assertEqual(result.err.count("error D"), 1)

    def test_given_by_flag_and_by_file(self):
        wanted = ["12", "1/10"]
        self.assertEqual(self.values("--param", "capital=12 ETH", "--param=share=10%"), wanted)
        self.write("p.txt", "// for the review\ncapital = 12 ETH\n\nshare = 0.1   // a tenth\n")
        self.assertEqual(self.values("--params", "p.txt"), wanted)
        self.write("p.json", '{"capital": "12 ETH", "share": "10%"}')
        self.assertEqual(self.values("--params", "p.json"), wanted)

    def test_the_flag_wins_over_the_file(self):
        self.write("p.txt", "capital = 12\nshare = 10%\n")
        self.assertEqual(self.values("--params", "p.txt", "--param", "capital=5"), ["5", "1/10"])

    def test_what_does_not_fit_is_refused(self):
        for value, code in (("capital=50", "D303"), ("capital=1 USDT", "D300"), ("capitl=12", "D200"),
                            ("capital=1.0000000000000000001", "D302"), ("capital=)", "D1"), ("capital=nav", "D")):
            result = self.ends_with(USAGE, "plan", "a.deal", "--param", "share=10%", "--param", value)
            self.assertIn(code, result.err, value)

    def test_slips_of_the_command_line_are_said(self):
        for arguments, words in ((["--param", "capital"], "NAME=VALUE"),
                                 (["--param", "capital=1", "--param", "capital=2"], "given twice"),
                                 (["--params", "absent"], "no such file"), (["--params", "."], "is a folder")):
            self.assertIn(words, self.ends_with(USAGE, "plan", "a.deal", *arguments).err)
        for text, words in (("capital 12\n", "line 1"), ('{"capital": 12}', "not a text"), ("{", "not a JSON object"),
                            ("capital = 1\ncapital = 2\n", "line 2")):
            self.write("p", text)
            self.assertIn(words, self.ends_with(USAGE, "plan", "a.deal", "--params", "p").err)


class Differences(program.Program):
    def setUp(self):
        super().setUp()
        self.write("safe.deal", SAFE)
        self.write("a.deal", GOOD)
        self.succeeds("plan", "safe.deal", "--out", "safe.json")

    def test_nothing_changed(self):
        result = self.succeeds("plan", "safe.deal", "--diff", "safe.json")
        self.assertIn("nothing changed", result.out)

    def test_weaker_limits_come_first(self):
        self.write("b.deal", GOOD.replace("in 1 ETH .. 20 ETH", "in 1 ETH .. 15 ETH").replace("1 ETH from", "2 ETH from"))
        result = self.succeeds("plan", "b.deal", "--diff", "safe.json")
        lines = [line for line in result.out.splitlines()[1:] if line]
        self.assertTrue(lines[0].lstrip().startswith("weaker"), result.out)
        self.assertIn("exposure(ETH) <= 50% of nav", lines[0])
        self.assertGreater(len(lines), 1)

    def test_weaker_fails_only_when_asked(self):
        self.succeeds("plan", "a.deal", "--diff", "safe.json")
        result = self.ends_with(FINDINGS, "plan", "a.deal", "--diff", "safe.json", "--fail-on-weaker")
        self.assertIn("got weaker", result.err)
        self.succeeds("plan", "safe.deal", "--diff", "safe.json", "--fail-on-weaker")

    def test_json_lists_the_changes(self):
        changes = self.succeeds("plan", "a.deal", "--diff", "safe.json", "--json").json()
        self.assertEqual(changes["format"], 1)
        self.assertEqual(changes["changes"][0]["kind"], "weaker")
        self.assertEqual(changes["changes"][0]["area"], "limit")

    def test_an_old_plan_that_is_none_is_a_usage_error(self):
        self.write("x.json", '{"deal": 1}')
        self.assertIn("is not a plan", self.ends_with(USAGE, "plan", "a.deal", "--diff", "x.json").err)
        self.ends_with(USAGE, "plan", "a.deal", "--diff", "absent.json")


class Locking(program.Program):
    MODULE = """\
/// A vault that keeps ether.
protocol vault {
  contract vault abi "vault"

  /// Puts ether into the vault for good.
  action give(funds: WETH) {
    call  vault.give(funds) allowing vault to take funds
    moves funds out
    proof event vault.Given(amount: funds)
    fails reverted
  }
}
"""
    ABI = [{"type": "function", "name": "give", "stateMutability": "nonpayable", "outputs": [],
            "inputs": [{"name": "amount", "type": "uint256"}]},
           {"type": "event", "name": "Given", "inputs": [{"name": "amount", "type": "uint256", "indexed": False}]}]

    def setUp(self):
        super().setUp()
        self.write("dealwright.toml", "")
        self.write("modules/vault.deal", self.MODULE)
        self.write("modules/abi/vault.json", json.dumps(self.ABI))
        self.write("deals/a.deal", 'use "../modules/vault.deal" as vault\n' + GOOD)
        self.succeeds("plan", "deals/a.deal", "--lock")

    def test_the_lock_stands_beside_the_project_file_sorted_and_stable(self):
        first = self.read("dealwright.lock")
        lock = json.loads(first)
        self.assertEqual(lock["format"], 1)
        self.assertEqual([(m["name"], m["from"]) for m in lock["modules"]],
                         [("vault", "modules/vault.deal"), ("weth", "standard library")])
        self.assertEqual([a["name"] for a in lock["modules"][0]["abis"]], ["vault"])
        self.assertIn("up to date", self.succeeds("plan", "deals/a.deal", "--lock").err)
        self.assertEqual(self.read("dealwright.lock"), first)

    def test_modules_of_other_deals_stay(self):
        self.write("deals/b.deal", "use exchange\n" + GOOD)
        self.succeeds("plan", "deals/b.deal", "--lock")
        names = [m["name"] for m in json.loads(self.read("dealwright.lock"))["modules"]]
        self.assertEqual(names, ["exchange", "vault", "weth"])

    def test_a_changed_module_is_a_finding_at_its_use(self):
        self.write("modules/vault.deal", self.MODULE.replace("for good", "for ever"))
        for command in ("check", "plan"):
            result = self.ends_with(FINDINGS, command, "deals/a.deal")
            text = result.out + result.err
            self.assertIn("D208", text)
            self.assertIn("the text of the module changed", text)
            self.assertIn("deals/a.deal:1:5", text)
            self.assertIn("--lock", text)
        self.succeeds("plan", "deals/a.deal", "--lock")
        self.succeeds("check", "deals/a.deal")

    def test_a_changed_interface_is_a_finding(self):
        self.write("modules/abi/vault.json", json.dumps(self.ABI, indent=1))
        self.assertIn("the interface `vault`", self.ends_with(FINDINGS, "check", "deals/a.deal").out)

    def test_a_module_that_the_lock_does_not_know_is_refused_only_when_frozen(self):
        self.write("deals/b.deal", "use exchange\n" + GOOD)
        self.succeeds("check", "deals/b.deal")
        self.succeeds("plan", "deals/b.deal")
        result = self.ends_with(FINDINGS, "plan", "deals/b.deal", "--frozen")
        self.assertIn("module `exchange` is not in dealwright.lock", result.err)
        self.succeeds("plan", "deals/a.deal", "--frozen")

    def test_a_lock_that_cannot_be_read_is_a_usage_error(self):
        for text in ("", "{", "[]", '{"format": 2, "modules": []}', '{"format": 1}',
                     '{"format": 1, "modules": [{}]}', "[" * 100_000):
            self.write("dealwright.lock", text)
            self.assertIn("cannot be used", self.ends_with(USAGE, "check", "deals/a.deal").err)


class Drawing(program.Program):
    def test_mermaid_dot_and_json_hold_the_steps(self):
        flagship = str(program.ROOT / "workflows/freeze_resistant_loop/deal.deal")
        mermaid = self.succeeds("graph", flagship).out
        self.assertTrue(mermaid.startswith("flowchart TD\n"))
        self.assertIn("redeem -->|settled| repay", mermaid)
        self.assertIn(":::defence", mermaid)
        dot = self.succeeds("graph", flagship, "--format", "dot").out
        self.assertIn('"redeem" -> "repay" [label="settled"]', dot)
        graph = self.succeeds("graph", flagship, "--json").json()
        self.assertEqual([step["name"] for step in graph["steps"]],
                         ["open_credit", "buy", "redeem", "repay", "unlock", "top_up"])

    def test_parameters_need_not_be_known(self):
        self.write("a.deal", NEEDY)
        self.succeeds("graph", "a.deal")

    def test_a_reference_page_of_a_deal(self):
        self.write("a.deal", NEEDY)
        page = self.succeeds("doc", "a.deal").out
        for words in ("# Deal example", "Wraps and unwraps.", "| `share` | `ratio` | must be given | `5%` to `30%` |",
                      "### wrap", "`weth.wrap`"):
            self.assertIn(words, page)

    def test_a_reference_page_of_every_standard_module(self):
        for module in sorted(path.stem for path in (program.ROOT / "stdlib").glob("*.deal")):
            if module == "prelude":
                continue
            page = self.succeeds("doc", module).out
            self.assertTrue(page.startswith(f"# Protocol {module}\n"), page[:50])

    def test_doc_of_nothing_is_a_usage_error(self):
        self.assertIn("did you mean `aave_v3`?", self.ends_with(USAGE, "doc", "aave_v").err)


if __name__ == "__main__":
    unittest.main()
