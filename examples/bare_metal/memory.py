#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""memory.py PROGRAM.elf.map [--json]: flash and RAM of a program by part, from the linker's map."""
import json
import re
import sys

# What a path of an object belongs to; the first that matches counts.
PARTS = [
    ("core/src/tls", r"quatrix/libquatrix\.a\((tls|totp)"),
    ("core", r"quatrix/libquatrix\.a"),
    ("port/lwip_raw", r"libquatrix_port_lwip_raw\.a"),
    ("scenario", r"libdevice\.a\((line|login|outside|report|scenario|steps)\."),
    ("device", r"libdevice\.a|CMakeFiles/"),
    ("mbedTLS", r"libmbedtls\.a"),
    ("lwIP", r"liblwip\.a"),
    ("board", r"libboard\.a"),
    ("libc, libgcc", r"lib(c|c_nano|g_nano|gcc)\.a"),
]
# RAM that has a name of its own.
OBJECTS = {
    ".bss.arena": "TLS arena",
    ".bss.client": "struct quatrix_client",
    ".bss.tls": "struct quatrix_tls",
    ".bss.scenario": "struct scenario",
    ".bss.work": "work buffer",
}
INPUT = re.compile(r"^ (\.\S+|COMMON)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?: (\S.*))?$")
OUTPUT = re.compile(r"^(\.\S+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?: load address 0x[0-9a-f]+)?$")


def part_of(path):
    for name, pattern in PARTS:
        if re.search(pattern, path):
            return name
    return "other"


def joined(text):
    """Lines of the map from its second half, long names and what follows them in one."""
    text = text[text.index("Linker script and memory map") :]
    return re.sub(r"^( ?\.\S+)\n\s+(?=0x)", r"\1 ", text, flags=re.M).splitlines()


def measure(text):
    """{part: [flash, RAM]}, all that lies in the sections of the image."""
    table, inside, totals = {}, None, {}
    for line in joined(text):
        found = OUTPUT.match(line)
        if found:
            inside = found.group(1) if found.group(1) in (".text", ".ARM.exidx", ".stack", ".data", ".bss") else None
            if inside:
                totals[inside] = int(found.group(3), 16)
            continue
        found = INPUT.match(line) if inside else None
        if not found or not found.group(4):
            continue
        section, size = found.group(1), int(found.group(3), 16)
        name = OBJECTS.get(section, part_of(found.group(4)))
        row = table.setdefault(name, [0, 0])
        row[0] += size if inside in (".text", ".ARM.exidx", ".data") else 0
        row[1] += size if inside in (".data", ".bss") else 0
    table["stack"] = [0, totals[".stack"]]
    flash = totals[".text"] + totals.get(".ARM.exidx", 0) + totals[".data"]
    ram = totals[".stack"] + totals[".data"] + totals[".bss"]
    sums = [sum(row[i] for row in table.values()) for i in (0, 1)]
    table["alignment"] = [flash - sums[0], ram - sums[1]]
    return table, flash, ram


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        table, flash, ram = measure(file.read())
    if "--json" in sys.argv:
        print(json.dumps({"parts": table, "flash": flash, "ram": ram}))
        return
    print(f"  {'image, in bytes':<22}{'flash':>10}{'RAM':>10}")
    for name, row in sorted(table.items(), key=lambda item: (-item[1][0], -item[1][1])):
        if any(row):
            print(f"  {name:<22}{row[0] or '':>10}{row[1] or '':>10}")
    print(f"  {'all':<22}{flash:>10}{ram:>10}")


if __name__ == "__main__":
    main()
