# SPDX-License-Identifier: MIT
"""Calls that are tried again, or log in again, against the stand-in server, by the program e2e_policies.

It is that of the build folder QUATRIX_BUILD, by default build/.
"""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build")
PROGRAM = BUILD / "tests" / "e2e_policies"


class Line:
    """What became of a call."""

    def __init__(self, text):
        self.status, http, retries, self.relogin, logins, ms = text.split()
        self.http, self.retries, self.logins, self.ms = int(http), int(retries), int(logins), int(ms)


def run(server, name="plain", secret=None):
    """What became of GET profile/info and POST profile/set, and when a keepalive is due."""
    user = server.user(name)
    command = [PROGRAM, str(server.port), os.path.join(server.folder, "ca.pem"), user["email"], user["password"]]
    done = subprocess.run(command + ([secret] if secret else []), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    info, rename, due = done.stdout.splitlines()
    return Line(info), Line(rename), due


def asked(server, path):
    return sum(count for request, count in server.stats()["requests"].items() if request.endswith(path))


def test_nothing_happens_to_calls_that_succeed(server):
    info, rename, due = run(server)
    assert (info.status, info.retries, info.logins) == ("OK", 0, 0)
    assert (rename.status, rename.retries, rename.logins) == ("OK", 0, 0)
    assert due == "later"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 509])
def test_a_busy_server_is_asked_again(server, status):
    server.fault("status", status=status, path="/profile/info", times=2, body="html")
    info, rename, _ = run(server)
    assert (info.status, info.http, info.retries) == ("OK", 200, 2)
    assert rename.status == "OK"
    assert asked(server, "/profile/info") == 3


@pytest.mark.parametrize("retry_after", [1, "date:2"])
def test_it_says_how_long_to_wait(server, retry_after):
    server.fault("status", status=503, path="/profile/info", retry_after=retry_after)
    info, _, _ = run(server)
    assert (info.status, info.retries) == ("OK", 1)
    assert info.ms >= 1000  # of a date whole seconds alone are known


def test_patience_ends(server):
    server.fault("status", status=503, path="/profile/info", times=-1)
    info, rename, _ = run(server)
    assert (info.status, info.http, info.retries) == ("E_SERVER", 503, 2)
    assert rename.status == "OK"


def test_a_connection_that_dies_is_made_again(server):
    reset, cut = {"kind": "reset"}, {"kind": "cut_after", "bytes": 30}
    server.control(faults=[{**fault, "path": "/profile/info"} for fault in (reset, cut)])
    info, _, _ = run(server)
    # on the connection of the login the first costs a dial, but no attempt
    assert (info.status, info.retries) == ("OK", 1)
    assert asked(server, "/profile/info") == 3


def test_what_may_change_something_is_sent_once(server):
    server.fault("status", status=503, path="/profile/set", method="POST")
    _, rename, _ = run(server)
    assert (rename.status, rename.retries) == ("E_SERVER", 0)
    assert asked(server, "/profile/set") == 1


@pytest.mark.parametrize("path", ["/profile/info", "/profile/set"])
@pytest.mark.parametrize("name", ["plain", "mfa"])
def test_a_session_that_is_over_is_begun_anew(server, path, name):
    server.fault("drop_session", path=path)
    info, rename, due = run(server, name, server.user(name).get("totp_secret") if name == "mfa" else None)
    assert (info.status, rename.status, rename.logins) == ("OK", "OK", 1)
    assert (info.relogin, rename.relogin, due) == ("OK", "OK", "later")
    assert asked(server, path) == 2


def test_a_login_that_fails_is_told(server):
    login = {"kind": "status", "status": 429, "path": "/session/login", "skip": 1, "retry_after": 900}
    server.control(faults=[{"kind": "drop_session", "path": "/profile/info"}, login])
    info, rename, due = run(server)
    assert (info.status, info.http, info.relogin) == ("E_UNAUTHORIZED", 429, "E_RATE_LIMITED")
    assert (rename.status, due) == ("E_AUTH", "never")
    assert asked(server, "/session/login") == 2
