# SPDX-License-Identifier: MIT
"""port/lwip_raw keeps the contract of quatrix/port.h: tests/port's conformance test, on the board."""
import subprocess

import pytest

from rig import NETWORK, ROOT

PEERS = ROOT / "tests" / "port"


@pytest.fixture(scope="module")
def port_peers(tmp_path_factory):
    """The program with the peers."""
    program = tmp_path_factory.mktemp("peers") / "port_peers"
    sources = [PEERS / name for name in ("peers_main.c", "peers.c", "conformance.c")]
    subprocess.run(["gcc", "-std=c99", "-I", ROOT / "core" / "include", "-o", program, *sources, "-pthread"], check=True)
    return program


@pytest.fixture
def start_peers(port_peers):
    started = []

    def start(address, port):
        peers = subprocess.Popen([port_peers, address, str(port)], stdout=subprocess.PIPE, text=True)
        started.append(peers)
        assert [peers.stdout.readline() for _ in range(7)][-1]

    yield start
    for peers in started:
        peers.kill()
        peers.wait()
        peers.stdout.close()


@pytest.mark.parametrize("profile", ["small", "any-server"])
def test_the_port_conforms_over_ipv4(profile, start_peers, start_board):
    start_peers("127.0.0.1", 7000)
    board = start_board(profile, "device_tests/conformance.elf",
                        {"host": "10.0.2.2", "port": "7000", "network": NETWORK, "clock": "trusted"}, None)
    board.finish(180)
    bad = [line for line in board.transcript if not line.startswith("pass ")]
    assert bad == ["all is well"] and len(board.transcript) == 25
