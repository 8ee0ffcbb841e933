# SPDX-License-Identifier: MIT
"""Measures everything, one section after the other, and reports. run.sh builds what it needs and calls it."""
import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile

import charts
import device
import document
import list_document
import programs
import report
import sizes
import stream
from programs import CURL_1_3, EC_12, PROGRAMS
from server import KINDS, Server

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SECTIONS = ["calls", "alone", "lists", "memory", "streams", "time", "device", "sizes"]
COUNTS = {"profile": 100, "set": 100, "cold": 20, "resumed": 50, "handshake": 20}


class Bench:
    def __init__(self, options, server, folder):
        self.options, self.server, self.folder = options, server, folder
        self.programs = programs.Programs(options.build, server, folder, options.keep)
        self.build = options.build

    def everything(self, name, work, kind=EC_12):
        count = COUNTS[work]
        if name == "openapi":
            count = min(count, COUNTS["cold"])  # each is a cold one
        return {**self.programs.instructions(name, work, count, kind), **self.programs.counted(name, work, count, kind),
                **self.programs.system_calls(name, work, min(count, 20), kind)}

    def calls(self):
        """{"1.2 ec": {work: {program: figures}}}; openapi over TLS 1.2 and P-256 alone."""
        found = {}
        for kind in KINDS:
            works = found[" ".join(kind)] = {}
            for work in COUNTS:
                curl = "curl" if kind[0] == "1.2" else CURL_1_3
                if work == "handshake":
                    names = ["limit"]
                elif kind == EC_12:
                    names = ["ours", "limit", curl, *(["openapi"] if work in ("profile", "set") else [])]
                else:
                    names = ["ours", "limit", curl] if work != "set" else []
                works[work] = {name: self.everything(name, work, kind) for name in names}
        return found

    def count_alone(self, *command, whole=False):
        out = os.path.join(self.folder, "callgrind")
        when = [] if whole else ["--collect-atstart=no"]
        said = programs.run("valgrind", "-q", "--tool=callgrind", *when, f"--callgrind-out-file={out}", *command)
        with open(out, encoding="utf-8") as lines:
            return int(re.search(r"^(?:summary|totals): (\d+)", lines.read(), re.M).group(1)), said

    def alone(self):
        """{"decode": {program: instructions}, "encode": ...}"""
        path, count = os.path.join(self.folder, "profile.json"), 100
        with open(path, "w", encoding="utf-8") as file:
            file.write(document.text())
        found = {}
        for work in ("decode", "encode"):
            found[work] = {}
            for name in ("ours", "limit", "curl"):
                total, said = self.count_alone(os.path.join(self.build, "alone"), name, work, path, str(count))
                found[work][name] = total / count
                if work == "encode" and json.loads(said) != document.set_decoded():
                    sys.exit(f"bench: {name} encodes something else: {said}")
        return found

    def lists(self):
        """By length over TLS: {"10": {program: figures}}; the elements alone: {"users": {...}}."""
        found = {"over TLS": {}, "an element": {}}
        for length in (10, 1000) if self.options.quick else (10, 1000, 100000):
            base, size = self.server.add_list(length)
            found["over TLS"][str(length)] = {
                name: {**self.programs.instructions(name, "list", 1, base=base),
                       **self.programs.counted(name, "list", 1, base=base), "bytes": size} for name in PROGRAMS}
        for kind in ("users", "files"):
            found["an element"][kind] = self.element(kind)
        return found

    def element(self, kind):
        """The difference between lists of 2,000 and of 1,000, without a network."""
        totals, sizes_of = {}, {}
        for count in (1000, 2000):
            path = os.path.join(self.folder, f"{kind}-{count}")
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(list_document.lines(kind, count))
            sizes_of[count] = os.path.getsize(path)
            for how in (kind, "jsmn"):
                totals[how, count] = self.count_alone(os.path.join(self.build, "list"), how, path, whole=True)[0]
        return {"bytes": (sizes_of[2000] - sizes_of[1000]) / 1000,
                "ours": (totals[kind, 2000] - totals[kind, 1000]) / 1000,
                "jsmn": (totals["jsmn", 2000] - totals["jsmn", 1000]) / 1000}

    def memory(self):
        """What a list takes at most: {"10": {program: {"heap_peak", "stack"}}}"""
        found = {}
        for length in (10, 1000) if self.options.quick else (10, 1000, 100000, 1000000):
            base, _ = self.server.add_list(length)
            names = [n for n in PROGRAMS if n != "limit" and (length <= 100000 or n == "ours")]
            found[str(length)] = {
                name: {"heap_peak": self.programs.counted(name, "list", 1, base=base)["heap_peak"],
                       "stack": self.programs.stack(name, "list", base=base)} for name in names}
            if length > 100000:
                self.server.drop_list(length)
        return found

    def streams(self):
        megabytes, runs = (16, 5) if self.options.quick else (64, 15)
        return {"seconds": stream.seconds(self.build, self.server, megabytes, runs), "megabytes": megabytes,
                "instructions": stream.instructions(
                    lambda command: self.count_alone(*command, whole=True)[0], self.build, self.server)}

    def time(self):
        """Least CPU and real time of the runs, which take turns."""
        count, runs = (200, 5) if self.options.quick else (1000, 15)
        times = {name: [] for name in PROGRAMS}
        for name in stream.turns(PROGRAMS, runs):
            times[name].append(self.programs.time(name, "profile", 10 if name == "openapi" else count))
        return {name: {"cpu": min(t[0] for t in found), "real": min(t[1] for t in found)} for name, found in times.items()}

    def device(self):
        return device.measure()

    def sizes(self):
        archives = ("quatrix/libquatrix.a", "quatrix/port/posix/libquatrix_port_posix.a")
        return {**sizes.measure(), "heap_symbols": {os.path.basename(path): programs.heap_symbols(
            os.path.join(self.build, path)) for path in archives}}


