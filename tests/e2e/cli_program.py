# SPDX-License-Identifier: MIT
"""The program "quatrix" as tests run it: every run is searched for secrets.

QUATRIX_CLI is the program; without it, that of build/. Import `cli` and `program`: they are fixtures.
"""

import base64
import contextlib
import json
import os
import pathlib
import subprocess
import time
import urllib.parse

import pytest
from terminal import Terminal

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("QUATRIX_CLI") or str(ROOT / "build" / "examples" / "cli" / "quatrix")

OK, USAGE, NETWORK, TLS, REPLY, REFUSED, UNAUTHORIZED, LIMITED, SERVER, FILE = range(10)
INTERRUPTED = 130


@pytest.fixture(scope="session", autouse=True)
def program():
    """A missing program is a failure, never a test left out."""
    assert os.access(PROGRAM, os.X_OK), f"{PROGRAM} is not there: build it, or set QUATRIX_CLI"


def private_file(path, text, mode=0o600):
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


def quote_all(text):
    return urllib.parse.quote(text, safe="")


class Cli:
    """Calls the program for one server; every run is searched for secrets."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        self.program = [PROGRAM]    # may have a command around it
        self.outputs = []
        self.others = []            # further secrets, made by a test

    def at(self, server=None):
        server = server or self.server
        return ["--host", "localhost", "--port", str(server.port), "--ca", os.path.join(server.folder, "ca.pem")]

    def user(self, name="plain"):
        user = self.server.user(name)
        return [*self.at(), "--user", user["email"], "--password-file", self.secret(name + ".password", user["password"])]

    def key(self, name="plain"):
        return [*self.at(), "--api-key-file", self.secret(name + ".key", self.server.user(name)["api_key"])]

    def secret(self, name, text):
        return private_file(self.folder / name, text + "\n")

    def environment(self, **named):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("QUATRIX_")}
        return {**kept, **named}

    def run(self, *args, expect=OK, env=None, stdin="", binary=False, noise=False):
        """Away from any terminal. Returns the completed process; output is text unless binary. A success says nothing
        on stderr, unless noise."""
        done = subprocess.run([*self.program, *args], env=self.environment(**(env or {})), input=stdin.encode(),
                              capture_output=True, start_new_session=True, timeout=60)
        self.outputs += [done.stdout, done.stderr]
        done.stderr = done.stderr.decode("utf-8")
        if not binary:
            done.stdout = done.stdout.decode("utf-8")
        assert expect in (done.returncode, None), (done.returncode, done.stdout, done.stderr)
        assert done.stderr == "" or noise or expect != OK or "--trace" in args or "warning" in done.stderr, done.stderr
        return done

    def json(self, *args, **named):
        return json.loads(self.run("--json", *args, **named).stdout)

    def fails(self, status, *args, warned=False, **named):
        """The one line on stderr of a failing run; the last of two where a warning is due."""
        done = self.run(*args, expect=status, **named)
        lines = done.stderr.splitlines()
        assert len(lines) == 1 + warned and all(line.startswith("quatrix: ") for line in lines), done.stderr
        assert ("quatrix: warning: " in lines[0]) == warned
        assert done.stdout == ""
        return lines[-1]

    @contextlib.contextmanager
    def terminal(self, *args, env=None, **streams):
        with Terminal([*self.program, *args], self.environment(**(env or {})), **streams) as terminal:
            yield terminal
            self.outputs.append(terminal.seen)

    def secrets(self):
        """Every secret that can have been in a run, and the forms it has on the wire."""
        plain = list(self.others)
        for user in self.server.accounts["users"].values():
            plain += [user["password"], user["api_key"], user["totp_secret"], user["pin"],
                      f"{user['email']}:{user['password']}"]
        for entry in self.server.stats()["log"]:
            plain += [value for name, value in entry["headers"] if name.lower() in ("x-auth-token", "authorization")]
        plain = sorted({text for text in plain if text})
        written = [form(text) for text in plain for form in (str, quote_all, lambda text: json.dumps(text)[1:-1])]
        return list({*(text.encode() for text in written), *(base64.b64encode(text.encode()) for text in plain),
                     *(text.encode().hex().encode() for text in plain)})

    def check_nothing_leaked(self):
        secrets = self.secrets()
        for output in self.outputs:
            for secret in secrets:
                assert secret not in output, (secret, output)


@pytest.fixture
def cli(server, tmp_path):
    cli = Cli(server, tmp_path)
    yield cli
    cli.check_nothing_leaked()


def lines(done):
    return done.stdout.splitlines()


def requests(server):
    return server.stats()["requests"]


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
