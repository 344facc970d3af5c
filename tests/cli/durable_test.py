"""Durable runs: the journal, recovery, one engine at a time, and what operators can do to a deal."""

import json
import os
import pathlib
import resource
import shutil
import signal
import stat
import subprocess
import unittest

import program
from program import APP, BLOCKED, HELD, INTERRUPTED, OK, ROOT, UNREACHABLE, USAGE

AWAITING_APPROVAL = 5
SMALL = str(ROOT / "workflows/wrap_and_borrow/deal.deal")
ASKS = """use weth
deal asks {
  buckets of 10 ETH { working 100% }
  step s {
    approve by boss, within 4h
    weth.wrap(1 ETH from working) -> working
  }
}
"""
HOLDS = """use weth
deal holds {
  buckets of 10 ETH { working 100% }
  step s {
    require price(ETH) >= 4_000 USD per ETH
    weth.wrap(1 ETH from working) -> working
  }
  step t after settled s { weth.wrap(1 ETH from working) -> working }
}
"""


class Durable(program.Program):
    def run_deal(self, text, *more, code):
        self.write("deal.deal", text)
        return self.ends_with(code, "run", "--network", "sim", "deal.deal", *more)

    def shown(self, deal):
        return self.succeeds("show", deal, "--json").json()

    def listed(self):
        return {deal["id"]: deal for deal in self.succeeds("status", "--json").json()["deals"]}

    def staying(self, *arguments):
        """An engine that stays; it has come to rest when this returns."""
        process = subprocess.Popen([APP, *arguments, "--stay"], cwd=self.folder, env=self.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.said_by(process.stderr, "at rest")
        return process

    def said_by(self, stream, words):
        """Reads on until a line says it."""
        for line in stream:
            if words in line:
                return
        self.fail(f"it never said: {words}")


class DiskFails(Durable):
    def test_a_run_whose_files_cannot_grow_ends_in_words_and_loses_nothing(self):
        """At a limit for the size of files a write fails: earlier here, later there, and never in the middle of a record."""
        def small_files(blocks):
            def limit():
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (blocks * 1024, blocks * 1024))
            return limit
        said = set()
        for blocks in range(90, 250, 20):
            shutil.rmtree(self.folder / ".dealwright", ignore_errors=True)
            run = self.run_app("run", "--network", "sim", SMALL, preexec_fn=small_files(blocks))
            if run.code != OK:
                self.assertEqual(run.code, UNREACHABLE, run.err)
                self.assertIn("run `dealwright recover`", run.err)
                said.add("the engine stopped: " in run.err)
            self.succeeds("audit", "verify")
            self.run_app("recover", "--all")
            self.assertTrue(all(deal["status"] == "completed" for deal in self.listed().values()))
        self.assertIn(True, said, "no run came as far as to be stopped")


