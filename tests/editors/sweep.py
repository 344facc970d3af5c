#!/usr/bin/env python3
"""Every byte of a deal, and the text cut there, in a running language server: completion and hover answer, in time.

    tests/editors/sweep.py [PROGRAM [DEAL]]

The optimised program serves (build/release/bin/dealwright), so that all offsets can be visited with every run of the tests.
Fails when an answer is an error, is late, or has the wrong form, or when the server ends.
"""

import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
URI = "file:///p/deal.deal"
# A machine that runs other tests beside this one; a person notices a tenth of a second.
SECONDS_MAX = 2.0


class Failed(Exception):
    pass


class Server:
    """A language server over its standard streams. Messages are sent and answers awaited one at a time."""

    def __init__(self, program):
        self.process = subprocess.Popen([program, "lsp", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0

    def tell(self, method, params, **more):
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def hear(self):
        length = None
        while (line := self.process.stdout.readline()) != b"\r\n":
            if not line:
                raise Failed(f"the server ended with {self.process.wait()}")
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def ask(self, method, params):
        self.asked += 1
        self.tell(method, params, id=self.asked)
        while (message := self.hear()).get("id") != self.asked or "method" in message:
            pass
        if "error" in message:
            raise Failed(f"{method} was answered with {message['error']}")
        return message["result"]


class Editor:
    def __init__(self, server):
        self.server, self.version, self.slowest = server, 0, 0.0
        server.ask("initialize", {"processId": None, "rootUri": None,
                                  "capabilities": {"general": {"positionEncodings": ["utf-8"]}}})
        server.tell("initialized", {})
        server.tell("textDocument/didOpen",
                    {"textDocument": {"uri": URI, "languageId": "deal", "version": 0, "text": ""}})

    def write(self, text):
        self.version += 1
        self.server.tell("textDocument/didChange", {"textDocument": {"uri": URI, "version": self.version},
                                                    "contentChanges": [{"text": text}]})

    def look_at(self, lines, offset, begun):
        """Completion and hover at an offset of a text whose lines begin there. From when the text was sent, when it was."""
        line = max(number for number, start in enumerate(lines) if start <= offset)
        place = {"textDocument": {"uri": URI}, "position": {"line": line, "character": offset - lines[line]}}
        offered = self.server.ask("textDocument/completion", place)
        items = offered["items"] if isinstance(offered, dict) else offered
        if not isinstance(items, list) or any(not item.get("label") for item in items):
            raise Failed(f"completion offers {json.dumps(offered)[:200]}")
        page = self.server.ask("textDocument/hover", place)
        if page is not None and not page["contents"]:
            raise Failed("hover shows an empty page")
        took = time.monotonic() - begun
        self.slowest = max(self.slowest, took)
        if took > SECONDS_MAX:
            raise Failed(f"the answers took {took:.1f} s")
        return page is not None


def line_starts(text):
    starts = [0]
    while (end := text.find(b"\n", starts[-1])) >= 0:
        starts.append(end + 1)
    return starts


def sweep(program, deal):
    text = pathlib.Path(deal).read_bytes()
    lines = line_starts(text)
    server = Server(program)
    editor = Editor(server)
    what, at, pages = "", 0, 0
    try:
        editor.write(text.decode())
        for at in range(len(text) + 1):
            what = "in the whole text"
            pages += editor.look_at(lines, at, time.monotonic())
        for at in range(len(text) + 1):
            what = "in the text cut there"
            cut = text[:at].decode(errors="ignore")
            begun = time.monotonic()
            editor.write(cut)
            editor.look_at(lines, len(cut.encode()), begun)
        what = "at the end"
        server.ask("shutdown", None)
        server.tell("exit", None)
        if server.process.wait(10) != 0:
            raise Failed(f"the server ended with {server.process.returncode}")
    except Failed as failure:
        raise Failed(f"byte {at} of {deal}, {what}: {failure}") from failure
    finally:
        server.process.kill()
        server.process.wait()
    if pages < len(text) // 4:
        raise Failed(f"hover knows {pages} of {len(text)} bytes of {deal}")
    return f"{2 * (len(text) + 1)} places of {deal} are answered, the slowest in {1000 * editor.slowest:.0f} ms"


def main(words):
    program = words[1] if len(words) > 1 else str(ROOT / "build/release/bin/dealwright")
    deal = words[2] if len(words) > 2 else str(ROOT / "workflows/freeze_resistant_loop/deal.deal")
    try:
        print(sweep(program, deal))
    except Failed as failure:
        sys.exit(f"FAILED: {failure}")


if __name__ == "__main__":
    main(sys.argv)
