"""Starts what the peers need, on 127.0.0.1 at free ports and in a folder of its own, and ends what it started."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

READY_SECONDS_MAX = 90


class Failed(Exception):
    """A peer that does not run; the message says what to do."""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(url, body=None):
    request = urllib.request.Request(url, data=body, headers={"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return 200 <= answer.status < 300
    except (OSError, urllib.error.URLError):
        return False


class Running:
    """One process with its log; ended, by its own id, when the block is left."""

    def __init__(self, words, folder, name, **more):
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as log:
            more.setdefault("stdout", log)
            self.process = subprocess.Popen(words, stderr=log, **more)

    def wait_until(self, ready, what):
        begun = time.monotonic()
        while not ready():
            if time.monotonic() - begun > READY_SECONDS_MAX:
                raise Failed(f"{what} does not answer after {READY_SECONDS_MAX} s")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)
                raise Failed(f"{what} ended: {self.log.read_text(errors='replace')[-2000:]}")

    def end(self):
        if self.process.stdin:
            self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


@contextlib.contextmanager
def acknowledger(program, folder):
    """The process that acknowledges effects; its port."""
    with Running([program], folder, "acknowledge", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        yield int(one.process.stdout.readline())


@contextlib.contextmanager
def restate(server, node, service, folder, partitions, environment):
    """A Restate server with a fresh folder and the service beside it; the port where calls come in."""
    base = folder / "restate"
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True)
    calls, admin, own, handler = (free_port() for _ in range(4))
    settings = {
        "RESTATE_BASE_DIR": str(base),
        "RESTATE_NODE_NAME": "bench",
        "RESTATE_BIND_IP": "127.0.0.1",
        "RESTATE_ADVERTISED_HOST": "127.0.0.1",
        "RESTATE_LISTEN_MODE": "tcp",
        "RESTATE_BIND_PORT": str(own),
        "RESTATE_INGRESS__BIND_PORT": str(calls),
        "RESTATE_ADMIN__BIND_PORT": str(admin),
        "RESTATE_ADMIN__DISABLE_WEB_UI": "true",
        "RESTATE_DISABLE_TELEMETRY": "true",
        "RESTATE_LOG_FILTER": "warn",
        "DO_NOT_TRACK": "1",
    }
    if partitions:
        settings["RESTATE_DEFAULT_NUM_PARTITIONS"] = str(partitions)
    quiet = {"RESTATE_LOGGING": "ERROR", "NODE_ENV": "production"}
    with Running([server, "--no-logo"], folder, "restate", cwd=base, env={**os.environ, **settings}) as running, \
            Running([node, service, str(handler)], folder, "restate_service", cwd=pathlib.Path(service).parent,
                    env={**os.environ, **quiet, **environment}) as serving:
        running.wait_until(lambda: answers(f"http://127.0.0.1:{admin}/health")
                           and answers(f"http://127.0.0.1:{calls}/restate/health"), "Restate")
        place = json.dumps({"uri": f"http://127.0.0.1:{handler}", "force": True}).encode()
        serving.wait_until(lambda: answers(f"http://127.0.0.1:{admin}/deployments", place), "the Restate service")
        yield calls


@contextlib.contextmanager
def postgresql(folder):
    """A PostgreSQL of Debian's package with a fresh cluster, a sync for every commit; the URL of a new database."""
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        raise Failed("PostgreSQL is missing; .ci/setup bench installs it")
    bin_folder = programs[-1]
    cluster = folder / "postgresql"
    shutil.rmtree(cluster, ignore_errors=True)
    cluster.mkdir(parents=True)
    # It refuses to run as root.
    person = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if person:
        shutil.chown(cluster, "postgres", "postgres")
    cluster.chmod(0o700)
    made = subprocess.run([bin_folder / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"],
                          cwd="/", capture_output=True, text=True, check=False, **person)
    if made.returncode != 0:
        raise Failed(f"PostgreSQL could not make a cluster in {cluster}: {made.stderr.strip()}")
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "shared_buffers": "512MB",
        "max_wal_size": "4GB", "max_connections": 150, "fsync": "on", "synchronous_commit": "on",
    }
    words = [bin_folder / "postgres", "-D", cluster]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    url = f"postgresql://postgres@127.0.0.1:{port}/"
    asked = [bin_folder / "psql", url + "postgres", "-c", "CREATE DATABASE bench"]
    with Running(words, folder, "postgresql", cwd="/", **person) as running:
        running.wait_until(lambda: subprocess.run(asked, capture_output=True, check=False).returncode == 0, "PostgreSQL")
        yield url + "bench"
