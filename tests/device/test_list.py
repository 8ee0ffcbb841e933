# SPDX-License-Identifier: MIT
"""A list longer than any RAM: what a device needs for it does not depend on how long it is."""
import pytest

from rig import values_for

SHORT, LONG = 10, 200_000
MEMORY = ("stack_peak", "arena_peak", "arena_used", "arena_failures")


@pytest.fixture
def start_lab(start_server, start_board):
    """start_lab(profile): the stand-in server, and the lab logged in as somebody who may see all users."""

    def start(profile):
        server = start_server("--tls", "1.2")
        board = start_board(profile, "device_tests/lab.elf", values_for(server, server.port, "admin"), server)
        board.until("ready")
        board.start()
        assert board.do("login").status == "OK"
        return server, board

    return start


def pull(board, timeout=300):
    """The result of a list, and its facts."""
    result = board.do("list", timeout)
    return result, dict(line.split(" ", 1) for line in result.lines)


@pytest.mark.parametrize("profile", ["small", "any-server"])
def test_a_list_of_any_length_takes_the_same_memory(profile, start_lab):
    server, board = start_lab(profile)
    memory = {}
    for length in (SHORT, LONG):
        server.control(big_users=length, big_members="few")
        result, facts = pull(board)
        assert result.status == "OK" and int(facts["users"]) == length and facts["skipped"] == "0"
        memory[length] = {name: board.info()[name] for name in MEMORY}
    assert memory[LONG] == memory[SHORT]


def test_a_bad_element_of_a_list_is_passed_over(start_lab):
    server, board = start_lab("any-server")
    server.control(big_users=100, list_flaws=[{"at": 40, "kind": "missing", "member": "id"},
                                              {"at": 70, "kind": "oversize", "member": "email", "bytes": 3000}])
    result, facts = pull(board)
    assert result.status == "OK" and (facts["users"], facts["skipped"]) == ("98", "2")
    assert facts["last"] == "E_SPACE email"


def test_what_a_small_device_has_no_room_for_is_passed_over_as_well(start_lab):
    """A group takes 13 tokens, its client has 12."""
    server, board = start_lab("small")
    server.control(big_users=90)
    result, facts = pull(board)
    assert result.status == "OK" and int(facts["users"]) + int(facts["skipped"]) == 90
    assert facts["last"] == "E_SPACE groups"


def test_a_list_that_is_cut_off_is_an_error(start_lab):
    server, board = start_lab("any-server")
    server.control(big_users=100, list_flaws=[{"at": 60, "kind": "cut", "bytes": 20}])
    result, facts = pull(board)
    assert result.status == "E_JSON" and facts["users"] == "60"
    server.control(list_flaws=[])
    assert pull(board)[1]["users"] == "100"
