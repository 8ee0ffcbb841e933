# SPDX-License-Identifier: MIT
"""Two networks and a cable between them, and what can be wrong with it.

    ours, the server's   192.0.2.1, fd00:51::1     this process and what it starts, but for:
    the device's         192.0.2.2, fd00:51::2     commands made by Cable.command()

The addresses, and the names that lead to ours, are those of tests/rtos/names.py. The device asks a name server at our
side, over either family, and nothing else: it has /etc/hosts and /etc/resolv.conf of its own.
"""

import subprocess

import names as zone
import namespace

ENDS = ("near", "far")  # of the cable: ours, the device's
FAR4, FAR6 = "192.0.2.2", "fd00:51::2"
# What a lost segment costs at least. Linux would wait 200 ms, and the tests as many times longer.
RTO_MIN = "rto_min 20ms"
WEATHER = "table inet weather"


class Cable:
    """Made once this process lives in a network of its own, see namespace.enter_empty()."""

    def __init__(self, folder):
        self.holder = hold(folder)
        self.inside = ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net", f"--mount=/proc/{self.holder.pid}/ns/mnt", "--"]
        namespace.run(f"ip link add near type veth peer name far netns {self.holder.pid}")
        self.at("far", "ip link set lo up")
        self.calm()

    def command(self, *words):
        """A command as it is run at the device's side."""
        return [*self.inside, *(str(word) for word in words)]

    def at(self, end, text, standard_input=""):
        """Have a shell run commands at an end of the cable."""
        self.changed = True
        words = [*(self.inside if end == "far" else []), "sh", "-c", text]
        done = subprocess.run(words, input=standard_input, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise namespace.Refused(f"{text}: {done.stdout.strip()}")

    def stop(self):
        self.holder.stdin.close()
        self.holder.wait()

    # ---- addresses

    def calm(self):
        """As it was first: both families, no losses, nothing slow."""
        if self.changed:
            self.lossless()
            for end in ENDS:
                self.at(end, f"tc qdisc del dev {end} root 2>&-; ip link set {end} mtu 1500")
            self.address()
        self.changed = False

    def address(self, v4=True, v6=True):
        """Give both ends addresses of these families, and of no other."""
        for end, four, six in (("near", zone.V4, zone.V6), ("far", FAR4, FAR6)):
            commands = [f"ip address flush dev {end}", f"ip link set {end} up"]
            if v4:
                commands += [f"ip address add {four}/24 dev {end}",
                             f"ip route change 192.0.2.0/24 dev {end} src {four} {RTO_MIN}"]
            if v6:
                commands += [f"ip -6 address add {six}/64 dev {end} nodad",
                             f"ip -6 route change fd00:51::/64 dev {end} metric 256 {RTO_MIN}"]
            self.at(end, " && ".join(commands))

    # ---- weather

    def nft(self, end, *rules):
        """Rules for what comes in at an end, in the place of those before."""
        lines = [f"add {WEATHER}", f"delete {WEATHER}"]
        if rules:
            chain = f"{WEATHER.removeprefix('table ')} in"
            lines += [f"add {WEATHER}", f"add chain {chain} {{ type filter hook input priority 0; }}"]
            lines += [f"add rule {chain} iifname {end} {rule}" for rule in rules]
        self.at(end, "nft -f -", "\n".join(lines) + "\n")

    def lossless(self):
        for end in ENDS:
            self.nft(end)

    def lose(self, percent):
        """So many of a hundred packets, at random, in each direction."""
        for end in ENDS:
            self.nft(end, f"meta l4proto {{ tcp, udp }} numgen random mod 100 < {percent} drop")

    def swallow(self, longer_than):
        """Packets of more bytes vanish on their way to the device, and nobody is told."""
        self.nft("far", f"meta length > {longer_than} drop")

    def slow(self, kbit):
        """So many thousand bits a second in each direction, as a modem does it: with a long queue."""
        for end in ENDS:
            self.at(end, f"tc qdisc add dev {end} root tbf rate {kbit}kbit burst 1600 limit 30000")

    def unplug(self):
        """The device's end is down, and its addresses are gone; address() puts it right."""
        self.at("far", "ip link set far down")

    def mtu(self, size):
        for end in ENDS:
            self.at(end, f"ip link set {end} mtu {size}")


def hold(folder):
    """A process that keeps the device's network and files until its standard input ends."""
    (folder / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
    (folder / "resolv.conf").write_text(f"nameserver {zone.V6}\nnameserver {zone.V4}\noptions timeout:1 attempts:3\n")
    (folder / "nsswitch.conf").write_text("hosts: files dns\n")
    mounts = " && ".join(f"mount --bind {folder / name} /etc/{name}" for name in ("hosts", "resolv.conf", "nsswitch.conf"))
    holder = subprocess.Popen(["unshare", "--net", "--mount", "sh", "-c", f"{mounts} && echo ready && exec cat"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if not holder.stdout.readline():
        raise namespace.Refused("the files of /etc cannot be replaced in a mount namespace")
    return holder
