# SPDX-License-Identifier: MIT
"""Two networks with a cable between them, see cable.py, and what lives there.

network     network.py: cable, servers, relay; as they were first, the stand-in server without faults
client      one program at the device's side that makes calls, logged in as the administrator

QUATRIX_BUILD is the build folder with the programs, by default build/run/gcc. What passed is counted for
tests/evidence/, a key for each file.
"""

import collections
import os
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or ROOT / "build" / "run" / "gcc")
CLI = BUILD / "examples" / "cli" / "quatrix"
os.environ.setdefault("QUATRIX_CLI", str(CLI))
for folder in ("server", "e2e", "rtos"):
    sys.path.insert(0, str(HERE.parent / folder))

import namespace  # noqa: E402 (found through the lines above)
from client import Client  # noqa: E402
from network import Network  # noqa: E402

PROGRAM = BUILD / "tests" / "network_client"
PROGRAMS = (PROGRAM, CLI, BUILD / "tests" / "e2e_transfers", BUILD / "examples" / "provision" / "provision")
passed = collections.Counter()


@pytest.fixture(scope="session", autouse=True)
def whole_network(tmp_path_factory):
    """Without it, or without a program, every test fails and says what is missing."""
    missing = [str(path) for path in PROGRAMS if not os.access(path, os.X_OK)]
    assert not missing, f"{missing} not there: build them, or set QUATRIX_BUILD"
    made = refused = None
    try:
        made = Network(tmp_path_factory.mktemp("network"))
    except namespace.Refused as reason:
        refused = str(reason)
    if refused:
        pytest.fail(refused, pytrace=False)
    yield made
    made.stop()


@pytest.fixture
def network(whole_network):
    whole_network.calm()
    return whole_network


@pytest.fixture
def start_client(network):
    """Start the program; it ends in order after the test."""
    started = []

    def start(host="both.test", **options):
        started.append(Client(network.cable, PROGRAM, host, network.relay.port, network.ca, **options))
        return started[-1]

    yield start
    for one in started:
        one.end()


@pytest.fixture
def client(network, start_client):
    made = start_client()
    made.be(network.server.user("admin"))
    assert made("login").status == "OK"
    return made


def pytest_runtest_logreport(report):
    if report.when == "call" and report.passed:
        passed[pathlib.Path(report.location[0]).stem.removeprefix("test_")] += 1


def pytest_sessionfinish():
    if os.environ.get("QUATRIX_EVIDENCE"):
        with open(os.environ["QUATRIX_EVIDENCE"], "a", encoding="utf-8") as file:
            file.writelines(f"network/{name}\t{count}\n" for name, count in passed.items())
