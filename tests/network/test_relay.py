# SPDX-License-Identifier: MIT
"""A relay that breaks off, falls silent, or spoils what it carries, at many places of a connection."""

import jobs
import pytest
from client import NETWORK, OK, TLS
from relay import Trouble

SLACK_MS = 10_000       # a call has ended by its deadline, and a loaded machine may be late to notice
# Bytes after which there is trouble: in the handshake, in the request, in the reply. With a full handshake a client that asks
# for the profile's numbers sends some 508 bytes and gets 1,750.
UP = (0, 1, 5, 100, 230, 300, 380, 430, 500)
DOWN = (0, 1, 5, 100, 300, 800, 1200, 1500, 1650)
PLACES = [(way, after) for way, places in (("up", UP), ("down", DOWN)) for after in places]
BROKEN = ("reset", "fin", "half")
PIECE = 20_000          # bytes that each connection carries: more than a TLS record, less than the file


def named(network, email):
    """How many users have that address."""
    return sum(user["email"] == email for user in network.server.all_users())


@pytest.mark.parametrize("way, after", PLACES)
@pytest.mark.parametrize("kind", BROKEN)
def test_a_connection_that_breaks(network, client, kind, way, after):
    """What may be repeated succeeds. What may not be is done once at most, and then once exactly."""
    network.relay.hang_up()
    client("forget-tls")
    fired = network.relay.fired
    network.relay.trouble(Trouble(kind, way, after))
    asked = client("info")
    assert (asked.status, network.relay.fired) == (OK, fired + 1), asked
    network.relay.hang_up()
    network.relay.trouble(Trouble(kind, way, after))
    email = f"{kind}-{way}-{after}@example.org"
    made = client("create-user", "Somebody", email)
    network.relay.trouble(None)
    assert made.status in {OK} | NETWORK and named(network, email) <= 1, made
    if made.status != OK and not named(network, email):
        assert client("create-user", "Somebody", email).status == OK
    assert named(network, email) == 1


@pytest.mark.parametrize("way, after", [("up", 0), ("up", 300), ("up", 500), ("down", 0), ("down", 300), ("down", 1650)])
@pytest.mark.parametrize("kind", ["stall", "swallow"])
def test_a_connection_that_falls_silent(network, start_client, kind, way, after):
    """The call ends by its deadline, and the next one is none the worse for it."""
    client = start_client(patience=1500)
    client.be(network.server.user("plain"))
    assert client("login").status == OK
    network.relay.hang_up()
    client("forget-tls")
    fired = network.relay.fired
    network.relay.trouble(Trouble(kind, way, after, times=-1))
    asked = client("info")
    assert asked.status == "E_TIMEOUT" and asked.ms < client.patience + SLACK_MS, asked
    assert network.relay.fired > fired
    network.relay.trouble(None)
    assert client("info").status == OK


@pytest.mark.parametrize("way, after", PLACES)
@pytest.mark.parametrize("kind", ["garbage", "flip"])
def test_a_connection_that_is_spoilt(network, start_client, kind, way, after):
    """Nothing that was spoilt is taken for an answer."""
    client = start_client(patience=3000, attempts=1)
    client.be(network.server.user("plain"))
    assert client("login").status == OK
    network.relay.hang_up()
    client("forget-tls")
    fired = network.relay.fired
    network.relay.trouble(Trouble(kind, way, after))
    asked = client("profile")
    network.relay.trouble(None)
    assert network.relay.fired == fired + 1
    # The version in the head of the first record says nothing: there a wrong bit does no harm.
    harmless = kind == "flip" and after == 1
    assert asked.status in TLS | NETWORK | {"E_TIMEOUT"} | ({OK} if harmless else set()), asked
    assert client("profile").values["name"] == "Rosa Lind"


@pytest.mark.parametrize("way, after", [(way, after) for way in ("up", "down") for after in (0, 400, 1000, 3000, 6000)])
def test_provisioning_over_a_connection_that_breaks(network, tmp_path, way, after):
    network.relay.trouble(Trouble("reset", way, after))
    jobs.provision(network, tmp_path, "both.test")
    assert network.relay.fired


@pytest.mark.parametrize("kind", [*BROKEN, "garbage", "flip"])
@pytest.mark.parametrize("way", ["up", "down"])
def test_transfers_over_connections_that_all_break(network, tmp_path, kind, way):
    """Each connection carries a piece of the file, and then there is trouble. It gets there, bit by bit."""
    network.relay.trouble(Trouble(kind, way, PIECE, times=-1))
    fired = network.relay.fired
    jobs.up_and_down(network, tmp_path, "both.test", more=TLS)
    assert network.relay.fired - fired >= len(jobs.DATA) // PIECE
