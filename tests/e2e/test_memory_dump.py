# SPDX-License-Identifier: MIT
"""Nothing secret stays in the memory of a program on this machine: all that it can write to is read and searched.

The program is e2e_memory of the build folder QUATRIX_BUILD, by default build/: the library with the port for POSIX and
mbedTLS on the C library's heap. What was freed is searched as well.
"""

import base64
import os
import pathlib
import subprocess
import tempfile

import pytest
from process_memory import dump, found

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build")
PROGRAM = BUILD / "tests" / "e2e_memory"
NEW = {"new password": "Kupfer-Birne-82", "PIN": "Q7~zx", "captcha": "I-am-no-robot"}
TLS = [("--tls", "1.2"), ("--tls", "1.3", "--cert", "rsa")]


class Program:
    """The program at one of its marks, and the secrets that were in it so far."""

    def __init__(self, server, how, user="plain"):
        self.server, self.user = server, server.user(user)
        self.keys = tempfile.TemporaryFile()
        self.process = subprocess.Popen([PROGRAM, str(server.port), os.path.join(server.folder, "ca.pem"), how,
                                         str(self.keys.fileno())], pass_fds=[self.keys.fileno()], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        words = [self.user["email"], self.user["password"], NEW["new password"], NEW["PIN"], NEW["captcha"],
                 self.user["api_key"]]
        self.process.stdin.write("".join(word + "\n" for word in words).encode())
        self.process.stdin.flush()
        self.at("ready")

    def at(self, mark):
        line = self.process.stdout.readline().decode().strip()
        assert line == mark, line

    def go(self, mark):
        self.process.stdin.write(b".")
        self.process.stdin.flush()
        self.at(mark)

    def memory(self):
        return dump(self.process.pid)

    def end(self):
        self.process.stdin.write(b".")
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        self.process.stdout.close()
        self.keys.close()

    def told(self, what):
        """What the program told so far."""
        data, secrets = os.pread(self.keys.fileno(), 1 << 20, 0), []
        while data:
            if data[0] == ord(what):
                secrets.append(data[2:2 + data[1]])
            data = data[2 + data[1]:]
        return secrets

    def wire_secrets(self):
        """What the server has seen of tokens, credentials, keys and bodies."""
        found = {"tokens": [], "authorization": [], "upload keys": []}
        for entry in self.server.stats()["log"]:
            headers = {name.lower(): value for name, value in entry["headers"]}
            if "x-auth-token" in headers:
                found["tokens"].append(headers["x-auth-token"].encode())
            if "authorization" in headers:
                found["authorization"].append(headers["authorization"].split()[1].encode())
            if "/upload/chunked/" in entry["target"]:
                found["upload keys"].append(entry["target"].rpartition("/")[2].encode())
        return found

    def secrets(self):
        plain = {"password": self.user["password"], "API key": self.user["api_key"], **NEW}
        secrets = {name: [word.encode(), base64.b64encode(word.encode())] for name, word in plain.items()}
        return {**secrets, **self.wire_secrets(), "TLS secrets": self.told("t"),
                "image and new key": self.told("o")}


@pytest.fixture
def start(start_server):
    started = []

    def run(how, *options):
        program = Program(start_server(*options), how)
        started.append(program)
        return program

    yield run
    for program in started:
        if program.process.poll() is None:
            program.process.kill()
            program.process.wait()


def count(key, number):
    print(f"{key}: {number} cases")
    if path := os.environ.get("QUATRIX_EVIDENCE"):
        with open(path, "a", encoding="ascii") as file:
            file.write(f"{key}\t{number}\n")


checked = []                    # of every search: what was looked for, and when


@pytest.fixture(autouse=True, scope="module")
def tell():
    """What was counted, once all of it was."""
    yield
    count("secrets/memory", len(checked))


def check_none(program, secrets, mark, but=()):
    """No secret is in memory; `but` may be."""
    assert found(program.memory(), secrets) <= set(but), mark
    checked.extend((name, mark) for name, values in secrets.items() if values and name not in but)


@pytest.mark.parametrize("options", TLS, ids=lambda options: options[1])
def test_after_a_session_nothing_is_left(start, options):
    program = start("session", *options)
    assert {"password", "new password", "PIN", "captcha"} <= found(program.memory(), program.secrets())
    program.go("used")
    secrets = program.secrets()
    assert all(secrets.values()), secrets
    inside = found(program.memory(), secrets)       # the control: the search finds what is there
    assert {"password", "new password", "PIN", "tokens", "TLS secrets", "image and new key"} <= inside
    assert not inside & {"authorization", "upload keys"}
    program.go("wiped")                             # by the program; the client has a connection, and no session any more
    check_none(program, secrets, "wiped", but=["TLS secrets"])
    program.go("over")
    check_none(program, secrets, "over")
    program.end()


@pytest.mark.parametrize("how, secret", [("key", "API key"), ("basic", "password")])
def test_credentials_stay_with_the_program(start, how, secret):
    """The client points to them, and copies neither them nor what it makes of them."""
    program = start(how)
    program.go("used")
    secrets = program.secrets()
    inside = found(program.memory(), secrets)
    assert secret in inside
    assert how == "key" or "authorization" not in inside        # of a key it is the key itself
    program.go("wiped")
    check_none(program, secrets, "wiped", but=["TLS secrets"])
    program.go("over")
    check_none(program, secrets, "over")
    program.end()


def test_a_session_that_is_not_ended_goes_with_the_client(start):
    program = start("given-up")
    program.go("used")
    secrets = program.secrets()
    assert {"tokens", "TLS secrets"} <= found(program.memory(), secrets)
    program.go("wiped")
    assert "tokens" in found(program.memory(), secrets)         # the session is the client's until it is taken down
    check_none(program, secrets, "wiped", but=["TLS secrets", "tokens"])
    program.go("over")
    check_none(program, secrets, "over")
    program.end()


def test_a_login_that_no_reply_comes_to_leaves_nothing(start):
    program = start("stalled", *TLS[1])
    program.server.fault("hang", path="/session/login")
    program.go("wiped")
    secrets = program.secrets()
    assert secrets["authorization"] and secrets["TLS secrets"]
    check_none(program, secrets, "wiped", but=["TLS secrets"])
    program.go("over")
    check_none(program, secrets, "over")
    program.end()
