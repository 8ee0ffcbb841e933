#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""results.py ENGINE TARGET EXECUTIONS MINUTES: add a run to results.tsv, of which tests/evidence/ shows the sums.

A target that becomes another one begins anew: take its lines out.
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
FILE = HERE / "results.tsv"
HEAD = "# What run.sh has done so far: inputs tried, CPU minutes; by libFuzzer, and by AFL++ (afl). The sums come first.\n"


def key_of(engine, target, what):
    """Of a target; those of AFL++ have a part more."""
    return f"fuzz/{target}/{what}" if engine == "libfuzzer" else f"fuzz/afl/{target}/{what}"


def read():
    """Key to number."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    return {key: float(value) for key, value in (line.split("\t") for line in lines if not line.startswith("#"))}


def summed(done, targets):
    """What the page of evidence shows."""
    def total(engine, what):
        return sum(done.get(key_of(engine, target, what), 0) for target in targets)

    yield "fuzz/targets", len(targets)
    yield "fuzz/corpus", sum(1 for path in (HERE / "corpus").rglob("*") if path.is_file())
    for engine, prefix in (("libfuzzer", "fuzz"), ("afl", "fuzz/afl")):
        yield f"{prefix}/executions", total(engine, "executions")
        yield f"{prefix}/minutes", total(engine, "minutes")
    engines = ("libfuzzer", "afl")
    yield "fuzz/least", min(sum(done.get(key_of(e, target, "minutes"), 0) for e in engines) for target in targets)


def main(engine, target, executions, minutes):
    """Add a run, sum up."""
    done = read()
    targets = sorted(path.stem[len("fuzz_"):] for path in HERE.glob("fuzz_*.c"))
    for what, value in (("executions", executions), ("minutes", minutes)):
        key = key_of(engine, target, what)
        done[key] = done.get(key, 0) + float(value)
    lines = [f"{key}\t{value:.0f}\n" for key, value in summed(done, targets)]
    for by in ("libfuzzer", "afl"):
        for name in targets:
            keys = [key_of(by, name, what) for what in ("executions", "minutes")]
            if keys[0] in done:
                lines += [f"{keys[0]}\t{done[keys[0]]:.0f}\n", f"{keys[1]}\t{done[keys[1]]:.2f}\n"]
    FILE.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
