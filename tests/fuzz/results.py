#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""results.py ENGINE TARGET EXECUTIONS MINUTES: add a run to runs.tsv, and sum up in results.tsv, for tests/evidence/.

A target that becomes another one begins anew: take its lines out of runs.tsv.
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
RUNS = HERE / "runs.tsv"
HEAD = "# engine\ttarget\texecutions\tCPU minutes\n"


def read():
    """(engine, target) to executions and CPU minutes so far."""
    lines = RUNS.read_text().splitlines() if RUNS.exists() else []
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {(engine, target): (int(executions), float(minutes)) for engine, target, executions, minutes in rows}


def summed(runs, targets):
    """What the page of evidence shows."""
    yield "fuzz/targets", len(targets)
    yield "fuzz/corpus", sum(1 for path in (HERE / "corpus").rglob("*") if path.is_file())
    for engine, prefix in (("libfuzzer", "fuzz"), ("afl", "fuzz/afl")):
        ran = [run for (by, _), run in runs.items() if by == engine]
        yield f"{prefix}/executions", sum(executions for executions, _ in ran)
        yield f"{prefix}/minutes", round(sum(minutes for _, minutes in ran))
    least = [sum(runs.get((engine, target), (0, 0))[1] for engine in ("libfuzzer", "afl")) for target in targets]
    yield "fuzz/least", int(min(least))


def main(engine, target, executions, minutes):
    """Add a run, sum up."""
    runs = read()
    before = runs.get((engine, target), (0, 0.0))
    runs[engine, target] = (before[0] + int(executions), before[1] + float(minutes))
    RUNS.write_text(HEAD + "".join(f"{by}\t{name}\t{count}\t{time:.2f}\n" for (by, name), (count, time) in sorted(runs.items())))
    targets = sorted(path.stem.removeprefix("fuzz_") for path in HERE.glob("fuzz_*.c"))
    lines = [f"{key}\t{value}\n" for key, value in summed(runs, targets)]
    (HERE / "results.tsv").write_text("# What run.sh has done so far, of runs.tsv.\n" + "".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
