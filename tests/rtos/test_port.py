# SPDX-License-Identifier: MIT
"""port/lwip_socket over a real network: the contract of every port, and what it says of itself."""
import os

import pytest
from conftest import PORT

ECHO, SILENT = 1, 8  # enum conformance_role



@pytest.mark.parametrize("family, lwip", [
    ("IPv4", "lwip_locking"), ("IPv4", "lwip_messages"), ("IPv6", "lwip_locking"), ("IPv6", "lwip_messages"),
])
def test_the_port_keeps_the_contract(run, peers, names, family, lwip):
    lines = run(f"rtos_conformance_{lwip}", *peers[family], "nobody.test")
    assert len(lines) > 20 and [line for line in lines if not line.startswith("passed: ")] == []


@pytest.fixture
def call(run, server):
    """Log in at HOST: the status of each try."""

    def log_in(host, port=PORT, timeout_ms=20000, tries=1, **environment):
        user = server.user("plain")
        account = {"QUATRIX_USER": user["email"], "QUATRIX_PASSWORD": user["password"]}
        works = environment.pop("works", True)
        lines = run("rtos_call", host, port, os.path.join(server.folder, "ca.pem"), timeout_ms, tries,
                    expect=0 if works else 1, **account, **environment)
        assert lines[-1] == "deinitialized"
        return [line.split()[0] for line in lines[:-1]]

    return log_in


# ---- it finds a way

@pytest.mark.parametrize("host", ["v4.test", "v6.test", "both.test", "192.0.2.1", "fd00:51::1", "V4.TEST"])
def test_it_connects(call, host):
    assert call(host) == ["OK"]


def test_a_host_that_is_away_at_its_first_address_is_found_at_the_second(call):
    assert call("v6-away.test", timeout_ms=12000) == ["OK"]  # lwIP would take 20 s to give up
    assert call("v4-away.test") == ["OK"]


def test_a_name_server_that_drops_questions_for_ipv6_costs_nothing(call):
    """lwIP itself gives up after 4 seconds, as lwipopts.h has it here."""
    assert call("half.test", timeout_ms=3500) == ["OK"]


def test_an_answer_that_comes_late_is_not_taken_for_another_name(run, peers, names):
    run("rtos_names", "slow.test", "v4.test", peers["IPv4"][1] + ECHO)


def test_peers_that_stop_reading_do_not_use_up_lwip(run, peers):
    address, port, _ = peers["IPv4"]
    run("rtos_stuck", address, port + SILENT, port + ECHO)


# ---- it fails, and says why

@pytest.mark.parametrize("host", ["nobody.test", "nothing.test"])
def test_a_name_without_an_address(call, host):
    assert call(host, works=False) == ["E_RESOLVE"]


def test_nobody_listens(call):
    assert call("v4.test", port=1, works=False) == ["E_CONNECT"]
    assert call("both.test", port=1, works=False) == ["E_CONNECT"]


def test_the_host_is_away(call):
    assert call("away.test", timeout_ms=1500, tries=2, works=False) == ["E_TIMEOUT"] * 2


def test_there_is_no_name_server(call):
    assert call("v4.test", works=False, RTOS_DNS="none") == ["E_NETWORK"]


@pytest.mark.parametrize("host", ["192.0.2.1", "fd00:51::1"])
def test_the_interface_is_down(call, host):
    assert call(host, works=False, RTOS_LINK="down") == ["E_NETWORK"]


def test_the_deadline_holds_while_a_name_server_is_silent(call):
    """And deinit waits for what lwIP still has to say: the program gives the memory back to a sanitizer."""
    silent = {"RTOS_DNS": "192.0.2.3", "RTOS_WATCH_S": "3"}
    assert call("v4.test", timeout_ms=1000, tries=2, works=False, **silent) == ["E_TIMEOUT"] * 2


def test_a_silent_name_server_that_comes_back_is_noticed(call):
    tried = call("late.test", timeout_ms=1000, tries=15)
    assert tried[0] == "E_TIMEOUT" and tried[-1] == "OK"
    assert set(tried[:-1]) == {"E_TIMEOUT"}
