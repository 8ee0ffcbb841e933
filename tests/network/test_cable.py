# SPDX-License-Identifier: MIT
"""Names and addresses that lead nowhere, and a cable that is pulled out."""

import threading
import time

import jobs
import names as zone
import pytest
from client import AWAY, NETWORK, OK

SLACK_MS = 10_000


def test_an_ipv6_address_that_swallows_everything(network, start_client):
    """It is left after five seconds for the IPv4 address."""
    network.cable.nft("near", f"ip6 daddr {zone.V6} meta l4proto tcp drop")
    client = start_client(patience=20_000)
    client.be(network.server.user("plain"))
    asked = client("login")
    assert asked.status == OK and asked.ms >= 5000, asked
    assert client("info").status == OK


def test_a_network_of_one_family_has_no_way_to_the_other(network, start_client):
    client = start_client("v4.test", patience=3000)
    client.be(network.server.user("plain"))
    assert client("login").status == OK
    network.relay.hang_up()
    network.cable.address(v4=False)
    asked = client("info")
    assert asked.status in {"E_CONNECT", "E_NETWORK"}, asked
    network.cable.address()
    assert client("info").status == OK


@pytest.mark.parametrize("host", ["192.0.2.1", "fd00:51::1"])
def test_an_address_in_the_place_of_a_name(network, start_client, host):
    client = start_client(host)
    client.be(network.server.user("plain"))
    assert client("login").status == OK


@pytest.mark.parametrize("host", ["nothing.test", "unknown.test"])
def test_a_name_without_an_address(start_client, network, host):
    client = start_client(host, patience=5000)
    client.be(network.server.user("plain"))
    assert client("login").status == "E_RESOLVE"


def test_a_name_server_that_is_silent(network, start_client):
    """The call does not wait for it longer than for anything else, and the next one asks again."""
    client = start_client(patience=2000)
    client.be(network.server.user("plain"))
    network.cable.nft("near", "udp dport 53 drop")
    asked = client("login")
    assert asked.status in AWAY and asked.ms < client.patience + SLACK_MS, asked
    network.cable.lossless()
    assert jobs.until_done(lambda: client("login").status == OK)


def test_large_packets_vanish_and_nobody_is_told(network, start_client):
    """A black hole of path MTU discovery: the server's certificate does not get through. Once it does, all is well."""
    client = start_client(patience=2000)
    client.be(network.server.user("plain"))
    network.cable.swallow(576)
    asked = client("login")
    assert (asked.status, asked.phase) == ("E_TIMEOUT", "handshake") and asked.ms < client.patience + SLACK_MS, asked
    network.cable.lossless()
    assert client("login").status == OK


class Pulled:
    """The cable is out for a while once true() says so."""

    def __init__(self, network, true, seconds):
        self.network, self.true, self.seconds = network, true, seconds
        self.done = False
        self.thread = threading.Thread(target=self.pull)
        self.thread.start()

    def pull(self):
        end = time.monotonic() + 60
        while not self.true() and time.monotonic() < end:
            time.sleep(0.01)
        self.done = self.true()
        self.network.cable.unplug()
        time.sleep(self.seconds)
        self.network.cable.address()

    def join(self):
        self.thread.join()
        assert self.done


@pytest.mark.parametrize("way", ["up", "down"])
def test_the_cable_is_out_for_a_while_during_a_transfer(network, tmp_path, way):
    """It goes on by itself."""
    network.cable.slow(512)
    transfer = jobs.Transfer(network, tmp_path, "both.test")
    if way == "down":
        file_id = jobs.Files(network.server).put("plan.bin", jobs.DATA)
    before = network.relay.carried[way]
    pulled = Pulled(network, lambda: network.relay.carried[way] - before > 20_000, 3)
    if way == "up":
        transfer.up(jobs.DATA, chunk=jobs.CHUNK, tries=9, patience=2000)
    else:
        transfer.check_down(jobs.DATA, transfer.run("down", id=file_id, tries=9, patience=2000))
    pulled.join()


def test_the_cable_is_out_for_longer_than_a_call_waits(network, start_client):
    client = start_client(patience=2000)
    client.be(network.server.user("plain"))
    assert client("login").status == OK
    network.cable.unplug()
    for _ in range(3):
        asked = client("profile")
        assert asked.status in AWAY | NETWORK and asked.ms < client.patience + SLACK_MS, asked
    network.cable.address()
    assert client("profile").status == OK
