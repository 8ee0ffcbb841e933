# SPDX-License-Identifier: MIT
"""Two clients in two threads, and the port's dealings with lwIP's thread under ThreadSanitizer."""
import os

import pytest
from conftest import HERE, PORT, TSAN_BUILD

TSAN = {"build": TSAN_BUILD, "TSAN_OPTIONS": f"suppressions={HERE}/tsan.supp"}


def two_clients(run, server, rounds, **more):
    first, second = server.user("plain"), server.user("unicode")
    lines = run("rtos_clients", "both.test", PORT, os.path.join(server.folder, "ca.pem"), rounds, first["email"],
                first["password"], second["email"], second["password"], **more)
    told = [dict(zip(line.split()[::2], map(int, line.split()[1::2]))) for line in lines]
    assert [one["wrong"] for one in told] == [0, 0]
    assert [one["calls"] for one in told] == [6 * rounds] * 2
    stats = server.stats()
    assert stats["total"] == 12 * rounds and stats["statuses"] == {"200": 12 * rounds}
    assert stats["handshakes"] == sum(one["handshakes"] for one in told) >= 2 * rounds
    assert stats["sessions"] == 0
    assert sum(one["together"] for one in told) > 0, "the clients did not work at the same time"


def test_two_clients_do_not_disturb_each_other(run, server):
    """mbedTLS without threads: the program has one lock for it."""
    two_clients(run, server, 100)


def test_two_clients_do_not_race(run, server):
    """mbedTLS with MBEDTLS_THREADING_C, under the sanitizer as well, and no lock in the program."""
    two_clients(run, server, 25, **TSAN)


@pytest.mark.parametrize("family", ["IPv4", "IPv6"])
def test_the_port_does_not_race_with_lwip(run, peers, names, family):
    lines = run("rtos_conformance_lwip_locking", *peers[family], "nobody.test", **TSAN)
    assert len(lines) > 20 and [line for line in lines if not line.startswith("passed: ")] == []
