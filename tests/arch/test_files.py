# SPDX-License-Identifier: MIT
"""Every source names its license, every folder has a README.md, every test is run."""
import json
import os
import re

import tree

# These and their sub-folders that hold code have a README.md. Deeper folders are described there,
# and the public headers in core/README.md.
TOP = ["core", "port", "examples", "tests"]
DESCRIBED_ABOVE = {"core/include"}
CODE = {".c", ".h", ".py", ".sh", ".cmake", ".in", ".cpp", ".S", ".ld"}


def is_source(path):
    named = path.name in ("CMakeLists.txt", "Kconfig", ".clang-tidy")
    return named or path.suffix in CODE or (tree.ROOT / path).read_bytes()[:2] == b"#!"


def test_every_source_names_its_license():
    found = [path for path in tree.files() if is_source(path)]
    assert len(found) > 40, "the list of files is wrong"
    bad = [str(p) for p in found if "SPDX-License-Identifier: MIT" not in "".join(tree.read(p).splitlines(True)[:5])]
    assert bad == []


def test_every_folder_that_holds_code_has_a_readme():
    folders = set(TOP)
    for path in tree.files(*TOP):
        if is_source(path) and len(path.parts) > 2:
            folders.add("/".join(path.parts[:2]))
    bad = []
    for folder in sorted(folders - DESCRIBED_ABOVE):
        readme = tree.ROOT / folder / "README.md"
        if not readme.is_file() or not readme.read_text().startswith("# ") or len(readme.read_text()) < 120:
            bad.append(folder)
    assert bad == [], "without README.md, or one that says nothing"


def test_links_in_readme_files_lead_somewhere():
    bad = []
    for path in tree.files():
        if path.suffix == ".md":
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", tree.read(path)):
                if "://" not in target and not target.startswith("mailto:"):
                    if not (tree.ROOT / path.parent / target).exists():
                        bad.append(f"{path}: {target}")
    assert bad == []


def test_every_source_of_core_is_in_the_list_of_sources():
    assert sorted(tree.sources()) == sorted(str(p) for p in tree.files("core/src") if p.suffix == ".c")


def test_every_c_test_is_registered():
    """Each tests/**/test_*.c is compiled into a program that ctest runs."""
    build = tree.WORK / "tests"
    tree.run("cmake", "-S", tree.ROOT, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={tree.mbedtls_prefix()}")
    programs = set()
    for path in build.rglob("CTestTestfile.cmake"):  # ctest itself names no program that is not built
        commands = re.findall(r'^add_test\(\S+ "([^"]+)"', path.read_text(), re.M)
        programs |= {os.path.basename(command) for command in commands}
    covered = set()
    for entry in json.loads((build / "compile_commands.json").read_text()):
        target = re.search(r"CMakeFiles/([^/ ]+)\.dir/", entry["command"])
        if target and target.group(1) in programs:
            covered.add(os.path.relpath(entry["file"], tree.ROOT))
    found = {str(p) for p in tree.files("tests") if p.name.startswith("test_") and p.suffix == ".c"}
    assert found - covered == set(), "not registered in a CMakeLists.txt"


def test_every_python_test_is_run():
    """tests/run.sh names each test_*.py, or its folder."""
    named = " ".join(re.findall(r"^ +pytest_in ([^&#\n]+)", tree.read("tests/run.sh"), re.M)).split()
    found = [p for p in tree.files() if p.name.startswith("test_") and p.suffix == ".py"]
    assert [str(p) for p in found if not {str(p), str(p.parent)} & set(named)] == []
