# SPDX-License-Identifier: MIT
"""The stand-in server for tests that run whole programs against it.

server              a running server, as its users were first, without faults, nobody logged in
start_server(...)   another one, started with options of standin.py and ended after the test
"""

import pathlib
import signal
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "server"))

from harness import Running  # noqa: E402 (found through the line above)

# What a shell runs in the background ignores Ctrl-C, what nohup runs a hang-up, and so would the programs; they are
# sent both.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory):
    """One process for all tests: a start costs most of a second."""
    running = Running(tmp_path_factory.mktemp("standin"))
    yield running
    running.stop()


@pytest.fixture
def server(shared_server):
    shared_server.control(reset=True, restore=True, clear_stats=True)
    return shared_server


@pytest.fixture
def start_server(tmp_path_factory):
    started = []

    def start(*options):
        running = Running(tmp_path_factory.mktemp("standin"), *options)
        started.append(running)
        return running

    yield start
    for running in started:
        running.stop()