class TakingOver(Durable):
    """`adopt`: positions that one deal of a journal leaves behind and another takes over."""

    DEAL = str(ROOT / "tests/language/accepted/adopted_position.deal")

    def leave_behind(self, *more):
        self.succeeds("run", "--network", "sim", self.DEAL, "--deal", "opens", *more)

    def taking_over(self, *more):
        return ("run", "--network", "sim", self.DEAL, "--deal", "closes", *more)

    def open_positions(self, deal):
        return [line for line in self.shown(deal)["ledger"] if line["kind"] in ("collateral", "owed")]

    def test_what_a_deal_left_behind_belongs_to_the_one_that_takes_it_over(self):
        self.leave_behind()
        run = self.succeeds(*self.taking_over())
        self.assertIn("takes over debt_of_theirs, 3,", run.out)
        self.assertIn("hands `loan` over to closes-1", self.succeeds("show", "opens-1").out)
        self.assertEqual(self.shown("closes-1")["status"], "completed")
        self.assertEqual(self.shown("opens-1")["choices"], [])
        self.succeeds("audit", "verify")

    def test_without_such_a_deal_nothing_begins(self):
        refused = self.ends_with(BLOCKED, *self.taking_over())
        self.assertIn("no deal `opens` of this journal has left a position behind", refused.err)
        self.leave_behind()
        self.succeeds(*self.taking_over())
        refused = self.ends_with(BLOCKED, *self.taking_over("--adopt", "opens=opens-1"))
        self.assertIn("closes-1 has taken it over", refused.err)
        self.assertEqual(sorted(self.listed()), ["closes-1", "opens-1"])

    def test_of_several_one_has_to_be_named(self):
        self.leave_behind()
        self.leave_behind()
        refused = self.ends_with(USAGE, *self.taking_over())
        self.assertIn("say which with --adopt opens=ID", refused.err)
        self.succeeds(*self.taking_over("--adopt", "opens=opens-2"))
        self.assertIn("hands `held` over to closes-1", self.succeeds("show", "opens-2").out)
        self.assertIn("names no deal", self.ends_with(USAGE, *self.taking_over("--adopt", "open=opens-1")).err)
        self.assertIn("no deal", self.ends_with(USAGE, *self.taking_over("--adopt", "opens=nobody")).err)

    def test_the_same_key_takes_over_once(self):
        self.leave_behind()
        self.succeeds(*self.taking_over("--idempotency-key", "k"))
        again = self.succeeds(*self.taking_over("--idempotency-key", "k"))
        self.assertIn("going on with that one", again.err)

    def test_killed_anywhere_it_is_taken_over_once(self):
        self.leave_behind()
        before = self.folder / ".dealwright"
        kept = self.folder / "kept"
        shutil.copytree(before, kept)
        self.succeeds(*self.taking_over())
        def end():
            return [self.shown(deal)["ledger"] for deal in ("opens-1", "closes-1")]
        whole = end()
        for kill in range(12):
            shutil.rmtree(before)
            shutil.copytree(kept, before)
            process = subprocess.Popen([APP, *self.taking_over()], cwd=self.folder, env=self.environment(),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(0.004 * (kill + 1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if "closes-1" not in self.listed():
                self.succeeds(*self.taking_over())
            self.run_app("recover", "--all")
            self.assertEqual(end(), whole, f"killed after {4 * (kill + 1)} ms")

    def test_a_dry_run_has_to_be_told_what_is_taken_over(self):
        deal = (self.DEAL, "--deal", "closes")
        unsaid = self.ends_with(USAGE, "dry-run", *deal)
        self.assertIn("say how much WETH it amounts to with --set collateral_of_theirs=", unsaid.err)
        done = self.succeeds("dry-run", *deal, "--set", "debt_of_theirs=3_000", "--set", "collateral_of_theirs=10")
        self.assertIn("3,000 USDC, taken over from opens.loan", done.out)
        self.assertIn("is a number of USDC above 0",
                      self.ends_with(USAGE, "dry-run", *deal, "--set", "debt_of_theirs=0").err)


class Running(Durable):
    def test_a_run_leaves_its_history_to_its_owner_alone(self):
        self.succeeds("run", "--network", "sim", SMALL)
        shown = self.shown("wrap_and_borrow-1")
        self.assertEqual(shown["status"], "completed")
        self.assertEqual(shown["choices"], [])
        self.assertTrue(all(step["status"] == "done" for step in shown["steps"]))
        self.assertTrue(all(attempt["stage"] == "finished" for attempt in shown["on_record"]))
        folder = self.folder / ".dealwright"
        self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
        self.assertEqual((folder / ".gitignore").read_text(), "*\n")
        for file in folder.glob("journal.db*"):
            self.assertEqual(stat.S_IMODE(file.stat().st_mode) & 0o077, 0, file)

    def test_runs_are_numbered_and_ids_are_taken_once(self):
        for _ in range(2):
            self.succeeds("run", "--network", "sim", SMALL)
        self.succeeds("run", "--network", "sim", SMALL, "--id", "mine")
        self.assertEqual(set(self.listed()), {"wrap_and_borrow-1", "wrap_and_borrow-2", "mine"})
        self.assertIn("mine", self.ends_with(USAGE, "run", "--network", "sim", SMALL, "--id", "mine").err)

    def test_a_key_starts_one_deal_however_often_it_is_used(self):
        for _ in range(3):
            self.succeeds("run", "--network", "sim", SMALL, "--idempotency-key", "monday")
        self.assertEqual(set(self.listed()), {"wrap_and_borrow-1"})
        again = self.succeeds("run", "--network", "sim", SMALL, "--idempotency-key", "monday")
        self.assertIn("started `wrap_and_borrow-1` before", again.err)

    def test_what_runs_is_what_was_pinned_whatever_the_file_says_now(self):
        self.run_deal(ASKS, code=AWAITING_APPROVAL)
        self.write("deal.deal", ASKS.replace("1 ETH", "9 ETH"))
        token = self.shown("asks-1")["questions"][0]["token"]
        self.succeeds("approve", "asks-1", token)
        self.succeeds("recover", "asks-1")
        wrapped = [line for line in self.shown("asks-1")["ledger"] if line["asset"] == "WETH"]
        self.assertEqual([int(line["amount"]) for line in wrapped], [10**18])

    def test_the_journal_can_be_elsewhere(self):
        self.succeeds("run", "--network", "sim", SMALL, "--journal", "books.db")
        self.assertFalse((self.folder / ".dealwright").exists())
        self.succeeds("show", "wrap_and_borrow-1", "--journal", "books.db")
        self.succeeds("status", env={"DEALWRIGHT_JOURNAL": "books.db"})

    def test_without_a_journal_reading_says_so(self):
        for arguments in (["status"], ["show", "x"], ["recover", "--all"], ["pause", "x"]):
            self.assertIn("there is no journal", self.ends_with(USAGE, *arguments).err)

    def test_a_deal_that_is_not_there_is_named(self):
        self.succeeds("run", "--network", "sim", SMALL)
        for arguments in (["show", "nobody"], ["recover", "nobody"], ["pause", "nobody"]):
            self.assertIn("there is no deal `nobody`", self.ends_with(USAGE, *arguments).err)

    def test_json_has_a_beginning_lines_and_an_end(self):
        lines = [json.loads(line) for line in self.succeeds("run", "--network", "sim", SMALL, "--json").out.splitlines()]
        self.assertEqual((lines[0]["format"], lines[0]["id"]), (1, "wrap_and_borrow-1"))
        self.assertEqual(lines[-1]["status"], "completed")
        self.assertTrue(all("event" in line for line in lines[1:-1]))


class Recovering(Durable):
    def test_a_killed_run_is_recovered_to_the_same_end(self):
        self.succeeds("run", "--network", "sim", SMALL, "--id", "x", "--journal", "whole.db")
        whole = self.succeeds("show", "x", "--json", "--journal", "whole.db").json()
        process = subprocess.Popen([APP, "run", "--network", "sim", SMALL, "--id", "x", "--journal", "killed.db"],
                                   cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            if "aave.borrow: sent" in line or "borrow" in line:
                process.kill()
                break
        process.stdout.close()
        process.wait()
        self.succeeds("recover", "--all", "--journal", "killed.db")
        killed = self.succeeds("show", "x", "--json", "--journal", "killed.db").json()
        for same in ("status", "steps", "ledger", "on_record", "timeline", "plan"):
            self.assertEqual(killed[same], whole[same], same)

    def test_a_deal_that_is_over_can_be_taken_up_without_harm(self):
        self.succeeds("run", "--network", "sim", SMALL)
        before = self.shown("wrap_and_borrow-1")
        self.succeeds("recover", "wrap_and_borrow-1")
        after = self.shown("wrap_and_borrow-1")
        self.assertEqual(before["records"], after["records"])

    def test_a_deal_that_engines_died_with_is_paused_and_at_last_left_alone(self):
        self.run_deal(HOLDS, code=HELD)
        deaths = self.folder / ".dealwright/journal.db.crashes"
        deaths.write_text("holds-1\n" * 3)
        self.ends_with(HELD, "recover", "--all")
        shown = self.shown("holds-1")
        self.assertEqual(shown["status"], "paused")
        self.assertIn("by engine: an engine died 3 times while deciding this deal", shown["why"])
        self.assertEqual(deaths.read_text(), "")
        deaths.write_text("holds-1\n" * 4)
        self.assertIn("left out", self.ends_with(UNREACHABLE, "recover", "--all").err)

    def test_several_deals_are_taken_up_together(self):
        for _ in range(3):
            self.run_deal(HOLDS, code=HELD)
        for deal in ("holds-1", "holds-3"):
            self.succeeds("signal", deal, "ETH=4500")
            self.succeeds("retry", deal, "s")
        end = self.ends_with(HELD, "recover", "--all")
        self.assertRegex(end.out, r"holds-1 +30d +s +weth.wrap: done")
        self.assertRegex(end.out, r"3 deals; .*\n  holds-3  completed\n  holds-2  holding    s: held: ")
        self.assertEqual({deal["id"]: deal["status"] for deal in self.listed().values()},
                         {"holds-1": "completed", "holds-2": "holding", "holds-3": "completed"})

    def test_a_run_beside_open_deals_offers_to_take_them_up(self):
        self.run_deal(HOLDS, code=HELD)
        self.assertIn("1 other deal of this journal is open", self.succeeds("run", "--network", "sim", SMALL).err)

    def test_nothing_open_is_nothing_to_do(self):
        self.succeeds("run", "--network", "sim", SMALL)
        self.assertIn("0 deals", self.succeeds("recover", "--all").err)
        self.assertIn("--all", self.ends_with(USAGE, "recover").err)


class Operating(Durable):
    def test_an_approval_is_waited_for_and_binds_to_what_was_asked(self):
        end = self.run_deal(ASKS, code=AWAITING_APPROVAL)
        question = self.shown("asks-1")["questions"][0]
        self.assertEqual((question["step"], question["role"]), ("s", "boss"))
        self.assertIn("dealwright approve asks-1 " + question["token"], end.out)
        wrong = question["token"][:-1] + ("0" if question["token"][-1] != "0" else "1")
        self.assertIn("a state that is gone", self.ends_with(BLOCKED, "approve", "asks-1", wrong).err)
        self.succeeds("approve", "asks-1", question["token"], "--as", "boss", "--reason", "fine with me")
        self.ends_with(BLOCKED, "approve", "asks-1", question["token"])
        self.succeeds("recover", "asks-1")
        shown = self.shown("asks-1")
        self.assertEqual(shown["status"], "completed")
        given = [line["event"] for line in shown["timeline"] if line["event"].startswith("approved by boss (")]
        self.assertEqual(len(given), 1)
        self.assertTrue(given[0].endswith(": fine with me"), given)

    def test_a_rejection_holds_the_step(self):
        self.run_deal(ASKS, code=AWAITING_APPROVAL)
        self.succeeds("reject", "asks-1", self.shown("asks-1")["questions"][0]["token"], "--reason", "too large")
        self.ends_with(HELD, "recover", "asks-1")
        self.assertEqual(self.shown("asks-1")["steps"][0]["status"], "held")

    def test_acting_for_somebody_takes_a_reason(self):
        self.run_deal(ASKS, code=AWAITING_APPROVAL)
        self.assertIn("--reason", self.ends_with(USAGE, "pause", "asks-1", "--as", "anna").err)

    def test_a_held_step_is_taken_up_again_when_the_world_allows_it(self):
        self.run_deal(HOLDS, code=HELD)
        self.assertIn("dealwright retry holds-1 s", self.succeeds("show", "holds-1").out)
        self.assertIn("ETH", self.succeeds("signal", "holds-1", "ETH=4500").out)
        self.succeeds("retry", "holds-1", "s", "--reason", "the price is there")
        self.succeeds("recover", "holds-1")
        shown = self.shown("holds-1")
        self.assertEqual(shown["status"], "completed")
        self.assertTrue(any("the price is there" in line["event"] for line in shown["timeline"]))

    def test_a_step_that_is_taken_up_after_the_end_of_the_assumptions_has_its_time(self):
        self.run_deal("""use redemption_window as issuer
deal late {
  buckets of 1_000 USDTz { working 100% }
  step s {
    require price(ETH) >= 4_000 USD per ETH
    issuer.redeem(all USDTz from working) -> working
    timeout 20d
  }
}
""", code=HELD)
        self.succeeds("signal", "late-1", "ETH=5000")
        self.succeeds("retry", "late-1", "s")
        self.succeeds("recover", "late-1")
        self.assertEqual(self.shown("late-1")["status"], "completed")

    def test_a_name_that_the_deal_does_not_have_is_refused_with_those_it_has(self):
        self.run_deal(HOLDS, code=HELD)
        refused = self.ends_with(USAGE, "retry", "holds-1", "nothing")
        self.assertIn("it has `s`, `t`", refused.err)
        self.ends_with(USAGE, "signal", "holds-1", "nothing.at=1")

    def test_what_cannot_be_taken_back_wants_the_deals_name(self):
        self.run_deal(HOLDS, code=HELD)
        for arguments in (["cancel", "holds-1"], ["skip", "holds-1", "s"]):
            self.assertIn("--yes holds-1", self.ends_with(USAGE, *arguments).err)
            self.ends_with(USAGE, *arguments, "--yes", "other")
            self.ends_with(USAGE, *arguments, "--no-input")
        self.succeeds("skip", "holds-1", "s", "--yes", "holds-1")
        self.succeeds("recover", "holds-1")
        self.assertEqual(self.shown("holds-1")["steps"][0]["status"], "skipped")

    def test_an_act_that_makes_no_sense_is_refused_in_words_and_not_recorded(self):
        self.run_deal(HOLDS, code=HELD)
        before = self.shown("holds-1")["records"]
        self.assertIn("cannot resume", self.ends_with(BLOCKED, "resume", "holds-1").err)
        self.assertIn("cannot resume", self.ends_with(BLOCKED, "retry", "holds-1", "t").err)
        self.assertEqual(self.shown("holds-1")["records"], before)

    def test_a_paused_deal_stays_paused_until_it_is_resumed(self):
        self.run_deal(HOLDS, code=HELD)
        self.succeeds("pause", "holds-1", "--reason", "lunch")
        self.ends_with(HELD, "recover", "holds-1")
        shown = self.shown("holds-1")
        self.assertEqual(shown["status"], "paused")
        self.assertIn("lunch", shown["why"])
        self.succeeds("resume", "holds-1")
        self.assertNotEqual(self.shown("holds-1")["status"], "paused")

    def test_a_cancelled_deal_is_over(self):
        self.run_deal(HOLDS, code=HELD)
        self.succeeds("cancel", "holds-1", "--yes", "holds-1", "--reason", "no more")
        self.assertEqual(self.listed()["holds-1"]["status"], "cancelled")
        self.assertFalse(self.listed()["holds-1"]["open"])
        self.ends_with(BLOCKED, "pause", "holds-1")


class OneEngine(Durable):
    def test_a_second_engine_is_refused_and_told_who_runs(self):
        self.write("deal.deal", ASKS)
        process = self.staying("run", "--network", "sim", "deal.deal")
        for arguments in (["run", "--network", "sim", "deal.deal"], ["recover", "--all"]):
            refused = self.ends_with(USAGE, *arguments)
            self.assertIn(f"process {process.pid}", refused.err)
        self.assertIn(f"process {process.pid}", self.succeeds("status").out)

    def test_acts_reach_the_engine_that_runs(self):
        self.write("deal.deal", ASKS)
        process = self.staying("run", "--network", "sim", "deal.deal")
        self.succeeds("pause", "asks-1", "--reason", "wait")
        self.assertEqual(self.shown("asks-1")["status"], "paused")
        self.ends_with(BLOCKED, "pause", "asks-1")
        self.succeeds("resume", "asks-1")
        self.succeeds("approve", "asks-1", self.shown("asks-1")["questions"][0]["token"])
        self.said_by(process.stdout, "is completed")
        self.assertEqual(self.shown("asks-1")["status"], "completed")

    def test_the_socket_is_its_owners_and_goes_with_the_engine(self):
        self.write("deal.deal", ASKS)
        process = self.staying("run", "--network", "sim", "deal.deal")
        socket = self.folder / ".dealwright/journal.db.socket"
        self.assertEqual(stat.S_IMODE(socket.stat().st_mode), 0o600)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=program.SECONDS_MAX), OK)
        self.assertFalse(socket.exists())

    def test_what_a_dead_engine_left_is_no_hindrance(self):
        self.write("deal.deal", ASKS)
        process = self.staying("run", "--network", "sim", "deal.deal")
        process.kill()
        process.wait()
        self.assertTrue((self.folder / ".dealwright/journal.db.socket").exists())
        self.succeeds("pause", "asks-1")
        self.ends_with(AWAITING_APPROVAL, "recover", "asks-1")
        self.staying("recover", "--all")

    def test_a_journal_deep_below_is_reached_too(self):
        self.write("deal.deal", ASKS)
        deep = "/".join("folder" * 4 for _ in range(8)) + "/books.db"
        self.staying("run", "--network", "sim", "deal.deal", "--journal", deep)
        self.assertEqual(self.succeeds("pause", "asks-1", "--journal", deep).out, "paused asks-1: nothing new begins\n")

    def test_interruption_and_termination_have_their_codes(self):
        self.write("deal.deal", ASKS)
        process = self.staying("run", "--network", "sim", "deal.deal")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=program.SECONDS_MAX), INTERRUPTED)
        self.assertIn("recover", process.stderr.read())
        process = self.staying("recover", "--all")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=program.SECONDS_MAX), OK)


