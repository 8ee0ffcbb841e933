#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One client, many calls of every kind in an order drawn by lot, and something wrong with every second one.

    soak.py --program PROGRAM [--minutes M] [--seed S] [--results FILE]

Each call is judged: it may end with what its fault can bring about and with nothing else, where the policies of the client
are to help it must succeed, and the next attempt, without a fault, must succeed in any case. Then what the server has is
compared with what it should have: no user, key, file or upload too many or too few. Memory, descriptors and threads of
the program are looked at whenever it is idle, and must be what they were after the first rounds.
"""

import argparse
import dataclasses
import pathlib
import random
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
for folder in ("server", "e2e", "rtos"):
    sys.path.insert(0, str(HERE.parent / folder))

from client import Client  # noqa: E402 (found through the lines above)
from faulty import Faults  # noqa: E402
from network import Network  # noqa: E402
from world import World  # noqa: E402

IDLE_EVERY = 100        # calls between two looks at the memory
# How far each may be from where it was. glibc counts a block 16 bytes larger where what is left of its place is too small to
# be a block of its own.
STEADY = {"heap": 16, "descriptors": 0, "threads": 0}
THREADS = 2             # of the idle program: main() and the one with the stack that is looked at


@dataclasses.dataclass
class Tally:
    steps: int = 0
    faults: int = 0
    unexpected: list = dataclasses.field(default_factory=list)
    growth: int = 0         # of the heap, since the first look


class Soak:
    def __init__(self, network, program, seed=1):
        self.lot, self.tally = random.Random(seed), Tally()
        self.client = Client(network.cable, program, "both.test", network.relay.port, network.ca)
        self.world = World(network.server, self.client, self.lot)
        self.faults = Faults(network, self.lot)
        self.first = self.last = None

    def complain(self, text):
        self.tally.unexpected.append(text)
        print("unexpected:", text, flush=True)

    def step(self, fault):
        """Make a call, with a fault, and put things right again."""
        action = self.world.draw(fault.suits)
        words = self.world.words(action)
        fault.begin(action)
        outcome = self.client(*words)
        happened = fault.end()
        self.tally.steps += 1
        self.tally.faults += happened
        if outcome.status not in fault.allowed(action, happened):
            self.complain(f"{fault}, {self.world.describe()}: {outcome}")
        wrong = self.world.settle(action, words, outcome)
        if wrong:
            self.complain(f"{fault}, {self.world.describe()}: {outcome}, and then {wrong}")

    def look(self):
        """At the memory, and at all the server has. The first time is the one that others are compared with."""
        wrong = self.world.wrong_in_all()
        if wrong:
            self.complain(wrong)
        self.last = self.idle()
        self.first = self.first or self.last
        self.tally.growth = self.last["heap"] - self.first["heap"]
        for name, slack in STEADY.items():
            if abs(self.last[name] - self.first[name]) > slack:
                self.complain(f"{name} was {self.first[name]} and is {self.last[name]}")

    def idle(self):
        """What the program holds when nothing is under way: a lookup that was given up ends by itself."""
        for _ in range(300):
            now = self.client.gauge()
            if now["threads"] == THREADS:
                break
            time.sleep(0.1)
        return now

    def warm_up(self):
        """Every fault once."""
        for fault in [self.faults.nothing] * IDLE_EVERY + self.faults.each():
            self.step(fault)
        self.look()

    def go_on(self):
        for _ in range(IDLE_EVERY):
            self.step(self.faults.draw())
        self.look()


def run(program, folder, enough, seed):
    """Until enough(tally); the soak, ended in order."""
    network = Network(folder)
    soak = Soak(network, program, seed)
    try:
        soak.warm_up()
        while not enough(soak.tally):
            soak.go_on()
            print(f"{soak.tally.steps} steps, {soak.client.calls} calls, {soak.tally.faults} faults, "
                  f"{len(soak.tally.unexpected)} unexpected, {soak.last}", flush=True)
        soak.client.end()
        return soak
    finally:
        soak.client.kill()
        network.stop()


def write_results(path, soak, minutes):
    tally = soak.tally
    rows = {"minutes": int(minutes), "calls": soak.client.calls, "faults": tally.faults, "unexpected": len(tally.unexpected),
            "growth_bytes": tally.growth, "resident_growth_bytes": soak.last["resident"] - soak.first["resident"],
            "stack_bytes": soak.last["stack"], "handshakes": soak.last["handshakes"], "resumed": soak.last["resumed"]}
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Written by soak.sh.\n")
        file.writelines(f"soak/{name}\t{value}\n" for name, value in rows.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", help="file for the counts")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))     # with all that it started
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        soak = run(options.program, pathlib.Path(folder), lambda _: time.monotonic() - began >= 60 * options.minutes, options.seed)
    if options.results:
        write_results(options.results, soak, (time.monotonic() - began) / 60)
    return 1 if soak.tally.unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
