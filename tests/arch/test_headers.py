# SPDX-License-Identifier: MIT
"""Each public header compiles alone, as C99 and as C++; each function in one is documented."""
import re

import pytest
import tree

PUBLIC = [p for p in tree.c_files("core/include", "port") if p.parent.name == "quatrix" and "include" in p.parts]
INCLUDE = sorted({str(tree.ROOT / path.parent.parent) for path in PUBLIC})
IDS = [path.name for path in PUBLIC]


def compiler(*command):
    return [*command, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-isystem",
            f"{tree.mbedtls_prefix()}/include", *(f"-I{folder}" for folder in INCLUDE)]  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC, ids=IDS)
def test_a_header_compiles_alone_as_c99(path):
    text = f"#include <quatrix/{path.name}>\n#include <quatrix/{path.name}>\nextern int dummy;\n"
    tree.run(*compiler("gcc", "-std=c99", "-Wconversion", "-Wshadow", "-Wstrict-prototypes"), "-xc", "-", stdin=text)


@pytest.mark.parametrize("path", PUBLIC, ids=IDS)
def test_a_header_compiles_alone_as_cpp(path):
    """Without -Wshadow: a struct and the function that fills it may have one name."""
    text = f"#include <quatrix/{path.name}>\n#include <quatrix/{path.name}>\nextern int dummy;\n"
    tree.run(*compiler("g++", "-std=c++11", "-Wconversion"), "-xc++", "-", stdin=text)


@pytest.mark.parametrize("path", PUBLIC, ids=IDS)
def test_a_header_has_c_linkage_where_it_declares_functions(path):
    text = tree.without_comments(tree.read(path))
    if re.search(r"^\w[^;{}#]*\bquatrix_\w+\(", text, re.M):
        assert 'extern "C" {' in tree.read(path)


@pytest.mark.parametrize("path", PUBLIC, ids=IDS)
def test_every_function_of_a_header_is_documented(path):
    """Directly before its declaration stands a comment that Doxygen reads."""
    text = tree.read(path)
    plain = tree.without_comments(text)
    bad = []
    for found in re.finditer(r"^(?:static inline )?(?:enum|struct|const|void|bool|u?int\w*|size_t|char)\b[^;{}()#]*?\b(quatrix_\w+)\(", plain, re.M):
        if not re.search(r"/\*\*(?:(?!\*/).)*\*/\s*\Z", text[: found.start()], re.S):
            bad.append(found.group(1))
    assert not bad


@pytest.mark.parametrize("path", PUBLIC, ids=IDS)
def test_the_include_guard_is_named_after_the_header(path):
    guard = "QUATRIX_" + path.stem.upper() + "_H"
    assert f"#ifndef {guard}\n#define {guard}\n" in tree.read(path)
