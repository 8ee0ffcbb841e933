# SPDX-License-Identifier: MIT
"""case.c and case.py read the same in each case, and refuse the same texts. No two cases are the same."""
import os
import pathlib
import subprocess

import case
import pytest

BUILD = pathlib.Path(os.environ.get("QUATRIX_BUILD") or case.ROOT / "build/run/gcc")
DUMP = BUILD / "tests/http_dump"

GOOD = """# Why
call: object
ends: E_PROTOCOL
phase: head
http: 200
kept: no
curl: refuses
---
HTTP\\r\\n\\(3*ab\\x00)\\(*x\\n)
"""
BAD = {
    "no comment": GOOD.replace("# Why\n", ""),
    "no call": GOOD.replace("call: object\n", ""),
    "another call": GOOD.replace("object", "objects"),
    "no end": GOOD.replace("ends: E_PROTOCOL\n", ""),
    "another status": GOOD.replace("E_PROTOCOL", "E_PROTO"),
    "a phase": GOOD.replace("E_PROTOCOL", "E_HEAD"),
    "a gap in the statuses": GOOD.replace("E_PROTOCOL", "?"),
    "an error without a phase": GOOD.replace("phase: head\n", ""),
    "a phase without an error": GOOD.replace("E_PROTOCOL", "OK"),
    "another phase": GOOD.replace("head", "tail"),
    "no number": GOOD.replace("200", "-1"),
    "a long number": GOOD.replace("200", "1234567890"),
    "kept maybe": GOOD.replace("kept: no", "kept: maybe"),
    "another end": GOOD.replace("---", "end: never\n---"),
    "another verdict of curl": GOOD.replace("refuses", "refuse"),
    "an unknown key": GOOD.replace("---", "why: so\n---"),
    "a key twice": GOOD.replace("---", "kept: no\n---"),
    "a key without a space": GOOD.replace("kept: no", "kept:no"),
    "an empty line": GOOD.replace("---", "\n---"),
    "no bytes": GOOD.split("---")[0],
    "no end of line": GOOD[:-1],
    "a space at the end": GOOD.replace("HTTP", "HTTP \nx"),
    "a tab": GOOD.replace("HTTP", "HT\tTP"),
    "a byte not seen": GOOD.replace("HTTP", "HT\x7fTP"),
    "a long line": GOOD.replace("HTTP", "H" * 220 + "TTP"),
    "an unknown escape": GOOD.replace("HTTP", "\\q"),
    "an escape cut": GOOD.replace("HTTP", "HTTP\\\nx"),
    "half a byte": GOOD.replace("\\x00", "\\x0"),
    "upper case": GOOD.replace("\\x00", "\\xAB"),
    "no times": GOOD.replace("3*", "0*"),
    "a strange number of times": GOOD.replace("3*", "3M*"),
    "no star": GOOD.replace("3*", "3"),
    "times of nothing": GOOD.replace("ab\\x00", ""),
    "times without an end": GOOD.replace("x\\n)", "x\\n"),
    "a bad escape in it": GOOD.replace("ab", "\\q"),
    "something behind endless": GOOD + "x\n",
    "something behind endless, in the line": GOOD.replace("n)\n", "n)x\n"),
    "endless NUL": GOOD.replace("*x", "*\\0"),
    "endless, and long": GOOD.replace("*x", "*" + "x" * 128),
    "an endless body": GOOD.replace("---", "body: \\(*x)\n---"),
    "too many bytes": GOOD.replace("3*", "200K*"),
    "a bad body": GOOD.replace("---", "body: \\\n---"),
}
ALSO_GOOD = {
    "as it is": GOOD,
    "all keys": GOOD.replace("---", "body: \\(2K*\\\\\\t\\0)\\xff\nend: cut\nretry: 7\ndiffers: so\n---"),
    "another comment later": GOOD.replace("---", "# and\n---"),
    "no bytes at all": GOOD.split("HTTP")[0],
    "a line of dashes among the bytes": GOOD.replace("HTTP", "---\nHTTP"),
    "an empty line behind the bytes": GOOD + "\n",
    "a colon in a value": GOOD.replace("---", "differs: a: b\n---"),
    "no error": GOOD.replace("E_PROTOCOL", "OK").replace("phase: head\n", ""),
    "as long as a line may be": GOOD.replace("HTTP", "H" * (240 - 26)),
    "as much as is repeated": GOOD.replace("*x", "*" + "x" * 127),
    "as many bytes": GOOD.replace("HTTP\\r\\n\\(3*ab\\x00)", "\\(512K*a)"),
    "a bracket that ends nothing": GOOD.replace("HTTP", "(a)(3*b)"),
}


def dumped(paths):
    """What case.c reads, a line for each file."""
    assert os.access(DUMP, os.X_OK), f"{DUMP} is not there: build it, or set QUATRIX_BUILD"
    done = subprocess.run([DUMP, *paths], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def read_here(text):
    try:
        return case.parse(text).dump()
    except case.Bad:
        return "refused"


def test_both_read_the_same_in_every_case():
    paths = sorted(case.CASES.glob("*/*"))
    assert len(paths) >= 250
    for path, line in zip(paths, dumped(paths), strict=True):
        assert line == read_here(path.read_text(encoding="ascii")), path
        assert line != "refused", path


@pytest.mark.parametrize("texts, refused", [(BAD, True), (ALSO_GOOD, False)])
def test_both_refuse_the_same_texts(texts, refused, tmp_path):
    paths = []
    for number, text in enumerate(texts.values()):
        paths.append(tmp_path / f"{number}.case")
        paths[-1].write_text(text, encoding="ascii")
    for name, text, line in zip(texts, texts.values(), dumped(paths), strict=True):
        assert line == read_here(text), name
        assert (line == "refused") == refused, name


def test_no_two_cases_are_the_same():
    seen = {}
    for name, found in case.all_cases().items():
        what = (found.values["call"], found.values.get("end"), found.data, found.endless)
        assert what not in seen, f"{name} is {seen[what]}"
        seen[what] = name


def test_every_file_is_a_case():
    assert [path for path in case.CASES.rglob("*") if path.is_file() and not (path.suffix == ".case" and path.parent.parent == case.CASES)] == []
