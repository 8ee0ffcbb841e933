# SPDX-License-Identifier: MIT
"""Whole images of examples/bare_metal/: flash and RAM by part, for each profile.

They are built by that example's build.sh, so what is built already is not built again.
"""
import functools
import pathlib
import re
import subprocess

import chart
import mapfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "bare_metal"

# Parts of the image by archive(object), and RAM by the variable. The first that matches counts.
FLASH = [
    ("core", r"libquatrix\.a\("),
    ("port/lwip_raw", r"libquatrix_port_lwip_raw\.a\("),
    ("mbedTLS", r"libmbed\w*\.a\("),
    ("lwIP", r"liblwip\.a\("),
    ("Ethernet driver", r"libboard\.a\(lan9118\."),
    ("board", r"libboard\.a\("),
    ("scenario", r"libdevice\.a\((line|login|outside|report|scenario|steps)\."),
    ("C library", r"lib(c|c_nano|g|g_nano|gcc|m|nosys)\.a\("),
    ("device", r""),  # what is around the scenario: store, operator, main()
]
RAM = [
    ("TLS arena", r"\.bss\.arena$"),
    ("client", r"\.bss\.client$"),
    ("TLS channel", r"\.bss\.tls$"),
    ("work buffer", r"\.bss\.work$"),
    ("scenario", r"\.bss\.scenario$"),
    ("stack", r"^\.stack "),
    ("lwIP", r"liblwip\.a\("),
    ("mbedTLS itself", r"libmbed\w*\.a\("),
    ("others", r""),
]
TOKEN = 16  # bytes
JITTER = 64  # bytes by which a peak may differ from run to run: an interrupt comes when it comes


def profiles():
    """Names; empty without the example."""
    return sorted((p.parent.name for p in EXAMPLE.glob("profiles/*/profile.h")), key=lambda name: (name != "small", name))


def _part(rules, text):
    return next(name for name, pattern in rules if re.search(pattern, text))


def flash(pieces):
    """{part: bytes}, in the order of FLASH."""
    found = mapfile.sums([p for p in pieces if p.in_flash], lambda p: _part(FLASH, f"{p.archive}({p.object})"))
    return {name: found[name] for name, _ in FLASH if name in found}


def ram(pieces, tokens=0):
    """{part: bytes}, in the order of RAM; tokens of the client apart. Padding stays with the variable before it."""
    found, last = {}, None
    for piece in pieces:
        if piece.in_ram:
            if piece.section != "*fill*" or last is None:
                last = _part(RAM, f"{piece.output} {piece.archive}({piece.object}) {piece.section}")
            found[last] = found.get(last, 0) + piece.size
    ordered = {name: found[name] for name, _ in RAM if name in found}
    if tokens and "client" in ordered:
        ordered = {"client": ordered.pop("client") - tokens, "JSON tokens": tokens, **ordered}
    return ordered


def tokens(profile):
    """Bytes of tokens a client of the profile has."""
    found = re.search(r"^CONFIG_QUATRIX_TOKENS=(\d+)", (EXAMPLE / "profiles" / profile / "quatrix.conf").read_text(), re.M)
    if not found:
        found = re.search(r"^#define QUATRIX_TOKENS (\d+)", (ROOT / "core/include/quatrix/config.h").read_text(), re.M)
    return TOKEN * int(found.group(1))


@functools.lru_cache(maxsize=None)
def pieces(profile):
    done = subprocess.run([EXAMPLE / "build.sh", profile], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise SystemExit(f"size.py: {done.stderr}")
    return mapfile.read(pathlib.Path(done.stdout.splitlines()[-1]) / "provision.elf.map")


def _table(title, columns):
    """A table of {part: bytes} per profile, with sums."""
    names = list(dict.fromkeys(part for _, parts in columns for part in parts))
    lines = [f"| {title} | " + " | ".join(f"`{name}`" for name, _ in columns) + " |", "| --- |" + " ---: |" * len(columns)]
    lines += [f"| {name} | " + " | ".join(f"{parts.get(name, 0):,}" for _, parts in columns) + " |" for name in names]
    lines.append("| **All** | " + " | ".join(f"**{sum(parts.values()):,}**" for _, parts in columns) + " |")
    return "\n".join(lines)


def columns():
    """[(profile, flash by part)], [(profile, RAM by part)]."""
    found = [(profile, pieces(profile)) for profile in profiles()]
    return [(name, flash(p)) for name, p in found], [(name, ram(p, tokens(name))) for name, p in found]


@functools.lru_cache(maxsize=None)
def peak(profile):
    """(bytes of stack, bytes of the TLS arena) in use at most, as the device says when it has run."""
    done = subprocess.run([EXAMPLE / "run.sh", profile], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    found = [re.search(rf"^ *{what} +(\d+) +of \d+$", done.stdout, re.M) for what in ("stack", "TLS arena")]
    if done.returncode != 0 or not all(found):
        raise SystemExit(f"size.py: examples/bare_metal/run.sh {profile}\n{done.stdout}")
    return tuple(int(number.group(1)) for number in found)


def _peaks(names, measured):
    lines = [f"`{name}` {stack:,} of stack and {arena:,} of the TLS arena" for name, (stack, arena) in zip(names, measured)]
    return f"In use at most while it ran (the stack was painted before): {'; '.join(lines)}."


def peaks(old):
    """What was measured; what the old text says, as long as that is true within JITTER."""
    names = profiles()
    measured = [peak(name) for name in names]
    said = re.search(re.escape(_peaks(names, [(0, 0)] * len(names))).replace("0", "([0-9,]+)"), old)
    if said:
        numbers = [int(n.replace(",", "")) for n in said.groups()]
        before = list(zip(numbers[::2], numbers[1::2]))
        if all(abs(a - b) <= JITTER for x, y in zip(before, measured) for a, b in zip(x, y)):
            measured = before
    return _peaks(names, measured)


def table(old):
    in_flash, in_ram = columns()
    return "\n\n".join([_table("Flash, bytes", in_flash), _table("RAM, bytes", in_ram), peaks(old)])


def charts():
    """{file: SVG}."""
    in_flash, in_ram = columns()
    folder = ROOT / "tests" / "size"
    return {
        folder / "image_flash.svg": chart.stacked("Flash of the whole image, bytes", in_flash),
        folder / "image_ram.svg": chart.stacked("RAM of the whole image, bytes", in_ram),
    }
