# SPDX-License-Identifier: MIT
"""Core, compiled and linked for a target, in build/run/size/.

Needs gcc-arm-none-eabi, libnewlib-arm-none-eabi, gcc-riscv64-unknown-elf, picolibc-riscv64-unknown-elf, libjsmn-dev, and
for its headers the source of mbedTLS 3.6 (QUATRIX_MBEDTLS_SOURCE, else what tests/tools/mbedtls.sh --source names).
"""
import concurrent.futures
import functools
import os
import pathlib
import re
import shutil
import subprocess
from typing import NamedTuple

import mapfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "run" / "size"
FLAGS = ["-Os", "-ffunction-sections", "-fdata-sections"]

# The sources of core, below core/src.
SOURCES = re.findall(r"^\s*core/src/(\S+\.c)\s*$", (ROOT / "core/sources.cmake").read_text(), re.M)


class Target(NamedTuple):
    name: str
    title: str
    compiler: str
    code: str  # flags that choose the processor
    link: str

    def tool(self, name):
        return self.compiler[: -len("gcc")] + name

    @property
    def folder(self):
        return BUILD / self.name


M4 = Target("cortex-m4", "Cortex-M4", "arm-none-eabi-gcc", "-mcpu=cortex-m4 -mthumb", "")


def run(*command):
    done = subprocess.run([str(c) for c in command], cwd=BUILD, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SystemExit(f"size.py: {' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def targets():
    """Those of tests/cross/targets.txt."""
    lines = (ROOT / "tests/cross/targets.txt").read_text().splitlines()
    return [Target(*(cell.strip() for cell in line.split("|"))) for line in lines if not line.startswith("#")]


@functools.lru_cache(maxsize=None)
def include():
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    source = os.environ.get("QUATRIX_MBEDTLS_SOURCE") or run(ROOT / "tests/tools/mbedtls.sh", "--source").splitlines()[-1]
    shutil.copy("/usr/include/jsmn.h", BUILD)  # alone: the rest of that folder is not for this compiler
    return ["-isystem", BUILD, "-isystem", f"{source}/include", "-I", ROOT / "core/include", "-I", ROOT / "core/src"]


def compile_c(target, path, output, *flags):
    run(target.compiler, "-std=c99", *target.code.split(), *FLAGS, *include(), *flags, "-c", path, "-o", output)


def compile_text(target, name, text):
    """The object made of a text."""
    include()
    source, output = target.folder / f"{name}.c", target.folder / f"{name}.o"
    target.folder.mkdir(exist_ok=True)
    source.write_text(text)
    compile_c(target, source, output)
    return output


@functools.lru_cache(maxsize=None)
def objects(target=M4):
    """{file below core/src: object}, each with its call graph beside it."""
    include()
    target.folder.mkdir(exist_ok=True)
    found = {source: target.folder / (source.replace("/", "-")[:-2] + ".o") for source in SOURCES}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [
            pool.submit(compile_c, target, ROOT / "core/src" / source, output, "-fstack-usage", "-fcallgraph-info=su")
            for source, output in found.items()
        ]
    for job in jobs:
        job.result()
    return found


def functions(target, *paths):
    """The public functions of these objects, or of an archive."""
    listing = run(target.tool("nm"), "-g", "--defined-only", *paths)
    return [line.split()[-1] for line in listing.splitlines() if " T " in line]


@functools.lru_cache(maxsize=None)
def archive(target):
    path = target.folder / "libcore.a"
    run(target.tool("ar"), "rcs", path, *objects(target).values())
    return path


def link(name, *options, target=M4, collect=True):
    """What takes memory in a linked program of core and what it needs of libgcc. Other libraries stay out.
    Without collect nothing that a file brings along is dropped."""
    core = archive(target)
    linked, listing = target.folder / f"{name}.elf", target.folder / f"{name}.map"
    how = f"-Wl,--{'' if collect else 'no-'}gc-sections,--unresolved-symbols=ignore-all,-Map={listing}"
    run(target.compiler, *target.code.split(), *target.link.split(), *FLAGS, "-nostdlib", how, *options, core, "-lgcc", "-o", linked)
    return mapfile.read(listing)
