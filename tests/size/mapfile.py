#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which part of a linked image takes how much: reads the map that GNU ld writes (-Wl,-Map=FILE).

mapfile.py MAP        print flash and RAM by archive

Flash is what is stored: code, constants, the first values of variables. RAM is what is reserved when the program
runs: variables, and areas the linker script sets aside, such as a stack. A variable with a first value is in both.
Sections that are not loaded (debugging) do not count. Padding between sections counts for the file before it.
"""
import pathlib
import re
import sys
from typing import NamedTuple

RAM_ALONE = (".bss", ".noinit", ".persistent", ".stack", ".heap", ".tbss")  # output sections without anything stored
BOTH = (".data", ".tdata")
NOT_LOADED = (".debug", ".comment", ".note", ".stab", ".symtab", ".strtab", ".shstrtab", ".ARM.attributes",
              ".riscv.attributes", ".gnu.attributes")  # fmt: skip

OUTPUT = re.compile(r"^(\.?[\w.$-]+)(?:\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?: load address 0x[0-9a-f]+)?)?\s*$")
INPUT = re.compile(r"^ (\*fill\*|\.?[\w.$*-]+)(?:\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?: (\S.*))?)?\s*$")
NUMBERS = re.compile(r"^\s{2,}0x([0-9a-f]+)\s+0x([0-9a-f]+)(?: (?!load address)(\S.*)| load address 0x[0-9a-f]+)?\s*$")
FILE = re.compile(r"^(?:.*/)?([^/()]+)\(([^()]+)\)$")


class Piece(NamedTuple):
    """Some bytes of an image."""

    output: str  # section of the image, as ".text"
    section: str  # section of the object, as ".text.main"; "" for what the linker script reserves
    size: int
    archive: str  # "libc.a", or "" for an object that was named by itself
    object: str  # "memcpy.o", or ""

    @property
    def in_flash(self):
        return not self.output.startswith(RAM_ALONE)

    @property
    def in_ram(self):
        return self.output.startswith(RAM_ALONE + BOTH)


def _file(name):
    """(archive, object) of a file as ld names it."""
    found = FILE.match(name)
    return found.groups() if found else ("", name.rsplit("/", 1)[-1])


def _lines(text):
    """(kind, name, size, file) for each section, of the image ("output") or of an object ("input")."""
    begin = text.find("\nLinker script and memory map\n")
    if begin < 0:
        raise ValueError("no map of GNU ld")
    open_kind, open_name = None, None
    for line in text[begin:].splitlines()[2:]:
        for kind, pattern in (("output", OUTPUT), ("input", INPUT)):
            found = pattern.match(line)
            if found:
                break
        if found and found.group(3) is not None:
            open_kind = None
            yield kind, found.group(1), int(found.group(3), 16), (found.group(4) if kind == "input" else None)
        elif found:  # a long name: the numbers are on the next line
            open_kind, open_name = kind, found.group(1)
        elif open_kind:
            found = NUMBERS.match(line)
            if found:
                yield open_kind, open_name, int(found.group(2), 16), found.group(3)
            open_kind = None


def parse(text):
    """All pieces that take memory in the image."""
    pieces, output, left = [], None, 0

    def reserved():
        if output and left:
            pieces.append(Piece(output, "", left, "", ""))

    for kind, name, size, file in _lines(text):
        if kind == "output":
            reserved()
            output, left = (None, 0) if name.startswith(NOT_LOADED) else (name, size)
        elif output and size:
            before = pieces[-1] if pieces and pieces[-1].output == output else None
            if name == "*fill*":
                if not before:
                    continue  # what the script reserves
                archive, obj = before.archive, before.object
            elif file is None:
                continue  # a pattern of the script, or an assignment
            else:
                archive, obj = _file(file)
            size = min(size, left)  # strings that were merged away are listed all the same
            pieces.append(Piece(output, name, size, archive, obj))
            left -= size
    reserved()
    return [piece for piece in pieces if piece.size]


def read(path):
    return parse(pathlib.Path(path).read_text(errors="replace"))


def sums(pieces, key):
    """{key(piece): bytes}."""
    found = {}
    for piece in pieces:
        found[key(piece)] = found.get(key(piece), 0) + piece.size
    return found


def main(arguments):
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    pieces = read(arguments[0])
    for title, chosen in (("flash", [p for p in pieces if p.in_flash]), ("RAM", [p for p in pieces if p.in_ram])):
        for name, size in sorted(sums(chosen, lambda p: p.archive or p.object or p.output).items(), key=lambda x: -x[1]):
            print(f"{title:6}{size:9,}  {name}")
        print(f"{title:6}{sum(p.size for p in chosen):9,}  in all\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
