# SPDX-License-Identifier: MIT
"""What is in the image: no heap, and no more flash and RAM than was promised."""
import json
import re
import subprocess

import pytest
from conftest import BUILD

from rig import BARE, RAM

PROFILES = ["small", "any-server"]
PROGRAMS = ["provision.elf", "device_tests/lab.elf", "device_tests/conformance.elf"]
HEAP = re.compile(r"^(_+)?(malloc|calloc|realloc|free|strdup|sbrk|memalign|aligned_alloc|cfree|mallinfo)(_r|_base)?$")
STDIO = re.compile(r"^_*(v?f?s?n?i?printf|puts|fopen|fwrite|write)(_r)?$")
LIMITS = {"small": (96 * 1024, 20 * 1024), "any-server": (150 * 1024, 52 * 1024)}  # flash, RAM


def symbols(path):
    lines = subprocess.run(["arm-none-eabi-nm", path], check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.split()[-1]: line.split() for line in lines}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("profile", PROFILES)
def test_nothing_of_a_heap_is_linked(profile, program):
    found = symbols(BUILD / profile / program)
    assert "board_reset" in found, "the list of symbols is wrong"
    assert [name for name in found if HEAP.match(name) or STDIO.match(name)] == []


@pytest.mark.parametrize("profile", PROFILES)
def test_a_program_that_uses_the_heap_does_not_link(profile, tmp_path):
    """The image's own command to link, with one more object."""
    source, extra = tmp_path / "heap.c", tmp_path / "heap.o"
    source.write_text("#include <stdlib.h>\nvoid *heap_used;\nvoid board_init(void) { heap_used = malloc(4); }\n")
    subprocess.run(["arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb", "-c", source, "-o", extra], check=True)
    build = BUILD / profile
    commands = subprocess.run(["ninja", "-C", build, "-t", "commands", "provision.elf"], check=True, capture_output=True, text=True)
    link = commands.stdout.splitlines()[-1].removeprefix(": && ").removesuffix(" && :")
    link = re.sub(r" -o provision\.elf", f" {extra} -o {tmp_path}/heap.elf", re.sub(r"-Map=\S+", f"-Map={tmp_path}/map", link))
    done = subprocess.run(link, shell=True, cwd=build, capture_output=True, text=True)
    assert done.returncode != 0 and "undefined reference to `_sbrk'" in done.stderr


@pytest.mark.parametrize("profile", PROFILES)
def test_the_arena_is_static_and_the_stack_lies_below_all(profile):
    found = symbols(BUILD / profile / "provision.elf")
    low, high = RAM[0], RAM[0] + RAM[1]
    assert found["arena"][1] == "b" and low < int(found["arena"][0], 16) < high
    assert int(found["board_stack_bottom"][0], 16) == low
    assert int(found["board_stack_top"][0], 16) <= int(found["board_data"][0], 16)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_image_is_as_small_as_promised(profile):
    path = BUILD / profile / "provision.elf.map"
    run = subprocess.run(["/usr/bin/python3", BARE / "memory.py", path, "--json"], check=True, capture_output=True, text=True)
    measured = json.loads(run.stdout)
    text, data, bss = map(int, subprocess.run(["arm-none-eabi-size", path.with_suffix("")], check=True, capture_output=True,
                                              text=True).stdout.splitlines()[1].split()[:3])
    assert (measured["flash"], measured["ram"]) == (text + data, data + bss)
    assert "other" not in measured["parts"], measured["parts"]
    assert measured["flash"] <= LIMITS[profile][0] and measured["ram"] <= LIMITS[profile][1], measured


def test_a_stack_that_overflows_is_a_fault(tmp_path):
    """Not something that runs on with what it has overwritten."""
    build = tmp_path / "build"
    (tmp_path / "CMakeLists.txt").write_text(f"""cmake_minimum_required(VERSION 3.18)
project(overflow C)
add_subdirectory({BARE}/board board)
add_executable(overflow overflow.c)
board_program(overflow STACK 1024)
""")
    (tmp_path / "overflow.c").write_text("""#include <board.h>
static int deeper(volatile int *above) { volatile int here[64]; here[0] = *above + 1; return deeper(here) + here[0]; }
int main(void) { volatile int top = 0; board_write(BOARD_CONSOLE, "down\\n"); return deeper(&top); }
""")
    subprocess.run(["cmake", "-S", tmp_path, "-B", build, "-G", "Ninja", f"-DCMAKE_TOOLCHAIN_FILE={BARE}/board/toolchain.cmake"],
                   check=True, capture_output=True)
    subprocess.run(["cmake", "--build", build], check=True, capture_output=True)
    done = subprocess.run([BARE / "board" / "qemu.sh", build / "overflow.elf"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=30)
    assert done.returncode == 99 and "fault: the stack overflowed" in done.stdout
