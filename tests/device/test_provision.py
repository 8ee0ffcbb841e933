# SPDX-License-Identifier: MIT
"""The device does at first boot what the program on the host does, in both profiles, over each kind of TLS."""
import pytest

from rig import values_for

STEPS = 16
KINDS = [
    ("small", "TLSv1.2", "--tls", "1.2", "--cert", "ec"),
    ("any-server", "TLSv1.2", "--tls", "1.2", "--cert", "ec"),
    ("any-server", "TLSv1.2", "--tls", "1.2", "--cert", "rsa"),
    ("any-server", "TLSv1.3", "--tls", "1.3", "--cert", "ec"),
    ("any-server", "TLSv1.3", "--tls", "1.3", "--cert", "rsa"),
    ("any-server", "TLSv1.3", "--tls", "both", "--cert", "rsa"),
    ("small", "TLSv1.2", "--tls", "1.2", "--cert", "ec", "--intermediate"),
    ("any-server", "TLSv1.3", "--tls", "both", "--cert", "rsa", "--intermediate"),
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(part.strip("-") for part in kind))
def test_an_account_is_provisioned(kind, start_server, start_board):
    profile, version, *options = kind
    server = start_server(*options)
    values = values_for(server, server.port, new_password="Kupfer-Birne-82", pin="48213")
    board = start_board(profile, "provision.elf", values, server)
    assert board.finish() == 0, "\n".join(board.transcript)
    steps = [line for line in board.transcript if line.startswith("[")]
    assert len(steps) == STEPS and steps[-1] == "[16/16] log out: done"
    assert "  handshakes                   2  resumed 1" in board.transcript
    stats = server.stats()
    assert stats["resumed"] == 1 and set(stats["tls"]) == {version}
    secrets = [values["password"], "Kupfer-Birne-82", "48213"]
    assert not [line for line in board.transcript if any(secret in line for secret in secrets)]


def test_a_store_that_was_never_filled_is_told(start_board):
    board = start_board("small", "provision.elf", None, None)
    assert board.finish() == 2 and board.transcript[-1] == "the store is empty"


def test_addresses_that_are_none_are_told(start_board):
    board = start_board("small", "provision.elf", {"network": "nowhere"}, None)
    assert board.finish() == 2 and "addresses are wrong" in board.transcript[-1]
