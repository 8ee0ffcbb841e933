# SPDX-License-Identifier: MIT
"""What the tests here share: the tree, its files, and how to run a command."""
import functools
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "run" / "arch"  # whatever the tests build
HEADERS = ROOT / "core" / "include" / "quatrix"
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def files(*folders):
    """Our own files, relative to ROOT: what git knows or is about to, else what is there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders]
    done = shutil.which("git") and subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done and done.returncode == 0:
        names = done.stdout.splitlines()
    else:
        ignored = {".git", ".cache", "__pycache__", *(path.name for path in ROOT.glob("build*"))}
        names = [
            str(path.relative_to(ROOT))
            for folder in folders or ["."]
            for path in (ROOT / folder).rglob("*")
            if not ignored & set(path.relative_to(ROOT).parts)
        ]
    return sorted({pathlib.PurePosixPath(n) for n in names if (ROOT / n).is_file()})


def c_files(*folders):
    return [f for f in files(*folders) if f.suffix in (".c", ".h")]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def without_comments(text):
    """C text with comments and the inside of string literals blanked; lines stay where they are."""

    def blank(match):
        found = match.group(0)
        if found.startswith(("/*", "//")):
            return re.sub(r"[^\n]", " ", found)
        return found[0] + " " * (len(found) - 2) + found[-1]

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def run(*command, cwd=None, stdin=None):
    """Run a command; its output. Fails with what it said."""
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, input=stdin, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


@functools.lru_cache(maxsize=None)
def mbedtls_prefix():
    return os.environ.get("QUATRIX_MBEDTLS_PREFIX") or run(ROOT / "tests/tools/mbedtls.sh").splitlines()[-1]


@functools.lru_cache(maxsize=None)
def lwip_folders():
    """lwIP's headers, with the configuration of tests/rtos/: a list as CMake has it."""
    source = os.environ.get("QUATRIX_LWIP_SOURCE") or run(ROOT / "tests/tools/lwip.sh").splitlines()[-1]
    return f"{ROOT}/tests/rtos;{source}/src/include;{source}/contrib/ports/unix/port/include"


def sources():
    """The files of core/sources.cmake."""
    return re.findall(r"^\s*(core/src/\S+\.c)\s*$", read("core/sources.cmake"), re.M)


def defaults():
    """{name: value} of core/include/quatrix/config.h."""
    found = re.findall(r"^#ifndef (QUATRIX_\w+)\n#define \w+ (\d+)\n#endif$", read("core/include/quatrix/config.h"), re.M)
    return {name: int(value) for name, value in found}
