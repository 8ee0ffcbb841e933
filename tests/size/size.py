#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure what core costs on a Cortex-M4: flash by module, RAM per client, stack.

size.py                 print the table in Markdown
size.py --check FILE    fail if the table between the markers in FILE is another
size.py --update FILE   write it there

Needs gcc-arm-none-eabi, libnewlib-arm-none-eabi, libjsmn-dev, and for its headers the source of
mbedTLS 3.6 (QUATRIX_MBEDTLS_SOURCE, else what tests/tools/mbedtls.sh --source names).
Builds in build/run/size/. Another version of the compiler gives other numbers.
"""
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "run" / "size"
BEGIN, END = "<!-- sizes:begin -->", "<!-- sizes:end -->"
COMPILER = "arm-none-eabi-gcc"
FLAGS = ["-mcpu=cortex-m4", "-mthumb", "-Os", "-ffunction-sections", "-fdata-sections"]
WORK = 512  # bytes of a usual work buffer

# Rows of the table: name, and the files below core/src. Every file belongs to the first that fits.
MODULES = [
    ("api/factor", "api/factor.c"),
    ("api/session", "api/session.c"),
    ("api/profile", "api/profile.c"),
    ("api/image", "api/image.c"),
    ("call", "call/"),
    ("http", "http/"),
    ("json", "json/"),
    ("base", "base/"),
    ("tls/totp", "tls/totp.c"),
    ("tls", "tls/"),
]

RAM = """
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>
char client[sizeof(struct quatrix_client)];
char tokens[sizeof(((struct quatrix_client *)0)->priv.json.tokens)];
char profile[sizeof(struct quatrix_profile)];
char tls[sizeof(struct quatrix_tls)];
"""

# Reads the profile with an API key and does nothing else.
PROFILE_ALONE = """
#include <quatrix/profile.h>
int program(struct quatrix_client *client, const struct quatrix_config *config, struct quatrix_profile *profile);
int program(struct quatrix_client *client, const struct quatrix_config *config, struct quatrix_profile *profile)
{
    if (quatrix_client_init(client, config) != QUATRIX_OK || quatrix_client_use_api_key(client, "key") != QUATRIX_OK) {
        return 1;
    }
    return quatrix_profile_get(client, profile);
}
"""

# What a program that makes every call of the two families needs besides them.
AROUND = """quatrix_client_init_sized quatrix_client_deinit quatrix_client_error quatrix_client_session quatrix_client_use_basic
    quatrix_client_use_api_key quatrix_step quatrix_wait quatrix_cancel quatrix_body_read_wait
    quatrix_tls_init_sized quatrix_tls_deinit""".split()


def run(*command):
    done = subprocess.run([str(c) for c in command], cwd=BUILD, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SystemExit(f"size.py: {' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


@functools.lru_cache(maxsize=None)
def include():
    source = os.environ.get("QUATRIX_MBEDTLS_SOURCE") or run(ROOT / "tests/tools/mbedtls.sh", "--source").splitlines()[-1]
    shutil.copy("/usr/include/jsmn.h", BUILD)  # alone: the rest of that folder is not for this compiler
    return ["-isystem", BUILD, "-isystem", f"{source}/include", "-I", ROOT / "core/include", "-I", ROOT / "core/src"]


def compile_c(path, output, *flags):
    run(COMPILER, "-std=c99", *FLAGS, *include(), *flags, "-c", path, "-o", output)


def module_of(source):
    return next(name for name, prefix in MODULES if source.startswith(prefix))


@functools.lru_cache(maxsize=None)
def objects():
    """{file below core/src: object}, each with its call graph beside it."""
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    listed = re.findall(r"^\s*core/src/(\S+\.c)\s*$", (ROOT / "core/sources.cmake").read_text(), re.M)
    found = {}
    for source in listed:
        found[source] = BUILD / (source.replace("/", "-")[:-2] + ".o")
        compile_c(ROOT / "core/src" / source, found[source], "-fstack-usage", "-fcallgraph-info=su")
    return found


def flash():
    """{module: bytes of code and constants}."""
    sizes = {name: 0 for name, _ in MODULES}
    for source, path in objects().items():
        text, data, bss = (int(n) for n in run("arm-none-eabi-size", path).splitlines()[1].split()[:3])
        if data or bss:
            raise SystemExit(f"size.py: {source} has data that changes ({data} + {bss} bytes)")
        sizes[module_of(source)] += text
    return sizes


def ram():
    """{what: bytes}."""
    objects()
    (BUILD / "ram.c").write_text(RAM)
    compile_c("ram.c", "ram.o")
    return {line.split()[3]: int(line.split()[1], 16) for line in run("arm-none-eabi-nm", "-S", "ram.o").splitlines()}


def link(name, *options):
    """Bytes of core in a linked program, and the files of core in it. Other libraries stay out."""
    archive, linked, listing = (BUILD / f"{name}{suffix}" for suffix in (".a", ".elf", ".map"))
    run("arm-none-eabi-ar", "rcs", archive, *objects().values())
    run(COMPILER, *FLAGS, "-nostdlib", "-Wl,--gc-sections", "-Wl,--unresolved-symbols=ignore-all",
        f"-Wl,-Map={listing}", *options, archive, "-o", linked)  # fmt: skip
    used = {found.replace("-", "/", 1) for found in re.findall(rf"{name}\.a\(([\w-]+)\.o\)", listing.read_text())}
    return int(run("arm-none-eabi-size", linked).splitlines()[1].split()[0]), used


def profile_alone():
    """link() for the program above."""
    objects()
    (BUILD / "alone.c").write_text(PROFILE_ALONE)
    compile_c("alone.c", "alone.o")
    return link("profile_alone", "-Wl,-e,program", "alone.o")


def session_and_profile():
    """link() for a program that makes every call of session.h, profile.h and image.h, over TLS."""
    families = [path for source, path in objects().items() if source.startswith("api/")]
    symbols = [line.split()[-1] for line in run("arm-none-eabi-nm", "-g", "--defined-only", *families).splitlines() if " T " in line]
    return link("session_and_profile", "-Wl,-e,quatrix_step", *(f"-Wl,-u,{symbol}" for symbol in symbols + AROUND))


# ---- stack


def call_graph():
    """{function: (module, bytes of its frame, functions it calls)}, from what gcc writes beside each object.
    A static function is called "file:name"."""
    frames, calls, modules = {}, {}, {}
    for source, path in objects().items():
        text = path.with_suffix(".ci").read_text()
        for title, size, kind in re.findall(r'node: { title: "([^"]+)" label: "[^"]*\\n(\d+) bytes \(([^)]+)\)', text):
            if kind == "dynamic":
                raise SystemExit(f"size.py: the stack of {title} has no bound")
            frames[title], modules[title] = int(size), source.split("/")[0]
        for caller, callee in re.findall(r'edge: { sourcename: "([^"]+)" targetname: "([^"]+)"', text):
            calls.setdefault(caller, set()).add(callee)
    return {f: (modules[f], frames[f], calls.get(f, set())) for f in frames}


def stack():
    """(bytes, path): the deepest path through our own functions.

    What a pointer calls is known to nobody but us: from the engine it is the transport, so any
    function of core/src/tls that no name calls; from there it is the port, which does not count.
    mbedTLS does not count either, but may call back what of core/src/tls does not call it.
    """
    graph = call_graph()
    named = {callee for _, _, callees in graph.values() for callee in callees}
    by_pointer = {f for f, (module, _, _) in graph.items() if module == "tls" and ":" in f and f not in named}
    callbacks = {f for f in by_pointer if not any(c.startswith("mbedtls_") for c in graph[f][2])}

    def reached(function):
        module, _, callees = graph[function]
        found = {c for c in callees if c in graph}
        if module == "call" and "__indirect_call" in callees:
            found |= by_pointer
        if module == "tls" and any(c.startswith("mbedtls_") for c in callees):
            found |= callbacks
        return found

    @functools.lru_cache(maxsize=None)
    def deepest(function):
        below = max((deepest(f) for f in reached(function)), default=(0, ()))
        return graph[function][1] + below[0], (function, *below[1])

    try:
        return max(deepest(f) for f in graph)
    except RecursionError:
        raise SystemExit("size.py: functions of core call each other in a circle") from None


# ---- the table


def table():
    sizes, memory = flash(), ram()
    version = run(COMPILER, "-dumpfullversion").strip()
    lines = [
        f"Cortex-M4, {COMPILER} {version} `-mthumb -Os`, default sizes, without mbedTLS and the C library.",
        "",
        "| Flash: code and constants | Bytes |",
        "| --- | ---: |",
    ]
    lines += [f"| `core/src/{name}` | {sizes[name]:,} |" for name, _ in MODULES]
    lines += [
        f"| All of core | {sum(sizes.values()):,} |",
        f"| **Linked: every call of session and profile, over TLS** | **{session_and_profile()[0]:,}** |",
        f"| Linked: reading the profile alone, without TLS | {profile_alone()[0]:,} |",
        "",
        "| RAM | Bytes |",
        "| --- | ---: |",
        f"| `struct quatrix_client`, of which {memory['tokens']:,} are JSON tokens | {memory['client']:,} |",
        f"| Work buffer, as a usual account needs it | {WORK:,} |",
        f"| `struct quatrix_profile`, while it is in use | {memory['profile']:,} |",
        f"| **A client that reads the profile** | **{memory['client'] + WORK + memory['profile']:,}** |",
        f"| `struct quatrix_tls`; mbedTLS's heap comes on top | {memory['tls']:,} |",
        f"| Stack, deepest path through core | {stack()[0]:,} |",
    ]
    return "\n".join(lines)


def split(path):
    """The text before, between and after the markers."""
    text = path.read_text() if path.is_file() else ""
    found = re.fullmatch(f"(.*?{re.escape(BEGIN)}\n)(.*?\n?)({re.escape(END)}.*)", text, re.S)
    if not found:
        raise SystemExit(f"size.py: {path} has no table between {BEGIN} and {END}")
    return found.groups()


def main(arguments):
    if not arguments:
        print(table())
        return 0
    if len(arguments) != 2 or arguments[0] not in ("--check", "--update"):
        raise SystemExit(__doc__)
    path = pathlib.Path(arguments[1])
    before, old, after = split(path)
    new = table() + "\n"
    if arguments[0] == "--update":
        path.write_text(before + new + after)
    elif old != new:
        raise SystemExit(f"size.py: the sizes in {path} are old; run tests/size/size.py --update {path}\n\n{new}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
