"""Kills the real process with kill -9 at random moments, again and again, until a run survives; then compares.

    DEALWRIGHT_APP=build/release/bin/dealwright python3 tests/kill/kill_test.py [--cycles N] [--seed N] [--cycle N]

A cycle is one deal: started, killed, recovered, perhaps killed again while it recovers, and at last left alone. Its status,
steps, ledger, timeline, every fact of its journal and what the simulated network has on record must be those of the same deal
that nobody disturbed, and `audit verify` must pass on the journal. A cycle that fails prints the command
that repeats it; the moment of a kill is in wall time, so a repeat comes close and is not exact.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
APP = str(pathlib.Path(os.environ.get("DEALWRIGHT_APP", ROOT / "build/release/bin/dealwright")).resolve())
FLAGSHIP = str(ROOT / "workflows/freeze_resistant_loop/deal.deal")
SCENARIOS = ("the whole loop", "the issuer freezes after the first tranche", "the borrow is refused three times")
CYCLES = 210
KILLS_MAX = 4      # of one deal
SECONDS_MAX = 120  # of one command
COMPARED = ("status", "why", "steps", "ledger", "on_record", "timeline", "plan")


def start(arguments, folder):
    return subprocess.Popen([APP, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process):
    """The exit code and what was said."""
    _, said = process.communicate(timeout=SECONDS_MAX)
    return process.returncode, said.decode()


def run_arguments(scenario):
    return ["run", FLAGSHIP, "--network", "sim", "--scenario", scenario, "--id", "deal", "--journal", "journal.db",
            "--idempotency-key", "cycle"]


def first_difference(killed, whole):
    """Where two lists, or two values, part."""
    if isinstance(killed, list) and isinstance(whole, list):
        for number, (a, b) in enumerate(zip(killed, whole)):
            if a != b:
                return f"line {number}: {json.dumps(a)} instead of {json.dumps(b)}"
        return f"{len(killed)} lines instead of {len(whole)}"
    return f"{json.dumps(killed)} instead of {json.dumps(whole)}"


def compared(shown_deal):
    """What has to be the same. Not the numbers of records: a deal that comes back looks at the world once more."""
    end = {key: shown_deal[key] for key in COMPARED}
    lines = [(line["at_ms"], line["step"], line["event"]) for line in end["timeline"]]
    # A deal that comes back sees the market before it hears what became of its attempts: what limits say of the same moment
    # may come first then. Deeds keep their order, and limits keep theirs.
    about_limits = [line for line in lines if not line[1] and line[2].startswith("`")]
    end["timeline"] = [line for line in lines if line not in about_limits]
    end["limit_lines"] = about_limits
    return end


def output_of(folder, *arguments):
    done = subprocess.run([APP, *arguments, "--journal", "journal.db"], cwd=folder, capture_output=True,
                          timeout=SECONDS_MAX, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: {done.stdout.decode()} {done.stderr.decode()}")
    return done.stdout.decode()


def end_of(folder):
    """Everything that a deal came to; the journal is whole."""
    output_of(folder, "audit", "verify")
    end = compared(json.loads(output_of(folder, "show", "deal", "--json")))
    records = [json.loads(line) for line in output_of(folder, "export", "deal").splitlines()]
    # What a deal saw when it came back is recorded too; what it did is all the rest.
    facts = [(record["kind"], record["payload"]) for record in records if record.get("kind", "observed") != "observed"]
    end["facts"] = [fact for fact in facts if not fact[0].startswith("limit_")]
    end["limit_facts"] = [fact for fact in facts if fact[0].startswith("limit_")]
    return end


class Whole:
    """A run that nobody disturbs: what it comes to, and how long it takes."""

    def __init__(self, scenario):
        with tempfile.TemporaryDirectory(prefix="dealwright-kill-") as folder:
            started = time.monotonic()
            self.code, said = finish(start(run_arguments(scenario), folder))
            self.seconds = time.monotonic() - started
            if self.code not in (0, 6):
                raise AssertionError(f"{scenario}: {self.code} {said}")
            self.end = end_of(folder)
            assert len(self.end["facts"]) > 20
            self.scenario = scenario


def cycle(number, seed, wholes):
    """Kills of this cycle, or a sentence that says what differs."""
    chance = random.Random(seed * 1_000_003 + number)
    whole = wholes[number % len(wholes)]
    kills = 0
    with tempfile.TemporaryDirectory(prefix="dealwright-kill-") as folder:
        for _ in range(chance.randint(1, KILLS_MAX)):
            # The same key: a run whose deal was entered goes on with it, one that was killed before starts it.
            process = start(run_arguments(whole.scenario), folder)
            try:
                process.wait(timeout=chance.uniform(0, whole.seconds * 1.05))
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
            code, said = finish(process)
            if code not in (-9, whole.code):
                return kills, f"a run ended with {code}: {said}"
        code, said = finish(start(run_arguments(whole.scenario), folder))
        if code != whole.code:
            return kills, f"the last run ended with {code}, not {whole.code}: {said}"
        end = end_of(folder)
        for key in (*COMPARED, "limit_lines", "facts", "limit_facts"):
            if end[key] != whole.end[key]:
                return kills, f"`{key}` differs: {first_difference(end[key], whole.end[key])}"
        attempts = [attempt["attempt"] for attempt in end["on_record"]]
        if len(attempts) != len(set(attempts)):
            return kills, "an attempt stands twice on the network's record"
    return kills, None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cycles", type=int, default=CYCLES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cycle", type=int, help="only this one")
    options = parser.parse_args()
    wholes = [Whole(scenario) for scenario in SCENARIOS]
    numbers = [options.cycle] if options.cycle is not None else range(options.cycles)
    started = time.monotonic()
    kills, failed = 0, []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for number, (killed, why) in zip(numbers, pool.map(lambda n: cycle(n, options.seed, wholes), numbers)):
            kills += killed
            if why:
                failed.append(number)
                print(f"cycle {number}: {why}\n  repeat: python3 tests/kill/kill_test.py --seed {options.seed} --cycle {number}",
                      file=sys.stderr)
    print(f"{len(numbers)} cycles, {kills} processes killed, {len(failed)} failed, {time.monotonic() - started:.0f} s")
    if options.cycle is None and kills < len(numbers) // 2:
        print("too few kills hit a running process to prove anything", file=sys.stderr)
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
