# SPDX-License-Identifier: MIT
"""A network of our own: this process and its children see nothing but loopback and a TAP device.

    kernel's side   192.0.2.1, fd00:51::1     peers, name server, stand-in server
    lwIP's side     192.0.2.2, fd00:51::2     the program under test, one at a time

Further addresses are there for tests: 192.0.2.3 is a host where nobody answers questions for names;
at 192.0.2.99 and fd00:51::99 there is no host at all.
"""

import ctypes
import os
import subprocess

CLONE_NEWNET = 0x40000000
CLONE_NEWUSER = 0x10000000
TAP = "tap0"
NEEDS = (
    "These tests need a network namespace of their own, tests/rtos a TAP device in it. Run them as root; in a container also with "
    "CAP_NET_ADMIN, CAP_SYS_ADMIN and /dev/net/tun (docker run --cap-add NET_ADMIN --cap-add SYS_ADMIN --device /dev/net/tun)."
)


class Refused(Exception):
    """The machine does not let us, and what it would take."""

    def __init__(self, why):
        super().__init__(f"{why}\n{NEEDS}")


def unshare(flags):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0:
        raise Refused(f"unshare: {os.strerror(ctypes.get_errno())}")


def run(command):
    done = subprocess.run(command.split(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Refused(f"{command}: {done.stdout.strip()}")


def become_root_inside():
    """Anyone may have a network of his own, where the kernel allows user namespaces."""
    user, group = os.getuid(), os.getgid()
    unshare(CLONE_NEWUSER | CLONE_NEWNET)
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def enter_empty():
    """From here on this thread and every process it starts live in a network of loopback alone. Raises Refused."""
    if os.geteuid() == 0:
        unshare(CLONE_NEWNET)
    else:
        become_root_inside()
    run("ip link set lo up")


def enter():
    """The same, with the TAP device."""
    enter_empty()
    run(f"ip tuntap add {TAP} mode tap")
    for address in ("192.0.2.1/24", "192.0.2.3/24"):
        run(f"ip address add {address} dev {TAP}")
    run(f"ip -6 address add fd00:51::1/64 dev {TAP} nodad")
    run(f"ip link set {TAP} up")
    os.environ["PRECONFIGURED_TAPIF"] = TAP
