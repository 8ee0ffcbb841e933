# SPDX-License-Identifier: MIT
"""A board in QEMU, and the world around it: a name server, a cable that can be cut, the stand-in server.

Everything lives in a network namespace of its own (run.sh makes it), where QEMU's user network reaches
nothing but the loopback interface: the guest finds it at 10.0.2.2, and at fec0::2.
"""
import json
import os
import pathlib
import re
import select
import socket
import struct
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BARE = ROOT / "examples" / "bare_metal"
sys.path.insert(0, str(ROOT / "tests" / "server"))
sys.path.insert(0, str(BARE))  # before the other: both have a store.py

import store  # noqa: E402 (found through the lines above)

HOST = "quatrix.test"
NETWORK = "10.0.2.15 255.255.255.0 10.0.2.2 10.0.2.2"
STORE_ADDRESS = 0x21000000
RAM = (0x20000000, 128 * 1024)  # of the program, see mps2_an385.ld
SETTING = {name: number for number, name in enumerate(store.SETTINGS)}


class NameServer:
    """Answers A and AAAA on 127.0.0.1:53. mode: "answer", "silent", "refuse" (NXDOMAIN)."""

    def __init__(self):
        self.names, self.mode, self.asked = {}, "answer", []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(512)
            if self.mode != "silent":
                self.socket.sendto(self.answer(query), peer)

    def answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
        name = ".".join(labels)
        self.asked.append((name, kind))
        family = {1: socket.AF_INET, 28: socket.AF_INET6}[kind]
        found = [a for a in self.names.get(name, []) if (":" in a) == (kind == 28)] if self.mode == "answer" else []
        code = 0 if name in self.names and self.mode == "answer" else 3
        data = b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(raw)) + raw
            for raw in (socket.inet_pton(family, address) for address in found))
        head = query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(found), 0, 0)
        return head + query[12 : at + 5] + data


class Cable:
    """A TCP port before the server's. cut(n): n bytes more come through from the server, then nothing in either
    direction, and nobody is told. mend(): connections made later get through again."""

    def __init__(self, to_port):
        self.to_port, self.left, self.passed = to_port, None, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def cut(self, after=0):
        self.left = after

    def mend(self):
        self.left = None

    def accept(self):
        while True:
            device, _ = self.listening.accept()
            threading.Thread(target=self.join, args=(device,), daemon=True).start()

    def join(self, device):
        try:
            with device, socket.create_connection(("127.0.0.1", self.to_port)) as server:
                to = {device: server, server: device}
                while True:
                    for source in select.select(list(to), [], [])[0]:
                        data = source.recv(65536)
                        if source is server:
                            data = self.last_bytes(data)
                        if self.left == 0:
                            to[source].sendall(data if source is server else b"")
                            self.dead_air(device)
                            return
                        to[source].sendall(data)
                        if not data:
                            return
        except OSError:
            pass

    def last_bytes(self, data):
        if self.left is not None:
            data = data[: self.left]
            self.left -= len(data)
        self.passed += len(data)
        return data

    @staticmethod
    def dead_air(device):
        """The connection stays open until the device has given up."""
        while device.recv(65536):
            pass


class Result:
    """What a command of the lab ended with."""

    def __init__(self, lines):
        self.lines = lines[:-1]
        status, self.phase, tls_code, http, ms, cycles = lines[-1].split()[1:]
        self.status, self.tls_code, self.http = status, int(tls_code), int(http)
        self.ms, self.cycles = int(ms), int(cycles)

    def __repr__(self):
        return f"{self.status} in {self.phase}, TLS {self.tls_code}, HTTP {self.http}, {self.ms} ms: {self.lines}"


class Board:
    """A program in QEMU. stop() ends it."""

    def __init__(self, program, folder, values, ca, *options):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.operator = None
        der = store.der_of(pathlib.Path(ca).read_text()) if ca else b""
        image = bytes(16) if values is None else store.image(values, der)
        (self.folder / "store").write_bytes(image)
        self.process = subprocess.Popen(
            [BARE / "board" / "qemu.sh", program, "-serial", "stdio", *self.operator_options(),
             "-device", f"loader,file={self.folder}/store,addr={STORE_ADDRESS},force-raw=on",
             "-netdev", "user,id=net", "-net", "nic,netdev=net,model=lan9118",
             "-qmp", f"unix:{self.folder}/qmp,server=on,wait=off", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.transcript = []

    def operator_options(self):
        """The operator of the demonstration, who keeps a copy of what was seen, for tests that look for it."""
        path, program = self.folder / "line", self.folder / "operator"
        program.write_text(f"""#!/bin/sh
{ROOT}/examples/provision/operator.sh "$1" "$2" && cp "$1" {self.folder}/seen.png && cp "$2" {self.folder}/seen
""")
        program.chmod(0o700)
        self.operator = subprocess.Popen(["/usr/bin/python3", BARE / "operator_line.py", path, program], stdout=subprocess.PIPE)
        assert self.operator.stdout.readline() == b"ready\n"
        return ["-chardev", f"socket,id=operator,path={path}", "-serial", "chardev:operator"]

    def line(self, timeout=60):
        """The next line of the console; None when the program has ended."""
        deadline, text = time.monotonic() + timeout, b""
        while not text.endswith(b"\n"):
            assert select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))[0], \
                f"the board says no more; so far:\n{chr(10).join(self.transcript)}"
            byte = os.read(self.process.stdout.fileno(), 1)
            if not byte:
                return None
            text += byte
        self.transcript.append(text.decode("utf-8", "replace").rstrip("\r\n"))
        return self.transcript[-1]

    def until(self, pattern, timeout=60):
        """Lines up to one that matches."""
        lines = []
        while not lines or not re.match(pattern, lines[-1]):
            line = self.line(timeout)
            assert line is not None, "the board stopped:\n" + "\n".join(self.transcript)
            lines.append(line)
        return lines

    def send(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def do(self, command, timeout=60):
        """A command of the lab; its Result."""
        self.send(command)
        return Result(self.until("= ", timeout))

    def set(self, name, text):
        assert self.do(f"set {SETTING[name]} {text}").status == "OK"

    def start(self, arena=0, timeout_ms=0, plain=False, tls12=False):
        return self.do(f"start {arena} {timeout_ms} {int(plain)} {int(tls12)}")

    def info(self):
        return {name: int(number) for name, number in (line.split() for line in self.do("info").lines)}

    def finish(self, timeout=120):
        """All it says until it ends; the exit status."""
        while self.line(timeout) is not None:
            pass
        return self.process.wait(10)

    def qmp(self, command, **arguments):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.folder / "qmp"))
            answers = connection.makefile("rw")
            answers.readline()
            for one in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                answers.write(json.dumps(one) + "\n")
                answers.flush()
                answer = json.loads(answers.readline())
                while "event" in answer:
                    answer = json.loads(answers.readline())
                assert "return" in answer, answer
            return answer["return"]

    def memory(self):
        """The RAM of the program."""
        path = self.folder / "ram"
        self.qmp("pmemsave", val=RAM[0], size=RAM[1], filename=str(path))
        return path.read_bytes()

    def stop(self):
        for process in (self.process, self.operator):
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()


def values_for(server, port, user="plain", **more):
    """The store of a device that is to log in as that user."""
    person = server.user(user)
    values = {"host": HOST, "port": str(port), "network": NETWORK, "clock": "trusted",
              "email": person["email"], "password": person["password"]}
    return {**values, **more}
