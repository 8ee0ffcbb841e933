# SPDX-License-Identifier: MIT
"""What the tests of the device share. The programs are built by run.sh; QUATRIX_DEVICE_BUILD is their folder."""
import os
import pathlib
import socket
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import rig  # noqa: E402

from harness import Running  # noqa: E402

BUILD = pathlib.Path(os.environ.get("QUATRIX_DEVICE_BUILD") or rig.ROOT / "build" / "bare_metal")


def pytest_sessionstart(session):
    names = [name for _, name in socket.if_nameindex()]
    assert names == ["lo"], "to be run in a network namespace of its own: tests/run.sh --only device"


@pytest.fixture(scope="session")
def names():
    server = rig.NameServer()
    server.names = {rig.HOST: ["10.0.2.2"], "echo.test": ["10.0.2.2"]}
    return server


@pytest.fixture
def start_server(tmp_path_factory):
    """start_server(option of standin.py, ...)"""
    started = []

    def start(*options):
        started.append(Running(tmp_path_factory.mktemp("standin"), "--name", rig.HOST, *options))
        return started[-1]

    yield start
    for running in started:
        running.stop()


@pytest.fixture
def start_board(tmp_path_factory, names):
    """start_board(PROFILE, PROGRAM, values of the store, server or None, option of QEMU, ...)"""
    started = []

    def start(profile, program, values, server, *options):
        path = BUILD / profile / program
        assert path.is_file(), f"{path} is not there: tests/run.sh --only device builds it"
        ca = os.path.join(server.folder, "ca.pem") if server else None
        started.append(rig.Board(path, tmp_path_factory.mktemp("board"), values, ca, *options))
        return started[-1]

    yield start
    names.mode = "answer"
    for board in started:
        board.stop()
