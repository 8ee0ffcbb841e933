# SPDX-License-Identifier: MIT
"""port/lwip_raw keeps the contract of quatrix/port.h: tests/port's conformance test, on the board."""
import os
import pathlib
import subprocess

import pytest

from rig import BARE, NETWORK, ROOT

CHECKS, AAAA = 24, 28
LWIP = os.environ.get("QUATRIX_LWIP_SOURCE") or ROOT / ".cache" / "lwip-2.2"
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


def conforms(board):
    """It ran all checks, and none failed or was left out."""
    board.finish(180)
    bad = [line for line in board.transcript if not line.startswith("pass ")]
    return bad == ["all is well"] and len(board.transcript) == CHECKS + 1


def values(host, **more):
    return {"host": host, "port": "7000", "network": NETWORK, "clock": "trusted", **more}


@pytest.mark.parametrize("profile", ["small", "any-server"])
def test_the_port_conforms_over_ipv4(profile, start_peers, start_board):
    start_peers("127.0.0.1", 7000)
    board = start_board(profile, "device_tests/conformance.elf", values("10.0.2.2"), None)
    assert conforms(board), board.transcript


def test_the_port_conforms_over_ipv6(names, start_peers, start_board):
    names.names["echo.test"] = ["fec0::2"]
    start_peers("::1", 7000)
    board = start_board("dual", "device_tests/conformance.elf", values("fec0::2", network=NETWORK + " fec0::15"), None)
    assert conforms(board), board.transcript
    assert ("echo.test", AAAA) in names.asked


def test_of_two_addresses_the_one_that_answers_is_taken(names, start_peers, start_board):
    """IPv6 comes first; nobody is at that address, which takes the port five seconds to believe."""
    names.names["echo.test"] = ["fec0::99", "10.0.2.2"]
    start_peers("127.0.0.1", 7000)
    board = start_board("dual", "device_tests/conformance.elf", values("10.0.2.2", network=NETWORK + " fec0::15"), None)
    assert conforms(board), board.transcript


OPTIONS = {
    "IPv6 alone": {"LWIP_IPV4": 0, "LWIP_IPV6": 1, "LWIP_DNS": 1},
    "IPv4 without names": {"LWIP_IPV4": 1, "LWIP_IPV6": 0, "LWIP_DNS": 0},
    "both without names": {"LWIP_IPV4": 1, "LWIP_IPV6": 1, "LWIP_DNS": 0},
    "with assertions": {"LWIP_NOASSERT": 0},
    "a window beyond 64 KB": {"LWIP_WND_SCALE": 1, "TCP_RCV_SCALE": 2, "TCP_WND": 200000, "PBUF_POOL_SIZE": 2000},
}


@pytest.mark.parametrize("options", OPTIONS)
def test_the_port_compiles_with_less_or_more_of_lwip(options, tmp_path):
    changed = "".join(f"#undef {name}\n#define {name} {value}\n" for name, value in OPTIONS[options].items())
    if OPTIONS[options].get("LWIP_NOASSERT") == 0:
        changed = "#undef LWIP_NOASSERT\n"
    (tmp_path / "lwipopts.h").write_text(f'#include "{BARE}/profiles/small/lwipopts.h"\n{changed}')
    subprocess.run(
        ["arm-none-eabi-gcc", "-std=c99", "-mcpu=cortex-m0plus", "-mthumb", "-Os", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion",
         "-Wshadow", "-Werror", f"-I{tmp_path}", f"-I{ROOT}/core/include", f"-I{ROOT}/port/lwip_raw/include",
         "-isystem", pathlib.Path(LWIP, "src", "include"), "-isystem", BARE / "lwip",
         "-c", ROOT / "port/lwip_raw/lwip_raw.c", "-o", tmp_path / "port.o"], check=True)  # fmt: skip
