#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Add up the results that the stages of run.sh have left.

sum.py [--total] FOLDER...

A folder may hold
  steps.tsv     "pass|fail NAME LOG" for each check that passes or fails as a whole
  ctest.xml     what ctest ran, with NAME.xml by cmocka for each program: every test function counts.
                Without that file cmocka has written the same among the output of the program.
  pytest-*.xml  what pytest ran
Prints each failure (not with --total), then "N passed, N failed". Skipped tests are failures.
The exit status is 1 if anything failed, or if there was nothing.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ET

SHOWN = 30  # lines of a message
WIDTH = 200  # of a line
IN_FULL = 10  # failures of a folder; of further ones the name


def cases_of(root):
    """(name, why it did not pass or None) of each <testcase> of a JUnit file."""
    for case in root.iter("testcase"):
        bad = [e for kind in ("failure", "error", "skipped") for e in case.iter(kind)]
        name = "::".join(filter(None, (case.get("classname"), case.get("name"))))
        if bad:
            yield name, f"{bad[0].tag}\n{bad[0].get('message') or ''}\n{bad[0].text or ''}"
        elif case.get("status") in ("fail", "notrun", "disabled"):
            yield name, case.get("status")
        else:
            yield name, None


def parse(path):
    """A root above what the file holds, or None where it holds no XML (a program that crashed)."""
    try:
        return parse_text(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None


def parse_text(text):
    try:
        text = re.sub(r"<\?xml[^>]*\?>|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
        return ET.fromstring(f"<all>{text}</all>")  # cmocka writes a document per group into one file
    except ET.ParseError:
        return None


def tail(path):
    try:
        return "\n".join(pathlib.Path(path).read_text(errors="replace").splitlines()[-SHOWN:])
    except OSError:
        return ""


def steps(path):
    for line in path.read_text().splitlines():
        verdict, name, log = line.split("\t")
        yield name, None if verdict == "pass" else f"see {log}\n{tail(log)}"


def programs(path):
    """Each function of each cmocka program, and each program that failed without one to blame."""
    root = parse(path)
    if root is None:
        yield "ctest", f"no results in {path}"
        return
    for case in root.iter("testcase"):
        program = case.get("name")
        output = case.findtext("system-out") or ""
        passed = case.get("status") == "run" and case.find("failure") is None
        functions = parse(path.parent / f"{program}.xml")
        if functions is None:
            functions = parse_text("".join(re.findall(r"<testsuites>.*?</testsuites>", output, re.S)))
        found = list(cases_of(functions)) if functions is not None else []
        said = "\n".join(output.splitlines()[:SHOWN])
        for name, why in found:
            if why is not None and said:
                why, said = f"{why}\nthe program said:\n{said}", ""
            yield f"{program}: {name}", why
        if not passed and all(why is None for _, why in found):
            yield program, f"{case.get('status')}: crashed, timed out, or its checker complained\n{said}"
        elif passed and not found:
            yield program, None  # not a cmocka program


def python(path):
    root = parse(path)
    found = list(cases_of(root)) if root is not None else []
    yield from found
    if not found:
        yield path.stem, "no test was run"


def results(folder):
    folder = pathlib.Path(folder)
    found = []
    for pattern, read in (("steps.tsv", steps), ("ctest.xml", programs), ("pytest-*.xml", python)):
        for path in sorted(folder.glob(pattern)):
            found += read(path)
    return found or [(str(folder), "has no results")]


def main(arguments):
    total = "--total" in arguments
    found = [r for folder in arguments if folder != "--total" for r in results(folder)]
    failed = [(name, why) for name, why in found if why is not None]
    if not total:
        for number, (name, why) in enumerate(failed):
            print(f"  FAILED {name}")
            lines = [line for line in why.splitlines() if line.strip()] if number < IN_FULL else []
            for line in lines[: 2 * SHOWN]:
                print(f"      {line[:WIDTH]}")
    print(f"{len(found) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
