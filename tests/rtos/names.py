# SPDX-License-Identifier: MIT
"""A name server for a dozen names: UDP, one question a message, A and AAAA.

    names.py ADDRESS

Prints "ready" and answers at port 53 until it is killed. Other names do not exist.
"""

import ipaddress
import socket
import struct
import sys
import time

A, AAAA, IN = 1, 28, 1
V4, V6 = "192.0.2.1", "fd00:51::1"
NAMES = {
    "v4.test": [V4],
    "v6.test": [V6],
    "both.test": [V4, V6],
    "nothing.test": [],  # exists, and has no address
    "v6-away.test": [V4, "fd00:51::99"],  # nobody at the IPv6 address
    "v4-away.test": ["192.0.2.99", V6],
    "away.test": ["192.0.2.99"],
    "half.test": [V4],  # questions for AAAA are not answered
    "late.test": [V4],  # nothing is answered in the first 3 seconds
    "slow.test": ["192.0.2.99"],  # answered after a while
}
SILENT = {("half.test", AAAA)}
LATE_S = 3
SLOW_S = 0.3
NXDOMAIN = 3


def question(message):
    """(name, type, end of the question) of a message."""
    at, labels = 12, []
    while message[at]:
        labels.append(message[at + 1 : at + 1 + message[at]].decode("ascii").lower())
        at += 1 + message[at]
    kind, _ = struct.unpack_from(">HH", message, at + 1)
    return ".".join(labels), kind, at + 5


def answer(message, name, kind, end):
    """All addresses live for a second: every test asks anew."""
    addresses = [ipaddress.ip_address(text) for text in NAMES.get(name, [])]
    packed = [one.packed for one in addresses if kind == (A if one.version == 4 else AAAA)]
    flags = 0x8180 | (0 if name in NAMES else NXDOMAIN)
    head = message[:2] + struct.pack(">HHHHH", flags, 1, len(packed), 0, 0)
    records = [struct.pack(">HHHIH", 0xC00C, kind, IN, 1, len(one)) + one for one in packed]
    return head + message[12:end] + b"".join(records)


def serve(sock):
    first_asked = {}
    while True:
        message, client = sock.recvfrom(512)
        name, kind, end = question(message)
        since = time.monotonic() - first_asked.setdefault(name, time.monotonic())
        if name == "slow.test":
            time.sleep(SLOW_S)
        if (name, kind) not in SILENT and (name != "late.test" or since >= LATE_S):
            sock.sendto(answer(message, name, kind, end), client)


def main():
    family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.bind((sys.argv[1], 53))
        print("ready", flush=True)
        serve(sock)


if __name__ == "__main__":
    main()
