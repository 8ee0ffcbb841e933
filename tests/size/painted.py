#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What core leaves of a painted stack on a Cortex-M3 in QEMU, see painted/README.md.

painted.py              print the bytes of stack by operation

Needs what build.py says, and qemu-system-arm.
"""
import functools
import re
import subprocess
import sys

import build

HERE = build.ROOT / "tests" / "size" / "painted"
BOARD = build.ROOT / "examples" / "bare_metal" / "board"
DEVICE = build.ROOT / "tests" / "device_unit"
STACK = 256 * 1024  # of the tests, not of core

TESTS = ["size/painted/calls.c", "size/painted/transfers.c",
         *(f"call/{name}.c" for name in ("bench", "check", "operations", "travel")),
         *(f"transfer/{name}.c" for name in ("jobs", "rig", "server"))]  # fmt: skip
RIG = [HERE / "painted.c", *(DEVICE / name for name in ("device_unit.c", "heap.c", "print.c")),
       *(BOARD / name for name in ("board.c", "fault.c", "lan9118.c", "semihost.c", "startup.c"))]  # fmt: skip
MBEDTLS = ["sha256.c", "platform_util.c"]

# What leaves core's stack, beside the functions of the transport: callbacks of the tests, and mbedTLS.
CALLBACKS = "give_credentials give_code see rig_read rig_reading rig_write rig_read_back rig_writing".split()
INSTEAD = {"quatrix_client_init_sized": "painted_client_init_sized"}  # of painted.c
HASH = [f"mbedtls_sha256_{name}" for name in ("init", "free", "starts", "update", "finish")]


def target():
    return next(target for target in build.targets() if target.name == "cortex-m3")


def compile_all(folder):
    """{source: object} of the tests, and the objects of all else."""
    m3, found = target(), {}
    source = build.include()[3].rsplit("/", 1)[0]
    (folder / "mbedtls_config.h").write_text("#define MBEDTLS_SHA256_C\n")
    include = ["-I", HERE, "-I", build.ROOT / "tests", "-I", DEVICE, "-I", BOARD, f"-DQUATRIX_STACK={STACK}"]
    jobs = [(build.ROOT / "tests" / test, include) for test in TESTS] + [(path, include) for path in RIG]
    config = [f'-DMBEDTLS_CONFIG_FILE="{folder}/mbedtls_config.h"']
    jobs += [(f"{source}/library/{name}", config) for name in MBEDTLS]
    for path, flags in jobs:
        found[str(path)] = folder / f"{str(path).rsplit('/', 1)[1][:-2]}.o"
        build.compile_c(m3, path, found[str(path)], *flags)
    return found


def stubs(entered):
    """The way into each function of core, and out of it for each callback."""
    text = ["    .syntax unified", "    .thumb", "    .text"]
    for name in sorted(entered):
        text += [f"    .global painted_{name}", "    .thumb_func", f"painted_{name}:"]
        text += [f"    ldr ip, ={name}", "    b painted_enter", "    .ltorg"]
    for name in CALLBACKS + HASH:
        text += [f"    .global leave_{name}", "    .thumb_func", f"leave_{name}:"]
        text += ["    ldr ip, =painted_swap", "    str r4, [ip, #4]"]
        text += [f"    ldr r4, ={name}", "    str r4, [ip, #8]", "    b painted_leave", "    .ltorg"]
    return "\n".join(text) + "\n"


def link():
    """The program, of the objects that are measured otherwise: only symbols are renamed."""
    m3, folder = target(), target().folder / "painted"
    archive = build.archive(m3)
    folder.mkdir(exist_ok=True)
    found = compile_all(folder)
    core = set(build.functions(m3, archive))
    entered = set()
    for test in TESTS:
        path = found[str(build.ROOT / "tests" / test)]
        wanted = {line.split()[-1] for line in build.run(m3.tool("nm"), "-u", path).splitlines()}
        entered |= wanted & core
        renamed = [(name, INSTEAD.get(name, f"painted_{name}")) for name in wanted & core]
        renamed += [(name, f"leave_{name}") for name in wanted & set(CALLBACKS)]
        build.run(m3.tool("objcopy"), *(f"--redefine-sym={old}={new}" for old, new in renamed), path)
    hashing = folder / "tls-sha256.o"
    leaving = [f"--redefine-sym={name}=leave_{name}" for name in HASH]
    build.run(m3.tool("objcopy"), *leaving, build.objects(m3)["tls/sha256.c"], hashing)
    (folder / "stubs.s").write_text(stubs(entered))
    assembled = []
    for path in (HERE / "swap.S", folder / "stubs.s"):
        assembled.append(folder / f"{path.stem}.o")
        build.run(m3.compiler, *m3.code.split(), "-c", path, "-o", assembled[-1])
    script = (BOARD / "mps2_an385.ld").read_text()  # the board has more memory than its programs want
    (folder / "board.ld").write_text(re.sub(r"LENGTH = \d+K", "LENGTH = 4M", script))
    program = folder / "painted.elf"
    build.run(m3.compiler, *m3.code.split(), "-nostartfiles", "--specs=nano.specs", f"-Wl,-T,{folder}/board.ld,--gc-sections",
             f"-Wl,--undefined=board_vectors,--defsym=board_stack_bytes={STACK}", f"-Wl,-Map={folder}/painted.map",
             *found.values(), *assembled, hashing, archive, "-Wl,--start-group,-lc_nano,-lnosys,--end-group",
             "-o", program)  # fmt: skip
    return program


@functools.lru_cache(maxsize=None)
def measured():
    """{what ran: bytes of stack}."""
    command = ["bash", BOARD / "qemu.sh", link()]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    if done.returncode != 0:
        raise SystemExit(f"painted.py: the program failed\n{done.stdout[-4000:]}")
    found = {}
    for name, peak in re.findall(r"^(?:<testcase[^>]*>)?stack (\w+).*? (\d+)\r?$", done.stdout, re.M):
        found[name] = max(found.get(name, 0), int(peak))
    return found


def main():
    for name, peak in sorted(measured().items(), key=lambda item: -item[1]):
        print(f"{peak:5} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
