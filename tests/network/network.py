# SPDX-License-Identifier: MIT
"""All that lives around the device: the cable, a name server, the stand-in server, and a relay in front of it."""

import pathlib
import subprocess

import names as zone
import namespace
from cable import Cable
from harness import Running
from relay import Relay

HERE = pathlib.Path(__file__).resolve().parent
PORT = 8443
KNOWN = [option for name in (*zone.NAMES, zone.V4, zone.V6) for option in ("--name", name)]


class Network:
    """From now on this process lives in a network of its own. Raises namespace.Refused where the machine has none."""

    def __init__(self, folder):
        namespace.enter_empty()
        self.cable = Cable(folder)
        self.names = [start_names(address) for address in (zone.V4, zone.V6)]
        self.options = ("--host", "", "--port", str(PORT), *KNOWN)
        self.server = Running(folder / "standin", *self.options)
        self.accounts = self.server.accounts        # a restarted server tells of users as they are by then
        self.relay = Relay(("127.0.0.1", PORT))
        self.ca = folder / "standin" / "ca.pem"

    def calm(self):
        """As it was first: nothing is wrong, and the server is without faults, files and sessions."""
        self.cable.calm()
        self.relay.trouble(None)
        self.relay.hang_up()
        self.relay.delay, self.relay.piece = 0.0, 0
        if self.server.options != self.options:
            self.server.options = self.options
            self.server.restart()
        self.server.control(reset=True, restore=True, clear_stats=True)
        self.server.accounts = self.accounts

    def stop(self):
        self.relay.stop()
        if self.server.process.poll() is None:
            self.server.stop()
        for process in self.names:
            process.kill()
            process.wait()
            process.stdout.close()
        self.cable.stop()


def start_names(address):
    process = subprocess.Popen(["/usr/bin/python3", HERE.parent / "rtos" / "names.py", address], stdout=subprocess.PIPE)
    assert process.stdout.readline(), "the name server did not start"
    return process
