#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the bench programs against a server that listens, and reports counters. run.sh calls it.

Nothing here is a time: every figure is a count that the next run gives again.
"""
import argparse
import json
import os
import platform
import re
import shlex
import subprocess
import sys

import callgrind
import document

HOST = "localhost"
TOKEN = "2c9e61b4-7f03-4d8a-b5c1-6e0a94f3d728"
PROGRAMS = ["ours", "limit"]  # the first is compared with each of the others
OURS = {"http", "json", "call", "api", "base", "tls", "port"}
ALLOCATORS = {"malloc", "calloc", "realloc", "free"}
HEAP_SYMBOLS = ALLOCATORS | {"reallocarray", "aligned_alloc", "posix_memalign", "memalign", "valloc", "strdup",
                             "strndup", "asprintf", "vasprintf", "getline", "open_memstream"}
GCM_OVERHEAD = 8 + 16  # explicit nonce and tag of a TLS 1.2 record, RFC 5288
MODULES = ["mbedtls", "libc", "jsmn", "json", "http", "call", "api", "base", "tls", "port", "program"]


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"measure.py: {shlex.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def module_of(obj, file):
    """The module of a source file; what has no debug information is told by the object it is in."""
    if callgrind.LIBC.search(obj):
        return "libc"
    if file.endswith("/jsmn.h"):
        return "jsmn"
    found = re.search(r"/core/src/(\w+)/", file)
    if found:
        return found.group(1)
    if "/core/include/" in file:
        return "call"
    if "/port/" in file:
        return "port"
    if "/tests/bench/" in file or "/valgrind/" in file:
        name = re.search(r"/limit_(http|decode)\.c$", file)
        return {"http": "http", "decode": "json"}[name.group(1)] if name else "program"
    return "mbedtls"


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = options.temporary

    def program(self, name, *arguments):
        return [os.path.join(self.options.build, name), "--host", HOST, "--port", self.options.port,
                "--ca", self.options.ca, "--token", TOKEN, *arguments]

    def profile(self, name, *arguments):
        out = os.path.join(self.options.keep or self.folder, f"callgrind.{name}{''.join(arguments[:1])}")
        run("valgrind", "-q", "--tool=callgrind", "--collect-atstart=no", f"--callgrind-out-file={out}",
            *self.program(name, *arguments))
        return callgrind.Profile(out, module_of)

    def instructions(self, name):
        calls = self.options.calls
        profile = self.profile(name, "--calls", str(calls))
        by_caller = {module: sum(n for (caller, callee), n in profile.calls.items()
                                 if caller == module and callee in ALLOCATORS) / calls for module in MODULES}
        return {
            "instructions": profile.total / calls,
            "instructions_by_module": {m: profile.modules[m] / calls for m in MODULES if profile.modules[m]},
            "instructions_in_libc_for": {m: n / calls for m, n in profile.libc_for.most_common()},
            "instructions_by_function": {f"{m}: {f}": n / calls
                                         for (m, f), n in profile.functions.most_common(30)},
            "allocator_calls": sum(by_caller.values()),
            "allocator_calls_by_core_and_port": sum(n for m, n in by_caller.items() if m in OURS),
        }

    def first_call(self, name):
        """Differs a little from run to run, as keys do. That it allocates shows that we would see it."""
        profile = self.profile(name, "--cold")
        found = [(caller, n) for (caller, callee), n in profile.calls.items() if callee in ALLOCATORS]
        return {
            "first_call_instructions": profile.total,
            "first_call_allocator_calls": sum(n for _, n in found),
            "first_call_allocator_calls_by_core_and_port":
                sum(n for caller, n in found if caller in OURS and name == PROGRAMS[0]),
        }

    def system_calls(self, name):
        out = os.path.join(self.folder, f"strace.{name}")
        run("strace", "-f", "-o", out, *self.program(name, "--mark", "--calls", str(self.options.calls)))
        counted, calls, inside = {}, 0, False
        with open(out, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if "bench: a call begins" in line:
                    inside = True
                elif "bench: a call ends" in line:
                    inside = False
                    calls += 1
                elif inside:
                    found = re.match(r"\d+ +(\w+)\(", line)
                    if found:
                        counted[found.group(1)] = counted.get(found.group(1), 0) + 1
        if calls != self.options.calls:
            sys.exit(f"measure.py: strace saw {calls} calls of {name}")
        return {"system_calls": sum(counted.values()) / calls,
                "system_calls_by_name": {n: c / calls for n, c in sorted(counted.items())}}

    def wire(self, name):
        calls = self.options.calls
        told = run(*self.program(name, "--wire", "--calls", str(calls))).split()
        wire = {key: int(value) / calls for key, value in zip(told[::2], told[1::2])}
        for end in ("in", "out"):
            wire[f"plain_bytes_{end}"] = wire[f"record_payload_{end}"] - GCM_OVERHEAD * wire[f"records_{end}"]
        return wire

    def check(self, name):
        """What it decodes is the document, member by member."""
        got = json.loads(run(*self.program(name, "--dump")))
        wanted = document.decoded()
        if got != wanted:
            different = [key for key in wanted.keys() | got.keys() if got.get(key, "") != wanted.get(key, "")]
            sys.exit(f"measure.py: {name} decodes {', '.join(sorted(different))} to something else")

    def measure(self, name):
        self.check(name)
        print(f"measuring {name}", file=sys.stderr)
        return {**self.instructions(name), **self.first_call(name), **self.system_calls(name), **self.wire(name)}


def heap_symbols(archive):
    """Names that an archive needs from elsewhere and that mean a heap."""
    needed = {line.split()[-1].split("@")[0] for line in run("nm", "--undefined-only", archive).splitlines()
              if line.strip() and not line.endswith(":")}
    if "memcpy" not in needed:
        sys.exit(f"measure.py: {archive} does not even need memcpy: nm was not understood")
    return sorted(needed & HEAP_SYMBOLS)


def version(command, pattern):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout + done.stderr)
    return found.group(1) if found else "?"


def versions(options):
    with open("/etc/os-release", encoding="utf-8") as file:
        system = re.search(r'^PRETTY_NAME="?([^"\n]*)', file.read(), re.M).group(1)
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        cpu = re.search(r"^model name\s*: (.*)$", file.read(), re.M)
    return {
        "system": system,
        "machine": platform.machine(),
        "cpu": cpu.group(1) if cpu else "?",
        "gcc": version(["gcc", "--version"], r"(\d+\.\d+\.\d+)"),
        "libc": platform.libc_ver()[1],
        "mbedtls": options.mbedtls,
        "valgrind": version(["valgrind", "--version"], r"-([\d.]+)"),
        "nginx": version(["nginx", "-v"], r"/([\d.]+)"),
        "openssl": version(["openssl", "version"], r"OpenSSL ([\w.]+)"),
        "revision": version(["git", "-C", os.path.dirname(os.path.abspath(__file__)), "describe", "--always",
                             "--dirty"], r"(\S+)"),
    }


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def print_row(label, results, value, ratio=False):
    cells = [value(results[name]) for name in PROGRAMS]
    row = [label] + [number(cell) for cell in cells]
    for cell in cells[1:]:
        row.append(f"**{cells[0] / cell:.3f}**" if ratio and cell else "")
    print(f"| {' | '.join(row)} |")


def print_table(report):
    results = report["warm profile get"]
    heads = ["one warm `GET /profile`"] + PROGRAMS + [f"{PROGRAMS[0]} / {name}" for name in PROGRAMS[1:]]
    print(f"| {' | '.join(heads)} |")
    print(f"| --- |{' ---: |' * (len(heads) - 1)}")
    print_row("instructions in user space", results, lambda r: r["instructions"], ratio=True)
    for module in MODULES:
        if any(module in results[name]["instructions_by_module"] for name in PROGRAMS):
            print_row(f"- in {module}", results, lambda r, m=module: r["instructions_by_module"].get(m))
    print_row("- without mbedTLS and what libc does for it", results, without_tls, ratio=True)
    rows = [
        ("calls of malloc, calloc, realloc, free", "allocator_calls"),
        ("- from core and port", "allocator_calls_by_core_and_port"),
        ("- in the first call, with the handshake", "first_call_allocator_calls"),
        ("- of these from core and port", "first_call_allocator_calls_by_core_and_port"),
        ("system calls", "system_calls"),
        ("TLS records out", "records_out"), ("TLS records in", "records_in"),
        ("TCP segments with data out", "data_segments_out"), ("TCP segments with data in", "data_segments_in"),
        ("bytes out, inside TLS", "plain_bytes_out"), ("bytes in, inside TLS", "plain_bytes_in"),
        ("bytes out, over TCP", "bytes_out"), ("bytes in, over TCP", "bytes_in"),
    ]
    for label, key in rows:
        print_row(label, results, lambda r, k=key: r[k])
    print()
    for name in PROGRAMS:
        calls = ", ".join(f"{call} {number(n)}" for call, n in results[name]["system_calls_by_name"].items())
        print(f"System calls of {name}: {calls}.")
    for archive, symbols in report["heap_symbols"].items():
        print(f"Undefined symbols of {archive} that mean a heap: {', '.join(symbols) or 'none'}.")
    print()
    print(", ".join(f"{key} {value}" for key, value in report["versions"].items()))


def without_tls(result):
    return (result["instructions"] - result["instructions_by_module"]["mbedtls"]
            - result["instructions_in_libc_for"].get("mbedtls", 0))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True, help="where the programs and archives are")
    parser.add_argument("--port", required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--temporary", required=True)
    parser.add_argument("--mbedtls", required=True, help="its version")
    parser.add_argument("--calls", type=int, default=100, help="warm calls a program makes")
    parser.add_argument("--json", help="write all figures to this file")
    parser.add_argument("--keep", help="folder that keeps callgrind's files")
    options = parser.parse_args()

    bench = Bench(options)
    report = {
        "versions": versions(options),
        "document_bytes": len(document.text().encode()),
        "warm profile get": {name: bench.measure(name) for name in PROGRAMS},
        "heap_symbols": {os.path.basename(path): heap_symbols(os.path.join(options.build, path))
                         for path in ("quatrix/libquatrix.a", "quatrix/port/posix/libquatrix_port_posix.a")},
    }
    print_table(report)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
