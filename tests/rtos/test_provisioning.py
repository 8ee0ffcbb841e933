# SPDX-License-Identifier: MIT
"""The provisioning scenario over lwIP."""
import pytest
import test_provision
from conftest import BUILD, PORT
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
