# SPDX-License-Identifier: MIT
"""The first rounds of the soak: every fault once, then some drawn by lot. soak.sh goes on for half an hour."""

from conftest import PROGRAM
from soak import IDLE_EVERY, STEADY, Soak


def test_a_short_soak(network):
    soak = Soak(network, PROGRAM)
    soak.warm_up()
    soak.go_on()
    soak.client.end()
    assert not soak.tally.unexpected
    assert abs(soak.tally.growth) <= STEADY["heap"]
    assert soak.tally.steps > 2 * IDLE_EVERY and soak.tally.faults > 40
