# SPDX-License-Identifier: MIT
"""All memory of a process that it can write to, read from outside as a debugger does. No core file, no debugger."""

import os
import struct

PAGE = os.sysconf("SC_PAGE_SIZE")
SHADOW = 1 << 32            # bytes; AddressSanitizer's map of what may be touched: terabytes, and no copy of anything
THERE = 3 << 62             # bits of a page in /proc/PID/pagemap: in memory, or swapped out


def writable(pid):
    """(start, end) of each mapping."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as file:
        for line in file:
            span, flags, *_, = line.split(maxsplit=2)
            start, end = (int(word, 16) for word in span.split("-"))
            if flags[:2] == "rw" and end - start < SHADOW:
                yield start, end


def touched(pagemap, start, end):
    """(start, end) of the runs of pages that were ever written to; the others are zero."""
    size = (end - start) // PAGE
    entries = struct.unpack(f"{size}Q", os.pread(pagemap, 8 * size, start // PAGE * 8))
    begun = None
    for number, entry in enumerate((*entries, 0)):
        at = start + number * PAGE
        if entry & THERE and begun is None:
            begun = at
        elif not entry & THERE and begun is not None:
            yield begun, at
            begun = None


def dump(pid):
    """The bytes of a process that the caller may trace, such as a child: what hangs together in one piece."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory, open(f"/proc/{pid}/pagemap", "rb", buffering=0) as pagemap:
        return [os.pread(memory.fileno(), end - start, start) for mapping in writable(pid)
                for start, end in touched(pagemap.fileno(), *mapping)]


def pieces(secret, size):
    """A secret may be there in part: its beginning, middle and end."""
    return {secret[:size], secret[len(secret) // 2 - size // 2:][:size], secret[-size:]} if len(secret) > size else {secret}


def found(parts, secrets, size=12):
    """Names of the secrets of which a piece is in the memory."""
    return {name for name, values in secrets.items() for value in values for piece in pieces(value, size)
            if any(piece in part for part in parts)}
