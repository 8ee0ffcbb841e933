# SPDX-License-Identifier: MIT
"""Whatever the world does to it: the device says what, in an error of its own, and goes on without a reset."""
import concurrent.futures

import pytest
from harness import Running

from rig import HOST, Cable, values_for

SMALL = ("--tls", "1.2")
DEADLINE_MS = 6000  # of a call; a handshake takes one second, on a busy machine three


@pytest.fixture
def start_lab(start_board):
    """start_lab(server, port, profile, values...): the lab, started."""

    def start(server, port=None, profile="small", **values):
        board = start_board(profile, "device_tests/lab.elf", values_for(server, port or server.port, **values), server)
        board.until("ready")
        return board

    return start


def says(result, status):
    """The run ended with that status, and the console names it."""
    return result.status == status and f"[{status}" in result.lines[-1]


# ---- the cable: what is cut, and where the call is then


def pulled_before_it_connects(board, cable):
    board.qmp("set_link", name="net", up=False)
    result = board.do("login")
    board.qmp("set_link", name="net", up=True)
    return result


def cut_before_the_handshake(board, cable):
    cable.cut()
    return board.do("login")


def cut_in_the_certificate(board, cable):
    cable.cut(300)
    return board.do("login")


def cut_before_the_reply(board, cable):
    assert board.do("login").status == "OK"
    cable.cut()
    return board.do("get")


def cut_in_the_reply(board, cable):
    assert board.do("login").status == "OK"
    cable.cut(1200)  # a record of 1 KB and a piece of the next: head, and some of the body
    return board.do("get")


def cut_in_the_image(board, cable):
    assert board.do("login").status == "OK"
    cable.cut(400)
    return board.do("image")


CUTS = {
    pulled_before_it_connects: "connect",
    cut_before_the_handshake: "handshake",
    cut_in_the_certificate: "handshake",
    cut_before_the_reply: "head",
    cut_in_the_reply: "body",
    cut_in_the_image: "head",
}


def test_a_cut_cable_is_a_timeout_at_each_stage(start_server, start_lab):
    """All at once, since it is waiting that takes the time."""
    server = start_server(*SMALL, "--name", "10.0.2.2")
    places = []
    for cut in CUTS:
        cable = Cable(server.port)
        board = start_lab(server, cable.port, host="10.0.2.2")
        board.start(timeout_ms=DEADLINE_MS)
        places.append((cut, board, cable))
    with concurrent.futures.ThreadPoolExecutor(len(places)) as pool:
        results = list(pool.map(lambda place: place[0](*place[1:]), places))
    assert {cut.__name__: (r.status, r.phase) for cut, r in zip(CUTS, results)} == {
        cut.__name__: ("E_TIMEOUT", phase) for cut, phase in CUTS.items()}
    for _, board, cable in places:
        cable.mend()
        assert board.do("login").status == "OK"
        assert board.do("get").status == "OK"


# ---- server and names


def test_a_server_that_is_away_is_told_and_found_again(start_server, start_lab):
    first = start_server(*SMALL)
    board = start_lab(first)
    board.start()
    assert board.do("login").status == "OK"
    first.stop()
    assert [(r.status, r.phase) for r in (board.do("get"), board.do("get"))] == [("E_CONNECT", "connect")] * 2
    again = Running(first.folder, "--name", HOST, *SMALL, "--port", str(first.port))
    try:
        assert board.do("get").status == "OK"  # the session is the server's still
        assert board.do("logout").status == "OK"
    finally:
        again.stop()
        first.stop = lambda: None


@pytest.mark.parametrize("mode", ["refuse", "silent"])
def test_a_name_that_is_not_found_is_told(mode, names, start_server, start_lab):
    server = start_server(*SMALL)
    board = start_lab(server)
    board.start()
    names.mode = mode
    assert says(board.do("run"), "E_RESOLVE")
    names.mode = "answer"
    assert board.do("login").status == "OK"


# ---- time and random numbers


@pytest.mark.parametrize("clock, status", [("none", "E_CLOCK"), ("floor", "E_CLOCK"), ("trusted 86400", "E_CERT_DATE"),
                                           ("trusted 4102444800", "E_CERT_DATE")])
def test_a_wrong_clock_is_told(clock, status, start_server, start_lab):
    server = start_server(*SMALL)
    board = start_lab(server, clock=clock)
    board.start()
    assert says(board.do("run"), status)
    board.set("clock", "trusted")
    assert board.do("login").status == "OK"


@pytest.mark.parametrize("profile", ["small", "any-server"])
def test_a_broken_generator_is_told(profile, start_server, start_lab):
    server = start_server(*SMALL)
    board = start_lab(server, profile=profile)
    board.start()
    board.set("entropy", "broken")
    assert says(board.do("run"), "E_ENTROPY")
    board.set("entropy", "")
    assert board.do("login").status == "OK"


# ---- what the server sends


@pytest.mark.parametrize("flaw, status", [("expired", "E_CERT_DATE"), ("future", "E_CERT_DATE"), ("host", "E_CERT_NAME"),
                                          ("untrusted", "E_CERT_UNTRUSTED")])
def test_a_bad_certificate_is_told(flaw, status, start_server, start_lab):
    server = start_server(*SMALL, "--flaw", flaw)
    board = start_lab(server)
    board.start()
    assert says(board.do("run"), status)
    assert says(board.do("run"), status)


@pytest.mark.parametrize("profile", ["small", "any-server"])
def test_a_value_larger_than_memory_is_told(profile, start_server, start_lab):
    server = start_server(*SMALL)
    board = start_lab(server, profile=profile)
    board.start()
    assert board.do("login").status == "OK"
    server.control(faults=[{"kind": "huge_member", "path": "/profile", "member": name} for name in ("id", "x_unknown")])
    assert (lambda r: (r.status, r.phase))(board.do("get")) == ("E_SPACE", "body")
    assert board.do("get").status == "OK"  # what nobody wants may have any size
