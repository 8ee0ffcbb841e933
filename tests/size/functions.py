#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Where the flash of a program goes, by function and table.

functions.py [PROGRAM] [LINES]    one of size.PROGRAMS, on a Cortex-M4; by default session-profile

Own: bytes of it alone. With: with all that would go with it, as nobody else needs that.
"""
import re
import sys

import size
from build import M4, objects, run


def references():
    """{(object, section): what it refers to}, names of other objects resolved."""
    found, places = {}, {}
    for path in objects().values():
        local, here, listing = {}, None, run(M4.tool("objdump"), "-r", "-t", path)
        symbol = r"^[0-9a-f]{8} (.).{5}. (\S+)\s+[0-9a-f]{8}(?: \.hidden)? (\S+)$"
        for scope, section, name in re.findall(symbol, listing, re.M):
            local[name] = (path.name, section)
            if scope == "g":
                places[name] = (path.name, section)
        for line in listing.splitlines():
            if head := re.match(r"RELOCATION RECORDS FOR \[(.+)\]:", line):
                here = (path.name, head[1])
            elif (entry := re.match(r"[0-9a-f]{8} R_ARM_\w+\s+(\S+?)(?:[+-]0x\w+)?$", line)) and here:
                place = local.get(entry[1], ("", "*UND*"))
                found.setdefault(here, set()).add(entry[1] if place[1] == "*UND*" else place)
    return {place: {places.get(to, to) for to in wanted} for place, wanted in found.items()}


def ranking(program):
    """[(bytes with, own bytes, object, section)], the largest first."""
    sizes = {}
    for piece in size.program(program):
        if piece.archive == "libcore.a":
            sizes[piece.object, piece.section] = sizes.get((piece.object, piece.section), 0) + piece.size
    graph = {place: wanted & set(sizes) for place, wanted in references().items() if place in sizes}
    roots = {name for option in size.of_families(size.PROGRAMS[program]) for name in [option.split(",")[-1]]}
    begin = {place for place in sizes if place[1].removeprefix(".text.") in roots}

    def reached(without):
        seen, due = set(), list(begin - {without})
        while due:
            place = due.pop()
            if place not in seen:
                seen.add(place)
                due += graph.get(place, set()) - {without}
        return seen

    everything = sum(sizes[place] for place in reached(None))
    told = [(everything - sum(sizes[p] for p in reached(place)), own, *place) for place, own in sizes.items()]
    return sorted(told, reverse=True)


def main(arguments):
    program = arguments[0] if arguments else "session-profile"
    lines = int(arguments[1]) if len(arguments) > 1 else 60
    print("  with    own")
    for together, own, name, section in ranking(program)[:lines]:
        print(f"{together:6,} {own:6,}  {name[:-2].replace('-', '/', 1)} {section}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
