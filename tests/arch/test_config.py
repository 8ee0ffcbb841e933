# SPDX-License-Identifier: MIT
"""config.h, Kconfig and core/options.cmake name the same sizes, with the same defaults and ranges."""
import re

import kconfiglib
import pytest
import tree


def from_header():
    text = tree.read("core/include/quatrix/config.h")
    found = re.findall(r"^#ifndef (QUATRIX_\w+)\n#define (\w+) (.+)\n#endif$", text, re.M)
    names = re.findall(r"^#ifndef (\w+)$", text, re.M)
    assert [name for name, _, _ in found] + ["QUATRIX_CONFIG_H"] == names[1:] + names[:1], "an #ifndef was not understood"
    assert all(name == again for name, again, _ in found)
    return {name: int(value) for name, _, value in found}


def from_kconfig():
    """{name: (default, min, max, prompt)}"""
    config = kconfiglib.Kconfig(str(tree.ROOT / "Kconfig"), warn_to_stderr=False)
    assert config.warnings == []
    options = {}
    for symbol in config.unique_defined_syms:
        assert len(symbol.nodes) == 1 and symbol.nodes[0].help, f"{symbol.name} has no help"
        prompt = symbol.nodes[0].prompt[0]
        default = symbol.defaults[0][0].str_value
        assert symbol.type == kconfiglib.INT and len(symbol.ranges) == 1, symbol.name
        low, high, _ = symbol.ranges[0]
        options[symbol.name] = (int(default), int(low.str_value), int(high.str_value), prompt)
    return options


def from_cmake():
    text = tree.read("core/options.cmake")
    ints = re.findall(r'^quatrix_int\((\w+) (\d+) (\d+) (\d+) "([^"]+)"\)$', text, re.M)
    assert len(ints) == len(re.findall(r"^quatrix_\w+\(", text, re.M)), "a line was not understood"
    return {name: (int(default), int(low), int(high), prompt) for name, default, low, high, prompt in ints}


def definitions(tmp_path, *settings):
    """{name: value} that core/options.cmake hands to the compiler."""
    script = tmp_path / "options.cmake"
    script.write_text(f'include("{tree.ROOT}/core/options.cmake")\nmessage("${{QUATRIX_DEFINITIONS}}")\n')
    printed = tree.run("cmake", *(f"-D{setting}" for setting in settings), "-P", script).strip()
    return {name: int(value) for name, value in (item.split("=") for item in printed.split(";"))}


def test_kconfig_has_the_sizes_of_the_header():
    assert {name: option[0] for name, option in from_kconfig().items()} == from_header()


def test_kconfig_and_cmake_agree_on_names_defaults_ranges_and_prompts():
    assert from_kconfig() == from_cmake()


def test_every_default_lies_in_its_range():
    for name, (default, low, high, _) in from_kconfig().items():
        assert low < high and low <= default <= high, name


def test_cmake_exports_every_size_as_a_definition(tmp_path):
    assert definitions(tmp_path) == from_header()
    assert definitions(tmp_path, "QUATRIX_NAME_MAX=100") == {**from_header(), "QUATRIX_NAME_MAX": 100}


def test_where_kconfig_has_run_its_values_decide(tmp_path):
    values = [f"CONFIG_{name}={option[0] + 1}" for name, option in from_kconfig().items()]
    wanted = {name: value + 1 for name, value in from_header().items()}
    assert definitions(tmp_path, "QUATRIX_KCONFIG=ON", *values) == wanted


def test_cmake_refuses_a_size_out_of_range(tmp_path):
    for name, (_, low, high, _) in from_kconfig().items():
        for value in (low - 1, high + 1, "many", "-1", ""):
            with pytest.raises(AssertionError, match=f"{name} is"):
                definitions(tmp_path, f"{name}={value}")


@pytest.mark.parametrize("end", [1, 2], ids=["smallest", "largest"])
@pytest.mark.parametrize("path", tree.sources())
def test_the_library_compiles_at_both_ends_of_every_range(path, end):
    sizes = [f"-D{name}={option[end]}" for name, option in from_kconfig().items()]
    tree.run("gcc", "-std=c99", "-O1", *tree.STRICT, *sizes, "-Icore/include", "-Icore/src", "-isystem",
             f"{tree.mbedtls_prefix()}/include", "-c", path, "-o", "/dev/null", cwd=tree.ROOT)  # fmt: skip
