# SPDX-License-Identifier: MIT
"""Has client.c make calls, one at a time, and reads what became of them."""

import dataclasses
import os
import subprocess

import namespace

OK = "OK"
NETWORK = {"E_CLOSED", "E_CUT", "E_NETWORK"}            # the connection broke
AWAY = {"E_RESOLVE", "E_CONNECT", "E_TIMEOUT"}          # nobody was to be reached in time
TLS = {"E_TLS", "E_HANDSHAKE", "E_TLS_RECORD", "E_CERT", "E_CERT_UNTRUSTED", "E_CERT_NAME", "E_CERT_DATE"}
# Freed blocks that glibc keeps aside for a thread would count as in use, and so would the stacks it keeps of threads that
# have ended, some 300 bytes of the heap each: one more whenever more lookups than ever before ran at once.
EXACT_HEAP = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1:glibc.pthread.stack_cache_size=0"}


@dataclasses.dataclass
class Outcome:
    """What a call ended with, and the values it printed, by name."""

    words: tuple
    status: str
    http: int
    code: int
    retries: int
    relogin: str
    phase: str
    ms: int
    values: dict


class Client:
    """The program at the device's side; patience is the deadline of a call, in milliseconds."""

    def __init__(self, cable, program, host, port, ca, patience=2500, attempts=3):
        self.patience = patience
        self.calls = 0
        self.process = subprocess.Popen(cable.command(program, host, port, ca, patience, attempts), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **EXACT_HEAP})
        self.began = self.answer(())
        if self.began.status != OK:
            raise namespace.Refused(f"{program} did not begin: {self.began}")

    def __call__(self, *words):
        """Make a call and wait for its end."""
        self.calls += 1
        self.process.stdin.write("\t".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        return self.answer(words)

    def answer(self, words):
        values = {}
        while line := self.process.stdout.readline():
            if line.startswith("= "):
                status, http, code, retries, relogin, phase, ms = line[2:].split()
                return Outcome(words, status, int(http), int(code), int(retries), relogin, phase, int(ms), values)
            name, _, value = line.rstrip("\n").partition(": ")
            values[name] = value
        raise AssertionError(f"the program is gone: {words}, {self.process.wait()}, {self.process.stderr.read()[-4000:]}")

    def be(self, user):
        """Whose credentials are used from now on: one of accounts.json."""
        self("be", user["email"], user["password"], user["totp_secret"] or user["pin"])

    def gauge(self):
        """What the program holds once it is idle: connection closed, TLS session forgotten, lookups ended."""
        self("close")
        self("forget-tls")
        return {name: int(value) for name, value in self("gauge").values.items()}

    def end(self):
        """It ends in order, and no sanitizer has anything to say."""
        _, said = self.process.communicate()
        assert (self.process.returncode, said) == (0, ""), (self.process.returncode, said[-8000:])

    def kill(self):
        self.process.kill()
        self.process.communicate()
