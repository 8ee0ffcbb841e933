# SPDX-License-Identifier: MIT
"""A case of tests/http/cases/; README.md says how one is written. case.c reads the same form."""
import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = pathlib.Path(__file__).resolve().parent / "cases"
STATUSES = set(re.findall(r"^    QUATRIX_(\w+) = -?\d+,?", (ROOT / "core/include/quatrix/status.h").read_text(), re.M))
WORDS = {
    "call": ["object", "list", "none", "raw", "login", "download", "rest"],
    "ends": sorted(s for s in STATUSES if not s.startswith("PHASE_")),
    "phase": ["request", "connect", "handshake", "send", "head", "body", "pause"],
    "kept": ["no", "yes"],
    "end": ["open", "close", "cut", "reset"],
    "curl": ["accepts", "refuses", "waits"],
}
NUMBERS = {"http", "retry"}
NEEDED = {"call", "ends", "http", "kept", "curl"}
MOST_BYTES, MOST_ENDLESS, LONGEST_LINE = 512 * 1024, 128, 240
ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\"}
BYTE = r"(?:[^\\]|\\[rnt0\\]|\\x[0-9a-f]{2})"
TEXT = re.compile(rf"\\\((?:([1-9][0-9]*)(K?))?\*((?:(?!\)){BYTE})+)\)|({BYTE})")


class Bad(Exception):
    """The text is no case."""


def unescaped(text):
    """The bytes that escapes stand for, repetitions aside."""
    plain = re.sub(r"\\(?:x(..)|(.))", lambda m: chr(int(m[1], 16)) if m[1] else ESCAPES[m[2]], text)
    return plain.encode("latin-1")


def read_text(text):
    """(bytes, what is endless behind them)"""
    out, endless, at = b"", b"", 0
    while at < len(text):
        found = TEXT.match(text, at)
        if not found or endless:
            raise Bad(f"not understood: {text[at:]}")
        times, kilo, repeated, single = found.groups()
        unit = unescaped(repeated or single)
        if len(unit) > MOST_ENDLESS:
            raise Bad("too much is repeated")
        if repeated and times is None:
            endless = unit
        else:
            out += unit * (int(times or 1) * (1024 if kilo else 1))
        at = found.end()
    if len(out) > MOST_BYTES or 0 in endless:
        raise Bad("too long, or endless NULs")
    return out, endless


@dataclasses.dataclass
class Case:
    """What a file says; `values` as it is written there."""

    values: dict
    about: str
    body: bytes
    data: bytes
    endless: bytes

    def dump(self):
        """The line that dump.c writes."""
        v = self.values
        place = {key: WORDS[key].index(v.get(key, WORDS[key][0])) for key in ("call", "kept", "end", "curl")}
        fields = [place["call"], v["ends"], v.get("phase", "-"), int(v["http"]), int(v.get("retry", 0)), place["kept"], place["end"],
                  place["curl"], int("differs" in v)]
        return " ".join(map(str, fields)) + "".join(f"\t{text.hex()}" for text in (self.body, self.data, self.endless))


def read_values(lines):
    """What stands before the bytes."""
    values = {}
    for line in lines:
        key, colon, value = line.partition(": ")
        if not colon or key in values or key not in WORDS.keys() | NUMBERS | {"body", "differs"}:
            raise Bad(f"an unknown key, or one twice: {line}")
        if value not in WORDS.get(key, [value]) or (key in NUMBERS and not re.fullmatch("[0-9]{1,9}", value)):
            raise Bad(f"an unknown value: {line}")
        values[key] = value
    if not NEEDED <= values.keys() or values["ends"].startswith("E_") != ("phase" in values):
        raise Bad("a key is missing")
    return values


def parse(text):
    """The case that a file's text is."""
    lines = text.split("\n")
    if lines.pop() or any(len(s) > LONGEST_LINE or not re.fullmatch("(?:[ -~]*[!-~])?", s) for s in lines):
        raise Bad("a line without an end, too long, or with what is not seen")
    if "---" not in lines:
        raise Bad("no bytes")
    before, after = lines[: lines.index("---")], lines[lines.index("---") + 1 :]
    about = "\n".join(line for line in before if line.startswith("#"))
    if not about:
        raise Bad("no comment")
    values = read_values([line for line in before if not line.startswith("#")])
    data, endless = b"", b""
    for line in after:
        if endless and line:
            raise Bad("something behind what is endless")
        more, endless = read_text(line) if line else (b"", endless)
        data += more
    if len(data) > MOST_BYTES:
        raise Bad("too many bytes")
    body, never = read_text(values.get("body", ""))
    if never:
        raise Bad("an endless body")
    return Case(values, about, body, data, endless)


def all_cases():
    """{"topic/name": case}"""
    return {str(path.relative_to(CASES).with_suffix("")): parse(path.read_text(encoding="ascii")) for path in sorted(CASES.glob("*/*"))}
