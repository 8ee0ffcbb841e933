#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The table of tests/README.md that tells what was tried and how often.

evidence.py --update [STAGE...]  write the table anew, from what the stages of run.sh and the slow scripts left
evidence.py --check STAGE...     fail where the table is not what these stages just counted

rows.tsv lists the rows: group, what is counted, unit, key. A key "a/*" is the sum of all that begin with "a/" and were
counted just now; another key stands in
  build/run/STAGE/evidence.tsv   "key count" a line, written by the tests of a run (quick, counted anew each time)
  */results.tsv of tests/        "key value" a line, written by a slow script when it was last run, and committed; may hold
                                 more than the rows
"""
import argparse
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent
PAGE = TESTS / "README.md"
BEGIN, END = "<!-- evidence -->\n", "<!-- end of evidence -->"


def pairs(path):
    """The key and value of each line; comments and empty lines are skipped."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, value = line.split("\t")[:2]
            yield key, value


def counted(stages, run):
    """What the stages counted. Two tests of one key and different counts are an error."""
    found = {}
    for stage in stages:
        path = run / stage / "evidence.tsv"
        for key, value in pairs(path) if path.exists() else ():
            if found.setdefault(key, value) != value:
                sys.exit(f"evidence.py: {key} was counted as {found[key]} and as {value}")
    return found


def kept():
    """What the slow scripts left in the tree."""
    return {key: value for path in sorted(TESTS.glob("*/results.tsv")) for key, value in pairs(path)}


def rows():
    """Group, text, unit and key of each row."""
    for line in (TESTS / "evidence/rows.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            group, text, unit, key = line.split("\t")
            yield group, text, unit, key


def sums(found, keys):
    """The keys that are sums, of what was found."""
    for key in keys:
        parts = [int(value) for name, value in found.items() if name.startswith(key.removesuffix("*"))]
        if key.endswith("/*") and parts:
            yield key, str(sum(parts))


def shown(value):
    """A number with its thousands apart, other values as they are."""
    if value is None:
        return "not counted yet"
    return f"{int(value):,}" if value.isdigit() else value


def page_values(text):
    """The value each key has on the page, by the order of rows.tsv."""
    table = text.split(BEGIN)[1].split(END)[0].splitlines()[2:]
    return {key: line.split("|")[3].strip() for (_, _, _, key), line in zip(rows(), table)}


def table(values):
    """The table of the page."""
    lines = ["| | Tried | Count |", "| --- | --- | ---: |"]
    last = None
    for group, text, unit, key in rows():
        lines.append(f"| {group if group != last else ''} | {text} | {shown(values[key])}{' ' + unit if unit and values[key] else ''} |")
        last = group
    return "\n".join(lines) + "\n"


def main():
    """Update or check the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--run", type=pathlib.Path, default=TESTS.parent / "build/run", help="folder of the stages")
    parser.add_argument("stage", nargs="*")
    args = parser.parse_args()
    text = PAGE.read_text(encoding="utf-8")
    quick, slow = counted(args.stage, args.run), kept()
    old = page_values(text)
    units = {key: unit for _, _, unit, key in rows()}
    quick |= dict(sums(quick, units))
    strange = sorted(set(quick) - set(units))
    if strange:
        sys.exit(f"evidence.py: not in rows.tsv: {', '.join(strange)}")
    if args.check:
        wrong = [f"{key}: the page says {old.get(key)}, counted {shown(value)}" for key, value in (slow | quick).items()
                 if key in units and old.get(key) != (shown(value) + " " + units[key]).strip()]
        if wrong:
            sys.exit("\n".join(wrong + ["tests/evidence/evidence.py --update mends the page"]))
    if args.update:
        values = {key: quick.get(key, slow.get(key)) for key in units}
        before, rest = text.split(BEGIN)
        PAGE.write_text(before + BEGIN + table(values) + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
