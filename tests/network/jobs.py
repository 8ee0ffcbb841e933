# SPDX-License-Identifier: MIT
"""What a device has to do, by the programs of the library, over whatever network there is.

Each job returns how many runs it took. A run that fails must say why, with a status that the network can be blamed for,
and the next one goes on. What is there in the end is compared with what should be.
"""

import json
import os
import re
import time

import test_provision
import test_transfers
from cli_program import NETWORK as EXIT_NETWORK
from cli_program import OK, Cli
from client import AWAY, NETWORK
from relay import Trouble
from transfer import Files, pattern

RUNS, PAUSE_S = 15, 0.25
USERS = 40
DATA = pattern(40_000)
CHUNK = 10_000
STEPS = {"block": 1000, "step": 1000}       # of a download: what is lost with a run that fails
CHUNK_PATH = "/upload/chunked/"
BREAK = 25_000          # bytes after which the connection is reset


def until_done(run):
    """Run it again until it is done, after pauses that grow: the server may be starting. How often that was."""
    for runs in range(1, RUNS + 1):
        if run():
            return runs
        time.sleep(PAUSE_S * runs)
    raise AssertionError(f"not done after {RUNS} runs")


# ---- the programs, at the device's side

class Device(test_provision.Device):
    def __init__(self, network, folder, host):
        super().__init__(network.server, folder)
        self.network = network
        self.environment |= {"QUATRIX_HOST": host, "QUATRIX_PORT": str(network.relay.port)}

    def command(self):
        return self.network.cable.command(*super().command())

    def done(self):
        """Whether a run got to its end. One that did not says which step failed, and why."""
        lines, _ = self.run(expect=None)
        if not lines[-1].startswith("failed in step "):
            return True
        status = lines[-1].rpartition("[")[2].partition(",")[0]
        assert status in AWAY | NETWORK, lines
        return False


class Program(Cli):
    def __init__(self, network, folder, host):
        super().__init__(network.server, folder)
        self.network, self.host = network, host
        self.program = network.cable.command(*self.program)

    def at(self, server=None):
        return ["--host", self.host, "--port", str(self.network.relay.port), "--ca", os.path.join(self.server.folder, "ca.pem")]


class Transfer(test_transfers.Client):
    def __init__(self, network, folder, host):
        super().__init__(network.server, folder)
        self.network, self.host = network, host
        self.created = {}       # what to overwrite, where the file was made and nobody heard of it

    def command(self, way, **values):
        values |= self.created if way == "up" else {}
        program, _, _, *rest = super().command(way, **values)
        return self.network.cable.command(program, self.host, self.network.relay.port, *rest)

    def done(self, way, more=frozenset(), **values):
        """The words of a run that got to its end, or None. `more`: what else it may have ended with."""
        told = self.run(way, expect=None, **values)
        if len(told[0]) == 64:
            return told
        if told[:3] == ["E_HTTP", "400", "30"] and not self.state.exists() and not self.created:
            assert self.remote()["size"] == 0
            self.created = {"id": self.remote()["id"]}
        else:
            assert told[0] in AWAY | NETWORK | more, told
        return None


# ---- the jobs

def provision(network, folder, host):
    device = Device(network, folder, host)
    runs = until_done(device.done)
    device.check_account()
    return runs


def list_users(network, folder, host):
    network.server.control(big_users=USERS)
    program = Program(network, folder, host)

    def run():
        done = program.run("--json", "--retries", "5", "--timeout", "20", *program.user("admin"), "user", "list", expect=None, noise=True)
        assert done.returncode in (OK, EXIT_NETWORK), done.stderr
        if done.returncode == OK:
            listed = [json.loads(line)["email"] for line in done.stdout.splitlines()]
            assert listed == [f"device-{number:09}@example.org" for number in range(USERS)]
        return done.returncode == OK

    runs = until_done(run)
    program.check_nothing_leaked()
    return runs


def up_and_down(network, folder, host, more=frozenset()):
    transfer = Transfer(network, folder, host)
    transfer.local.write_bytes(DATA)
    told = []
    up = until_done(lambda: told.append(transfer.done("up", more, chunk=CHUNK, tries=9, patience=20_000)) or told[-1])
    transfer.check_up(DATA, told[-1])
    assert Files(network.server).names() == ["plan.bin"]
    transfer.local.unlink()
    down = until_done(lambda: told.append(transfer.done("down", more, id=transfer.remote()["id"], **STEPS, tries=9, patience=20_000)) or told[-1])
    transfer.check_down(DATA, told[-1])
    return up + down


def broken(network, transfer, way, **values):
    """Runs until one was broken in the middle by a reset, and nothing else.

    A reset overtakes what was sent before it: where packets are lost, nothing may have arrived yet.
    """
    fired = network.relay.fired
    network.relay.trouble(Trouble("reset", way, BREAK))

    def run():
        assert transfer.done(way, patience=20_000, **values) is None
        return network.relay.fired > fired and transfer.state.exists()

    runs = until_done(run)
    network.relay.trouble(None)
    return runs


def resume(network, folder, host):
    """The connection breaks in the middle of a transfer, and the program gives up. The next runs go on from there."""
    transfer = Transfer(network, folder, host)
    transfer.local.write_bytes(DATA)
    runs = broken(network, transfer, "up", chunk=CHUNK)
    more, told = rest(transfer, "up", chunk=CHUNK)
    transfer.check_up(DATA, told)
    assert Files(network.server).names() == ["plan.bin"]
    file_id = transfer.remote()["id"]
    transfer.local.unlink()
    runs += more + broken(network, transfer, "down", id=file_id, **STEPS)
    more, told = rest(transfer, "down", id=file_id, **STEPS)
    transfer.check_down(DATA, told)
    return runs + more


def rest(transfer, way, **values):
    """What is left of a transfer, of which no run sends or fetches anything that went before. (runs, what the last one told)"""
    transfer.server.control(clear_stats=True)
    told = []
    runs = until_done(lambda: told.append(transfer.done(way, patience=20_000, **values)) or told[-1])
    name, path = ("content-range", CHUNK_PATH) if way == "up" else ("range", "/file/download/")
    begun = [dict((key.lower(), value) for key, value in one["headers"])[name] for one in transfer.server.stats()["log"]
             if path in one["target"]]
    assert begun and all(int(re.search(r"[0-9]+", text)[0]) > 0 for text in begun), begun
    return runs, told[-1]


ALL = (provision, list_users, up_and_down, resume)
