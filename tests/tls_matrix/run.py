# SPDX-License-Identifier: MIT
"""Runs a case of cases.py once: server, relay and client, and what was seen of them."""
import contextlib
import dataclasses
import pathlib
import subprocess
import tempfile

import servers
from relay import Relay

FLAGS = {"EXPIRED": 0x1, "NAME": 0x4, "NOT_TRUSTED": 0x8, "OTHER": 0x100, "FUTURE": 0x200, "KEY_USAGE": 0x800,
         "EXT_KEY_USAGE": 0x1000, "BAD_MD": 0x4000, "BAD_PK": 0x8000, "BAD_KEY": 0x10000}


@dataclasses.dataclass
class Call:
    """How the library says a call ended."""
    status: str
    phase: str
    flags: str
    version: str
    handshakes: int
    resumed: int
    bytes: int
    code: str
    reason: str

    @classmethod
    def read(cls, line):
        status, phase, flags, version, handshakes, resumed, size, _, code, reason = line.rstrip("\n").split("\t")
        left, names = int(flags, 16), []
        for name, bit in FLAGS.items():
            if left & bit:
                names.append(name)
                left -= bit
        assert left == 0, f"unknown flags {flags}"
        return cls(status, phase, " ".join(names), version, int(handshakes), int(resumed), int(size), code, reason)


@dataclasses.dataclass
class Seen:
    """What relay and servers have seen."""
    requests: list  # that each server has decrypted
    sent: list  # lengths of the records of data that the client sent, of each connection
    largest: int  # record of the server
    log: str


@dataclasses.dataclass
class Outcome(Seen):
    calls: list  # a Call each
    error: str  # of the client, where it crashed


@dataclasses.dataclass(frozen=True)
class Run:
    """One case, against one kind of server, in one version, by one build of the client."""
    case: object
    server: str
    version: str  # "" where the server is as it is
    mbedtls: str

    def __str__(self):
        return "-".join(part for part in (self.case.name.replace(" ", "_"), self.server, self.version, self.mbedtls) if part)

    def words(self):
        return {self.server, self.version, self.mbedtls}


class Stage:
    """The servers of a run, one after the other behind one relay."""

    def __init__(self, run, authority, folder):
        self.run, self.authority, self.folder = run, authority, folder
        self.setting = dataclasses.replace(run.case, version=run.version)
        self.server, self.logs, self.requests, self.before = None, [], [], 0
        self.relay = Relay(lambda: self.server.dial(), cut=run.case.cut, swallow_alerts=run.case.swallow_alerts)

    def begin(self, chain, connections):
        case = self.run.case
        folder = self.folder / str(len(self.logs))
        folder.mkdir()
        self.server = servers.KINDS[self.run.server](folder, self.setting)
        sends = case.sends or (chain, *self.authority.issuers(chain))
        self.server.start(self.authority.bundle(sends), self.authority.key(sends[0]), connections)

    def end(self):
        if self.server is None:
            return
        self.relay.settle()
        self.requests.append(self.server.finish(len(self.relay.client) - self.before))
        self.before = len(self.relay.client)
        self.logs.append(self.server.text())
        self.server = None

    def seen(self):
        """Once all has ended."""
        largest = max((length for records in self.relay.server for _, length in records.seen), default=0)
        return Seen(self.requests, [records.data() for records in self.relay.client], largest, "\n".join(self.logs))

    def say(self, letter):
        """A command to s_server, which makes it send something."""
        heard = self.relay.server[-1]
        count = heard.passed
        self.server.say(letter.encode() + b"\n")
        self.relay.wait_for(lambda: heard.passed > count)


def connections_of(steps):
    """How many connections the steps up to a restart make."""
    text = " ".join(steps).split("restart")[0]
    return sum("get" in part for part in text.split("close"))


def perform(run, authority, program):
    """The Outcome of a run."""
    case, calls = run.case, []
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qtm-")))
        stage = Stage(run, authority, folder)
        stack.callback(stage.relay.stop)
        stage.begin(case.chain, connections_of(case.steps))
        client = stack.enter_context(subprocess.Popen(
            [program, case.host, str(stage.relay.port), authority.bundle(case.trust), str(case.timeout_ms)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        stack.callback(client.kill)
        for at, step in enumerate(case.steps):
            word, _, argument = step.partition(" ")
            if word == "say":
                stage.say(argument)
            elif word == "restart":
                stage.end()
                stage.begin(argument, connections_of(case.steps[at + 1:]))
            else:
                with contextlib.suppress(BrokenPipeError):
                    client.stdin.write(word + "\n")
                    client.stdin.flush()
            if word == "get":
                line = client.stdout.readline()
                calls += [Call.read(line)] if line else []
        _, error = client.communicate(timeout=60)
        stage.end()
        return Outcome(**vars(stage.seen()), calls=calls, error=error if client.returncode else "")
