# SPDX-License-Identifier: MIT
"""Runs the programs against the server, under the tools that count. All but time() gives the same figures again."""
import json
import os
import re
import shlex
import subprocess
import sys
import time

import callgrind
import document
from server import BASE

HOST = "localhost"
TOKEN = "2c9e61b4-7f03-4d8a-b5c1-6e0a94f3d728"
PROGRAMS = ["ours", "limit", "curl", "openapi"]  # the first is compared with each of the others
CURL_1_3 = "curl_openssl"  # stands in for curl, which knows TLS 1.2 alone
RECONNECTS = {"cold", "resumed", "handshake"}
OURS = {"http", "json", "call", "api", "base", "tls", "port"}
MODULES = ["mbedtls", "libc", "jsmn", "cjson", "libcurl", "openssl", "json", "http", "call", "api", "base", "tls", "port", "program"]
ALLOCATORS = {"malloc", "calloc", "realloc", "free"}
HEAP_SYMBOLS = ALLOCATORS | {"reallocarray", "aligned_alloc", "posix_memalign", "memalign", "valloc", "strdup",
                             "strndup", "asprintf", "vasprintf", "getline", "open_memstream"}
RECORD_OVERHEAD = {"1.2": 8 + 16, "1.3": 1 + 16}  # nonce and tag, RFC 5288; type and tag, RFC 8446
EC_12 = ("1.2", "ec")


