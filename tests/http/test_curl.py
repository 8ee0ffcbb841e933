# SPDX-License-Identifier: MIT
"""curl sees each case over plain TCP, and agrees with this client or differs for a reason that the case tells.

curl accepts a reply (its status and body are compared then), refuses it, or waits: it ends by its own time limit, or goes on
reading for as long as anybody sends. This client's verdict on the form of a reply follows from what the call ends with.
"""
import concurrent.futures
import os
import socket
import socketserver
import struct
import subprocess
import threading

import case
import pytest

CASES = case.all_cases()
FORM = {"E_PROTOCOL", "E_HEADER", "E_ENCODING", "E_CUT", "E_CLOSED", "E_NETWORK", "E_SPACE", "E_PART", "E_SIZE"}
PATIENCE = 2 * 1024 * 1024  # bytes of what is endless
UNREAD = 65536  # bytes that may be sent ahead of what is read
WAITS, AT_MOST = 2, 30  # seconds


def ours(found):
    """What this client makes of the form of the reply."""
    ends = found.values["ends"]
    return "waits" if ends == "E_TIMEOUT" else "refuses" if ends in FORM else "accepts"


class Reply(socketserver.BaseRequestHandler):
    """One connection: the case that the path of the request names."""

    def handle(self):
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.request.recv(4096)
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD)
        name = head.split()[1].decode().lstrip("/")
        found = CASES[name]
        try:
            self.request.sendall(found.data)
            if found.endless:
                self.request.sendall(found.endless * (PATIENCE // len(found.endless)))
                self.server.patient.add(name)
            elif found.values.get("end", "open") == "open":
                self.request.recv(1)  # until curl has enough
        except OSError:
            return  # it has
        if found.values.get("end") == "reset":
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()  # before anybody says that there is no more


class Server(socketserver.ThreadingTCPServer):
    """On a port of its own."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Reply)
        self.patient = set()  # cases that were read to the end of all patience


def options(found):
    """Of curl, beside what all requests share."""
    return ["--continue-at", "2"] if found.values["call"] == "rest" else []


def ask(server, name, folder):
    """(verdict, status, body) of curl"""
    found = CASES[name]
    output = folder / name.replace("/", "-")
    output.write_bytes(b"he" if options(found) else b"")
    limit = WAITS if found.values["curl"] == "waits" and not found.endless else AT_MOST
    done = subprocess.run(
        ["curl", "--disable", "--http1.1", "--silent", "--noproxy", "*", "--max-time", str(limit), "--output", output, "--write-out",
         "%{http_code}", *options(found), f"http://127.0.0.1:{server.server_address[1]}/{name}"],
        capture_output=True, text=True, check=False)
    verdict = {0: "accepts", 28: "waits"}.get(done.returncode, "refuses")
    if name in server.patient:
        verdict = "waits"
    return verdict, int(done.stdout or 0), output.read_bytes()


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """{name: (verdict, status, body)} of all cases. They are asked side by side: some wait."""
    folder = tmp_path_factory.mktemp("curl")
    with Server() as server, concurrent.futures.ThreadPoolExecutor(16) as pool:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = dict(zip(CASES, pool.map(lambda name: ask(server, name, folder), CASES)))
        server.shutdown()
    return found


@pytest.mark.parametrize("name", CASES)
def test_curl_says_what_the_case_says_of_it(name, verdicts):
    found = CASES[name]
    verdict, status, body = verdicts[name]
    assert verdict == found.values["curl"]
    same = verdict == ours(found)
    assert same == ("differs" not in found.values), "a difference has a reason, and a reason a difference"
    if same and verdict == "accepts":
        assert status == int(found.values["http"])
        assert body == found.body


def test_how_often_it_agrees_is_counted(verdicts):
    """Behind the test of each case: what is counted was checked."""
    same = sum(verdict == ours(CASES[name]) for name, (verdict, _, _) in verdicts.items())
    assert same > len(CASES) / 2
    if "QUATRIX_EVIDENCE" in os.environ:
        with open(os.environ["QUATRIX_EVIDENCE"], "a", encoding="utf-8") as evidence:
            evidence.write(f"http/curl_same\t{same}\nhttp/curl_differs\t{len(CASES) - same}\n")
