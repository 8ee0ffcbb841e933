#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the harnesses of this folder through CBMC; run.sh calls this.

The comment that begins a harness says what it needs, a line each:
    SOURCES: FILE...           of core/src/, compiled with it
    DEFINE: NAME=VALUE...
    REPLACE: FUNCTION=BY...    calls of a function go to its contract, which another harness proves
    UNWIND: LOOP=TIMES...      every other loop gets DEFAULT_UNWIND; a bound that is too small fails
    OPTIONS: OPTION...         of CBMC, for how it solves
A harness is compiled twice: to prove what it says and CHECKS, and to see that what it calls POSSIBLE() is (not vacuous).
meant.tsv lists where unsigned numbers wrap, or are cut, on purpose: FUNCTION, what CBMC says, why.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CHECKS = ["bounds-check", "pointer-check", "pointer-overflow-check", "pointer-primitive-check", "div-by-zero-check",
          "signed-overflow-check", "unsigned-overflow-check", "conversion-check", "undefined-shift-check"]
DEFAULT_UNWIND = "2"
LIMIT = 1800  # seconds for CBMC to come to a verdict


class Cbmc:
    """The programs of the unpacked package, started by the loader that lies there with them."""

    def __init__(self, folder):
        self.lib = folder / "usr/lib/x86_64-linux-gnu"
        self.folder = folder

    def run(self, name, *args):
        """Its standard output; a compiler or a converter that fails is an error."""
        loader = [self.folder / "usr/lib64/ld-linux-x86-64.so.2", "--argv0", name,
                  "--library-path", f"{self.folder / 'usr/lib'}:{self.lib}", self.folder / "usr/bin" / name]
        try:
            done = subprocess.run([*loader, *args], cwd=ROOT, text=True, capture_output=True, check=False, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return ""
        if name != "cbmc" and done.returncode != 0:
            raise RuntimeError(f"{name} {' '.join(map(str, args))}\n{done.stdout}{done.stderr}")
        return done.stdout


def directives(path):
    """What the first comment of a harness asks for: a list of words for each name."""
    found = {"SOURCES": [], "DEFINE": [], "REPLACE": [], "UNWIND": [], "OPTIONS": []}
    comment = path.read_text(encoding="utf-8").split("*/")[1]
    for name, words in re.findall(r"^ \* ([A-Z]+): (.+)$", comment, re.M):
        found[name] += words.split()
    return found


def meant():
    """Function and the beginning of what CBMC says of it."""
    lines = (HERE / "meant.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")[:2]) for line in lines if line and not line.startswith("#")]


def program(cbmc, path, work, vacuity):
    """Compile a harness into a program for CBMC."""
    wants = directives(path)
    out = work / f"{path.stem}{'.possible' if vacuity else ''}.goto"
    defines = [f"-D{define}" for define in wants["DEFINE"]] + (["-DPROOF_POSSIBLE"] if vacuity else [])
    cbmc.run("goto-cc", "-std=c99", "-Icore/include", "-Icore/src", "-Itests/proof", *defines, path,
             *(f"core/src/{source}" for source in wants["SOURCES"]), "-o", out)
    if wants["REPLACE"]:
        calls = [arg for pair in wants["REPLACE"] for arg in ("--replace-calls", pair.replace("=", ":"))]
        cbmc.run("goto-instrument", *calls, out, out)
    cbmc.run("goto-instrument", "--drop-unused-functions", out, out)  # what is not reached is not proven
    return out


def key_of(cbmc, goto, options):
    """What a verdict depends on: the program without the places it comes from, and the options."""
    shown = [cbmc.run("goto-instrument", f"--show-{what}", goto) for what in ("goto-functions", "symbol-table")]
    text = re.sub(r"^ *// .*$|^Location.*$|^Reading .*$", "", "".join(shown) + " ".join(options), flags=re.M)
    return hashlib.sha256(text.encode()).hexdigest()