def run(*command, env=None):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, env=env)
    if done.returncode != 0:
        sys.exit(f"bench: {shlex.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def module_of(obj, file):
    """The module of a source file; what has no debug information is told by the object it is in."""
    if callgrind.LIBC.search(obj) or re.search(r"/libm[.-]", obj):
        return "libc"
    if "/libcjson" in obj:
        return "cjson"
    if re.search(r"/lib(ssl|crypto)\.so", obj):
        return "openssl"
    if ".so" in obj:  # Debian's libcurl, and what else it needs
        return "libcurl"
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
        name = re.search(r"/(limit_http|limit_decode|limit_members|limit_set|limit_encode|cjson_decode)\.[ch]$", file)
        return {"limit_http": "http"}.get(name.group(1), "json") if name else "program"
    if "/curl/source/" in file:
        return "libcurl"
    return "mbedtls"


class Programs:
    def __init__(self, build, server, folder, keep=None):
        self.build, self.server, self.folder, self.keep = build, server, folder, keep

    def command(self, name, work, count, mode, kind=EC_12, base=BASE):
        versions = ["--tls12"] if kind[0] == "1.2" else []
        return [os.path.join(self.build, name), "--host", HOST, "--port", self.server.port(*kind), "--base", base,
                "--ca", self.server.ca(kind[1]), "--token", TOKEN, "--work", work, "--count", count, mode, *versions]

    def callgrind(self, name, work, count, kind=EC_12, base=BASE):
        label = "-".join([name, work, *kind, *([base.strip("/")] if base != BASE else [])])
        out = os.path.join(self.keep or self.folder, f"callgrind.{label}")
        when = "--instr-atstart=no" if work in RECONNECTS else "--collect-atstart=no"
        run("valgrind", "-q", "--tool=callgrind", when, f"--callgrind-out-file={out}",
            *self.command(name, work, count, "--calls", kind, base))
        profile = callgrind.Profile(out, module_of)
        if not self.keep:
            os.remove(out)
        return profile

    def instructions(self, name, work, count, kind=EC_12, base=BASE):
        profile = self.callgrind(name, work, count, kind, base)
        allocators = [(caller, n) for (caller, callee), n in profile.calls.items() if callee in ALLOCATORS]
        tls = sum(profile.modules[m] + profile.libc_for[m] for m in ("mbedtls", "openssl"))
        return {
            "instructions": profile.total / count,
            "instructions_without_tls": (profile.total - tls) / count,
            "instructions_by_module": {m: profile.modules[m] / count for m in MODULES if profile.modules[m]},
            "instructions_in_libc_for": {m: n / count for m, n in profile.libc_for.most_common()},
            "instructions_by_function": {f"{m}: {f}": n / count for (m, f), n in profile.functions.most_common(30)},
            "allocator_calls_by_core_and_port":
                sum(n for caller, n in allocators if caller in OURS) / count if name == "ours" else None,
        }

    def counted(self, name, work, count, kind=EC_12, base=BASE):
        """What spy.c sees, and whether connections were kept, new or resumed as the work says."""
        self.server.forget()
        preload = {**os.environ, "LD_PRELOAD": os.path.join(self.build, "libspy.so")}
        told = run(*self.command(name, work, count, "--spy", kind, base), env=preload).split()
        spy = {key: int(value) for key, value in zip(told[::2], told[1::2])}
        for end in ("in", "out"):
            spy[f"plain_bytes_{end}"] = spy.pop(f"payload_{end}") - RECORD_OVERHEAD[kind[0]] * spy[f"records_{end}"]
        self.check_connections(name, work, count)
        return {key: value if key == "heap_peak" else value / count for key, value in spy.items()}

    def check_connections(self, name, work, count):
        """By the server's log, whose last line may be late."""
        if work == "handshake":
            return
        fresh = name == "openapi"
        reconnects = work in RECONNECTS
        most = count + 2 if reconnects or fresh else 1
        for _ in range(40):
            seen = self.server.connections()
            if len(seen) >= most - (name in ("curl", CURL_1_3) and reconnects):
                break
            time.sleep(0.05)
        resumed = sum(seen)
        right = resumed >= count if work == "resumed" and not fresh else resumed == 0
        if not right or len(seen) > most or len(seen) < most - 1:
            sys.exit(f"bench: {name} {work}: {len(seen)} connections, {resumed} resumed")

    def system_calls(self, name, work, count, kind=EC_12, base=BASE):
        out = os.path.join(self.folder, "strace")
        run("strace", "-f", "-o", out, *self.command(name, work, count, "--strace", kind, base))
        counted, calls, inside = {}, 0, False
        with open(out, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if "bench: begins" in line:
                    inside = True
                elif "bench: ends" in line:
                    inside = False
                    calls += 1
                elif inside:
                    found = re.match(r"\d+ +(\w+)\(", line)
                    if found:
                        counted[found.group(1)] = counted.get(found.group(1), 0) + 1
        if calls != count:
            sys.exit(f"bench: strace saw {calls} calls of {name}")
        return {"system_calls": sum(counted.values()) / calls,
                "system_calls_by_name": {n: c / calls for n, c in sorted(counted.items())}}

    def time(self, name, work, count, kind=EC_12, base=BASE):
        """Nanoseconds of CPU and of real time each."""
        told = run(*self.command(name, work, count, "--time", kind, base)).split()
        return int(told[1]) / count, int(told[3]) / count

    def stack(self, name, work, kind=EC_12, base=BASE):
        return int(run(*self.command(name, work, 1, "--stack", kind, base)).split()[1])

    def dump(self, name, work, base=BASE):
        return json.loads(run(*self.command(name, work, 1, "--dump", EC_12, base)))

    def check(self):
        """What they decode is the document, member by member; and the same users."""
        base, _ = self.server.add_list(10)
        users = self.dump("ours", "list", base)
        for name in (*PROGRAMS, CURL_1_3):
            for work, wanted in (("profile", document.decoded()), ("set", document.set_decoded())):
                got = self.dump(name, work)
                if got != wanted:
                    different = [k for k in wanted.keys() | got.keys() if got.get(k, "") != wanted.get(k, "")]
                    sys.exit(f"bench: {name} decodes {', '.join(sorted(different))} to something else")
            got = self.dump(name, "list", base)
            if got["users"] != 10 or (name in ("curl", CURL_1_3) and got != users):
                sys.exit(f"bench: {name} sees other users than ours: {got}, {users}")


def heap_symbols(archive):
    """Names that an archive needs from elsewhere and that mean a heap."""
    needed = {line.split()[-1].split("@")[0] for line in run("nm", "--undefined-only", archive).splitlines()
              if line.strip() and not line.endswith(":")}
    if "memcpy" not in needed:
        sys.exit(f"bench: {archive} does not even need memcpy: nm was not understood")
    return sorted(needed & HEAP_SYMBOLS)
