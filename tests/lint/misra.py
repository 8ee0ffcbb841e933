#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""cppcheck's MISRA C:2012 addon over FILE..., against the deviations of misra.tsv.

misra.py [--jobs N] [--cache FOLDER] FILE...

A finding of a rule that misra.tsv does not list, or lists for other files alone, is an error, and so is a deviation that no
finding needs any more. What was checked goes to the page of evidence.
"""
import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ADDON = pathlib.Path("/usr/lib/x86_64-linux-gnu/cppcheck/addons/misra.py")
INCLUDES = ["core/include", "core/src", *(str(p.relative_to(ROOT)) for p in sorted(ROOT.glob("port/*/include")))]


def deviations():
    """(rule, file or *) of each line of misra.tsv."""
    lines = (HERE / "misra.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            rule, _, where, reason = line.split("\t")
            if not reason.strip():
                sys.exit(f"misra.tsv: rule {rule} deviates without a reason")
            found.append((rule, where))
    return found


def findings(files, jobs, cache):
    """(rule, file, line) of all that the addon found."""
    command = ["cppcheck", "--quiet", "--std=c99", "--language=c", "--addon=misra", "--suppress=missingIncludeSystem",
               "--suppress=missingInclude", "--template={id}\t{file}\t{line}", f"-j{jobs}", *(f"-I{path}" for path in INCLUDES)]
    command += [f"--cppcheck-build-dir={cache}"] if cache else []
    # The addon is run by the first python3 of the path: Debian's, as cppcheck is.
    env = dict(os.environ, PATH=f"/usr/bin:{os.environ['PATH']}")
    done = subprocess.run([*command, *files], cwd=ROOT, env=env, text=True, capture_output=True, check=False)
    found = set(re.findall(r"^misra-c2012-([0-9.]+)\t([^\t\n]+)\t([0-9]+)$", done.stderr, re.M))
    if done.returncode != 0 or not found:
        sys.exit(f"cppcheck failed:\n{done.stdout}{done.stderr}")
    return found


def rules_checked():
    """How many rules the addon knows."""
    return len(set(re.findall(r"^    def misra_([0-9]+_[0-9]+)\(", ADDON.read_text(encoding="utf-8"), re.M)))


def tell(key, count):
    """A line of evidence."""
    print(f"{key}: {count}")
    if "QUATRIX_EVIDENCE" in os.environ:
        with open(os.environ["QUATRIX_EVIDENCE"], "a", encoding="utf-8") as file:
            file.write(f"{key}\t{count}\n")


def main():
    """Check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--cache")
    parser.add_argument("file", nargs="+")
    args = parser.parse_args()
    allowed = deviations()
    used = collections.Counter()
    wrong = []
    for rule, path, line in sorted(findings(args.file, args.jobs, args.cache)):
        deviation = next((d for d in allowed if d in ((rule, path), (rule, "*"))), None)
        if deviation is None:
            wrong.append(f"{path}:{line}: rule {rule}, for which misra.tsv has no deviation")
        used[deviation] += 1
    wrong += [f"misra.tsv: rule {rule} in {where} deviates nowhere" for rule, where in allowed if not used[(rule, where)]]
    for (rule, where), count in sorted((d, used[d]) for d in allowed):
        print(f"{rule:6}{where:36}{count:5}")
    tell("static/misra_rules", rules_checked())
    tell("static/misra_deviations", len(allowed))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
