#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""results.py ENGINE TARGET EXECUTIONS MINUTES: add a run to results.tsv, which says what was done so far."""
import pathlib
import sys

FILE = pathlib.Path(__file__).resolve().parent / "results.tsv"
HEAD = """# What run.sh has done so far: inputs that were tried, and the CPU minutes that took. All with the targets as they are
# here; a run is taken out when its target has become another one.
"""


def read():
    """Key and number of each line."""
    lines = FILE.read_text().splitlines() if FILE.exists() else []
    return {key: float(value) for key, value in (line.split("\t") for line in lines if not line.startswith("#"))}


def is_total(key):
    """fuzz/executions, fuzz/afl/executions, ..."""
    return key.count("/") == 1 or (key.count("/") == 2 and key.startswith("fuzz/afl/"))


def total(done, prefix, what):
    """Of all targets of an engine."""
    depth = prefix.count("/") + 2
    return sum(value for key, value in done.items()
               if key.startswith(prefix + "/") and key.endswith("/" + what) and key.count("/") == depth)


def write(done):
    """The numbers, and their totals."""
    for prefix in ("fuzz", "fuzz/afl"):
        for what in ("executions", "minutes"):
            done[f"{prefix}/{what}"] = total(done, prefix, what)
    lines = [f"{key}\t{value:.0f}\n" if key.endswith("executions") else f"{key}\t{value:.2f}\n"
             for key, value in sorted(done.items())]
    FILE.write_text(HEAD + "".join(lines))


def main(engine, target, executions, minutes):
    """Add a run."""
    prefix = f"fuzz/{target}" if engine == "libfuzzer" else f"fuzz/afl/{target}"
    done = {key: value for key, value in read().items() if not is_total(key)}
    for what, value in (("executions", executions), ("minutes", minutes)):
        done[f"{prefix}/{what}"] = done.get(f"{prefix}/{what}", 0) + float(value)
    write(done)


if __name__ == "__main__":
    main(*sys.argv[1:])
