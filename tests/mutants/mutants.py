#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Change core and port/posix in small ways, one at a time, and see whether the tests notice.

mutants.py --list [--file F]        number, place and change of each mutant
mutants.py --mutant NUMBER          one of them, as a diff
mutants.py [--file F] [--sample N --seed S] [--kind K] [--longest SECONDS] [--minutes M] [--jobs J] [-DOPTION=VALUE...]
                                    test them; without --file the counts go to results.tsv
mutants.py ... --again              the same, but of those in the last report only the ones that were not killed

build/mutants/report.tsv tells what became of each. A mutant that the compiler or equivalent.tsv says is no change at all
counts for nothing, nor does one that does not compile. --longest leaves out the test programs that take longer, so that
mutants survive which only they would kill; --built takes the two builds as they are; --minutes ends it early: what was not begun counts for nothing.
"""
import argparse
import dataclasses
import difflib
import hashlib
import pathlib
import sys
import time

import operators
import workshop

HERE = pathlib.Path(__file__).resolve().parent
ROOT = workshop.ROOT
REPORT = workshop.FOLDER / "report.tsv"


def all_mutants():
    """Every mutant of every file; its number is its place in this list and the same for the same tree."""
    files = [*sorted(ROOT.glob("core/src/**/*.c")), *sorted(ROOT.glob("port/posix/*.c"))]
    return [mutant for path in files
            for mutant in operators.mutants_of(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))]


def sample(mutants, count, seed):
    """So many of them by lot, the same ones while their lines stay the same."""
    return sorted(mutants, key=lambda mutant: hashlib.sha256(repr((seed, *mutant.key)).encode()).digest())[:count]


def argued():
    """The keys of mutants that equivalent.tsv gives a reason for."""
    lines = (HERE / "equivalent.tsv").read_text(encoding="utf-8").splitlines()
    return {tuple(line.split("\t")[:3]) for line in lines if line and not line.startswith("#")}


def diff(mutant):
    """What a mutant changes."""
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    return "".join(difflib.unified_diff(source.splitlines(True), mutant.apply(source).splitlines(True),
                                        mutant.file, mutant.file, n=2))


def original(mutant):
    """The mutant that changes nothing."""
    return dataclasses.replace(mutant, end=mutant.at, new="")


def test(mutants, shop, seconds, verdicts):
    """Add the verdict of each mutant that has none yet. What has an argument is not run."""
    known = argued()
    verdicts.update({mutant: "equivalent" for mutant in mutants if mutant.key in known})
    todo = [mutant for mutant in mutants if mutant not in verdicts]
    shop.open()
    start = time.monotonic()
    for done, (mutant, verdict) in enumerate(shop.judge_all(todo, original, seconds), 1):
        verdicts[mutant] = verdict
        print(f"{done}/{len(todo)} {time.monotonic() - start:.0f} s\t{mutant.file}:{mutant.line}\t{mutant.change}\t{verdict}",
              flush=True)
        if done % 50 == 0:
            report(verdicts)
    report(verdicts)


def counts(verdicts):
    """What the page shows. Mutants: those that change something."""
    alive = {mutant: verdict for mutant, verdict in verdicts.items()
             if verdict not in ("equivalent", "same code", "not compiled")}
    killed = [mutant for mutant, verdict in alive.items() if verdict.startswith("killed")]
    found = {"mutants/made": len(alive), "mutants/killed": len(killed),
             "mutants/percent": 100 * len(killed) // max(len(alive), 1),
             "mutants/equivalent": sum(verdict in ("equivalent", "same code") for verdict in verdicts.values())}
    return found, alive, killed


def table(alive, killed, title, of):
    """Killed and made by file or by kind."""
    print(f"\n{title}")
    for name in sorted({of(mutant) for mutant in alive}):
        made = sum(of(mutant) == name for mutant in alive)
        dead = sum(of(mutant) == name for mutant in killed)
        print(f"  {name:36} {dead:5} of {made:5}  {100 * dead // made:3} %")


def report(verdicts):
    """One line a mutant, survivors first."""
    order = sorted(verdicts, key=lambda m: (verdicts[m].startswith("killed"), m.file, m.at))
    REPORT.write_text("".join(f"{verdicts[m]}\t{m.file}\t{m.line}\t{m.kind}\t{m.change}\t{m.text}\n" for m in order),
                      encoding="utf-8")


def settled(mutants):
    """What the last report says of these mutants, but of those that survived: their line may have moved since."""
    left = {}
    for line in REPORT.read_text(encoding="utf-8").splitlines():
        verdict, file, _, _, change, text = line.split("\t")
        if verdict not in ("survived", "not executed", "equivalent"):
            left[file, text, change] = verdict
    return {mutant: left[mutant.key] for mutant in mutants if mutant.key in left}


def main():
    """List, show or test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--mutant", type=int, metavar="NUMBER")
    parser.add_argument("--file", help="only of files whose path holds this")
    parser.add_argument("--kind", help="only of this kind")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--longest", type=int, default=3600, metavar="SECONDS")
    parser.add_argument("--minutes", type=float, default=1e6, metavar="M")
    parser.add_argument("--built", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    args, options = parser.parse_known_args()
    if any(not option.startswith("-D") for option in options):
        parser.error(f"unknown: {' '.join(options)}")
    numbered = [(number, mutant) for number, mutant in enumerate(all_mutants(), 1)
                if (not args.file or args.file in mutant.file) and args.kind in (None, mutant.kind)]
    if args.list:
        for number, mutant in numbered:
            print(f"{number}\t{mutant.file}:{mutant.line}\t{mutant.kind}\t{mutant.change}")
        return
    if args.mutant is not None:
        print("".join(diff(mutant) for number, mutant in numbered if number == args.mutant), end="")
        return
    mutants = [mutant for _, mutant in numbered]
    if args.sample is not None:
        mutants = sample(mutants, args.sample, args.seed)
    verdicts = settled(mutants) if args.again else {}
    test(mutants, workshop.Workshop(options, args.longest, args.jobs, args.built), 60 * args.minutes, verdicts)
    found, alive, killed = counts(verdicts)
    table(alive, killed, "by module", lambda m: "/".join(m.file.split("/")[:-1]))
    table(alive, killed, "by kind", lambda m: m.kind)
    lines = "".join(f"{key}\t{value}\n" for key, value in found.items())
    print("\n" + lines, end="")
    if not args.file and not args.kind:
        (HERE / "results.tsv").write_text("# mutants.py " + " ".join(sys.argv[1:]) + "\n" + lines, encoding="utf-8")


if __name__ == "__main__":
    main()
