# SPDX-License-Identifier: MIT
"""A case in the wrong folder, or with the wrong value, fails here: Python's json is the judge where it is strict."""
import json
import os
import pathlib
import re

import pytest

CASES = pathlib.Path(__file__).resolve().parent / "cases"
WORDS = {"text", "due", "reply", "json", "alone", "string", "int", "time"}
INT64 = range(-2**63, 2**63)


def as_bytes(notation):
    """What a file states: %XX is a byte, %(N:text) is the text N times."""
    def replace(match):
        if match[1]:
            return bytes.fromhex(match[1].decode())
        return as_bytes(match[3].decode("ascii")) * int(match[2])
    return re.sub(rb"%(?:([0-9A-F]{2})|\((\d+):([^)]*)\))", replace, notation.encode("ascii"))


class Case:
    """A file: a reason, and a word a line with what it says."""

    def __init__(self, path):
        self.folder = path.parent.name
        self.name = f"{self.folder}/{path.stem}"
        lines = path.read_text(encoding="ascii").splitlines()
        self.reasons = [line[2:] for line in lines if line.startswith("# ")]
        said = [line.partition(" ") for line in lines if not line.startswith("#")]
        self.said = {word: rest for word, _, rest in said}
        assert len(self.said) == len(said) and set(self.said) <= WORDS and "text" in self.said, self.name
        self.text = as_bytes(self.said["text"])


ALL = [Case(path) for path in sorted(CASES.glob("*/*.case"))]


def refuse(word):
    raise ValueError(word)


class Number(str):
    """A number as it stands."""


def strictly(text):
    """Where Python is lax by default it is told not to be: no NaN, no BOM, UTF-8 alone."""
    return json.loads(text.decode("utf-8"), parse_constant=refuse, parse_int=Number, parse_float=Number)


def python_accepts(notation):
    """True when it is JSON. A text too deep for Python's stack is looked at with all repetitions a hundred times shorter."""
    while True:
        try:
            strictly(as_bytes(notation))
            return True
        except RecursionError:
            notation = re.sub(r"%\((\d+):", lambda match: f"%({int(match[1]) // 100}:", notation)
        except ValueError:
            return False


def units(text, places):
    """A number in units of 10^-places, as a file states it. In quotes zeros may lead, and digits behind the point lack."""
    match = re.fullmatch(r"(-?)(\d+)(\.\d*)?(?:[eE]([+-]?\d+))?", text, re.ASCII)
    if not match or len(match[2] + (match[3] or "")) > 32767:
        return "type"
    digits = match[2] + (match[3] or "")[1:]
    if not digits.strip("0"):
        return "0"
    # int() of more than 4300 digits is an error: so large an exponent moves the point beyond any text here
    exponent = match[4] or "0"
    point = len(match[2]) + (int(exponent) if len(exponent.lstrip("+-0")) < 10 else int(exponent[0] + "9" * 9)) + places
    first = len(digits) - len(digits.lstrip("0"))
    if point - first > 19:
        return "range"
    whole = int(digits[:max(point, 0)].ljust(point, "0") or "0")
    whole = -whole if match[1] else whole
    cut = " cut" if digits[max(point, 0):].strip("0") else ""
    return f"{whole}{cut}" if whole in INT64 else "range"


def test_there_are_as_many_as_there_should_be():
    count = {folder: sum(case.folder == folder for case in ALL) for folder in ("accept", "reject", "either")}
    assert sum(count.values()) == len(ALL) >= 300 and min(count.values()) >= 50, count
    first = {}
    twice = [(case.name, first[case.text]) for case in ALL if first.setdefault(case.text, case.name) != case.name]
    assert twice == []


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_the_case_is_in_its_folder(case):
    assert case.reasons, "why?"
    accepted = python_accepts(case.said["text"])
    if case.folder == "either":  # what the grammar says, what is due, and a second line that says why
        assert case.said["json"] == ("yes" if accepted else "no") and "due" in case.said
        assert len(case.reasons) > 1 or "alone" in case.said
    else:
        assert accepted == (case.folder == "accept")
        assert "due" not in case.said and "json" not in case.said


@pytest.mark.parametrize("case", [case for case in ALL if case.folder == "accept"], ids=lambda case: case.name)
def test_the_case_says_what_the_text_means(case):
    value = strictly(case.text)
    is_text = isinstance(value, str) and not isinstance(value, Number)
    assert ("string" in case.said) == is_text
    if is_text:
        assert as_bytes(case.said["string"]) == value.encode("utf-8")
    if isinstance(value, Number):
        assert (case.said["int"], case.said["time"]) == (units(value, 0), units(value, 6))


@pytest.mark.parametrize("case", [case for case in ALL if case.folder == "either" and "int" in case.said], ids=lambda case: case.name)
def test_the_case_says_what_number_it_is(case):
    text = case.text.decode().strip('"')
    assert (case.said["int"], case.said["time"]) == (units(text, 0), units(text, 6))


def test_python_and_the_standard_differ_where_we_say_so():
    """Python takes these with its defaults, the standard does not: none of them is accepted, each is a case."""
    lax = {case.name for case in ALL if case.folder == "reject" and default_accepts(case.text)}
    assert lax == {"reject/number-nan", "reject/number-infinity", "reject/number-infinity-minus",  # JavaScript's words
                   "reject/leading-bom",  # skipped
                   "reject/utf16-le", "reject/utf16-be", "reject/utf16-le-bare", "reject/utf16-be-bare", "reject/utf32-le",
                   "reject/number-nul-after",  # guessed to be UTF-16 and UTF-32
                   "reject/text-utf8-surrogate-first", "reject/text-utf8-surrogate-high-last",  # decoded by "surrogatepass"
                   "reject/text-utf8-surrogate-low-first", "reject/text-utf8-surrogate-last", "reject/text-utf8-surrogate-pair"}


def default_accepts(text):
    try:
        json.loads(text)
        return True
    except (ValueError, RecursionError):
        return False


def test_the_counts_are_told():
    if path := os.environ.get("QUATRIX_EVIDENCE"):
        with open(path, "a", encoding="ascii") as file:
            file.write(f"json/oracle\t{len(ALL)}\n")
