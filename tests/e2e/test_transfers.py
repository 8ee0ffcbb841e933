# SPDX-License-Identifier: MIT
"""Uploads and downloads over TLS against the stand-in server, through tests/e2e/transfers.c: faults, a server that
is killed and comes back, a program that is killed and goes on from the state it kept.

QUATRIX_BUILD is the build folder with the program, by default build/run/gcc.
"""

import hashlib
import os
import pathlib
import signal
import subprocess
import time

import pytest
from transfer import Files, pattern

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build" / "run" / "gcc")
PROGRAM = str(BUILD / "tests" / "e2e_transfers")

SIZE = 20_000_000
DATA = pattern(SIZE)
SMALL = pattern(1_500_000, seed=2)
CHUNK = "/upload/chunked/*"
FINALIZE = "/upload/finalize/*"
DOWNLOAD = "/file/download/*"
KILLS = 8


@pytest.fixture(scope="module", autouse=True)
def program():
    """A missing program is a failure, never a test left out."""
    assert os.access(PROGRAM, os.X_OK), f"{PROGRAM} is not there: build it, or set QUATRIX_BUILD"


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Client:
    """A machine with a file and the state of its transfer."""

    def __init__(self, server, folder, data=b"", session=False):
        self.server, self.files, self.data = server, Files(server), data
        user = server.user("plain")
        self.owner, self.home = user["email"], user["home_id"]
        self.local, self.state = folder / "local", folder / "state"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("QUATRIX_")}
        self.environment |= ({"QUATRIX_USER": user["email"], "QUATRIX_PASSWORD": user["password"]} if session
                             else {"QUATRIX_KEY": user["api_key"]})

    def command(self, way, **values):
        values = {**({"name": "plan.bin", "parent": self.home} if way == "up" and "id" not in values else {}), **values}
        return [PROGRAM, "localhost", str(self.server.port), os.path.join(self.server.folder, "ca.pem"), way,
                str(self.local), str(self.state), *(f"{name}={value}" for name, value in values.items())]

    def start(self, way, **values):
        return subprocess.Popen(self.command(way, **values), env=self.environment, stdout=subprocess.PIPE, text=True)

    def run(self, way, expect=0, **values):
        """The words it printed."""
        done = subprocess.run(self.command(way, **values), env=self.environment, stdout=subprocess.PIPE, text=True,
                              timeout=120, check=False)
        assert expect in (None, done.returncode), done.stdout
        return done.stdout.split()

    def remote(self, name="plan.bin"):
        return self.server.all_files().get((self.owner, "/" + name))

    def arrived(self):
        there = self.remote()
        return there["size"] if there else 0

    def up(self, data, **values):
        """The whole of it, and it is there."""
        self.local.write_bytes(data)
        self.check_up(data, self.run("up", **values))

    def check_up(self, data, told):
        assert told[0] == digest(data)
        there = self.remote(*told[1:])  # a resumed upload does not know its name
        assert (there["size"], there["sha256"], there["upload_key"]) == (len(data), digest(data), None), there
        assert not self.state.exists()

    def check_down(self, data, told):
        assert told[0] == digest(data)
        assert self.local.read_bytes() == data
        assert not self.state.exists()


@pytest.fixture
def client(server, tmp_path):
    return Client(server, tmp_path)


def put(client, data):
    """On the server, by other means; its id."""
    return client.files.put("plan.bin", data, chunk=4_000_000)


@pytest.mark.parametrize("values", [{}, {"chunk": 3_000_017, "block": 1000}, {"multipart": 1}], ids=str)
def test_20_mb_go_up(client, values):
    client.up(DATA, **values)


@pytest.mark.parametrize("block", [16384, 1000])
def test_20_mb_come_down(client, block):
    client.check_down(DATA, client.run("down", id=put(client, DATA), block=block, size=SIZE))


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 16384, 65537])
@pytest.mark.parametrize("values", [{"chunk": 1000, "block": 500}, {"multipart": 1}], ids=str)
def test_files_of_any_size_go_up_and_come_down(client, size, values):
    client.up(DATA[:size], **values)
    client.local.unlink()
    client.check_down(DATA[:size], client.run("down", id=client.remote()["id"]))


