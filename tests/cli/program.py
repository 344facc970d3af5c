"""The program as a user meets it: run in a folder of its own, with no terminal and a known environment.

DEALWRIGHT_APP names the binary. Everything a test writes is in its temporary folder.
"""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

APP = os.environ.get("DEALWRIGHT_APP", "build/release/bin/dealwright")
ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS_MAX = 60  # of one command; far more than any needs, also under sanitizers

OK, FINDINGS, USAGE, BLOCKED, HELD, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 6, 7, 130

GOOD = """\
use weth

/// Wraps and unwraps.
deal example {
  param capital: ETH = 10 ETH in 1 ETH .. 20 ETH
  buckets of capital { working 100% }
  limits { exposure(ETH) <= 100% of nav always }

  step wrap {
    weth.wrap(1 ETH from working) -> wrapped
    weth.unwrap(wrapped)          -> working
  }
}
"""
BAD = GOOD.replace("1 ETH from working", "1 ETH from workng")
BROKEN = GOOD.replace("1 ETH from working)", "1 ETH from working")


class Result:
    """What a command left behind."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def json(self):
        return json.loads(self.out)


class Program(unittest.TestCase):
    """A test with a folder to work in."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="dealwright-cli-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name).resolve() / "project"
        self.folder.mkdir()

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def read(self, name):
        return (self.folder / name).read_text()

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items()
                if name in ("PATH", "TMPDIR") or name.endswith("SAN_OPTIONS") or name == "LLVM_PROFILE_FILE"}
        return {**kept, "HOME": self.temporary.name, "LC_ALL": "C.UTF-8", **more}

    def run_raw(self, *arguments, stdin=b"", folder=None, env=None, **more):
        return Result(subprocess.run([APP, *arguments], cwd=folder or self.folder, input=stdin, capture_output=True,
                                     timeout=SECONDS_MAX, env=self.environment(**(env or {})), check=False, **more))

    def run_app(self, *arguments, stdin="", **more):
        result = self.run_raw(*arguments, stdin=stdin.encode(), **more)
        result.out, result.err = result.out.decode(), result.err.decode()
        return result

    def files(self):
        """Every file of the project with its bytes."""
        return {path.relative_to(self.folder).as_posix(): path.read_bytes()
                for path in sorted(self.folder.rglob("*")) if path.is_file() and not path.is_symlink()}

    def succeeds(self, *arguments, **more):
        result = self.run_app(*arguments, **more)
        self.assertEqual(result.code, OK, result.out + result.err)
        return result

    def ends_with(self, code, *arguments, **more):
        result = self.run_app(*arguments, **more)
        self.assertEqual(result.code, code, result.out + result.err)
        return result
