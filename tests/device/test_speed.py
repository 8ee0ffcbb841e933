# SPDX-License-Identifier: MIT
"""What a reconnect costs, in instructions of the guest: QEMU counts them, so the machine's load does not matter."""
import pytest

from rig import values_for

PER_CYCLE = 40  # -icount shift=0: an instruction takes 1 ns, a cycle of 25 MHz 40
RESUMED_MOST, FULL_LEAST = 1_000_000, 10_000_000


def instructions(result):
    assert result.status == "OK"
    return result.cycles * PER_CYCLE


@pytest.mark.parametrize("profile", ["small", "any-server"])
def test_a_resumed_reconnect_and_a_profile_take_less_than_a_million_instructions(profile, start_server, start_board):
    server = start_server("--tls", "1.2")
    board = start_board(profile, "device_tests/lab.elf", values_for(server, server.port), server, "-icount", "shift=0")
    board.until("ready")
    board.start()
    full = instructions(board.do("login"))
    board.do("close")
    resumed = instructions(board.do("get"))
    print(f"\n{profile}: full handshake and login {full}, resumed and profile {resumed}, profile alone {instructions(board.do('get'))}")
    assert board.info()["resumed"] == 1
    assert resumed < RESUMED_MOST and full > FULL_LEAST
