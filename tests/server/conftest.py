# SPDX-License-Identifier: MIT
"""Servers for the tests of this folder."""

import pytest

from harness import Running


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    server = Running(tmp_path_factory.mktemp("standin"))
    yield server
    server.stop()


@pytest.fixture
def server(running):
    """The one server of this module, as if it had just started."""
    running.control(reset=True, restore=True, clear_stats=True)
    return running


@pytest.fixture
def start(tmp_path):
    """A function that starts a server of its own."""
    started = []

    def begin(*options, folder=tmp_path):
        started.append(Running(folder, *options))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.stop()
