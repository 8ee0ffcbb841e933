# SPDX-License-Identifier: MIT
"""Servers of tests/tls_matrix/ before the device: the verdicts are those of the table, and the next attempt works."""
import dataclasses
import os
import pathlib
import shutil
import sys
import types

import pytest

from rig import HOST, NETWORK

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tls_matrix"))

from authority import Authority  # noqa: E402 (found through the line above)
from cases import CASES  # noqa: E402
from run import Run, Stage  # noqa: E402
from test_matrix import check_nothing_left, check_request_seen  # noqa: E402

NAMES = ["good", "expired", "not yet valid", "wrong name", "CN alone", "unknown CA", "missing intermediate", "bad signature",
         "for clients alone", "unknown critical extension", "SHA-1", "TLS 1.1 alone", "no common group", "40 KB in large records",
         "cut in the body"]
PROFILES = {"small": ("openssl", "1.2"), "any-server": ("nginx", "1.3")}
PROFILE_OF_A_USER = b'{"id":"aaaa","x_unknown":"' + b"." * 40000 + b'"}'
LARGEST = {"small": 1100, "any-server": 16640}  # bytes of a record: small asks for 1 KB


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def counted():
    """Runs that were as they should be, for the page of evidence."""
    found = []
    yield found
    if os.environ.get("QUATRIX_EVIDENCE"):
        with open(os.environ["QUATRIX_EVIDENCE"], "a", encoding="ascii") as file:
            file.write(f"tls/device_cases\t{len(found)}\n")


@pytest.fixture
def board(request, authority, start_board, tmp_path):
    """The lab, which trusts the root, and has an API key where its store has room for one."""
    shutil.copyfile(authority.certificate("root"), tmp_path / "ca.pem")
    values = {"host": HOST, "port": "1", "network": NETWORK, "clock": "trusted", "pin": "a-key-of-the-pump"}
    board = start_board(request.param, "device_tests/lab.elf", values, types.SimpleNamespace(folder=tmp_path))
    board.until("ready")
    board.profile = request.param
    return board


def attempt(board, case, authority, folder):
    """A call to the server of a case: its result, and the stage with what was seen."""
    kind, version = PROFILES[board.profile]
    run = Run(dataclasses.replace(case, body=PROFILE_OF_A_USER), kind, version if case.versions != ("",) else "", "device")
    folder.mkdir()
    stage = Stage(run, authority, folder)
    try:
        stage.begin(case.chain, 1)
        board.set("port", str(stage.relay.port))
        board.start()
        result = board.do("key")
        board.do("close")
        stage.end()
    finally:
        stage.relay.stop()
    return result, stage


@pytest.mark.parametrize("board", PROFILES, indirect=True)
def test_the_verdicts_are_those_of_the_table(board, authority, tmp_path, counted):
    for number, name in enumerate(NAMES):
        case = next(case for case in CASES if case.name == name)
        due = case.expected(set(PROFILES[board.profile]))
        result, stage = attempt(board, case, authority, tmp_path / str(number))
        assert (result.status, result.phase if due.verdict != "accept" else due.phase) == (due.status, due.phase), (name, result)
        if due.verdict == "refuse":
            check_nothing_left(stage.seen())
        else:
            check_request_seen(stage.seen())
            assert stage.seen().requests == [1]
        if name == "40 KB in large records":
            assert LARGEST[board.profile] / 2 < stage.seen().largest <= LARGEST[board.profile]
        counted.append(name)
    assert attempt(board, next(case for case in CASES if case.name == "good"), authority, tmp_path / "again")[0].status == "OK"