def test_a_time_is_set(client):
    client.up(SMALL, mtime=1699400000123456)
    assert client.files.metadata(client.remote()["id"]).doc["modified_ms"] == 1699400000.123456


def test_a_file_is_overwritten(client):
    file_id = put(client, DATA[:3_000_000])
    client.up(SMALL, id=file_id)
    assert client.remote()["id"] == file_id and client.files.names().count("plan.bin") == 1


def test_a_name_that_is_taken(client):
    file_id = put(client, DATA[:1000])
    client.local.write_bytes(SMALL)
    assert client.run("up", expect=1)[:3] == ["E_HTTP", "400", "30"]
    told = client.run("up", resolve=1)
    assert told[1] != "plan.bin"
    there = client.remote(told[1])
    assert (there["sha256"], client.remote()["id"]) == (digest(SMALL), file_id)


def test_what_does_not_exist(client):
    assert client.run("down", expect=1, id="47aa2dba-d9e2-4c8d-809f-001680289e32")[:2] == ["E_HTTP", "404"]


def test_a_quota_that_is_exceeded(client):
    client.local.write_bytes(SMALL)
    client.server.fault("quota_exceeded", path=CHUNK, skip=1)
    assert client.run("up", expect=1, chunk=500_000, tries=3)[:3] == ["E_HTTP", "400", "122"]
    client.check_up(SMALL, client.run("up"))


UP_FAULTS = [
    ("cut_request", CHUNK, {"bytes": 300_000}), ("cut_request", CHUNK, {"bytes": 1, "end": "rst"}),
    ("cut_request", CHUNK, {"bytes": 0}), ("cut_after", CHUNK, {"bytes": 0}), ("cut_after", CHUNK, {"bytes": 60}),
    ("reset", CHUNK, {}), ("hang", CHUNK, {}), ("status", CHUNK, {"status": 503, "retry_after": 1}),
    ("status", CHUNK, {"status": 500, "perform": True}), ("html", CHUNK, {}), ("expire_key", CHUNK, {}),
    ("status", CHUNK, {"status": 429, "retry_after": 1}), ("slow_request", CHUNK, {"bytes": 20_000, "interval_ms": 5}),
    ("close_after", CHUNK, {}), ("expire_key", FINALIZE, {}), ("cut_after", FINALIZE, {"bytes": 0}),
    ("cut_after", FINALIZE, {"bytes": 100, "end": "rst"}), ("status", FINALIZE, {"status": 500, "perform": True}),
    ("hang", FINALIZE, {}), ("drop_session", CHUNK, {}),
]


@pytest.mark.parametrize("kind, path, arguments", UP_FAULTS, ids=str)
def test_an_upload_survives(server, tmp_path, kind, path, arguments):
    client = Client(server, tmp_path, session=True)
    for skip in (0, 2) if path == CHUNK else (0,):
        server.control(restore=True)
        before = server.stats()["faults_left"]
        server.fault(kind, path=path, skip=skip, **arguments)
        assert server.stats()["faults_left"] != before
        client.up(SMALL, chunk=400_000, tries=2, patience=1500)
        assert server.stats()["faults_left"] == before, "the fault never took place"
        assert client.files.names() == ["plan.bin"]


DOWN_FAULTS = [
    ("cut_after", {"bytes": 700_000, "of": "body"}), ("cut_after", {"bytes": 0, "end": "rst"}),
    ("cut_after", {"bytes": 150}), ("cut_after", {"bytes": 1_400_000, "of": "body", "end": "close"}),
    ("reset", {}), ("hang", {"bytes": 500_000}), ("status", {"status": 503, "retry_after": 1}),
    ("status", {"status": 429, "retry_after": 1}), ("html", {}), ("drop_session", {}),
    ("no_length", {}), ("slow", {"bytes": 30_000, "interval_ms": 5}), ("etag", {"text": ""}),
]