class Socket(Durable):
    """Whatever arrives at the control socket, the engine goes on."""

    def ask(self, raw):
        import socket
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(program.SECONDS_MAX)
            client.connect(str(pathlib.Path(os.path.relpath(self.folder / ".dealwright/journal.db.socket"))))
            client.sendall(raw)
            answer = b""
            while not answer.endswith(b"\n"):
                piece = client.recv(65536)
                if not piece:
                    break
                answer += piece
            return answer

    def test_nonsense_is_answered_and_long_lines_are_hung_up_on(self):
        self.write("deal.deal", ASKS)
        process = self.staying("run", "--network", "sim", "deal.deal")
        here = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, here)
        for raw in (b"\n", b"hello\n", b"[]\n", b'{"verb":"explode"}\n', b'{"verb":"pause","deal":"","by":"x"}\n',
                    b'{"verb":"pause","deal":"nobody","by":"x"}\n', b"\xff\xfe\n", b"[" * 5000 + b"\n"):
            self.assertIn("refused", json.loads(self.ask(raw)), raw)
        try:
            self.assertEqual(self.ask(b"x" * 200_000), b"")
        except ConnectionError:
            pass  # hung up before everything was sent
        self.assertIsNone(process.poll())
        self.succeeds("pause", "asks-1")


if __name__ == "__main__":
    unittest.main()
