# SPDX-License-Identifier: MIT
"""The program on the first screen of README.md compiles and links against the installed library."""
import re

import tree

PROJECT = """
cmake_minimum_required(VERSION 3.18)
project(readme C)
find_package(quatrix REQUIRED)
add_executable(readme readme.c)
target_compile_options(readme PRIVATE -Wall -Wextra -Wpedantic -Werror)
target_link_libraries(readme PRIVATE quatrix::quatrix quatrix::port_posix)
"""


def program():
    path = tree.ROOT / "README.md"
    assert path.is_file(), "there is no README.md"
    found = re.search(r"^```c\n(.*?)^```$", path.read_text(), re.M | re.S)
    assert found, "README.md has no ```c block"
    return found.group(1)


def test_the_program_is_short_enough_for_the_first_screen():
    assert len([line for line in program().splitlines() if line.strip()]) <= 25


def test_the_program_compiles_and_links(built, tmp_path):
    (tmp_path / "readme.c").write_text(program())
    (tmp_path / "CMakeLists.txt").write_text(PROJECT)
    assert re.search(r"\bint\s+main\(", program()), "the block is not a whole program"
    tree.run("cmake", "-S", tmp_path, "-B", tmp_path / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={built.prefix}")
    tree.run("cmake", "--build", tmp_path / "build")
