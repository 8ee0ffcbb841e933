# SPDX-License-Identifier: MIT
"""Whole programs over lwIP: the provisioning scenario, and two clients in two threads."""
import os

import pytest
import test_provision
from conftest import BUILD, HERE, PORT, TSAN_BUILD
from test_provision import STEPS, Device, steps


@pytest.fixture
def device(server, tmp_path, monkeypatch):
    monkeypatch.setattr(test_provision, "PROGRAM", str(BUILD / "tests" / "rtos" / "rtos_provision"))
    device = Device(server, tmp_path)
    device.environment.update(QUATRIX_HOST="both.test", QUATRIX_PORT=str(PORT))
    return device


@pytest.mark.parametrize("host", ["v4.test", "v6.test", "both.test"])
def test_an_account_is_provisioned(device, server, host):
    device.environment["QUATRIX_HOST"] = host
    lines, _ = device.run()
    assert list(steps(lines)) == list(range(1, STEPS + 1))
    assert steps(lines)[9] == "log in with 2FA: password and 2FA code accepted"
    assert steps(lines)[13] == "log in with PIN: password and PIN accepted"
    assert server.stats()["sessions"] == 0
    device.check_account()


def test_power_may_fail_and_the_device_goes_on(device):
    for count in (3, 6, 8, 12):
        assert device.kill_after(count)
    device.run()
    device.check_account()


def test_a_reply_may_get_lost_and_the_device_goes_on(device, server):
    server.fault("cut_after", path="/profile/set-password")
    assert device.fails().startswith("failed in step 5 (password): ")
    server.fault("reset", path="/profile/set-mfa")
    assert device.fails().startswith("failed in step 7 (2FA): ")
    device.run()
    device.check_account()


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
    took_turns = [one["connection"] for one in stats["log"]]
    changes = sum(a != b for a, b in zip(took_turns, took_turns[1:]))
    assert changes > len(took_turns) / 4, "the clients did not work at the same time"


def test_two_clients_in_two_threads_do_not_disturb_each_other(run, server):
    """mbedTLS without threads: the program has one lock for it."""
    two_clients(run, server, 100)


def test_two_clients_in_two_threads_under_thread_sanitizer(run, server):
    """mbedTLS with MBEDTLS_THREADING_C, under the sanitizer as well, and no lock in the program."""
    two_clients(run, server, 5, build=TSAN_BUILD, TSAN_OPTIONS=f"suppressions={HERE}/tsan.supp:halt_on_error=0:exitcode=66")
