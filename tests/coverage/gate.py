#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""gate.py COVERAGE.json: what gcovr found not to be executed, and whether that is little enough."""
import json
import os
import pathlib
import sys

LEAST = {"lines": 100, "branches": 98}  # percent
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def measured(report):
    """Place, kind and count of each line and branch."""
    for file in report["files"]:
        for line in file["lines"]:
            if line["gcovr/noncode"]:
                continue
            place = file["file"], line["line_number"]
            yield place, "lines", line["count"]
            for branch in line["branches"]:
                yield place, "branches", branch["count"]


def main():
    """Print what is missed and the sums, leave the evidence, fail under the least."""
    found = list(measured(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))))
    good = bool(found)
    evidence = os.environ.get("QUATRIX_EVIDENCE", os.devnull)
    for (file, number), kind, count in found:
        if count == 0:
            text = (ROOT / file).read_text(encoding="utf-8").splitlines()[number - 1].strip()
            print(f"{file}:{number}: {kind[:-1] if kind == 'lines' else 'branch'} never taken: {text}")
    for kind, least in LEAST.items():
        counts = [count for _, of, count in found if of == kind]
        taken = sum(count > 0 for count in counts)
        percent = 100 * taken // len(counts)
        print(f"{kind}: {taken} of {len(counts)}, {100 * taken / len(counts):.2f} %, at least {least} %")
        good = good and percent >= least
        with open(evidence, "a", encoding="utf-8") as file:
            file.write(f"coverage/{kind}\t{percent}\n")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