def solve(cbmc, path, work, vacuity, again):
    """The properties of a harness: (name, description, holds, function). None if CBMC came to no verdict. The same program
    with the same options is not solved again, and without `again` nothing is."""
    wants = directives(path)
    bounds = wants["UNWIND"]
    options = ["--json-ui", "--slice-formula", *wants["OPTIONS"], "--unwind", DEFAULT_UNWIND]
    options += ["--unwindset", ",".join(bounds).replace("=", ":")] if bounds else []
    options += ["--no-standard-checks"] if vacuity else ["--unwinding-assertions", *(f"--{check}" for check in CHECKS)]
    goto = program(cbmc, path, work, vacuity)
    verdict, stamp = goto.with_suffix(".json"), goto.with_suffix(".key")
    key = key_of(cbmc, goto, options)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != key:
        stamp.unlink(missing_ok=True)
        if not again:
            return None
        verdict.write_text(cbmc.run("cbmc", *options, goto), encoding="utf-8")
        stamp.write_text(key, encoding="utf-8")
    output = verdict.read_text(encoding="utf-8")
    try:
        parts = json.loads(output)
    except json.JSONDecodeError:  # CBMC was ended
        stamp.unlink()
        return None
    for part in parts:
        if "result" in part:
            return [(p["property"], p["description"], p["status"] == "SUCCESS", p.get("sourceLocation", {}).get("function", ""))
                    for p in part["result"]]
    return None


def prove(cbmc, path, work, again=True):
    """What one harness came to: its properties, what was meant, and what is wrong."""
    try:
        return prove_compiled(cbmc, path, work, again)
    except RuntimeError as error:
        return {"name": path.stem.removeprefix("prove_"), "properties": 0, "possible": 0, "meant": set(), "wrong": [str(error)]}


def prove_compiled(cbmc, path, work, again):
    """The same, of one that compiles."""
    allowed = meant()
    used = set()
    wrong = []
    holding = 0
    properties = solve(cbmc, path, work, vacuity=False, again=again)
    for name, text, holds, function in properties or []:
        excuse = next((m for m in allowed if m[0] == function and text.startswith(m[1])), None)
        if holds:
            holding += 1
        elif excuse is None:
            wrong.append(f"{name}: {text}")
        else:
            used.add(excuse)
    possible = [p for p in solve(cbmc, path, work, vacuity=True, again=again) or [] if p[1].startswith("possible: ")]
    wrong += [f"is not {text}" for _, text, holds, _ in possible if holds]
    if not properties or not possible:
        wrong.append("CBMC gave no verdict, or nothing is POSSIBLE()")
    return {"name": path.stem.removeprefix("prove_"), "properties": holding, "possible": len(possible),
            "meant": used, "wrong": wrong}


def report(cbmc, work):
    """results.tsv: what holds of the sources as they are; a harness that was not solved since they changed does not count."""
    held, open_ = [], []
    for path in sorted(HERE.glob("prove_*.c")):
        result = prove(cbmc, path, work, again=False)
        (open_ if result["wrong"] else held).append(result)
    lines = ["# written by run.sh", f"proof/harnesses\t{len(held)}",
             f"proof/properties\t{sum(r['properties'] for r in held)}",
             f"proof/possible\t{sum(r['possible'] for r in held)}"]
    lines += [f"# {r['name']}: {r['properties']} properties, {r['possible']} situations seen to be possible" for r in held]
    lines += [f"# {r['name']}: not proven" for r in open_]
    (HERE / "results.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    """Prove what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cbmc", type=lambda text: pathlib.Path(text).resolve(), required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("name", nargs="*")
    args = parser.parse_args()
    paths = [HERE / f"prove_{name}.c" for name in args.name] or sorted(HERE.glob("prove_*.c"))
    work = ROOT / "build/proof"
    work.mkdir(parents=True, exist_ok=True)
    cbmc = Cbmc(args.cbmc)
    results = []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for done in concurrent.futures.as_completed([pool.submit(prove, cbmc, path, work) for path in paths]):
            result = done.result()
            results.append(result)
            print(f"{'FAIL' if result['wrong'] else 'ok':5}{result['name']:16}{result['properties']:6} properties"
                  f"{result['possible']:4} possible", flush=True)
            for line in result["wrong"]:
                print(f"     {line}", flush=True)
    failed = sum(1 for r in results if r["wrong"])
    if not args.name:
        stale = set(meant()) - set().union(*(r["meant"] for r in results))
        for function, text in sorted(stale):
            print(f"FAIL meant.tsv: {function}: {text} does not occur")
        failed += len(stale)
    report(cbmc, work)
    print(f"{len(results)} harnesses, {sum(r['properties'] for r in results)} properties, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
