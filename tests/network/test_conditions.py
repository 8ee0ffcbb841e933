# SPDX-License-Identifier: MIT
"""What a device has to do, over networks of all kinds but those that lose: provisioning, a list, a file up and down, going on
after a break. All of it goes through the cable and the relay."""

import jobs
import pytest

CONDITIONS = {
    "nothing wrong": ("both.test", lambda network: None),
    "64 kbit/s": ("both.test", lambda network: network.cable.slow(64)),
    "MTU 576": ("v4.test", lambda network: network.cable.mtu(576)),
    "MTU 1280, IPv6": ("v6.test", lambda network: network.cable.mtu(1280)),
    "IPv6 only": ("both.test", lambda network: network.cable.address(v4=False)),
    "IPv4 only": ("both.test", lambda network: network.cable.address(v6=False)),
    "nobody at the IPv6 address": ("v6-away.test", lambda network: None),
    "150 ms of delay": ("both.test", lambda network: setattr(network.relay, "delay", 0.15)),
    "a byte at a time": ("both.test", lambda network: setattr(network.relay, "piece", 1)),
}


@pytest.mark.parametrize("job", jobs.ALL, ids=lambda job: job.__name__)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_it_is_done(network, tmp_path, condition, job):
    host, begin = CONDITIONS[condition]
    begin(network)
    job(network, tmp_path, host)
