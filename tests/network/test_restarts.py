# SPDX-License-Identifier: MIT
"""A server that is killed, or ended in order, and comes back: between any two calls, at any request, in the middle."""

import itertools
import signal
import threading

import jobs
import pytest
from client import NETWORK, OK
from transfer import Files

# Everything a client may do in its life. What is made is found by its name or by the id of the call before.
CALLS = [
    ("profile",), ("info",), ("users",), ("rename", "Nadia S"), ("create-user", "Pump 7", "pump-7@example.org"), ("users",),
    ("create-key", "pump"), ("keys",), ("make-folder", "plans", "HOME"), ("put", "plan.bin", "HOME", 7, 50_000, 20_000, 3),
    ("files", "HOME"), ("get", "ID", 3), ("erase", "ID"), ("generate",), ("keepalive",), ("logout",), ("login",), ("info",),
]


def test_the_server_is_restarted_between_any_two_calls(network, client):
    """Killed and ended in order, by turns. Every call succeeds, and nobody has to log in again: the kept connection is found dead, and dialled again."""
    server, home = network.server, network.server.user("admin")["home_id"]
    last = None
    for words, number in zip(CALLS, itertools.cycle((signal.SIGKILL, signal.SIGTERM))):
        server.restart(number)
        words = [home if word == "HOME" else last if word == "ID" else word for word in words]
        done = client(*words)
        assert (done.status, done.retries, done.relogin) == (OK, 0, OK), done
        assert server.stats()["requests"].get("GET /api/1.0/session/login", 0) == (words == ["login"])
        if words[0] == "put":
            last = done.values["id"]
            there = server.all_files()[(server.user("admin")["email"], "/plan.bin")]
            assert (there["sha256"], there["upload_key"]) == (done.values["sha256"], None)
        if words[0] == "get":
            assert done.values["sha256"] == there["sha256"]
    assert [name for _, name in server.all_files()] == ["/plans"]
    assert [user["name"] for user in server.all_users() if user["email"] in ("pump-7@example.org", server.user("admin")["email"])] == [
        "Nadia S", "Pump 7"]


class Reviver:
    """Brings the server back when it has died."""

    def __init__(self, server):
        self.server, self.over, self.back = server, threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while not self.over.wait(0.02):
            if self.server.process.poll() is not None:
                self.server.process.stdout.close()
                self.server.restart()
                self.back.set()
                return

    def __enter__(self):
        return self

    def wait(self):
        """Until it is back; False: it has not died at all."""
        return self.back.wait(60)

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


REQUESTS = 20       # of an undisturbed provisioning, at least


@pytest.mark.parametrize("skip", range(0, REQUESTS, 2))
def test_the_server_dies_at_a_request_of_provisioning(network, tmp_path, skip):
    """It has done what it was asked for, and nobody hears of it."""
    network.server.fault("cut_after", skip=skip, end="die")
    with Reviver(network.server) as reviver:
        jobs.provision(network, tmp_path, "both.test")
        assert reviver.wait()


@pytest.mark.parametrize("path, skip", [("/upload/link", 0), ("/upload/chunked/*", 0), ("/upload/chunked/*", 2), ("/upload/finalize/*", 0)])
def test_the_server_dies_at_a_request_of_an_upload(network, client, path, skip):
    """Nothing but POST /upload/link ends it, and that leaves an empty file at most."""
    home = network.server.user("admin")["home_id"]
    network.server.fault("cut_after", path=path, skip=skip, end="die")
    with Reviver(network.server) as reviver:
        done = client("put", "plan.bin", home, 7, 100_000, 20_000, 9)
        assert reviver.wait()
        if path == "/upload/link":
            assert done.status in NETWORK and done.values["saved"] == "0", done
            node = network.server.all_files()[(network.server.user("admin")["email"], "/plan.bin")]
            assert node["size"] == 0
            assert client("erase", node["id"]).status == OK
            done = client("put", "plan.bin", home, 7, 100_000, 20_000, 9)
    assert done.status == OK, done
    (there,) = network.server.all_files().values()
    assert (there["sha256"], there["upload_key"]) == (done.values["sha256"], None)


@pytest.mark.parametrize("skip, of, count", [(0, "reply", 0), (0, "body", 30_000), (0, "body", 90_000)])
def test_the_server_dies_in_the_middle_of_a_download(network, client, skip, of, count):
    data = jobs.pattern(100_000)
    file_id = Files(network.server, "admin").put("plan.bin", data)
    network.server.fault("cut_after", path="/file/download/*", skip=skip, of=of, bytes=count, end="die")
    with Reviver(network.server) as reviver:
        done = client("get", file_id, 9)
        assert reviver.wait()
    assert (done.status, done.values["sha256"]) == (OK, jobs.test_transfers.digest(data))


def test_the_server_dies_in_the_middle_of_a_list(network, client):
    """What had come is not the list; the next one is."""
    network.server.control(big_users=200, faults=[{"kind": "cut_after", "path": "/user", "of": "body", "bytes": 50_000, "end": "die"}])
    with Reviver(network.server) as reviver:
        cut = client("users")
        assert cut.status in NETWORK and 0 < int(cut.values["elements"]) < 200, cut
        assert reviver.wait()
    whole = client("users")
    assert (whole.status, int(whole.values["elements"])) == (OK, len(network.server.all_users()) - 1)   # but for the contact