@pytest.mark.parametrize("kind, arguments", DOWN_FAULTS, ids=str)
def test_a_download_survives(server, tmp_path, kind, arguments):
    client = Client(server, tmp_path, session=True)
    server.control(restore=True)
    file_id = put(client, SMALL)
    server.fault(kind, path=DOWNLOAD, **arguments)
    client.check_down(SMALL, client.run("down", id=file_id, tries=2, patience=1500))


RESUMED = [  # what is wrong when the second part is asked for, and what becomes of it
    ("ignore_range", {}, None), ("content_range", {"by": 1}, "E_PART"), ("content_range", {"by": -1}, "E_PART"),
    ("content_range", {"text": "nonsense"}, "E_PART"), ("content_range", {"total_by": 1, "times": -1}, "E_PART"),
    ("body_length", {"by": -1}, "E_PART"), ("body_length", {"by": 7}, "E_PART"), ("etag", {"text": "changed"}, None),
    ("etag", {"text": ""}, None), ("wrong_length", {"by": -5}, "E_PART"),
]


@pytest.mark.parametrize("kind, arguments, status", RESUMED, ids=str)
def test_a_download_that_goes_on_believes_nothing(server, tmp_path, kind, arguments, status):
    client = Client(server, tmp_path)
    server.control(restore=True)
    file_id = put(client, SMALL)
    server.fault("cut_after", path=DOWNLOAD, bytes=900_000, of="body")
    assert client.run("down", expect=1, id=file_id)[0] == "E_CUT"
    server.fault(kind, path=DOWNLOAD, **arguments)
    told = client.run("down", expect=0 if status is None else 1, id=file_id)
    if status is not None:
        assert told[0] == status
        server.control(reset=True)
        told = client.run("down", id=file_id)
    client.check_down(SMALL, told)


def kill_when(process, ready):
    """End it once that is so. False: it was faster."""
    while process.poll() is None and not ready():
        time.sleep(0.002)
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return alive


def test_a_program_that_is_killed_goes_on_with_its_upload(client):
    client.local.write_bytes(DATA)
    killed = 0
    for part in range(1, KILLS):
        process = client.start("up", chunk=500_000, pace=1)
        killed += kill_when(process, lambda p=part: client.arrived() > p * SIZE // KILLS)
    assert killed == KILLS - 1
    client.check_up(DATA, client.run("up", chunk=500_000))
    assert client.files.names() == ["plan.bin"]
    sent = sum(count for path, count in client.server.stats()["requests"].items() if "/upload/chunked" in str(path))
    assert SIZE // 500_000 <= sent <= SIZE // 500_000 + 2 * KILLS


def test_a_program_that_is_killed_goes_on_with_its_download(client):
    file_id = put(client, DATA)
    killed = 0
    for part in range(1, KILLS):
        process = client.start("down", id=file_id, pace=1)
        killed += kill_when(process, lambda p=part: client.local.exists() and
                            client.local.stat().st_size > p * SIZE // KILLS)
    assert killed == KILLS - 1
    client.check_down(DATA, client.run("down", id=file_id, size=SIZE))


def restart(client, way, process):
    """The server dies in the middle and comes back. What the program printed."""
    def middle():
        if way == "up":
            return client.arrived() > SIZE // 2
        return client.local.exists() and client.local.stat().st_size > SIZE // 2
    while not middle():
        assert process.poll() is None
        time.sleep(0.002)
    client.server.restart()
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0, out
    return out.split()


def test_a_server_that_is_killed_comes_back(start_server, tmp_path):
    client = Client(start_server(), tmp_path)
    client.local.write_bytes(DATA)
    client.check_up(DATA, restart(client, "up", client.start("up", chunk=500_000, tries=9, pace=1)))
    file_id = client.remote()["id"]
    client.local.unlink()
    client.check_down(DATA, restart(client, "down", client.start("down", id=file_id, tries=9, pace=1)))