def version(command, pattern):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout + done.stderr)
    return found.group(1) if found else "?"


def text_of(path, pattern):
    with open(path, encoding="utf-8") as file:
        found = re.search(pattern, file.read(), re.M)
    return found.group(1) if found else "?"


def versions():
    cache = os.path.join(ROOT, ".cache")
    return {
        "system": text_of("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)'),
        "machine": platform.machine(),
        "cpu": text_of("/proc/cpuinfo", r"^model name\s*: (.*)$"),
        "gcc": version(["gcc", "--version"], r"(\d+\.\d+\.\d+)"),
        "libc": platform.libc_ver()[1],
        "mbedtls": text_of(os.path.join(cache, "mbedtls-3.6/source/.debian-source"), r" (\S+)"),
        "libcurl": text_of(os.path.join(cache, "curl/source/.debian-source"), r" (\S+)"),
        "libcurl over openssl": version(["dpkg-query", "-W", "libcurl4"], r"\t(\S+)"),
        "cjson": version(["dpkg-query", "-W", "libcjson1"], r"\t(\S+)"),
        "valgrind": version(["valgrind", "--version"], r"-([\d.]+)"),
        "nginx": version(["nginx", "-v"], r"/([\d.]+)"),
        "openssl": version(["openssl", "version"], r"OpenSSL ([\w.]+)"),
        "revision": version(["git", "-C", HERE, "describe", "--always", "--dirty"], r"(\S+)"),
    }


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True, help="where the programs and archives are")
    parser.add_argument("--json")
    parser.add_argument("--charts", default=os.path.join(ROOT, "build", "bench", "charts"))
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--keep")
    options = parser.parse_args()
    if options.update and (options.quick or options.only != SECTIONS):
        parser.error("--update wants all of it")
    return options


def main():
    options = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = {"versions": versions(), "document_bytes": len(document.text().encode())}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # nginx may have another user for its one process
        server = Server(folder)
        server.add_list(10)
        with server:
            bench = Bench(options, server, folder)
            bench.programs.check()
            for section in options.only:
                print(f"measuring {section}", file=sys.stderr)
                found[section] = getattr(bench, section)()
    text = report.text(found)
    print(text)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
            file.write("\n")
    charts.write(options.charts, found)
    if options.update:
        charts.write(HERE, found)
        report.update(os.path.join(HERE, "README.md"), text)


if __name__ == "__main__":
    main()
