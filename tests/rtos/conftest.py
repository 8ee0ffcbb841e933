# SPDX-License-Identifier: MIT
"""The network of namespace.py, with all that lives on the kernel's side of it.

names     the name server of names.py, at 192.0.2.1
peers     port_peers for both families: {"IPv4": (address, port, name), "IPv6": ...}
server    the stand-in server, on every address, its users as they were first
run       start a program of the build, see there

QUATRIX_RTOS_BUILD is the build folder, by default build/run/rtos; QUATRIX_RTOS_TSAN the one with
ThreadSanitizer, by default build/run/rtos-tsan.
"""

import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = pathlib.Path(os.environ.get("QUATRIX_RTOS_BUILD") or ROOT / "build" / "run" / "rtos")
TSAN_BUILD = pathlib.Path(os.environ.get("QUATRIX_RTOS_TSAN") or ROOT / "build" / "run" / "rtos-tsan")
for folder in ("server", "e2e"):
    sys.path.insert(0, str(HERE.parent / folder))

import names as zone  # noqa: E402 (found through the lines above)
import namespace  # noqa: E402
from harness import Running  # noqa: E402

PORT = 8443
# ThreadSanitizer of gcc 12 does not find its place where the kernel shuffles addresses widely.
FIXED = ["setarch", "-R"] if subprocess.run(["setarch", "-R", "true"], capture_output=True).returncode == 0 else []
PEERS = {"IPv4": (zone.V4, 7000, "v4.test"), "IPv6": (zone.V6, 7100, "v6.test")}


@pytest.fixture(scope="session", autouse=True)
def network():
    """Without it every test fails, and says what is missing."""
    refused = None
    try:
        namespace.enter()
    except namespace.Refused as reason:
        refused = str(reason)
    if refused:
        pytest.fail(refused, pytrace=False)


@pytest.fixture(scope="session")
def start(network):
    """Start a helper, and wait for its first line."""
    running = []

    def begin(*command):
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout.readline(), f"{command[0]} did not start"

    yield begin
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="session")
def names(start):
    start("/usr/bin/python3", HERE / "names.py", zone.V4)


@pytest.fixture(scope="session")
def peers(start):
    for address, port, _ in PEERS.values():
        start(BUILD / "tests" / "port" / "port_peers", address, port)
    return PEERS


@pytest.fixture(scope="session")
def shared_server(network, names, tmp_path_factory):
    known = [option for name in (*zone.NAMES, zone.V4, zone.V6) for option in ("--name", name)]
    running = Running(tmp_path_factory.mktemp("standin"), "--host", "", "--port", str(PORT), *known)
    yield running
    running.stop()


@pytest.fixture
def server(shared_server):
    shared_server.control(reset=True, restore=True, clear_stats=True)
    return shared_server


@pytest.fixture
def run(network):
    """The lines a program prints. It must end with the exit status expected, and say nothing else: sanitizers do."""

    def call(program, *arguments, expect=0, build=BUILD, **environment):
        path = build / "tests" / "rtos" / program
        assert os.access(path, os.X_OK), f"{path} is not there: build the target rtos with QUATRIX_TEST_LWIP set"
        command = [*FIXED, path] if build == TSAN_BUILD else [path]
        done = subprocess.run([*command, *(str(one) for one in arguments)], env={**os.environ, **environment},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        wrong = [line for line in done.stdout.splitlines() if not line.startswith("passed: ")]
        assert done.returncode == expect and not done.stderr, (done.returncode, wrong[-20:], done.stderr[-8000:])
        return done.stdout.splitlines()

    return call
