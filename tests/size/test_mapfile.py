# SPDX-License-Identifier: MIT
"""A map of the linker is read to the last byte."""
import mapfile
import pytest
import size

MAP = """Archive member included to satisfy reference by file (symbol)

Discarded input sections

 .text.unused   0x00000000       0x40 libone.a(a.c.obj)

Memory Configuration

Linker script and memory map

LOAD main.c.obj

.text           0x00000000       0x70
 *(.vectors)
 .vectors       0x00000000       0x10 libboard.a(startup.c.obj)
                0x00000000                board_vectors
 .text.a        0x00000010       0x20 dir/libone.a(a.c.obj)
                0x00000010                a
 *fill*         0x00000030        0x4 
 .text.a_function_with_a_long_name
                0x00000034       0x1c dir/libone.a(b.c.obj)
 .rodata.str1.1
                0x00000050       0x18 main.c.obj
                                 0x30 (size before relaxing)
 .rodata.str1.1
                0x00000068       0x30 libone.a(b.c.obj)
                0x00000070                . = ALIGN (0x4)

.stack          0x20000000      0x800
                0x20000000                bottom = .
                0x20000800                . = (. + stack_size)

.data           0x20000800        0x8 load address 0x00000070
 .data.x        0x20000800        0x8 libone.a(a.c.obj)

.bss            0x20000808       0x24 load address 0x00000078
 .bss.y         0x20000808       0x20 libone.a(a.c.obj)
 COMMON         0x20000828        0x4 main.c.obj

.debug_info     0x00000000      0x999
 .debug_info    0x00000000      0x999 main.c.obj
"""


def test_every_section_is_found_with_its_file():
    found = [(p.output, p.section, p.size, p.archive, p.object) for p in mapfile.parse(MAP)]
    assert found == [
        (".text", ".vectors", 0x10, "libboard.a", "startup.c.obj"),
        (".text", ".text.a", 0x20, "libone.a", "a.c.obj"),
        (".text", "*fill*", 4, "libone.a", "a.c.obj"),
        (".text", ".text.a_function_with_a_long_name", 0x1C, "libone.a", "b.c.obj"),
        (".text", ".rodata.str1.1", 0x18, "", "main.c.obj"),
        (".text", ".rodata.str1.1", 8, "libone.a", "b.c.obj"),  # the rest was merged
        (".stack", "", 0x800, "", ""),
        (".data", ".data.x", 8, "libone.a", "a.c.obj"),
        (".bss", ".bss.y", 0x20, "libone.a", "a.c.obj"),
        (".bss", "COMMON", 4, "", "main.c.obj"),
    ]


def test_a_first_value_takes_flash_and_ram():
    pieces = mapfile.parse(MAP)
    assert sum(p.size for p in pieces if p.in_flash) == 0x70 + 8
    assert sum(p.size for p in pieces if p.in_ram) == 0x800 + 8 + 0x24
    assert mapfile.sums([p for p in pieces if p.in_ram], lambda p: p.archive) == {"": 0x804, "libone.a": 0x28}


def test_what_is_no_map_is_refused():
    with pytest.raises(ValueError):
        mapfile.parse("")


@pytest.mark.parametrize("target", size.targets(), ids=lambda target: target.name)
def test_the_sum_is_that_of_the_linked_program(target):
    pieces = size.program("session-profile", target)
    listing = size.run(target.tool("size"), target.folder / "program-session-profile.elf")
    text, data, _ = (int(n) for n in listing.splitlines()[1].split()[:3])
    assert sum(p.size for p in pieces if p.in_flash) == text + data > 5000
